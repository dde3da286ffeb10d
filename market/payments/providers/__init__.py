"""Payment providers behind one Protocol. Knows no database; the only door to their SDKs."""
