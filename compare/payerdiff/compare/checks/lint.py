"""What is wrong with one policy on its own: criteria that no patient can meet, items that add nothing, terms that do not fit.

Proved with the same formulas and axioms as the relations between payers. A policy is taken as it is written here, not in the nearest
reading that can be met: that it needs one is the point.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pysat.solvers import Solver

from payerdiff.compare.logic.formulas import Book
from payerdiff.compare.proofs.steps_and_barriers import barriers_of
from payerdiff.model import concepts
from payerdiff.model.meaning.parts import ends_of, is_open
from payerdiff.model.phrasing import DAYS, months_of
from payerdiff.model.polarity import NodeKey, requirements, walk
from payerdiff.model.policy import CriteriaSet, Criterion, Finding, Policy, Span, meetable
from payerdiff.model.policy.scopes import beside
from payerdiff.model.words import letters_of

SHOWN = 120
LONG = 4
"""Letters from which on a word of a name is one that other words may name it by."""


def lint(policy: Policy) -> list[Finding]:
    """Return the findings, those on criteria first, in document order."""
    universal = [s for s in policy.criteria if s.phase == "universal"]
    found: list[Finding] = []
    for criteria in policy.criteria:
        own = Check(criteria, [] if criteria.phase == "universal" else beside(universal, [criteria]))
        found += own.findings()
        own.solver.delete()
    return [
        *found,
        *stricter_renewals(policy),
        *short_approvals(policy),
        *lone_codes(policy),
        *broken_pointers(policy),
        *undefined_terms(policy),
    ]


@dataclass(frozen=True, slots=True)
class Placed:
    """A node with its formula, and the group that it stands in."""

    node: Criterion
    formula: int
    op: str
    siblings: tuple[int, ...]


class Check:
    """One set of criteria as a formula, together with the criteria for all indications."""

    def __init__(self, criteria: CriteriaSet, universal: Sequence[CriteriaSet]) -> None:
        self.criteria = criteria
        self.book = Book(as_written=True)
        self.root = self.book.of_set(criteria)
        self.around = self.book.join([self.root, *map(self.book.of_set, universal)])
        self.placed = list(self.items(criteria))
        axioms = [clause for _, clause in self.book.axioms()]
        self.solver = Solver(name="cadical153", bootstrap_with=[*self.book.clauses, *axioms])

    def items(self, criteria: CriteriaSet) -> Iterator[Placed]:
        """Yield every item of every group with its formula."""
        places = list(walk(criteria.root))
        formulas = {place.path: self.book.of(place.named(criteria.id)) for place in places}
        for place in places[1:]:
            group, (*above, at) = place.parents[-1], place.path
            others = (formulas[*above, n] for n in range(len(group.children)) if n != at)
            yield Placed(place.node, formulas[place.path], group.op, tuple(others))
        for end in (end for place in places if place.node.meaning for end in ends_of(place)):
            if (
                end.parents and end.parents[-1].op == "any" and end.node.atoms
            ):  # an alternative within a criterion, typed
                yield Placed(end.node, self.book.leaves[NodeKey(criteria.id, end.path)], "any", ())

    def can(self, *assumed: int) -> bool:
        """Return True if a patient is possible for whom all of this holds."""
        return bool(self.solver.solve(assumptions=list(assumed)))

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong with the set."""
        title = self.criteria.indication or self.criteria.phase
        if not self.can(self.root) and not never(self.criteria.root):
            yield warning("cannot-be-met", f"No patient can meet the criteria for “{title}” as written.", self.criteria.span)  # fmt: skip
            return
        if not self.can(self.around) and not never(self.criteria.root):
            yield warning("cannot-be-reached", f"No patient can meet both the criteria for “{title}” and those for all indications.", self.criteria.span)  # fmt: skip
            return
        for item in self.placed:
            if item.op in ("any", "at_least") and not self.can(self.around, item.formula) and not never(item.node):
                yield warning("dead-alternative", f"No patient can meet this alternative: {shown(item.node)}", item.node.span)  # fmt: skip
            elif self.is_idle(item):
                yield Finding(severity="info", code="adds-nothing", message=f"Redundant: the criteria beside it already require this: {shown(item.node)}", span=item.node.span)  # fmt: skip

    def is_idle(self, item: Placed) -> bool:
        """Return True if the items beside one, which a patient can meet, already ask for it."""
        if item.op != "all" or not item.siblings or not typed(item.node) or not self.can(*item.siblings):
            return False
        return not self.can(*item.siblings, -item.formula)


