"""What is kept with a value is no part of it: copies that differ begin anew, and equality does not see it."""

from __future__ import annotations

import copy
import pickle

from trees import NOWHERE, age

from payerdiff.compare.logic.judge import Asked
from payerdiff.model.meaning.parts import parts_of
from payerdiff.model.patient import Patient
from payerdiff.model.policy import CriteriaSet, Criterion

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


def test_two_equal_trees_are_equal_whatever_was_worked_out_of_each_and_two_others_differ() -> None:
    one, other = (Criterion(op="all", children=[BOTH.model_copy(), ADULT], span=NOWHERE) for _ in range(2))
    for tree in (one, other):
        whole = CriteriaSet(id="initial-1", phase="initial", root=tree)
        assert len(list(whole.leaf_places())) == len(tree.children) and Asked.of(tree).items
    assert one == other
    changed = one.model_copy(update={"children": [ADULT, ADULT]})
    assert Asked.of(changed).items and changed != one


def test_what_is_kept_is_not_pickled() -> None:
    parts_of(BOTH)
    assert not pickle.loads(pickle.dumps(BOTH)).kept and not copy.deepcopy(BOTH).kept


def test_a_patient_with_other_answers_does_not_remember_the_old_ones() -> None:
    patient = Patient(criteria={"Asthma.": True})
    assert patient.answers == {"asthma": True}
    assert patient.with_criteria({"Eczema": False}).answers == {"eczema": False}
