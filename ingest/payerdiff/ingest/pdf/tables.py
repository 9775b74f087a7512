"""Ruled tables of a PDF page, found by pdfplumber on the strokes that the fast engine has read.

pdfplumber's `TableFinder` asks a page for its box and its edges only; handing it both spares the slow parse
and leaves its answer the same (measured on 49 of 49 pages; tests/ingest hold it).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from pdfplumber.table import TableFinder

from payerdiff.ingest.document import Box
from payerdiff.ingest.page import Glyph, Page


class RuledPage:
    """What pdfplumber's TableFinder asks of a page: its box and its edges."""

    def __init__(self, page: Page) -> None:
        self.bbox = (0.0, 0.0, page.width, page.height)
        self.edges = edges_of(page)


def edges_of(page: Page) -> list[dict[str, Any]]:
    """Return the thin strokes of a page as pdfplumber's edges, with the borders that open tables leave out."""
    flat, upright = borders_of(page)
    flat += open_ends(page)
    edges = [edge("h", s.x0, s.x1, s.y, s.y) for s in page.segments]
    edges += [edge("v", x, x, top, bottom) for x, top, bottom in page.uprights]
    edges += [edge("h", x0, x1, y, y) for x0, x1, y in flat]
    return edges + [edge("v", x, x, top, bottom) for x, top, bottom in upright]


def edge(way: str, x0: float, x1: float, top: float, bottom: float) -> dict[str, Any]:
    """Return one edge: `h` for level, `v` for upright."""
    return {
        "object_type": "line", "orientation": way, "x0": x0, "x1": x1, "top": top, "bottom": bottom,
        "width": x1 - x0, "height": bottom - top,
    }  # fmt: skip


MEETS = 3.0
"""Points within which two rules meet."""
TALL = 40.0
"""Points of the shortest rule that parts the columns of an open table."""


def borders_of(page: Page) -> tuple[list[tuple[float, float, float]], list[tuple[float, float, float]]]:
    """Return the outer borders, level and upright, of tables that have inner rules only: one rule parts two columns, others cross it.

    Such a table is open to its sides, and at a page's foot and head where it goes on from page to page.
    """
    flat: list[tuple[float, float, float]] = []
    upright: list[tuple[float, float, float]] = []
    for x, top, bottom in long_rules(page):
        crossing = [s for s in page.segments if top - MEETS <= s.y <= bottom + MEETS]
        lefts = {
            round(s.x0)
            for s in crossing
            if (s.x0 < x - TALL and abs(s.x1 - x) <= MEETS) or (s.x0 < x - TALL and s.x1 > x + TALL)
        }
        rights = {
            round(s.x1)
            for s in crossing
            if (s.x1 > x + TALL and abs(s.x0 - x) <= MEETS) or (s.x0 < x - TALL and s.x1 > x + TALL)
        }
        if len(lefts) != 1 or len(rights) != 1:
            continue
        left, right = float(lefts.pop()), float(rights.pop())
        beside = [
            u
            for u in page.uprights
            if abs(u[0] - x) > MEETS and u[1] < bottom and u[2] > top and left - MEETS <= u[0] <= right + MEETS
        ]
        if beside:
            continue
        flat += [(left, right, y) for y in (top, bottom)]
        upright += [(left, top, bottom), (right, top, bottom)]
    return flat, upright


MARGIN = 0.2
"""The share of a page's height, from its head and from its foot, within which a table ends that goes on over the page."""
FEWEST = 3
"""Upright rules that end at one height where a table with columns is cut by the page."""


def open_ends(page: Page) -> list[tuple[float, float, float]]:
    """Return the level borders that a table lacks where a row of it goes on over the page: its upright rules end there all at one height."""
    found: list[tuple[float, float, float]] = []
    rules = long_rules(page)
    for end, outward in ((2, 1), (1, -1)):
        for edge_at in {round(rule[end]) for rule in rules}:
            held = [rule for rule in rules if abs(rule[end] - edge_at) <= 1]
            left, right = min(rule[0] for rule in held), max(rule[0] for rule in held)
            inside = [s for s in page.segments if s.x0 >= left - MEETS and s.x1 <= right + MEETS]
            closed = any(abs(s.y - edge_at) <= MEETS for s in inside)
            beyond = any((u[end] - edge_at) * outward > MEETS and left <= u[0] <= right for u in page.uprights)
            ruled = any(held[0][1] - MEETS <= s.y <= held[0][2] + MEETS for s in inside)
            margin = edge_at if outward < 0 else page.height - edge_at
            cut = margin < MARGIN * page.height and len({round(rule[0]) for rule in held}) >= FEWEST
            if cut and ruled and not closed and not beyond:
                found.append((left, right, float(edge_at)))
    return found


def long_rules(page: Page) -> list[tuple[float, float, float]]:
    """Return the upright rules of a page as (x, top, bottom), pieces that stand on each other joined."""
    found: list[tuple[float, float, float]] = []
    for x, top, bottom in sorted(page.uprights, key=lambda u: (round(u[0]), u[1])):
        if found and abs(found[-1][0] - x) <= 1 and top - found[-1][2] <= MEETS:
            found[-1] = (found[-1][0], found[-1][1], max(bottom, found[-1][2]))
        else:
            found.append((x, top, bottom))
    return [rule for rule in found if rule[2] - rule[1] >= TALL]


def plumber_page(page: Page, body: Sequence[Glyph]) -> RuledPage | None:
    """Return the page for the table finder, or None where too few rules are drawn for a grid."""
    if len(page.segments) < 2 or not page.uprights or not body:
        return None
    return RuledPage(page)


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: its box, and the boxes of its cells row by row."""

    box: Box
    rows: tuple[tuple[Box, ...], ...]


def grids_of(page: Page, body: Sequence[Glyph], edge: float | None) -> list[Grid]:
    """Return the tables of a page that have two columns or more, top to bottom; none right of `edge`."""
    ruled = plumber_page(page, body)
    if ruled is None:
        return []
    finder = TableFinder(cast(Any, ruled), {"vertical_strategy": "lines", "horizontal_strategy": "lines"})
    found = []
    for table in finder.tables:
        wide = max((sum(cell is not None for cell in row.cells) for row in table.rows), default=0)
        box = table.bbox
        if wide >= 2 and (edge is None or box[0] < edge):
            found.append(Grid(box, tuple(tuple(c for c in row.cells if c is not None) for row in table.rows)))
    return sorted(found, key=lambda grid: grid.box[1])
