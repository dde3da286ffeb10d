"""A parcel per consignment: legs, scans, promised day, label."""
