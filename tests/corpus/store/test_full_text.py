"""Words are found where they stand, on both databases, with the same marks, and only in what is read now."""

from __future__ import annotations

import pytest
from stores.kept import another, key_of, one_policy

from payerdiff.api.library.searches import unmarked
from payerdiff.corpus.store.checking import database
from payerdiff.corpus.store.fingerprint import READS, program
from payerdiff.corpus.store.full_text import hits, passages_of, query_of
from payerdiff.corpus.store.store import ReadingKey, Store
from payerdiff.model.policy import Policy


def kept(store: Store, policy: Policy, **other: str) -> ReadingKey:
    """Keep a policy as this program reads it."""
    key = key_of(policy, **({"program": program(READS)} | other))
    store.keep(key, 10, [policy])
    return key


def found(store: Store, words: str, *keys: ReadingKey) -> list[tuple[str, list[str]]]:
    """Return the passages that are found, with the words that are marked."""
    with store.asking() as connection:
        shown = [unmarked(hit.shown) for hit in hits(connection, words, {k.hash for k in keys}, 50)]
    return [(words, [words[a:b].lower() for a, b in marks]) for words, marks in shown]


def test_each_passage_with_all_words_is_found_and_no_other(store: Store) -> None:
    key = kept(store, one_policy())
    said = [p["text"] for p in passages_of(one_policy())]
    for words in ("refractory", "relapsed refractory"):
        told = found(store, words, key)
        assert sorted(text for text, _ in told) == sorted(t for t in said if all(w in t.lower() for w in words.split()))
        assert told and all(set(marks) >= set(words.split()) for _, marks in told)
    assert found(store, "zebra", key) == []


def test_words_in_quotes_stand_one_after_the_other_and_other_forms_count(store: Store) -> None:
    policy = one_policy()
    (first, *others) = policy.criteria
    leaf = first.root.model_copy(
        update={"op": "leaf", "children": [], "text": "Two biologics failed; step therapy applies"}
    )
    key = kept(store, policy.model_copy(update={"criteria": [first.model_copy(update={"root": leaf}), *others]}))
    assert len(found(store, '"step therapy" biologic', key)) == 1
    assert found(store, '"therapy step"', key) == []


@pytest.mark.parametrize("words", ['"', "*", "a OR b", "NEAR(", "'; DROP TABLE passage; --", ") & !", ":*", "-x"])
def test_signs_of_a_query_language_are_no_more_than_signs(store: Store, words: str) -> None:
    key = kept(store, one_policy())
    found(store, words, key)
    assert len(found(store, "refractory", key)) > 0
    assert query_of(words, postgres=False).count('"') % 2 == 0


def test_what_another_program_read_is_not_found_nor_what_was_replaced(store: Store) -> None:
    old = kept(store, another(1), program="of another day")
    assert found(store, "refractory", old) == []
    key = kept(store, another(2))
    before = len(found(store, "refractory", key))
    kept(store, another(2))
    assert before == len(found(store, "refractory", key)) > 0
    with store.asking() as connection:
        assert list(database(connection)) == []
