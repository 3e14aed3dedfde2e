# make demo   sets up everything and does the main job on the embedded benchmark
# make test   sets up everything and passes the tests
# make lint   formats nothing, says what is wrong

PYTHON ?= python3
BIN := .venv/bin
DEMO := runs/demo
EVALUATE := $(BIN)/coveval eval $(DEMO)/model --judge executable --limit 1 --max-new-tokens 256
ANALYSERS := --judge bandit --judge semgrep --judge cppcheck --judge flawfinder --judge gcc
TRAIN := $(BIN)/accelerate launch --config_file accelerate_configs/cpu.yaml recipes/vcjudge_sft.py

.PHONY: setup system demo test lint format clean

setup: system .venv/.ready

system:
	@PYTHON=$(PYTHON) scripts/system_packages

.venv/.ready: pyproject.toml | system
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	# W&B's validator of sweep files asks for an older numpy than all else here, and works with this one.
	$(BIN)/python -m pip install --quiet --no-deps sweeps
	$(BIN)/coveval analysers install
	touch $@

demo: setup
	$(BIN)/coveval demo-model --out $(DEMO)/model
	$(BIN)/coveval bench verify
	$(BIN)/coveval data build vcjudge --source embedded --out $(DEMO)/data
	$(TRAIN) --config recipes/vcjudge/smollm2-135m-cpu.yaml
	$(EVALUATE) --judge self=$(DEMO)/model --out $(DEMO)/base > /dev/null
	$(EVALUATE) --adapter $(DEMO)/vcjudge --judge self=$(DEMO)/vcjudge --out $(DEMO)/tuned > /dev/null
	$(BIN)/coveval compare $(DEMO)/base $(DEMO)/tuned
	$(BIN)/coveval judge agree $(ANALYSERS) --judge vcjudge=$(DEMO)/vcjudge --out $(DEMO)/judges

# Two workers with a thread each; with more, the threads of one wait for those of the other.
test: setup
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/pyright

format: setup
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean:
	rm -rf .venv runs build *.egg-info
