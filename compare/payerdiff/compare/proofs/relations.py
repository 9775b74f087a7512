"""How two policies stand to each other, proved: a patient each way, found by a solver and judged anew by the plain evaluator.

For each phase and aligned indication: is there a patient whom one approves and the other refuses, and the reverse? Proved is what holds
whatever the criteria say that were not evaluated: the patient is approved though none of them is met, and refused though all of them are.
That one payer covers all whom another covers is proved with them free to go either way, and only where no text of either was left out. All
else depends on them, and they are named. A patient whom the plain evaluator does not confirm proves nothing. It speaks of the criteria for
one indication, with the exclusions of the policy: clauses for uses that a policy does not list are named beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations
from typing import get_args

from payerdiff.compare.logic.diseases import same_disease
from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.scope import (
    apart_from_doses,
    as_begun,
    as_titled,
    asks_papers_only,
    by_situation,
    counting,
    diseases_of,
    general,
)
from payerdiff.compare.logic.sides import Side, is_open_set
from payerdiff.compare.proofs.alike import Pairs, first_alike
from payerdiff.compare.proofs.coverage_map import scenarios_of
from payerdiff.compare.proofs.earlier_pairs import MANY, Asked, earlier
from payerdiff.compare.proofs.easiest_path import easiest_paths
from payerdiff.compare.proofs.order import order_of
from payerdiff.compare.proofs.quantities import capped
from payerdiff.compare.proofs.reasons import reasons_of
from payerdiff.corpus.memory import Memory
from payerdiff.model import concepts
from payerdiff.model.comparison import (
    REQUESTED,
    Alignment,
    Beyond,
    EasiestPath,
    Openness,
    Order,
    Reason,
    Relation,
    RelationKind,
    Scenario,
)
from payerdiff.model.mention import INITIAL_CRITERIA
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Phase, Policy, meetable

KINDS: dict[tuple[bool, bool], RelationKind] = {
    (False, False): "equivalent",
    (True, False): "less_restrictive",
    (False, True): "more_restrictive",
    (True, True): "incomparable",
}
PROVED: dict[tuple[Beyond, Beyond], RelationKind] = {
    ("none", "none"): "equivalent",
    ("proved", "none"): "less_restrictive",
    ("none", "proved"): "more_restrictive",
    ("proved", "proved"): "incomparable",
}
"""What is proved of two payers, by whether some patients meet the criteria of the first and not of the second, and the reverse."""
MIRRORED: dict[RelationKind, RelationKind] = {
    "less_restrictive": "more_restrictive",
    "more_restrictive": "less_restrictive",
}


INITIAL = "the initial criteria"
"""How words are told that ask for the criteria of an initial approval."""
NAMED_AS = {"specialty": "prescriber"}
"""Words that name what another concept asks for."""


@dataclass(slots=True)
class Proved:
    """The relation of every ordered pair of policies, the map of patients, the order of payers, and the easiest paths."""

    relations: list[Relation] = field(default_factory=list)
    scenarios: list[Scenario] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    easiest: list[EasiestPath] = field(default_factory=list)


def relations(
    policies: Sequence[Policy],
    keys: Sequence[str],
    alignment: Sequence[Alignment],
    label: Side | None = None,
    memory: Memory | None = None,
) -> Proved:
    """Return what is proved of every aligned indication and phase; a label says what support by the label means.

    Pairs of which `memory` knows everything that is asked are not proved again.
    """
    found = Proved()
    matters = list(asked(policies, keys, alignment))
    before = earlier(memory, matters, label)
    for one in matters:
        with Matter(one.sides, one.phase, one.indication, label=label) as matter:
            alike = first_alike(one.sides)
            known = Pairs(alike)
            pairs: list[Relation] = []
            for a, b in combinations(keys, 2):
                speaks = one.is_by_pairs and a in one.sides and b in one.sides
                relation = before.recalled(a, b) if speaks else None
                if relation is None:
                    relation = related(matter, a, b, one.indication, known)
                    if speaks:
                        before.proved(relation)
                pairs.append(relation)
            found.relations += [way for pair in pairs for way in (pair, mirrored(pair))]
            found.scenarios += scenarios_of(matter, one.indication)
            found.easiest += easiest_paths(matter, one.indication, alike)
            found.orders += order_of(pairs, list(one.sides))
    before.keep()
    return found


def asked(policies: Sequence[Policy], keys: Sequence[str], alignment: Sequence[Alignment]) -> Iterator[Asked]:
    """Yield every aligned indication and phase of which a payer speaks, with the sides that do."""
    held = dict(zip(keys, policies, strict=True))
    for entry in alignment:
        sets = {m.policy: set(m.sets) for m in entry.members}
        scopes = {key: scope_of(held[key], entry.indication) for key in keys}
        for phase in REQUESTED:
            sides = {
                key: side_of(held[key], sets.get(key, set()), phase, entry.indication, scopes[key]) for key in keys
            }
            speaking = capped({key: side for key, side in sides.items() if side.uses}, entry.indication)
            if speaking:
                yield Asked(entry.indication, phase, speaking)


def related(matter: Matter, a: str, b: str, indication: str, known: Pairs) -> Relation:
    """Return how two payers stand to each other, asked of a solver that knows no more payers than it needs; once for pairs that say the same."""
    sides = {key: matter.sides[key] for key in (a, b) if key in matter.sides}
    if len(matter.sides) <= MANY or len(sides) < 2:
        return relate(matter, a, b, indication)
    found = known.recalled(a, b)
    if found is None:
        with Matter(sides, matter.phase, indication, label=matter.label) as own:
            found = known.known[known.key(a, b)] = relate(own, a, b, indication)
    return found


Scope = tuple[tuple[CriteriaSet, ...], tuple[CriteriaSet, ...]]
"""The general criteria and the exclusions of a policy that speak of one indication, whatever the phase."""


def scope_of(policy: Policy, indication: str) -> Scope:
    """Return which general criteria and exclusions of a policy speak of an indication."""
    return general(policy, indication), counting(policy, indication)


def side_of(policy: Policy, ids: set[str], phase: Phase, indication: str = "", scope: Scope | None = None) -> Side:
    """Return one policy's side: the sets of the indication, and catch-all clauses whose conditions are typed, with the exclusions.

    What is set aside and named: catch-all clauses in words of their own, and sets that name no disease.
    """
    universal, against = scope or scope_of(policy, indication)
    own = [by_situation(s) for s in policy.criteria if s.phase == phase]
    counted = [s.id in ids or bool(ids and s.catch_all and not is_open_set(s) and not s.holds_for) for s in own]
    held = apart_from_doses([s for s, counts in zip(own, counted, strict=True) if counts])
    papers = [s for s in held if asks_papers_only(s)]
    also = [s for s in own if s not in held and asks_papers_only(s) and any(same_disease(d, indication) for d in s.diseases)]  # fmt: skip
    papers, held = ([*papers, *also], [*held, *also]) if held else (papers, held)
    if len(papers) < len(held):  # what is to be sent in approves nobody by itself: it is asked beside each way
        held = [s for s in held if s not in papers]
        universal = (*universal, *(s.model_copy(update={"phase": "universal"}) for s in papers))
    uses = [as_titled(as_begun(s)) for s in held]
    rest = (s for s, counts in zip(own, counted, strict=True) if not counts and not s.holds_for and (s.catch_all or not s.diseases))  # fmt: skip
    aside = tuple(s.indication or next((c.text for c in meetable(s.root)), "") for s in rest)
    return Side.of(policy, universal, uses, aside, against)


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
    words = {key: matter.sides[key].once("vocabulary", partial(vocabulary, matter.sides[key], indication)) for key in (a, b)}  # fmt: skip
    bare = bare.model_copy(
        update={
            "shared": [w for w in words[a] if w in words[b]],
            "own": {key: alone(words[key], words[other], matter.sides[other]) for key, other in ((a, b), (b, a))},
        }
    )
    ways: dict[Openness, RelationKind] = {mode: KINDS[apart(matter, a, b, mode)] for mode in get_args(Openness)}
    reasons = {x: list(reasons_of(matter, x, y)) for x, y in ((a, b), (b, a))}
    beyond = {x: beyond_of(matter, x, y, reasons[x]) for x, y in ((a, b), (b, a))}
    kind = PROVED.get((beyond[a], beyond[b]), "depends")
    open_ = any(matter.is_open(leaf) for key in (a, b) for leaf, _ in matter.leaves(key))
    if not open_ and KINDS[bool(reasons[a]), bool(reasons[b])] != PROVED.get((beyond[a], beyond[b])):
        kind = (
            kind if left_out(matter, a, b) or matter.is_in_doubt() else "unknown"
        )  # nothing is open, and there is no second opinion
    every = [r for own in (reasons[a], reasons[b]) for r in own]
    only = {x: next((r.witness for r in own if r.is_proved), None) for x, own in reasons.items()}
    overlooked = [words for key in (a, b) for words in matter.sides[key].overlooked()]
    return bare.model_copy(
        update={
            "relation": kind, "only_a": only[a], "only_b": only[b], "because": [r.text for r in every], "reasons": every, "beyond": beyond,
            "unless": matter.open_texts([a, b]) if kind == "depends" else overlooked, "ways": ways,
        }
    )  # fmt: skip


def beyond_of(matter: Matter, approving: str, refusing: str, reasons: Sequence[Reason]) -> Beyond:
    """Return whether some patients meet one payer's criteria and not the other's: that there is nobody is said only where nothing was left out."""
    if any(reason.is_proved for reason in reasons):
        return "proved"
    possible = matter.can(matter.formulas[approving], -matter.formulas[refusing])
    return "if" if possible or left_out(matter, approving, refusing) else "none"


def left_out(matter: Matter, approving: str, refusing: str) -> bool:
    """Return True if a payer may approve somebody, or another refuse, by words that are not among the criteria compared."""
    return bool(matter.sides[approving].overlooked()) or matter.sides[refusing].policy.ledger.unread > 0


def vocabulary(side: Side, indication: str) -> list[str]:
    """Return what a payer's typed conditions, and the titles of its criteria, speak of, in document order; what is refused to another disease is none of it.

    Words that ask for the initial criteria speak of those.
    """
    titled = [concepts.of(concepts.DISEASE).title.lower()] if any(s.diseases for s in side.uses) else []
    asked = [place.node for s in (*side.universal, *side.uses) for place in s.leaf_places()]
    titled += (
        ["the initial criteria"] if any(m.concept == INITIAL_CRITERIA for leaf in asked for m in leaf.mentions) else []
    )
    refused = (leaf for s in side.against for leaf in refused_to(s.root, indication))
    atoms = (atom for leaf in (*asked, *refused) if leaf.op == "leaf" for atom in leaf.atoms)
    return list(dict.fromkeys([*titled, *map(spoken, atoms)]))


def alone(words: Sequence[str], others: Sequence[str], other: Side) -> list[str]:
    """Return what only one payer speaks of: neither a condition of the other one does nor words of its criteria, typed or not, which may ask for it too."""
    if INITIAL in others and INITIAL not in words:
        return []  # what the initial criteria ask for is asked again
    named = other.once("named in words", lambda: mentioned(other))
    return [w for w in words if w not in others and w not in named and w.partition(" (")[0] not in named]


def mentioned(side: Side) -> frozenset[str]:
    """Return what a payer's criteria name in words that carry no condition on it, as `spoken` has it; of what has no subject, its title."""
    asked = (place.node for s in (*side.universal, *side.uses) for place in s.leaf_places())
    found = ((NAMED_AS.get(m.concept, m.concept), m.subject) for leaf in asked for m in leaf.mentions if not m.negated)
    subjects = {
        concept.name
        for concept in concepts.every()
        if concept.shape == "state" or (concept.shape == "number" and concept.measure == "quantity")
    }
    return frozenset(
        said(name, subject if name in subjects else None) for name, subject in found if name in concepts.REGISTER
    )


def refused_to(root: Criterion, indication: str) -> Iterator[Criterion]:
    """Yield the leaves of an exclusion without those of branches that name other diseases alone."""
    for item in root.children if root.taken_op == "any" else (root,):
        named = diseases_of(item)
        if not named or any(same_disease(disease, indication) for disease in named):
            yield from meetable(item)


def spoken(atom: Atom) -> str:
    """Return what an atom speaks of, as its concept's title has it: `biomarker (MRD)`."""
    return said(atom.concept, atom.subject)


def said(concept: str, subject: str | None) -> str:
    """Return what is spoken of, by the title of its concept, with its subject."""
    title = concepts.of(concept).title
    words = title if title[:2].isupper() else title[:1].lower() + title[1:]
    return f"{words} ({subject})" if subject else words


def apart(matter: Matter, a: str, b: str, mode: Openness) -> tuple[bool, bool]:
    """Return whether the first approves somebody whom the second refuses, and the reverse."""
    one, two = matter.formulas[a], matter.formulas[b]
    taken = matter.mode([a, b], mode)
    return matter.can(one, -two, *taken), matter.can(two, -one, *taken)
