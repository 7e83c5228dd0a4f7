"""The object types of the API, one idea a file."""
