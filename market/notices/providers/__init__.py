"""Ways to reach a person's phone."""
