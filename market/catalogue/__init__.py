"""Products, variants, categories and the append-only price history."""
