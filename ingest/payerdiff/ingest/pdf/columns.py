"""Lists set in two columns: printed lines that each hold an item of both are read column by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from payerdiff.ingest.ink import Ink

BULLETS = frozenset("•◦▪■□●○➢✓✔☐☑☒❏❑\uf0a7\uf0b7\uf0d8\uf0fc\uf076\uf0a8")
FEWEST = 2
"""Lines with a bullet at both places that make two columns."""
GAP = 6.0
"""Points of white space at least between the columns."""
NEAR = 2.0
"""Points by which the bullets of one column stand apart at the most."""
PITCH = 1.9
"""Type sizes from one line to the next at the most within a list."""


@dataclass(frozen=True, slots=True)
class Row:
    """A printed line."""

    ink: Ink
    shift: float = 0.0
    """How far the column that it stands in begins to the right of the left one: both make one list."""
    column: tuple[float, float] | None = None
    """The edges of the column of text that it stands in, where its page has several."""


def by_columns(rows: Sequence[Ink]) -> Iterator[list[Row]]:
    """Yield printed lines in groups: a list in two columns as one group, first the lines on the left and then those on the right; other lines alone."""
    seconds = [second_bullet(row) for row in rows]
    at = 0
    while at < len(rows):
        place = seconds[at]
        end = at if place is None else end_of(rows, at, place)
        held = [row for row, second in zip(rows[at:end], seconds[at:end], strict=True) if is_near(second, place)]
        if place is None or len(held) < FEWEST:
            yield [Row(rows[at])]
            at += 1
            continue
        edge, shift = place - NEAR, place - rows[at].lows[0]
        left = [Row(row.where([low < edge for low in row.lows])) for row in rows[at:end]]
        right = [Row(row.where([low >= edge for low in row.lows]), shift) for row in rows[at:end]]
        yield [part for part in (*left, *right) if len(part.ink)]
        at = end


def second_bullet(row: Ink) -> float | None:
    """Return where a second bullet stands in a line that begins with one, behind white space; None where there is none."""
    if not len(row) or row.signs[0] not in BULLETS or BULLETS.isdisjoint(row.signs[2:]):
        return None
    for at in range(2, len(row)):
        if row.signs[at] in BULLETS and row.lows[at] - row.highs[at - 1] >= GAP:
            return row.lows[at]
    return None


def is_near(second: float | None, place: float | None) -> bool:
    """Return True if a bullet stands at a column's place."""
    return second is not None and place is not None and abs(second - place) <= NEAR


def end_of(rows: Sequence[Ink], start: int, place: float) -> int:
    """Return the index behind the lines that keep clear of the white space before a column, and follow each other closely."""
    edge, first = place - NEAR, rows[start].lows[0]
    end = start
    while end < len(rows):
        row = rows[end]
        close = end == start or is_close(rows[end - 1], row)
        inked = [at for at, sign in enumerate(row.signs) if not sign.isspace()]
        crosses = any(row.lows[at] < edge < row.highs[at] for at in inked)
        before = next((row.highs[at] for at in reversed(inked) if row.lows[at] < edge), 0.0)
        after = next((row.lows[at] for at in inked if row.lows[at] >= edge), place)
        if not close or crosses or after - before < GAP / 2 or row.lows[0] < first - NEAR:
            break
        end += 1
    return end


def is_close(above: Ink, row: Ink) -> bool:
    """Return True if one line follows another as the lines of a list do."""
    return row.bases[0] - above.bases[0] <= PITCH * max(row.sizes[0], above.sizes[0])
