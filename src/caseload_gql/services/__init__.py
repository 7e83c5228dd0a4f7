"""Writes: one file a use case, one transaction each."""
