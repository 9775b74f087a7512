"""How two policies stand to each other, proved: a patient each way, found by a solver and judged anew by the plain evaluator.

For each phase and aligned indication: is there a patient whom one approves and the other refuses, and the reverse? Three answers over
what is open: left free, all met, none met. A verdict whose patient the plain evaluator does not confirm is no verdict. It speaks of the
criteria for one indication: clauses for uses that a policy does not list are named beside it, as they may approve what those refuse.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from pysat.solvers import Solver

from payerdiff.compare.alignment import diagnoses_of, is_other
from payerdiff.compare.judge import judge
from payerdiff.compare.meaning import Book
from payerdiff.compare.schema import Alignment, Openness, Reason, Relation, RelationKind, Witness
from payerdiff.compare.witness import patient_of, words_of
from payerdiff.normalize.schema import CriteriaSet, Criterion, Phase, Policy

PHASES: tuple[Phase, ...] = ("initial", "renewal")
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
LONGEST = 160


@dataclass(frozen=True, slots=True)
class Side:
    """One policy's criteria for an indication and phase: those for every use, and the sets of which one must be met."""

    policy: Policy
    universal: tuple[CriteriaSet, ...]
    uses: tuple[CriteriaSet, ...]
    aside: tuple[str, ...] = ()
    """Clauses of the policy for uses that it does not list: they could approve what the indication's own criteria refuse."""

    def alone(self) -> Policy:
        """Return the policy with these criteria only, as the plain evaluator judges it."""
        return self.policy.model_copy(update={"criteria": [*self.universal, *self.uses], "exclusions": []})


def relations(policies: Sequence[Policy], keys: Sequence[str], alignment: Sequence[Alignment]) -> list[Relation]:
    """Return the relation of every ordered pair of policies for every aligned indication and phase."""
    found: list[Relation] = []
    held = dict(zip(keys, policies, strict=True))
    for entry in alignment:
        sets = {m.policy: set(m.sets) for m in entry.members}
        for phase in PHASES:
            sides = {key: side_of(held[key], sets.get(key, set()), phase) for key in keys}
            if sum(bool(side.uses) for side in sides.values()) == 0:
                continue
            for a, b in combinations(keys, 2):
                relation = relate(sides[a], sides[b], a, b, phase, entry.indication)
                found += [relation, mirrored(relation)]
    return found


def side_of(policy: Policy, ids: set[str], phase: Phase) -> Side:
    """Return one policy's side."""
    universal = tuple(s for s in policy.criteria if s.phase == "universal")
    own = [s for s in policy.criteria if s.phase == phase]
    rest = (s for s in own if s.id not in ids and (is_other(s) or not diagnoses_of(s)))
    aside = tuple(s.indication or next((c.text for c, _ in leaves_with_turn(s.root)), "") for s in rest)
    return Side(policy, universal, tuple(s for s in own if s.id in ids), aside)


def mirrored(relation: Relation) -> Relation:
    """Return a relation seen from the other policy."""
    kind = MIRRORED.get(relation.relation, relation.relation)
    return relation.model_copy(
        update={
            "a": relation.b, "b": relation.a, "relation": kind, "only_a": relation.only_b, "only_b": relation.only_a,
            "reasons": [*(r for r in relation.reasons if r.policy == relation.a), *(r for r in relation.reasons if r.policy == relation.b)],
            "ways": {way: MIRRORED.get(k, k) for way, k in relation.ways.items()},
        }
    )  # fmt: skip


def relate(left: Side, right: Side, a: str, b: str, phase: Phase, indication: str) -> Relation:
    """Return how two sides stand to each other."""
    bare = Relation(a=a, b=b, phase=phase, indication=indication, relation="not_addressed")
    if not left.uses or not right.uses:
        return bare
    pair = Pair(left, right, phase)
    try:
        return pair.relation(bare)
    finally:
        pair.solver.delete()


