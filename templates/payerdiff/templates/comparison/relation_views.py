"""Relations → who covers whom: for each indication and phase, each pair of payers with a patient and a criterion each way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from payerdiff.model.comparison import Beyond, Comparison, EasiestPath, Parity, Reason, Relation
from payerdiff.model.concepts import GATES
from payerdiff.model.phrasing import listed, trial, trial_in_all
from payerdiff.model.policy import Policy
from payerdiff.templates.comparison.coverage_views import OrderView, PatientRow, ordered, patient_row
from payerdiff.templates.comparison.stated_terms import stated_terms
from payerdiff.templates.words import ALL, PHASES, RELATIONS

WORDS = {
    "equivalent": "{a} and {b} cover the same patients",
    "less_restrictive": "{a} is less restrictive: it covers every patient whom {b} covers, and others",
    "more_restrictive": "{b} is less restrictive: it covers every patient whom {a} covers, and others",
    "incomparable": RELATIONS["incomparable"],
    "depends": "not determined: it depends on criteria not evaluated automatically",
    "unknown": "not determined: the second evaluator confirmed no example patient",
}
IN_PART: dict[tuple[Beyond, Beyond], str] = {
    (
        "proved",
        "if",
    ): "some patients meet the criteria of {a} and not of {b}; the reverse depends on criteria not evaluated automatically",
    (
        "none",
        "if",
    ): "every patient who meets the criteria of {a} meets those of {b}; the reverse depends on criteria not evaluated automatically",
}
"""What is proved of two payers where not all is."""
FAIR_STEPS = 3
"""ICER, Cornerstones of Fair Drug Coverage: no more than three steps of step therapy."""
TERMS = {
    "consistent": "consistent with the label",
    "more_restrictive": "more restrictive",
    "less_restrictive": "less restrictive",
    "not_covered": "not covered",
    "depends": "depends on criteria not evaluated automatically",
    "unknown": "not determined: no example patient was confirmed",
}
"""The terms of the Tufts SPEC database for a policy against the label."""


@dataclass(frozen=True, slots=True)
class ReasonView:
    """One criterion with the patient whom it refuses, and the other payer's criteria that the patient must meet besides."""

    text: str
    patient: str
    alone: bool
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DirectionView:
    """Whom one payer approves and the other refuses: proved, and under criteria that were not evaluated."""

    approves: str
    refuses: str
    reasons: tuple[ReasonView, ...]
    conditional: tuple[ReasonView, ...]

    @property
    def every(self) -> tuple[ReasonView, ...]:
        """All reasons, those that are proved first."""
        return self.reasons + self.conditional


MANY = 8
"""Payers up to which every pair is shown with all its reasons."""


@dataclass(frozen=True, slots=True)
class PairView:
    """Two payers."""

    first: str
    second: str
    words: str
    ways: tuple[DirectionView, ...]
    unless: tuple[str, ...]
    vocabulary: str
    """What both speak of in typed conditions, and what only one does."""
    left_out: int = 0
    """Reasons that are not shown, as there are too many payers for all; the workbook has them."""
    open_count: int = 0
    """Passages that could overturn the answer, where they are only counted."""


@dataclass(frozen=True, slots=True)
class ParityCell:
    """How one payer stands to one indication of the label: the term, by what, and the reasons with their patients."""

    payer: str
    term: str
    kind: str
    grounds: str
    reasons: tuple[ReasonView, ...]
    unless: int


@dataclass(frozen=True, slots=True)
class ParityRow:
    """One indication of the label, or what is approved beyond it."""

    title: str
    cells: tuple[ParityCell, ...]


@dataclass(frozen=True, slots=True)
class ParityView:
    """Policies against the drug's label."""

    label: str
    rows: tuple[ParityRow, ...]


@dataclass(frozen=True, slots=True)
class MatterView:
    """One indication and phase."""

    title: str
    rows: tuple[PatientRow, ...]
    pairs: tuple[PairView, ...]
    order: OrderView | None
    """None where two payers speak of it: the pair says as much."""
    silent: tuple[str, ...]
    """Payers that say nothing of it."""
    terms: tuple[str, ...]
    """Payers that state terms of it, and no criteria that were read."""


def matters(comparison: Comparison, names: Mapping[str, str]) -> tuple[MatterView, ...]:
    """Return the indications and phases of which two payers or more speak."""
    held: dict[tuple[str | None, str], list[Relation]] = {}
    for r in comparison.relations:
        held.setdefault((r.indication, r.phase), []).append(r)
    found, stated = [], stated_terms(comparison)
    for (indication, phase), own in held.items():
        pairs = [r for at, r in enumerate(own) if at % 2 == 0 and r.relation != "not_addressed"]
        speaking = {key for r in pairs for key in (r.a, r.b)}
        terms = tuple(k for k in comparison.keys if k not in speaking and (k, indication, phase) in stated)
        silent = tuple(names[k] for k in comparison.keys if k not in speaking and k not in terms)
        if pairs:
            title = f"{indication or ALL}: {PHASES[phase].lower()}"
            rows = tuple(patient_row(s, comparison, names, stated) for s in comparison.scenarios if (s.indication, s.phase) == (indication, phase))  # fmt: skip
            order = next((ordered(o, names) for o in comparison.orders if (o.indication, o.phase) == (indication, phase) and len(speaking) > 2), None)  # fmt: skip
            found.append(MatterView(title, rows, tuple(pair(r, names) for r in pairs), order, silent, tuple(names[k] for k in terms)))  # fmt: skip
    return tuple(found)


