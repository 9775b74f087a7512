"""The documentation keeps up with the code."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest
from ground import ROOT

from payerdiff.app import main
from payerdiff.app.cli import app
from payerdiff.model.program_version import VERSION

ROOMS = ("model", "ingest", "normalize", "compare", "templates", "corpus", "api", "app")

PAPERS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
PAPERS += [ROOT / "corpus" / "samples" / "README.md", ROOT / "tests" / "fidelity" / "README.md"]
REGISTERS = {
    "normalize": {
        f"payers/{kind}/" for kind in ("benefit_managers", "blues", "labels_and_codes", "national", "regional")
    }
}
"""Folders that hold one file an entry: the map names the folder."""

FINDINGS = (
    r'(?:\.note\(|Remark\()\s*"(?:info|warning|error)",\s*"([a-z-]+)"',
    r'(?:code=|\bwarning\(\s*)"([a-z-]+)"',
    r'\bRuling\([^,]+, \w+, "([a-z-]+)"',
)
"""How the code of a finding is written where it is made."""


def sources() -> str:
    """Return all code of the rooms in one text."""
    return "\n".join(
        p.read_text(encoding="utf-8") for room in ROOMS for p in sorted((ROOT / room / "payerdiff").rglob("*.py"))
    )


def test_every_error_and_finding_has_its_entry() -> None:
    code = sources()
    errors = set(re.findall(r'PayerdiffError\(\s*"([a-z-]+)"', code))
    findings = {found for pattern in FINDINGS for found in re.findall(pattern, code)}
    entries = set(
        re.findall(r"^### `([a-z-]+)`", (ROOT / "docs" / "errors.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert len(errors) > 8 and len(findings) > 8
    assert errors | findings == entries


@pytest.mark.parametrize(("guide", "examples"), [("api", 20), ("edits", 4)])
def test_a_guide_does_what_it_shows(guide: str, examples: int) -> None:
    failed, tried = doctest.testfile(str(ROOT / "docs" / f"{guide}.md"), module_relative=False, encoding="utf-8")
    assert failed == 0 and tried > examples


def modules(room: str) -> set[str]:
    """Return a room's modules as the map of the house names them, each register as one."""
    base = ROOT / room / "payerdiff" / room
    found = {p.relative_to(base).as_posix() for p in base.rglob("*.py") if p.name != "__init__.py"}
    registers = REGISTERS.get(room, set())
    return {name for name in found if not name.startswith(tuple(registers))} | registers


@pytest.mark.parametrize("room", ROOMS)
def test_the_map_of_the_house_names_every_module_once(room: str) -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    (section,) = re.findall(rf"^### {room}\n(.*?)(?=^### |\Z)", text, re.MULTILINE | re.DOTALL)
    named = re.findall(r"^- `([^`]+)`: \S", section, re.MULTILINE)
    assert sorted(named) == sorted(modules(room))


def commands(text: str) -> set[str]:
    """Return the commands of the program that a paper names, in its code."""
    code = "\n".join(
        re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL) + re.findall(r"`([^`\n]+)`", text)
    )
    return set(re.findall(r"(?:^|/)payerdiff ([a-z]\w*)", code, re.MULTILINE))


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_a_paper_leads_to_files_and_names_commands_that_exist(paper: Path) -> None:
    text = paper.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text) if "://" not in link]
    assert [link for link in links if not (paper.parent / link).exists()] == []
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE)) <= targets
    assert commands(text) <= {c.name or getattr(c.callback, "__name__", "") for c in app.registered_commands}


def test_the_newest_release_is_dated_and_is_the_version_of_the_program() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.findall(r"^## (\d+\.\d+\.\d+) \((\d{4}-\d{2}-\d{2})\)$", changes, re.MULTILINE)
    assert releases[0][0] == VERSION


def test_what_runs_before_a_commit_is_what_make_check_runs() -> None:
    hooks = re.findall(r"entry: (.+)", (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    (recipe,) = re.findall(r"^check: dev\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    run = [shlex.split(line.replace("$(BIN)", ".venv/bin")) for line in recipe.splitlines()]
    meant = [[word for word in line if word not in ("--check", ".")] for line in run]
    assert [[word for word in shlex.split(hook) if word != "--force-exclude"] for hook in hooks] == meant


def test_the_readme_names_commands_that_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", readme)) <= targets
    assert {c.callback.__module__ for c in app.registered_commands if c.callback} == {m.__name__ for m in main.COMMANDS}
    named = set(re.findall(r"^\| `payerdiff ([a-z]+)", readme, re.MULTILINE))
    assert named == {c.name or getattr(c.callback, "__name__", "") for c in app.registered_commands}
    for picture in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", readme):
        assert (ROOT / picture).is_file()
