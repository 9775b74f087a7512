"""The way of a patient through a tree of criteria: what is met on it, and where it ends.

The plain evaluator decides what holds; of alternatives that hold, the cheapest is the way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from payerdiff.compare.logic.judge import holds
from payerdiff.model.patient import Patient
from payerdiff.model.policy import Criterion

Cost = Callable[[Sequence[Criterion]], float]
"""How much a way asks, by the leaves met on it."""


def met_by(node: Criterion, patient: Patient, cost: Cost = len) -> list[Criterion]:
    """Return the leaves that a patient meets on the way through a tree, by the cheapest of the alternatives that hold.

    What is excluded asks nothing of who has none of it; nor does a condition that does not apply.
    """
    op = node.taken_op
    if not node.children:
        return [node] if op == "leaf" else []
    if op == "none":
        return []
    if op == "if":
        return [] if holds(node.children[0], patient) is False else within(node.children[1:], patient, cost)
    if op in ("any", "at_least"):
        ways = [met_by(child, patient, cost) for child in node.children if holds(child, patient)]
        cheapest = sorted(ways, key=lambda way: (cost(way), len(way)))
        return [leaf for way in cheapest[: 1 if op == "any" else node.k or 1] for leaf in way]
    return within(node.children, patient, cost)


def within(nodes: Sequence[Criterion], patient: Patient, cost: Cost) -> list[Criterion]:
    """Return the leaves of several nodes that must all hold."""
    return [leaf for node in nodes for leaf in met_by(node, patient, cost)]


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
