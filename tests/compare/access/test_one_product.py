"""Therapies of which a note says that one product counts for all of them are one step, in access facts and on the easiest path."""

from __future__ import annotations

import pytest
from texts.policy_pages import policy_of
from trees import facts

from payerdiff import api

NOTES = (
    "Use of a combination inhaler containing several agents from the classes listed would fulfill the requirement",
    "A fixed-dose combination product containing both agents counts as a trial of each",
    "A single inhaler that contains all of these satisfies both criteria",
)
PAGE = """# Drug Policy: Tremfya (guselkumab)

## Coverage Criteria

### Plaque psoriasis

Tremfya is considered medically necessary when ALL of the following are met:

1. Diagnosis of plaque psoriasis
2. Trial and failure of combination therapy with all of the following:
{items}{note}
3. Prescribed by a dermatologist
"""
AGENTS = ("Long-acting beta2-agonist (LABA)", "Long-acting muscarinic antagonist (LAMA)", "Inhaled corticosteroid")


def steps(note: str, count: int = 3) -> tuple[int | None, int | None]:
    """Return the conventional steps of the access facts, and the steps of the easiest path."""
    items = "".join(f"   {letter}. {agent}\n" for letter, agent in zip("abc", AGENTS[:count], strict=False))
    policy = policy_of(PAGE.format(items=items, note=f"\n   Note: {note}.\n" if note else ""))
    (path,) = (p for p in api.compare([policy]).easiest if p.indication == "plaque psoriasis")
    return facts(policy).generic_steps, path.steps


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("count", [2, 3])
def test_a_list_that_one_product_fulfills_is_one_step(note: str, count: int) -> None:
    assert steps(note, count) == (1, 1)


@pytest.mark.parametrize("note", ["", "Use of a combination inhaler must be documented", "Doses are rounded"])
def test_without_such_a_note_each_therapy_is_a_step(note: str) -> None:
    assert steps(note) == (3, 3)


def test_a_note_behind_the_last_item_in_its_own_line_is_read_alike() -> None:
    items = f"   a. {AGENTS[0]}\n   b. {AGENTS[1]}. Note: {NOTES[1]}\n"
    policy = policy_of(PAGE.format(items=items, note=""))
    assert facts(policy).generic_steps == 1


def test_therapies_of_one_course_are_told_together() -> None:
    """Who reads the first of them alone would take it for enough."""
    items = "".join(f"   {letter}. {agent}\n" for letter, agent in zip("abc", AGENTS, strict=True))
    told = facts(policy_of(PAGE.format(items=items, note=f"\n   Note: {NOTES[0]}.\n")))
    assert [step.therapies for step in told.path] == [["inhaled corticosteroid + LABA + LAMA"]]


@pytest.mark.parametrize(("first", "second", "count"), [("A first", "A second", 2), ("A second", "A second", 1)])
def test_two_generations_of_a_class_are_two_steps(first: str, second: str, count: int) -> None:
    items = f"   a. {first} generation H1-antihistamine\n   b. {second} generation H1-antihistamine\n"
    assert facts(policy_of(PAGE.format(items=items, note=""))).generic_steps == count
