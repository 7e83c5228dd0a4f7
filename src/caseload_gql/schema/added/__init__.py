"""Fields that plugins add to the API: declared, held against the schema, moved into it, and asked."""
