"""Hyphens that only part a word at a line's end: `immuno-` above `suppressant`.

A hyphen at a line's end may also be a word's own (`first-line`). What a document writes elsewhere tells them apart: the word in one piece, its
parts as words of their own. Where neither stands anywhere, the hyphen parts a word only in a document that does so as a habit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from payerdiff.ingest.document import Line, Mark

BEFORE = re.compile(r"(?<![\w-])([A-Za-z][a-z]+)-$")
BEHIND = re.compile(r"[a-z]{2,}(?![\w-])")
WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
LEAST = 2
"""Words that a document parts before that is its habit."""
HABIT = 0.5
"""The share of its lines with a hyphen at their end that part a word, in such a document."""


def words_of(told: str) -> frozenset[str]:
    """Return words told with blanks between them."""
    return frozenset(told.split())


OWN = words_of("non multi anti co pre post self well long short high low mid semi sub inter intra extra over under cross single double triple half full first second third one two three four five six all time dose drug weight age body disease steroid immune stem cell blood bone evidence risk side follow")  # fmt: skip
"""What often stands before a word's own hyphen."""
OTHERS = words_of("based naive free like term line dose resistant dependent related induced positive negative modifying sparing threatening label exempt specific associated confirmed eligible up off on to of and or week month year day old")  # fmt: skip
"""What often stands behind one."""


def cut_words(text: str, lines: Sequence[Line]) -> Iterator[Mark]:
    """Yield the hyphens, each with the end of its line, that only part a word; readings leave them out."""
    ends = [(line.end, *found) for line, below in pairs(lines) if (found := parts_of(text, line, below))]
    if not ends:
        return
    cut = Counter(part.lower() for _, left, right, _ in ends for part in (left, right))
    known = Counter(word.lower() for word in WORD.findall(text))
    told = [is_cut(left, right, known, cut) for _, left, right, _ in ends]
    habit = told.count(None) + told.count(True) >= LEAST and told.count(False) < HABIT * len(ends)
    for (end, _, _, behind), parts in zip(ends, told, strict=True):
        if parts or (parts is None and habit):
            yield Mark(end - 1, behind, "markup", "drawn")


def pairs(lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    """Yield the lines that follow each other in one column, or in one cell."""
    for line, below in pairwise(lines):
        if line.kind == below.kind == "text" and (line.page, line.column) == (below.page, below.column):
            yield line, below
    for line in lines:
        yield from pairs(line.inner) if line.inner else ()


def parts_of(text: str, line: Line, below: Line) -> tuple[str, str, int] | None:
    """Return the two parts of a word that a line's end cuts, and where the second one begins; None where it cuts none."""
    before = BEFORE.search(text, line.start, line.end)
    behind = BEHIND.match(text, below.start, below.end)
    if before is None or behind is None or text[line.end : below.start].strip():
        return None
    return before[1], behind[0], below.start


def is_cut(left: str, right: str, known: Counter[str], cut: Counter[str]) -> bool | None:
    """Return True if a hyphen only parts a word, False if it is the word's own, None where the document does not tell."""
    first, second = left.lower(), right.lower()
    if known[f"{first}-{second}"]:
        return False
    if known[first + second]:
        return True
    if first in OWN or second in OTHERS:
        return False
    alone = known[first] > cut[first] or known[second] > cut[second]
    return False if alone else None
