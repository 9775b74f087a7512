"""What stands between a patient and approval on the easiest path: failed therapies, prescriber gates, tests, documents.

The path is found by MaxSAT (python-sat's RC2): of all patients whom a policy approves, one who has to pass the fewest steps of step
therapy, then the fewest gates of other kinds. The plain evaluator confirms the patient, and its answers choose the path through the tree.
Steps are recognised by typed prior therapy and by wording (`trial`, `failure`), as step therapy is often named in words alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pysat.examples.rc2 import RC2
from pysat.formula import WCNF

from payerdiff.compare.judge import fits, holds
from payerdiff.compare.matter import Matter, Side
from payerdiff.compare.patient import Patient
from payerdiff.compare.schema import BarrierKind, EasiestPath, PathItem
from payerdiff.compare.ways import met_by
from payerdiff.normalize.schema import CriteriaSet, Criterion, Phase

TRIAL = re.compile(r"\btrials?\b|\btried\b|\bfail(?:ed|ure)\b|\binadequate response\b|\bintoleran(?:t|ce)\b", re.IGNORECASE)  # fmt: skip
PRESCRIBED = re.compile(r"\bprescribed by\b|\bconsultation with\b", re.IGNORECASE)
DOCUMENT = re.compile(r"\bdocument(?:ation|ed)?\b|\bchart notes?\b|\bmedical records?\b|\bsubmit", re.IGNORECASE)
TESTS = frozenset({"biomarker", "lab_value"})
WEIGHTS: dict[BarrierKind, int] = {"step": 1000, "prescriber": 1, "test": 1, "document": 1, "open": 1}


@dataclass(frozen=True, slots=True)
class Barrier:
    """A leaf with what it asks of the patient, and whether a `none` or a condition turns it round."""

    leaf: Criterion
    kind: BarrierKind
    turned: bool


def easiest_paths(matter: Matter, indication: str) -> list[EasiestPath]:
    """Return each payer's easiest path, where a patient can be approved and the plain evaluator confirms it."""
    found = (easiest_path(matter, key, indication) for key in matter.sides)
    return [path for path in found if path is not None]


def easiest_path(matter: Matter, key: str, indication: str) -> EasiestPath | None:
    """Return one payer's easiest path, or None where nobody is approved."""
    side = matter.sides[key]
    barriers = [b for s in (*side.universal, *side.uses) for b in barriers_of(s.root)]
    patient = easiest_patient(matter, key, barriers)
    if patient is None or matter.judged(key, patient).ruling != "approve":
        return None
    kinds = {id(b.leaf): b.kind for b in barriers}
    uses = [s for s in side.uses if fits(s, patient) and holds(s.root, patient)]
    ways = {id(s): met_by(s.root, patient, lambda way: cost(way, kinds)) for s in (*side.universal, *uses)}
    chosen = min(uses, key=lambda s: cost(ways[id(s)], kinds))
    met = {matter.book.leaves[id(x)]: x for s in (*side.universal, chosen) for x in ways[id(s)]}
    items = [
        PathItem(kind=kinds[id(leaf)], label=leaf.label, text=leaf.text, page=leaf.span.page if leaf.span else None)
        for leaf in met.values()
    ]
    return EasiestPath(
        policy=key, phase=matter.phase, indication=indication, items=items, patient=patient,
        steps=sum(i.kind == "step" for i in items), approval=approval_of(side, chosen, matter.phase),
    )  # fmt: skip


def barriers_of(node: Criterion, turned: bool = False, heading: str = "") -> Iterator[Barrier]:
    """Yield the leaves of a tree with what they ask; below a heading that speaks of trials or prescribers each item is one."""
    op = node.taken_op
    if not node.children:
        if op == "leaf":
            yield Barrier(node, kind_of(node, heading), turned)
        return
    for at, child in enumerate(node.children):
        other_way = turned != (op == "none" or (op == "if" and at == 0))
        if not child.children and child.label and child.label == node.label and len(node.children) > 1:
            yield Barrier(child, "other", other_way)  # the words that introduce the items beside it
        else:
            yield from barriers_of(child, other_way, f"{heading} {node.text}")


def kind_of(leaf: Criterion, heading: str) -> BarrierKind:
    """Return what a leaf asks of the patient."""
    concepts = {atom.concept for atom in leaf.atoms}
    if "prior_therapy" in concepts or TRIAL.search(f"{heading} {leaf.text}"):
        return "step"
    if "prescriber" in concepts or PRESCRIBED.search(f"{heading} {leaf.text}"):
        return "prescriber"
    if concepts & TESTS:
        return "test"
    if "documentation" in concepts or DOCUMENT.search(leaf.text):
        return "document"
    return "other" if leaf.atoms else "open"


def easiest_patient(matter: Matter, key: str, barriers: list[Barrier]) -> Patient | None:
    """Return a patient whom a payer approves and who passes the fewest barriers, or None where nobody is approved."""
    book = matter.book
    problem = WCNF()
    for clause in [*book.clauses, *(c for _, c in book.axioms()), [matter.formulas[key]]]:
        problem.append(clause)
    weighed: dict[int, int] = {}
    for barrier in barriers:
        if not barrier.turned and barrier.kind in WEIGHTS:  # what is asked twice is passed once
            formula = book.leaves[id(barrier.leaf)]
            weighed[formula] = max(weighed.get(formula, 0), WEIGHTS[barrier.kind])
    for formula, weight in weighed.items():
        problem.append([-formula], weight=weight)
    with RC2(problem) as solver:
        model = solver.compute()
    if model is None:
        return None
    true = set(model)  # a model names every variable, with its sign
    spared = [-formula for formula in weighed if formula not in true]
    return matter.patient([matter.formulas[key], *spared])


def cost(leaves: Sequence[Criterion], kinds: dict[int, BarrierKind]) -> int:
    """Return how much a way asks."""
    return sum(WEIGHTS.get(kinds[id(leaf)], 0) for leaf in leaves)


def approval_of(side: Side, criteria: CriteriaSet, phase: Phase) -> str | None:
    """Return how long the approval runs until the next request, in the policy's words; its own indication's first."""
    own = [a for a in side.policy.approvals if a.phase == phase and a.indication in (None, criteria.indication)]
    return min(own, key=lambda a: a.indication is None).text if own else None
