"""Running heads, feet and page numbers: text that belongs to the paper and not to the policy."""

from __future__ import annotations

import re
from dataclasses import replace

from payerdiff.ingest.document import Line

PAGE_NUMBER = re.compile(r"^(?:page\s*)?[-–|]?\s*\d{1,3}\s*(?:(?:of|/|\|)\s*\d{1,3})?\s*[-–|]?$", re.IGNORECASE)
JOINT = re.compile(r"^\W*(?:and|or)\W*$", re.IGNORECASE)
"""A connector that stands alone: it joins the items above and below it, wherever the page breaks."""
STRAY = 1
"""Lines of their own that a running head may hold (a chapter's name)."""
SHORTEST = 560.0
"""Points: no paper is shorter, so that the text of half-empty pages has no foot of its own."""
OUTER, WITHIN = 0.2, 0.34
"""Shares of the page's height: where running lines stand, and how far a long running head may reach."""
LEVEL = 9.0
"""Points by which the height of a running line may vary."""


def shape(text: str) -> str:
    """Return a line with its digits masked, so that page numbers do not hide a repetition."""
    return re.sub(r"\d+", "#", " ".join(text.split()))


def label_furniture(lines: tuple[Line, ...], text: str, pages: int) -> tuple[Line, ...]:
    """Label the lines of a paginated document that repeat at the edge of its pages.

    A line counts where it stands near the page's edge with nothing but such lines outside of it, and where its shape
    recurs there, at the same height, on two pages of five, at least two (on most for a table row, and inside of a line that does not recur). Criteria that happen to end several pages
    stand at any height, and inside of lines that do not recur: they stay text. A head that is longer goes on below as far
    as its lines recur on most pages.
    """
    by_page: dict[int, list[int]] = {}
    for at, line in enumerate(lines):
        if line.kind in ("text", "row") and text[line.start : line.end].strip():
            by_page.setdefault(line.page, []).append(at)
    height = max([SHORTEST, *(line.box[3] for line in lines if line.box)])
    zones = [zone for members in by_page.values() for zone in (("head", members[:12]), ("foot", members[:-10:-1]))]
    heights: dict[tuple[str, str], list[float]] = {}
    for where, group in zones:
        for at in group:
            if is_near(lines[at], where, height, WITHIN):
                heights.setdefault((where, shape_of(lines[at], text)), []).append(height_of(lines[at]))
    least, most = max(2, -(-2 * len(by_page) // 5)), max(2, len(by_page) // 2 + 1)
    often = {key: at_one_height(found) for key, found in heights.items() if pages > 1}
    found: set[int] = set()
    for where, group in zones:
        missed = 0
        for at in group:  # from the edge inwards
            words = text[lines[at].start : lines[at].end].strip()
            if JOINT.match(words) or not is_near(lines[at], where, height, WITHIN):
                break
            inner = not is_near(
                lines[at], where, height, OUTER
            )  # a long head: only what is on most pages, without a gap
            if inner and (missed or len(by_page) < 3):
                break
            needed = most if missed or inner or lines[at].kind == "row" else least
            if often.get((where, shape(words)), 0) >= needed or PAGE_NUMBER.match(words):
                found.add(at)
            else:
                missed += 1
                if missed > STRAY:
                    break
    return tuple(replace(line, kind="furniture") if at in found else line for at, line in enumerate(lines))


def is_near(line: Line, where: str, height: float, share: float) -> bool:
    """Return True if a line stands in an outer share of the page."""
    return line.box is None or (
        line.box[1] < share * height if where == "head" else line.box[1] > (1 - share) * height - 0.02 * height
    )


def shape_of(line: Line, text: str) -> str:
    """Return the shape of a line's words."""
    return shape(text[line.start : line.end].strip())


def height_of(line: Line) -> float:
    """Return how far down the page a line stands; 0 where the format has no geometry."""
    return line.box[1] if line.box else 0.0


def at_one_height(heights: list[float]) -> int:
    """Return how many of some lines stand at one height, give or take a line."""
    ordered = sorted(heights)
    best, low = 0, 0
    for high, y in enumerate(ordered):
        while y - ordered[low] > LEVEL:
            low += 1
        best = max(best, high - low + 1)
    return best
