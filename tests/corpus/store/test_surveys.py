"""A library that is looked through: what was replaced or removed is known with its days, and nothing is deleted."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from payerdiff.corpus.store.schema import PLACES, SURVEYS
from payerdiff.corpus.store.store import Store
from payerdiff.corpus.store.surveys import Found, survey

OLD, NEW, OTHER = (Found(letter * 64, 1) for letter in "abc")


def look(store: Store, day: int, unread: tuple[str, ...] = (), **files: Found) -> bool:
    """Look through a library on a day of March."""
    with store.writing() as connection:
        return survey(connection, "/plans", files, unread, date(2026, 3, day))


def told(store: Store) -> list[tuple[str, str, int, int | None]]:
    """Return the places in the order in which they were seen: path, content, first day, last day."""
    with store.asking() as connection:
        rows = connection.execute(select(PLACES).order_by(PLACES.c.first, PLACES.c.path))
        return [(r.path, r.sha256[0], r.seen.day, r.gone.day if r.gone else None) for r in rows]


def test_what_is_replaced_ends_and_begins_on_one_day(store: Store) -> None:
    assert look(store, 1, x=OLD, y=OTHER)
    assert look(store, 5, x=NEW, y=OTHER)
    assert told(store) == [("x", "a", 1, 5), ("y", "c", 1, None), ("x", "b", 5, None)]


def test_what_is_removed_is_known_and_may_come_back(store: Store) -> None:
    look(store, 1, x=OLD, y=OTHER)
    look(store, 2, y=OTHER)
    look(store, 9, x=OLD, y=OTHER)
    assert told(store) == [("x", "a", 1, 2), ("y", "c", 1, None), ("x", "a", 9, None)]


def test_a_library_that_is_as_before_is_not_written_down_again(store: Store) -> None:
    look(store, 1, x=OLD)
    assert not look(store, 2, x=OLD)
    with store.asking() as connection:
        assert [r.number for r in connection.execute(select(SURVEYS))] == [1]


def test_a_folder_that_is_empty_may_not_be_mounted_and_withdraws_nothing(store: Store) -> None:
    look(store, 1, x=OLD)
    assert not look(store, 2)
    assert told(store) == [("x", "a", 1, None)]


def test_a_file_that_cannot_be_opened_is_still_there(store: Store) -> None:
    look(store, 1, x=OLD, y=OTHER)
    assert not look(store, 2, ("x",), y=OTHER)
    assert told(store)[0] == ("x", "a", 1, None)
