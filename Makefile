# make demo   install the package alone and read one article with it
# make test   every check that a change must pass
# make lint   the same without the tests
# make clean  remove what the others made

PYTHON ?= python3
SOURCES := $(shell find src -type f -not -path '*/__pycache__/*')
DEV := .venv-dev/bin

# PyPI's torch for Linux is a CUDA build of several gigabytes; this index has the CPU build. Where it cannot be reached,
# pip says so once and takes what its own configuration offers.
TORCH_CPU := --extra-index-url https://download.pytorch.org/whl/cpu --retries 1 --timeout 60

.PHONY: demo test lint clean

demo: .venv/installed
	.venv/bin/beritaie extract examples/bansos_oki.txt --published 2024-10-16 --format table
	.venv/bin/beritaie extract examples/bansos_oki.txt --published 2024-10-16 --format html --out demo.html
	@echo "The same article, marked up, is in $(CURDIR)/demo.html"

test: lint
	$(DEV)/pytest

lint: .venv-dev/installed
	$(DEV)/ruff check
	$(DEV)/ruff format --check
	$(DEV)/mypy
	$(DEV)/lint-imports

# Compiled ahead, every dependency would take a quarter more space; Python compiles what is used when it is used.
.venv/installed: pyproject.toml constraints.txt $(SOURCES)
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile -c constraints.txt .
	@touch $@

.venv-dev/installed: pyproject.toml constraints.txt
	test -x $(DEV)/python || $(PYTHON) -m venv .venv-dev
	$(DEV)/python -m pip install --quiet --disable-pip-version-check $(TORCH_CPU) -c constraints.txt torch
	$(DEV)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[batch,dev,train]"
	@touch $@

clean:
	rm -rf .venv .venv-dev demo.html dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests -name __pycache__ -type d -exec rm -rf {} +
