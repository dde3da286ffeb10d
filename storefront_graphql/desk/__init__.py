"""The schema of merchants' staff."""
