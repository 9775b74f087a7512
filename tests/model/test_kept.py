"""What is kept with a value is no part of it: copies that differ begin anew, and equality does not see it."""

from __future__ import annotations

from trees import NOWHERE, age

from payerdiff.model.meaning.parts import parts_of
from payerdiff.model.patient import Patient
from payerdiff.model.policy import Criterion

ADULT, CHILD = age(">=", 18), age("<", 18)
BOTH = Criterion(op="leaf", text="adult, see notes", atoms=ADULT.atoms, partial=True, span=NOWHERE)


def test_a_leafs_parts_are_put_together_once() -> None:
    assert parts_of(BOTH) is parts_of(BOTH)


def test_a_changed_copy_of_a_leaf_has_parts_of_its_own() -> None:
    assert parts_of(BOTH).children[0].atoms == ADULT.atoms
    for deep in (False, True):
        changed = BOTH.model_copy(update={"atoms": CHILD.atoms}, deep=deep)
        assert parts_of(changed).children[0].atoms == CHILD.atoms


def test_what_is_kept_changes_neither_equality_nor_the_json() -> None:
    fresh = Criterion.model_validate(BOTH.model_dump())
    parts_of(BOTH)
    assert BOTH.kept and not fresh.kept
    assert fresh == BOTH and fresh.model_dump_json() == BOTH.model_dump_json()


def test_a_patient_with_other_answers_does_not_remember_the_old_ones() -> None:
    patient = Patient(criteria={"Asthma.": True})
    assert patient.answers == {"asthma": True}
    assert patient.with_criteria({"Eczema": False}).answers == {"eczema": False}
