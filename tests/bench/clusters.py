"""What a cluster costs: a folder of documents read by this computer's own processes, and by two workers of a dask cluster.

    python tests/bench/clusters.py [FOLDER] [DOCUMENTS]

Without a folder, the samples. Of a larger folder, so many documents are drawn. Both stores are compared policy by policy. Processor time is that of all processes at work.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import psutil

from payerdiff.corpus.apart import readers
from payerdiff.corpus.cluster import engine, read_on_cluster
from payerdiff.corpus.library import files_of, samples
from payerdiff.corpus.store.checking import flaws
from payerdiff.corpus.store.filling import Workers, fill, read_here
from payerdiff.corpus.store.schema import POLICIES
from payerdiff.corpus.store.store import existing_store

WORKERS, SEED = 2, 19


@dataclass(frozen=True, slots=True)
class Taken:
    """What a folder took to be read."""

    seconds: float
    processor: float
    contents: list[tuple[str, int, str]]
    """What the store holds in the end."""
    flaws: int


def processor() -> float:
    """Return the processor time of this process and all below it."""
    own = psutil.Process()
    told = [one.cpu_times() for one in (own, *own.children(recursive=True))]
    return float(sum(t.user + t.system + t.children_user + t.children_system for t in told))


def taken(folder: Path, workers: Workers) -> Taken:
    """Have a folder read, and return what it took."""
    begun, used = time.monotonic(), processor()
    fill(folder, workers, lambda _: lambda _: None, date(2026, 1, 15))
    seconds, spent = time.monotonic() - begun, processor() - used
    with existing_store(folder) as store, store.asking() as connection:
        columns = (POLICIES.c.reading, POLICIES.c.ordinal, POLICIES.c.content)
        contents = [(r.reading, r.ordinal, r.content) for r in connection.execute(POLICIES.select().with_only_columns(*columns))]  # fmt: skip
    return Taken(seconds, spent, sorted(contents), len(flaws(folder)))


@contextmanager
def by_cluster() -> Iterator[Workers]:
    """Run a cluster of two workers of one thread each, started before the clock is."""
    with engine("here").LocalCluster(n_workers=WORKERS, threads_per_worker=1, processes=True, dashboard_address=":0") as made:  # fmt: skip
        yield partial(read_on_cluster, made.scheduler_address)


@contextmanager
def by_pool() -> Iterator[Workers]:
    """Give this computer's own processes."""
    yield read_here
    readers().close()


def drawn(source: Path, count: int, folder: Path) -> int:
    """Copy so many documents into a folder, and return how many there are."""
    found = files_of([source])
    for at, path in enumerate(random.Random(SEED).sample(found, min(count, len(found)))):
        shutil.copy(path, folder / f"{at:03}-{path.name}")
    return min(count, len(found))


def main() -> int:
    """Print what both take. Return 1 where they differ in what is stored."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else samples()
    found: list[Taken] = []
    ways: tuple[tuple[str, Callable[[], object]], ...] = (("pool", by_pool), (f"dask, {WORKERS} workers", by_cluster))
    with tempfile.TemporaryDirectory() as base:
        folder = Path(base) / "drawn"
        folder.mkdir()
        count = drawn(source, int(sys.argv[2]) if len(sys.argv) > 2 else 150, folder)
        for name, way in ways:
            own = Path(base) / name.partition(",")[0]
            shutil.copytree(folder, own)
            with way() as workers:  # type: ignore[attr-defined]
                one = taken(own, workers)
            found.append(one)
            print(f"{name:16}{count:4} documents{one.seconds:8.1f} s by the clock{one.processor:8.1f} s of processor; {len(one.contents)} policies, {one.flaws} flaws", flush=True)  # fmt: skip
    pool, cluster = found
    same = [c[1:] for c in pool.contents] == [c[1:] for c in cluster.contents] and pool.flaws == cluster.flaws == 0
    print(f"a document: {1000 * (cluster.seconds - pool.seconds) / count:.0f} ms more by the clock, {1000 * (cluster.processor - pool.processor) / count:.0f} ms more of processor; {'the same' if same else 'NOT the same'} is stored")  # fmt: skip
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
