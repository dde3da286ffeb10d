"""What shoppers see: cards, listings and details, put together from the modules below. Reads only."""
