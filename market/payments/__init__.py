"""Payments, refunds, provider events; providers behind one Protocol."""
