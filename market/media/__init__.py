"""Pictures and papers: verified, re-encoded, sized, kept in their storages. The only user of Pillow."""
