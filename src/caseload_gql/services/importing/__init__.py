"""A practice's providers and clients, read from CSV files."""
