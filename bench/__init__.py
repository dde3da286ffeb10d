"""What a request costs: `make bench`. See README.md beside this file."""
