"""What is wrong with one policy on its own: criteria that no patient can meet, items that add nothing, terms that do not fit.

Proved with the same formulas and axioms as the relations between payers. A policy is taken as it is written here, not in the nearest
reading that can be met: that it needs one is the point.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pysat.solvers import Solver

from payerdiff.compare.matter import leaves_with_turn
from payerdiff.compare.meaning import Book
from payerdiff.normalize.schema import CriteriaSet, Criterion, Finding, Policy, Span

PERIOD = re.compile(r"\b(\d+|one|two|three|four|six|twelve)[\s-]*(day|week|month|year)s?\b", re.IGNORECASE)
TRIAL = re.compile(r"\btrial\b|\btried\b|\bfail(?:ed|ure)\b", re.IGNORECASE)
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "twelve": 12}
DAYS = {"day": 1.0, "week": 7.0, "month": 30.4, "year": 365.0}
POINTER = re.compile(r"\bsection ([IVX]+)\b(?:\.([A-Z])\b)?")
SHOWN = 120


def lint(policy: Policy) -> list[Finding]:
    """Return the findings, those on criteria first, in document order."""
    universal = [s for s in policy.criteria if s.phase == "universal"]
    found: list[Finding] = []
    for criteria in policy.criteria:
        own = Check(criteria, [] if criteria.phase == "universal" else universal)
        found += own.findings()
        own.solver.delete()
    return [*found, *short_approvals(policy), *lone_codes(policy), *broken_pointers(policy)]


@dataclass(frozen=True, slots=True)
class Placed:
    """A node with its formula, and the group that it stands in."""

    node: Criterion
    formula: int
    op: str
    siblings: tuple[int, ...]


class Check:
    """One set of criteria as a formula, together with the criteria for every use."""

    def __init__(self, criteria: CriteriaSet, universal: Sequence[CriteriaSet]) -> None:
        self.criteria = criteria
        self.book = Book(as_written=True)
        self.placed: list[Placed] = []
        self.root = self.book.of_set(criteria)
        self.around = self.book.join([self.root, *map(self.book.of_set, universal)])
        self.collect(criteria.root)
        axioms = [clause for _, clause in self.book.axioms()]
        self.solver = Solver(name="cadical153", bootstrap_with=[*self.book.clauses, *axioms])

    def collect(self, node: Criterion) -> None:
        """Note every item of every group with its formula."""
        formulas = [self.book.of(child) for child in node.children]
        for at, child in enumerate(node.children):
            self.placed.append(
                Placed(child, formulas[at], node.op, tuple(f for n, f in enumerate(formulas) if n != at))
            )
            self.collect(child)

    def can(self, *assumed: int) -> bool:
        """Tell whether a patient is possible for whom all of this holds."""
        return bool(self.solver.solve(assumptions=list(assumed)))

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong with the set."""
        title = self.criteria.indication or self.criteria.phase
        if not self.can(self.root) and not never(self.criteria.root):
            yield warning("cannot-be-met", f"No patient can meet the criteria on “{title}” as they are written.", self.criteria.span)  # fmt: skip
            return
        if not self.can(self.around) and not never(self.criteria.root):
            yield warning("cannot-be-reached", f"The criteria on “{title}” and those for every use exclude one another.", self.criteria.span)  # fmt: skip
            return
        for item in self.placed:
            if item.op in ("any", "at_least") and not self.can(self.around, item.formula) and not never(item.node):
                yield warning("dead-alternative", f"No patient can take this alternative: {shown(item.node)}", item.node.span)  # fmt: skip
            elif (
                item.op == "all" and item.siblings and typed(item.node) and not self.can(*item.siblings, -item.formula)
            ):
                yield Finding(severity="info", code="adds-nothing", message=f"The items beside it already ask for this: {shown(item.node)}", span=item.node.span)  # fmt: skip

    def is_idle(self, item: Placed) -> bool:
        """Tell whether the items beside one, which a patient can meet, already ask for it."""
        if item.op != "all" or not item.siblings or not typed(item.node) or not self.can(*item.siblings):
            return False
        return not self.can(*item.siblings, -item.formula)


def warning(code: str, message: str, span: Span | None) -> Finding:
    """Return a warning."""
    return Finding(severity="warning", code=code, message=message, span=span)


def never(node: Criterion) -> bool:
    """Tell whether a tree says outright that nobody is approved."""
    return any(leaf.op == "never" for leaf in every(node))


def every(node: Criterion) -> Iterator[Criterion]:
    """Yield all nodes of a tree."""
    yield node
    for child in node.children:
        yield from every(child)


def typed(node: Criterion) -> bool:
    """Tell whether all of a branch carries a typed meaning."""
    return all(leaf.atoms and not leaf.partial for leaf, _ in leaves_with_turn(node))


def shown(node: Criterion) -> str:
    """Return a branch's words, cut."""
    words = node.text or "; ".join(leaf.text for leaf, _ in leaves_with_turn(node))
    return f"“{words if len(words) <= SHOWN else words[:SHOWN].rsplit(' ', 1)[0] + ' …'}”"


def days_in(text: str) -> float:
    """Return the longest period that a text names, in days; 0 where it names none."""
    return max(
        (float(NUMBERS.get(n.lower(), 0) or n) * DAYS[unit.lower()] for n, unit in PERIOD.findall(text)), default=0.0
    )


def short_approvals(policy: Policy) -> Iterator[Finding]:
    """Yield approvals that run shorter than a trial which the criteria ask for."""
    for approval in policy.approvals:
        if approval.value is None or approval.unit not in DAYS:
            continue
        runs = approval.value * DAYS[approval.unit]
        for criteria in policy.criteria:
            if criteria.phase != approval.phase or approval.indication not in (None, criteria.indication):
                continue
            for leaf, _ in leaves_with_turn(criteria.root):
                if TRIAL.search(leaf.text) and days_in(leaf.text) > runs:
                    yield warning("approval-shorter-than-trial", f"The approval ({approval.text}) runs shorter than the trial in {shown(leaf)}", leaf.span)  # fmt: skip


def lone_codes(policy: Policy) -> Iterator[Finding]:
    """Yield codes of a policy that has no criteria to bill them by."""
    if policy.codes and not policy.criteria:
        yield warning("codes-without-criteria", f"{len(policy.codes)} codes are listed, and no criteria were found.", policy.codes[0].span)  # fmt: skip


def broken_pointers(policy: Policy) -> Iterator[Finding]:
    """Yield references to a section that the criteria do not have, where their sections bear Roman numbers."""
    labels = {node.label for s in (*policy.criteria, *policy.exclusions) for node in every(s.root) if node.label}
    sections = {label.split(".")[0] for label in labels if re.fullmatch(r"[IVX]+(?:\..*)?", label)}
    if not sections:
        return
    for criteria in (*policy.criteria, *policy.exclusions):
        for leaf, _ in leaves_with_turn(criteria.root):
            for section, _letter in POINTER.findall(leaf.text):
                if section not in sections:
                    yield warning("broken-reference", f"There is no section {section}: {shown(leaf)}", leaf.span)
