"""How long and how much, drawn to scale: approvals on one axis of time, limits as amounts over their periods.

Lengths are percent of the figure's width, so that a figure is as sharp on a phone as on paper and its words never shrink.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from payerdiff.model.phrasing import counted, say_approval, say_limit
from payerdiff.model.policy import Approval, Limit
from payerdiff.model.units import factor
from payerdiff.templates.evidence import Exhibit

DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
SHOWN = 8
"""Renewals and periods that a track draws at most; how many there are stands in its words."""
UNITS = (("day", 1.0, 14.0), ("week", 7.0, 300.0), ("month", 365.25 / 12, 3000.0), ("year", 365.25, float("inf")))
"""Units of an axis: name, days, and the longest axis in days that is told in it."""
STEPS = (1, 2, 3, 4, 6, 8, 12, 13, 24, 26, 52)
TICKS = 8
"""Ticks of an axis at most, besides its origin."""
TALL = 26.0
"""Height of the largest amount, in pixels."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis: its place in percent, and its words."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One rectangle of a track; `x` and `width` in percent, `height` in pixels."""

    kind: str
    x: float
    width: float
    height: float = 12.0


@dataclass(frozen=True, slots=True)
class ApprovalTrack:
    """First approval and renewals of one payer for one use, one behind the other."""

    name: str
    where: str
    told: tuple[tuple[str, str, Exhibit], ...]
    """`first`, `renewal` or `never`, its words, its passage."""
    pieces: tuple[Piece, ...]
    cuts: tuple[float, ...]
    """Where one cycle of an approval ends and the next begins."""
    stop: float | None
    """Where approval ends for good: no renewal."""
    on: float | None
    """Where renewal goes on without a stated end."""


@dataclass(frozen=True, slots=True)
class ApprovalFigure:
    """All approvals on one axis from the first dose."""

    ticks: tuple[Tick, ...]
    unit: str
    tracks: tuple[ApprovalTrack, ...]


@dataclass(frozen=True, slots=True)
class AmountTrack:
    """One limit: its amount over its period, again and again."""

    name: str
    words: str
    scope: str
    rate: str
    """The amount in the figure's own unit and time, so that tracks can be told apart by number too."""
    exhibit: Exhibit
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class AmountFigure:
    """Limits of one unit on one axis: a block is as wide as its period and as high as its amount a day."""

    units: str
    ticks: tuple[Tick, ...]
    time: str
    tracks: tuple[AmountTrack, ...]


@dataclass(frozen=True, slots=True)
class Ending:
    """A use whose approval is never renewed."""

    where: str
    words: str
    exhibit: Exhibit


