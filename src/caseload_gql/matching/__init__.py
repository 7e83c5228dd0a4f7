"""Matching, pure: gates that rule out, scores that rank, sentences that explain."""