class Pair:
    """Two sides as formulas over one patient."""

    def __init__(self, left: Side, right: Side, phase: Phase) -> None:
        self.sides = left, right
        self.phase = phase
        self.book = Book()
        self.formulas = [self.formula(side) for side in self.sides]
        self.conjuncts = [list(conjuncts(side)) for side in self.sides]
        self.parts = [[(text, self.book.of(node)) for text, node in own] for own in self.conjuncts]
        axioms = [clause for _, clause in self.book.axioms()]
        self.solver = Solver(name="cadical153", bootstrap_with=[*self.book.clauses, *axioms])
        self.modes: dict[Openness, list[int]] = {"free": [], "met": self.opens(True), "unmet": self.opens(False)}

    def formula(self, side: Side) -> int:
        """Return what a side asks."""
        return self.book.join([*map(self.book.of_set, side.universal), self.book.either(map(self.book.of_set, side.uses))])  # fmt: skip

    def opens(self, met: bool) -> list[int]:
        """Return the assumptions that every open criterion is met (or none): below a `none` that means the reverse."""
        signs: dict[int, set[bool]] = {}
        for side in self.sides:
            for criteria in (*side.universal, *side.uses):
                for leaf, turned in leaves_with_turn(criteria.root):
                    if not leaf.atoms or leaf.partial:
                        signs.setdefault(self.book.open_words(leaf.text), set()).add(not turned)
        return [variable if (True in way) == met else -variable for variable, way in signs.items() if len(way) == 1]

    def relation(self, bare: Relation) -> Relation:
        """Return the relation with its proofs."""
        ways: dict[Openness, RelationKind] = {mode: KINDS[self.parts_both(mode)] for mode in self.modes}
        mode: Openness = "free" if ways["free"] != "incomparable" else "met"
        kind = ways[mode]
        reasons = [[*self.reasons(at, mode, (bare.a, bare.b)[1 - at])] for at in (0, 1)]
        witnesses = [next((r.witness for r in own if r.witness), None) for own in reasons]
        if [w is not None for w in witnesses] != list(self.parts_both(mode)):
            return bare.model_copy(
                update={"relation": "unknown", "ways": ways}
            )  # the second opinion did not confirm it
        every = [r for own in reasons for r in own]
        unless = list(self.open_texts()) if mode == "met" or ways["met"] != kind else []
        unless += [f"the clause on {text}" for side in self.sides for text in side.aside]
        return bare.model_copy(
            update={
                "relation": kind, "only_a": witnesses[0], "only_b": witnesses[1], "because": [r.text for r in every], "reasons": every,
                "unless": unless, "ways": ways,
            }
        )  # fmt: skip

    def parts_both(self, mode: Openness) -> tuple[bool, bool]:
        """Return whether the first approves somebody whom the second refuses, and the reverse."""
        one, two = (self.solver.solve(assumptions=self.apart(at, mode)) for at in (0, 1))
        return bool(one), bool(two)

    def apart(self, at: int, mode: Openness) -> list[int]:
        """Return the assumptions that one side approves and the other refuses."""
        return [self.formulas[at], -self.formulas[1 - at], *self.modes[mode]]

    def witness(self, at: int, given: list[int]) -> Witness | None:
        """Return a patient whom one side approves and the other refuses, confirmed by the plain evaluator, or None."""
        true = self.nearest(given)
        leaves = [leaf for side in self.sides for s in (*side.universal, *side.uses) for leaf, _ in leaves_with_turn(s.root)]  # fmt: skip
        patient = patient_of(self.book, true, leaves, self.phase)
        yes, no = judge(self.sides[at].alone(), patient), judge(self.sides[1 - at].alone(), patient)
        if (yes.ruling, no.ruling) != ("approve", "refuse"):
            return None
        return Witness(patient=patient, words=words_of(patient), fails=no.deciding)

    def nearest(self, given: list[int]) -> set[int]:
        """Return the model nearest to an ordinary patient: fact by fact, what need not hold does not; adults where it may be."""
        kept = list(given)
        for variable, wanted in self.preferences():
            choice = variable if wanted else -variable
            if self.solver.solve(assumptions=[*kept, choice]):
                kept.append(choice)
            else:
                kept.append(-choice)
        self.solver.solve(assumptions=kept)
        return {v for v in self.solver.get_model() or [] if v > 0}

    def preferences(self) -> Iterator[tuple[int, bool]]:
        """Yield each fact with what an ordinary request has: 45 years of age, papers in order, no finding more than is needed."""
        for fact, variable in self.book.facts.items():
            yield variable, fact[0] in IN_ORDER or (fact[0] == "age" and float(fact[2]) <= ORDINARY)

    def reasons(self, at: int, mode: Openness, policy: str) -> Iterator[Reason]:
        """Yield the other side's criteria that refuse somebody whom this side approves, the weightiest first.

        A criterion is a reason of its own where it refuses a patient who meets all the others.
        """
        given = [self.formulas[at], *self.modes[mode]]
        own = self.parts[1 - at]
        for place in sorted(range(len(own)), key=lambda n: (weight(self.conjuncts[1 - at][n][1]), n)):
            text, part = own[place]
            if not self.solver.solve(assumptions=[*given, -part]):
                continue
            others = [other for n, (_, other) in enumerate(own) if n != place]
            alone = bool(self.solver.solve(assumptions=[*given, -part, *others]))
            witness = self.witness(at, [*given, -part, *(others if alone else [])])
            yield Reason(policy=policy, text=text, alone=alone, witness=witness)

    def open_texts(self) -> Iterator[str]:
        """Yield the open words that only one side has: what they mean could overturn the verdict."""
        own = [{leaf.text for s in (*side.universal, *side.uses) for leaf, _ in leaves_with_turn(s.root) if not leaf.atoms or leaf.partial} for side in self.sides]  # fmt: skip
        shared = {self.book.open_words(t) for t in own[0]} & {self.book.open_words(t) for t in own[1]}
        for texts in own:
            yield from (t for t in sorted(texts) if self.book.open_words(t) not in shared)


