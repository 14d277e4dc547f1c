# make run     builds .venv from the lock and starts Janji        make test   everything, as CI runs it
# make setup   only the environment                               make check  lint, types, imports, flows, what is generated
#                                                                 make generated  docs/flows.md, config.schema.json, texts
# make bench   turns a second beside aiogram and the ceiling, memory, start (ten minutes; RUNS=1 PEOPLE=100 make it short)
# make faults  kills, stops, a full disk, clock jumps, PostgreSQL restarted, under load, on each channel (half an hour; KILLS=5)
# Variables: PYTHON=python3.12 (which Python builds .venv), WORKERS=1 (tests wait, too: more than cores), COVERAGE=0 (no gate),
#            ARGS='tests/desk -k hold'

PYTHON ?= python3
WORKERS ?= 3
COVERAGE ?= 90
ARGS ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
LANGUAGES := en id
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locales/*/LC_MESSAGES/janji.po))

.DEFAULT_GOAL := help
.PHONY: help setup run test check types lint imports flows current dev browser messages generated lock bench faults pictures clean
.SUFFIXES:
.DELETE_ON_ERROR:

help:
	@sed -n '/^$$/q; s/^# //p' Makefile

setup: .venv/run.stamp $(CATALOGUES)
	@:

run: setup
	@exec $(BIN)/janji run

# The summary line of pytest is the last thing printed.
test: browser dev
	@$(MAKE) -j2 -O --no-print-directory check
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --cov --cov-report=term --cov-fail-under=$(COVERAGE) $(ARGS)

check: types lint imports flows current

types: dev
	@$(BIN)/mypy

lint: dev
	@$(BIN)/ruff check bot storage tests benchmarks
	@! grep -rnE 'model_copy|TYPE_CHECKING' --include='*.py' bot/flows || { \
	  echo "bot/flows: model_copy escapes the type checker, and an import for types alone hides a circle" >&2; exit 1; }

imports: dev
	@$(BIN)/lint-imports --no-logo --no-cache

flows: dev
	@$(BIN)/janji flows check

dev: setup .venv/dev.stamp

# The environment. A stamp is newer than the lock it was made from, so a second call does nothing. The locks are whole: pip
# only fetches what they name (--no-deps), since older pips look for a newer `coverage[toml]` than the one that is pinned.

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Janji needs Python 3.11 or newer as $(PYTHON); name another with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python cannot make a virtual environment here: install Debian's package python3-venv (apt-get install python3-venv) and try again." >&2; exit 1; }
	@echo "Building .venv from locks/run.txt (about a minute, once) ..."
	@$(PYTHON) -m venv --clear .venv

.venv/run.stamp: locks/run.txt pyproject.toml | $(BIN)/python
	@$(PIP) install --require-hashes --no-deps -r locks/run.txt
	@$(PIP) install --no-deps --no-index --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: locks/dev.txt .venv/run.stamp
	@echo "Installing what the tests need from locks/dev.txt (half a minute, once) ..."
	@$(PIP) install --require-hashes --no-deps -r locks/dev.txt
	@touch $@

%.mo: %.po .venv/run.stamp
	@$(BIN)/pybabel -q compile -i $< -o $@

# Debian's Chromium drives the tests of the chat page; PostgreSQL comes with the dev lock.

CHROMIUM := /usr/bin/chromium

browser: $(CHROMIUM)

$(CHROMIUM):
	@test "$$(id -u)" = 0 || { echo "The tests need Chromium: as root, apt-get install chromium" >&2; exit 1; }
	@echo "Installing Debian's Chromium ..."
	@apt-get -qq update </dev/null
	@DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium fonts-dejavu-core </dev/null >/dev/null

# For those who work on Janji.

GENERATED := docs/flows.md config.schema.json $(LANGUAGES:%=locales/%/LC_MESSAGES/janji.po)
INTO := .
EXTRACT := $(BIN)/pybabel -q extract -k counted:1,2 --omit-header --add-location=file --sort-by-file
UPDATE := $(BIN)/pybabel -q update -D janji --width=120 --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

# Babel's header says when and by whom, which git knows better.
NOISE := ^"(Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By):

messages: dev
	@$(EXTRACT) -o $(INTO)/locales/janji.pot bot
	@for language in $(LANGUAGES); do \
	  $(UPDATE) -d $(INTO)/locales -i $(INTO)/locales/janji.pot --init-missing -l $$language && \
	  sed -i -E -e '/$(NOISE)/d' -e 's/(Project-Id-Version:) +/\1 /' $(INTO)/locales/$$language/LC_MESSAGES/janji.po || exit 1; done

generated: messages
	@$(BIN)/janji flows diagram > $(INTO)/docs/flows.md
	@$(BIN)/janji config schema > $(INTO)/config.schema.json

# Makes all of it once more beside the tree, which stays as it is.
current: dev
	@made=$$(mktemp -d) && trap 'rm -rf "$$made"' EXIT && cp --parents $(GENERATED) "$$made" && \
	$(MAKE) -s --no-print-directory generated INTO="$$made" && stale= && \
	for file in $(GENERATED); do cmp -s $$file "$$made/$$file" || stale="$$stale $$file"; done && \
	{ test -z "$$stale" || { echo "Out of date:$$stale. Run: make generated" >&2; exit 1; }; }

# Takes uv (pip install uv). uv.lock is not kept: it holds a registry's address on each line.
EXPORT := uv export -q --frozen --no-emit-project --no-annotate --no-header --no-default-groups
lock:
	@uv lock --quiet
	@$(EXPORT) --group build -o locks/run.txt
	@$(EXPORT) --all-groups -o locks/dev.txt
	@echo 'aiogram[fast]>=3.31,<4' | uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate \
	  --no-header --no-emit-index-url --no-emit-find-links -o locks/bench.txt -

faults: dev
	@$(BIN)/python -m tests.faults $(PARTS)

# Beside another bot, in an environment of its own: aiogram is none of Janji's. RUNS and PEOPLE.
bench: setup .venv-bench/bench.stamp
	@$(BIN)/python -m benchmarks

.venv-bench/bench.stamp: locks/bench.txt | $(BIN)/python
	@echo "Building .venv-bench from locks/bench.txt (half a minute, once) ..."
	@$(PYTHON) -m venv --clear .venv-bench
	@.venv-bench/bin/python -m pip --disable-pip-version-check --no-input -qq install --require-hashes --no-deps -r locks/bench.txt
	@touch $@

pictures: dev browser
	@$(BIN)/python docs/pictures.py

clean:
	@rm -rf .venv .venv-bench build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.* htmlcov
	@find bot storage tests locales -name __pycache__ -prune -exec rm -rf {} + -o -name '*.mo' -exec rm -f {} +
