"""Lists set in two columns: printed lines that each hold an item of both are read column by column."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from payerdiff.ingest.page import Glyph

BULLETS = frozenset("•◦▪■□●○➢✓✔☐☑☒❏❑\uf0a7\uf0b7\uf0d8\uf0fc\uf076\uf0a8")
FEWEST = 2
"""Lines with a bullet at both places that make two columns."""
GAP = 6.0
"""Points of white space at least between the columns."""
NEAR = 2.0
"""Points by which the bullets of one column stand apart at the most."""
PITCH = 1.9
"""Type sizes from one line to the next at the most within a list."""


class Beside(list[Glyph]):
    """A line of a right column: its indent is told from the left column's edge, so that both make one list."""

    shift = 0.0


def beside(row: Sequence[Glyph], shift: float) -> Beside:
    """Return a line of a right column that stands so far to the right of the left one."""
    line = Beside(row)
    line.shift = shift
    return line


def by_columns(rows: Sequence[list[Glyph]]) -> Iterator[list[list[Glyph]]]:
    """Yield printed lines in groups: a list in two columns as one group, first the lines on the left and then those on the right; other lines alone."""
    seconds = [second_bullet(row) for row in rows]
    at = 0
    while at < len(rows):
        place = seconds[at]
        end = at if place is None else end_of(rows, at, place)
        held = [row for row, second in zip(rows[at:end], seconds[at:end], strict=True) if is_near(second, place)]
        if place is None or len(held) < FEWEST:
            yield [rows[at]]
            at += 1
            continue
        left = [[g for g in row if g.x0 < place - NEAR] for row in rows[at:end]]
        right = [beside([g for g in row if g.x0 >= place - NEAR], place - rows[at][0].x0) for row in rows[at:end]]
        yield [part for part in (*left, *right) if part]
        at = end


def second_bullet(row: Sequence[Glyph]) -> float | None:
    """Return where a second bullet stands in a line that begins with one, behind white space; None where there is none."""
    if not row or row[0].char not in BULLETS:
        return None
    for before, glyph in itertools.pairwise(row):
        if glyph.char in BULLETS and glyph.x0 - before.x1 >= GAP and before is not row[0]:
            return glyph.x0
    return None


def is_near(second: float | None, place: float | None) -> bool:
    """Return True if a bullet stands at a column's place."""
    return second is not None and place is not None and abs(second - place) <= NEAR


def end_of(rows: Sequence[list[Glyph]], start: int, place: float) -> int:
    """Return the index behind the lines that keep clear of the white space before a column, and follow each other closely."""
    left = rows[start][0].x0
    end = start
    while end < len(rows):
        row = rows[end]
        close = end == start or row[0].base - rows[end - 1][0].base <= PITCH * max(row[0].size, rows[end - 1][0].size)
        crosses = any(g.x0 < place - NEAR and g.x1 > place - NEAR and not g.char.isspace() for g in row)
        before = next((g.x1 for g in reversed(row) if g.x0 < place - NEAR and not g.char.isspace()), 0.0)
        after = next((g.x0 for g in row if g.x0 >= place - NEAR and not g.char.isspace()), place)
        if not close or crosses or after - before < GAP / 2 or row[0].x0 < left - NEAR:
            break
        end += 1
    return end
