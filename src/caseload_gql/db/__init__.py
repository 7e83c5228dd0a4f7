"""The database room: engine, dialect differences, models, unit of work and migrations."""
