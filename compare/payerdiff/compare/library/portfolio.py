"""All policies of a library at a glance: when each was last reviewed, when the next annual review is due, what its log tells."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from pydantic import ConfigDict, Field

from payerdiff.compare.library.divergence import Divergence, Told, divergences, steps
from payerdiff.corpus.memory import Memory
from payerdiff.corpus.policy_lines import dated
from payerdiff.ingest.reading.reading import ReadingName
from payerdiff.model.plans import Plan, PlanField
from payerdiff.model.policy import Frozen, Policy, Revision, VersionStep

Standing = Literal["overdue", "due", "current", "unknown"]
SOON = 60
"""Days ahead of its date from which a review is due."""
YEAR = 12
LATE = 13
"""Months between two entries of a log above which a year passed without one."""


class Gap(Frozen):
    """A stretch of the log without an entry, longer than a year."""

    start: date
    end: date
    months: int


class Share(Frozen):
    """The plans that follow a policy and have one value of a field, as a state."""

    group: str
    plans: int
    lives: int
    unknown: int
    """How many of these plans have unknown lives."""


class Reviewed(Frozen):
    """One policy's annual review: the last one, where that is said, when the next is due, and how it stands on the day asked for."""

    document: str
    sha256: str
    payer: str | None = None
    number: str | None = None
    title: str | None = None
    drugs: list[str] = Field(default_factory=list)
    template: str
    reading: ReadingName
    last_review: date | None = None
    precision: Literal["day", "month"] = "day"
    said_by: Literal["head", "log"] | None = None
    due: date | None = None
    standing: Standing
    days: int | None = None
    """Days past the due date; negative ahead of it."""
    gaps: list[Gap] = Field(default_factory=list)
    revisions: list[Revision] = Field(default_factory=list)
    unread: int = 0
    characters: int = 0
    corrected: list[str] = Field(default_factory=list, exclude_if=lambda held: not held)
    """What was corrected by hand, each with its reason, who did it and when; left out where nothing was."""
    plans: int | None = Field(default=None, exclude_if=lambda held: held is None)
    """How many plans of a user's list follow the policy; left out where no list was given."""
    lives: int | None = Field(default=None, exclude_if=lambda held: held is None)
    """The lives of those plans of which they are known."""
    plans_unknown: int | None = Field(default=None, exclude_if=lambda held: held is None)
    """How many of those plans have unknown lives."""
    plans_by: list[Share] = Field(default_factory=list, exclude_if=lambda held: not held)
    """Those plans by a field; left out where none was asked for."""
    dated: date | None = None
    """The newest date that the document bears of itself."""


class Unreadable(Frozen):
    """A document that could not be read, and why."""

    document: str
    code: str
    message: str