def stricter_renewals(policy: Policy) -> Iterator[Finding]:
    """Yield what continued therapy asks of a patient's lasting facts and initial approval did not: who is approved once is refused later."""
    universal = [s for s in policy.criteria if s.phase == "universal"]
    for renewal in policy.criteria:
        initial = [s for s in policy.criteria if s.phase == "initial" and s.indication == renewal.indication]
        if renewal.phase != "renewal" or not initial:
            continue
        book = Book()
        begun = book.join([*map(book.of_set, universal), book.either(map(book.of_set, initial))])
        asked = [(p.node, book.of(p.named(renewal.id))) for p in requirements(renewal.root) if lasting(p.node)]
        unsure = [leaf for s in (*universal, *initial) for leaf in meetable(s.root) if is_open(leaf)]
        with Solver(name="cadical153", bootstrap_with=[*book.clauses, *(c for _, c in book.axioms())]) as solver:
            for node, formula in asked:
                if not named_in(node, unsure) and solver.solve(assumptions=[begun, -formula]):
                    yield warning("renewal-stricter", f"Reauthorization requires this and initial approval does not: {shown(node)}", node.span)  # fmt: skip


def lasting(node: Criterion) -> bool:
    """Return True if a branch speaks only of what treatment does not change."""
    asked = {concepts.of(atom.concept).lasting for leaf in meetable(node) for atom in leaf.atoms}
    return asked == {True} and typed(node)


def named_in(node: Criterion, unsure: Sequence[Criterion]) -> bool:
    """Return True if criteria without typed meaning name what a branch asks for, so that they may ask it too."""
    named = {atom.concept for leaf in unsure for atom in leaf.atoms}
    named |= {mention.concept for leaf in unsure for mention in leaf.mentions}
    words = {word for leaf in unsure for word in letters_of(leaf.text)}
    for leaf in meetable(node):
        for atom in leaf.atoms:
            values = atom.value if isinstance(atom.value, list) else [atom.value]
            names = {word for value in values for word in letters_of(str(value)) if len(word) >= LONG}
            if concepts.AGE in named if atom.concept == concepts.AGE else names & words:
                return True
    return False


def warning(code: str, message: str, span: Span | None) -> Finding:
    """Return a warning."""
    return Finding(severity="warning", code=code, message=message, span=span)


def never(node: Criterion) -> bool:
    """Return True if a tree says outright that nobody is approved."""
    return any(place.node.op == "never" for place in walk(node))


def typed(node: Criterion) -> bool:
    """Return True if all of a branch carries a typed meaning."""
    return not any(map(is_open, meetable(node)))


def shown(node: Criterion) -> str:
    """Return a branch's words, cut."""
    words = node.text or "; ".join(leaf.text for leaf in meetable(node))
    return f"“{words if len(words) <= SHOWN else words[:SHOWN].rsplit(' ', 1)[0] + ' …'}”"


def short_approvals(policy: Policy) -> Iterator[Finding]:
    """Yield approvals that run shorter than a trial which the criteria ask for."""
    for approval in policy.approvals:
        months = months_of(approval.value, approval.unit)
        if months is None:
            continue
        for criteria in policy.criteria:
            if criteria.phase != approval.phase or approval.indication not in (None, criteria.indication):
                continue
            for barrier in barriers_of(criteria.root):
                if barrier.kind == "step" and barrier.days / DAYS["month"] > months:
                    yield warning("approval-shorter-than-trial", f"The authorization period ({approval.text}) is shorter than the trial in {shown(barrier.leaf)}", barrier.leaf.span)  # fmt: skip


def lone_codes(policy: Policy) -> Iterator[Finding]:
    """Yield codes of a policy that has no criteria to bill them by."""
    if policy.codes and not policy.criteria:
        yield warning("codes-without-criteria", f"{len(policy.codes)} codes are listed, but no criteria were found.", policy.codes[0].span)  # fmt: skip


def broken_pointers(policy: Policy) -> Iterator[Finding]:
    """Yield references to a section that the criteria do not have, where their sections bear Roman numbers."""
    sets = (*policy.criteria, *policy.exclusions)
    labels = {place.node.label for s in sets for place in walk(s.root) if place.node.label}
    sections = {
        section for section in (label.split(".")[0] for label in labels) if section.strip("IVX") == "" != section
    }
    if not sections:
        return
    for criteria in sets:
        for leaf in meetable(criteria.root):
            for mention in leaf.mentions:
                if mention.concept == "section" and mention.subject not in sections:
                    yield warning("broken-reference", f"There is no section {mention.subject}: {shown(leaf)}", leaf.span)  # fmt: skip


def undefined_terms(policy: Policy) -> Iterator[Finding]:
    """Yield abbreviations in criteria that the document nowhere spells out and the vocabulary does not know."""
    told: set[str | None] = set()
    for criteria in policy.criteria:
        for leaf in meetable(criteria.root):
            for mention in leaf.mentions:
                if mention.concept == "undefined_term" and mention.subject not in told:
                    told.add(mention.subject)
                    yield Finding(severity="info", code="undefined-term", message=f"“{mention.subject}” is never spelled out: {shown(leaf)}", span=leaf.span)  # fmt: skip
