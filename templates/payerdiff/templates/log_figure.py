"""Policies in time on one axis of years: the entries of their revision histories, and what newer versions changed, each with its direction.

Places are percent of the figure's width, so that it is as sharp on a phone as on paper and its words never shrink.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from payerdiff.model.phrasing import counted
from payerdiff.model.policy import Revision, VersionStep
from payerdiff.templates.words import SIGNS, WAYS

CHANGES = {"added", "removed", "revised"}
"""Kinds of statements that say that something was changed."""
YEARS = 8
"""Years that an axis names at most: on a phone there is no room for more."""
EDGE = 2.0
"""Room at both ends of the axis in percent, so that no mark is cut."""
Logged = tuple[str, Sequence[Revision], Sequence[VersionStep]]
"""A policy: its name, its revision history, what its versions changed."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One log entry on the axis; `changes` where it states that something was changed."""

    x: float
    title: str
    changes: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """A newer version: where it stands on the axis, which way it moved, and what it changed in words."""

    x: float | None
    """None where the version bears no date."""
    day: str
    sign: str
    words: str
    grave: bool
    headline: str


@dataclass(frozen=True, slots=True)
class Track:
    """One policy in time."""

    name: str
    dots: tuple[Dot, ...]
    turns: tuple[Turn, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """All policies on one axis."""

    years: tuple[tuple[float, str], ...]
    tracks: tuple[Track, ...]
    turned: bool
    """True where the direction of any change is known."""


def timeline(policies: Sequence[Logged]) -> Timeline | None:
    """Return policies on one axis, or None where no entry and no newer version of any of them has a date."""
    days = sorted(day for policy in policies for day in days_of(policy))
    if not days:
        return None
    axis = Axis(days[0].year, days[-1].year + 1)
    tracks = tuple(track(policy, axis) for policy in policies)
    return Timeline(axis.years(), tracks, any(one.turns for one in tracks))


@dataclass(frozen=True, slots=True)
class Axis:
    """The years from the first to the last, both named at their beginning."""

    first: int
    last: int

    def place(self, day: date) -> float:
        """Return where a day stands, in percent.

        >>> Axis(2024, 2026).place(date(2025, 1, 1))
        50.07
        """
        start, end = (date(year, 1, 1).toordinal() for year in (self.first, self.last))
        return round(EDGE + (100 - 2 * EDGE) * (day.toordinal() - start) / (end - start), 2)

    def years(self) -> tuple[tuple[float, str], ...]:
        """Return the years that are named."""
        step = -(-(self.last - self.first + 1) // YEARS)
        return tuple((self.place(date(year, 1, 1)), str(year)) for year in range(self.first, self.last + 1, step))


def days_of(policy: Logged) -> Iterator[date]:
    """Yield the days on which something stands on a policy's track."""
    _, log, steps = policy
    yield from (r.dates.entry for r in log if r.dates.entry)
    yield from (s.dated for s in steps if s.dated)


def track(policy: Logged, axis: Axis) -> Track:
    """Return one policy's track, with the same in words."""
    name, log, steps = policy
    dated = sorted((r.dates.entry, at, r) for at, r in enumerate(log) if r.dates.entry is not None)
    dots = tuple(Dot(axis.place(day), titled(day, r), is_change(r)) for day, _, r in dated)
    turns = tuple(turn(step, axis.place(step.dated) if step.dated else None) for step in steps)
    changes = sum(dot.changes for dot in dots)
    words = "no dated entry in its revision history"
    if dots:
        span = f"{dated[0][0]}" if dated[0][0] == dated[-1][0] else f"{dated[0][0]} to {dated[-1][0]}"
        told = f"; {changes or 'none'} of them {'state' if changes > 1 else 'states'} a change" if len(dots) > 1 else ""
        words = f"{len(dots)} {'entry' if len(dots) == 1 else 'entries'}, {span}{told}"
    return Track(name, dots, turns, words)


def is_change(entry: Revision) -> bool:
    """Return True if an entry states that something was added, removed or revised."""
    return any(statement.kind in CHANGES for statement in entry.statements)


def titled(day: date, entry: Revision) -> str:
    """Return an entry's day and what kind it is."""
    kinds = ", ".join(dict.fromkeys(s.kind.replace("_", " ") for s in entry.statements))
    shown = str(day)[:7] if entry.precision == "month" else str(day)
    return f"{shown}: {kinds}" if kinds else shown


def turn(step: VersionStep, x: float | None) -> Turn:
    """Return what a newer version changed: the sign of its direction, and how many sets of criteria moved which way."""
    moved = [(way, count) for way, count in step.directions.items() if way != "equivalent"]
    ways = {"tightened", "loosened"} if "both" in dict(moved) else {way for way, _ in moved}
    sure = ways & {"tightened", "loosened"}
    kind = "both" if len(sure) == 2 else sure.pop() if sure else "unknown" if ways else "equivalent"
    told = [f"{WAYS[way]} for {counted(count, 'set')} of criteria" for way, count in moved] or [WAYS["equivalent"]]
    hidden = f", {step.untold} of them not disclosed" if step.untold else ""
    words = f"{'; '.join(told)}; {counted(step.clinical, 'clinical change')}{hidden}"
    return Turn(x, str(step.dated or "no date"), SIGNS[kind], words, kind in ("tightened", "both"), step.headline or "")
