"""Soundness by force: z3 as the oracle of the solver's verdicts, and solver against evaluator on 100,000 pairs."""

from __future__ import annotations

from functools import cache
from itertools import product
from random import Random

import pytest
import z3
from hypothesis import given, settings
from trees import ATOMS, NOWHERE, PEOPLE, drawn, meant, side

from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.judge import holds, judge
from payerdiff.compare.proofs.relations import KINDS, relate
from payerdiff.model.patient import Patient, Therapy
from payerdiff.model.policy import Atom, Criterion, Meaning, OpenPart

STATES, NAMED = z3.EnumSort("State", ["positive", "negative", "other"])
STATE = dict(zip(("positive", "negative", "other"), NAMED, strict=True))


class Oracle:
    """Trees as formulas of z3, with numbers and enumerations of its own instead of our encoding."""

    def __init__(self) -> None:
        self.age = z3.Real("age")
        self.markers = {name: z3.Const(name, STATES) for name in ("Ph", "MRD")}

    def of(self, node: Criterion) -> z3.BoolRef:
        """Return the formula of a tree."""
        op = node.taken_op
        if not node.children:
            if node.meaning:
                return self.of_meaning(node.meaning, node)
            return z3.And([self.of_atom(a) for a in node.atoms]) if node.atoms else z3.Bool(node.text)
        return self.joined(op, node.k, [self.of(child) for child in node.children])

    def of_meaning(self, part: int | Meaning | OpenPart, leaf: Criterion) -> z3.BoolRef:
        """Return the formula of a part of what a leaf means."""
        if isinstance(part, OpenPart):
            return z3.Bool(f"{part.unknown} in {leaf.text}")
        if isinstance(part, int):
            return self.of_atom(leaf.atoms[part])
        return self.joined(part.op, part.k, [self.of_meaning(inner, leaf) for inner in part.of])

    def joined(self, op: str, k: int | None, kids: list[z3.BoolRef]) -> z3.BoolRef:
        """Return the formula of items under an operator."""
        if op == "any":
            return z3.Or(kids)
        if op == "none":
            return z3.Not(z3.Or(kids))
        if op == "if":
            return z3.Implies(kids[0], z3.And(kids[1:]))
        if op == "at_least":
            return z3.AtLeast(*kids, k or 1)
        return z3.And(kids)

    def of_atom(self, atom: Atom) -> z3.BoolRef:
        """Return the formula of a condition."""
        if atom.concept == "age":
            limit = float(str(atom.value)) * 12
            return {
                ">=": self.age >= limit,
                ">": self.age >= limit + (12 if atom.unit == "year" else 1),
                "<": self.age < limit,
                "<=": self.age < limit + (12 if atom.unit == "year" else 1),
            }[atom.op]
        if atom.concept == "biomarker":
            return self.markers[atom.subject or ""] == STATE[str(atom.value)]
        wanted = (atom.outcome or "").split(" or ")
        taken = {name: z3.Bool(f"{atom.value} {name}") for name in ("failed", "contraindicated", "tried")}
        return z3.Or([z3.Or(taken["tried"], taken["failed"]) if name == "tried" else taken[name] for name in wanted])

    def can(self, *held: z3.BoolRef) -> bool:
        """Return True if somebody is possible for whom all of this holds."""
        solver = z3.Solver()
        solver.add(self.age >= 0, *held)
        return bool(solver.check() == z3.sat)


@settings(max_examples=200)
@given(drawn(untyped=True), drawn(untyped=True))
def test_z3_sees_the_same_relation(left: Criterion, right: Criterion) -> None:
    oracle = Oracle()
    a, b = oracle.of(left), oracle.of(right)
    with Matter({"a": side(left), "b": side(right)}, "initial") as matter:
        found = relate(matter, "a", "b", "x")
    assert found.ways["free"] == KINDS[oracle.can(a, z3.Not(b)), oracle.can(b, z3.Not(a))]
    assert found.relation != "unknown", "the plain evaluator confirms it"


def agreeing(matter: Matter, root: Criterion, people: list[int]) -> int:
    """Return of how many patients solver and evaluator say the same of a tree: the patient's facts are given to the solver."""
    alone, count = side(root).alone(), 0
    for at in people:
        ruling = judge(alone, PEOPLE[at]).ruling
        facts = assumed(matter, at)
        assert matter.can(*facts), "the axioms allow the patient"
        approves = matter.can(*facts, matter.formulas["x"])
        assert approves != matter.can(*facts, -matter.formulas["x"]), "the facts decide"
        assert (ruling == "approve") is approves and ruling in ("approve", "refuse")
        count += 1
    return count


def assumed(matter: Matter, at: int) -> list[int]:
    """Return a patient's facts as assumptions over the variables that a matter has."""
    patient = PEOPLE[at]
    outcomes = {t.outcome for t in patient.prior_therapy or []}
    if outcomes & {"failed"}:
        outcomes |= {"tried"}
    found = []
    for fact, variable in matter.book.facts.items():
        if fact[0] == "age":
            true = (patient.age or 0.0) >= float(fact[2])
        elif fact[0] == "biomarker":
            true = patient.biomarker[fact[1]] == fact[2]
        elif fact[0] == "prior_therapy":
            true = fact[3] in outcomes
        else:
            assert fact[0] == "open"
            true = patient.criteria[fact[1]]
        found.append(variable if true else -variable)
    return found


