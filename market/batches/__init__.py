"""Harvest lots with place, days, certificate, reports and shelf life, and the codes that show them.

A certificate is never changed or deleted, a wrong one is cancelled (`certifying`); a batch is never
deleted. A mixed batch knows its parents.
`digital_link` writes and reads the addresses of trace codes, `tracing` counts who opens them,
`paper` prints certificates. Calls catalogue, merchants, places and media.
"""
