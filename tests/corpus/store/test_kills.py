"""A process that dies while it writes leaves a store that is whole; two processes on one library hinder neither."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from command import run
from ground import ROOT
from stores.kept import CODE_PAGE, POLICY

from payerdiff import api
from payerdiff.corpus.apart import readers
from payerdiff.corpus.cluster import read_on_cluster
from payerdiff.corpus.files import read_all
from payerdiff.corpus.store.checking import flaws
from payerdiff.corpus.store.filling import Workers, fill, read_here
from payerdiff.model.policy import Policy

DAY = date(2026, 1, 15)
ROUND = 12
"""Documents that are new in each round of reading."""


def killed(folder: Path, kills: int, script: str = "killed.py") -> int:
    """Kill a process that writes to a store, or runs over sources, so often. Return what the script tells in the end."""
    words = [sys.executable, str(ROOT / "tests" / "support" / "stores" / script), str(folder), str(kills), "19"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=3600)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_a_store_is_whole_after_its_writer_was_killed(tmp_path: Path) -> None:
    assert killed(tmp_path, 10) > 0


@pytest.mark.laws
def test_a_store_is_whole_after_its_writer_was_killed_two_hundred_times(tmp_path: Path) -> None:
    assert killed(tmp_path, 200) > 100


def test_a_run_over_sources_that_was_killed_loses_nothing_and_puts_nothing_twice(tmp_path: Path) -> None:
    assert killed(tmp_path, 3, "killed_watch.py") == 3


@pytest.mark.laws
def test_a_run_over_sources_that_was_killed_a_hundred_times_loses_nothing(tmp_path: Path) -> None:
    assert killed(tmp_path, 100, "killed_watch.py") == 100


class Killings:
    """Kills processes at drawn moments after a document is done, up to a number in all."""

    def __init__(self, most: int, processes: Callable[[], list[int]]) -> None:
        self.most, self.processes, self.draw, self.count = most, processes, random.Random(most), 0

    def of(self, _: int) -> Callable[[Path], None]:
        return self.step

    def step(self, _: Path) -> None:
        if self.draw.random() < 0.5:
            threading.Timer(self.draw.uniform(0, 0.4), self.kill).start()

    def kill(self) -> None:
        own = self.processes()
        if own and self.count < self.most:
            os.kill(self.draw.choice(own), signal.SIGKILL)
            self.count += 1


def read_under_fire(folder: Path, workers: Workers, killings: Killings) -> None:
    """Read one round of documents after the other while workers are killed. In the end a quiet run must find each document stored once, as it is read in peace."""
    turn = 0
    while killings.count < killings.most:
        turn += 1
        for at in range(ROUND):
            (folder / f"{at}.html").write_bytes(POLICY.read_bytes() + f"<!-- {at} in turn {turn} -->".encode())
        fill(folder, workers, killings.of, DAY + timedelta(days=turn))
    quiet: Callable[[int], Callable[[Path], None]] = lambda _: lambda _: None  # noqa: E731  # nothing is told
    fill(folder, workers, quiet, DAY + timedelta(days=turn + 1))
    assert [one.how for one in fill(folder, workers, quiet, DAY + timedelta(days=turn + 1))] == ["known"] * ROUND
    (plain,) = read_all(POLICY, None)
    library = api.read_library([folder], store=True)
    assert isinstance(plain, Policy) and len(library.policies) == ROUND
    assert all(p.criteria == plain.criteria for p in library.policies)
    assert flaws(folder) == []


def of_the_pool() -> list[int]:
    """Return the reading processes of this computer."""
    return [r.process.pid for r in readers().all if r.process is not None and r.process.poll() is None]


@pytest.mark.parametrize("kills", [2, pytest.param(40, marks=pytest.mark.laws)])
def test_reading_processes_that_are_killed_lose_no_document(tmp_path: Path, kills: int) -> None:
    read_under_fire(tmp_path, read_here, Killings(kills, of_the_pool))


@pytest.mark.laws
def test_workers_of_a_cluster_that_are_killed_lose_no_document(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="dask is not installed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as cluster:

        def workers() -> list[int]:
            return [nanny.pid for nanny in cluster.workers.values() if nanny.pid is not None]

        read_under_fire(tmp_path, partial(read_on_cluster, cluster.scheduler_address), Killings(20, workers))


def test_two_processes_on_one_library_both_answer_and_leave_it_whole(tmp_path: Path) -> None:
    for path in (POLICY, CODE_PAGE):
        shutil.copy(path, tmp_path)
    words = [sys.executable, "-m", "payerdiff.app.main", "list", "--json", "--library", str(tmp_path)]
    both = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = [process.communicate()[0] for process in both]
    cold = run("list", "--json", "--no-store", "--library", str(tmp_path), folder=tmp_path).stdout
    assert told == [cold, cold]
    assert flaws(tmp_path) == []
