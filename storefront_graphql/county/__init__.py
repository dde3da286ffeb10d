"""The schema of county operators."""
