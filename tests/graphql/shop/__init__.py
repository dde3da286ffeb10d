"""What the shop door promises, through HTTP."""
