"""Ruled tables of a PDF page, found by pdfplumber on the strokes that the fast engine has read.

pdfplumber's `TableFinder` asks a page for its box and its edges only; handing it both spares the slow parse
and leaves its answer the same (measured on 49 of 49 pages; tests/ingest hold it).
"""

from __future__ import annotations

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
    """Return the thin strokes of a page as pdfplumber's edges."""
    edges = []
    for s in page.segments:
        edges.append(
            {
                "object_type": "line",
                "orientation": "h",
                "x0": s.x0,
                "x1": s.x1,
                "top": s.y,
                "bottom": s.y,
                "width": s.x1 - s.x0,
                "height": 0,
            }
        )
    for x, top, bottom in page.uprights:
        edges.append(
            {
                "object_type": "line",
                "orientation": "v",
                "x0": x,
                "x1": x,
                "top": top,
                "bottom": bottom,
                "width": 0,
                "height": bottom - top,
            }
        )
    return edges


def plumber_page(page: Page, body: list[Glyph]) -> RuledPage | None:
    """Return the page for the table finder, or None where too few rules are drawn for a grid."""
    if len(page.segments) < 2 or len(page.uprights) < 2 or not body:
        return None
    return RuledPage(page)


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: its box, and the boxes of its cells row by row."""

    box: Box
    rows: tuple[tuple[Box, ...], ...]


def grids_of(page: Page, body: list[Glyph], edge: float | None) -> list[Grid]:
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