class Portfolio(Frozen):
    """A library on one day (`payerdiff.portfolio/1`)."""

    schema_: Literal["payerdiff.portfolio/1"] = Field(default="payerdiff.portfolio/1", alias="schema")
    as_of: date
    quarter: date
    """First day of the calendar quarter of that day."""
    policies: list[Reviewed] = Field(default_factory=list)
    unreadable: list[Unreadable] = Field(default_factory=list)
    divergence: list[Divergence] = Field(default_factory=list)
    steps: list[VersionStep] = Field(default_factory=list)
    plans: list[Plan] | None = Field(default=None, exclude_if=lambda held: held is None)
    """The plans that policies were weighted by; left out where no list was given."""
    plans_by: PlanField | None = Field(default=None, exclude_if=lambda held: held is None)
    """The field by which each policy's plans are told apart."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def portfolio(
    policies: Sequence[Policy],
    unreadable: Sequence[Unreadable],
    as_of: date,
    told: Told = lambda _: None,
    memory: Memory | None = None,
    plans: Sequence[Plan] | None = None,
    by: PlanField | None = None,
) -> Portfolio:
    """Return a library on a day: overdue policies first, the longest first, then by due date; how payers part by drug; what versions changed.

    With `plans`, each policy bears how many of them follow it, and their lives, with `by` for each value of that field too. `told` hears of each comparison and review before it is made, as a library of many takes a while; what `memory` knows of them is not made again.
    """
    order = {"overdue": 0, "due": 1, "current": 2, "unknown": 3}
    found = [standing_of(p, as_of) for p in policies]
    if plans is not None:
        from payerdiff.compare.access.by_plans import (  # what answers are is nothing to who has no plans
            followers,
            group_of,
            groups,
            lives,
            unknown,
        )

        def share(name: str, held: Sequence[Plan]) -> Share:
            return Share(group=name, plans=len(held), lives=lives(held), unknown=unknown(held))

        own = followers(plans, policies)
        found = [
            one.model_copy(
                update={
                    "plans": len(p),
                    "lives": lives(p),
                    "plans_unknown": unknown(p),
                    "plans_by": [
                        share(name, [plan for plan in p if group_of(plan, by) == name]) for name in groups(p, by)
                    ],
                }
            )
            for one, p in zip(found, own, strict=True)
        ]
    found.sort(key=lambda s: (order[s.standing], s.due or date.max, s.document, s.sha256))
    return Portfolio(
        as_of=as_of, quarter=quarter_of(as_of), policies=found, unreadable=list(unreadable), divergence=divergences(policies, told, memory),
        steps=steps(policies, told, memory), plans=list(plans) if plans is not None else None, plans_by=by,
    )  # fmt: skip


def quarter_of(day: date) -> date:
    """Return the first day of the calendar quarter.

    >>> quarter_of(date(2026, 11, 22))
    datetime.date(2026, 10, 1)
    """
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def standing_of(policy: Policy, as_of: date) -> Reviewed:
    """Return how one policy stands. The date of its head counts; without one, the log's newest entry."""
    newest = max((r for r in policy.revisions if r.dates.entry), key=lambda r: r.dates.entry or date.min, default=None)
    logged = newest.dates.reviewed or newest.dates.entry if newest else None
    last = policy.dates.last_review or logged
    precision = newest.precision if newest and last == logged else "day"
    due = policy.dates.next_review or (due_after(last, precision) if last else None)
    days = (as_of - due).days if due else None
    standing: Standing = "unknown" if days is None else "overdue" if days > 0 else "due" if days > -SOON else "current"
    return Reviewed(
        document=policy.source.name, sha256=policy.source.sha256, payer=policy.payer.name or policy.payer.author, number=policy.number,
        title=policy.title, drugs=[d.generic for d in policy.drugs], template=policy.source.template, reading=policy.source.reading, last_review=last, precision=precision,
        said_by=None if last is None else "log" if logged == last else "head", due=due, standing=standing, days=days,
        gaps=gaps_of(policy.revisions), revisions=list(policy.revisions), unread=policy.ledger.unread,
        characters=policy.ledger.characters, corrected=policy.corrections, dated=dated(policy),
    )  # fmt: skip


def due_after(day: date, precision: Literal["day", "month"]) -> date:
    """Return the day a year on; for a review of which the month is known only, the last day of that month."""
    on = months_on(day, YEAR)
    return on if precision == "day" else on.replace(day=calendar.monthrange(on.year, on.month)[1])


def months_on(day: date, months: int) -> date:
    """Return the same day some months later, or the month's last day.

    >>> months_on(date(2024, 2, 29), 12)
    datetime.date(2025, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def gaps_of(log: Sequence[Revision]) -> list[Gap]:
    """Return the stretches between two entries in which a year passed without one."""
    days = sorted({r.dates.entry for r in log if r.dates.entry})
    found = []
    for before, after in pairwise(days):
        if after > months_on(before, LATE) + timedelta(days=1):
            months = (after.year - before.year) * 12 + after.month - before.month
            found.append(Gap(start=before, end=after, months=months))
    return found
