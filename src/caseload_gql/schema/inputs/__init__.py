"""The input types of the API, one idea a file."""
