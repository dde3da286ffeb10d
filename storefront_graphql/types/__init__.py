"""Read types that are safe for whoever may see the object."""
