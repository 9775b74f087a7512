"""Whether a store is whole: the database itself, and each thing in it held against what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Row, func, select
from sqlalchemy.exc import DatabaseError

from payerdiff.corpus.store.full_text import passages_of
from payerdiff.corpus.store.packing import HEAD, drugs_of, head_of, opened, unpacked
from payerdiff.corpus.store.schema import DRUGS, FAILURES, PASSAGES, PLACES, POLICIES, READINGS, RESULTS
from payerdiff.corpus.store.store import ReadingKey, existing_store
from payerdiff.model.policy import Policy


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something in a store that is not as it was written."""

    where: str
    what: str


def flaws(folder: Path) -> list[Flaw]:
    """Return what is wrong with the store of a library; nothing where it is whole. Raises PayerdiffError: `no-store`, `store-unusable`."""
    with existing_store(folder) as store, store.asking() as connection:
        return [
            *database(connection),
            *readings(connection),
            *policies(connection),
            *places(connection),
            *results(connection),
        ]


def database(connection: Connection) -> Iterator[Flaw]:
    """Yield what SQLite finds wrong with its own file; PostgreSQL holds its pages and keys by itself."""
    if connection.dialect.name != "sqlite":
        return
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if said != "ok":
            yield Flaw("database", str(said))
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Flaw(f"table {row[0]}", f"row {row[1]} belongs to a row of {row[2]} that is not there")
    try:
        connection.exec_driver_sql("INSERT INTO passage_words(passage_words, rank) VALUES ('integrity-check', 1)")
    except DatabaseError:
        yield Flaw("full text", "the index is not that of the passages")


def readings(connection: Connection) -> Iterator[Flaw]:
    """Yield readings whose key is not that of what they rest on, and those without their policies or failure."""
    counted = select(POLICIES.c.reading, func.count().label("held")).group_by(POLICIES.c.reading)
    held = {row.reading: row.held for row in connection.execute(counted)}
    failed = set(connection.execute(select(FAILURES.c.reading)).scalars())
    for row in connection.execute(select(READINGS)):
        key = ReadingKey(row.sha256, row.name, row.side, row.corrections, row.program, row.engines)
        if key.hash != row.key:
            yield Flaw(row.name, f"the key of its reading is not that of what it rests on ({row.key[:12]})")
        if held.get(row.key, 0) != row.policies or (row.policies == 0) != (row.key in failed):
            yield Flaw(row.name, f"{held.get(row.key, 0)} policies are stored and {row.policies} were read")


def policies(connection: Connection) -> Iterator[Flaw]:
    """Yield policies that are not what was written, or whose head is not theirs."""
    drugs: dict[int, set[str]] = {}
    for row in connection.execute(select(DRUGS)):
        drugs.setdefault(row.policy, set()).add(row.generic)
    counted = select(PASSAGES.c.policy, func.count().label("held")).group_by(PASSAGES.c.policy)
    passages = {row.policy: row.held for row in connection.execute(counted)}
    joined = select(POLICIES, READINGS.c.name, READINGS.c.sha256).join(READINGS, READINGS.c.key == POLICIES.c.reading)
    for row in connection.execute(joined.order_by(POLICIES.c.id)):
        flaw = flaw_of(row, drugs.get(row.id, set()), passages.get(row.id, 0))
        if flaw is not None:
            yield Flaw(row.name, f"policy {row.ordinal + 1}: {flaw}")


def flaw_of(row: Row[Any], drugs: set[str], passages: int) -> str | None:
    """Return what is wrong with a policy's row, None where it is as it was written."""
    try:
        found = opened(row.kind, row.body, row.content)
    except ValidationError as cause:
        return f"it has not the form of a {row.kind} ({cause.error_count()} errors)"
    if found is None:
        return "its body is not what was written"
    if found.source.sha256 != row.sha256:
        return "it was read in another document"
    if drugs != set(drugs_of(found)):
        return "its drugs are not those of its body"
    if passages != sum(1 for _ in passages_of(found)):
        return "its passages are not those of its body"
    head = head_of(found) if isinstance(found, Policy) else dict.fromkeys(HEAD)
    wrong = [name for name in HEAD if head[name] != getattr(row, name)]
    return f"its head is not that of its body ({', '.join(wrong)})" if wrong else None


def places(connection: Connection) -> Iterator[Flaw]:
    """Yield places that end before they begin."""
    for row in connection.execute(select(PLACES).where(PLACES.c.gone.is_not(None))):
        if row.last is None or row.last <= row.first:
            yield Flaw(row.path, "it was gone before it was there")


def results(connection: Connection) -> Iterator[Flaw]:
    """Yield results that are not what was written."""
    for row in connection.execute(select(RESULTS.c.kind, RESULTS.c.key, RESULTS.c.body, RESULTS.c.content)):
        if unpacked(row.body, row.content) is None:
            yield Flaw(f"{row.kind} {row.key[:12]}", "its body is not what was written")
