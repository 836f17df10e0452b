# Every target is safe to repeat and says what it does. `make help` lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
# Three workers on two cores: one waits for a server or a clock most of the time. Whole files, the slow ones first.
SHARED := -n 3 --dist loadfile --no-loadscope-reorder
# Locale-independent Chinese text, whatever the shell has.
export PYTHONUTF8 = 1
# Code is compiled once: tests start it a hundred times.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test test-all ready check bench chaos assets clean always

# What the machine itself is looked over for: what `run` needs, or what the tests need too.
NEEDS := run
test test-all check bench chaos: NEEDS := test

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

run: $(VENV)/.installed assets ## set everything up and serve the portal with the demo data (PORT=8000)
	@PORT=$(PORT) $(BIN)/python tools/prepare.py
	@echo "==> serving on http://127.0.0.1:$(PORT)/ (stop with Ctrl+C)"
	@GOVSITE_THREADS=$${THREADS:-8} GOVSITE_SECRET_KEY_FILE=$${GOVSITE_INSTANCE:-instance}/secret-key $(BIN)/python tools/serve.py $(BIN)/granian --interface wsgi --host 127.0.0.1 --port $(PORT) \
	  --http 1 --http1-header-read-timeout 10000 --backlog 2048 --backpressure 2048 \
	  --workers $${WORKERS:-1} --blocking-threads $${THREADS:-8} --respawn-failed-workers --log-level warning wsgi:app

test: ready ## set everything up, a browser too, check the code and run the tests (some 20 minutes)
	@echo "==> tests"
	@$(BIN)/python -m pytest $(SHARED)

test-all: ready ## the long tests too: every page at every size, more random input, every crawl
	@echo "==> all tests"
	@$(BIN)/python -m pytest $(SHARED) --long

# While the code is checked, the tests are compiled on the other core: each worker would do so for itself.
ready: $(VENV)/.tested assets
	@$(BIN)/python -m pytest --collect-only -qq >/dev/null 2>&1 & $(MAKE) --no-print-directory check; checked=$$?; wait; exit $$checked

check: $(VENV)/.tested ## lint, types, old-browser CSS and scripts
	@echo "==> ruff, mypy, CSS and scripts for old browsers"
	@$(BIN)/ruff check govsite tests tools migrations wsgi.py
	@$(BIN)/ruff format --check govsite tests tools migrations wsgi.py
	@$(BIN)/mypy
	@$(BIN)/python -m tools.oldbrowsers govsite/static

bench: $(VENV)/.tested assets ## measure speed, sizes, memory and search quality; writes bench.json
	@$(BIN)/python -m tools.bench

chaos: $(VENV)/.tested assets ## break a running portal in every way we know, and see how it recovers (10 minutes)
	@$(BIN)/python -m tools.chaos

assets: $(VENV)/.installed ## fetch htmx from its registry package into govsite/static/vendor (hash-checked)
	@$(BIN)/python tools/assets.py

clean: ## remove what these targets made
	rm -rf $(VENV) instance govsite/static/vendor bench.json

# Looked at every time; touched only when it is made anew.
$(VENV)/.made: always
	@$(PYTHON) -m tools.machine $(NEEDS) $(VENV)

$(VENV)/.installed: $(VENV)/.made setup.cfg pyproject.toml constraints.txt
	@echo "==> python packages into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	@echo "==> packages for the tests"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .[test]
	@$(BIN)/python tools/assets.py --tests
	@touch $@
