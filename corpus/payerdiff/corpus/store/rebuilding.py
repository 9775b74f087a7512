"""A store made again from its documents. What only it knows stays: when each document was seen, and what was read in those that are gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError

from payerdiff.corpus.library import files_of, outcomes
from payerdiff.corpus.store.opening import file_of, reason, unusable
from payerdiff.corpus.store.packing import content_of
from payerdiff.corpus.store.schema import POLICIES, READINGS, RESULTS
from payerdiff.corpus.store.store import MANY, Store, no_store, open_store
from payerdiff.corpus.store.warm import Shelf
from payerdiff.model.errors import PayerdiffError


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of making a store again."""

    documents: int
    failures: tuple[PayerdiffError, ...]
    differing: tuple[str, ...]
    """Documents in which other things were read than the store held for the same program: it was damaged, or reading is not what it should be."""
    set_aside: Path | None
    """Where the old store lies that could not be used any more."""


def rebuild(folder: Path, progress: Callable[[int], Callable[[Path], None]], day: date) -> Rebuilt:
    """Read all documents of a library again and keep what is read. Raises PayerdiffError: `no-store`, `store-unusable`."""
    store, aside = usable(folder)
    files = files_of([folder])
    shelf = Shelf(folder, files, store)
    try:
        shelf.weigh(None)
        differing: list[str] = []
        failures: list[PayerdiffError] = []
        for path, outcome in zip(files, outcomes(files, None, progress(len(files)), apart=len(files) > 1), strict=True):
            if isinstance(outcome, PayerdiffError):
                failures.append(outcome)
            elif path in shelf.keys and (before := contents(store, shelf.keys[path].hash)):
                differing += [path.name] if before != [content_of(one) for one in outcome] else []
            shelf.keep(path, outcome)
        forget(store, [key.sha256 for key in shelf.keys.values()], {key.hash for key in shelf.keys.values()})
        shelf.look_through(day)
    except SQLAlchemyError as cause:
        raise unusable(str(folder), reason(cause)) from cause
    finally:
        store.close()
    return Rebuilt(len(files), tuple(failures), tuple(differing), aside)


def usable(folder: Path) -> tuple[Store, Path | None]:
    """Return the store of a library, a new one where the old one is damaged, and where that one lies now."""
    own = file_of(folder)
    try:
        store = made(folder)
        with store.asking() as connection:
            whole = connection.dialect.name != "sqlite" or connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"  # fmt: skip
        if whole:
            return store, None
        store.close()
    except (PayerdiffError, SQLAlchemyError) as cause:
        if isinstance(cause, PayerdiffError) and (cause.code != "store-unusable" or not own.is_file()):
            raise
    aside = free_name(own)
    own.replace(aside)
    for name in (f"{own.name}-wal", f"{own.name}-shm"):
        (own.parent / name).unlink(missing_ok=True)
    return made(folder), aside


def made(folder: Path) -> Store:
    """Return the store of a library, a new one where there is none. Raises PayerdiffError `no-store` where it must have none."""
    store = open_store(folder)
    if store is None:
        raise no_store(folder)
    return store


def free_name(own: Path) -> Path:
    """Return a name beside a file under which nothing lies."""
    names = (own.with_name(f"{own.name}.damaged-{number}") for number in range(1, 10_000))
    return next(name for name in names if not name.exists())


def contents(store: Store, key: str) -> list[str]:
    """Return the hashes of the policies that are stored under a key, in order."""
    with store.asking() as connection:
        return list(connection.execute(select(POLICIES.c.content).where(POLICIES.c.reading == key).order_by(POLICIES.c.ordinal)).scalars())  # fmt: skip


def forget(store: Store, documents: Sequence[str], kept: set[str]) -> None:
    """Forget what other programs read in documents that were read again, and all results: they are made again when needed."""
    with store.writing() as connection:
        connection.execute(delete(RESULTS))
        for start in range(0, len(documents), MANY):
            some = READINGS.c.sha256.in_(documents[start : start + MANY])
            old = [key for key in connection.execute(select(READINGS.c.key).where(some)).scalars() if key not in kept]
            connection.execute(delete(READINGS).where(READINGS.c.key.in_(old)))
