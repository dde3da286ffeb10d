"""Pictures: verified, re-encoded, sized. The only user of Pillow."""
