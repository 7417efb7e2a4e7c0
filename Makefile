# All that a newcomer needs is here: `make help` lists it. Each target does its own set-up.
# Paths are relative and tools run as modules, so that a checkout may be moved and may have a space in its path.
PYTHON ?= python3
PY := .venv/bin/python
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard assets/locales/*/LC_MESSAGES/*.po))
export PYTHON LONG
# Hundreds of processes start in a run of the tests: modules are compiled once, whatever the machine's habit.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test check tour bench snapshots requirements clean setup-run setup-test setup-tour setup-bench

help: ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' Makefile | expand -t 14

run: setup-run ## the terminal with its own hub and emulated devices (ARGS="--fullscreen", ARGS="hub --help")
	@$(PY) main.py $(ARGS)

test: check ## make check, then every test (LONG=1: full campaigns)
	@$(PY) -m pytest -n 4 --dist worksteal

check: setup-test ## lint, formatting, types, layers
	@$(PY) -m ruff check --quiet
	@$(PY) -m ruff format --check --quiet
	@$(PY) -m mypy --no-error-summary
	@$(PY) -c 'from importlinter.cli import lint_imports_command as lint; lint()' --no-logo

tour: setup-tour ## play visits at the glass and open every page of the staff: pictures in build/tour/
	@$(PY) main.py tour --out build/tour
	@$(PY) -m tests.browser --out build/tour/staff

bench: setup-$(if $(filter hub outbox urge p95,$(ONLY)),test,bench) ## measure against peers into build/bench.json (ONLY=ui, hub, outbox, urge or p95; LONG=1)
	@$(PY) -m tests.bench $(if $(ONLY),--only $(ONLY))

snapshots: setup-test ## take the screens' reference pictures anew, to be looked at
	@TAKE_SNAPSHOTS=1 $(PY) -m pytest tests/screens tests/snapshots -k looks_as_it_did

requirements: setup-test ## pin anew what pyproject.toml asks for (UPGRADE=1: the newest versions)
	@$(PIN) --output-file requirements.txt pyproject.toml
	@$(PIN) --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml

PIN = CUSTOM_COMPILE_COMMAND='make requirements' $(PY) -m piptools compile --quiet --strip-extras \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links $(if $(UPGRADE),--upgrade)

clean: ## remove what was built and cached (.venv stays)
	rm -rf build $(CATALOGUES) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name .venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

setup-run setup-test setup-tour setup-bench: setup-%:
	@.ci/setup $*
	@$(MAKE) --silent $(CATALOGUES)

%.mo: %.po
	@$(PY) -m babel.messages.frontend --quiet compile --input-file $< --output-file $@
