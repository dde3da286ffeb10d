"""One key, one result: (actor, key, hash of content) -> the first result."""
