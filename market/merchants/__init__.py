"""Sellers: class, licence, staff, freight templates."""
