"""Text that is set in two columns of one width, on a whole page or on a part of it: the left column is read to its end, then the right one.

Columns are no table. The rows of a table begin at one height in all its columns; columns of text each go their own way, and the lines of
both fill their width.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from payerdiff.ingest.document import Box
from payerdiff.ingest.ink import Ink
from payerdiff.ingest.pdf.lines import rows_of
from payerdiff.ingest.pdf.tables import Grid

GUTTER = 9.0
"""Points of white space at least between two columns: less than that parts words."""
MIDDLE = (0.4, 0.6)
"""Where the right column may begin, as shares of the text's width: columns of one width meet in its middle."""
LATE = 0.665
"""Where it may begin at the latest, its lines being short, if the numbers of a list run on from the left column."""
SET_IN = 30.0
"""Points by which lines of the right column stand behind its edge at the most: the further lines of items."""
NARROW = 4.0
"""Points that part a line that runs on to the gutter from the one beside it, which begins where its column does."""
NEAR = 1.5
"""Points by which the lines of a column begin apart at the most."""
NUMBER = re.compile(r"\(?(\d{1,2})[.)]")
FEWEST = 5
"""Lines of a column at least."""
FULL = 0.75
"""The share of its column's width that a line of running text reaches before it wraps."""
WIDE = 0.2
"""The share of a column's lines that are full at the least, tables and lists of names having none."""
ROOMY = 1.35
"""How much more than the usual distance of lines parts two paragraphs."""
LEVEL = 1.5
"""Points by which the heights of two lines of one row differ at the most."""
HANG = 5.0
"""Points by which an item's further lines stand behind its mark at least."""
ENDED = (".", ";", ":", "?", "!")


@dataclass(frozen=True, slots=True)
class Part:
    """Characters and tables that are read from top to bottom, with the left and right edge of their column where they stand in one."""

    ink: Ink
    grids: tuple[Grid, ...]
    column: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A printed line, or a table as a whole, from its top to its bottom."""

    top: float
    bottom: float
    row: Ink | None
    box: Box

    def leaves(self, edge: float) -> bool:
        """Return True if nothing of it stands in the white space before `edge`."""
        if self.row is None:
            return self.box[2] <= edge - 1 or self.box[0] >= edge - GUTTER
        before = max(
            (high for low, high in zip(self.row.lows, self.row.highs, strict=True) if low < edge - 1), default=0.0
        )
        return before <= edge - GUTTER

    def runs_on(self, edge: float) -> bool:
        """Return True if it is a line that runs on into the white space before `edge`, and ends before the words on the right."""
        if self.row is None:
            return False
        places = list(zip(self.row.lows, self.row.highs, strict=True))
        before = max((high for low, high in places if low < edge - 1), default=0.0)
        behind = min((low for low, _ in places if low >= edge - 1), default=None)
        if before > edge - 1 or behind is None:
            return before <= edge - 1
        return behind - before >= (NARROW if behind <= edge + NEAR else GUTTER)


def parts_of(
    body: Ink, free: Ink, tables: Sequence[Grid], grids: Sequence[Grid], begun: float | None = None
) -> Iterator[Part]:
    """Yield the parts of a page in reading order: one, where it has no columns.

    `free` are the characters outside of all `tables`. Where the page before ended in columns, the right one `begun` there, a few lines tell that they go on.
    """
    pieces = pieces_of(free, tables)
    edge = edge_of(pieces)
    bands = [] if edge is None else bands_of(pieces, edge)
    if not bands and (late := edge_of(pieces, LATE)) is not None and late != edge:
        bands = bands_of(pieces, late, late=True)
        edge = late if bands else edge
    if not bands and begun is not None:
        edge, bands = begun, rest_of(pieces, begun)
    if edge is None or not bands:
        yield Part(body, tuple(grids))
        return
    heights = [base - 0.3 * size for base, size in zip(body.bases, body.sizes, strict=True)]
    cuts = [0.0, *(y for band in bands for y in band), float("inf")]
    for at, (low, high) in enumerate(pairwise(cuts)):
        ink = body.where([low <= y < high for y in heights])
        held = tuple(one for one in grids if low <= one.box[1] < high)
        yield from by_sides(ink, held, edge) if at % 2 else [Part(ink, held)] if ink or held else []


def by_sides(ink: Ink, held: Sequence[Grid], edge: float) -> Iterator[Part]:
    """Yield the left column of a part of a page, then the right one."""
    behind = [low >= edge - 1 for low in ink.lows]
    left = tuple(one for one in held if one.box[0] < edge - GUTTER)
    right = tuple(one for one in held if one not in left)
    first, second = ink.where([not it for it in behind]), ink.where(behind)
    start = min(ink.lows)
    width = max([0.0, *(max(part.highs) - low for part, low in ((first, start), (second, edge)) if part)])
    yield Part(first, left, (start, start + width))
    yield Part(second, right, (edge, edge + width))


def pieces_of(free: Ink, tables: Sequence[Grid]) -> list[Piece]:
    """Return printed lines and tables from top to bottom."""
    found = [
        Piece(row.bases[0] - row.sizes[0], row.bases[0], row, (row.lows[0], 0, max(row.highs), 0))
        for row in rows_of(free)
    ]
    found += [Piece(grid.box[1], grid.box[3], None, grid.box) for grid in tables]
    return sorted(found, key=lambda piece: piece.top)


def edge_of(pieces: Sequence[Piece], latest: float = MIDDLE[1]) -> float | None:
    """Return where a right column would begin: the place in the middle before which most lines leave white space; None where too few lines begin there."""
    boxes = [piece.box for piece in pieces]
    if not boxes:
        return None
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    low, high = (left + share * (right - left) for share in (MIDDLE[0], latest))
    begun = [x for piece in pieces for x in starts_in(piece, low, high + (SET_IN if latest > MIDDLE[1] else 0.0))]
    starts = [x for x in begun if x <= high]
    if len(begun) < FEWEST or not starts:
        return None
    return max(sorted({round(x, 1) for x in starts}), key=lambda place: sum(piece.leaves(place) for piece in pieces))


def starts_in(piece: Piece, low: float, high: float) -> Iterator[float]:
    """Yield where words begin behind a gutter's white space, between two places."""
    if piece.row is None:
        if low <= piece.box[0] <= high:
            yield piece.box[0]
        return
    inked = [
        (x0, x1)
        for x0, x1, sign in zip(piece.row.lows, piece.row.highs, piece.row.signs, strict=True)
        if not sign.isspace()
    ]
    for before, after in pairwise([(0.0, 0.0), *inked]):
        if after[0] - before[1] >= GUTTER and low <= after[0] <= high:
            yield after[0]


