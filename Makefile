# On a machine with only python3 (3.11 or newer) and make, each of these is enough by itself.
PYTHON ?= python3
HOST ?= localhost
PORT ?= 8501

VENV := .venv
python := $(VENV)/bin/python
deno := DENO_NO_UPDATE_CHECK=1 NO_COLOR=1 $(VENV)/bin/deno
javascript := rnnviz/ui/components tests/ui/components/modules
installed = $(VENV)/.installed-

.DEFAULT_GOAL := help
.PHONY: help run test bench papers docs shots mutants format
.DELETE_ON_ERROR:

help:
	@echo 'make run      start the app on http://localhost:8501 (HOST=your.address lets a class join)'
	@echo 'make test     check format, lint, types and imports; run every test'
	@echo 'make bench    measure: takes minutes, and installs torch'
	@echo 'make papers   what papers say, beside what is measured now; trains some minutes'
	@echo 'make docs     the API, as pages made of the docstrings: build/docs/index.html'
	@echo 'make shots    every page in its main states as pictures, at four widths and in both themes: build/shots; SHOTS="gates" for some'
	@echo 'make mutants  change the code, see whether tests notice: hours; MUTANTS="rnnviz/analysis/units.py --each 20" for some'
	@echo 'make format   mend what can be mended by a tool'

run: $(installed)run
	$(python) -m streamlit run app.py --server.address $(HOST) --browser.serverAddress $(HOST) --server.port $(PORT)

test: $(installed)dev
	$(python) -m ruff format --check .
	$(python) -m ruff check .
	$(python) -m mypy
	$(VENV)/bin/lint-imports --no-logo
	$(deno) fmt --quiet --check
	$(deno) lint --quiet
	$(deno) check --quiet $(javascript)
	$(python) -m pytest -n auto --dist loadgroup

bench: $(installed)bench
	$(python) -m benchmarks

papers: $(installed)dev
	$(python) -m rnnviz.papers
	$(python) -m pytest -n auto -m long -v tests/training

docs: $(installed)dev
	$(python) -m sphinx -q -W -b html docs/api build/docs
	@echo 'The pages begin at build/docs/index.html.'

shots: $(installed)dev
	$(python) -m benchmarks.shots $(SHOTS)

mutants: $(installed)mutants
	$(python) -m benchmarks.mutants $(MUTANTS)

format: $(installed)dev
	$(python) -m ruff check --fix .
	$(python) -m ruff format .
	$(deno) lint --quiet --fix
	$(deno) fmt --quiet

# A stamp is as new as the last installation; pip runs again only when a file it depends on is newer.
$(installed)run: requirements.txt
$(installed)dev: requirements-dev.txt requirements.txt
$(installed)bench: requirements-bench.txt requirements-dev.txt requirements.txt
$(installed)mutants: requirements-mutants.txt requirements-dev.txt requirements.txt

$(installed)%: | $(VENV)/.made
	$(python) -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'rnnviz needs Python 3.11 or newer: make PYTHON=/path/to/python3 ...'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo 'This Python cannot make virtual environments: on Debian and Ubuntu, "apt install python3-venv".'; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@
