"""The annual review: laws, and a mutation for each kind of change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from mutations import MUTATIONS, rebuilt
from reviews import policies

from payerdiff.compare.changes.direction import OPPOSITE
from payerdiff.compare.changes.review import review
from payerdiff.compare.logic.conditions import all_of
from payerdiff.compare.logic.judge import fits, holds
from payerdiff.model.policy import (
    CriteriaSet,
    Criterion,
    Policy,
    leaves,
)  # fmt: skip
from payerdiff.model.review import ChangeReview


@pytest.mark.parametrize("policy", policies(), ids=lambda p: p.payer.id)
def test_a_policy_reviewed_against_itself_has_no_change(policy: Policy) -> None:
    result = review(policy, policy)
    assert (result.changes, result.disclosure) == ([], [])
    assert {v.direction for v in result.verdicts} <= {"equivalent"}


def replayed(result: ChangeReview) -> int:
    """Judge the patients of all verdicts anew, each by the two sets that its verdict is about; return how many there are."""
    count = 0
    for v in result.verdicts:
        sides = [
            next((s for s in (*p.criteria, *p.exclusions) if (s.phase, s.indication) == (v.phase, v.indication)), None)
            for p in (result.old, result.new)
        ]
        for witness, was in ((v.witness_lost, True), (v.witness_gained, False)):
            if witness is None:
                continue
            before, after = (all_of([fits(s, witness.patient), holds(s.root, witness.patient)]) for s in sides if s)
            turned = v.phase == "exclusion"
            assert (before, after) == ((was, not was) if not turned else (not was, was))
            count += 1
    return count


@pytest.mark.parametrize("name", MUTATIONS)
def test_each_kind_of_change_is_found_with_its_direction(name: str) -> None:
    mutate, direction = MUTATIONS[name]
    tried = 0
    for policy in policies():
        mutant = mutate(policy)
        if mutant is None:
            continue
        tried += 1
        result = review(policy, mutant)
        clinical = [c for c in result.changes if c.kind == "clinical"]
        assert clinical, policy.payer.id
        assert {c.direction for c in clinical} == {direction}, (
            policy.payer.id,
            [(c.op, c.before, c.after, c.direction) for c in clinical],
        )
        verdicts = {v.direction for v in result.verdicts} - {"equivalent"}
        if not name.startswith(("approval", "quantity")):
            assert verdicts == {direction}, (policy.payer.id, verdicts)
            assert replayed(result) or name.startswith("indication"), policy.payer.id
        assert {i for d in result.disclosure if d.status == "undisclosed" for i in d.changes} == {
            c.id for c in clinical
        }
    assert tried, f"no sample offers a place for: {name}"


@pytest.mark.parametrize("name", MUTATIONS)
def test_each_change_taken_back_goes_the_other_way(name: str) -> None:
    mutate, direction = MUTATIONS[name]
    for policy in policies():
        mutant = mutate(policy)
        if mutant is None:
            continue
        result = review(mutant, policy)
        clinical = [c for c in result.changes if c.kind == "clinical"]
        assert {c.direction for c in clinical} == {OPPOSITE[direction]}, policy.payer.id
        assert {v.direction for v in result.verdicts} - {"equivalent"} == {OPPOSITE[direction]} or name.startswith(
            ("approval", "quantity")
        )


def relabelled(node: Criterion, at: int = 0) -> Criterion:
    """Return the tree with every label changed."""
    kids = [relabelled(child, at + 1) for child in node.children]
    return node.model_copy(update={"label": f"X{node.label}" if node.label else None, "children": kids})


def repunctuated(node: Criterion) -> Criterion:
    """Return the tree with words that say nothing added and punctuation changed."""
    kids = [repunctuated(child) for child in node.children]
    return node.model_copy(update={"text": node.text.replace(",", ";") + "." if node.text else "", "children": kids})


def over_sets(policy: Policy, change: Callable[[Criterion], Criterion]) -> Policy:
    """Return the policy with every tree changed."""

    def turned(sets: list[CriteriaSet]) -> list[CriteriaSet]:
        return [s.model_copy(update={"root": change(s.root)}) for s in sets]

    return policy.model_copy(update={"criteria": turned(policy.criteria), "exclusions": turned(policy.exclusions)})


@pytest.mark.parametrize("policy", policies(), ids=lambda p: p.payer.id)
def test_numbers_punctuation_and_references_are_no_clinical_change(policy: Policy) -> None:
    for mutant in (over_sets(policy, relabelled), over_sets(policy, repunctuated)):
        result = review(policy, mutant)
        assert not [c for c in result.changes if c.kind == "clinical"]
        assert {v.direction for v in result.verdicts} <= {"equivalent"}
    updated = policy.model_copy(
        update={"references": [r.model_copy(update={"text": r.text + " Accessed 2027."}) for r in policy.references]}
    )
    assert {c.kind for c in review(policy, updated).changes} <= {"references"}


def test_a_renumbered_list_is_one_change() -> None:
    policy = next(p for p in policies() if p.source.template == "centene")
    result = review(policy, over_sets(policy, relabelled))
    labelled = [s for s in (*policy.criteria, *policy.exclusions) if any(leaf.label for leaf in leaves(s.root))]
    assert len(result.changes) == len(labelled)


def test_an_item_moved_from_initial_to_renewal_is_a_move() -> None:
    policy = next(p for p in policies() if p.source.template == "centene")
    at = next(i for i, s in enumerate(policy.criteria) if s.phase == "initial")
    to = next(i for i, s in enumerate(policy.criteria) if s.phase == "renewal")
    leaf = policy.criteria[at].root.children[1]
    without = policy.criteria[at].root.model_copy(
        update={"children": [c for c in policy.criteria[at].root.children if c is not leaf]}
    )
    there = policy.criteria[to].root.model_copy(update={"children": [*policy.criteria[to].root.children, leaf]})
    result = review(policy, rebuilt(rebuilt(policy, at, without), to, there))
    assert [(c.op, c.kind) for c in result.changes] == [("move", "clinical")]
    assert {v.phase: v.direction for v in result.verdicts if v.direction != "equivalent"} == {
        "initial": "loosened",
        "renewal": "tightened",
    }
