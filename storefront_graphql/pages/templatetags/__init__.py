"""What the templates need to say money, weights and days, and to draw pictures."""
