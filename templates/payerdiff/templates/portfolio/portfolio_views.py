"""Portfolio → what the page of all policies shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from payerdiff.compare.library.divergence import Divergence
from payerdiff.compare.library.portfolio import Portfolio, Reviewed
from payerdiff.model.comparison import RelationKind
from payerdiff.model.phrasing import listed, say_lives
from payerdiff.model.policy import VersionStep
from payerdiff.templates.log_figure import Timeline, timeline
from payerdiff.templates.portfolio.index_views import PayerEntry, UseEntry, by_payer, by_use
from payerdiff.templates.portfolio.policies_in_time import newest
from payerdiff.templates.words import SIGNS, SOURCES, WAYS

PAIRS: dict[RelationKind, str] = {
    "incomparable": "not comparable", "depends": "depends on criteria not evaluated automatically", "more_restrictive": "one is less restrictive", "less_restrictive": "one is less restrictive",
    "equivalent": "cover the same patients", "unknown": "not determined", "not_addressed": "not addressed by one",
}  # fmt: skip
STANDING = {"overdue": "overdue", "due": "due soon", "current": "current", "unknown": "no date stated"}


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One policy."""

    anchor: str
    name: str
    place: str
    last: str
    said: str
    due: str
    standing: str
    late: str
    grave: bool
    gaps: str
    entries: int
    corrected: tuple[str, ...]
    """What was corrected by hand, by whom and when."""


@dataclass(frozen=True, slots=True)
class PayerMark:
    """A payer's policy on a drug, and that it is overdue or changed this quarter."""

    name: str
    anchor: str
    note: str


@dataclass(frozen=True, slots=True)
class DrugRow:
    """One drug: who has a policy on it, and how they part."""

    drug: str
    payers: tuple[PayerMark, ...]
    answered: int
    opposed: int
    alone: int
    """Questions that one policy alone answers."""
    share: float
    """Differing answers, of those of the drug with the most; percent."""
    pairs: tuple[tuple[str, int], ...]
    headline: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """What a newer version changed."""

    payer: str
    title: str
    old: str
    new: str
    dated: str
    moves: tuple[tuple[str, str, int], ...]
    """Sign, words and number of sets of criteria that moved that way."""
    clinical: int
    untold: int
    headline: str


@dataclass(frozen=True, slots=True)
class NewsRow:
    """What one policy did this quarter: the date that it bears, and what its log tells."""

    anchor: str
    name: str
    subject: str
    dated: str
    told: tuple[tuple[str, str, str], ...]
    """Date, words and kind of each statement."""


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """A policy of which some text was not read."""

    anchor: str
    name: str
    unread: int
    share: float


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement of a log."""

    date: str
    policy: str
    anchor: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class PortfolioView:
    """Everything on the page."""

    as_of: str
    headline: str
    policies: tuple[PolicyRow, ...]
    unreadable: tuple[tuple[str, str], ...]
    timeline: Timeline | None
    kinds: tuple[str, ...]
    statements: tuple[StatementRow, ...]
    drugs: tuple[DrugRow, ...]
    alone: tuple[DrugRow, ...]
    """Drugs of one policy."""
    quarter: str
    news: tuple[NewsRow, ...]
    steps: tuple[StepRow, ...]
    """Newer versions dated in the quarter, then the others."""
    recent: int
    """How many of the steps are dated in the quarter."""
    doubtful: tuple[UnreadRow, ...]
    payers: tuple[PayerEntry, ...]
    uses: tuple[UseEntry, ...]


def portfolio_view(portfolio: Portfolio) -> PortfolioView:
    """Return the page's view."""
    rows = tuple(row_of(p, at) for at, p in enumerate(portfolio.policies, 1))
    pairs = list(zip(portfolio.policies, rows, strict=True))
    marks = {p.sha256: payer_mark(p, row, portfolio) for p, row in pairs}
    most = max((d.opposed for d in portfolio.divergence), default=0) or 1
    drugs = [drug_row(d, marks, most) for d in portfolio.divergence]
    statements = sorted(
        (s for p, row in pairs for s in statements_of(p, row)), key=lambda s: (s.date, s.policy), reverse=True
    )
    named = {(p.sha256, p.title): row.name for p, row in pairs}
    recent = [s for s in portfolio.steps if s.dated and portfolio.quarter <= s.dated <= portfolio.as_of]
    others = [s for s in portfolio.steps if s not in recent]
    doubtful = [
        UnreadRow(row.anchor, row.name, p.unread, round(100 * p.unread / p.characters, 1))
        for p, row in pairs
        if p.unread
    ]
    return PortfolioView(
        as_of=portfolio.as_of.isoformat(),
        headline=headline_of(portfolio),
        policies=rows,
        unreadable=tuple((u.document, u.message) for u in portfolio.unreadable),
        timeline=timeline([(named[p.sha256, p.title], p.revisions, steps) for p, steps in newest(portfolio) if p.revisions or steps]),
        kinds=tuple(sorted({s.kind for s in statements})),
        statements=tuple(statements),
        drugs=tuple(d for d in drugs if len(d.payers) > 1),
        alone=tuple(d for d in drugs if len(d.payers) == 1),
        quarter=quarter_words(portfolio.quarter),
        news=tuple(filter(None, (news_of(p, row, portfolio) for p, row in pairs))),
        steps=tuple(map(step_row, [*recent, *others])),
        recent=len(recent),
        doubtful=tuple(sorted(doubtful, key=lambda d: -d.share)),
        payers=by_payer(portfolio),
        uses=by_use(portfolio),
    )  # fmt: skip


