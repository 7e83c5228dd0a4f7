"""Plugins: hooks, manifests, loading, and those that ship with the product."""