def axis(longest: float) -> tuple[tuple[Tick, ...], str]:
    """Return the ticks of an axis of so many days, and its unit.

    >>> ticks, unit = axis(365.25)
    >>> unit, [t.words for t in ticks], ticks[1].x
    ('months', ['0', '2', '4', '6', '8', '10', '12'], 16.67)
    """
    unit, days, _ = next(u for u in UNITS if longest <= u[2])
    count = longest / days
    step = next((s for s in STEPS if count / s <= TICKS), -(-int(count) // TICKS))
    places = range(0, int(count + 1e-9) + 1, step)
    return tuple(Tick(percent(at * days, longest), str(at)) for at in places), f"{unit}s"


def percent(part: float, whole: float) -> float:
    """Return a share in percent.

    >>> percent(1, 3)
    33.33
    """
    return round(100 * part / whole, 2)


def seen(part: float, whole: float) -> float:
    """Return a share in percent that is never too small to be seen; its words stand beside it."""
    return max(percent(part, whole), 0.1)


def days_of(approval: Approval) -> float | None:
    """Return how many days an approval runs, or None where its text gives no number."""
    return approval.value * DAYS[approval.unit] if approval.value and approval.unit in DAYS else None


def approvals_drawn(
    payers: Sequence[tuple[str, Sequence[tuple[Approval, Exhibit]], Sequence[Ending]]],
) -> ApprovalFigure | None:
    """Return the approvals of all payers on one axis, or None where no policy states one.

    An ending of a use of its own has a track of its own, and so has a payer who states nothing.
    """
    if not any(stated or ended for _, stated, ended in payers):
        return None
    grouped = [(name, *use) for name, stated, ended in payers for use in by_use(stated, ended) or [("", [], [])]]
    longest = max(length([a for a, _ in own]) for _, _, own, _ in grouped) or DAYS["year"]
    tracks = tuple(approval_track(name, where, own, ends, longest) for name, where, own, ends in grouped)
    return ApprovalFigure(*axis(longest), tracks)


def by_use(
    stated: Iterable[tuple[Approval, Exhibit]], ended: Iterable[Ending]
) -> list[tuple[str, list[tuple[Approval, Exhibit]], list[Ending]]]:
    """Return approvals and endings by the use that they are stated for, in document order."""
    found: dict[str, tuple[list[tuple[Approval, Exhibit]], list[Ending]]] = {}
    for approval, exhibit in stated:
        found.setdefault(approval.indication or "", ([], []))[0].append((approval, exhibit))
    for end in ended:
        found.setdefault(end.where, ([], []))[1].append(end)
    return [(where, own, ends) for where, (own, ends) in found.items()]


def times(renewal: Approval) -> int:
    """Return how many renewals are drawn."""
    return min(renewal.max_renewals or 1, SHOWN)


def length(own: Sequence[Approval]) -> float:
    """Return how many days the approvals of one use reach as drawn: the longest first one, then the longest renewal."""
    first = max((days_of(a) or 0.0 for a in own if a.phase == "initial"), default=0.0)
    return first + max(((days_of(a) or 0.0) * times(a) for a in own if a.phase != "initial"), default=0.0)


def approval_track(
    name: str, where: str, own: Sequence[tuple[Approval, Exhibit]], ends: Sequence[Ending], longest: float
) -> ApprovalTrack:
    """Return one track; where a use has several first approvals, each is drawn from the start, the longest widest."""
    firsts = sorted((a for a, _ in own if a.phase == "initial"), key=lambda a: -(days_of(a) or 0.0))
    renewals = [(a, days) for a, _ in own if a.phase != "initial" and (days := days_of(a))]
    start = max((days_of(a) or 0.0 for a in firsts), default=0.0)
    pieces: list[Piece] = []
    cuts: list[float] = []
    for a in firsts:
        if days := days_of(a):
            pieces.append(Piece("first", 0.0, seen(days, longest), 6.0 if pieces else 12.0))
            cuts += [percent(days * at / (a.cycles or 1), longest) for at in range(1, a.cycles or 1)]
    for a, days in renewals:
        pieces += [Piece("renewal", percent(start + days * at, longest), seen(days, longest)) for at in range(times(a))]
    going_on = [percent(start + days, longest) for a, days in renewals if a.max_renewals is None]
    told = [("first" if a.phase == "initial" else "renewal", say_approval(a), exhibit) for a, exhibit in own]
    told += [("never", e.words, e.exhibit) for e in ends]
    stop = percent(start, longest) if ends and start else None
    return ApprovalTrack(name, where, tuple(told), tuple(pieces), tuple(cuts), stop, max(going_on, default=None))


def period_of(limit: Limit) -> tuple[str, float, float] | None:
    """Return a limit's unit, its amount and the days that the amount is for; None where it names no stretch of time.

    A number of cycles is none: how long a cycle runs is another matter. An amount of nothing has no height to be drawn, and one of nothing named no axis.
    """
    if limit.kind == "cycles" or limit.value <= 0 or limit.unit is None:
        return None
    unit, _, per = limit.unit.rpartition("/")
    if unit and per in DAYS:
        return unit, limit.value, DAYS[per]
    if limit.per_unit in DAYS:
        return limit.unit, limit.value, (limit.per_value or 1.0) * DAYS[limit.per_unit]
    return None


def amounts_drawn(limits: Sequence[tuple[str, Limit, Exhibit]]) -> tuple[AmountFigure, ...]:
    """Return the limits that are amounts over a time, those of one unit on one axis; units of one measure are brought to the first.

    Amounts that one sentence states one after the other (`2 in the first month, then 1`) hold for a part of the time alone: none is drawn.
    """
    together = Counter((name, limit.scope, limit.text, limit.span.start, limit.unit) for name, limit, _ in limits)
    held: dict[str, list[tuple[str, Limit, Exhibit, float, float]]] = {}
    for name, limit, exhibit in limits:
        found = period_of(limit)
        if found is None or together[name, limit.scope, limit.text, limit.span.start, limit.unit] > 1:
            continue
        unit, amount, days = found
        own = next(((u, f) for u in held if (f := factor(unit, u)) is not None), (unit, 1.0))
        held.setdefault(own[0], []).append((name, limit, exhibit, amount * own[1], days))
    return tuple(amount_figure(unit, rows) for unit, rows in held.items())


def time_of(periods: Sequence[float]) -> str:
    """Return the time that amounts over such periods are told for.

    >>> time_of([42.0, 84.0]), time_of([1.0]), time_of([30.4375])
    ('week', 'day', 'month')
    """
    if min(periods) < DAYS["week"]:
        return "day"
    return "week" if all(days % DAYS["week"] == 0 for days in periods) or min(periods) < 28 else "month"


def amount_figure(unit: str, rows: Sequence[tuple[str, Limit, Exhibit, float, float]]) -> AmountFigure:
    """Return the limits of one unit."""
    longest = max(days for *_, days in rows)
    whole = longest if longest >= 28 else min(28.0, longest * SHOWN)
    most = max(amount / days for *_, amount, days in rows)
    name = time_of([days for *_, days in rows])
    tracks = []
    for payer, limit, exhibit, amount, days in rows:
        count = int(whole / days + 1e-9)
        tall = max(round(TALL * amount / days / most, 1), 1.0)
        if days <= 1:  # the blocks of single days run into one another
            pieces = [Piece("amount", 0.0, 100.0, tall)]
        else:
            pieces = [
                Piece("amount", percent(days * at, whole), percent(min(days, whole - days * at), whole), tall)
                for at in range(count + (whole - count * days > 0.01))
            ]
        rate = f"{counted(round(amount * DAYS[name] / days, 2), unit)} per {name}"
        tracks.append(AmountTrack(payer, say_limit(limit), limit.scope or "", rate, exhibit, tuple(pieces)))
    ticks, time = axis(whole)
    return AmountFigure(counted(2, unit).split(" ", 1)[1], ticks, time, tuple(tracks))
