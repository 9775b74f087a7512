"""List markers: what a bullet or a number at the head of a line says about its place in an outline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from payerdiff.ingest.signs import BULLETS

Style = Literal["ROMAN", "roman", "ALPHA", "alpha", "arabic"]
SOLID = "•◦▪■□●○‣➢✓✔\uf0a7\uf0b7\uf0d8\uf0fc\uf076\uf0a8"
LABEL = re.compile(r"^(\(?)(\d{1,2}|[A-Za-z]|[ivxlIVXL]{2,6})([.)])(?=\s|$)\s*")
TIGHT = re.compile(r"^(\()(\d{1,2}|[a-z]|[ivx]{2,4})(\))(?=[A-Z])")
"""A label in brackets that no blank parts from its words: `(1)Documentation of …`."""
DOTTED = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){1,4})\.?\s+(?=\S)")
GLYPH = re.compile(rf"^([{re.escape(BULLETS)}*-])\s+(?=\S)|^([{SOLID}])(?=\S)|^(o)\s+(?=[A-Z(\d≥≤<>\"“])")
BARE = re.compile(rf"^[{re.escape(BULLETS)}o*-]$")
ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50}


@dataclass(frozen=True, slots=True)
class Marker:
    """A list sign. `kind`: `label` (numbered), `bullet`, `lost` (a bullet that extraction dropped) or `continued`.

    `places` are the readings of a label as (style, ordinal): `i.` is the first Roman numeral or the ninth letter.
    """

    kind: Literal["label", "bullet", "lost", "continued"]
    text: str
    width: int
    places: tuple[tuple[Style, int], ...]


def roman_value(letters: str) -> int | None:
    """Return the value of a Roman numeral in lower case, or None where the letters form none.

    >>> roman_value("iv"), roman_value("xiv"), roman_value("iiii")
    (4, 14, None)
    """
    if not re.fullmatch(r"(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})", letters) or not letters:
        return None
    values = [ROMAN_DIGITS[c] for c in letters]
    return sum(-v if i + 1 < len(values) and v < values[i + 1] else v for i, v in enumerate(values))


def places_of(label: str) -> tuple[tuple[Style, int], ...]:
    """Return all (style, ordinal) readings of a label without its punctuation.

    >>> places_of("i")
    (('roman', 1), ('alpha', 9))
    """
    if label.isdigit():
        return (("arabic", int(label)),)
    found: list[tuple[Style, int]] = []
    if label.islower() or label.isupper():
        value = roman_value(label.lower())
        if value is not None:
            found.append(("roman" if label.islower() else "ROMAN", value))
        if len(label) == 1:
            found.append(("alpha" if label.islower() else "ALPHA", ord(label.lower()) - 96))
    return tuple(found)


def marker_of(words: str, drawn: str | None = None) -> tuple[Marker | None, int]:
    """Return the marker at the head of a line and its width in characters (0 where the format draws it).

    `drawn` is the sign that the format keeps apart from the text; an empty one is a bullet lost in extraction.
    """
    if drawn == "":
        label, width = label_of(words)
        return (label or Marker("lost", "", 0, ())), width
    if drawn:
        inner, width = label_of(words)
        if inner is not None:
            return inner, width
        label, _ = label_of(drawn + " ")
        return (label or Marker("bullet", drawn, 0, ())), 0
    label, width = label_of(words)
    if label is not None:
        return label, width
    glyph = GLYPH.match(words)
    if glyph:
        sign = glyph.group(1) or glyph.group(2) or glyph.group(3)
        inner, more = label_of(words[glyph.end() :]) if sign in "-*•" else (None, 0)
        if inner is not None:
            return inner, glyph.end() + more
        return Marker("bullet", sign, glyph.end(), ()), glyph.end()
    if BARE.match(words):
        return Marker("bullet", words, len(words), ()), len(words)
    return None, 0


def label_of(words: str) -> tuple[Marker | None, int]:
    """Return a numbered label at the head of a line and its width."""
    match = LABEL.match(words) or TIGHT.match(words)
    if match is None or (match.group(3) == ")" and match.group(2).isdigit() and len(match.group(2)) > 2):
        return None, 0
    places = places_of(match.group(2))
    if not places:
        return None, 0
    label = match.group(1) + match.group(2) + match.group(3)
    return Marker("label", label, match.end(), places), match.end()
