"""The door of the store: what was read of a document, found by all that it rests on, and kept as soon as it is there.

Each outcome is one transaction: a process that dies leaves it whole or not at all, and repeating is harmless.
"""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import SQLAlchemyError

from payerdiff.corpus.apart import Read
from payerdiff.corpus.memory import TELLS
from payerdiff.corpus.store import fingerprint
from payerdiff.corpus.store.full_text import passages_of
from payerdiff.corpus.store.opening import address_of, is_there, opened_engine, reason, unusable
from payerdiff.corpus.store.packing import all_opened, drugs_of, packed, row_of, unpacked
from payerdiff.corpus.store.schema import DOCUMENTS, DRUGS, FAILURES, PASSAGES, POLICIES, READINGS, RESULTS
from payerdiff.model.errors import PayerdiffError

PASSING = frozenset({"took-too-long", "reader-failed", "too-large"})
"""Failures that may be the machine's: such a document is tried once more."""
ATTEMPTS = 2
"""So often a document is tried before it is set aside with its reason."""
NEVER = frozenset({"no-file"})
"""Failures that say nothing of a content."""
MANY = 400
"""Keys that one question asks for: SQLite bounds the variables of a statement."""


@dataclass(frozen=True, slots=True)
class ReadingKey:
    """Everything that the outcome of reading a document rests on."""

    sha256: str
    name: str
    side: str | None
    corrections: str
    program: str
    engines: str

    @property
    def hash(self) -> str:
        """All of it as one hash."""
        return fingerprint.digest(astuple(self))


def reading_key(path: Path, sha256: str, side: str | None) -> ReadingKey:
    """Return the key of a document as it lies there now."""
    return ReadingKey(sha256, path.name, side, fingerprint.corrections_hash(path), fingerprint.program(fingerprint.READS), fingerprint.engines())  # fmt: skip


class Store:
    """What a library remembers, on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        weakref.finalize(self, engine.dispose)  # SQLite puts its log into the file as the last connection ends
        self.program = fingerprint.digest([fingerprint.program(fingerprint.RESULTS), fingerprint.engines()])

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes: all of it is kept, or nothing."""
        with self.engine.execution_options(writes=True).begin() as connection:
            yield connection

    @contextmanager
    def asking(self) -> Iterator[Connection]:
        """Open a transaction that reads: it sees one state of the store."""
        with self.engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def readings(self, keys: Sequence[str]) -> dict[str, Read | PayerdiffError]:
        """Return what was read under keys, as far as it is known; a document that may yet be read at another try is not."""
        found: dict[str, Read | PayerdiffError] = {}
        with self.asking() as connection, uncollected():
            for start in range(0, len(keys), MANY):
                found |= known(connection, keys[start : start + MANY])
        return found

    def keep(self, key: ReadingKey, size: int, outcome: Read | PayerdiffError) -> None:
        """Keep what was read of a document, or why it could not be read."""
        with self.writing() as connection:
            keep(connection, key, size, outcome)

    def recall(self, kind: str, parts: Sequence[str]) -> bytes | None:
        """Return a result that was kept, None where there is none or it is not what was written."""
        (found,) = self.recall_all(kind, [parts])
        return found

    def recall_all(self, kind: str, parts: Sequence[Sequence[str]]) -> list[bytes | None]:
        """Return many results of a kind, in their order."""
        keys = [self.result_key(kind, own) for own in parts]
        held: dict[str, bytes | None] = {}
        columns = (RESULTS.c.key, RESULTS.c.body, RESULTS.c.content)
        try:
            with self.asking() as connection:
                for start in range(0, len(keys), MANY):
                    wanted = select(*columns).where(RESULTS.c.key.in_(keys[start : start + MANY]))
                    held |= {row.key: unpacked(row.body, row.content) for row in connection.execute(wanted)}
        except SQLAlchemyError as cause:
            TELLS.warning("%s Results are made anew.", unusable(str(self.engine.url), reason(cause)))
            return [None] * len(keys)
        return [held.get(key) for key in keys]

    def remember(self, kind: str, parts: Sequence[str], body: bytes) -> None:
        """Keep a result by what it rests on."""
        self.remember_all(kind, [(parts, body)])

    def remember_all(self, kind: str, results: Sequence[tuple[Sequence[str], bytes]]) -> None:
        """Keep many results of a kind, all of them or none."""
        rows = {}
        for parts, body in results:
            held, content = packed(body)
            key = self.result_key(kind, parts)
            rows[key] = {"key": key, "kind": kind, "program": self.program, "body": held, "content": content}
        try:
            with self.writing() as connection:
                for start in range(0, len(rows), MANY):
                    some = list(rows.values())[start : start + MANY]
                    connection.execute(delete(RESULTS).where(RESULTS.c.key.in_([row["key"] for row in some])))
                    add(connection, RESULTS, some)
        except SQLAlchemyError as cause:
            TELLS.warning("%s A result is not kept.", unusable(str(self.engine.url), reason(cause)))

    def result_key(self, kind: str, parts: Sequence[str]) -> str:
        """Return the key of a result: its kind, the program, and what it rests on."""
        return fingerprint.digest([kind, self.program, *parts])


