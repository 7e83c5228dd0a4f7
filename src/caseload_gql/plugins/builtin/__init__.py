"""Plugins that ship with the product: the role policies and two scorers."""
