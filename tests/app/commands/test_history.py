"""`history` and `compare --as-of`, on a library whose documents come and go."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import run

PAGE = """<html><body><h1>Example Health Plan</h1><h2>Medical Policy: Zorvex (zorvexumab)</h2>
<p>Policy number: {number}</p><p>Effective date: {date}</p><h3>Criteria</h3><p>Zorvex is covered when all of the following are met:</p>
<ul><li>Age is at least {age} years</li><li>Prescribed by a neurologist</li></ul></body></html>"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Return a library with two versions of one policy."""
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "old.html").write_text(PAGE.format(number="ZX-1", date="January 1, 2025", age=12), encoding="utf-8")
    (folder / "new.html").write_text(PAGE.format(number="ZX-1", date="January 1, 2026", age=18), encoding="utf-8")
    return folder


def test_a_version_that_is_gone_stays_in_the_history_and_in_what_was_in_force(library: Path, tmp_path: Path) -> None:
    before = run("history", "zx-1", "--json", "--library", str(library), folder=tmp_path)
    (line,) = json.loads(before.stdout)
    assert [v["document"] for v in line["versions"]] == ["old.html", "new.html"]
    assert line["versions"][1]["changed"] == ["criteria", "dates and revision history"]
    assert line["versions"][1]["step"]["directions"] == {"tightened": 1}
    compare = ("compare", "zorvex", "--json", "--as-of", "2025-06-01", "--library", str(library))
    there = run(*compare, folder=tmp_path)
    (library / "old.html").unlink()
    gone = run(*compare, folder=tmp_path)
    assert (there.returncode, there.stdout) == (0, gone.stdout)
    held = json.loads(gone.stdout)
    assert held["subject"].endswith(", as of 2025-06-01")
    assert [p["source"]["name"] for p in held["policies"]] == ["old.html"]
    told = run("history", "zorvex", "--library", str(library), folder=tmp_path).stdout
    assert "removed 20" in told and "more restrictive" in told


def test_what_was_not_in_force_is_named_and_left_out(library: Path, tmp_path: Path) -> None:
    ended = run("compare", "zorvex", "--json", "--as-of", "2020-01-01", "--library", str(library), folder=tmp_path)
    assert ended.returncode == 2 and "[nothing-to-compare]" in ended.stderr
    assert "in force since 2025-01-01 (effective date). Left out." in ended.stderr


def test_a_new_number_is_proposed_confirmed_and_taken_back(library: Path, tmp_path: Path) -> None:
    (library / "new.html").write_text(PAGE.format(number="ZX-2", date="May 1, 2026", age=18), encoding="utf-8")
    words = ("history", "zx-2", "--library", str(library))
    assert "Perhaps continues ZX-1" in run(*words, folder=tmp_path).stdout
    (joined,) = json.loads(run(*words, "--json", "--continues", "zx-1", folder=tmp_path).stdout)
    assert [v["document"] for v in joined["versions"]] == ["old.html", "new.html"] and joined["proposals"] == []
    (line,) = json.loads(run(*words, "--json", "--separate", "old.html", folder=tmp_path).stdout)
    assert len(line["versions"]) == 1 and line["proposals"][0]["relation"] == "continues"


def test_a_policy_of_no_such_name_is_one_line(library: Path, tmp_path: Path) -> None:
    ended = run("history", "nothing", "--library", str(library), folder=tmp_path)
    assert ended.returncode == 2 and "[no-such-policy]" in ended.stderr


def test_without_a_store_the_documents_that_are_there_have_a_history_all_the_same(library: Path, tmp_path: Path) -> None:  # fmt: skip
    ended = run("history", "zx-1", "--json", "--no-store", "--library", str(library), folder=tmp_path)
    assert len(json.loads(ended.stdout)[0]["versions"]) == 2
    assert not (library / ".payerdiff").exists()
