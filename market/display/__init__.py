"""What shoppers see: cards, listings, details, put together from below. Reads only."""
