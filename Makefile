# Every command works from a clean clone with make and a Python >= 3.11; what it needs it installs into .venv.
PORT ?= 8501
WORKERS ?= 2
export PYTHON
# Some machines forbid compiled files; without them every start and every test compiles the whole source anew.
unexport PYTHONDONTWRITEBYTECODE

start = @sh ops/python.sh -m
python = .venv/bin/python
types = $(python) -m mypy pages ui reports findings faces metrics travel planning data_access words ops sample_data benchmarks app.py

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench environment browser style checks

help:
	@echo "make run    启动看板  serve the dashboard at http://127.0.0.1:$(PORT)  (PORT=8502, WAREHOUSE_URL=...)"
	@echo "make test   检查与测试  formatting, types and every test, browser included  (ARGS='-k name', WORKERS=3)"
	@echo "make lint   格式与类型检查  ruff and mypy only"
	@echo "make format 整理格式  rewrite files the way 'make lint' wants them"
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
test: style browser
	@mkdir -p var; $(types) >var/types.txt 2>&1 & types=$$!; \
	$(python) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS); tests=$$?; \
	wait $$types; types=$$?; cat var/types.txt; exit $$((tests ? tests : types))

format: environment
	@$(python) -m ruff check --fix .
	@$(python) -m ruff format .

bench: environment
	@$(python) -m benchmarks $(if $(ONLY),--only $(ONLY))
