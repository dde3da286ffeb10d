"""Pictures and papers: verified, re-encoded, sized, kept. The only user of Pillow."""
