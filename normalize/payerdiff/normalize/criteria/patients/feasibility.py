"""Can any patient meet this? A plain check over exclusive states, without a solver.

It finds what contradicts itself in black and white (Ph-positive and Ph-negative, maintenance and relapsed, two diseases)
and never claims more: where it is silent, the criteria may still be contradictory.
"""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.model import concepts
from payerdiff.model.meaning.parts import parts_of
from payerdiff.model.policy import Atom, Criterion
from payerdiff.normalize import exclusive

Domain = dict[tuple[str, str | None], frozenset[str]]


def domain_of_atom(atom: Atom) -> Domain:
    """Return the states that an atom leaves open, for concepts whose states exclude one another."""
    if atom.op not in ("=", "in") or atom.negated or atom.value is None:
        return {}
    values = atom.value if isinstance(atom.value, list) else [atom.value]
    states = frozenset(str(v) for v in values)
    shape = concepts.of(atom.concept).shape
    if shape == "state":
        return {(atom.concept, atom.subject): states}
    return {(atom.concept, None): states} if shape == "set" else {}


def meet(a: Domain, b: Domain) -> Domain | None:
    """Return the states open to one who meets both, or None where there are none."""
    joint = dict(a)
    for key, states in b.items():
        old = joint.get(key)
        if old is None:
            joint[key] = states
            continue
        if concepts.of(key[0]).shape == "set":  # several may hold at once
            left = frozenset(s for s in states | old if compatible(key[0], s, old) and compatible(key[0], s, states))
        else:
            left = old & states
        if not left:
            return None
        joint[key] = left
    return joint


def compatible(concept: str, state: str, others: frozenset[str]) -> bool:
    """Return True if a state goes with one of the others."""
    return any(not exclusive.exclude(concepts.of(concept), state, other) for other in others)


def of_all(domains: Sequence[Domain | None]) -> Domain | None:
    """Return the states open to one who meets all, or None where there are none."""
    whole: Domain | None = {}
    for domain in domains:
        whole = meet(whole, domain) if whole is not None and domain is not None else None
    return whole


def of_any(domains: Sequence[Domain | None]) -> Domain | None:
    """Return the states open to those who meet one of several, or None where nobody can."""
    open_ones = [domain for domain in domains if domain is not None]
    if not open_ones:
        return None if domains else {}
    shared = set(open_ones[0]).intersection(*open_ones[1:])
    return {key: frozenset().union(*(domain[key] for domain in open_ones)) for key in sorted(shared, key=str)}


def domain_of(node: Criterion) -> Domain | None:
    """Return the states open to a patient who meets the node, or None where no patient can.

    A node is taken in the reading that comparisons take (`read_as`), a leaf whose conditions are joined by more than `and` part by part.
    """
    op = node.taken_op
    if op == "leaf" and node.meaning:
        return domain_of(parts_of(node))
    if op == "leaf":
        return of_all([domain_of_atom(atom) for atom in node.atoms])
    kids = [domain_of(child) for child in node.children]
    return of_all(kids) if op == "all" else of_any(kids) if op == "any" else {}


def can_be_met(node: Criterion) -> bool:
    """Return True if the check finds no contradiction."""
    return domain_of(node) is not None
