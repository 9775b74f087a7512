"""Where the store of a library is, and how it is opened: SQLite in the library's folder, or the database that PAYERDIFF_STORE names."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from payerdiff.corpus.library import samples
from payerdiff.corpus.store.full_text import make_index
from payerdiff.corpus.store.schema import FACTS, FORM, METADATA, for_postgres
from payerdiff.model.errors import PayerdiffError

ADDRESS = "PAYERDIFF_STORE"
"""The variable that names another database than the one in the library's folder."""
FOLDER, FILE = ".payerdiff", "library.sqlite"
PATIENCE = 60_000
"""Milliseconds that a process waits for another one to end its writing."""
LOCK = 19_110_019
"""The number by which processes on PostgreSQL wait for each other as the tables are made."""


def file_of(folder: Path) -> Path:
    """Return the file of a library's own store."""
    return folder / FOLDER / FILE


def is_sample(folder: Path) -> bool:
    """Return True for the sample documents and folders of them: they belong to the program, and nothing is kept there."""
    return folder.resolve().is_relative_to(samples().resolve())


def address_of(folder: Path) -> str | None:
    """Return the address of a library's store, None where it must not have one."""
    given = os.environ.get(ADDRESS, "").strip()
    if given:
        return given
    return None if is_sample(folder) else f"sqlite:///{file_of(folder.resolve())}"


def is_there(folder: Path) -> bool:
    """Return True if a library has a store already."""
    return bool(os.environ.get(ADDRESS, "").strip()) or file_of(folder).is_file()


def opened_engine(address: str) -> Engine:
    """Return the engine of a store, its tables made where it has none.

    Raises PayerdiffError: `store-unusable` where it cannot be opened or written, is damaged, or is of another form.
    """
    try:
        url = make_url(address)
        if url.get_backend_name() == "sqlite" and url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", prepare)
            event.listen(engine, "begin", begin)
        elif engine.dialect.name != "postgresql":
            raise unusable(address, f"{engine.dialect.name} is neither SQLite nor PostgreSQL")
        with engine.execution_options(writes=True).begin() as connection:
            found = make_tables(connection)
    except ModuleNotFoundError as cause:
        raise unusable(address, f"{cause.name} is not installed: pip install 'payerdiff[postgres]'") from cause
    except (OSError, ArgumentError, SQLAlchemyError) as cause:
        raise unusable(address, reason(cause)) from cause
    if found != FORM:
        engine.dispose()
        raise unusable(address, f"it has form {found}, this program's is {FORM}")
    return engine


def make_tables(connection: Connection) -> str:
    """Make the tables where there are none. Return the form of those that are there."""
    if connection.dialect.name == "postgresql":
        for_postgres()
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
    if not inspect(connection).has_table(FACTS.name):
        METADATA.create_all(connection)
        make_index(connection)
        connection.execute(insert(FACTS), [{"name": "form", "value": FORM}])
    return str(connection.execute(select(FACTS.c.value).where(FACTS.c.name == "form")).scalar())


def prepare(connection: sqlite3.Connection, _: Any) -> None:
    """Set up a connection to SQLite: readers and one writer at a time, foreign keys held, transactions begun by us."""
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={PATIENCE}")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=NORMAL")
    until = time.monotonic() + PATIENCE / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as cause:  # for the change to WAL, SQLite does not wait for others by itself
            if "locked" not in str(cause) or time.monotonic() > until:
                raise
            time.sleep(0.02)


def begin(connection: Connection) -> None:
    """Begin a transaction: one that writes waits for its turn at once, as it could not do so later."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


def unusable(address: str, found: str) -> PayerdiffError:
    """Return the error that a store cannot be used."""
    return PayerdiffError("store-unusable", shown(address), found, f"Run `payerdiff library rebuild`, name another database in {ADDRESS}, or use --no-store.")  # fmt: skip


def shown(address: str) -> str:
    """Return an address as it is shown: the file of SQLite, another one without its password.

    >>> shown("postgresql+psycopg://me:secret@host/policies"), shown("sqlite:////data/library.sqlite")
    ('postgresql+psycopg://me:***@host/policies', '/data/library.sqlite')
    """
    try:
        url = make_url(address)
    except ArgumentError:  # it is no address, and may hold a password all the same
        return ADDRESS
    return url.database or address if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def reason(cause: Exception) -> str:
    """Return why a database did not do what it should, in one line."""
    inner = getattr(cause, "orig", None) or cause
    return " ".join(str(inner).split())[:160] or type(inner).__name__
