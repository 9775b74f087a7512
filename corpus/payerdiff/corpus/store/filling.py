"""A library's store filled with what is new in its folder, by whoever reads: this computer, or a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, Protocol

from payerdiff.corpus.apart import Read
from payerdiff.corpus.library import files_of, outcomes
from payerdiff.corpus.store.store import no_store, open_store
from payerdiff.corpus.store.warm import Shelf
from payerdiff.model.errors import PayerdiffError

Outcome = Read | PayerdiffError | None
"""What was read, why it could not be, or nothing where the worker kept it itself."""


class Workers(Protocol):
    """Who reads documents: yields each of them as it is done, in any order."""

    def __call__(
        self, folder: Path, paths: Sequence[Path], progress: Callable[[Path], None]
    ) -> Iterator[tuple[Path, Outcome]]:
        """Yield each document with what came of it."""
        ...


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one document: known already, read and kept, or why it could not be read."""

    path: Path
    how: Literal["known", "read", "failed"]
    failure: PayerdiffError | None = None


def fill(folder: Path, workers: Workers, progress: Callable[[int], Callable[[Path], None]], day: date) -> list[Done]:
    """Have what is new in a library read and kept. Return what came of each document, by path.

    A document that could not be read is kept as such, and not tried again by itself. Raises PayerdiffError: `no-store`, `store-unusable`, and what the workers raise.
    """
    store = open_store(folder)
    if store is None:
        raise no_store(folder)
    try:
        shelf = Shelf(folder, files_of([folder]), store)
        known = shelf.known(None)
        done = {path: Done(path, "failed", held) if isinstance(held, PayerdiffError) else Done(path, "known") for path, held in known.items()}  # fmt: skip
        missing = [path for path in shelf.files if path not in known]
        for path, outcome in workers(folder, missing, progress(len(missing))) if missing else ():
            if outcome is not None:
                shelf.keep(path, outcome)
            done[path] = Done(path, "failed", outcome) if isinstance(outcome, PayerdiffError) else Done(path, "read")
        shelf.look_through(day)
    finally:
        store.close()
    return [done[path] for path in shelf.files]


def read_here(
    folder: Path, paths: Sequence[Path], progress: Callable[[Path], None]
) -> Iterator[tuple[Path, Read | PayerdiffError]]:
    """Read documents by a few processes of this computer, in order."""
    del folder  # that they lie in one is nothing to them
    yield from zip(paths, outcomes(paths, None, progress, apart=len(paths) > 1), strict=True)
