# make demo   sets up everything and does the main job on the embedded benchmark
# make ablation-demo   the same for an ablation: a design of mixtures, its trials, and what they tell
# make test   sets up everything and passes the tests
# make lint   formats nothing, says what is wrong

PYTHON ?= python3
BIN := .venv/bin
DEMO := runs/demo
EVALUATE := $(BIN)/coveval eval $(DEMO)/model --judge executable --limit 1 --max-new-tokens 256
ABLATION := runs/ablation
ANALYSERS := --judge bandit --judge semgrep --judge cppcheck --judge flawfinder --judge gcc
# As recipes/ablation/smollm2-135m-cpu.yaml evaluates its trials.
AS_TRIALS := --tasks all,usability --judge executable --answers likelihood --limit 1 --problems 5 --max-new-tokens 96 \
	$(foreach number,20 22 78 79 89 125 190 416 787,--cwe CWE-$(number))
TRAIN := $(BIN)/accelerate launch --config_file accelerate_configs/cpu.yaml recipes/vcjudge_sft.py

.PHONY: setup system browser demo ablation-demo test lint format clean

setup: system .venv/.ready

system:
	@PYTHON=$(PYTHON) scripts/system_packages

browser:
	@PYTHON=$(PYTHON) scripts/system_packages --tests

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

# A thread for each of the two trials at a time: with more, those of one wait for those of the other.
ablation-demo: setup
	$(BIN)/coveval demo-model --out $(DEMO)/model
	$(BIN)/coveval data build sc-ift --source embedded --out $(ABLATION)/data/sc > /dev/null
	$(BIN)/coveval data build vd-ift --source embedded --out $(ABLATION)/data/vd > /dev/null
	$(BIN)/coveval data build repair --source embedded --out $(ABLATION)/data/repair > /dev/null
	$(BIN)/coveval eval $(DEMO)/model $(AS_TRIALS) --out $(ABLATION)/untrained > /dev/null
	OMP_NUM_THREADS=1 $(BIN)/coveval sweep run recipes/sweeps/smollm2-135m-cpu.yaml --out $(ABLATION)/sweep --workers 2
	$(BIN)/coveval sweep report $(ABLATION)/trials --untrained $(ABLATION)/untrained --out $(ABLATION)/report --recommend loss/sc

# Two workers with a thread each, as above.
test: setup browser
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
