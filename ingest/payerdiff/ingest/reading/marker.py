"""List markers: what a bullet or a number at the head of a line says about its place in an outline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from payerdiff.ingest.signs import BULLETS

Style = Literal[
    "ROMAN", "roman", "ALPHA", "alpha", "arabic", "decimal1", "decimal2", "decimal3", "decimal4", "decimal5", "decimal6"
]
CHECK_BOXES = "☐☑☒❏❑"
SOLID = CHECK_BOXES + "•◦▪■□●○‣➢✓✔\uf0a7\uf0b7\uf0d8\uf0fc\uf076\uf0a8\uf09f"
LABEL = re.compile(r"^(\(?)(\d{1,2}|[A-Za-z]|[ivxlIVXL]{2,6})([.)])(?=\s|$)\s*")
TIGHT = re.compile(r"^(\()(\d{1,2}|[a-z]|[ivx]{2,4})(\))(?=[A-Z])")
"""A label in brackets that no blank parts from its words: `(1)Documentation of …`."""
DRAWN = re.compile(r"^(\d{1,9})[.)]$")
"""A number that the format draws: a list may have any number of items, where in a text three digits are hardly ever a label."""
DECIMALS: tuple[Style, ...] = ("decimal2", "decimal3", "decimal4", "decimal5", "decimal6")
DECIMAL = re.compile(
    r"^([1-9]\d?(?:\.0|(?:\.[1-9]\d?){1,5}))\.?\s+(?=[A-Z(“\"≥≤>])"
    r"|^(?P<deep>[1-9]\d?(?:\.[1-9]\d?){2,5})\.?\s+(?=[a-z])"
)
"""A number with its list's before it: `1.1 Diagnosis of …`; with three parts or more it may stand before a small letter. A quantity (`1.5 mg`) looks like
one: it takes a neighbor to tell."""
UNSPACED = re.compile(r"^([IVX]{1,6}|\d{1,2})(\.)(?=[A-Z][a-z]{2})")
"""A numeral that no blank parts from its words: `III.General`."""
TIGHT_LETTER = re.compile(r"^([a-y]|[ivx]{2,4})\.(?=[A-Z])")
"""A letter that no blank parts from its words: `a.An inadequate …`. A mutation (`p.Val600Glu`) looks like one: it takes a neighbor to tell."""
ROUND = re.compile(r"^o\s+(?=[a-z])")
"""A round bullet that extraction gives as a letter; before a word in lower case it takes a neighbor to tell."""
TYPED_BOX = r"\[[ xX]?\]"
"""A check box that is typed as brackets: `[ ] Pregnancy`."""
SPACED = rf"[{re.escape(BULLETS)}{CHECK_BOXES}*-]|{TYPED_BOX}"
GLYPH = re.compile(rf"^({SPACED})\s+(?=\S)|^([{SOLID}])(?=\S)|^(o)\s+(?=[A-Z(\d≥≤<>\"“])")
BARE = re.compile(rf"^(?:[{re.escape(BULLETS)}{CHECK_BOXES}o*-]|{TYPED_BOX})$")
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
        number = DRAWN.match(drawn)
        if number:
            return Marker("label", drawn, 0, places_of(number.group(1))), 0
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
    if match is None:
        return unspaced(words)
    if match.group(3) == ")" and match.group(2).isdigit() and len(match.group(2)) > 2:
        return None, 0
    places = places_of(match.group(2))
    if not places:
        return None, 0
    label = match.group(1) + match.group(2) + match.group(3)
    return Marker("label", label, match.end(), places), match.end()


def unspaced(words: str) -> tuple[Marker | None, int]:
    """Return a numeral that no blank parts from the words behind it."""
    match = UNSPACED.match(words)
    places = places_of(match.group(1)) if match else ()
    if match is None or not places:
        return None, 0
    return Marker("label", match.group(), match.end(), places), match.end()


def tight_letter(words: str) -> Marker | None:
    """Return the letter at the head of a line that no blank parts from its words, where it may be a label."""
    match = TIGHT_LETTER.match(words)
    places = places_of(match.group(1)) if match else ()
    return Marker("label", match.group(), match.end(), places) if match and places else None


def is_next_to(marker: Marker, other: Marker) -> bool:
    """Return True if two labels follow one another in one style: `b.` and `c.`, `ii.` and `iii.`."""
    return any((style, number + step) in other.places for style, number in marker.places for step in (-1, 1))


def decimal_of(words: str) -> tuple[Marker, tuple[int, ...]] | None:
    """Return a decimal number at the head of a line as a marker, with its parts; None where there is none.

    >>> decimal_of("2.4 Ordered by a dermatologist")[1], decimal_of("1.5 mg per day")
    ((2, 4), None)
    >>> decimal_of("3.2.1 eGFR; and")[1], decimal_of("3.2 eGFR; and")
    ((3, 2, 1), None)
    >>> decimal_of("3.0 Carrier testing is covered when")[0].places
    (('decimal1', 3),)
    """
    match = DECIMAL.match(words)
    if match is None:
        return None
    number = match.group(1) or match["deep"]
    parts = tuple(int(part) for part in number.split("."))
    if parts[-1] == 0:  # `3.0` heads what 3.1 and 3.2 stand in
        return Marker("label", number, match.end(), (("decimal1", parts[0]),)), parts
    style = DECIMALS[len(parts) - 2]
    return Marker("label", number, match.end(), ((style, parts[-1]),)), parts


def are_neighbors(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    """Return True if one decimal number follows the other in an outline: 1.1 and 1.2, 1.4 and 2.1, 1.2 and 1.2.1.

    >>> are_neighbors((1, 1), (1, 2)), are_neighbors((1, 4), (2, 1)), are_neighbors((1, 2), (1, 2, 1)), are_neighbors((1, 1), (3, 7))
    (True, True, True, False)
    >>> are_neighbors((2, 3), (3, 0)), are_neighbors((3, 0), (3, 1)), are_neighbors((2, 0), (3, 0))
    (True, True, False)
    """
    if a[-1] == b[-1] == 0:  # chapters alone are headings, and number no list
        return False
    if b[:-1] == a and b[-1] == 1:
        return True
    steps = (level for level in range(min(len(a), len(b))) if a[:level] == b[:level] and b[level] == a[level] + 1)
    return any(all(part in (0, 1) for part in b[level + 1 :]) for level in steps)


REACH = 40
"""Lines above and below a letter among which the letter before it, or after it, stands."""


def tight_letters(
    bare: Sequence[str | None], signs: Sequence[tuple[Marker | None, float]]
) -> Iterator[tuple[int, Marker]]:
    """Yield the lines that open with a letter without a blank behind it, where a neighbor of the letter stands at the same place near them.

    `bare` are the words of lines without a marker, None elsewhere; `signs` the markers and the indents of all lines, in points.
    """
    tight = {at: label for at, words in enumerate(bare) if words and (label := tight_letter(words)) is not None}
    for at, letter in tight.items():
        around = [i for i in range(max(0, at - REACH), min(len(bare), at + 1 + REACH)) if i != at]
        near = (tight.get(i) or signs[i][0] for i in around if abs(signs[i][1] - signs[at][1]) <= 4)
        if any(sign and is_next_to(letter, sign) for sign in near):
            yield at, letter
