"""The desk's pages: a merchant's own orders and goods. They know the API's client only."""