ORDINARY = 540.0
"""Months: the age of an ordinary patient."""
IN_ORDER = frozenset({"documentation", "prescriber", "toxicity", "vaccination", "response", "treatment_history"})
"""Concepts that an ordinary request fulfils: a patient who lacks them shows little."""
WEIGHTY = (
    "diagnosis",
    "age",
    "disease_setting",
    "biomarker",
    "prior_therapy",
    "regimen",
    "line_of_therapy",
    "dose",
    "cycles",
    "prescriber",
)


def weight(node: Criterion) -> int:
    """Return how soon a criterion is shown as a reason: who is covered first, papers late, open words last."""
    concepts = {a.concept for leaf, _ in leaves_with_turn(node) for a in leaf.atoms}
    return min((WEIGHTY.index(c) for c in concepts if c in WEIGHTY), default=len(WEIGHTY) + (not concepts))


def leaves_with_turn(node: Criterion, turned: bool = False) -> Iterator[tuple[Criterion, bool]]:
    """Yield the leaves of a tree, each with whether it stands below a `none` or as the condition of an `if`."""
    if not node.children:
        if node.op == "leaf":
            yield node, turned
        return
    op = node.read_as.op if node.read_as else node.op
    for at, child in enumerate(node.children):
        yield from leaves_with_turn(child, turned != (op == "none" or (op == "if" and at == 0)))


def conjuncts(side: Side) -> Iterator[tuple[str, Criterion]]:
    """Yield what a side asks for, one requirement at a time; several sets are one requirement."""
    for criteria in side.universal:
        yield from required(criteria.root)
    if len(side.uses) == 1:
        yield from required(side.uses[0].root)
    else:
        whole = Criterion(op="any", children=[s.root for s in side.uses])
        yield "; or ".join(s.indication or "every use" for s in side.uses), whole


def required(node: Criterion) -> Iterator[tuple[str, Criterion]]:
    """Yield the requirements of a tree: an `all` is taken apart."""
    op = node.read_as.op if node.read_as else node.op
    if op == "all" and node.children:
        for child in node.children:
            yield from required(child)
        return
    words = node.text or "; or ".join(c.text for c, _ in leaves_with_turn(node))
    yield (words if len(words) <= LONGEST else words[: words.rfind(" ", 0, LONGEST)] + " …"), node
