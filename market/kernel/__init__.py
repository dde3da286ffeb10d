"""Money, ids, errors, base models and environment reading. Knows no other module."""
