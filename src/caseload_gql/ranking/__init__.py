"""Ranking: loads clients and providers, runs gates and scorers on them, and puts providers in order."""
