"""The counter's pages: a clerk's till. They know the API's client only."""
