"""A library read here or by a cluster of workers holds the same; a worker that dies loses nothing."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import CancelledError
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from stores.kept import CODE_PAGE, POLICY

from payerdiff import api
from payerdiff.corpus.cluster import outcome_of, programs_of, read_on_cluster, refuse_others, same_program
from payerdiff.corpus.store.checking import flaws
from payerdiff.corpus.store.filling import Done, fill, read_here
from payerdiff.model.errors import PayerdiffError

distributed = pytest.importorskip("distributed", reason="dask is not installed")
DAY = date(2026, 1, 15)


def quiet(total: int) -> Any:
    return lambda path: None


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Run a cluster of two workers, each a process."""
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a library of three documents, one of which cannot be read."""
    own = tmp_path / "library"
    own.mkdir()
    for path in (POLICY, CODE_PAGE):
        shutil.copy(path, own)
    (own / "broken.pdf").write_bytes(b"%PDF-1.4 no more")
    return own


def ways(done: list[Done]) -> dict[str, str]:
    return {one.path.name: one.how for one in done}


def test_a_cluster_keeps_what_this_computer_would(folder: Path, cluster: Any, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    by_workers = fill(folder, partial(read_on_cluster, cluster.scheduler_address), quiet, DAY)
    assert ways(by_workers) == ways(fill(other, read_here, quiet, DAY))
    assert ways(by_workers) == {"broken.pdf": "failed", CODE_PAGE.name: "read", POLICY.name: "read"}
    both = [api.read_library([place], store=True) for place in (folder, other)]
    assert both[0].policies == both[1].policies and both[0].references == both[1].references
    assert [str(f) for f in both[0].failures] == [str(f) for f in both[1].failures]
    assert flaws(folder) == []
    again = fill(folder, partial(read_on_cluster, cluster.scheduler_address), quiet, DAY)
    assert ways(again) == {"broken.pdf": "failed", CODE_PAGE.name: "known", POLICY.name: "known"}


def test_a_worker_that_is_killed_loses_no_document(folder: Path, cluster: Any) -> None:
    for at in range(6):
        text = POLICY.read_text(encoding="utf-8")
        (folder / f"copy{at}.html").write_text(text + f"<!-- {at} -->", encoding="utf-8")
    killed: list[int] = []

    def kill_one(path: Path) -> None:
        """Kill a worker as soon as the first document is done."""
        if not killed:
            workers = [w.process.pid for w in cluster.workers.values()]
            killed.append(workers[0])
            os.kill(workers[0], signal.SIGKILL)

    done = fill(folder, partial(read_on_cluster, cluster.scheduler_address), lambda total: kill_one, DAY)
    assert killed and ways(done) == {"broken.pdf": "failed", CODE_PAGE.name: "read", POLICY.name: "read"} | {f"copy{at}.html": "read" for at in range(6)}  # fmt: skip
    assert flaws(folder) == [] and len(api.read_library([folder], store=True).policies) == 7


class Lost:
    """A task whose worker died after its work."""

    status = "finished"

    def result(self, timeout: float) -> None:
        raise CancelledError


def test_what_a_worker_kept_before_it_died_counts(folder: Path) -> None:
    fill(folder, read_here, quiet, DAY)
    assert outcome_of(Lost(), folder, folder / POLICY.name) is None
    failed = outcome_of(Lost(), folder, folder / "broken.pdf")
    assert failed is not None and failed.code == "damaged"
    (folder / "new.html").write_bytes(POLICY.read_bytes() + b"<!-- new -->")
    unknown = outcome_of(Lost(), folder, folder / "new.html")
    assert unknown is not None and unknown.code == "reader-failed"


def test_what_is_no_cluster_is_one_clear_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("payerdiff.corpus.cluster.SECONDS", 1)
    with pytest.raises(PayerdiffError, match="no dask scheduler") as told:
        fill(folder, partial(read_on_cluster, "tcp://127.0.0.1:1"), quiet, DAY)
    assert told.value.code == "no-cluster"
    with pytest.raises(PayerdiffError, match="no worker"):
        refuse_others("tcp://here", {})
    with pytest.raises(PayerdiffError, match="tcp://b has another version"):
        refuse_others("tcp://here", {"tcp://a": same_program(), "tcp://b": "older"})


class Cluster:
    """A cluster whose workers died and start anew: what `run` tells, one time after the other."""

    def __init__(self, *told: dict[str, object]) -> None:
        self.told, self.waited = list(told), 0

    def wait_for_workers(self, least: int, timeout: float) -> None:
        self.waited += least
        if timeout < 1:
            raise TimeoutError

    def run(self, work: object, on_error: str) -> dict[str, object]:
        assert work is same_program and on_error == "return"
        return self.told.pop(0) if len(self.told) > 1 else self.told[0]


def test_workers_that_start_anew_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    back = Cluster({}, {"tcp://a": ConnectionResetError("it died")}, {"tcp://a": "x", "tcp://b": OSError("it died")})
    assert programs_of(back) == {"tcp://a": "x"} and back.waited == 3
    other: dict[str, object] = {"tcp://a": ModuleNotFoundError("payerdiff")}
    assert programs_of(Cluster(other)) == other
    monkeypatch.setattr("payerdiff.corpus.cluster.STARTING", 0.01)
    assert programs_of(Cluster({})) == {}
