"""Portfolio → what the page of all policies shows."""

from __future__ import annotations

from dataclasses import dataclass

from payerdiff.compare.portfolio import Portfolio, Reviewed
from payerdiff.compare.wording import listed
from payerdiff.templates.log_figure import Timeline, timeline

STANDING = {"overdue": "overdue", "due": "due soon", "current": "in date", "unknown": "no date stated"}


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


def portfolio_view(portfolio: Portfolio) -> PortfolioView:
    """Return the page's view."""
    rows = tuple(row_of(p, at) for at, p in enumerate(portfolio.policies, 1))
    late = [p for p in portfolio.policies if p.standing == "overdue"]
    soon = sum(p.standing == "due" for p in portfolio.policies)
    count = len(portfolio.policies)
    verb = "is" if len(late) == 1 else "are"
    headline = f"{len(late)} of {count} {'policy' if count == 1 else 'policies'} {verb} overdue for annual review; {soon} more fall due within 60 days."
    statements = sorted(
        (statement for p, row in zip(portfolio.policies, rows, strict=True) for statement in statements_of(p, row)),
        key=lambda s: (s.date, s.policy), reverse=True,
    )  # fmt: skip
    return PortfolioView(
        as_of=portfolio.as_of.isoformat(),
        headline=headline,
        policies=rows,
        unreadable=tuple((u.document, u.message) for u in portfolio.unreadable),
        timeline=timeline([(shortened(row.name), p.revisions) for p, row in zip(portfolio.policies, rows, strict=True) if p.revisions]),
        kinds=tuple(sorted({s.kind for s in statements})),
        statements=tuple(statements),
    )  # fmt: skip


def row_of(policy: Reviewed, at: int) -> PolicyRow:
    """Return one policy's row."""
    subject = policy.title or listed(policy.drugs, "and") or policy.document
    last = str(policy.last_review)[: 7 if policy.precision == "month" else 10] if policy.last_review else "not stated"
    days = policy.days or 0
    late = f"{days} days over" if policy.standing == "overdue" else f"in {-days} days" if policy.due else ""
    gaps = listed([f"{g.months} months to {g.end}" for g in policy.gaps], "and")
    return PolicyRow(
        anchor=f"p{at}",
        name=f"{policy.payer or 'payer not named'}{', ' + policy.number if policy.number else ''}",
        place=f"{' '.join(subject.split())}; {policy.document}",
        last=last,
        said=f"by the {policy.said_by}" if policy.said_by else "",
        due=str(policy.due or "not known"),
        standing=STANDING[policy.standing],
        late=late,
        grave=policy.standing == "overdue",
        gaps=gaps,
        entries=len(policy.revisions),
    )


def shortened(name: str) -> str:
    """Return a name that fits beside its track."""
    return name if len(name) <= 24 else f"{name[:23].rstrip()}…"


def statements_of(policy: Reviewed, row: PolicyRow) -> list[StatementRow]:
    """Return a log's statements; an entry of none is shown whole."""
    found = []
    for r in policy.revisions:
        day = str(r.dates.entry)[: 7 if r.precision == "month" else 10] if r.dates.entry else "no date"
        told = [(s.text, s.kind.replace("_", " ")) for s in r.statements] or [(r.text, "administrative")]
        found += [StatementRow(day, row.name, row.anchor, text, kind) for text, kind in told]
    return found
