# What a user and a contributor run. `make` alone lists it.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
export PIP_CONSTRAINT := constraints.txt

.PHONY: help run test test-consumers check test-all format bench picture clean

help: ## list what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 22

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Sidemark needs Python 3.11 or newer; $(PYTHON) is older. Name another: make PYTHON=python3.12 run" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --editable .
	@$(BIN)/python -m compileall -q annotations tui
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) install --editable '.[dev]'
	@touch $@

$(VENV)/.installed-consumers: $(VENV)/.installed-dev
	$(PIP) install --editable '.[consumers]'
	@touch $@

run: $(VENV)/.installed ## set up if need be, and open the five articles in seeds/
	@$(BIN)/sidemark seeds

test: $(VENV)/.installed-dev ## set up if need be, and run the tests
	@$(BIN)/python -m pytest

test-consumers: $(VENV)/.installed-consumers ## set up if need be, and let the tools that read exports load them
	@$(BIN)/python -m pytest tests/consumers -W default

check: $(VENV)/.installed-dev ## format, lint, types, import contracts, spelling, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy benchmarks
	$(BIN)/lint-imports --no-cache
	$(BIN)/codespell
	$(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4

test-all: ## the tests on each of Python 3.11, 3.12, 3.13 that this machine has
	@for version in 3.11 3.12 3.13; do \
	  if command -v python$$version >/dev/null && python$$version -c 'import venv' 2>/dev/null; then \
	    echo "== Python $$version"; $(MAKE) --no-print-directory test PYTHON=python$$version VENV=.venv-$$version || exit 1; \
	  else echo "== Python $$version is not on this machine"; fi; done

format: $(VENV)/.installed-dev ## put the code in its standard form
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(VENV)/.installed-dev ## measure, as ratios or rates; prints tables and checks nothing
	PYTHONPATH=. $(BIN)/python benchmarks/anchoring.py
	PYTHONPATH=. $(BIN)/python benchmarks/comparing.py
	PYTHONPATH=. $(BIN)/python benchmarks/formats.py
	PYTHONPATH=. $(BIN)/python benchmarks/listing.py
	PYTHONPATH=. $(BIN)/python benchmarks/reader.py
	PYTHONPATH=. $(BIN)/python benchmarks/search.py
	PYTHONPATH=. $(BIN)/python benchmarks/store.py

picture: $(VENV)/.installed ## draw the pictures in docs again, from the program itself
	$(BIN)/python docs/pictures.py

clean: ## take away what the other targets made
	rm -rf .venv .venv-3.* build dist *.egg-info .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
