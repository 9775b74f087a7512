"""Which documents lay in a library, since when and until when: a library is looked through, and what differs from the last time is written down."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select, update

from payerdiff.corpus.store.schema import DOCUMENTS, PLACES, SURVEYS
from payerdiff.corpus.store.store import add


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the library, as it is now."""

    sha256: str
    size: int


def survey(
    connection: Connection, library: str, files: Mapping[str, Found], unread: Collection[str], day: date
) -> bool:
    """Write down which documents lie in a library today, by their paths below its folder. Return True if that is not as before.

    Files that are there but could not be opened (`unread`) stay as they were. A library without any document is not looked at: its folder may not be mounted.
    """
    if not files:
        return False
    present = {r.path: r for r in connection.execute(select(PLACES).where(PLACES.c.library == library, PLACES.c.gone.is_(None)))}  # fmt: skip
    ended = [r.id for path, r in present.items() if path not in unread and (path not in files or files[path].sha256 != r.sha256)]  # fmt: skip
    begun = {path: found for path, found in files.items() if path not in present or present[path].sha256 != found.sha256}  # fmt: skip
    if not ended and not begun:
        return False
    number = 1 + (connection.execute(select(func.max(SURVEYS.c.number)).where(SURVEYS.c.library == library)).scalar() or 0)  # fmt: skip
    add(connection, SURVEYS, [{"library": library, "number": number, "day": day}])
    for one in ended:
        connection.execute(update(PLACES).where(PLACES.c.id == one).values(gone=day, last=number))
    add(connection, DOCUMENTS, [{"sha256": f.sha256, "size": f.size} for f in begun.values()])
    rows: list[dict[str, Any]] = [{"library": library, "path": path, "sha256": f.sha256, "seen": day, "first": number} for path, f in begun.items()]  # fmt: skip
    add(connection, PLACES, rows)
    return True
