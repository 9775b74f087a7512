"""A store on each database that there is, and small policies to keep in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from stores.databases import postgres, programs

from payerdiff.corpus.store.opening import opened_engine
from payerdiff.corpus.store.store import Store


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Run PostgreSQL while tests need it."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres() as address:
        yield address


@pytest.fixture
def empty_server(server: str) -> str:
    """Return the address of PostgreSQL, its database emptied."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return server


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'library.sqlite'}"
    return str(request.getfixturevalue("empty_server"))


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """Return an empty store."""
    made = Store(opened_engine(address))
    yield made
    made.close()
