"""What the desk door promises, through HTTP."""
