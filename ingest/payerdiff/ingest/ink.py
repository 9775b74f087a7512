"""The printed characters of a page by columns: all signs, all left edges, all baselines.

A page has thousands of characters and most of them differ in nothing but sign and place. Columns let them be cut, chosen and measured
many at a time; a `Glyph` is made only of a character that somebody asks for.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress, groupby
from operator import itemgetter
from typing import Any, overload

from payerdiff.ingest.page import Color, Glyph

Run = tuple[float, float, int, int]
"""Neighboring characters on one baseline in one size: baseline, size, first place, place behind the last."""
FIELDS = 8


@dataclass(frozen=True, slots=True)
class Ink(Sequence[Glyph]):
    """Printed characters; the columns have one length, and a character has the same place in each of them."""

    signs: list[str]
    lows: list[float]
    """Left edges."""
    highs: list[float]
    """Right edges."""
    bases: list[float]
    sizes: list[float]
    fonts: list[str]
    colors: list[Any]
    """Colors, or what has one: an engine's own characters, which are asked for theirs where a stroke is drawn."""
    upright: list[bool]
    even: bool = field(default=False, kw_only=True)
    """True of a printed line whose characters have one size and one baseline, as is known from how it was put together."""
    found: list[Run] = field(default_factory=list, kw_only=True, repr=False, compare=False)
    """Its runs, once they were asked for."""

    @classmethod
    def of(cls, glyphs: Sequence[Glyph]) -> Ink:
        """Return glyphs by columns."""
        if isinstance(glyphs, Ink):
            return glyphs
        return cls(*map(list, zip(*glyphs, strict=True))) if glyphs else cls(*([] for _ in range(FIELDS)))

    @property
    def columns(self) -> tuple[list[Any], ...]:
        """All columns, in the order of a glyph's fields."""
        return self.signs, self.lows, self.highs, self.bases, self.sizes, self.fonts, self.colors, self.upright

    def __len__(self) -> int:
        return len(self.signs)

    @overload
    def __getitem__(self, at: int) -> Glyph: ...
    @overload
    def __getitem__(self, at: slice) -> Ink: ...
    def __getitem__(self, at: int | slice) -> Glyph | Ink:
        if isinstance(at, slice):
            return Ink(*(column[at] for column in self.columns))
        sign, low, high, base, size, font, _, upright = (column[at] for column in self.columns)
        return Glyph(sign, low, high, base, size, font, self.color(at), upright)

    def __iter__(self) -> Iterator[Glyph]:
        return (self[at] for at in range(len(self)))

    def color(self, at: int) -> Color:
        """Return the color of one character."""
        drawn = self.colors[at]
        return drawn if isinstance(drawn, tuple) else drawn.color

    def at(self, places: Sequence[int]) -> Ink:
        """Return the characters at some places, in that order."""
        if len(places) < 2:
            return Ink(*([column[at] for at in places] for column in self.columns))
        chosen = itemgetter(*places)
        return Ink(*(list(chosen(column)) for column in self.columns))

    def where(self, chosen: Sequence[bool]) -> Ink:
        """Return the characters for which `chosen` says True, in their order."""
        return self if all(chosen) else Ink(*(list(compress(column, chosen)) for column in self.columns))

    def and_more(self, glyphs: Sequence[Glyph]) -> Ink:
        """Return the characters with more of them behind."""
        more = Ink.of(glyphs)
        return Ink(*(a + b for a, b in zip(self.columns, more.columns, strict=True))) if glyphs else self

    def are_placed(self) -> bool:
        """Return True if every character has a place and a size: those that a broken matrix sets nowhere have none that is a number."""
        return all(math.isfinite(sum(column)) for column in (self.lows, self.highs, self.bases, self.sizes))

    def runs(self) -> Sequence[Run]:
        """Return the characters in the order in which they are drawn, neighbors on one baseline in one size together."""
        if not self.found:
            self.found.extend(self.find_runs())
        return self.found

    def find_runs(self) -> Iterator[Run]:
        """Yield the runs. Type that is set upside down has a size below 0, and no neighbors."""
        start = 0
        for base, same in groupby(self.bases):
            end = start + len(list(same))
            size = self.sizes[start]
            if size >= 0 and (end - start == 1 or self.sizes[start:end].count(size) == end - start):
                yield base, size, start, end
            else:
                yield from ((base, self.sizes[at], at, at + 1) for at in range(start, end))
            start = end


def in_a_row(ink: Ink, pieces: Sequence[tuple[int, int]]) -> Ink:
    """Return what stands at some ranges as one printed line, from left to right."""
    if len(pieces) == 1:
        start, end = pieces[0]
        columns = [column[start:end] for column in ink.columns]
    else:
        columns = [[item for start, end in pieces for item in column[start:end]] for column in ink.columns]
    lows, even = columns[1], len(pieces) == 1
    if sorted(lows) != lows:
        order = itemgetter(*sorted(range(len(lows)), key=lows.__getitem__))
        columns = [list(order(column)) for column in columns]
    return Ink(*columns, even=even)
