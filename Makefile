# Everything this project can do, in one place. Needs nothing but Python 3.11 or newer and make.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
# Looks at the pages for barriers; only the tests use it.
AXE_VERSION := 4.14.1

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-browser lint audit format client translations clean

help:  ## Show what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /: /' | column -t -s: -l2

$(VENV)/.run: requirements.txt constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --requirement requirements.txt --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --requirement requirements-dev.txt
	@touch $@

setup: $(VENV)/.run  ## Make .venv and install what running needs

demo: $(VENV)/.run  ## Start everything, import the demo archive, check four claims, serve (ONCE=1: stop then; PORT=…)
	@$(BIN)/factcheck demo --port $(PORT) $(if $(ONCE),--once)

test: $(VENV)/.dev  ## Unit, integration and end-to-end tests
	$(BIN)/python -m pytest

.cache/axe-core/package/axe.min.js:
	@mkdir -p .cache/axe-core
	cd .cache/axe-core && npm pack --silent axe-core@$(AXE_VERSION) && tar -xzf axe-core-$(AXE_VERSION).tgz

test-browser: $(VENV)/.dev .cache/axe-core/package/axe.min.js  ## The desk in a real browser (needs Chromium and npm)
	$(BIN)/python -m pytest -m browser tests/browser

lint: $(VENV)/.dev  ## Style, types, container files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

audit:  ## Ask for known vulnerabilities of the pinned packages (needs the advisories of PyPI or OSV)
	$(PYTHON) -m venv .cache/audit
	.cache/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	.cache/audit/bin/pip-audit --requirement constraints.txt --no-deps --disable-pip

format: $(VENV)/.dev  ## Put the code into the agreed form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

client: $(VENV)/.dev  ## Make the Python client's models, calls and methods anew from the document of the API
	$(BIN)/python -m clients.python.generator

translations: $(VENV)/.dev  ## Collect the desk's texts into the German catalog and compile it
	cd service/desk && ../../$(BIN)/pybabel -q extract -F babel.cfg --no-location -o /tmp/factcheck-desk.pot .
	cd service/desk && ../../$(BIN)/pybabel -q update -i /tmp/factcheck-desk.pot -d translations --ignore-pot-creation-date --no-fuzzy-matching --ignore-obsolete
	sed -i '/EMAIL@ADDRESS/d; /LL@li.org/d; /YEAR-MO-DA/d; /^"POT-Creation-Date/d; /^"Generated-By/d' service/desk/translations/*/LC_MESSAGES/*.po
	cd service/desk && ../../$(BIN)/pybabel -q compile -d translations --statistics

clean:  ## Remove the virtual environment and caches; the data under .factcheck/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache *.egg-info
