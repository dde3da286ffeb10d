"""Shelf, pick-up codes and hand-over. Handing over never costs anything."""