def open_store(folder: Path) -> Store | None:
    """Return the store of a library, made where there is none; None where it must not have one. Raises PayerdiffError `store-unusable`."""
    address = address_of(folder)
    return None if address is None else Store(opened_engine(address))


@contextmanager
def uncollected() -> Iterator[None]:
    """Let no garbage be looked for while many policies are made from their rows: all of them stay, and looking takes three times as long as making them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextmanager
def existing_store(folder: Path) -> Iterator[Store]:
    """Open the store of a library that has one, and close it. Raises PayerdiffError: `no-store`, `store-unusable`."""
    store = open_store(folder) if is_there(folder) else None
    if store is None:
        raise no_store(folder)
    try:
        yield store
    except SQLAlchemyError as cause:
        raise unusable(str(store.engine.url), reason(cause)) from cause
    finally:
        store.close()


def no_store(folder: Path) -> PayerdiffError:
    """Return the error that a library has no store, or that there is no such folder."""
    if not folder.is_dir():
        return PayerdiffError("no-folder", str(folder), "the folder does not exist", "Check the path.")
    return PayerdiffError("no-store", str(folder), "nothing is kept of this library", "Run `payerdiff list --library FOLDER` on a folder of your own: from then on it is.")  # fmt: skip


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; those that are there already stay as they are."""
    if rows and connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # which takes a while to load, and few use

        connection.execute(postgresql.insert(table).on_conflict_do_nothing(), list(rows))
    elif rows:
        connection.execute(sqlite.insert(table).on_conflict_do_nothing(), list(rows))


def known(connection: Connection, keys: Sequence[str]) -> dict[str, Read | PayerdiffError]:
    """Return what was read under some keys."""
    found: dict[str, Read | PayerdiffError] = {}
    for row in connection.execute(select(FAILURES).where(FAILURES.c.reading.in_(keys))):
        if row.code not in PASSING or row.attempts >= ATTEMPTS:
            found[row.reading] = PayerdiffError(row.code, row.document, row.found, row.way_out)
    counts = {r.key: r.policies for r in connection.execute(select(READINGS.c.key, READINGS.c.policies).where(READINGS.c.key.in_(keys)))}  # fmt: skip
    columns = (POLICIES.c.reading, POLICIES.c.kind, POLICIES.c.body, POLICIES.c.content)
    chosen = select(*columns).where(POLICIES.c.reading.in_(keys)).order_by(POLICIES.c.reading, POLICIES.c.ordinal)
    bodies: dict[str, list[tuple[str, bytes, str]]] = {}
    for row in connection.execute(chosen):
        bodies.setdefault(row.reading, []).append((row.kind, row.body, row.content))
    for key, held in bodies.items():
        whole = all_opened(held)
        if whole is not None and len(whole) == counts.get(
            key
        ):  # what is damaged is read again, and `library check` tells of it
            found[key] = whole
    return found


def keep(connection: Connection, key: ReadingKey, size: int, outcome: Read | PayerdiffError) -> None:
    """Keep an outcome in a transaction. One that is there already is replaced: it may be damaged, or have been a failure that passes."""
    if isinstance(outcome, PayerdiffError) and outcome.code in NEVER:
        return
    name = key.hash
    tried = connection.execute(select(FAILURES.c.attempts).where(FAILURES.c.reading == name)).scalar() or 0
    add(connection, DOCUMENTS, [{"sha256": key.sha256, "size": size}])
    connection.execute(delete(READINGS).where(READINGS.c.key == name))
    failed = isinstance(outcome, PayerdiffError)
    columns = ("sha256", "name", "side", "corrections", "program", "engines")
    add(connection, READINGS, [dict(zip(columns, astuple(key), strict=True)) | {"key": name, "policies": 0 if failed else len(outcome)}])  # type: ignore[arg-type]  # fmt: skip
    if isinstance(outcome, PayerdiffError):
        add(connection, FAILURES, [{
            "reading": name, "code": outcome.code, "document": outcome.document, "found": outcome.found, "way_out": outcome.way_out, "attempts": tried + 1,
        }])  # fmt: skip
        return
    add(connection, POLICIES, [row_of(name, at, one) for at, one in enumerate(outcome)])
    ids = {r.ordinal: r.id for r in connection.execute(select(POLICIES.c.id, POLICIES.c.ordinal).where(POLICIES.c.reading == name))}  # fmt: skip
    add(connection, DRUGS, [{"policy": ids[at], "generic": drug} for at, one in enumerate(outcome) for drug in drugs_of(one)])  # fmt: skip
    add(connection, PASSAGES, [{"policy": ids[at], **held} for at, one in enumerate(outcome) for held in passages_of(one)])  # fmt: skip
