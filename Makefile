# Headwater's commands. `make help` lists them; each sets up what it needs, and only that.
# Everything stays inside this folder, but for the caches of pip and npm.

PYTHON ?= python3
INVOICE ?=
DOCUMENTS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check $(if $(CI),--quiet)

# Stamps: a step runs again only when what it depends on is newer.
NPM := node_modules/.package-lock.json
RUNTIME := $(VENV)/.runtime
WORKSHOP := $(VENV)/.workshop
COMPILED := build/.compiled
PROVER := build/prove/venv/.installed

# With their folders, whose time tells that a contract has gone.
CONTRACTS := $(shell find contracts 2>/dev/null)
# Suites with a chain and without one; a folder without a test yet is left out.
suites = $(strip $(foreach folder,$(1),$(if $(shell find $(folder) -name 'test_*.py' 2>/dev/null),$(folder))))
CHAIN_SUITES := $(call suites,tests/unit tests/lifecycle tests/stateful)
PACKAGE_SUITES := $(strip $(call suites,tests/package) $(wildcard tests/test_*.py))

# Solidity that forge formats.
FORMATTED := contracts tests/forge gas/peers

# Tools that would write into the home folder (Brownie, Anvil, slither) or the system's for temporary files do it here.
CONTAINED := HOME="$(CURDIR)/build/home" TMPDIR="$(CURDIR)/build/tmp"
$(shell mkdir -p build/home build/tmp)

# Brownie finds Anvil, and this file forge and solhint, among the npm packages.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo setup clean build fix
.PHONY: test test-package test-contracts stateful prove mutants coverage
.PHONY: check format lint types layers generated slither measured fuzz
.PHONY: gas gas-peers bench documents security

help: ## List the commands
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

demo: $(RUNTIME) $(NPM) ## Run the main job on a chain of its own; INVOICE=path takes another invoice
	@$(CONTAINED) $(BIN)/python scripts/demo.py $(if $(INVOICE),"$(INVOICE)")

test: test-package test-contracts ## Run all tests

test-package: $(WORKSHOP) $(NPM) $(COMPILED) ## Run the tests that need no chain, or start their own
	@$(if $(PACKAGE_SUITES),$(CONTAINED) $(BIN)/python -m pytest -p no:pytest-brownie $(PACKAGE_SUITES),echo "No test yet")

# What a session that was cut has left of its workers' results would fail the next one.
test-contracts: $(WORKSHOP) $(NPM) $(COMPILED) ## Run the contracts' tests on Brownie's Anvil, two at a time
	@rm -f build/tests-*.json
	@$(if $(CHAIN_SUITES),$(CONTAINED) $(BIN)/brownie test $(CHAIN_SUITES) -n 2,echo "No contract test yet")

stateful: $(WORKSHOP) $(NPM) $(COMPILED) ## Play ledger and model side by side for long: EXAMPLES, STEPS, SEED choose
	@rm -f build/tests-*.json
	@EXAMPLES=$(or $(EXAMPLES),200) STEPS=$(or $(STEPS),50) SEED=$(SEED) $(CONTAINED) $(BIN)/brownie test tests/stateful

build: $(WORKSHOP) $(NPM) ## Compile, and bring headwater/artifacts up to date
	@$(BIN)/python scripts/build.py

check: lint types layers generated slither measured fuzz ## Format, lint, types, layers, generated files, static analysis, gas, fuzzing

# forge's launcher on npm ends with 0 whatever forge says: what it prints decides.
format: $(WORKSHOP) $(NPM)
	@$(BIN)/ruff format --check .
	@problems="$$(forge fmt --check $(FORMATTED) 2>&1)" && [ -z "$$problems" ] || { echo "$$problems"; exit 1; }

lint: format
	@$(BIN)/ruff check .
	@solhint --config solhint.json --disc --noPoster --max-warnings 0 'contracts/**/*.sol'

types: $(WORKSHOP)
	@$(BIN)/mypy headwater scripts

layers: $(WORKSHOP)
	@$(BIN)/python scripts/check_layers.py

