PYTHON ?= python3
BIN := .venv/bin
SUBJECT ?= J9039
REPORT ?= reports/blincyto.html
# Two processes, each with a run of neighboring tests, so that what one test has read serves the next; who ends first takes from the other's end.
SPREAD ?= -n 2 --dist worksteal

.PHONY: help setup dev report test laws check bench fidelity rules samples lock clean

help:
	@echo "make report   the comparison report on the sample documents (Blincyto, J9039)"
	@echo "make test     install what the tests need, then run them"
	@echo "make laws     the laws over every document, pair and case, of which the tests take a part"
	@echo "make check    types, style, layers"
	@echo "make bench    starting, reviewing, comparing, drawing, opening, reading and normalizing, as ratios within one run"
	@echo "make fidelity how well documents are read, by template family, against labeled gold (DOCUMENTS=FOLDER holds them)"
	@echo "make rules    which expressions fire, how often, and in which template families (DOCUMENTS=FOLDER; the samples by default)"
	@echo "make samples  rebuild the sample PDFs from their recipe (needs LibreOffice)"

$(BIN)/payerdiff: pyproject.toml requirements.txt
	$(PYTHON) -c 'import sys; sys.exit("payerdiff needs Python 3.11 or newer; set PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

setup: $(BIN)/payerdiff

$(BIN)/.dev: $(BIN)/payerdiff requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

dev: $(BIN)/.dev

report: setup
	@$(BIN)/payerdiff compare $(SUBJECT) --out $(REPORT)

test: dev
	$(BIN)/python -m pytest $(SPREAD)

laws: dev
	$(BIN)/python -m pytest $(SPREAD) -m laws

check: dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy model ingest normalize compare templates corpus api app tests
	$(BIN)/lint-imports

bench: dev
	$(BIN)/python tests/bench/starting.py
	$(BIN)/python tests/bench/reviews.py
	$(BIN)/python tests/bench/comparisons.py
	$(BIN)/python tests/bench/verdicts.py
	$(BIN)/python tests/bench/reports.py
	$(BIN)/python tests/bench/reading.py $(DOCUMENTS)

fidelity: dev
	@PYTHONPATH=tests/fidelity $(BIN)/python tests/fidelity/bench.py $(DOCUMENTS)

rules: dev
	@PYTHONPATH=tests/support $(BIN)/python tests/bench/rules.py $(DOCUMENTS)

samples: dev
	$(BIN)/python corpus/recipe/make_samples.py

lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --no-header --no-emit-index-url --no-annotate pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --no-header --no-emit-index-url --no-annotate --group dev --extra ocr pyproject.toml -o requirements-dev.txt

clean:
	rm -rf .venv reports .mypy_cache .ruff_cache .pytest_cache .hypothesis
