"""Messages to people: what was said, to whom, through which adapter."""
