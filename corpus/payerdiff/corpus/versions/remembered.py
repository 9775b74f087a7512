"""The policies of a library with what its store remembers of them: when their documents were there, and those that are gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, delete, func, select

from payerdiff.corpus.library import Library
from payerdiff.corpus.memory import TELLS
from payerdiff.corpus.store import fingerprint
from payerdiff.corpus.store.opening import is_there
from payerdiff.corpus.store.packing import opened
from payerdiff.corpus.store.schema import JOINED, PLACES, POLICIES, READINGS
from payerdiff.corpus.store.store import add, existing_store
from payerdiff.corpus.versions.line import Held, Line, lines_in, named
from payerdiff.model.policy import Policy


@dataclass(slots=True)
class Remembered:
    """What stores know beside the documents: where each lay and when, what is gone, and which lines are joined."""

    held: list[Held] = field(default_factory=list)
    joined: list[tuple[str, str]] = field(default_factory=list)


def lines_of_library(library: Library, folders: Iterable[Path] = (), *, joins: bool = True) -> list[Line]:
    """Return the policies of a library as lines; of folders with a store, documents that are gone belong to them too. Without `joins`, lines that a person
    has joined stay apart.

    Raises PayerdiffError `store-unusable`.
    """
    known = Remembered()
    for folder in dict.fromkeys(folders):
        if is_there(folder):
            with existing_store(folder) as store, store.asking() as connection:
                recall(connection, str(folder.resolve()), library, known)
    told = {(one.policy.source.sha256, one.policy.source.name) for one in known.held}
    beside = [Held(p, p.source.name) for p in library.policies if (p.source.sha256, p.source.name) not in told]
    everything = [*known.held, *beside]
    apart = named(everything)
    for old, new in known.joined:
        if old not in apart or new not in apart:
            TELLS.warning("Two names were confirmed to be one policy, but the library no longer has a policy under each of them: confirm it again with `payerdiff history`.")  # fmt: skip
    return lines_in(everything, known.joined if joins else ())


def recall(connection: Connection, folder: str, library: Library, known: Remembered) -> None:
    """Add what a store knows of one library."""
    now: dict[tuple[str, str], list[Policy]] = {}
    for policy in library.policies:
        now.setdefault((policy.source.sha256, policy.source.name), []).append(policy)
    rows = select(PLACES).where(PLACES.c.library == folder).order_by(PLACES.c.first, PLACES.c.path)
    for row in connection.execute(rows).all():
        name = row.path.rpartition("/")[2]
        present = now.get((row.sha256, name))
        stored = [] if present is not None else list(last_read(connection, row.sha256, name))
        pairs = [(p, False) for p in present] if present is not None else stored
        known.held += [
            Held(p, row.path, row.seen, row.first, row.gone, row.last, stale, folder, len(pairs) > 1)
            for p, stale in pairs
        ]
    known.joined += [(r.old, r.new) for r in connection.execute(select(JOINED).where(JOINED.c.library == folder))]


def last_read(connection: Connection, sha256: str, name: str) -> Iterator[tuple[Policy, bool]]:
    """Yield the policies of a document that is gone, as they were read last, each with whether another version of the program did that."""
    rows = select(POLICIES.c.reading, func.max(POLICIES.c.id)).join(READINGS, READINGS.c.key == POLICIES.c.reading)
    own = rows.where(READINGS.c.sha256 == sha256, READINGS.c.name == name, READINGS.c.side.is_(None))
    newest = connection.execute(own.group_by(POLICIES.c.reading).order_by(func.max(POLICIES.c.id).desc())).first()
    if newest is None:
        return
    program = connection.execute(select(READINGS.c.program).where(READINGS.c.key == newest.reading)).scalar()
    columns = (POLICIES.c.kind, POLICIES.c.body, POLICIES.c.content)
    for row in connection.execute(select(*columns).where(POLICIES.c.reading == newest.reading).order_by(POLICIES.c.ordinal)):  # fmt: skip
        found = opened(row.kind, row.body, row.content)
        if isinstance(found, Policy):
            yield found, program != fingerprint.program(fingerprint.READS)


def join(folder: Path, old: Line, new: Line, *, apart: bool = False) -> None:
    """Write down that a line continues another one, or, with `apart`, that it does not after all. Raises PayerdiffError: `no-store`, `store-unusable`."""
    row = {"library": str(folder.resolve()), "old": old.key, "new": new.key}
    with existing_store(folder) as store, store.writing() as connection:
        if apart:
            same = [JOINED.c[name] == value for name, value in row.items()]
            connection.execute(delete(JOINED).where(*same))
        else:
            add(connection, JOINED, [row])