def unasked(held: Sequence[MatterView]) -> tuple[str, ...]:
    """Return who has no criteria for which indications and phases, a sentence for payers of one kind: who states terms all the same, then who does not address them."""
    lacking: dict[tuple[bool, str], list[str]] = {}
    for matter in held:
        for silent, names in ((False, matter.terms), (True, matter.silent)):
            for name in names:
                lacking.setdefault((silent, name), []).append(matter.title)
    alike: dict[tuple[bool, str], list[str]] = {}
    for (silent, name), titles in lacking.items():
        alike.setdefault((silent, "; ".join(titles)), []).append(name)
    return tuple(
        f"{listed(names, 'and')} {ways[len(names) > 1]}: {titles}."
        for (silent, titles), names in sorted(alike.items(), key=lambda item: item[0][0])
        for ways in (UNASKED[silent],)
    )


def unordered(held: Sequence[MatterView]) -> str:
    """Say for how many indications and phases no order of payers is known; empty where there are none."""
    left = sum(m.order is not None and not m.order.is_known for m in held)
    every = sum(m.order is not None for m in held)
    if not left:
        return ""
    which = "any indication and phase" if left == every else f"{left} of {every} indications and phases"
    return f"Which payer is more restrictive is not determined for {which}: it depends on criteria not evaluated automatically."


UNASKED = {
    False: ("states terms; no criteria were read", "state terms; no criteria were read"),
    True: ("does not address", "do not address"),
}
"""What is said of a payer, and of several, without criteria for a request: they state terms, or are silent."""
SHOWN = 4
"""Example patients that are shown before anything is unfolded."""


def examples(held: Sequence[MatterView]) -> tuple[tuple[MatterView, ...], tuple[MatterView, ...]]:
    """Return the example patients to show at once and those to fold: round by round one of each indication and phase, first those on whom payers are sure to differ."""
    ranked = [sorted(m.rows, key=lambda row: not {"approve", "refuse"} <= {cell.verdict for cell in row.cells}) for m in held]  # fmt: skip
    rounds = [(at, row) for turn in range(max(map(len, ranked), default=0)) for at, own in enumerate(ranked) for row in own[turn : turn + 1]]  # fmt: skip
    shown = [(at, id_of(row)) for at, row in rounds[:SHOWN]]
    parts = [
        tuple(
            replace(m, rows=tuple(row for row in m.rows if ((at, id_of(row)) in shown) is first))
            for at, m in enumerate(held)
        )
        for first in (True, False)
    ]
    one, rest = (tuple(m for m in part if m.rows) for part in parts)
    return one, rest


def id_of(row: PatientRow) -> str:
    """Return what tells a patient apart within an indication and phase."""
    return row.patient + "".join(cell.verdict for cell in row.cells)


def parity(comparison: Comparison, names: Mapping[str, str]) -> ParityView | None:
    """Return how the policies stand to the drug's label, or None where no label is at hand."""
    if not comparison.labels:
        return None
    label = comparison.labels[0]
    held = {(p.indication, p.policy): p for p in comparison.parity}
    titles = dict.fromkeys(title for title, _ in held)
    rows = (
        ParityRow(title or "Beyond the label", tuple(parity_cell(held.get((title, key)), name) for key, name in names.items()))
        for title in titles
    )  # fmt: skip
    dated = f", effective {label.dates.effective}" if label.dates.effective else ""
    source = f"{label.source.name}, sha256 {label.source.sha256[:12]}…"
    return ParityView(f"{label.title or label.source.name}{dated} ({source})", tuple(rows))


def parity_cell(given: Parity | None, name: str) -> ParityCell:
    """Return one payer's cell; grounds that occur in several reasons are named once."""
    if given is None:
        return ParityCell(name, "not found", "none", "", (), 0)
    grounds = list(dict.fromkeys(g for r in given.reasons if r.witness for g in r.grounds))
    reasons = tuple(reason(r) for r in given.reasons if r.witness)
    return ParityCell(name, TERMS[given.relation], given.relation, listed(grounds, "and"), reasons, len(given.unless))


