"""The edge: four GraphQL schemas, web pages, webhooks. Nothing below knows it."""
