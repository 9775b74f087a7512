"""The lists of a Word file: the sign that Word draws before a paragraph."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field

from lxml import etree

from payerdiff.ingest.formats.web_lists import ALPHA, roman
from payerdiff.ingest.formats.word_package import W, parse, unpacked, value
from payerdiff.ingest.signs import count_of, points_of

BULLET_SIGNS = {"\uf0b7": "•", "\uf0a7": "▪", "o": "o", "-": "-", "–": "–"}


@dataclass(slots=True)
class Numbering:
    """The lists of a document: format, text and indentation of each level, and how far each has counted."""

    levels: dict[tuple[str, int], tuple[str, str, float]] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    """The list and level that a style of paragraphs gives."""

    def label(self, number: str, level: int) -> str:
        """Return the sign of the next item of a list at a level."""
        form, text, _ = self.levels.get((number, level), ("bullet", "•", 0.0))
        for deeper in [key for key in self.counts if key[0] == number and key[1] > level]:
            del self.counts[deeper]
        self.counts[number, level] = self.counts.get((number, level), 0) + 1
        if form == "bullet":
            return BULLET_SIGNS.get(text, "•")
        own = written(self.counts[number, level], form)
        return own + (text[-1] if text and text[-1] in ".)" else ".")


def written(count: int, form: str) -> str:
    """Return a count in a list's style.

    >>> written(3, "lowerLetter"), written(4, "upperRoman"), written(2, "decimal")
    ('c', 'IV', '2')
    """
    if form in ("lowerLetter", "upperLetter") and count <= 26:
        return ALPHA[count - 1] if form == "lowerLetter" else ALPHA[count - 1].upper()
    if form in ("lowerRoman", "upperRoman"):
        return roman(count) if form == "lowerRoman" else roman(count).upper()
    return str(count)


def numbering_of(package: zipfile.ZipFile, names: set[str]) -> Numbering:
    """Return the list definitions of a package."""
    found = Numbering()
    if "word/numbering.xml" not in names:
        return found
    root = parse(unpacked(package, "word/numbering.xml"))
    abstract = {a.get(f"{W}abstractNumId"): a for a in root.iter(f"{W}abstractNum")}
    for num in root.iter(f"{W}num"):
        ref = num.find(f"{W}abstractNumId")
        source = abstract.get(ref.get(f"{W}val")) if ref is not None else None
        for lvl in source.iter(f"{W}lvl") if source is not None else ():
            level = count_of(lvl.get(f"{W}ilvl"), 0)
            indent = lvl.find(f"{W}pPr/{W}ind")
            left = points_of(indent.get(f"{W}left")) if indent is not None else 18.0 * level
            found.levels[num.get(f"{W}numId") or "", level] = (
                value(lvl, "numFmt") or "decimal",
                value(lvl, "lvlText") or "",
                left,
            )
    return found


def listing_styles(root: etree._Element) -> dict[str, tuple[str, int]]:
    """Return the styles whose paragraphs are items of a list, by themselves or by the style that they are based on."""
    own: dict[str, tuple[str, int] | None] = {}
    bases: dict[str, str | None] = {}
    for style in root.iter(f"{W}style"):
        name = style.get(f"{W}styleId") or ""
        num = style.find(f"{W}pPr/{W}numPr")
        number = value(num, "numId") if num is not None else None
        own[name] = (number, count_of(value(num, "ilvl"), 0)) if num is not None and number else None
        bases[name] = value(style, "basedOn")
    found: dict[str, tuple[str, int]] = {}
    for name in own:
        at: str | None = name
        seen: set[str] = set()
        while at in own and at not in seen and own[at] is None:
            seen.add(at)
            at = bases[at]
        listed = own.get(at or "")
        if listed is not None and listed[0] != "0":
            found[name] = listed
    return found
