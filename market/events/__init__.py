"""Facts going up: emit(name, **ids) defers one job a subscriber in the caller's transaction."""
