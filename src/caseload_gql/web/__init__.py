"""The HTTP side: the GraphQL endpoint, sign-in, pages, health and logging."""