generated: $(WORKSHOP) $(NPM)
	@$(BIN)/python scripts/build.py --check
	@$(BIN)/python scripts/gas_paper.py --check
	@$(BIN)/python scripts/documents_paper.py --check
	@$(BIN)/python scripts/security_paper.py --check

slither: $(WORKSHOP) $(NPM)
	@$(BIN)/python scripts/build.py --build-info
	@$(CONTAINED) $(BIN)/slither .

fuzz: $(WORKSHOP) $(NPM)
	@$(CONTAINED) $(BIN)/python scripts/prove.py --fuzz

fix: $(WORKSHOP) $(NPM) ## Format everything, and mend what ruff can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@forge fmt $(FORMATTED)

measured: $(WORKSHOP) $(NPM)
	@$(CONTAINED) $(BIN)/python scripts/gas.py --check

gas: $(WORKSHOP) $(NPM) ## Measure gas, write gas/snapshot.json and docs/GAS.md
	@$(CONTAINED) $(BIN)/python scripts/gas.py
	@$(BIN)/python scripts/gas_paper.py

gas-peers: $(WORKSHOP) $(NPM) ## Measure gas beside peers from npm and write gas/peers.json, docs/GAS.md
	@$(CONTAINED) $(BIN)/python scripts/gas_peers.py
	@$(BIN)/python scripts/gas_paper.py

bench: $(RUNTIME) ## Measure signing 100 000 acceptances, committing to 10 000 documents, and decoding 100 000 logs
	@$(CONTAINED) $(BIN)/python scripts/bench.py

documents: $(RUNTIME) ## Write the tables of docs/documents.md; DOCUMENTS=folder reads that folder for them
	@$(BIN)/python scripts/documents_paper.py $(if $(DOCUMENTS),"$(DOCUMENTS)")

security: $(RUNTIME) $(NPM) ## Write the tables of docs/SECURITY-MODEL.md
	@$(BIN)/python scripts/security_paper.py

prove: $(WORKSHOP) $(NPM) $(PROVER) ## Fuzz the contracts, hold their invariants, and prove what can be proved
	@$(CONTAINED) $(BIN)/python scripts/prove.py

coverage: $(WORKSHOP) $(NPM) $(COMPILED) ## Measure what the tests cover and write docs/COVERAGE.md
	@$(CONTAINED) $(BIN)/python scripts/cover.py

mutants: $(WORKSHOP) $(NPM) $(COMPILED) ## Make faults in the contracts, one at a time, and see that the tests find each
	@$(CONTAINED) $(BIN)/python scripts/mutants.py

setup: $(WORKSHOP) $(NPM) $(COMPILED) ## Set up everything: environment, npm packages, compiler, Brownie's build

clean: ## Remove everything that these commands made
	rm -rf $(VENV) node_modules .solcx build .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find headwater scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(NPM): package.json package-lock.json .npmrc
	@echo "Installing npm packages"
	@npm ci --loglevel=error
	@touch $@

$(BIN)/python:
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv $(VENV)

# The package with its own dependencies: all that the demo needs. The .pth lets the environment's programs find this
# clone's compiler and Anvil however they are called: `.venv/bin/brownie console` just works.
$(RUNTIME): pyproject.toml requirements.txt scripts/workshop.pth | $(BIN)/python
	@echo "Installing the package"
	@$(PIP) -c requirements.txt -e .
	@cp scripts/workshop.pth "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
	@touch $@

$(WORKSHOP): $(RUNTIME)
	@echo "Installing the workshop"
	@$(PIP) -r requirements.txt
	@touch $@

# halmos and Brownie pin different versions of the same packages.
$(PROVER): tests/forge/requirements.txt
	@echo "Installing halmos"
	@$(PYTHON) -m venv build/prove/venv
	@build/prove/venv/bin/python -m pip install --disable-pip-version-check $(if $(CI),--quiet) -r $<
	@touch $@

# Brownie does not notice a changed evm_version by itself: changed settings compile everything again.
$(COMPILED): $(CONTRACTS) brownie-config.yaml package-lock.json | $(WORKSHOP) $(NPM)
	@$(BIN)/python scripts/build.py --compiler
	@$(CONTAINED) $(BIN)/brownie compile --all
	@touch $@
