"""The annual review: laws, and a mutation for each kind of change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from reviews import policies

from payerdiff.compare.direction import OPPOSITE
from payerdiff.compare.judge import all_of, fits, holds
from payerdiff.compare.review import review
from payerdiff.compare.review_schema import ChangeReview
from payerdiff.normalize.limits import leaves
from payerdiff.normalize.schema import (
    Atom,
    CriteriaSet,
    Criterion,
    Direction,
    Policy,
)  # fmt: skip

Mutant = tuple[Policy, Direction | None]


@pytest.mark.parametrize("policy", policies(), ids=lambda p: p.payer.id)
def test_a_policy_reviewed_against_itself_has_no_change(policy: Policy) -> None:
    result = review(policy, policy)
    assert (result.changes, result.disclosure) == ([], [])
    assert {v.direction for v in result.verdicts} <= {"equivalent"}


# A mutation for each kind of change: it turns a policy into a mutant and says which way that moves, or gives None
# where the policy offers no place for it.


def rebuilt(policy: Policy, at: int, root: Criterion) -> Policy:
    """Return the policy with another tree in one set."""
    sets = list(policy.criteria)
    sets[at] = sets[at].model_copy(update={"root": root})
    return policy.model_copy(update={"criteria": sets})


def edited(
    node: Criterion, wanted: Callable[[Criterion], bool], change: Callable[[Criterion], Criterion]
) -> Criterion | None:
    """Return the tree with its first wanted node changed, or None."""
    if wanted(node):
        return change(node)
    for at, child in enumerate(node.children):
        new = edited(child, wanted, change)
        if new is not None:
            return node.model_copy(update={"children": [*node.children[:at], new, *node.children[at + 1 :]]})
    return None


def first(
    policy: Policy, wanted: Callable[[Criterion], bool], change: Callable[[Criterion], Criterion]
) -> Policy | None:
    """Return the policy with its first wanted node changed, or None."""
    for at, criteria in enumerate(policy.criteria):
        root = edited(criteria.root, wanted, change)
        if root is not None:
            return rebuilt(policy, at, root)
    return None


def plain(node: Criterion, op: str, least: int = 2) -> bool:
    """Tell whether a node is a group of an operator whose reading is as written, with leaves of different words."""
    texts = [c.text for c in node.children if c.op == "leaf"]
    return (
        node.op == op and node.read_as is None and len(node.children) >= least and len(set(texts)) == len(node.children)
    )


def extra(policy: Policy) -> Criterion:
    """Return a leaf that no policy has."""
    span = policy.criteria[0].span
    return Criterion(op="leaf", text="Ferritin is below the reference range of the laboratory", span=span)


def with_op(op: str, k: int | None = None) -> Callable[[Criterion], Criterion]:
    """Return a change of operator."""
    return lambda node: node.model_copy(update={"op": op, "k": k})


def threshold(step: int) -> Callable[[Policy], Policy | None]:
    """Return a change of an age limit."""

    def change(leaf: Criterion) -> Criterion:
        def moved(atom: Atom) -> Atom:
            return atom.model_copy(update={"value": float(str(atom.value)) + step}) if atom.concept == "age" else atom

        atoms = [moved(a) for a in leaf.atoms]
        number = next(a for a in atoms if a.concept == "age").value
        return leaf.model_copy(
            update={
                "atoms": atoms,
                "text": f"{leaf.text} (now {number:g})" if isinstance(number, float) else leaf.text,
                "partial": False,
            }
        )

    def wanted(leaf: Criterion) -> bool:
        return leaf.op == "leaf" and not leaf.partial and len(leaf.atoms) == 1 and leaf.atoms[0].concept == "age"

    return lambda policy: first(policy, wanted, change)


def approval(factor: float) -> Callable[[Policy], Policy | None]:
    """Return a change of an approval's length."""

    def change(policy: Policy) -> Policy | None:
        at = next((i for i, a in enumerate(policy.approvals) if a.value), None)
        if at is None:
            return None
        old = policy.approvals[at]
        new = old.model_copy(update={"value": (old.value or 0) * factor})
        return policy.model_copy(update={"approvals": [*policy.approvals[:at], new, *policy.approvals[at + 1 :]]})

    return change


