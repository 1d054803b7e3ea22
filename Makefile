# Kommuna. `make` prints this menu.

# The newest Python that will do.
PYTHON ?= $(shell for v in 3.14 3.13 3.12 3.11; do \
	command -v python$$v >/dev/null 2>&1 && python$$v -c 'import venv, ensurepip' >/dev/null 2>&1 \
	&& { echo python$$v; break; }; done)
ENV := .venv
RUN := $(ENV)/bin/python

.DEFAULT_GOAL := help
.PHONY: help run diag test test-fast test-slow crash check format requirements clean bench bench-quick

help: ## this menu
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(ENV)/run ## start everything and print the addresses
	@$(RUN) main.py serve

diag: $(ENV)/run ## what is well, and what to mend
	@$(RUN) main.py diag

test: $(ENV)/dev ## all tests but the slow ones, on SQLite, PostgreSQL and Valkey
	@$(RUN) -m pytest -n 2 --dist loadgroup $(ARGS)

test-fast: $(ENV)/dev ## the inner loop: SQLite only, no browser
	@TEST_BACKENDS=sqlite $(RUN) -m pytest -n 2 --dist loadgroup -m "not browser" $(ARGS)

test-slow: $(ENV)/dev ## kills and replicas
	@$(RUN) -m pytest --slow -m slow $(ARGS)

crash: $(ENV)/dev ## kill the server 50 times under load on each engine and tell what was lost
	@$(RUN) -m tests.faults.crash $(ARGS)

bench: $(ENV)/dev ## the figures, against the usual way, about twenty minutes
	@$(RUN) -m benchmarks.process
	@$(RUN) -m benchmarks.webhook
	@$(RUN) -m benchmarks.pages

bench-quick: $(ENV)/dev ## the same, one round on SQLite
	@$(RUN) -m benchmarks.webhook --rounds 1 --clicks 600 --engines sqlite

check: $(ENV)/dev ## format, lint, types, import rules
	@$(ENV)/bin/ruff format --check .
	@$(ENV)/bin/ruff check .
	@$(RUN) -m mypy
	@$(ENV)/bin/lint-imports --no-logo

format: $(ENV)/dev ## put the code in order
	@$(ENV)/bin/ruff check --fix .
	@$(ENV)/bin/ruff format .

requirements: $(ENV)/dev ## export the pins from pyproject.toml (needs uv)
	@uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
		pyproject.toml -o requirements.txt
	@uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
		--group dev pyproject.toml -o requirements-dev.txt

clean: ## remove the environment and caches; data/ stays
	@rm -rf $(ENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(ENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Kommuna needs Python 3.11 to 3.14 with venv: install python3.13 (on Debian: apt install python3 python3-venv)."; exit 1; }
	@$(PYTHON) -m venv $(ENV)

$(ENV)/run: requirements.txt | $(ENV)/bin/python
	@echo "Installing what Kommuna stands on, about half a minute ..."
	@$(RUN) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(ENV)/dev: requirements-dev.txt | $(ENV)/bin/python
	@echo "Installing what the tests need, about a minute ..."
	@$(RUN) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(ENV)/run
