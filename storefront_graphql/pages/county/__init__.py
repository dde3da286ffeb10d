"""The county's pages: today's counts, scans on the way, a parcel's way. API client only."""
