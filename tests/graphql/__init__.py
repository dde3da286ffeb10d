"""GraphQL through HTTP."""
