"""The data that is read: a demo practice, and the same fifty times over."""
