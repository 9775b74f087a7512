"""What every way to approval asks for: a condition that stands on each of several ways is a requirement, not an alternative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from payerdiff.compare.logic.diseases import same_disease
from payerdiff.compare.logic.scope import asks_papers_only
from payerdiff.model import concepts
from payerdiff.model.meaning.parts import parts_of
from payerdiff.model.policy import Atom, CriteriaSet, Criterion

Demand = tuple[object, ...]
Answer = Literal["asked", "own", "other", "aside", "silent"]
"""`own` and `other`: a disease alone is named, that of the request or another one; `aside`: what is asked of another disease alone."""


@dataclass(frozen=True, slots=True)
class EveryWay:
    """The criteria for one indication and phase of a policy: sets for all requests, and sets of which one must be met."""

    sets: Sequence[CriteriaSet] = ()
    indication: str = ""

    def asks(self, atom: Atom) -> bool:
        """Return True if a condition is asked for on every way, in whatever place; nothing is known of sets that are not given."""
        demand = demand_of(atom)
        told = [(is_for_all(s), self.of_node(s.root, demand)) for s in self.sets]
        ways = [answer for for_all, answer in told if not for_all]
        return (True, "asked") in told or (bool(ways) and all(answer == "asked" for answer in ways))

    def of_node(self, node: Criterion, demand: Demand) -> Answer:
        """Return what a node is to what a condition asks for."""
        if node.children:
            return under(node, [self.of_node(child, demand) for child in node.children])
        return self.of_part(parts_of(node), demand) if node.op == "leaf" else "silent"

    def of_part(self, part: Criterion, demand: Demand) -> Answer:
        """Return what a part of a leaf is to what a condition asks for."""
        if part.children:
            return under(part, [self.of_part(child, demand) for child in part.children])
        return self.of_end(part, demand)

    def of_end(self, end: Criterion, demand: Demand) -> Answer:
        """Return what one end of a leaf is to what a condition asks for."""
        if any(demand_of(a) == demand for a in end.atoms):
            return "asked"
        diseases = [d for a in end.atoms for d in values_of(a) if a.concept == concepts.DISEASE and not a.negated]
        if not diseases or len(end.atoms) > 1:
            return "silent"
        return "own" if any(map(self.is_own, diseases)) else "other"

    def is_own(self, disease: str) -> bool:
        """Return True if a disease is that of the request."""
        return same_disease(disease, self.indication)

    def is_aside(self, part: Criterion) -> bool:
        """Return True if a part of a leaf is only asked for in another disease."""
        if part.taken_op != "if" or not self.indication:
            return False
        atoms = part.children[0].atoms
        named = [d for a in atoms for d in values_of(a) if a.concept == concepts.DISEASE and not a.negated]
        return bool(named) and len(atoms) == 1 and not any(map(self.is_own, named))


def under(node: Criterion, found: Sequence[Answer]) -> Answer:
    """Return what several nodes are together to the condition, under the operator of the node above them."""
    op = node.taken_op
    if op == "none":
        return "silent"
    if op == "if":
        return "aside" if found[0] == "other" else "asked" if found[0] == "own" and "asked" in found[1:] else "silent"
    if op in ("any", "at_least"):
        open_ = [answer for answer in found if answer != "aside"]
        spared = sum(answer != "asked" for answer in open_)
        return "asked" if "asked" in open_ and spared < (1 if op == "any" else node.k or 1) else "silent"
    if "asked" in found:
        return "asked"
    return next((answer for answer in ("other", "own") if found and all(one == answer for one in found)), "silent")


def is_for_all(criteria: CriteriaSet) -> bool:
    """Return True if a set stands beside the ways of an indication: criteria for all requests, and sets that only say what is to be sent in."""
    return criteria.phase == "universal" or criteria.indication is None or asks_papers_only(criteria)


def demand_of(atom: Atom) -> Demand:
    """Return what two conditions must share to ask for the same."""
    op = "is" if atom.op in ("=", "in") else atom.op
    told = atom.concept, atom.subject, op, atom.unit, atom.negated, atom.outcome, atom.duration, atom.count or 1
    return *told, atom.role, *sorted(values_of(atom))


def values_of(atom: Atom) -> list[str]:
    """Return the values of a condition as words."""
    return [str(v) for v in (atom.value if isinstance(atom.value, list) else [atom.value])]
