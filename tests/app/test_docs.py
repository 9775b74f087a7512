"""The documentation keeps up with the code."""

from __future__ import annotations

import doctest
import re

from ground import ROOT

from payerdiff.app import main
from payerdiff.app.cli import app

ROOMS = ("model", "ingest", "normalize", "compare", "templates", "corpus", "api", "app")


def sources() -> str:
    """Return all code of the rooms in one text."""
    return "\n".join(
        p.read_text(encoding="utf-8") for room in ROOMS for p in sorted((ROOT / room / "payerdiff").rglob("*.py"))
    )


def test_every_error_and_finding_has_its_entry() -> None:
    code = sources()
    errors = set(re.findall(r'PayerdiffError\(\s*"([a-z-]+)"', code))
    findings = set(re.findall(r'(?:\.note\(|Remark\()\s*"(?:info|warning|error)",\s*"([a-z-]+)"', code)) | set(
        re.findall(r'(?:code=|\bwarning\(\s*)"([a-z-]+)"', code)
    )
    entries = set(
        re.findall(r"^### `([a-z-]+)`", (ROOT / "docs" / "errors.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert len(errors) > 8 and len(findings) > 8
    assert errors | findings == entries


def test_the_guide_to_the_library_does_what_it_shows() -> None:
    failed, tried = doctest.testfile(str(ROOT / "docs" / "api.md"), module_relative=False, encoding="utf-8")
    assert failed == 0 and tried > 20


def test_the_readme_names_commands_that_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", readme)) <= targets
    assert {c.callback.__module__ for c in app.registered_commands if c.callback} == {m.__name__ for m in main.COMMANDS}
    named = set(re.findall(r"^\| `payerdiff ([a-z]+)", readme, re.MULTILINE))
    assert named == {c.name or getattr(c.callback, "__name__", "") for c in app.registered_commands}
    for picture in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", readme):
        assert (ROOT / picture).is_file()
