"""Orders, consignments (one merchant's part), lines, states."""