def bands_of(pieces: Sequence[Piece], edge: float, *, late: bool = False) -> list[tuple[float, float]]:
    """Return the tops and bottoms of the parts of a page that are set in two columns; of a `late` edge, those in which a list counts on."""
    runs = [run for run in with_what_runs_on(pieces, runs_of(pieces, edge), edge) if are_columns(run, edge)]
    if late:
        runs = [run for run in runs if counts_on(*(side_of(run, edge, second=it) for it in (False, True)))]
    return [extent_of(run) for run in runs]


def runs_of(pieces: Sequence[Piece], edge: float) -> list[list[Piece]]:
    """Return lines and tables that follow each other without any that crosses the white space before `edge`."""
    runs: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.leaves(edge):
            runs[-1].append(piece)
        else:
            if runs[-1] and not far(runs[-1][-1], piece):
                runs[-1] = before_what_follows(runs[-1], edge)
            runs.append([])
    return [from_both(trimmed(run, edge), edge) for run in runs if run]


def with_what_runs_on(pieces: Sequence[Piece], runs: list[list[Piece]], edge: float) -> list[list[Piece]]:
    """Return runs, those as one that only a line parts that runs on into the white space, where one of them is set in columns and both together are."""
    found: list[list[Piece]] = []
    for run in runs:
        if found and found[-1] and run:
            low, high = found[-1][0].top, run[-1].bottom
            whole = [piece for piece in pieces if low <= piece.top and piece.bottom <= high]
            between = [piece for piece in whole if not piece.leaves(edge)]
            one = len(between) == 1 and between[0].runs_on(edge)
            if one and (are_columns(found[-1], edge) or are_columns(run, edge)) and are_columns(whole, edge):
                found[-1] = whole
                continue
        found.append(run)
    return found


def from_both(run: Sequence[Piece], edge: float) -> list[Piece]:
    """Return a run from the first line on that has words on the right: columns begin at one height, and short lines above them stand before both."""
    first = next((piece.top for piece in run if piece.box[2] > edge), None)
    return [] if first is None else [piece for piece in run if piece.bottom > first + LEVEL]


