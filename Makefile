# marosim: two commands for a newcomer, `make demo` and `make test`; the rest is for developers.
# Needs Python 3.11 or newer, make and a package index.

PYTHON ?= $(shell for candidate in python3 python3.13 python3.12 python3.11 python; do \
	$$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$candidate; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
TESTS ?= tests
# The browser's tests run apart: all of them with all tests, else those that TESTS names.
BROWSER_TESTS = $(if $(filter tests tests/,$(TESTS)),tests/browser,$(filter tests/browser%,$(TESTS)))
OTHER_TESTS = $(filter-out tests/browser%,$(TESTS))
PYTEST_FLAGS ?=
ARGS ?=

.PHONY: help demo app test validate evidence calibration marks notebooks ablate bench mutants \
	pictures docs lint types format browser clean
.DEFAULT_GOAL := help

help:
	@echo 'make demo      Rwanda 1994 under three responses: table, figures and report'
	@echo 'make test      the whole test suite'
	@echo 'make app       the browser view, on this machine only'
	@echo 'make validate  the model against observed figures and published effects'
	@echo 'make calibration  the posterior that ships and its gates; hours'
	@echo 'make evidence  every table of evidence that the documentation shows'
	@echo 'make marks     say on pages and notebooks whether their figures are stale'
	@echo 'make notebooks the outputs of all notebooks anew'
	@echo 'make ablate    each mechanism switched off alone'
	@echo 'make bench     speed, memory and scaling'
	@echo 'make mutants   which planted faults the tests notice (MODULES=… MINUTES=…)'
	@echo 'make pictures  the browser view as the documentation shows it'
	@echo 'make docs      the documentation as pages: open site/index.html'
	@echo 'make lint types format clean'

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo 'marosim needs Python 3.11 or newer as python3'; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/installed: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[app]'
	@touch $@

$(VENV)/installed-all: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[all,dev,docs]'
	@touch $@ $(VENV)/installed

# What the browser view loads beside its own files, so that it works without a network.
$(VENV)/assets: package.json | $(VENV)/installed
	@$(BIN)/python -m marosim.view.assets && touch $@ || true

# What checks the page's scripts. Without npm the checks are left out, and say so.
$(VENV)/page-checks: tests/page/package.json | $(BIN)/python
	@if npm install --prefix tests/page --ignore-scripts --no-audit --no-fund --no-package-lock \
		--fetch-retries=0 --loglevel=error >/dev/null; then touch $@; \
	else echo 'npm could not fetch TypeScript: the types of the page are not checked'; fi

demo: $(VENV)/installed
	$(BIN)/marosim demo $(ARGS)

app: $(VENV)/installed $(VENV)/assets
	$(BIN)/marosim app $(ARGS)

# The browser tests drive Debian's Chromium; where it is missing and may not be installed they skip.
browser:
	@if command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 \
		|| command -v google-chrome >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		echo 'installing chromium for the browser tests'; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium >/dev/null; } \
		|| echo 'chromium could not be installed: the browser tests will be skipped'; \
	else echo 'no chromium here and no right to install it: the browser tests will be skipped'; fi

# One process a core, each of which takes tests over from the other when it has none left. The
# browser tests come after, by two, since each needs a browser and a server. They run even if a test
# before them failed; the exit status is that of the first part that failed.
test: $(VENV)/installed-all $(VENV)/assets $(VENV)/page-checks browser
	@status=0; \
	if [ -n '$(OTHER_TESTS)' ]; then \
		$(BIN)/python -m pytest $(PYTEST_FLAGS) -n logical --dist worksteal \
			-m 'not slow and not long' --ignore=tests/browser $(OTHER_TESTS) || status=$$?; \
	fi; \
	if [ -n '$(BROWSER_TESTS)' ]; then \
		$(BIN)/python -m pytest $(PYTEST_FLAGS) -n 2 --dist worksteal \
			-m 'not slow and not long' $(BROWSER_TESTS) \
			|| { code=$$?; [ $$status -ne 0 ] || status=$$code; }; \
	fi; \
	exit $$status

# Small faults planted in the model and its statistics: how many do the tests notice? Goes on where
# it was stopped. SHOW=1 prints those that survived, AGAIN=1 tries these again.
MODULES ?=
MINUTES ?= 60
mutants: $(VENV)/installed-all
	$(BIN)/python tests/mutation/mutants.py --minutes $(MINUTES) $(if $(AGAIN),--again) \
		$(if $(SHOW),--show) $(MODULES)

# What takes too long for every change: slow tests, then the model against the record.
validate: $(VENV)/installed-all
	@status=0; \
	$(BIN)/python -m pytest $(PYTEST_FLAGS) -n logical --dist loadfile -m 'slow or long' tests \
		|| status=$$?; \
	$(BIN)/marosim validate $(ARGS) || { code=$$?; [ $$status -ne 0 ] || status=$$code; }; \
	exit $$status

# The posterior that ships and its page; hours, goes on where it was stopped.
CASES = rwanda_1994,sierra_leone_1999,liberia_2003,south_sudan_2013,somalia_2007,bosnia_1992
calibration: $(VENV)/installed-all
	$(BIN)/marosim calibrate scenario=$(CASES) days=400 draws=128 noise=12 second=160 predictive=80 \
		output_dir=outputs/calibration $(ARGS)
	$(BIN)/marosim evidence --calibration outputs/calibration --publish docs/evidence --front README.md

# Every table of evidence that the documentation shows; goes on where it was stopped.
evidence: $(VENV)/installed-all
	$(BIN)/marosim evidence --publish docs/evidence --front README.md $(ARGS)

# After a change of the model: pages and notebooks say that their figures are stale, or no longer.
marks: $(VENV)/installed
	$(BIN)/marosim evidence --mark docs/evidence --front README.md
	$(BIN)/python -m marosim.evidence.notebooks notebooks

notebooks: $(VENV)/installed-all
	$(BIN)/python -m marosim.evidence.notebooks notebooks --run

ablate: $(VENV)/installed-all
	$(BIN)/marosim ablate $(ARGS)

bench: $(VENV)/installed
	$(BIN)/marosim bench --publish docs $(ARGS)

$(VENV)/installed-docs: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[docs]'
	@touch $@

# The browser view as the documentation shows it.
pictures: $(VENV)/installed-all $(VENV)/assets browser
	$(BIN)/python tests/browser/document_pictures.py

# A broken link or a page that nothing leads to fails.
docs: $(VENV)/installed-docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --site-dir site
	@echo 'open site/index.html'

lint: $(VENV)/installed-all $(VENV)/page-checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check src tests
	$(BIN)/lint-imports --no-cache
	@if [ -d tests/page/node_modules ]; then tests/page/node_modules/.bin/tsc -p tests/page; fi

format: $(VENV)/installed-all
	$(BIN)/ruff format src tests
	$(BIN)/ruff check --fix .

types: $(VENV)/installed-all
	$(BIN)/mypy

clean:
	rm -rf build dist site .pytest_cache .mypy_cache .ruff_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
