# Two commands: `make demo` runs the shop, `make test` runs every check. See README.md.
PYTHON ?= $(shell command -v python3.11 || echo python3)
RUN = .venv/bin/python -m

.PHONY: demo demo-reset test check schema bench locks
.NOTPARALLEL:

demo:
	@$(PYTHON) -m fixtures.setup demo && exec $(RUN) fixtures.demo

demo-reset:
	@$(PYTHON) -m fixtures.setup demo && exec $(RUN) fixtures.demo --anew

test:
	@$(PYTHON) -m fixtures.setup test && exec $(RUN) fixtures.checks test

check:
	@$(PYTHON) -m fixtures.setup check && exec $(RUN) fixtures.checks check

schema:
	@$(PYTHON) -m fixtures.setup check && exec $(RUN) fixtures.checks schema

bench:
	@$(PYTHON) -m fixtures.setup demo && exec $(RUN) bench

locks:
	@$(PYTHON) -m fixtures.setup check && exec $(RUN) fixtures.setup.locks
