"""The GraphQL schema: types, inputs, queries and mutations."""
