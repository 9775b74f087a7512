"""A mutation for each kind of change to a policy, with the direction that it must get.

Each turns a policy into a mutant, or gives None where the policy offers no place for it.
"""

from __future__ import annotations

from collections.abc import Callable

from payerdiff.model.meaning.parts import is_open
from payerdiff.model.policy import Atom, Criterion, Direction, Meaning, OpenPart, Policy, leaves
from payerdiff.normalize.publication import published


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
    """Return True if a node is a group of an operator whose reading is as written, with leaves of different words."""
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
        asked = any(a.concept == "prescriber" and a.role == "consults" for a in leaf.atoms)
        return asked and " or in consultation with" in leaf.text

    def change(leaf: Criterion) -> Criterion:
        atoms = [a.model_copy(update={"role": "prescribes"}) for a in leaf.atoms]
        return leaf.model_copy(update={"atoms": atoms, "text": leaf.text.replace(" or in consultation with", "")})

    return first(policy, wanted, change)


def exclusion(policy: Policy) -> Policy | None:
    """Add a use that is not covered."""
    if not policy.exclusions or policy.exclusions[-1].names_the_rest:  # a use named beside the rest is a set of its own
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


def either(policy: Policy) -> Policy | None:
    """Turn `a and b` within one criterion into `a or b`."""

    def wanted(leaf: Criterion) -> bool:
        concepts = {a.concept for a in leaf.atoms}
        return leaf.op == "leaf" and not is_open(leaf) and leaf.meaning is None and 1 < len(leaf.atoms) == len(concepts)

    def change(leaf: Criterion) -> Criterion:
        meaning = Meaning(op="any", of=list(range(len(leaf.atoms))))
        return leaf.model_copy(update={"meaning": meaning, "text": f"{leaf.text} (either is enough)"})

    return first(policy, wanted, change)


def alternative(policy: Policy) -> Policy | None:
    """Add an alternative to a criterion, in words that are not typed."""

    asked = [a.subject for s in policy.criteria for leaf in leaves(s.root) for a in leaf.atoms if a.negated]

    def wanted(leaf: Criterion) -> bool:
        return (
            leaf.op == "leaf"
            and not is_open(leaf)
            and leaf.meaning is None
            and leaf.atoms[0].concept in ("biomarker", "prescriber")
            and leaf.atoms[0].subject not in asked  # who lacks a marker may be covered by another alternative
        )

    def change(leaf: Criterion) -> Criterion:
        words = "ferritin below the reference range"
        meaning = Meaning(op="any", of=[Meaning(op="all", of=list(range(len(leaf.atoms)))), OpenPart(unknown=words)])
        return leaf.model_copy(update={"meaning": meaning, "text": f"{leaf.text} or {words}", "partial": True})

    return first(policy, wanted, change)


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


def as_read(mutate: Callable[[Policy], Policy | None]) -> Callable[[Policy], Policy | None]:
    """Return a mutation whose mutant says what its words name, as one that was read does."""

    def change(policy: Policy) -> Policy | None:
        mutant = mutate(policy)
        return None if mutant is None else published(mutant)

    return change


CHANGES: dict[str, tuple[Callable[[Policy], Policy | None], Direction]] = {
    "any made all": (lambda p: first(p, lambda n: plain(n, "any"), with_op("all")), "tightened"),
    "all made any": (lambda p: first(p, lambda n: plain(n, "all"), with_op("any")), "loosened"),
    "one of made two of": (lambda p: first(p, lambda n: plain(n, "any", 3), with_op("at_least", 2)), "tightened"),
    "alternative added": (item("any", add=True), "loosened"),
    "alternative removed": (item("any", add=False), "tightened"),
    "item added": (item("all", add=True), "tightened"),
    "and made or within a criterion": (either, "loosened"),
    "alternative added within a criterion": (alternative, "loosened"),
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
MUTATIONS = {name: (as_read(mutate), way) for name, (mutate, way) in CHANGES.items()}
