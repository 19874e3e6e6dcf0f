# Every command works from a clean clone with make and a Python >= 3.11; what it needs it installs into .venv.
PORT ?= 8501
WORKERS ?= 2
export PYTHON
# Some machines forbid compiled files; without them every start and every test compiles the whole source anew.
unexport PYTHONDONTWRITEBYTECODE

start = @sh ops/python.sh -m
python = .venv/bin/python
shared = -n $(WORKERS) --dist loadfile --no-loadscope-reorder
named = $(filter tests/%,$(ARGS))
one_file = $(and $(filter 1,$(words $(named))),$(findstring .py,$(named)))
types = $(python) -m mypy pages ui reports findings faces intake accounts metrics travel planning data_access words archives ops sample_data benchmarks app.py

.DEFAULT_GOAL := help
.PHONY: lock help run test lint format bench environment browser style checks

help:
	@echo "make run    启动看板  serve the dashboard at http://127.0.0.1:$(PORT)  (PORT=8502, WAREHOUSE_URL=...)"
	@echo "make test   检查与测试  formatting, types and every test, browser included  (WORKERS=3)"
	@echo "make test ARGS=tests/words/test_units.py   只跑指定的测试，不查类型  only the tests named, types left to 'make lint'"
	@echo "make lint   格式与类型检查  ruff and mypy only"
	@echo "make format 整理格式  rewrite files the way 'make lint' wants them"
	@echo "make lock   依赖清单  write requirements*.lock anew, with hashes, after a change of requirements*.txt"
	@echo "make bench  性能数字  print the measured figures  (ONLY=startup)"

run:
	$(start) ops.serve --port '$(PORT)'

environment:
	$(start) ops.environment dev

browser: environment
	@$(python) -m ops.browser

style: environment
	@$(python) -m ruff format --check .
	@$(python) -m ruff check .

checks: style
	@$(types)

lint: checks

# One file's tests stay on one worker: they share a page, a server or a warehouse. tests/conftest.py gives the order.
# Types are checked beside the tests, on the core that waits where a sample must be made, and reported after them.
# Who names tests (ARGS) waits for these alone: types are then left to `make lint`, and one file needs no second worker.
test: style browser
ifeq ($(strip $(ARGS)),)
	@mkdir -p var; $(types) >var/types.txt 2>&1 & types=$$!; \
	$(python) -m pytest $(shared); tests=$$?; \
	wait $$types; types=$$?; cat var/types.txt; exit $$((tests ? tests : types))
else
	@$(python) -m pytest $(if $(one_file),-n 0,$(shared)) $(ARGS)
endif

lock: environment
	@for list in requirements requirements-dev; do $(python) -m uv pip compile $$list.txt --universal \
		--python-version 3.11 --generate-hashes --no-header --quiet -o $$list.lock; done
	@$(python) -m ops.licences

format: environment
	@$(python) -m ruff check --fix .
	@$(python) -m ruff format .

bench: environment
	@$(python) -m benchmarks $(if $(ONLY),--only $(ONLY))
