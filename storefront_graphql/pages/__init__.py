"""Web pages, one folder an actor: a view runs one registered operation and fills one template."""
