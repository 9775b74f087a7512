"""`digest`: a library that is fed in time, and the files that come of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from command import run

from payerdiff import api

PAGE = """<html><body><h1>Example Health Plan</h1><h2>Medical Policy: Zorvex (zorvexumab)</h2>
<p>Effective date: {date}</p><h3>Criteria</h3><p>Zorvex is covered when all of the following are met:</p>
<ul><li>Age is at least {age} years</li><li>Prescribed by a neurologist</li></ul></body></html>"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Return a library whose one policy was replaced after the library was first looked through, and a torn document."""
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "plan.html").write_text(PAGE.format(date="January 1, 2025", age=12), encoding="utf-8")
    run("list", "--library", str(folder), folder=tmp_path)
    (folder / "plan.html").write_text(PAGE.format(date="January 1, 2026", age=18), encoding="utf-8")
    (folder / "torn.pdf").write_bytes(b"%PDF-1.7 torn")
    return folder


def test_a_digest_tells_the_change_who_loses_and_what_was_not_read(library: Path, tmp_path: Path) -> None:
    words = ("digest", "--quarter", "--library", str(library))
    found = json.loads(run(*words, "--json", folder=tmp_path).stdout)
    (item,) = found["items"]
    assert (item["event"], item["clinical"], item["note"]["step"]["directions"]) == ("changed", True, {"tightened": 1})
    assert item["note"]["loses"] and found["scope"]["unreadable"][0]["document"] == "torn.pdf"
    ended = run(*words, "--out", "d", folder=tmp_path)
    assert ended.returncode == 0 and "1 of them with clinical changes" in ended.stdout
    names = sorted(p.relative_to(tmp_path / "d").as_posix() for p in (tmp_path / "d").rglob("*") if p.is_file())
    assert names[:4] == ["digest.atom", "digest.csv", "digest.eml", "digest.html"]
    assert sorted(ended.stdout.splitlines()[:4]) == [f"d/{name}" for name in names[:4]]
    assert ended.stdout.endswith("1 policy, 1 of them with clinical changes. 1 document not read.\n")
    (tmp_path / "rules.toml").write_text('[[rule]]\nname = "none"\ndrug = ["Humira"]', encoding="utf-8")
    ruled = run(*words, "--out", "ruled", "--rules", "rules.toml", folder=tmp_path)
    assert "0 policies, 0 of them with clinical changes. 1 more that no rule asks for." in ruled.stdout
    page = (tmp_path / "d" / "digest.html").read_text(encoding="utf-8")
    assert f'href="{names[4]}"' in page and "torn.pdf" in page
    assert ".. " not in (tmp_path / "d" / "digest.atom").read_text(encoding="utf-8")
    before = {name: (tmp_path / "d" / name).read_bytes() for name in names}
    run(*words, "--out", "d", folder=tmp_path)
    assert {name: (tmp_path / "d" / name).read_bytes() for name in names} == before


def test_what_a_digest_reviewed_once_is_known_to_the_next(library: Path) -> None:
    held = api.read_library([library], store=True)
    found = api.digest(held, date(2025, 6, 1), date(2030, 1, 1), [library])
    heard: list[str] = []
    files = [api.digest_files(found, held, [library], progress=heard.append) for _ in range(2)]
    assert heard == ["reviewing plan.html against plan.html"] and files[0] == files[1]


def test_a_digest_needs_to_know_since_when(library: Path, tmp_path: Path) -> None:
    ended = run("digest", "--library", str(library), folder=tmp_path)
    assert ended.returncode == 2 and "[no-period]" in ended.stderr
    words = ("digest", "--library", str(library), "--since")
    assert "lies after" in run(*words, "2026-02-01", "--until", "2026-01-01", folder=tmp_path).stderr
    file = run(*words, "2026-01-01", "--out", "digest.html", folder=tmp_path)
    assert file.returncode == 2 and "give a folder" in file.stderr and not (tmp_path / "digest.html").exists()
