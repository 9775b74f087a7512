"""What stands between a patient and approval on the easiest path: failed therapies, prescriber gates, tests, documents.

The path is found by MaxSAT (python-sat's RC2): of all patients whom a policy approves, one who has to pass the fewest branded steps, then the
fewest other steps of step therapy, then the fewest gates of other kinds. The plain evaluator confirms the patient, and its answers choose the path through the tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from pysat.examples.rc2 import RC2
from pysat.formula import WCNF

from payerdiff.compare.logic.formulas import Leaf, values_of
from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.judge import fits, holds
from payerdiff.compare.logic.one_drug import drug_of
from payerdiff.compare.logic.satisfied_path import Way, met_by, said_by
from payerdiff.compare.logic.sides import Side
from payerdiff.compare.proofs.steps_and_barriers import Barrier, barriers_of, is_of_any_therapy, is_way_out, step_kinds
from payerdiff.model import concepts
from payerdiff.model.comparison import EasiestPath, PathItem
from payerdiff.model.concepts import GATES, BarrierKind
from payerdiff.model.meaning.parts import is_open
from payerdiff.model.patient import Patient
from payerdiff.model.phrasing import DAYS, first_sentence, months_of
from payerdiff.model.polarity import NodeKey, walk
from payerdiff.model.policy import Approval, CriteriaSet, Criterion, Phase, set_name

WEIGHTS: dict[BarrierKind, int] = {"step": 10_000, **dict.fromkeys(GATES, 10), "open": 1}
BRANDED, EXIT = 1000 * WEIGHTS["step"], 1000 * 1000 * WEIGHTS["step"]
"""What a branded step weighs, and what only an extraordinary patient has: as in access facts, branded steps count before conventional ones, and exits are no paths."""


def easiest_paths(matter: Matter, indication: str, alike: Mapping[str, str] | None = None) -> list[EasiestPath]:
    """Return each payer's easiest path, where a patient can be approved and the plain evaluator confirms it.

    Each is looked for by itself: of paths that are equally easy, the one that is found depends on no other payer. `alike` gives for each payer
    the first one that says the same, whose path is its own.
    """
    if len(matter.sides) == 1:
        alone = [easiest_path(matter, key, indication) for key in matter.sides]
        return [path for path in alone if path is not None]
    firsts = alike or {key: key for key in matter.sides}
    found: dict[str, EasiestPath | None] = {}
    for key, side in matter.sides.items():
        if firsts[key] == key:
            with Matter({key: side}, matter.phase, indication, label=matter.label) as own:
                found[key] = easiest_path(own, key, indication)
    paths = ((key, found[firsts[key]]) for key in matter.sides)
    return [path.model_copy(update={"policy": key}) for key, path in paths if path is not None]


def easiest_path(matter: Matter, key: str, indication: str) -> EasiestPath | None:
    """Return one payer's easiest path, or None where nobody is approved."""
    side = matter.sides[key]
    held = barriers_in(key, side, renewing=matter.phase == "renewal")
    true = easiest(matter, key, weighed(matter, held, weight))
    patient = None if true is None else matter.patient(true)
    if patient is None or matter.judged(key, patient).ruling != "approve":
        return None
    uses = [s for s in side.uses if fits(s, patient) and holds(s.root, patient)]
    asked, cheapest = partial(cost, held=held), partial(way_through, key=key, patient=patient, held=held)
    chosen = min(uses, key=lambda s: asked(cheapest(s)))
    met = {matter.book.leaves[x.key]: held[x.key] for s in (*side.universal, chosen) for x in cheapest(s)}
    items = [*items_of(list(met.values())), *barred([s.root for s in (*side.universal, chosen)])]
    steps = apart([b for b in met.values() if b.kind == "step"])
    approval = approval_of(side, chosen, matter.phase, [b.leaf for b in met.values()])
    return EasiestPath(
        policy=key, phase=matter.phase, indication=indication, items=items, patient=patient, steps=sum(b.count for b in steps),
        trial_months=round(sum(b.days for b in steps) / DAYS["month"], 1) or None, approval=first_sentence(approval.text) if approval else None,
        renewal_months=months_of(approval.value, approval.unit) if approval else None, documents=len(papers_of(met.values())),
        undecided=any(map(awaits_preferred, met.values())),
    )  # fmt: skip


def items_of(met: Sequence[Barrier]) -> list[PathItem]:
    """Return the criteria on a path, and the lead-ins that ask for documents; parts of one leaf are one criterion, told by those that are typed."""
    found: dict[str, list[Barrier]] = {}
    for one in met:
        found.setdefault(one.whole.text if one.whole else one.leaf.text, []).append(one)
    items = [item_of([b for b in own if b.leaf.atoms] or own) for own in found.values()]
    leads = (node for node in papers_of(met).values() if node.children)
    return [*items, *(PathItem(kind="document", label=n.label, text=n.text, page=n.span.page if n.span else None) for n in leads if n.text not in found)]  # fmt: skip