def headline_of(portfolio: Portfolio) -> str:
    """Return the sentence below the title."""
    late = sum(p.standing == "overdue" for p in portfolio.policies)
    soon = sum(p.standing == "due" for p in portfolio.policies)
    count = len(portfolio.policies)
    verb = "is" if late == 1 else "are"
    shared = sum(len(d.documents) > 1 for d in portfolio.divergence)
    drugs = f"{shared} {'drug has' if shared == 1 else 'drugs have'} two or more policies"
    return f"{late} of {count} {'policy' if count == 1 else 'policies'} {verb} overdue for annual review; {soon} more fall due within 60 days. {drugs}."


def quarter_words(first: date) -> str:
    """Return a quarter's name.

    >>> quarter_words(date(2026, 10, 1))
    'October to December 2026'
    """
    last = date(first.year, first.month + 2, 1)
    return f"{first:%B} to {last:%B} {first.year}"


def payer_mark(policy: Reviewed, row: PolicyRow, portfolio: Portfolio) -> PayerMark:
    """Return a policy as it is named beside its drug."""
    notes = ["overdue"] if policy.standing == "overdue" else []
    notes += ["changed this quarter"] if in_quarter(policy.dated, portfolio) else []
    notes += [followed(policy, portfolio)] if portfolio.plans is not None else []
    return PayerMark(policy.payer or "payer not named", row.anchor, ", ".join(notes))


def followed(policy: Reviewed, portfolio: Portfolio) -> str:
    """Return how many lives of how many plans follow a policy, for a portfolio with a list of plans."""
    if not policy.plans:
        return "no plan of the list"
    whole = sum(plan.lives or 0 for plan in portfolio.plans or ())
    told = f"{policy.plans} {'plan' if policy.plans == 1 else 'plans'}: {say_lives(policy.lives or 0, policy.plans_unknown or 0, whole)}"
    parts = [f"{one.group} {say_lives(one.lives, one.unknown)}" for one in policy.plans_by]
    return f"{told} ({'; '.join(parts)})" if parts else told


def in_quarter(day: date | None, portfolio: Portfolio) -> bool:
    """Return True if a day lies in the quarter, up to the day asked for."""
    return day is not None and portfolio.quarter <= day <= portfolio.as_of


def drug_row(given: Divergence, marks: Mapping[str, PayerMark], most: int) -> DrugRow:
    """Return one drug's row."""
    counts: dict[str, int] = {}
    for relation, count in given.relations.items():
        counts[PAIRS[relation]] = counts.get(PAIRS[relation], 0) + count
    return DrugRow(
        given.drug, tuple(marks[sha] for sha in given.hashes), given.answered, given.opposed, given.questions - given.answered, round(100 * given.opposed / most, 1),
        tuple((words, counts[words]) for words in dict.fromkeys(PAIRS.values()) if words in counts), given.headline or "",
    )  # fmt: skip


def step_row(given: VersionStep) -> StepRow:
    """Return what one newer version changed."""
    moves = ((SIGNS[way], WAYS[way], given.directions[way]) for way in WAYS if way in given.directions)
    return StepRow(
        given.payer, given.title, given.old, given.new, str(given.dated or "no date"), tuple(moves), given.clinical, given.untold, given.headline or "",
    )  # fmt: skip


def news_of(policy: Reviewed, row: PolicyRow, portfolio: Portfolio) -> NewsRow | None:
    """Return what a policy did this quarter, None where it bears no date of it."""
    told = []
    for r in policy.revisions:
        if in_quarter(r.dates.entry, portfolio):
            day = str(r.dates.entry)[: 7 if r.precision == "month" else 10]
            told += [(day, s.text, s.kind.replace("_", " ")) for s in r.statements] or [(day, r.text, "administrative")]
    if not told and not in_quarter(policy.dated, portfolio):
        return None
    return NewsRow(row.anchor, row.name, subject_of(policy), str(policy.dated), tuple(told))


def subject_of(policy: Reviewed) -> str:
    """Return what a policy is about."""
    return " ".join((policy.title or listed(policy.drugs, "and") or policy.document).split())


def row_of(policy: Reviewed, at: int) -> PolicyRow:
    """Return one policy's row."""
    last = str(policy.last_review)[: 7 if policy.precision == "month" else 10] if policy.last_review else "not stated"
    days = policy.days or 0
    late = f"by {days} days" if policy.standing == "overdue" else f"in {-days} days" if policy.due else ""
    gaps = listed([f"{g.months} months to {g.end}" for g in policy.gaps], "and")
    return PolicyRow(
        anchor=f"p{at}",
        name=f"{policy.payer or 'payer not named'}{', ' + policy.number if policy.number else ''}",
        place=f"{subject_of(policy)}; {policy.document}",
        last=last,
        said=SOURCES[policy.said_by] if policy.said_by else "",
        due=str(policy.due or "not known"),
        standing=STANDING[policy.standing],
        late=late,
        grave=policy.standing == "overdue",
        gaps=gaps,
        entries=len(policy.revisions),
        corrected=tuple(policy.corrected),
    )


def statements_of(policy: Reviewed, row: PolicyRow) -> list[StatementRow]:
    """Return a log's statements; an entry of none is shown whole."""
    found = []
    for r in policy.revisions:
        day = str(r.dates.entry)[: 7 if r.precision == "month" else 10] if r.dates.entry else "no date"
        told = [(s.text, s.kind.replace("_", " ")) for s in r.statements] or [(r.text, "administrative")]
        found += [StatementRow(day, row.name, row.anchor, text, kind) for text, kind in told]
    return found
