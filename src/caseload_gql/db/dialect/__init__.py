"""Every difference between SQLite and PostgreSQL in what statements say and what errors mean, and nothing else."""
