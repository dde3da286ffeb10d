"""Providers: what they send, believe and refuse."""
