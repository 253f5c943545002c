# What one can do here. `make` alone lists it. Needs `make` and Python 3.11 or newer, no more:
# everything else goes into .venv, beside this file. Another Python: make play PYTHON=python3.13

PYTHON ?= python3
BIN := .venv/bin
# the gate's fast tests; journeys drive a real browser and run in `make test`
QUICK := $(wildcard tests/oracles tests/properties tests/replays tests/contracts)

.DEFAULT_GOAL := help
.PHONY: help play host docs setup check test soak test-newest lint format benchmarks pictures release release-check \
	lock assets clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

play:  ## play in the browser, on this machine (ARGS=... goes to `ceasefire play`)
	@$(PYTHON) scripts/bootstrap.py play
	@$(BIN)/ceasefire play $(ARGS)

host:  ## serve classes on the local network (ARGS=... goes to `ceasefire host`)
	@$(PYTHON) scripts/bootstrap.py play
	@$(BIN)/ceasefire host $(ARGS)

docs:  ## build the documents as a site, notebooks run, and serve it (also at /docs of the game)
	@$(PYTHON) scripts/bootstrap.py docs
	@CEASEFIRE_INTERPRETED=1 $(BIN)/python scripts/manual.py --check --serve

setup:  ## set up everything, tools for development included
	@$(PYTHON) scripts/bootstrap.py tools

check: setup lint  ## the quick gate: format, lint, types, import contracts, tests without a browser
	@$(BIN)/python -m pytest -q $(QUICK)

test: setup lint  ## run everything, in a real browser too; sets up what it needs
	@$(BIN)/python tests/chromium.py
	@$(BIN)/python tests/postgres.py
	@$(BIN)/python -m pytest
	@$(MAKE) --no-print-directory test-newest

test-newest:  ## the quick tests on the newest Python of this machine, if it is newer than .venv's
	@$(BIN)/python scripts/newest.py $(QUICK)

lint:
	@$(BIN)/ruff format --check --output-format=concise . || { echo "Run: make format"; exit 1; }
	@$(BIN)/ruff check --output-format=concise .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: setup  ## put the code in form
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format .

soak: setup  ## whole classes under load and power cuts, a sweep's workers killed: some 85 minutes (ARGS=--list)
	@$(BIN)/python benchmarks/soak.py $(ARGS)

benchmarks: setup  ## measure speed in the engine and in the browser (studies: see benchmarks/)
	@$(BIN)/python benchmarks/speed.py
	@$(BIN)/python benchmarks/browser.py

pictures: setup  ## take the documents' pictures of every page anew, from the running app
	@$(BIN)/python tests/chromium.py
	@$(BIN)/python scripts/pictures.py

release: setup  ## build documents, wheel and sdist into dist/
	@CEASEFIRE_INTERPRETED=1 $(BIN)/python scripts/manual.py --check
	@rm -rf dist
	@$(BIN)/python -m hatchling build -d dist

release-check: release  ## install the wheel away from the checkout, and play
	@$(BIN)/python scripts/release_check.py

lock:  ## lock the newest allowed versions (needs uv)
	@scripts/lock.sh --upgrade

assets: setup  ## renew the vendored files of the pages (needs npm)
	@$(BIN)/python scripts/assets.py

clean:  ## remove .venv and what tools left behind
	@rm -rf .venv .venv-newest .pytest_cache .hypothesis .mypy_cache .ruff_cache build dist ui/site
