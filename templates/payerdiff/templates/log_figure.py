"""The logs of all payers drawn on one axis of years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from payerdiff.model.policy import Revision

WIDEST = 340.0
"""Room for names at most, in the figure's own units."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One log entry on the axis."""

    x: float
    title: str


@dataclass(frozen=True, slots=True)
class Track:
    """The entries of one policy."""

    name: str
    y: float
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """All logs on one axis; lengths in the figure's own units (1000 wide)."""

    height: float
    left: float
    """Where the axis begins: the longest name ends before it."""
    years: tuple[tuple[float, str], ...]
    tracks: tuple[Track, ...]
    words: str


def timeline(logs: Sequence[tuple[str, Sequence[Revision]]]) -> Timeline | None:
    """Return the logs on one axis, or None where no policy has a dated entry."""
    dated = [(name, [r.dates.entry for r in log if r.dates.entry]) for name, log in logs]
    days = [d for _, entries in dated for d in entries]
    if not days:
        return None
    first, last = min(days).year, max(days).year + 1
    start, end = date(first, 1, 1).toordinal(), date(last, 1, 1).toordinal()

    left = min(max(7.2 * max(len(name) for name, _ in dated) + 14, 180.0), WIDEST)

    def place(day: date) -> float:
        return round(left + (980 - left) * (day.toordinal() - start) / (end - start), 1)

    tracks = tuple(
        Track(name, 34.0 + 34 * at, tuple(Dot(place(d), d.isoformat()) for d in sorted(entries)))
        for at, (name, entries) in enumerate(dated)
    )
    step = 1 if last - first <= 14 else 2
    years = tuple((place(date(y, 1, 1)), str(y)) for y in range(first, last + 1, step))
    counted = "; ".join(
        f"{name}: {len(entries)} {'entry' if len(entries) == 1 else 'entries'}"
        + (f", {min(entries)} to {max(entries)}" if entries else "")
        for name, entries in dated
    )
    return Timeline(34.0 * len(dated) + 30, round(left, 1), years, tracks, counted)
