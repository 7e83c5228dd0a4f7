"""A realistic practice, the same for the same seed and day."""
