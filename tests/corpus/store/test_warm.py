"""A library with a store gives the bytes that it gives without one, reads only what is new, and costs no result where nothing can be kept."""

from __future__ import annotations

import gc
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from command import Ended, run
from stores.kept import CODE_PAGE, POLICY

from payerdiff import api
from payerdiff.corpus import library as documents
from payerdiff.corpus.library import samples
from payerdiff.corpus.store import warm
from payerdiff.corpus.store.checking import flaws
from payerdiff.corpus.store.opening import file_of
from payerdiff.corpus.store.version_hashes import version_hashes
from payerdiff.model.policy import Policy

REPORTS = {
    "compare": ("compare", "blincyto", "--out", "OUT/report.html"),
    "compare as data": ("compare", "blincyto", "--json"),
    "portfolio": ("portfolio", "--as-of", "2026-01-15", "--out", "OUT/portfolio.html"),
    "portfolio as data": ("portfolio", "--as-of", "2026-01-15", "--json"),
    "list": ("list",),
    "export": ("export", "blincyto", "--as", "csv", "--out", "OUT/csv"),
    "access": ("access", "blincyto", "--json"),
}
OLD = """<html><body><h1>Example Health Plan</h1><h2>Medical Policy: Zorvex (zorvexumab)</h2>
<p>Policy number: ZX-1</p><p>Effective date: {date}</p><h3>Criteria</h3><p>Zorvex is covered when all of the following are met:</p>
<ul><li>Age is at least {age} years</li><li>Prescribed by a neurologist</li></ul></body></html>"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Return a library of a few documents: policies in HTML, one that is torn, a page about a code, two versions of one policy."""
    folder = tmp_path / "plans"
    folder.mkdir()
    shutil.copy(POLICY, folder)
    shutil.copy(POLICY, folder / "copy.html")
    shutil.copy(CODE_PAGE, folder)
    (folder / "torn.pdf").write_bytes(b"%PDF-1.7 torn")
    (folder / "old.html").write_text(OLD.format(date="January 1, 2025", age=12), encoding="utf-8")
    (folder / "new.html").write_text(OLD.format(date="January 1, 2026", age=18), encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read documents in this process: what another one reads is the same, and starting it takes seconds."""

    def here(*args: object, apart: bool) -> Iterator[object]:
        return documents.outcomes(*args, apart=False)  # type: ignore[arg-type]

    monkeypatch.setattr(warm, "outcomes", here)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the documents that are read, as they are."""
    names: list[str] = []

    def heard(paths: list[Path], *args: object, apart: bool) -> Iterator[object]:
        assert apart, "several documents are read by processes of their own"
        names.extend(path.name for path in paths)
        return documents.outcomes(paths, *args, apart=False)  # type: ignore[arg-type]

    monkeypatch.setattr(warm, "outcomes", heard)
    return names


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return the files that a command wrote."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def done(name: str, library: Path, place: Path, *more: str) -> tuple[Ended, dict[str, bytes]]:
    """Run a command on a library, and return how it ended and what it wrote."""
    out = place / "out"
    shutil.rmtree(out, ignore_errors=True)
    words = [word.replace("OUT", "out") for word in REPORTS[name]]
    ended = run(*words, "--library", str(library), *more, folder=place)
    return ended, bytes_of(out) if out.is_dir() else {}


@pytest.mark.parametrize("name", REPORTS)
def test_a_warm_report_has_the_bytes_of_a_cold_one(name: str, library: Path, tmp_path: Path, read: list[str]) -> None:
    cold = done(name, library, tmp_path, "--no-store")
    assert not (library / ".payerdiff").exists()
    first = done(name, library, tmp_path)
    assert len(read) == 6
    warmed = done(name, library, tmp_path)
    assert len(read) == 6, "a warm command reads nothing"
    assert cold == first == warmed
    assert cold[0].returncode == 0 and (cold[1] or cold[0].stdout)
    assert flaws(library) == []


def test_only_what_is_new_or_changed_is_read(library: Path, tmp_path: Path, read: list[str]) -> None:
    done("list", library, tmp_path)
    read.clear()
    (library / "old.html").rename(library / "older.html")
    (library / "new.html").write_text(OLD.format(date="May 1, 2026", age=18), encoding="utf-8")
    warmed = done("list", library, tmp_path)
    assert sorted(read) == ["new.html", "older.html"]
    assert warmed == done("list", library, tmp_path, "--no-store")


def test_a_correction_reads_its_document_again_and_no_other(library: Path, tmp_path: Path, read: list[str]) -> None:
    done("list", library, tmp_path)
    read.clear()
    (library / "overrides").mkdir()
    (library / "overrides" / "a.toml").write_text(
        '[[correction]]\ndocument = "new.html"\nsha256 = "000000000000"\ncriterion = "Age is at least 18 years"\nreason = "see the page"\n'
        'who = "an analyst"\nwhen = 2026-01-01\npartial = false\n',
        encoding="utf-8",
    )
    warmed = done("list", library, tmp_path)
    assert read == ["new.html"]
    assert warmed == done("list", library, tmp_path, "--no-store")


def test_a_process_that_ends_early_has_kept_what_it_read(library: Path, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    def dying(*args: object, apart: bool) -> Iterator[object]:
        for number, outcome in enumerate(documents.outcomes(*args, apart=False)):  # type: ignore[arg-type]
            if number == 4:
                raise KeyboardInterrupt
            yield outcome

    with monkeypatch.context() as once:
        once.setattr(warm, "outcomes", dying)
        assert done("list", library, tmp_path)[0].returncode != 0
    read.clear()
    done("list", library, tmp_path)
    assert len(read) == 2


def test_the_sample_documents_get_no_store(tmp_path: Path) -> None:
    run("list", "--library", str(samples() / "bcbsnc"), folder=tmp_path)
    assert list(samples().rglob(".payerdiff")) == []
    ended = run("library", "check", "--library", str(samples() / "bcbsnc"), folder=tmp_path)
    assert ended.returncode == 2 and "[no-store]" in ended.stderr
    ended = run("library", "check", "--library", str(tmp_path / "nowhere"), folder=tmp_path)
    assert ended.returncode == 2 and "[no-folder]" in ended.stderr


def test_where_nothing_can_be_written_the_result_is_the_same_and_one_line_says_so(library: Path, tmp_path: Path) -> None:  # fmt: skip
    (library / ".payerdiff").write_text("in the way", encoding="utf-8")
    warmed, _ = done("list", library, tmp_path)
    cold, _ = done("list", library, tmp_path, "--no-store")
    assert (warmed.returncode, warmed.stdout) == (0, cold.stdout)
    (told,) = [line for line in warmed.stderr.splitlines() if "store-unusable" in line]
    assert "Nothing is kept" in told and "--no-store" in told
    assert (library / ".payerdiff").read_text(encoding="utf-8") == "in the way"


def test_a_damaged_store_costs_no_result_and_is_made_again(library: Path, tmp_path: Path, read: list[str]) -> None:
    cold, _ = done("list", library, tmp_path)
    gc.collect()  # what the first command wrote is in the file itself by then
    for file in file_of(library).parent.iterdir():
        file.write_bytes(b"torn" * 5000)
    damaged, _ = done("list", library, tmp_path)
    assert damaged.stdout == cold.stdout and "[store-unusable]" in damaged.stderr
    rebuilt = run("library", "rebuild", "--library", str(library), folder=tmp_path)
    assert rebuilt.returncode == 0 and "library.sqlite.damaged-1" in rebuilt.stdout
    assert run("library", "check", "--library", str(library), folder=tmp_path).stdout == f"{library}: intact.\n"
    read.clear()
    assert done("list", library, tmp_path)[0] == cold and read == []


def test_a_store_that_fails_on_the_way_costs_no_result(library: Path, tmp_path: Path) -> None:
    cold, _ = done("list", library, tmp_path)
    with sqlite3.connect(file_of(library)) as connection:
        connection.execute("DROP TABLE failure")
    connection.close()
    warmed, _ = done("list", library, tmp_path)
    assert warmed.stdout == cold.stdout and "Nothing more is kept" in warmed.stderr


def test_rebuilding_replaces_what_differs_and_forgets_other_programs(library: Path, tmp_path: Path) -> None:
    done("list", library, tmp_path)
    with sqlite3.connect(file_of(library)) as connection:
        connection.execute(
            "UPDATE policy SET content = 'x' WHERE reading = (SELECT key FROM reading WHERE name = 'old.html')"
        )
    connection.close()
    checked = run("library", "check", "--library", str(library), folder=tmp_path)
    assert checked.returncode == 1 and "old.html" in checked.stdout
    rebuilt = run("library", "rebuild", "--library", str(library), folder=tmp_path)
    assert "old.html: the stored result differed" in rebuilt.stdout
    assert flaws(library) == []


def test_the_list_of_what_is_stored_names_what_is_gone(library: Path, tmp_path: Path) -> None:
    done("list", library, tmp_path)
    (library / "old.html").unlink()
    done("list", library, tmp_path)
    told = run("library", "list", "--json", "--library", str(library), folder=tmp_path).stdout
    assert told.count('"gone": null') == 5 and '"failure": "damaged"' in told
    assert "old.html" in run("library", "list", "--library", str(library), folder=tmp_path).stdout


def test_only_what_is_made_is_told_to_be_made_and_a_search_says_that_no_policy_is_about_a_drug(library: Path, tmp_path: Path) -> None:  # fmt: skip
    for heard in (["reviewing", "comparing"], []):
        told: list[str] = []
        api.portfolio(api.read_library([library], store=True), date(2026, 1, 15), progress=told.append)
        assert {line.split()[0] for line in told} <= set(heard) and bool(told) == bool(heard)
    found = run("find", "neurologist", "--drug", "dupixent", "--library", str(library), folder=tmp_path).stdout
    assert found.startswith("0 passages: no policy of this library is about Dupixent")


def test_the_database_may_lie_elsewhere(library: Path, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv("PAYERDIFF_STORE", f"sqlite:///{tmp_path / 'elsewhere' / 'all.sqlite'}")
    cold, _ = done("list", library, tmp_path)
    read.clear()
    assert done("list", library, tmp_path)[0] == cold and read == []
    assert not (library / ".payerdiff").exists()
    monkeypatch.setenv("PAYERDIFF_STORE", "mysql://me:secret@nowhere/x")
    failed, _ = done("list", library, tmp_path)
    assert failed.stdout == cold.stdout and "secret" not in failed.stderr and "[store-unusable]" in failed.stderr


def test_a_library_on_a_server_is_the_same_library(library: Path, tmp_path: Path, read: list[str], empty_server: str, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    cold = done("portfolio as data", library, tmp_path, "--no-store")
    monkeypatch.setenv("PAYERDIFF_STORE", empty_server)
    first = done("portfolio as data", library, tmp_path)
    read.clear()
    assert cold == first == done("portfolio as data", library, tmp_path) and read == []
    assert not (library / ".payerdiff").exists()
    words = ("--library", str(library))
    assert "neurologist" in run("find", "neurologist", *words, folder=tmp_path).stdout
    (library / "old.html").unlink()
    told = run("history", "zx-1", *words, folder=tmp_path).stdout
    assert "old.html; removed 20" in told
    assert run("library", "rebuild", *words, folder=tmp_path).returncode == 0
    assert run("library", "check", *words, folder=tmp_path).stdout == f"{library}: intact.\n"
    assert "old.html" in run("library", "list", *words, folder=tmp_path).stdout


def test_four_hashes_tell_what_kind_of_change_it_was() -> None:
    from stores.kept import one_policy

    policy = one_policy()
    before = version_hashes(policy)
    moved = Policy.model_validate_json(policy.model_dump_json(by_alias=True).replace('"page":1', '"page":7'))
    assert moved != policy and version_hashes(moved) == before
    first, *others = policy.criteria
    reworded = first.model_copy(update={"root": first.root.model_copy(update={"text": "other words"})})
    changes: dict[str, dict[str, object]] = {
        "criteria": {"criteria": [reworded, *others]},
        "terms": {"codes": policy.codes[:-1]},
        "dates": {"revisions": policy.revisions[:-1]},
        "rest": {"title": "Another"},
    }
    for part, update in changes.items():
        after = version_hashes(policy.model_copy(update=update))
        assert [name for name in after._fields if getattr(after, name) != getattr(before, name)] == [part]