def quantity(policy: Policy) -> Policy | None:
    """Raise a quantity limit."""
    at = next((i for i, x in enumerate(policy.limits) if x.kind == "quantity"), None)
    if at is None:
        return None
    new = policy.limits[at].model_copy(update={"value": policy.limits[at].value * 2})
    return policy.model_copy(update={"limits": [*policy.limits[:at], new, *policy.limits[at + 1 :]]})


def specialist(policy: Policy) -> Policy | None:
    """Turn `by or in consultation with` into `by`."""

    def wanted(leaf: Criterion) -> bool:
        return any(a.concept == "prescriber" and a.role == "consults" for a in leaf.atoms)

    def change(leaf: Criterion) -> Criterion:
        atoms = [a.model_copy(update={"role": "prescribes"}) for a in leaf.atoms]
        return leaf.model_copy(update={"atoms": atoms, "text": leaf.text.replace(" or in consultation with", "")})

    return first(policy, wanted, change)


def exclusion(policy: Policy) -> Policy | None:
    """Add a use that is not covered."""
    if not policy.exclusions:
        return None
    last = policy.exclusions[-1]
    root = last.root.model_copy(update={"op": "any", "children": [*last.root.children, extra(policy)]})
    return policy.model_copy(update={"exclusions": [*policy.exclusions[:-1], last.model_copy(update={"root": root})]})


def item(op: str, *, add: bool) -> Callable[[Policy], Policy | None]:
    """Return an item added to a group, or its last item taken away."""

    def change(policy: Policy) -> Policy | None:
        def grown(node: Criterion) -> Criterion:
            kids = [*node.children, extra(policy)] if add else node.children[:-1]
            return node.model_copy(update={"children": kids})

        return first(policy, lambda n: plain(n, op, 3), grown)

    return change


def counted(step: int) -> Callable[[Policy], Policy | None]:
    """Return a change of how many items must be met."""

    def wanted(node: Criterion) -> bool:
        return node.op == "at_least" and node.k is not None and 1 <= node.k + step <= len(node.children)

    return lambda policy: first(policy, wanted, lambda n: n.model_copy(update={"k": (n.k or 0) + step}))


def refused(policy: Policy) -> Policy | None:
    """Add a drug to those that may not be combined."""

    def grown(node: Criterion) -> Criterion:
        return node.model_copy(update={"children": [*node.children, extra(policy)]})

    return first(policy, lambda n: n.op == "none", grown)


def use(*, add: bool) -> Callable[[Policy], Policy | None]:
    """Return an indication added as a whole, or the last one taken away."""

    def change(policy: Policy) -> Policy | None:
        own = [s for s in policy.criteria if s.phase == "initial" and s.indication]
        if len(own) < 2:
            return None
        if not add:
            return policy.model_copy(update={"criteria": [s for s in policy.criteria if s is not own[-1]]})
        new = own[-1].model_copy(
            update={"indication": "Hairy cell leukemia", "root": Criterion(op="all", children=[extra(policy)])}
        )
        return policy.model_copy(update={"criteria": [*policy.criteria, new]})

    return change


MUTATIONS: dict[str, tuple[Callable[[Policy], Policy | None], Direction]] = {
    "any made all": (lambda p: first(p, lambda n: plain(n, "any"), with_op("all")), "tightened"),
    "all made any": (lambda p: first(p, lambda n: plain(n, "all"), with_op("any")), "loosened"),
    "one of made two of": (lambda p: first(p, lambda n: plain(n, "any", 3), with_op("at_least", 2)), "tightened"),
    "alternative added": (item("any", add=True), "loosened"),
    "alternative removed": (item("any", add=False), "tightened"),
    "item added": (item("all", add=True), "tightened"),
    "item removed": (item("all", add=False), "loosened"),
    "age limit raised": (threshold(3), "tightened"),
    "age limit lowered": (threshold(-0.5), "loosened"),  # type: ignore[arg-type]  # half a unit, so that one month can be lowered too
    "approval doubled": (approval(2), "loosened"),
    "approval halved": (approval(0.5), "tightened"),
    "quantity doubled": (quantity, "loosened"),
    "consultation no longer enough": (specialist, "tightened"),
    "exclusion added": (exclusion, "tightened"),
    "two of made three of": (counted(1), "tightened"),
    "two of made one of": (counted(-1), "loosened"),
    "drug added to those not to be combined": (refused, "tightened"),
    "indication added": (use(add=True), "loosened"),
    "indication removed": (use(add=False), "tightened"),
}


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
