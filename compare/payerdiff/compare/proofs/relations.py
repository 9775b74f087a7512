"""How two policies stand to each other, proved: a patient each way, found by a solver and judged anew by the plain evaluator.

For each phase and aligned indication: is there a patient whom one approves and the other refuses, and the reverse? Three answers over
what is open: free to go either way, all met, none met. A verdict whose patient the plain evaluator does not confirm is no verdict. It speaks of the
criteria for one indication: clauses for uses that a policy does not list are named beside it, as they may approve what those refuse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import get_args

from payerdiff.compare.logic.indication_case import Matter, Side, is_open_set
from payerdiff.compare.proofs.coverage_map import scenarios_of
from payerdiff.compare.proofs.easiest_path import easiest_paths
from payerdiff.compare.proofs.order import order_of
from payerdiff.compare.proofs.reasons import reasons_of
from payerdiff.model import concepts
from payerdiff.model.comparison import (
    REQUESTED,
    Alignment,
    EasiestPath,
    Openness,
    Order,
    Relation,
    RelationKind,
    Scenario,
)
from payerdiff.model.policy import Atom, Phase, Policy, meetable

KINDS: dict[tuple[bool, bool], RelationKind] = {
    (False, False): "equivalent",
    (True, False): "less_restrictive",
    (False, True): "more_restrictive",
    (True, True): "incomparable",
}
MIRRORED: dict[RelationKind, RelationKind] = {
    "less_restrictive": "more_restrictive",
    "more_restrictive": "less_restrictive",
}


@dataclass(slots=True)
class Proved:
    """The relation of every ordered pair of policies, the map of patients, the order of payers, and the easiest paths."""

    relations: list[Relation] = field(default_factory=list)
    scenarios: list[Scenario] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    easiest: list[EasiestPath] = field(default_factory=list)


def relations(
    policies: Sequence[Policy], keys: Sequence[str], alignment: Sequence[Alignment], label: Side | None = None
) -> Proved:
    """Return what is proved of every aligned indication and phase; a label says what support by the label means."""
    found = Proved()
    held = dict(zip(keys, policies, strict=True))
    for entry in alignment:
        sets = {m.policy: set(m.sets) for m in entry.members}
        for phase in REQUESTED:
            sides = {key: side_of(held[key], sets.get(key, set()), phase) for key in keys}
            speaking = {key: side for key, side in sides.items() if side.uses}
            if not speaking:
                continue
            with Matter(speaking, phase, entry.indication, label=label) as matter:
                for a, b in combinations(keys, 2):
                    relation = related(matter, a, b, entry.indication, label)
                    found.relations += [relation, mirrored(relation)]
                found.scenarios += scenarios_of(matter, entry.indication)
                found.easiest += easiest_paths(matter, entry.indication)
                found.orders += order_of(matter, entry.indication)
    return found


MANY = 8
"""Payers from which on each pair is weighed by a solver of its own: one that knows all of them takes longer for every question the more they are."""


def related(matter: Matter, a: str, b: str, indication: str, label: Side | None) -> Relation:
    """Return how two payers stand to each other, asked of a solver that knows no more payers than it needs."""
    sides = {key: matter.sides[key] for key in (a, b) if key in matter.sides}
    if len(matter.sides) <= MANY or len(sides) < 2:
        return relate(matter, a, b, indication)
    with Matter(sides, matter.phase, indication, label=label) as own:
        return relate(own, a, b, indication)


def side_of(policy: Policy, ids: set[str], phase: Phase) -> Side:
    """Return one policy's side: the sets of the indication, and catch-all clauses whose conditions are typed.

    What is set aside and named: catch-all clauses in words of their own, and sets that name no disease.
    """
    universal = tuple(s for s in policy.criteria if s.phase == "universal")
    own = [s for s in policy.criteria if s.phase == phase]
    uses = [s for s in own if s.id in ids or (ids and s.catch_all and not is_open_set(s))]
    rest = (s for s in own if s not in uses and (s.catch_all or not s.diseases))
    aside = tuple(s.indication or next((c.text for c in meetable(s.root)), "") for s in rest)
    return Side(policy, universal, tuple(uses), aside)


def mirrored(relation: Relation) -> Relation:
    """Return a relation seen from the other policy."""
    kind = MIRRORED.get(relation.relation, relation.relation)
    own, others = ([r for r in relation.reasons if r.policy == key] for key in (relation.a, relation.b))
    return relation.model_copy(
        update={
            "a": relation.b, "b": relation.a, "relation": kind, "only_a": relation.only_b, "only_b": relation.only_a, "reasons": [*own, *others],
            "because": [r.text for r in (*own, *others)],
            "ways": {way: MIRRORED.get(k, k) for way, k in relation.ways.items()},
        }
    )  # fmt: skip


def relate(matter: Matter, a: str, b: str, indication: str) -> Relation:
    """Return how two payers stand to each other in a matter, with the proofs."""
    bare = Relation(a=a, b=b, phase=matter.phase, indication=indication, relation="not_addressed")
    if a not in matter.sides or b not in matter.sides:
        return bare
    words = {key: vocabulary(matter.sides[key]) for key in (a, b)}
    bare = bare.model_copy(
        update={
            "shared": [w for w in words[a] if w in words[b]],
            "own": {key: [w for w in words[key] if w not in words[other]] for key, other in ((a, b), (b, a))},
        }
    )
    ways: dict[Openness, RelationKind] = {mode: KINDS[apart(matter, a, b, mode)] for mode in get_args(Openness)}
    mode: Openness = "free" if ways["free"] != "incomparable" else "met"
    reasons = [[*reasons_of(matter, x, y, mode)] for x, y in ((a, b), (b, a))]
    witnesses = [next((r.witness for r in own if r.witness), None) for own in reasons]
    if (witnesses[0] is not None, witnesses[1] is not None) != apart(matter, a, b, mode):  # no second opinion
        return bare.model_copy(update={"relation": "unknown", "ways": ways})
    decisive = mode == "met" or ways["met"] != ways[mode]
    unless = matter.open_texts([a, b]) if decisive else [x for key in (a, b) for x in matter.sides[key].overlooked()]
    every = [r for own in reasons for r in own]
    return bare.model_copy(
        update={
            "relation": ways[mode], "only_a": witnesses[0], "only_b": witnesses[1], "because": [r.text for r in every], "reasons": every,
            "unless": unless, "ways": ways,
        }
    )  # fmt: skip


def vocabulary(side: Side) -> list[str]:
    """Return what a payer's typed conditions speak of, in document order."""
    atoms = (atom for _, place in side.leaves() for atom in place.node.atoms)
    return list(dict.fromkeys(spoken(a) for a in atoms))


def spoken(atom: Atom) -> str:
    """Return what an atom speaks of, as its concept's title has it: `biomarker (MRD)`."""
    title = concepts.of(atom.concept).title
    words = title if title[:2].isupper() else title[:1].lower() + title[1:]
    return f"{words} ({atom.subject})" if atom.subject else words


def apart(matter: Matter, a: str, b: str, mode: Openness) -> tuple[bool, bool]:
    """Return whether the first approves somebody whom the second refuses, and the reverse."""
    one, two = matter.formulas[a], matter.formulas[b]
    taken = matter.mode([a, b], mode)
    return matter.can(one, -two, *taken), matter.can(two, -one, *taken)