EACH = 250
"""Patients for each drawn tree."""


@pytest.mark.parametrize("pairs", [10_000, pytest.param(100_000, marks=pytest.mark.laws)])
def test_solver_and_evaluator_agree_on_many_pairs_of_a_tree_and_a_patient(pairs: int) -> None:
    random = Random(1)
    count = 0
    for _ in range(pairs // EACH):
        root = grown(random, 3)
        with Matter({"x": side(root)}, "initial") as matter:
            count += agreeing(matter, root, random.choices(range(len(PEOPLE)), k=EACH))
    assert count == pairs


def grown(random: Random, depth: int) -> Criterion:
    """Return a tree drawn without Hypothesis, which keeps no books on 100,000 draws."""
    from trees import LEAVES

    if depth == 0 or random.random() < 0.25:
        return random.choice([random.choice(LEAVES), joined_at_random(random)])
    kids = [grown(random, depth - 1) for _ in range(random.randint(2, 3))]
    op = random.choice(["all", "any", "none", "at_least", "if"])
    return Criterion(op=op, k=random.randint(1, 3) if op == "at_least" else None, children=kids, span=NOWHERE)  # type: ignore[arg-type]  # ops are the schema's


def joined_at_random(random: Random) -> Criterion:
    """Return a leaf whose conditions are joined by any operator, one within another."""
    ops = ["all", "any", "none", "at_least", "if"]
    inner, outer = (Meaning.model_validate({"op": op, "k": 2 if op == "at_least" else None, "of": of}) for op, of in zip(random.choices(ops, k=2), ([0, 1], [2, 1]), strict=True))  # fmt: skip
    return meant(outer.model_copy(update={"of": [inner, *outer.of][: 2 if outer.op == "if" else 3]}), *random.choices(ATOMS, k=3))  # fmt: skip


def counted(value: object, outcome: str, count: int | None, length: str | None = None) -> Criterion:
    """Return a leaf that asks for treatments that came before."""
    text = f"{value} {outcome} {count} {length}"
    atom = Atom(concept="prior_therapy", op="in" if isinstance(value, list) else "=", value=value, outcome=outcome, count=count, duration=length, text=text, span=NOWHERE)  # type: ignore[arg-type]  # values are the schema's  # fmt: skip
    return Criterion(op="leaf", text=text, atoms=[atom], span=NOWHERE)


NAMED = ["atorvastatin", "simvastatin", "pravastatin"]
STEPS = [
    *(counted("statin", outcome, k) for outcome in ("tried", "failed", "failed or contraindicated") for k in (None, 2, 3)),
    *(counted(NAMED, "failed", k) for k in (None, 2, 3)),
    counted("atorvastatin", "failed", None),
]  # fmt: skip


def histories() -> list[Patient]:
    """Return every history of six statins, three of which no criterion names, each not given or with one of three outcomes."""
    outcomes = (None, "tried", "failed", "contraindicated")
    return [
        Patient(prior_therapy=[Therapy(drug=d, outcome=o) for d, o in zip([*NAMED, "rosuvastatin", "lovastatin", "pitavastatin"], ended, strict=True) if o], criteria={}, diagnosis=[])
        for ended in product(outcomes, repeat=6)
    ]  # fmt: skip


@cache
def met_by() -> list[set[int]]:
    """Return for each step the histories that meet it, by the plain evaluator."""
    people = histories()
    return [{n for n, patient in enumerate(people) if holds(step, patient)} for step in STEPS]


@pytest.mark.parametrize("at", range(len(STEPS)))
def test_numbers_of_treatments_are_weighed_as_histories_of_drugs_show_them(at: int) -> None:
    """Whom one asks for and the other refuses among all histories must show, and a proof must hold for the evaluator."""
    left, meets = STEPS[at], met_by()
    for k, right in enumerate(STEPS):
        with Matter({"a": side(left), "b": side(right)}, "initial") as matter:
            found = relate(matter, "a", "b", "x")
        kind = KINDS[bool(meets[at] - meets[k]), bool(meets[k] - meets[at])]
        assert found.ways["free"] == kind, (left.text, right.text)
        for witness, approving, refusing in ((found.only_a, left, right), (found.only_b, right, left)):
            if witness is not None:
                assert holds(approving, witness.patient) and holds(refusing, witness.patient) is False


@pytest.mark.parametrize(
    ("left", "right", "relation"),
    [
        (counted("methotrexate", "failed", None, "6 month"), counted("methotrexate", "failed", None, "12 weeks"), "more_restrictive"),
        (counted("methotrexate", "failed", None, "3 month"), counted("conventional synthetic DMARD", "tried", None), "more_restrictive"),
        (counted("NSAID", "failed or contraindicated", 2, "4 week"), counted("NSAID", "failed or contraindicated", None), "more_restrictive"),
        (counted("NSAID", "failed", 2, "4 week"), counted("NSAID", "failed", 3), "incomparable"),
    ],
)  # fmt: skip
def test_what_lasted_longer_lasted_as_long(left: Criterion, right: Criterion, relation: str) -> None:
    with Matter({"a": side(left), "b": side(right)}, "initial") as matter:
        found = relate(matter, "a", "b", "x")
    assert found.ways["free"] == relation
