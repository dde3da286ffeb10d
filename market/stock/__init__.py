"""On hand and reserved, per lot and store; reservations and movements.

Movements are only added and add up to what is on hand. A lot that would arrive stale is never
allocated (`rules.allocate`, docs/fefo.md). `services` holds and sells, `moving` spoils, moves and
mixes. Calls batches and catalogue.
"""
