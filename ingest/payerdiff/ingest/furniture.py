"""Running heads, feet and page numbers: text that belongs to the paper and not to the policy."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from payerdiff.ingest.document import Line

PAGE_NUMBER = re.compile(r"^(?:page\s*)?[-–|]?\s*\d{1,3}\s*(?:(?:of|/|\|)\s*\d{1,3})?\s*[-–|]?$", re.IGNORECASE)
ZONE = 0.14
"""Share of the page, at top and bottom, in which running text stands."""


def shape(text: str) -> str:
    """Return a line with its digits masked, so that page numbers do not hide a repetition."""
    return re.sub(r"\d+", "#", " ".join(text.split()))


def label_furniture(lines: tuple[Line, ...], text: str, pages: int) -> tuple[Line, ...]:
    """Label the lines of a paginated document that repeat at the edge of its pages.

    A line counts where it stands among the first or last lines of a page (and in the page's outer seventh,
    or next to a line that does), and its shape recurs there on a third of the pages, at least two.
    """
    by_page: dict[int, list[int]] = {}
    for at, line in enumerate(lines):
        if line.kind in ("text", "row") and text[line.start : line.end].strip():
            by_page.setdefault(line.page, []).append(at)
    height = max((line.box[3] for line in lines if line.box), default=792.0)
    edge: dict[int, str] = {}
    seen: Counter[tuple[str, str]] = Counter()
    for members in by_page.values():
        for where, group in (("head", members[:7]), ("foot", members[-9:])):
            here = set()
            for at in group:
                box = lines[at].box
                near = box is None or (box[1] < 0.2 * height if where == "head" else box[1] > 0.78 * height)
                if near:
                    edge[at] = where
                    here.add((where, shape(text[lines[at].start : lines[at].end])))
            seen.update(here)
    least = max(2, (len(by_page) + 2) // 3)
    found = set()
    for at, where in edge.items():
        words = text[lines[at].start : lines[at].end].strip()
        if (pages > 1 and seen[where, shape(words)] >= least) or PAGE_NUMBER.match(words):
            found.add(at)
    return tuple(replace(line, kind="furniture") if at in found else line for at, line in enumerate(lines))
