"""County, towns and villages by statistical division code; the code's prefix is the hierarchy."""
