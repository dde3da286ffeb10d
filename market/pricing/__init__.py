"""Lines and freight in, a quote out. Pure."""
