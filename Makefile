# `make help` lists the targets. You need make and Python 3.10 or newer.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help install run test proof manifests security lint types format bench load ci superuser clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(VENV)/.installed ## Start the demo shop (PORT=8000)
	@exec env PORT=$(PORT) BIN=$(BIN) sh scripts/run.sh

test: $(VENV)/.installed-dev ## Run the test suite on all cores (ARGS="-k name" narrows it)
	$(BIN)/python -m pytest --numprocesses auto $(ARGS)

proof: $(VENV)/.installed-dev ## Stress-test payments and stock (ARGS=--short takes minutes)
	$(BIN)/python -m tools.proof $(ARGS)

security: $(VENV)/.installed-dev ## Run the security tests (ARGS=--short takes a minute)
	@$(PIP) install -r requirements-security.txt -c constraints.txt
	$(BIN)/python -m tools.security $(ARGS)

lint: $(VENV)/.installed-dev ## Check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev ## Check the types of the business rules and of payment (Python 3.11 or newer)
	@$(PIP) install -r requirements-types.txt -c constraints.txt
	$(BIN)/mypy

manifests: $(VENV)/.installed-dev ## Check the Kubernetes manifests against Kubernetes' schemas
	@$(PIP) install -r requirements-kubernetes.txt -c constraints.txt
	$(BIN)/python scripts/check_manifests.py

format: $(VENV)/.installed-dev ## Fix style and formatting
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.installed-dev ## Run the benchmarks (BENCH_DATABASE_URL=mysql://..., ARGS="--products 100000")
	$(BIN)/python -m pip --disable-pip-version-check --quiet install -r tools/benchmarks/requirements.txt
	$(BIN)/python -m tools.benchmarks $(ARGS)

load: $(VENV)/.installed-dev ## Run a load test on your own deployment (LOAD_URL=https://...)
	$(if $(LOAD_URL),,$(error LOAD_URL is not set: make load LOAD_URL=https://staging.example.com))
	@$(PIP) install -r tools/load/requirements.txt
	@$(BIN)/python -m tools.load

ci: ## Run every check that a change must pass
	.ci/run

superuser: $(VENV)/.installed ## Create a superuser
	$(BIN)/python manage.py createsuperuser

install: $(VENV)/.installed ## Create the virtual environment only

clean: ## Remove the virtual environment (database and .env stay)
	rm -rf $(VENV)

# --- The virtual environment; reinstalled only if a requirements file is newer ---
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("SmartMart needs Python 3.10 or newer.") if sys.version_info < (3, 10) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt constraints.txt | $(BIN)/python
	@echo "Installing the packages of requirements.txt ..."
	@$(PIP) install -r requirements.txt -c constraints.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements.txt constraints.txt | $(BIN)/python
	@echo "Installing the packages of requirements-dev.txt ..."
	@$(PIP) install -r requirements-dev.txt -c constraints.txt
	@touch $@ $(VENV)/.installed
