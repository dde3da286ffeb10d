"""Who carries: one Protocol, one folder each."""
