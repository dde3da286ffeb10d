"""The schema of shoppers."""
