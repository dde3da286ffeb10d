"""What the counter door promises, through HTTP."""