def barred(roots: Iterable[Criterion]) -> list[PathItem]:
    """Return the lists of what must not hold that every way through some trees passes, each by the words above it: one criterion each."""
    places = (place for root in roots for place in walk(root) if place.node.taken_op == "none" and place.node.children)
    always = (place.node for place in places if all(parent.taken_op == "all" for parent in place.parents))
    return [PathItem(kind="other", label=n.label, text=n.text or said_by(n), page=n.span.page if n.span else None) for n in always]  # fmt: skip


def item_of(parts: Sequence[Barrier]) -> PathItem:
    """Return one criterion of a path, by its parts that are met: as what weighs most of them."""
    first = max(parts, key=lambda b: WEIGHTS.get(b.kind, 0))
    named = " and ".join(dict.fromkeys(b.leaf.text for b in parts))
    whole = first.whole.text if first.whole else ""
    alone = not any(b.leaf.atoms or " " in b.leaf.text for b in parts)
    if whole and alone:  # one word says nothing without the condition that it stands for (`or equivalent`)
        named = whole
    whole = "" if whole == named else whole
    return PathItem(
        kind=first.kind, label=first.label, text=f"{named}, of “{whole}”" if whole else named,
        page=first.leaf.span.page if first.leaf.span else None,
        light=any(b.kind == "step" and "light" in step_kinds(b.leaf) for b in parts),
    )  # fmt: skip


def papers_of(met: Iterable[Barrier]) -> dict[str, Criterion]:
    """Return what asks for documents on a path, by its words: criteria, and the nearest lead-ins over them (`Documentation that the member tried one of`)."""
    found: dict[str, Criterion] = {}
    for one in met:
        own = one.whole or one.leaf
        asking = next((node for node in (own, *reversed(one.place.parents)) if asks_papers(node)), None)
        if asking is not None:
            asking = said_below(asking)
            found.setdefault(asking.text, asking)
    return found


def said_below(lead: Criterion) -> Criterion:
    """Return the leaf that repeats a lead-in's words as a criterion, where one does: both ask for one document."""
    first = lead.children[0] if lead.children else lead
    repeats = first.span is not None and lead.span is not None and first.span.start == lead.span.start
    return first if repeats and asks_papers(first) else lead


def awaits_preferred(barrier: Barrier) -> bool:
    """Return True if words say that products come before the one requested, and not evaluated which or how many: how many steps those are is not known."""
    own = barrier.whole or barrier.leaf
    asked = {str(value) for atom in barrier.leaf.atoms for value in values_of(atom)}
    if barrier.kind == "step" and PREFERRED in asked:
        return is_open(own) or any(m.concept == "all_therapies" for m in own.mentions)
    return barrier.kind == "open" and any(m.subject == PREFERRED for m in barrier.leaf.mentions)


PREFERRED = "preferred product"
"""The class of products that a payer wants taken before others."""


def asks_papers(node: Criterion) -> bool:
    """Return True if the words of a criterion or a lead-in ask for documents."""
    named = [*(a.concept for a in node.atoms if not a.negated), *(m.concept for m in node.mentions if not m.negated)]
    return any(concepts.of(name).barrier == "document" for name in named)


def apart(steps: list[Barrier]) -> list[Barrier]:
    """Return the steps that count: one in words that name no therapy is passed by whatever another one takes."""
    return [b for b in steps if not is_of_any_therapy(b.leaf)] or steps


def barriers_in(key: str, side: Side, *, renewing: bool = False) -> dict[NodeKey, Barrier]:
    """Return all barriers of a payer's criteria for a matter, by the names of their leaves."""
    sets, drug = (*side.universal, *side.uses), drug_of([side.policy])
    held = {NodeKey(set_name(key, s), b.place.path): apart_from(b, drug) for s in sets for b in barriers_of(s.root)}
    if renewing:
        return {name: of_own_effect(b, drug) for name, b in held.items()}
    return {name: replace(b, late=any(concepts.of(a.concept).on_drug and not a.negated for a in b.leaf.atoms)) for name, b in held.items()}  # fmt: skip


