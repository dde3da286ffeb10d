"""What the county door promises, through HTTP."""
