# Two commands: `make run` sets everything up and does the main job on raw/, `make test` sets everything up and runs all tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test test-fuzz test-faults bi-environment test-bi lint audit bench-readers bench-rules bench-layouts docs lock clean help

help:
	@echo "make run    set up and run the pipeline on raw/ (results under var/)"
	@echo "make test   set up and run all tests and linters"
	@echo "make test-fuzz  thousands of damaged files through the readers (some minutes)"
	@echo "make test-faults  kills runs at many points in every phase and compares what is there with an undisturbed run (some 18 minutes on two cores; ARGS=\"--short-rounds 1\")"
	@echo "make test-bi  the BI service as a plain process, in an environment of its own (.bi, 0.9 GB; Python 3.11)"
	@echo "make audit  known vulnerabilities of the locked dependencies (asks PyPI, needs the network)"
	@echo "make bench-readers   how fast each format is read, beside other libraries (ARGS=--check: fail below the bars)"
	@echo "make bench-rules     how long the checks of 10,000 generated reports take (ARGS=\"--reports 1000\")"
	@echo "make bench-layouts   how much of the labelled layouts of other places is published, and how right (docs/layouts.md);"
	@echo "                     ARGS=--leave-one-out: what a new place would get on its first day (docs/layouts_first_day.md)"
	@echo "make docs   docs/rules.md from the rule catalogue"
	@echo "make lock   renew requirements.lock from pyproject.toml"

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(f"Python 3.11 to 3.13 is needed, this is {v[0]}.{v[1]}; use make PYTHON=python3.12" if not (3, 11) <= v <= (3, 13) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked dependencies into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: $(VENV)/.installed
	@$(BIN)/fiscal run

test: lint
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

test-fuzz: $(VENV)/.installed
	$(BIN)/python -m pytest tests/hostile/test_fuzz.py -m "slow or not slow" -s

test-faults: $(VENV)/.installed
	$(BIN)/python tests/faults/campaign.py $(ARGS)

# Superset has an environment of its own, as it has an image of its own. Its lock is for Python 3.11.
.bi/bin/superset: bi/requirements.lock
	@test -x .bi/bin/python || $(PYTHON) -m venv .bi
	@.bi/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r bi/requirements.lock
	@touch $@

bi-environment: .bi/bin/superset

test-bi: $(VENV)/.installed .bi/bin/superset
	FISCAL_SUPERSET_BIN=.bi/bin $(BIN)/python -m pytest tests/dashboard/test_bi_service.py -m slow -s

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --disable-progress-bar --processes 2 dbt_project

# In an environment of its own: what it needs is none of the project's. make lint and make test work without a network.
audit:
	@test -x .audit/bin/pip-audit || ($(PYTHON) -m venv .audit && .audit/bin/python -m pip install --quiet pip-audit)
	.audit/bin/pip-audit --disable-pip --require-hashes --requirement requirements.lock

bench-readers: $(VENV)/.installed
	@$(BIN)/python -m benchmarks.readers $(ARGS)

bench-rules: $(VENV)/.installed
	@$(BIN)/python -m benchmarks.rules $(ARGS)

bench-layouts: $(VENV)/.installed
	$(BIN)/python -m benchmarks.layouts --docs docs/layouts.md $(ARGS)

docs: $(VENV)/.installed
	$(BIN)/python dbt_project/rule_book.py

lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --quiet --output-file requirements.lock
	uv pip compile bi/requirements.in --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
		--output-file bi/requirements.lock

clean:
	rm -rf $(VENV) .audit .bi var dbt_project/target dbt_project/logs
