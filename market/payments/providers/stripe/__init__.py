"""Stripe Checkout, through its official SDK: cards, in CNY."""
