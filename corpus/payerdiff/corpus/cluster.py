"""Documents read by the workers of a dask cluster, each of which writes what it read into the library's store.

What is kept is keyed by content, so a task that is done twice (its worker died after it wrote) changes nothing. A worker reads each document in a
process of its own, as this computer does: a document that kills its reader costs that document alone. Workers need the same payerdiff, the documents
under the same paths, and a store that all of them reach: PostgreSQL, or on one computer SQLite.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from pathlib import Path
from typing import Any

from payerdiff.corpus.apart import Read, readers
from payerdiff.corpus.store import fingerprint
from payerdiff.corpus.store.opening import ADDRESS
from payerdiff.corpus.store.store import no_store, open_store
from payerdiff.corpus.store.warm import Shelf
from payerdiff.model.errors import PayerdiffError

SECONDS = 30
"""Time that a cluster has to answer."""
STARTING = 60
"""Seconds that a cluster without a worker has to start one: who was killed comes back."""
LOST = (TimeoutError, CancelledError, asyncio.CancelledError)
"""How a task ends of which the worker died after its work and before it could tell what came of it."""


def read_on_cluster(
    address: str, folder: Path, paths: Sequence[Path], progress: Callable[[Path], None]
) -> Iterator[tuple[Path, PayerdiffError | None]]:
    """Yield each document as its task ends, in the order in which they do, with its failure if it has one; what was read is kept by then.

    A document whose worker dies again and again (as often as the scheduler's `allowed-failures` says) is `reader-failed`. Raises PayerdiffError: `no-cluster`, `store-unusable`.
    """
    distributed = engine(address)
    try:
        client = distributed.Client(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError) as cause:
        raise PayerdiffError("no-cluster", address, "no dask scheduler answers there", "Start one with `dask scheduler` and give its address.") from cause  # fmt: skip
    with client:
        refuse_others(address, programs_of(client))
        store = os.environ.get(ADDRESS, "")
        tasks = {
            client.submit(read_and_keep, store, str(folder.resolve()), str(path.resolve()), pure=False): path
            for path in paths
        }
        with client.as_current():
            ended = distributed.as_completed(tasks)
        for task in ended:
            path = tasks[task]
            progress(path)
            yield path, outcome_of(task, folder, path)


def engine(address: str) -> Any:
    """Return dask's package. Raises PayerdiffError `no-cluster` where it is not installed."""
    try:
        import distributed  # an extra
    except ModuleNotFoundError as cause:
        raise PayerdiffError("no-cluster", address, "dask is not installed", "Install payerdiff[cluster].") from cause
    return distributed


def programs_of(client: Any) -> dict[str, object]:
    """Return by which program each worker that answers reads, or why it cannot tell; none where there is no worker in time."""
    end = time.monotonic() + STARTING
    while True:
        with suppress(TimeoutError):
            client.wait_for_workers(1, timeout=max(0.1, end - time.monotonic()))
        told = client.run(same_program, on_error="return").items()
        held = {
            worker: program for worker, program in told if not isinstance(program, OSError)
        }  # one that has just died
        if held or time.monotonic() > end:
            return held


def refuse_others(address: str, programs: Mapping[str, object]) -> None:
    """Raise PayerdiffError `no-cluster` where there is no worker, or one has another program or other data: it would read other things."""
    if not programs:
        raise PayerdiffError("no-cluster", address, "the cluster has no worker", "Start one with `dask worker`.")
    own = same_program()
    other = sorted(worker for worker, held in programs.items() if held != own)
    if other:
        raise PayerdiffError("no-cluster", address, f"the worker {other[0]} has another version of payerdiff or of an engine", "Install the same versions everywhere.")  # fmt: skip


def outcome_of(task: Any, folder: Path, path: Path) -> PayerdiffError | None:
    """Return a task's failure, None where the document was read and kept. Raises PayerdiffError of the store."""
    if task.status == "finished":
        try:
            held: PayerdiffError | None = task.result(timeout=SECONDS)
            return held
        except LOST:  # its worker died before it could tell; what it read, it kept before
            return kept_of(folder, path)
    cause = task.exception()
    if isinstance(cause, PayerdiffError):  # of the store, not of the document
        raise cause
    kind, words = type(cause).__name__, " ".join(str(cause).split())[:200]
    return PayerdiffError("reader-failed", path.name, f"its worker failed ({kind}: {words})", "Give another copy, and report this document.")  # fmt: skip


def kept_of(folder: Path, path: Path) -> PayerdiffError | None:
    """Return the failure that is kept of a document, or that nothing is; None where it was read. Raises PayerdiffError of the store."""
    shelf = Shelf(folder, [path], open_store(folder))
    try:
        held = shelf.known(None).get(path)
    finally:
        if shelf.store is not None:
            shelf.store.close()
    if held is None:
        return PayerdiffError("reader-failed", path.name, "its worker died before anything was kept", "Read it again.")
    return held if isinstance(held, PayerdiffError) else None


def same_program() -> str:
    """Return a hash of all that decides what is read in a document, but for the document and its corrections."""
    return fingerprint.digest([fingerprint.program(fingerprint.READS), fingerprint.engines()])


def read_and_keep(address: str, folder: str, path: str) -> PayerdiffError | None:
    """Read one document on a worker and keep what is read, in the store at `address` or the folder's own. Return why it could not be read.

    Raises PayerdiffError of the store.
    """
    if address:
        os.environ[ADDRESS] = address
    own, file = Path(folder), Path(path)
    store = open_store(own)
    if store is None:
        raise no_store(own)
    try:
        shelf = Shelf(own, [file], store)
        held: Read | PayerdiffError | None = shelf.known(None).get(
            file
        )  # another worker may have kept it before it died
        if held is None:
            held = read_apart(file)
            shelf.keep(file, held)
        if shelf.store is None:
            raise PayerdiffError("store-unusable", folder, "a worker could not write to it", "See the worker's log.")
    finally:
        store.close()
    return held if isinstance(held, PayerdiffError) else None


def read_apart(file: Path) -> Read | PayerdiffError:
    """Return what is read in a file by a process of its own, or why it could not be."""
    try:
        return readers().read(file, None)
    except PayerdiffError as failure:
        return failure
