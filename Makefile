# Every target does its own set-up: virtual environment from the hash-locked requirements, tools when they are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.complete
# Twice the cores of a small laptop: half of the tests wait for processes that they start.
JOBS ?= 4
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# uv installs the same locked files in seconds where pip takes a minute; it is told what pip's own settings say. Where it
# can't reach what pip reaches, pip does the work.
UV := $(if $(PIP_INDEX_URL),UV_DEFAULT_INDEX="$(PIP_INDEX_URL)") $(if $(PIP_CERT),SSL_CERT_FILE="$(PIP_CERT)") \
	$(BIN)/uv pip install --quiet --python $(BIN)/python

# Imported once after the installation, so that Python compiles them then and not in the first command that needs them;
# compiling all of pulumi_aws would take longer than all the rest.
WARM := cli.bringup, cli.output, cli.render, cli.sandbox, cli.stack.up, cli.up, components.program, components.gitops, \
	sandbox.aws.server, sandbox.git.__main__, sandbox.language_host, sandbox.providers.aws.__main__, \
	sandbox.providers.kubernetes.servicer, sandbox.redis, sandbox.supervisor, toolchain.build, delivery.render
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help environment up down clean test test-unit test-gate test-sandbox test-all gate check lint types graphs golden lock docs bench

help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(STAMP): requirements.lock installer.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "error: %s is Python %d.%d; Slipway needs 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)" % (sys.executable, *sys.version_info[:2]))'
	@$(PYTHON) toolchain/under_lock.py .venv.lock $(MAKE) --no-print-directory environment

environment:
	@if [ -e $(STAMP) ] && [ -z "$$(find requirements.lock installer.lock pyproject.toml -newer $(STAMP))" ]; then exit 0; fi; \
	began=$$(date +%s); echo "   start  virtual environment in $(VENV)"; set -e; \
	$(BIN)/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV); \
	$(PIP) --require-hashes --requirement installer.lock; \
	$(UV) --require-hashes --requirement requirements.lock || $(PIP) --require-hashes --requirement requirements.lock; \
	$(PIP) --no-deps --no-build-isolation --editable .; \
	$(BIN)/python -c 'import $(WARM)'; \
	touch $(STAMP); printf '%7d.0s  virtual environment in %s: done\n' $$(($$(date +%s) - began)) $(VENV)

up: $(STAMP) ## Bring the whole platform up on this machine; again: converge, or go on after an interruption
	@$(BIN)/platform up

down: ## Stop everything that up started, and only that
	@if [ -d .slipway ] || [ -n "$(SLIPWAY_STATE)" ]; then $(MAKE) --no-print-directory $(STAMP) && $(BIN)/platform down; fi

clean: ## Stop, and remove the sandbox's data (the shared tool cache stays)
	@if [ -d .slipway ] || [ -n "$(SLIPWAY_STATE)" ]; then \
	$(MAKE) --no-print-directory $(STAMP) && $(BIN)/platform sandbox reset --yes; fi

test: $(STAMP) check test-unit test-gate test-sandbox ## Checks, unit tests, the gate's tests, and those on the core sandbox

test-unit: $(STAMP) ## The tests that need no Go tool
	@$(BIN)/pytest tests/unit -n $(JOBS) --dist worksteal

test-gate: $(STAMP) ## The tests of the gate and its rules, on the real OPA, helm and Checkov
	@$(BIN)/pytest tests/gate -n 2 --dist loadfile --durations=5

gate: $(STAMP) ## Judge this repository as a pull request is judged
	@$(BIN)/platform check

test-sandbox: $(STAMP) ## The tests on the core sandbox, all five stacks among them
	@$(BIN)/pytest tests/sandbox --durations=5

test-all: $(STAMP) ## The tests of the parts that need more tools
	@$(BIN)/pytest tests/tools --durations=5

check: $(STAMP) lint types graphs ## Lint, types, import contracts, golden graphs, addresses
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/python -m components.gitops.contract
	@$(BIN)/python -m components.addresses

lint: $(STAMP) ## Ruff's rules and format
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .

types: $(STAMP) ## mypy --strict
	@$(BIN)/mypy

graphs: $(STAMP) ## Say what changes in the graph of a committed stack
	@$(BIN)/python -m components.golden --check

golden: $(STAMP) ## Write what the committed stacks' graphs are now to stacks/golden
	@$(BIN)/python -m components.golden

lock: ## Resolve the lock files anew from pyproject.toml and Checkov's requirements (needs uv)
	@uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --python-version 3.11 --group dev pyproject.toml --output-file requirements.lock
	@uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --python-version 3.11 policies/gate/engines/checkov/requirements.in \
	  --output-file policies/gate/engines/checkov/requirements.lock

docs: $(STAMP) ## Generate docs/reference from the code
	@$(BIN)/python -m components.schema
	@$(BIN)/python -m delivery.schema
	@$(BIN)/python -m cli.schemas
	@$(BIN)/python -m cli.reference
	@$(BIN)/python -m policies.gate.waivers.schema
	@$(BIN)/platform policy docs

bench: $(STAMP) ## Measure; figures go to docs/benchmarks.md
	@$(BIN)/python -m bench
