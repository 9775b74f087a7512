"""Does a new version of a policy restrict anything? A gate for a build: nobody loses coverage, or the patients who do.

Every indication that the old version covers is held against the new version as a whole, universal criteria and exclusions included: a use
that went to another set, or under another title, is no loss. Lengths of approval and limits have no patient; they are taken from the review.
What could not be decided is said, and does not pass unless that is asked for.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from payerdiff.compare.changes.leaf_match import pair_sets
from payerdiff.compare.changes.node_match import pair_trees
from payerdiff.compare.changes.review import review
from payerdiff.compare.changes.verdicts import learn_pairs
from payerdiff.compare.logic.formulas import Book
from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.judge import holds
from payerdiff.compare.logic.satisfied_path import first_failure, met_by, said_by, share_met
from payerdiff.compare.logic.scope import counting
from payerdiff.compare.logic.sides import Side
from payerdiff.model.comparison import Witness
from payerdiff.model.patient import Patient
from payerdiff.model.policy import CriteriaSet, Frozen, Phase, Policy
from payerdiff.model.review import ReviewedChange, Sureness

PHASES: tuple[Phase, ...] = ("initial", "renewal")


class Restriction(Frozen):
    """One thing that the new version takes away, or that could not be decided.

    `patients`: approved before, refused now, with the criteria that refuse. `term`: a shorter approval or a lower limit.
    `undecided`: a change that may restrict, or a patient whom the plain evaluator did not confirm.
    """

    kind: Literal["patients", "term", "undecided"]
    phase: Phase | None = None
    indication: str | None = None
    text: str
    sure: Sureness = "certain"
    """`likely` where only words that are likely stricter part the patient from coverage."""
    witness: Witness | None = None


class Gate(Frozen):
    """What a new version restricts; `held` counts the indications of which nobody loses coverage."""

    old: str
    new: str
    held: int
    restrictions: list[Restriction] = Field(default_factory=list)


def new_restrictions(old: Policy, new: Policy) -> Gate:
    """Return what the new version restricts: patients, terms, and what is undecided."""
    found: list[Restriction] = []
    sets = [s for phase in PHASES for s in old.criteria if s.phase == phase]
    book = pairs_of(old, new)
    for criteria in sets:
        found += losses(old, new, criteria, book)
    held = len(sets) - len(found)
    if not sets:
        text = "No criteria were found in the old version, so there is nothing to compare the new one with."
        found.append(Restriction(kind="undecided", text=text))
    for change in review(old, new).changes:
        if change.kind == "clinical":
            found += terms(change)
    return Gate(old=old.source.name, new=new.source.name, held=held, restrictions=found)


def pairs_of(old: Policy, new: Policy) -> Book:
    """Return a book that knows which criteria of the two versions ask the same."""
    book = Book()
    for before, after in ((old.criteria, new.criteria), (old.exclusions, new.exclusions)):
        for i, j in pair_sets(before, after):
            if i is not None and j is not None:
                learn_pairs(book, pair_trees(before[i], after[j]))
    return book


def losses(old: Policy, new: Policy, criteria: CriteriaSet, pairs: Book) -> list[Restriction]:
    """Return the patients of one old indication whom the new version refuses, if there are any."""
    phase = criteria.phase
    uses = tuple(s for s in new.criteria if s.phase == phase)
    if not uses:
        text = "The new version has no criteria for this phase."
        return [Restriction(kind="undecided", phase=phase, indication=criteria.indication, text=text)]
    sides = {"old": side_of(old, (criteria,)), "new": side_of(new, uses)}
    with Matter(sides, phase, criteria.indication or "", book=pairs.empty()) as matter:
        given = [matter.formulas["old"], -matter.formulas["new"]]
        if not matter.can(*given):
            return []
        certain = [*given, *matter.book.alike]
        sure: Sureness = "certain" if matter.can(*certain) else "likely"
        witness = matter.witness("old", "new", certain if sure == "certain" else given)
    if witness is None:
        text = "A patient may lose coverage; the second evaluator did not confirm it."
        return [Restriction(kind="undecided", phase=phase, indication=criteria.indication, text=text)]
    text = refusal(sides["new"], witness.patient)
    return [
        Restriction(kind="patients", phase=phase, indication=criteria.indication, text=text, sure=sure, witness=witness)
    ]


def refusal(side: Side, patient: Patient) -> str:
    """Return the criterion that refuses a patient: one for all indications, else an exclusion, else the first of the indication that comes closest."""
    failures = [first_failure(s.root, patient) for s in side.universal]
    found = next((f for f in failures if f is not None), None)
    if found is None:
        excluded = next((s for s in side.against if holds(s.root, patient)), None)
        if excluded is not None:
            return f"excluded: {'; '.join(x.node.text for x in met_by(excluded, patient))}"
        closest = max(side.uses, key=lambda s: share_met(s.root, patient))
        found = first_failure(closest.root, patient)
    return said_by(found) if found else "The new title names a different patient population."


def side_of(policy: Policy, uses: tuple[CriteriaSet, ...]) -> Side:
    """Return a policy as the plain evaluator takes it: universal criteria, some uses, and exclusions that name something."""
    universal = tuple(s for s in policy.criteria if s.phase == "universal")
    return Side.of(policy, universal, uses, against=counting(policy))


def terms(change: ReviewedChange) -> list[Restriction]:
    """Return what a clinical change restricts that has no patient, or leaves undecided."""
    words = f"{change.where}: {change.before or '(nothing)'} → {change.after or '(nothing)'}"
    place = {"phase": change.phase, "indication": change.indication}
    if change.op == "move" and change.phase is not None:
        return []  # the tree as a whole tells
    if change.sure == "open" or change.direction == "unknown":
        return [Restriction(kind="undecided", text=words, **place)]  # type: ignore[arg-type]  # two optional fields
    if change.phase is None and change.direction in ("tightened", "both"):
        return [Restriction(kind="term", text=words, **place)]  # type: ignore[arg-type]  # two optional fields
    return []
