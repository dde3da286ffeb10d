"""The shop's pages: what a shopper sees, without sign-in. They know the API's client only."""
