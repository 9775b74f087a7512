PYTHON ?= python3
BIN := .venv/bin
SUBJECT ?= J9039
REPORT ?= reports/blincyto.html
SECONDS ?= 60
SEED ?= 20261129
# Two processes, each with a run of neighboring tests, so that what one test has read serves the next; who ends first takes from the other's end.
SPREAD ?= -n 2 --dist worksteal

.PHONY: help setup dev report test laws check bench bench-scale bench-library pressure mutants fidelity rules fuzz samples lock audit sbom release clean

help:
	@echo "make report   the comparison report on the sample documents (Blincyto, J9039)"
	@echo "make test     install what the tests need, then run them"
	@echo "make laws     the laws over every document, pair and case, of which the tests take a part"
	@echo "make check    types, style, layers"
	@echo "make fuzz     coverage-guided fuzzing of every way in, SECONDS=60 each: inputs, coverage, finds"
	@echo "make mutants  small mutants of every way in, SECONDS=60 in all; the counts of all runs add up"
	@echo "make bench    starting, reviewing, comparing, drawing, opening, reading and normalizing, as ratios within one run"
	@echo "make bench-scale  a store of 100,000 policies (POLICIES=N): size, load, ten questions, on SQLite and PostgreSQL"
	@echo "make bench-library  what a library that remembers saves on 500 documents, and what a cluster costs (DOCUMENTS=FOLDER: 150 of them)"
	@echo "make pressure the local page while addresses drip, twenty upload, one sends slowly, and 2,000 files are read"
	@echo "make fidelity how well documents are read, by template family, against labeled gold (DOCUMENTS=FOLDER holds them)"
	@echo "make rules    which expressions fire, how often, and in which template families (DOCUMENTS=FOLDER; the samples by default)"
	@echo "make audit    known vulnerabilities of what is installed, by the advisories of PyPI, or SERVICE=osv (needs the network)"
	@echo "make sbom     the bill of materials (CycloneDX)"
	@echo "make release  wheel, source, bill of materials and their hashes, in dist (needs the network)"
	@echo "make samples  rebuild the sample PDFs from their recipe (needs LibreOffice)"

$(BIN)/payerdiff: pyproject.toml requirements.txt
	$(PYTHON) -c 'import sys; sys.exit("the pinned packages need Python 3.11.5 or newer; set PYTHON=python3.12") if sys.version_info < (3, 11, 5) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

setup: $(BIN)/payerdiff

$(BIN)/.dev: $(BIN)/payerdiff requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
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
	$(BIN)/python tests/bench/ratios.py
	$(BIN)/python tests/bench/starting.py
	$(BIN)/python tests/bench/reviewing.py
	$(BIN)/python tests/bench/comparisons.py
	$(BIN)/python tests/bench/verdicts.py
	$(BIN)/python tests/bench/reports.py
	$(BIN)/python tests/bench/reading.py $(DOCUMENTS)
	$(BIN)/python tests/bench/growth.py
	$(BIN)/python tests/bench/peers.py $(DOCUMENTS)

bench-scale: dev
	$(BIN)/python tests/bench/scale.py $(POLICIES)

pressure: dev
	$(BIN)/python tests/bench/pressure.py

mutants: dev
	$(BIN)/python tests/fuzz/tally.py $(SECONDS)

bench-library: dev
	$(BIN)/python tests/bench/warm.py
	$(BIN)/python tests/bench/clusters.py $(DOCUMENTS)

fidelity: dev
	@PYTHONPATH=tests/fidelity $(BIN)/python tests/fidelity/bench.py $(DOCUMENTS)

rules: dev
	@PYTHONPATH=tests/support $(BIN)/python tests/bench/rules.py $(DOCUMENTS)

# atheris has wheels for Linux alone, and none for every Python: it is in no lock, and needed by this target only.
fuzz: dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "atheris>=3,<4"
	$(BIN)/python tests/fuzz/drive.py $(SECONDS) $(SEED) $(HARNESSES)

samples: dev
	$(BIN)/python corpus/recipe/make_samples.py

lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --no-header --no-emit-index-url --no-annotate --generate-hashes pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --no-header --no-emit-index-url --no-annotate --generate-hashes --group dev --extra ocr pyproject.toml -o requirements-dev.txt

# Both run in an environment of their own: what they need is no part of payerdiff.
.audit/bin/pip-audit:
	$(PYTHON) -m venv .audit
	.audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit cyclonedx-bom build

# Without its advisories, PyPI's service tells of each package that it is not found: so one that is there is asked for first.
SERVICE = pypi
ADVISORIES = https://pypi.org/pypi/pip/24.0/json

audit: .audit/bin/pip-audit
	@test $(SERVICE) != pypi || $(PYTHON) -c 'import urllib.request as u; u.urlopen("$(ADVISORIES)", timeout=20).close()' 2>/dev/null \
		|| { echo "nothing was audited: pypi.org gives no advisories here ($(ADVISORIES) does not answer). SERVICE=osv asks api.osv.dev instead."; exit 1; }
	.audit/bin/pip-audit --strict --vulnerability-service $(SERVICE) --disable-pip --require-hashes -r requirements.txt $$(sed -n 's/^\([A-Z][^ #]*\).*/--ignore-vuln \1/p' audit-allow.txt)

sbom: .audit/bin/pip-audit
	@mkdir -p reports
	.audit/bin/cyclonedx-py requirements requirements.txt --output-reproducible --pyproject pyproject.toml --output-file reports/sbom.cdx.json
	@echo reports/sbom.cdx.json

# The wheel and the source are built from what is committed; the bill of materials says what they need, and SHA256SUMS what was published.
release: audit sbom
	rm -rf dist
	.audit/bin/python -m build --outdir dist .
	cp reports/sbom.cdx.json dist/
	cd dist && sha256sum *.whl *.tar.gz sbom.cdx.json > SHA256SUMS && cat SHA256SUMS

clean:
	rm -rf .venv .audit reports dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
