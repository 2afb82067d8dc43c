# 楼院 Louyuan. `make` alone prints the targets. Needed: Python 3.11 or newer with venv, pip and make; nothing else.

PYTHON ?= python3
CONFIG ?= config.toml
DEMO_ARGS ?=
PYTEST_ARGS ?=
WORKERS ?= 2

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
TESTED := bot emulator demo tests tools migrations $(wildcard bench)

.DEFAULT_GOAL := help
.PHONY: help demo test install run check bench lock wheel clean

help: ## 列出这些目标 · list these targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)$$/make \1|\2/' | awk -F'|' '{printf "  %-14s %s\n", $$1, $$2}'

demo: install ## 在浏览器里试用，无需令牌 · try it in a browser, no token needed
	@$(BIN)/louyuan demo $(DEMO_ARGS)

test: install ## 安装并运行全部测试 · install and run the whole suite
	@$(BIN)/python tools/chromium.py
	@$(BIN)/python -m pytest -n $(WORKERS) $(PYTEST_ARGS)

install: $(STAMP) ## 建立 .venv，装好锁定的依赖和 louyuan · create .venv with the locked dependencies and louyuan

run: install ## 运行真正的机器人：make run CONFIG=config.toml · the real bot
	@exec $(BIN)/louyuan run --config $(CONFIG)

check: install ## 格式、规范、类型、依赖方向、测试 · format, lint, types, import contracts, tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(MAKE) --no-print-directory test

bench: install ## 测速，结果写进 bench/results · the benchmarks, into bench/results
	@$(BIN)/python -m bench

lock: install ## 重新锁定依赖（维护者用）· lock the dependencies anew (for maintainers)
	@test -x $(BIN)/uv || $(PIP) install uv
	@$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --extra dev pyproject.toml --output-file requirements.lock

wheel: install ## 生成安装包到 dist · build the wheel and the source archive into dist
	@$(BIN)/python -m build --no-isolation --outdir dist .

clean: ## 删除 .venv 和各种缓存 · remove .venv and the caches
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# A second call finds the stamp newer than what it was made from and does nothing.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) tools/python_fits.py
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "正在安装依赖…… installing the locked dependencies…"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $(STAMP)
