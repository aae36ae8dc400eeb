# One virtual environment in the checkout, made by pip alone from locked, hashed requirements.
# A stamp file remembers what it was made from, so that a second start installs nothing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check
CATALOGUES := $(wildcard lajur/locale/*/LC_MESSAGES/*.po)
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --quiet

CHECKS := check-types check-style check-imports check-migrations check-catalogue

MINUTES ?= 10
ACTS ?= 5000

.DEFAULT_GOAL := help
.PHONY: help install install-dev run check $(CHECKS) test siege storm soak hostile upgrades access pitr operate bench messages sbom advisories lock clean

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

install: $(VENV)/.run $(VENV)/.messages ## Everything needed to run, in .venv (command: .venv/bin/lajur)

install-dev: $(VENV)/.dev $(VENV)/.messages ## The same and the tools for tests and checks

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements/run.txt
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	$(PIP) install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.messages: $(CATALOGUES) $(VENV)/.run
	$(BIN)/python -m lajur.config.messages
	@touch $@

run: export LAJUR_DEMO ?= 1
run: install ## Install, fill the demonstration if the database is empty, serve (PORT=8000)
	@$(BIN)/python -m compileall -q lajur  # also where PYTHONDONTWRITEBYTECODE would have every start compile anew
	@$(BIN)/lajur serve --demo $(if $(PORT),--port $(PORT))

check: install-dev ## Lint, types, import rules, migrations, catalogue: everything but tests
	@$(MAKE) --no-print-directory --jobs 2 $(CHECKS)

check-types: # first, because it takes as long as all the others
	$(BIN)/mypy

check-style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-imports:
	$(BIN)/lint-imports

check-migrations:
	$(BIN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run --settings lajur.config.settings

check-catalogue:
	$(BIN)/lajur catalogue check

test: check ## Everything: check, then all tests
	@$(BIN)/python -m compileall -q lajur tests
	$(BIN)/pytest -n 2

siege: install-dev ## The simulator on fresh seeds in two processes (MINUTES=10 ACTS=5000 SEED=)
	$(BIN)/python -m tests.siege --workers 2 --minutes $(MINUTES) --acts $(ACTS) $(if $(SEED),--seed $(SEED))

access: install-dev ## Axe, weight, zoom, paper on every page of every kind of user; seconds on a thin line: a quarter of an hour
	E2E_THOROUGH=1 $(BIN)/pytest -n 0 -s tests/e2e/test_every_page.py tests/e2e/test_accessibility.py tests/e2e/test_budgets.py tests/e2e/test_zoom.py tests/e2e/test_keyboard.py

storm: install-dev ## What is terrible, done to a served office, 50 rounds each: double, kill, power-cut, restart, cut-off, locked, full, clock (hours)
	$(BIN)/python -m tests.storm $(NAMES)

soak: install-dev ## An hour of work on a served office: steps, slow pages, growth of memory (MINUTES=60)
	$(BIN)/python -m tests.storm soak --minutes $(MINUTES)

hostile: install-dev ## Fifty attacking texts in every field of every form, hostile files, long sequences of the API (20 minutes)
	HOSTILE_WHOLE=1 SEQUENCES=50 $(BIN)/pytest -n 0 -s tests/hostile tests/e2e/test_hostile_texts.py lajur/entrypoints/api/tests/test_sequences.py

upgrades: install-dev ## Databases of all released versions brought up to today, journals and cases verified (2 minutes)
	UPGRADES=all $(BIN)/pytest -n 0 -s tests/upgrades

pitr: install ## Point-in-time recovery as docs/operate.md tells it: on the wheel's PostgreSQL, PITR_BIN=… on another (5 minutes)
	$(BIN)/python -m tests.recovery $(if $(PITR_BIN),--bin $(PITR_BIN))

operate: install-dev ## The server of docs/operate.md on loopback: TLS, two web servers, Prometheus, a standby (3 minutes)
	$(BIN)/python -m tests.operating $(if $(OPERATE_BIN),--bin $(OPERATE_BIN))

bench: install ## Benchmarks against a floor and peers (bench/README.md)
	$(BIN)/python -m bench

messages: install-dev ## Collect texts into lajur/locale/*/LC_MESSAGES/*.po and compile them
	$(BIN)/python -m lajur.config.messages --collect

.venv-audit/.made: requirements/audit.txt
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/pip --disable-pip-version-check install --quiet --require-hashes -r requirements/audit.txt
	@touch $@

sbom: install .venv-audit/.made ## What is installed and under which licences, as CycloneDX: build/sbom.json
	@mkdir -p build
	.venv-audit/bin/cyclonedx-py environment $(VENV) --pyproject pyproject.toml --of JSON -o build/sbom.json

advisories: .venv-audit/.made ## Known holes in what runs; fails too when a package could not be looked up
	@.venv-audit/bin/pip-audit -r requirements/run.txt --require-hashes --disable-pip -f json 2>/dev/null \
		| $(PYTHON) -m tests.supply.advisories requirements/run.txt

lock: install-dev ## Resolve pyproject.toml into requirements/*.txt anew
	$(BIN)/$(LOCK) pyproject.toml -o requirements/run.txt
	$(BIN)/$(LOCK) pyproject.toml --extra dev -c requirements/run.txt -o requirements/dev.txt
	$(BIN)/$(LOCK) requirements/bench.in -c requirements/run.txt -o requirements/bench.txt
	$(BIN)/$(LOCK) requirements/audit.in -o requirements/audit.txt

clean: ## Remove the virtual environment and caches; data stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
