"""What a seller reads of the own business: what waits today, and what was sold.

Owns no table. Promises: only the asker's own, a number never differs from the rows it counts, and
the sales by day, by product and by point add up to the same. Calls everything below; nothing calls
it but the edge.
"""
