"""A command loads what it needs and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ground import ROOT

from payerdiff.app import main
from payerdiff.app.cli import app
from payerdiff.corpus.library import samples

NC = str(samples() / "bcbsnc" / "blinatumomab.html")
PROGRAM = """
import json, sys
from payerdiff.app import main
sys.argv = ["payerdiff", *json.loads(sys.argv[1])]
try:
    main.run()
except SystemExit:
    pass
sys.stderr.write(json.dumps(sorted(sys.modules)))
"""
ROOMS = (
    "payerdiff.model.policy",
    "payerdiff.ingest",
    "payerdiff.normalize",
    "payerdiff.corpus",
    "payerdiff.compare",
    "payerdiff.templates",
)
READERS = ("lxml", "bs4", "pdfplumber", "pdf_oxide", "pypdfium2", "PIL", "pint", "sqlalchemy")
DRAWERS = ("jinja2", "xlsxwriter", "pysat", "deepdiff", "rich", "starlette", "uvicorn")
HEAVY = (
    "numpy",
    "sqlalchemy.dialects.postgresql",
    "payerdiff.corpus.files",
    "payerdiff.ingest.reader",
    "payerdiff.normalize.normalizer",
    "payerdiff.normalize.families",
    "payerdiff.compare.changes.review",
    "payerdiff.compare.logic",
    "payerdiff.templates.rendering",
)
"""What reads, compares and draws: half of the time of a command that finds all of it done."""
MODULES = {module.__name__ for module in main.COMMANDS}
COMMANDS = sorted(
    c.name or c.callback.__name__ for c in app.registered_commands if c.callback and c.callback.__module__ in MODULES
)


def loaded(*words: str) -> set[str]:
    """Return the modules that a command has loaded when it ends."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, json.dumps(words)], capture_output=True, text=True, cwd=ROOT)
    return set(json.loads(done.stderr.splitlines()[-1]))  # a slow machine shows progress first


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_help_and_version_load_nothing_that_reads_or_draws(word: str) -> None:
    found = loaded(word)
    assert "payerdiff.app.main" in found
    assert found.isdisjoint((*ROOMS, *READERS, *DRAWERS, "pydantic"))


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_loads_nothing_that_the_command_needs(command: str) -> None:
    found = loaded(command, "--help")  # typer itself reads words with pydantic
    assert "payerdiff.app.main" in found
    assert found.isdisjoint((*ROOMS, *READERS, *DRAWERS))


def test_reading_a_document_loads_nothing_that_compares_or_draws() -> None:
    found = loaded("normalize", NC)
    assert "payerdiff.normalize.normalizer" in found
    assert found.isdisjoint((*DRAWERS, "payerdiff.compare", "payerdiff.templates"))


def test_what_a_library_remembers_is_shown_without_what_reads_compares_and_draws(tmp_path: Path) -> None:
    library, out = tmp_path / "plans", str(tmp_path / "page.html")
    shutil.copytree(samples() / "bcbsnc", library)
    shutil.copytree(samples() / "magellan", library / "magellan")
    for words in (("portfolio", "--as-of", "2026-01-15"), ("compare", "blinatumomab")):
        asked = (*words, "--library", str(library), "--out", out)
        cold = loaded(*asked)
        assert {"jinja2", "payerdiff.compare.side_by_side.comparison", "payerdiff.templates.rendering"} <= cold
        first = Path(out).read_bytes()
        found = loaded(*asked)
        assert found.isdisjoint((*HEAVY, *DRAWERS, *set(READERS) - {"sqlalchemy"})), words
        assert Path(out).read_bytes() == first


def test_judging_a_patient_loads_no_page() -> None:
    found = loaded("lint", NC)
    assert "payerdiff.compare.checks.lint" in found
    assert found.isdisjoint(("jinja2", "xlsxwriter", "starlette", "uvicorn", "rich", "payerdiff.templates"))
