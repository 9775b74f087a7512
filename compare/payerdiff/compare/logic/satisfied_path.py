"""The way of a patient through a tree of criteria: what is met on it, and where it ends.

The plain evaluator decides what holds; of alternatives that hold, the cheapest is the way. Where a criterion is answered as a whole, its
parts that are not known stand behind those that hold: one of them must be what meets it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from payerdiff.compare.logic.judge import holds
from payerdiff.model.meaning.parts import is_joined, parts_of
from payerdiff.model.patient import Patient
from payerdiff.model.polarity import Named, NodeKey
from payerdiff.model.policy import CriteriaSet, Criterion

Way = list[Named[Criterion]]
"""Leaves that are met, with their names; of a leaf whose conditions are joined by more than `and`, the parts on the way."""
Cost = Callable[[Sequence[Named[Criterion]]], float]
"""How much a way asks, by the leaves met on it."""


def met_by(criteria: CriteriaSet, patient: Patient, name: str | None = None, cost: Cost = len) -> Way:
    """Return the leaves that a patient meets on the way through a set, by the cheapest of the alternatives that hold.

    What is excluded asks nothing of who has none of it; nor does a condition that does not apply.
    """
    return through(Named(NodeKey(name or criteria.id), criteria.root), patient, cost)


def words_of(way: Way, root: Criterion) -> list[str]:
    """Return the words of the leaves on a way through a tree, each once; a part goes by those of its whole leaf."""
    found = []
    for named in way:
        node = root
        for at in named.key.path:
            node = node.children[at] if node.children else node
        found.append(node.text)
    return list(dict.fromkeys(found))


def through(named: Named[Criterion], patient: Patient, cost: Cost) -> Way:
    """Return the leaves that a patient meets on the way through a tree."""
    node = named.node
    op = node.taken_op
    if op == "leaf" and is_joined(node):
        return through(Named(named.key, parts_of(node)), patient, cost)
    if not node.children:
        return [named] if op == "leaf" else []
    kids = [Named(named.key.child(at), child) for at, child in enumerate(node.children)]
    if op == "none":
        return []
    if op == "if":
        return [] if holds(node.children[0], patient) is False else within(kids[1:], patient, cost)
    if op in ("any", "at_least"):
        answers = [(holds(child.node, patient), through(child, patient, cost)) for child in kids]
        open_ways = [(answer is None, way) for answer, way in answers if answer is not False]
        cheapest = sorted(open_ways, key=lambda known: (known[0], cost(known[1]), len(known[1])))
        return [leaf for _, way in cheapest[: 1 if op == "any" else node.k or 1] for leaf in way]
    return within(kids, patient, cost)


def within(nodes: Sequence[Named[Criterion]], patient: Patient, cost: Cost) -> Way:
    """Return the leaves of several nodes that must all hold."""
    return [leaf for node in nodes for leaf in through(node, patient, cost)]


def first_failure(node: Criterion, patient: Patient) -> Criterion | None:
    """Return the first criterion that a patient does not meet; of alternatives, in the one of which most is met."""
    if holds(node, patient) is not False:
        return None
    op = node.taken_op
    failures = [child for child in node.children if holds(child, patient) is False]
    if op in ("all", "if") and failures:
        return first_failure(failures[-1 if op == "if" else 0], patient) or node
    if op == "none":
        return next((child for child in node.children if holds(child, patient)), node)
    if op == "any" and failures:
        closest = max(failures, key=lambda child: share_met(child, patient))
        if share_met(closest, patient) > 0:
            return first_failure(closest, patient) or node
    return node


def share_met(node: Criterion, patient: Patient) -> float:
    """Return which share of the leaves below a node is met."""
    if not node.children:
        return float(holds(node, patient) is True)
    return sum(share_met(child, patient) for child in node.children) / len(node.children)


def said_by(node: Criterion) -> str:
    """Return a leaf's words, or those of a group's items."""
    return "; or ".join(c.text for c in node.children if c.text) or node.text