def of_own_effect(barrier: Barrier, drug: str) -> Barrier:
    """Return a barrier at reauthorization: words on failure and length that name no other therapy speak of the drug that the patient is on, and are no step."""
    asked = any(concepts.of(atom.concept).shape == "therapy" for atom in barrier.leaf.atoms)
    named = any(m.concept in ("drug", "drug_class") and m.subject != drug for m in barrier.leaf.mentions)
    if barrier.kind != "step" or asked or named:
        return barrier
    return replace(barrier, kind="other" if barrier.leaf.atoms else "open", count=1, days=0.0)


def apart_from(barrier: Barrier, drug: str) -> Barrier:
    """Return a barrier; what asks for the requested drug itself, at reauthorization, is no step before it."""
    named = {
        value
        for atom in barrier.leaf.atoms
        for value in values_of(atom)
        if concepts.of(atom.concept).shape == "therapy"
    }
    return replace(barrier, kind="other", count=1, days=0.0) if barrier.kind == "step" and named == {drug} else barrier


def way_through(criteria: CriteriaSet, key: str, patient: Patient, held: Mapping[NodeKey, Barrier]) -> Way:
    """Return the leaves that a patient meets on the way through a payer's set, where the fewest barriers stand."""
    return met_by(criteria, patient, set_name(key, criteria), partial(cost, held=held))


def weight(barrier: Barrier) -> int:
    """Return how much a barrier weighs: each failed therapy more than all gates of other kinds together, a branded one more than all conventional ones.

    To be on the drug already, or to have a contraindication, weighs more than any step: neither is a path of an ordinary new patient.
    """
    spoken = [*(atom.concept for atom in barrier.leaf.atoms), *(mention.concept for mention in barrier.leaf.mentions)]
    named = list(map(concepts.of, spoken))
    if barrier.late or any(concept.on_drug and concept.timed for concept in named) or is_way_out(barrier):
        return EXIT
    if barrier.kind == "step" and step_kinds(barrier.leaf) == {"branded"}:
        return BRANDED * barrier.count
    return WEIGHTS.get(barrier.kind, 0) * barrier.count


def weighed(matter: Matter, held: Mapping[NodeKey, Barrier], weight: Callable[[Barrier], int]) -> dict[int, int]:
    """Return what is asked with its weight, by formula; what is asked twice is passed once."""
    found: dict[int, int] = {}
    for key, barrier in held.items():
        if barrier.is_asked and weight(barrier):
            formula = matter.book.leaves[key]
            found[formula] = max(found.get(formula, 0), weight(barrier))
    return found


def easiest(matter: Matter, key: str, weights: dict[int, int]) -> list[int] | None:
    """Return what a payer's easiest patient meets and is spared, as assumptions, or None where nobody is approved."""
    book = matter.book
    problem = WCNF()
    for clause in [*book.clauses, *(c for _, c in book.axioms()), [matter.formulas[key]]]:
        problem.append(clause)
    for formula, weight in weights.items():
        problem.append([-formula], weight=weight)
    with RC2(problem) as solver:
        model = solver.compute()
    if model is None:
        return None
    true = set(model)  # a model names every variable, with its sign
    return [matter.formulas[key], *(-formula for formula in weights if formula not in true)]


def fewest_barriers(matter: Matter, key: str, counts: Callable[[Barrier], bool]) -> int | None:
    """Return how many barriers of some kind the patient who passes the fewest of them has to pass; None where nobody is approved."""
    weights = weighed(
        matter,
        barriers_in(key, matter.sides[key], renewing=matter.phase == "renewal"),
        lambda b: b.count if counts(b) else 0,
    )
    kept = easiest(matter, key, weights)
    return None if kept is None else sum(weight for formula, weight in weights.items() if -formula not in kept)


def cost(way: Sequence[Leaf], held: Mapping[NodeKey, Barrier]) -> int:
    """Return how much a way asks."""
    return sum(weight(held[leaf.key]) for leaf in way)


def approval_of(side: Side, criteria: CriteriaSet, phase: Phase, met: Sequence[Criterion] = ()) -> Approval | None:
    """Return how long the approval runs until the next request: as the criteria met on the path say it, else by its own indication's words."""
    own = [a for a in side.policy.approvals if a.phase == phase and (a.indication is None or same_use(a, criteria))]
    spans = [leaf.span for leaf in met if leaf.span is not None]
    on_path = [a for a in own if any(span.start <= a.span.start < span.end for span in spans)]
    return min(on_path or own, key=lambda a: a.indication is None, default=None)


def same_use(approval: Approval, criteria: CriteriaSet) -> bool:
    """Return True if an approval's indication is the one of a set: by its words or the abbreviation that its title gives, or by the disease that both name."""
    title = criteria.indication or ""
    if approval.indication == title or f"({approval.indication})" in title:
        return True
    return bool(approval.diseases) and set(approval.diseases) == set(criteria.diseases)
