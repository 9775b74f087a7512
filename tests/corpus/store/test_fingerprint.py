"""A key changes with everything that an outcome rests on, and with nothing else."""

from __future__ import annotations

from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from payerdiff.corpus.store import fingerprint

CORRECTION = """
[[correction]]
document = "{name}"
sha256 = "0123456789ab"
criterion = "I.A"
reason = "the page says so"
who = "an analyst"
when = 2026-01-01
op = "any"
"""


def test_the_program_is_its_code_and_its_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def spec(name: str) -> ModuleSpec:
        found = ModuleSpec(name, None, is_package=True)
        found.submodule_search_locations = [str(tmp_path)]
        return found

    monkeypatch.setattr("importlib.util.find_spec", spec)
    for name in ("rules.py", "drugs.toml"):
        (tmp_path / name).write_text("a = 1\n", encoding="utf-8")
    seen = [fingerprint.program.__wrapped__(("normalize",))]
    (tmp_path / "drugs.toml").write_text("a = 2\n", encoding="utf-8")
    seen.append(fingerprint.program.__wrapped__(("normalize",)))
    (tmp_path / "rules.py").write_text("a = 2\n", encoding="utf-8")
    seen.append(fingerprint.program.__wrapped__(("normalize",)))
    assert len(set(seen)) == 3
    (tmp_path / "rules.pyc").write_bytes(b"compiled")
    assert fingerprint.program.__wrapped__(("normalize",)) == seen[-1]


def test_every_room_that_reads_is_part_of_the_program() -> None:
    assert fingerprint.program(fingerprint.READS) != fingerprint.program(fingerprint.READS[:-1])
    assert fingerprint.program(fingerprint.READS) == fingerprint.program.__wrapped__(fingerprint.READS)


def test_the_engines_are_named_with_their_versions() -> None:
    told = fingerprint.engines().split()
    assert {name.partition("==")[0] for name in told} >= {"python", "pdf_oxide", "pypdfium2", "lxml", "pydantic"}
    assert all("==" in name for name in told)


def test_corrections_count_for_their_own_document_alone(tmp_path: Path) -> None:
    one, other = tmp_path / "one.html", tmp_path / "other.html"
    assert fingerprint.corrections_hash(one) == ""
    folder = tmp_path / "overrides"
    folder.mkdir()
    (folder / "a.toml").write_text(CORRECTION.format(name="one.html"), encoding="utf-8")
    first = fingerprint.corrections_hash(one)
    assert first and fingerprint.corrections_hash(other) == ""
    (folder / "a.toml").write_text(CORRECTION.format(name="one.html").replace('"any"', '"all"'), encoding="utf-8")
    assert fingerprint.corrections_hash(one) not in ("", first)
    (folder / "b.toml").write_text("nothing = ", encoding="utf-8")
    assert fingerprint.corrections_hash(other).startswith("unread:")
