# Two commands: `make demo` runs the shop, `make test` runs every check. See README.md.
