"""On hand and reserved, per lot and store; reservations and movements."""
