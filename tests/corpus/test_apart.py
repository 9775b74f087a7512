"""Each document of several is read by a process of its own: what goes wrong with one costs that one alone."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from payerdiff.corpus import files as files_module
from payerdiff.corpus.apart import Reader, Readers
from payerdiff.corpus.apart_worker import Job, answer_to
from payerdiff.corpus.files import read_all
from payerdiff.corpus.library import read_library, samples
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import to_json

GOOD = samples() / "bcbsnc"


def files() -> list[Path]:
    """Return a few documents that are read quickly."""
    return sorted(path for path in GOOD.iterdir() if path.suffix == ".html")


def test_what_another_process_reads_is_what_this_one_reads() -> None:
    (path,) = files()
    apart = Readers(1)
    both = [[to_json(one) for one in found] for found in (read_all(path, None), apart.read(path, None))]
    apart.close()
    assert both[0] == both[1]


def test_a_path_means_the_folder_in_which_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path,) = files()
    apart = Readers(1)
    apart.read(path, None)
    (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    assert apart.read(Path(path.name), None)
    apart.close()


def test_an_error_that_nobody_foresaw_is_one_line_of_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: Path, reading: object) -> list[object]:
        raise ZeroDivisionError("no such row")

    monkeypatch.setattr(files_module, "read_all", broken)
    failure = answer_to(Job(Path("torn.pdf"), None))
    assert isinstance(failure, PayerdiffError)
    assert (failure.code, failure.document) == ("reader-failed", "torn.pdf")
    assert "ZeroDivisionError: no such row" in failure.found


class Mortal(Reader):
    """A reader of which the first processes die over their document."""

    def __init__(self, deaths: int) -> None:
        super().__init__()
        self.deaths = deaths

    def started(self, path: Path) -> subprocess.Popen[bytes]:
        process = super().started(path)
        if self.deaths:
            self.deaths -= 1
            os.kill(process.pid, signal.SIGSTOP)  # it takes the job, and dies over it
            threading.Timer(0.3, process.kill).start()
        return process


def test_a_process_that_is_killed_costs_no_document() -> None:
    (path,) = files()
    reader = Mortal(1)
    assert reader.read(path, None) and reader.deaths == 0
    reader.close()


def test_a_document_over_which_two_processes_die_is_set_aside_and_the_next_one_is_read() -> None:
    (path,) = files()
    reader = Mortal(2)
    with pytest.raises(PayerdiffError, match="ended twice over it, with status -9") as error:
        reader.read(path, None)
    assert error.value.code == "reader-failed"
    assert reader.read(path, None)
    reader.close()


def test_a_document_without_end_is_given_up_by_name() -> None:
    (path,) = files()
    reader = Reader(seconds=0.3)
    os.kill(reader.started(Path("x")).pid, signal.SIGSTOP)
    begun = time.monotonic()
    with pytest.raises(PayerdiffError) as error:
        reader.read(path, None)
    assert error.value.code == "took-too-long"
    assert time.monotonic() - begun < 30


def test_one_bad_document_never_stops_a_batch(tmp_path: Path) -> None:
    (path,) = files()
    (tmp_path / "a.html").write_bytes(path.read_bytes())
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 torn")
    (tmp_path / "c.html").write_bytes(path.read_bytes())
    told: list[Path] = []
    library = read_library(sorted(tmp_path.iterdir()), progress=told.append)
    assert [p.source.name for p in library.policies] == ["a.html", "c.html"]
    assert [f.document for f in library.failures] == ["b.pdf"]
    assert [p.name for p in told] == ["a.html", "b.pdf", "c.html"]


def test_an_error_passes_between_processes_as_it_is() -> None:
    error = PayerdiffError("damaged", "a.pdf", "it is torn", "Get another copy.")
    again = pickle.loads(pickle.dumps(error))
    assert (again.code, again.document, again.found, again.way_out, str(again)) == (
        "damaged", "a.pdf", "it is torn", "Get another copy.", str(error),
    )  # fmt: skip