@dataclass(frozen=True, slots=True)
class PathView:
    """The easiest path to approval by one payer, for one indication and phase: how many barriers of each kind, and the criteria met."""

    payer: str
    where: str
    steps: int
    decided: bool
    """False where criteria that were not evaluated may ask for another number of steps."""
    trial: str
    """How long the failed therapies must have been tried, where the words give a time."""
    gates: str
    """What else stands in the way, counted by kind."""
    approval: str | None
    by_use: bool
    """True where authorization periods differ by indication, and none is stated for all of this one."""
    items: tuple[tuple[str, str], ...]
    """Place and words of each criterion."""

    @property
    def many(self) -> bool:
        """Return True if the path has more failed therapies than ICER's fair-access criteria allow."""
        return self.decided and self.steps > FAIR_STEPS


def paths(comparison: Comparison, names: Mapping[str, str]) -> tuple[PathView, ...]:
    """Return the easiest paths in the order of the comparison."""
    policies = dict(zip(comparison.keys, comparison.policies, strict=True))
    return tuple(path(found, names, policies[found.policy]) for found in comparison.easiest)


def gate(count: int, one: str, more: str) -> str:
    """Return a number of gates in words."""
    return f"{count} {one if count == 1 else more}"


def path(found: EasiestPath, names: Mapping[str, str], policy: Policy) -> PathView:
    """Return one payer's easiest path."""
    count = Counter(item.kind for item in found.items)
    count["document"] = found.documents
    if found.specialist_required is not None:
        count["prescriber"] = int(found.specialist_required)
    places = (", ".join(filter(None, (i.label, f"p. {i.page}" if i.page else ""))) for i in found.items)
    return PathView(
        payer=names[found.policy], where=f"{found.indication or ALL}: {PHASES[found.phase].lower()}", steps=found.steps, decided=not found.undecided,
        trial=trial_of(found), gates=", ".join(gate(count[kind], one, more) for kind, (one, more) in GATES.items() if count[kind]),
        approval=found.approval, by_use=any(a.phase == found.phase for a in policy.approvals),
        items=tuple(zip(places, (i.text for i in found.items), strict=True)),
    )  # fmt: skip


def trial_of(found: EasiestPath) -> str:
    """Return how long therapies must have been tried."""
    if found.trial_weeks:
        return trial(f"{found.trial_weeks:g} week").partition(" ")[2]
    return trial_in_all(found.trial_months) if found.trial_months else ""


def pair(relation: Relation, names: Mapping[str, str]) -> PairView:
    """Return one pair; among many payers with its first reason each way alone, as the pairs grow with the square of the payers."""
    brief = len(names) > MANY
    a, b = names[relation.a], names[relation.b]
    ways = tuple(
        direction(names[x], names[y], [r for r in relation.reasons if r.policy == y])
        for x, y in ((relation.a, relation.b), (relation.b, relation.a))
    )
    shown = tuple(shortened(way) for way in ways) if brief else ways
    return PairView(
        first=a,
        second=b,
        words=related(relation, names),
        ways=tuple(way for way in shown if way.every),
        unless=() if brief else tuple(relation.unless),
        left_out=sum(len(way.every) for way in ways) - sum(len(way.every) for way in shown),
        open_count=len(relation.unless) if brief else 0,
        vocabulary=spoken_of(relation, names),
    )


def related(relation: Relation, names: Mapping[str, str]) -> str:
    """Say how two payers stand to each other; where not all is proved, what is."""
    for x, y in ((relation.a, relation.b), (relation.b, relation.a)):
        told = IN_PART.get((relation.beyond.get(x, "if"), relation.beyond.get(y, "if")))
        if relation.relation == "depends" and told:
            return told.format(a=names[x], b=names[y])
    return WORDS[relation.relation].format(a=names[relation.a], b=names[relation.b])


def direction(approves: str, refuses: str, reasons: Sequence[Reason]) -> DirectionView:
    """Return the reasons of one direction, those that are proved apart from those that depend."""
    proved = tuple(reason(r) for r in reasons if r.is_proved)
    return DirectionView(approves, refuses, proved, tuple(reason(r) for r in reasons if r.witness and r.open))


def shortened(way: DirectionView) -> DirectionView:
    """Return a direction with its first reason alone, one that is proved before others."""
    return replace(way, reasons=way.reasons[:1], conditional=() if way.reasons else way.conditional[:1])


def spoken_of(relation: Relation, names: Mapping[str, str]) -> str:
    """Say what two payers can be compared by: what both address, and what only one does."""
    both = f"Both policies address {listed(relation.shared, 'and')}." if relation.shared else "The two policies address no condition in common."  # fmt: skip
    own = (f"Only {names[key]} addresses {listed(words, 'and')}." for key, words in relation.own.items() if words)
    return " ".join([both, *own])


def reason(given: Reason) -> ReasonView:
    """Return one reason."""
    return ReasonView(
        given.text, ", ".join(given.witness.words) if given.witness else "", given.alone, tuple(given.open)
    )
