# One entry for people and machines; `make help` lists the targets, and CI calls the same.
# Each step of the set-up leaves a stamp, so nothing is done twice until what it was made from changes.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 8000
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)

BIN := .venv/bin
STAMPS := .venv/stamps
export PATH := $(CURDIR)/$(BIN):$(PATH)
# The tests start dozens of processes; without kept bytecode each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

INSTALL := python -m pip install -qq --disable-pip-version-check --require-hashes -r
PYTEST := python -m pytest -n logical
# What breaks servers depends on the machine's other work: a slow test that fails has to pass by itself.
AGAIN := python -m pytest --last-failed --last-failed-no-failures none
# The tests that look at the repository as a whole instead of at what it does.
STRUCTURE := $(wildcard tests/test_*.py tests/web/test_translations.py)

FRONT_END := $(wildcard package.json package-lock.json scripts/build_assets.*) \
	$(shell find static -type f -not -path 'static/dist/*' 2>/dev/null)
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/*.po)

## For everyone

.PHONY: help
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^## / {printf "\n%s\n", substr($$0, 4)} \
		/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: ready $(STAMPS)/dev chromium ## Environment, locked dependencies, assets, translations, a browser for the tests

.PHONY: demo
demo: export OCOP_PUBLIC_URL ?= http://127.0.0.1:$(PORT)/
demo: ready ## From a bare clone to a running site with fictional data, at PORT (8000)
	@flask db upgrade
	@flask demo load --if-empty
	@exec $(MAKE) --no-print-directory serve

.PHONY: serve
serve: ready ## The production server on 127.0.0.1, at PORT (8000)
	@PORT=$(PORT) exec gunicorn app:app

.PHONY: test
test: setup ## The suite, in under 3 minutes
	$(PYTEST) -m "not slow"

.PHONY: test-all
test-all: test test-slow ## The suite, then everything that takes longer

.PHONY: test-slow
test-slow: setup ## The slow tests, then every test of the database on PostgreSQL
	$(PYTEST) -m slow || $(AGAIN)
	export OCOP_TEST_DATABASE=postgresql; $(PYTEST) || $(AGAIN)

.PHONY: check
check: setup ## Formatting, linting, types of Python and JavaScript, architecture, translations, migrations, documents
	ruff format --check .
	ruff check .
	mypy
	python scripts/check_scripts.py
	python -m pytest -m "not slow" $(STRUCTURE)

.PHONY: bench
bench: $(STAMPS)/dev ready ## Measure, and print the table of ratios
	python -m bench

## For those who change it

.PHONY: format
format: $(STAMPS)/dev ## Format the code and mend what the linter can
	ruff format .
	ruff check --fix .

.PHONY: lock
lock: $(STAMPS)/dev $(STAMPS)/node ## Lock the newest allowed dependencies, with hashes
	scripts/lock.sh

.PHONY: clean
clean: ## Remove what the set-up made; data in var/ stays
	rm -rf .venv node_modules static/dist

# What serving needs; `setup` adds what testing needs.
.PHONY: ready
ready: $(STAMPS)/runtime $(STAMPS)/assets $(STAMPS)/translations

$(STAMPS)/venv:
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or later is needed; name one with PYTHON=...' >&2; exit 1; }
	$(PYTHON) -m venv .venv
	mkdir -p $(STAMPS)
	touch $@

$(STAMPS)/runtime: requirements/runtime.txt $(STAMPS)/venv
	$(INSTALL) $<
	touch $@

$(STAMPS)/dev: requirements/dev.txt $(STAMPS)/runtime
	$(INSTALL) $<
	touch $@

# Node comes from the machine, or from a wheel where the machine has none that is new enough.
$(STAMPS)/node: requirements/node.txt $(STAMPS)/venv
	command -v npm >/dev/null && node -e 'process.exit(+(parseInt(process.versions.node) < 18))' \
		|| $(INSTALL) $<
	touch $@

$(STAMPS)/assets: $(FRONT_END) $(STAMPS)/node $(STAMPS)/runtime
	python scripts/build_assets.py
	touch $@

$(STAMPS)/translations: $(CATALOGUES) $(STAMPS)/runtime
	python -m ocop_verify.web.translations compile
	touch $@

.PHONY: chromium
chromium:
	scripts/ensure-chromium.sh
