"""Signs of print that mean the same in every format: bullets, what makes a raised number an exponent, and the numbers of attributes."""

from __future__ import annotations

import re
import unicodedata

BULLETS = "•◦▪■□●○‣⁃−–—§·ü➢✓✔\uf0a7\uf0b7\uf0d8\uf0fc\uf076\uf02d\uf06f\uf0e0\uf0a8\uf0be\uf09e\uf09f\uf06c\uf06e\uf077\uf0a1\uf072\uf0b0"
"""Glyphs that open a list item; the private-use ones are Wingdings and Symbol codes as PDFs carry them."""
POWER_OF_TEN = re.compile(r"[×x·*]\s*10\s*$")
"""Words before a raised number that make it an exponent, not a note mark."""
COUNT = re.compile(r"\s*([+-]?\d{1,9})\s*", re.ASCII)
MEASURE = re.compile(r"\s*([+-]?\d{1,9}(?:\.\d{0,9})?)\s*(pt|in|cm|mm|pc|pi)?\s*", re.ASCII)
IN_POINTS = {None: 0.05, "pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "pc": 12.0, "pi": 12.0}
"""Points of each unit of Word's lengths; a bare number counts twentieths of a point."""


def count_of(word: str | None, otherwise: int) -> int:
    """Return the whole number that an attribute states, another one where it states none.

    >>> count_of(" 12 ", 1), count_of("x", 1), count_of("9" * 5000, 1), count_of(None, 0)
    (12, 1, 1, 0)
    """
    found = COUNT.fullmatch(word or "")
    return int(found[1]) if found else otherwise


def points_of(word: str | None) -> float:
    """Return the length that an attribute of Word states, in points; 0 where it states none.

    >>> points_of("720"), points_of("1.5in"), points_of("wide"), points_of(None)
    (36.0, 108.0, 0.0, 0.0)
    """
    found = MEASURE.fullmatch(word or "")
    return float(found[1]) * IN_POINTS[found[2]] if found else 0.0


LIGATURES = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
"""Letters that a typesetter drew as one, and the letters that they are."""
UNBROKEN = {"\u00a0": " ", "\u202f": " ", "\u2010": "-", "\u2011": "-"}
"""Spaces and hyphens at which a line does not break, or may: where it may break says nothing of the words."""
PLAIN = str.maketrans({**LIGATURES, **UNBROKEN})


def plainly(text: str) -> str:
    """Return a text without signs that only set it.

    >>> plainly("con\ufb01rmed, 18\u00a0years, CD19\u2011positive, high\u2010risk")
    'confirmed, 18 years, CD19-positive, high-risk'
    """
    return text.translate(PLAIN)
