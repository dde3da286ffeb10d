"""Harvest lots with place, day, certificate and shelf life."""
