"""A seller's goods from a workbook or a text file, and back: checked first, applied all at once.

Owns jobs and their staged rows. A job changes goods only in one transaction at its end; a job that
was cancelled or killed changed nothing. Calls catalogue, batches, stock and media.
"""
