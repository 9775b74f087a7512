"""What a store holds of a library, document by document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from payerdiff.corpus.store.schema import FAILURES, PLACES, READINGS
from payerdiff.corpus.store.store import existing_store


@dataclass(frozen=True, slots=True)
class Holding:
    """A document that lies in a library, or lay there."""

    path: str
    sha256: str
    seen: date
    gone: date | None
    policies: int
    """Policies and pages about codes, in the newest reading."""
    failure: str | None
    """The code of the error that kept it from being read."""


def holdings(folder: Path) -> list[Holding]:
    """Return the documents of a library by path, those that are gone among them. Raises PayerdiffError: `no-store`, `store-unusable`."""
    with existing_store(folder) as store, store.asking() as connection:
        failed = {row.reading: row.code for row in connection.execute(select(FAILURES.c.reading, FAILURES.c.code))}
        read: dict[tuple[str, str], tuple[int, str | None]] = {}
        for row in connection.execute(select(READINGS.c.key, READINGS.c.sha256, READINGS.c.name, READINGS.c.policies)):
            known = (row.policies, failed.get(row.key))
            before = read.get((row.sha256, row.name))
            read[row.sha256, row.name] = known if before is None or known[0] else before
        own = select(PLACES).where(PLACES.c.library == str(folder.resolve())).order_by(PLACES.c.path, PLACES.c.first)
        return [
            Holding(
                row.path,
                row.sha256,
                row.seen,
                row.gone,
                *read.get((row.sha256, row.path.rpartition("/")[2]), (0, None)),
            )
            for row in connection.execute(own)
        ]
