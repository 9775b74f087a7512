"""Files that belong together are written all or none, also when the disk is full, the place is taken, or the process is killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from payerdiff.corpus.writing import whole_files
from payerdiff.corpus.writing.whole_files import write_set
from payerdiff.model.errors import PayerdiffError

KILLS = 40
WRITER = """
import itertools, sys
from pathlib import Path
from payerdiff.corpus.writing.whole_files import write_set
folder = Path(sys.argv[1])
print("ready", flush=True)
for number in itertools.count():
    text = str(number).rjust(8) * 20_000
    write_set({folder / name: text for name in ("report.html", "report.xlsx", "report.pdf")})
"""


def names(folder: Path) -> list[str]:
    """Return what lies in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


def test_all_are_written(tmp_path: Path) -> None:
    page, book = tmp_path / "made" / "a.html", tmp_path / "made" / "a.xlsx"
    write_set({page: "§", book: b"PK"})
    assert (page.read_bytes(), book.read_bytes()) == ("§".encode(), b"PK") and names(page.parent) == [
        "a.html",
        "a.xlsx",
    ]


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_the_umask_counts_for_a_new_file_and_an_old_one_keeps_its_mode(mask: int, mode: int, tmp_path: Path) -> None:
    old = tmp_path / "old.html"
    old.write_text("old", encoding="utf-8")
    old.chmod(0o640)
    before = os.umask(mask)
    try:
        write_set({tmp_path / "new.html": "new", old: "new"})
    finally:
        os.umask(before)
    assert (tmp_path / "new.html").stat().st_mode & 0o777 == mode and old.stat().st_mode & 0o777 == 0o640


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    real, link = tmp_path / "elsewhere" / "real.html", tmp_path / "link.html"
    real.write_text("old", encoding="utf-8")
    link.symlink_to(real)
    write_set({link: "new"})
    assert link.is_symlink() and real.read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize("way", ["itself", "link", "hard link", "dots"])
def test_no_document_is_replaced_by_what_is_made_from_it(way: str, tmp_path: Path) -> None:
    policy = tmp_path / "policy.html"
    policy.write_text("policy", encoding="utf-8")
    out = {"itself": policy, "link": tmp_path / "l.html", "hard link": tmp_path / "h.html", "dots": tmp_path / ".." / tmp_path.name / "policy.html"}[way]  # fmt: skip
    if way == "link":
        out.symlink_to(policy)
    if way == "hard link":
        out.hardlink_to(policy)
    with pytest.raises(PayerdiffError, match="would-overwrite"):
        write_set({tmp_path / "x.xlsx": b"", out: "report"}, [policy])
    assert policy.read_text(encoding="utf-8") == "policy" and not (tmp_path / "x.xlsx").exists()


@pytest.mark.parametrize("kind", ["folder", "ring", "below a file", "too long"])
def test_where_one_cannot_be_written_none_is(kind: str, tmp_path: Path) -> None:
    good, bad = tmp_path / "a.html", tmp_path / "b.html"
    good.write_text("old", encoding="utf-8")
    if kind == "folder":
        bad.mkdir()
    elif kind == "ring":
        bad.symlink_to(bad)
    elif kind == "below a file":
        bad = good / "b.html"
    else:
        bad = tmp_path / ("b" * 300)
    before = names(tmp_path)
    with pytest.raises(PayerdiffError, match="cannot-write"):
        write_set({good: "new", bad: "new"})
    assert good.read_text(encoding="utf-8") == "old" and names(tmp_path) == before


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PayerdiffError, match="cannot-write"):
        write_set({tmp_path / "a.html": "page", tmp_path / "." / "x" / ".." / "a.html": "book"})
    assert not names(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
@pytest.mark.parametrize("unnamed", [True, False])
def test_a_full_disk_leaves_the_old_files(unnamed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import resource  # not on every system

    if not unnamed:
        monkeypatch.setattr(whole_files, "nameless", lambda *_: None)
    (tmp_path / "a.html").write_text("old", encoding="utf-8")
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(PayerdiffError, match="cannot-write"):
            write_set({tmp_path / "a.html": "new", tmp_path / "a.xlsx": b"x" * 200_000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == "old" and names(tmp_path) == ["a.html"]


def test_what_a_dead_process_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True).stdout.strip()  # fmt: skip
    long_ago = time.time() - 1000
    for name, age in ((f".a.html.0.payerdiff-{ended}", long_ago), (f".b.html.0.payerdiff-{os.getpid()}", long_ago),
                      (f".c.html.0.payerdiff-{ended}", time.time()), (".d.payerdiff-notes", long_ago)):  # fmt: skip
        (tmp_path / name).write_text("", encoding="utf-8")
        os.utime(tmp_path / name, (age, age))
    write_set({tmp_path / "e.html": ""})
    assert names(tmp_path) == [f".b.html.0.payerdiff-{os.getpid()}", f".c.html.0.payerdiff-{ended}", ".d.payerdiff-notes", "e.html"]  # fmt: skip


@pytest.mark.laws
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_process_that_is_killed_leaves_whole_files(tmp_path: Path) -> None:
    drawn, strays, mixed = random.Random(1), 0, 0
    for number in range(KILLS):
        folder = tmp_path / str(number)
        folder.mkdir()
        with subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None and process.stdout.readline() == b"ready\n"
            time.sleep(drawn.uniform(0.01, 0.3))
            process.kill()
        time.sleep(0.3)  # the process that gives the names may still be at it
        texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("report.*"))]
        assert all(
            len(text) == 160_000 and len(set(map(text.__getitem__, range(7, 160_000, 8)))) == 1 for text in texts
        )
        strays += any(name.startswith(".") for name in names(folder))
        mixed += len(set(texts)) > 1 or len(texts) not in (0, 3)
    if Path("/proc/self/fd").is_dir() and hasattr(os, "O_TMPFILE"):
        assert (strays, mixed) == (0, 0)