def before_what_follows(run: Sequence[Piece], edge: float) -> list[Piece]:
    """Return a run without the short lines below both columns, behind white space, that belong to the lines of full width below them."""
    last = max((at for at, piece in enumerate(run) if piece.box[2] > edge), default=-1)
    steps = sorted(below.bottom - above.bottom for above, below in pairwise(run[: last + 1]))
    for at in range(last + 1, len(run)):
        above, piece = run[at - 1], run[at]
        usual = max(steps[len(steps) // 4] if steps else 0.0, piece.bottom - piece.top)
        if at > 0 and piece.bottom - above.bottom > ROOMY * usual:
            return list(run[:at])
    return list(run)


def extent_of(run: Sequence[Piece]) -> tuple[float, float]:
    """Return the top and the bottom of some lines."""
    return min(piece.top for piece in run) - 1, max(piece.bottom for piece in run) + 1


def rest_of(pieces: Sequence[Piece], edge: float) -> list[tuple[float, float]]:
    """Return the part at the head of a page on which columns end that began on the page before."""
    runs = runs_of(pieces, edge)
    first = next((run for run in runs[:2] if len(run) > 1), [])
    sides = [side_of(first, edge, second=second) for second in (False, True)]
    return [extent_of(first)] if all(sides) and any(fills(side) for side in sides) else []


def trimmed(run: Sequence[Piece], edge: float) -> list[Piece]:
    """Return a run of lines without a running head or foot: one line with words on both sides, far from the others."""
    kept = list(run)
    for end, beside in ((0, 1), (-1, -2)):
        if (
            len(kept) > FEWEST
            and kept[end].row is not None
            and far(kept[end], kept[beside])
            and kept[end].box[0] < edge
        ):
            kept.pop(end)
    return kept


def far(one: Piece, other: Piece) -> bool:
    """Return True if more than two lines would fit between two lines."""
    first, second = sorted((one, other), key=lambda piece: piece.top)
    return second.top - first.bottom > 2 * (first.bottom - first.top)


def are_columns(run: Sequence[Piece], edge: float) -> bool:
    """Return True if lines are those of two columns of text: below the first ones, which any two cells share, paragraphs begin at heights of their own."""
    sides = [side_of(run, edge, second=False), side_of(run, edge, second=True)]
    if any(len(side) < FEWEST or not fills(side) for side in sides):
        return False
    fewer, more = sorted((starts_of(side) for side in sides), key=len)
    if len(fewer) == 1:
        return abs(fewer[0] - more[0]) > LEVEL or goes_on(*sides)
    shared = sum(any(abs(y - other) <= LEVEL for other in more) for y in fewer[1:])
    return 2 * shared < len(fewer) - 1


def side_of(run: Sequence[Piece], edge: float, *, second: bool) -> list[Ink]:
    """Return the printed lines on one side of the white space."""
    held = [
        piece.row.where([(low >= edge - 1) == second for low in piece.row.lows])
        for piece in run
        if piece.row is not None
    ]
    return [row for part in held if len(part) for row in rows_of(part)]


def fills(side: Sequence[Ink]) -> bool:
    """Return True if running text fills a column: enough of its lines reach its right edge."""
    left, right = min(row.lows[0] for row in side), max(max(row.highs) for row in side)
    full = sum(max(row.highs) - left >= FULL * (right - left) for row in side)
    return full >= WIDE * len(side)


def starts_of(side: Sequence[Ink]) -> list[float]:
    """Return the heights at which paragraphs begin: behind more white space than there is between lines."""
    heights = sorted(row.bases[0] for row in side)
    steps = sorted(below - above for above, below in pairwise(heights))
    usual = steps[len(steps) // 4]
    return [heights[0], *(below for above, below in pairwise(heights) if below - above > ROOMY * usual)]


def goes_on(left: Sequence[Ink], right: Sequence[Ink]) -> bool:
    """Return True if a sentence, an item that hangs below its mark, or the numbers of a list run from the foot of the left column to the head of the right one."""
    foot, head = ("".join(row.signs).strip() for row in (left[-1], right[0]))
    hangs = right[0].lows[0] > min(row.lows[0] for row in right) + HANG
    return counts_on(left, right) or (not foot.endswith(ENDED) and (head[:1].islower() or hangs))


def counts_on(left: Sequence[Ink], right: Sequence[Ink]) -> bool:
    """Return True if the numbers of a list run on from the left column to the head of the right one."""
    first = NUMBER.match("".join(right[0].signs).strip())
    counted = [int(found[1]) for row in left if (found := NUMBER.match("".join(row.signs).strip()))]
    ordered = all(below == above + 1 for above, below in pairwise(counted))
    return first is not None and bool(counted) and ordered and int(first[1]) == counted[-1] + 1
