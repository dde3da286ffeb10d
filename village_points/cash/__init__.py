"""The drawer: shifts, takings, count and variance."""
