"""Which lines are set heavier than the text around them: `Sans-Medium` above a text in `Sans-Book` is as good as bold.

Faces that call themselves bold are known by that alone. Families that have no such face, or whose headings use a weight between, tell a
heading by a heavier weight of the family that the document's text is set in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from payerdiff.ingest.document import Line

WEIGHTS = (
    ("hairline", 1), ("thin", 1), ("extralight", 2), ("ultralight", 2), ("semilight", 3.5), ("light", 3), ("book", 3.5), ("regular", 4),
    ("roman", 4), ("normal", 4), ("medium", 5), ("semibold", 6), ("demibold", 6), ("demi", 6), ("bold", 7), ("heavy", 8), ("black", 9),
)  # fmt: skip
"""Weights by the words that fonts use for them, on the scale of CSS in hundreds; longer words stand before those that they hold."""
USUAL = 4.0
"""The weight of a font whose name says none."""
SUBSET = re.compile(r"^[A-Z]{6}\+")
"""What stands before the name of a font of which a file holds a part."""


@cache
def family_and_weight(font: str) -> tuple[str, float]:
    """Return a font's family and its weight by its name.

    >>> family_and_weight("ABCDEF+SansPro-Book"), family_and_weight("SansPro-MediumItalic"), family_and_weight("SansPro")
    (('sanspro', 3.5), ('sanspro', 5), ('sanspro', 4.0))
    """
    family, _, style = SUBSET.sub("", font).lower().replace(",", "-").partition("-")
    style = style.replace(" ", "")
    return family, next((weight for word, weight in WEIGHTS if word in style), USUAL)


@cache
def is_heavy(font: str) -> bool:
    """Return True if a font is bold by its name."""
    return "bold" in font.lower() or "black" in font.lower()


def face_of(fonts: Sequence[str]) -> str:
    """Return the font that most of a line is set in."""
    return fonts[0] if fonts.count(fonts[0]) == len(fonts) else Counter(fonts).most_common(1)[0][0]


def with_weights(lines: Sequence[Line], faces: Mapping[int, str]) -> list[Line]:
    """Return lines, those bold that are set heavier than most of the text, in its family; `faces` has each line's font by its start."""
    letters: Counter[str] = Counter()
    for line in (one for whole in lines for one in (whole.inner or (whole,))):
        letters[faces.get(line.start, "")] += line.end - line.start
    if not letters:
        return list(lines)
    family, usual = family_and_weight(max(letters, key=lambda font: (letters[font], font)))
    alike = {font for font in letters if family_and_weight(font)[0] == family and not is_heavy(font)}
    heavy = {font for font in alike if family_and_weight(font)[1] > usual}
    return [emphasized(line, faces, heavy) for line in lines] if heavy else list(lines)


def emphasized(line: Line, faces: Mapping[int, str], heavy: set[str]) -> Line:
    """Return a line, or a row with its lines, as bold where its font is among the heavier ones."""
    if line.inner:
        inner = tuple(emphasized(one, faces, heavy) for one in line.inner)
        return replace(line, inner=inner, bold=all(one.bold for one in inner)) if inner != line.inner else line
    return replace(line, bold=True) if not line.bold and faces.get(line.start) in heavy else line
