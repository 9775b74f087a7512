"""What a store gives back is what was kept, under everything that it rests on; and a store that was damaged is found out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import pytest
from sqlalchemy import Connection, delete, update
from stores.kept import another, key_of, one_code, one_policy

from payerdiff.corpus.apart import Read
from payerdiff.corpus.store import checking, schema
from payerdiff.corpus.store import store as door
from payerdiff.corpus.store.opening import opened_engine
from payerdiff.corpus.store.store import ReadingKey, Store, add
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import to_json

TORN = PayerdiffError("damaged", "a.pdf", "it is torn", "Get another copy.")
DIED = PayerdiffError("reader-failed", "a.pdf", "the reader ended with status -9", "Give another copy.")


def flaws(store: Store) -> list[checking.Flaw]:
    """Return what is wrong with a store."""
    with store.asking() as connection:
        parts = (checking.database, checking.readings, checking.policies, checking.places, checking.results)
        return [flaw for part in parts for flaw in part(connection)]


def test_what_was_kept_comes_back_as_it_was(store: Store) -> None:
    several = [one_policy(), one_policy().model_copy(update={"title": "Another"})]
    kept: dict[ReadingKey, Read] = {key_of(one_policy()): several, key_of(one_code()): [one_code()]}
    for key, found in kept.items():
        store.keep(key, 10, found)
    again = store.readings([key.hash for key in kept])
    for key, found in kept.items():
        held = again[key.hash]
        assert not isinstance(held, PayerdiffError)
        assert list(held) == found and [to_json(x) for x in held] == [to_json(x) for x in found]
    assert flaws(store) == []


def test_a_failure_comes_back_as_it_was(store: Store) -> None:
    key = key_of(one_policy())
    store.keep(key, 10, TORN)
    held = store.readings([key.hash])[key.hash]
    assert isinstance(held, PayerdiffError)
    assert (held.code, str(held)) == (TORN.code, str(TORN))
    assert flaws(store) == []


def test_a_document_that_its_reader_dies_of_is_tried_once_more_and_then_set_aside(store: Store) -> None:
    key = key_of(one_policy())
    store.keep(key, 10, DIED)
    assert store.readings([key.hash]) == {}
    store.keep(key, 10, DIED)
    assert str(store.readings([key.hash])[key.hash]) == str(DIED)
    store.keep(key, 10, [one_policy()])
    assert store.readings([key.hash]) == {key.hash: [one_policy()]}


@pytest.mark.parametrize("part", [field.name for field in fields(ReadingKey)])
def test_all_that_a_reading_rests_on_is_part_of_its_key(part: str) -> None:
    assert key_of(one_policy()).hash != key_of(one_policy(), **{part: "other"}).hash


def test_more_documents_than_one_question_names_come_back(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MANY", 3)
    policies = [another(number) for number in range(8)]
    for policy in policies:
        store.keep(key_of(policy), 10, [policy])
    held = store.readings([key_of(policy).hash for policy in policies])
    assert [held[key_of(policy).hash] for policy in policies] == [[policy] for policy in policies]


def test_a_result_is_known_by_what_it_rests_on_and_by_the_program(store: Store, address: str) -> None:
    store.remember("page", ["a", "b"], b"<p>")
    assert store.recall("page", ["a", "b"]) == b"<p>"
    assert (store.recall("page", ["b", "a"]), store.recall("step", ["a", "b"])) == (None, None)
    store.remember("page", ["a", "b"], b"<p>again")
    assert store.recall("page", ["a", "b"]) == b"<p>again"
    assert flaws(store) == []
    newer = Store(opened_engine(address))
    newer.program = "of another version"
    assert newer.recall("page", ["a", "b"]) is None
    newer.close()


def torn_body(connection: Connection) -> None:
    connection.execute(update(schema.POLICIES).values(body=b"torn"))


def other_head(connection: Connection) -> None:
    connection.execute(update(schema.POLICIES).values(title="Another"))


def other_hash(connection: Connection) -> None:
    connection.execute(update(schema.POLICIES).values(criteria_hash="0" * 64))


def lost_policy(connection: Connection) -> None:
    connection.execute(delete(schema.POLICIES))


def lost_drug(connection: Connection) -> None:
    connection.execute(delete(schema.DRUGS))


def other_engine(connection: Connection) -> None:
    connection.execute(update(schema.READINGS).values(engines="of another day"))


def other_document(connection: Connection) -> None:
    add(connection, schema.DOCUMENTS, [{"sha256": "0" * 64, "size": 1}])
    key = key_of(one_policy(), sha256="0" * 64)
    connection.execute(update(schema.POLICIES).values(reading=reading_of(connection, key)))


def reading_of(connection: Connection, key: ReadingKey) -> str:
    """Add a reading of another document that claims one policy, in the other one's place."""
    row = {name: getattr(key, name) for name in ("sha256", "name", "side", "corrections", "program", "engines")}
    add(connection, schema.READINGS, [row | {"key": key.hash, "policies": 1}])
    return key.hash


def torn_result(connection: Connection) -> None:
    connection.execute(update(schema.RESULTS).values(body=b"torn"))


DAMAGES = (torn_body, other_head, other_hash, lost_policy, lost_drug, other_engine, other_document, torn_result)


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_check_finds_what_is_not_as_it_was_written(store: Store, damage: Callable[[Connection], None]) -> None:
    store.keep(key_of(one_policy()), 10, [one_policy()])
    store.remember("page", ["a"], b"<p>")
    assert flaws(store) == []
    with store.writing() as connection:
        damage(connection)
    assert flaws(store)


def test_what_is_damaged_is_not_given_back(store: Store) -> None:
    key = key_of(one_policy())
    store.keep(key, 10, [one_policy()])
    store.remember("page", ["a"], b"<p>")
    with store.writing() as connection:
        torn_body(connection)
        torn_result(connection)
    assert (store.readings([key.hash]), store.recall("page", ["a"])) == ({}, None)
    store.keep(key, 10, [one_policy()])
    store.remember("page", ["a"], b"<p>")
    assert flaws(store) == []


def test_a_store_of_another_form_is_not_opened(store: Store, address: str) -> None:
    with store.writing() as connection:
        connection.execute(update(schema.FACTS).values(value="another"))
    with pytest.raises(PayerdiffError) as error:
        opened_engine(address)
    assert error.value.code == "store-unusable" and "form another" in error.value.found
