"""Append-only double entry in fen: the one home of balances."""
