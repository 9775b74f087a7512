"""Characters of one PDF page: what the engines give, brought to one shape (`page.py`).

pdf_oxide reads the page (same characters and positions as pdfplumber on 95,000 characters, some fifty times
faster); pypdfium2's raw text is the referee, and where the two disagree pdfplumber reads the page instead.
"""

from __future__ import annotations

import ctypes
import math
from itertools import compress
from operator import add, attrgetter, itemgetter
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from pdfplumber.utils.clustering import cluster_objects

from payerdiff.ingest.ink import Ink
from payerdiff.ingest.page import Color, Glyph, Segment
from payerdiff.ingest.signs import BULLETS, LIGATURES

NEW = tuple.__new__
"""Makes a glyph of its fields without asking for their names: half the time, a million times."""


SIGN = attrgetter("char")
PROPERTIES = ("origin_x", "advance_width", "origin_y", "font_size", "font_name", "rotation_degrees")
COLUMNS = tuple(map(attrgetter, PROPERTIES))
"""What is asked of the fast engine's characters, one property of all of them at a time."""


def glyphs_of_oxide(chars: Any, signs: list[str], height: float, left: float) -> Ink:
    """Return the inked ones of pdf_oxide's characters, whose `signs` are known; its white space is synthetic and left out."""
    kinds = set(signs)
    inked = {sign for sign in kinds if sign and sign != "\ufffd" and not sign.isspace()}
    if len(inked) < len(kinds):  # icons have no character: pdfplumber drops them too
        drawn = list(map(inked.__contains__, signs))
        chars, signs = list(compress(chars, drawn)), list(compress(signs, drawn))
    if not inked.isdisjoint(LIGATURES):
        signs = [LIGATURES.get(sign, sign) for sign in signs]
    xs, advances, ys, sizes, fonts, angles = (list(map(column, chars)) for column in COLUMNS)
    lows = [x - left for x in xs] if left else xs
    level = {angle: -1 < angle < 1 for angle in set(angles)}
    upright = [True] * len(chars) if all(level.values()) else [level[angle] for angle in angles]
    return Ink(signs, lows, list(map(add, lows, advances)), [height - y for y in ys], sizes, fonts, chars, upright)


SAME = 0.01
"""Points within which two characters have one origin."""
GUESSED = 0.16
"""Least gap, in type sizes, at which a blank that PDFium makes up itself counts."""
HYPHENS = "\x02\ufffe"
"""What PDFium gives for a hyphen at a line's end."""


def glyphs_of_pdfium(words: pypdfium2.PdfTextPage, height: float, left: float) -> tuple[Glyph, ...]:
    """Return the inked characters of PDFium's text page, where PDFium draws them.

    Its blanks say where words part: a letter reaches to the next one of its word, and stops short of the next word. A letter drawn again
    beside its place is one letter; letters at exactly one place are those of a ligature.
    """
    pen = Pen(words, height, left)
    raw, unicode_of, is_generated = words.raw, pdfium.FPDFText_GetUnicode, pdfium.FPDFText_IsGenerated
    found: list[Glyph] = []
    shared: list[Glyph] = []  # the last letter, with those before it that have its place: a ligature's
    parted, guessed = True, False
    for at in range(words.count_chars()):
        sign = chr(unicode_of(raw, at))
        if sign.isspace():
            guessed = (guessed or not parted) and is_generated(raw, at) == 1
            parted = True
            continue
        sign = "-" if sign in HYPHENS else sign
        if not is_ink(sign):
            continue
        glyph = pen.glyph(at, LIGATURES.get(sign, sign))
        if guessed and found and glyph.x0 - found[-1].x0 >= 0 and glyph.x0 - found[-1].x1 < GUESSED * glyph.size:
            parted = False
        guessed = False
        first = shared[0] if shared and abs(shared[0].base - glyph.base) < 1 else None
        if first is not None and not parted and abs(glyph.x0 - first.x0) < SAME:
            if is_drawn_again(words, at):
                continue
            shared.append(glyph)
            step = (max(g.x1 for g in shared) - first.x0) / len(shared)
            found[1 - len(shared) :] = [
                g._replace(x0=first.x0 + k * step, x1=first.x0 + (k + 1) * step) for k, g in enumerate(shared)
            ]
            continue
        if first is not None and found[-1].x0 <= glyph.x0:
            found[-1] = reaching(found[-1], min(found[-1].x1, glyph.x0 - 0.3 * glyph.size) if parted else glyph.x0)
        found.append(glyph)
        shared, parted = [glyph], False
    return each_once(found)


def reaching(glyph: Glyph, right: float) -> Glyph:
    """Return a glyph that reaches to a place: what `_replace` gives, in a quarter of the time."""
    return NEW(Glyph, (glyph[0], glyph[1], right, *glyph[3:]))


def is_ink(sign: str) -> bool:
    """Return True if a sign of PDFium's text is drawn: a character with a name, or a bullet, whose places fonts of signs keep for themselves.

    >>> is_ink("a"), is_ink("\uf0a7"), is_ink("\uf001"), is_ink("\ufffd")
    (True, True, False, False)
    """
    return sign != "\ufffd" and (sign.isprintable() or sign in BULLETS)


def piece_of(words: pypdfium2.PdfTextPage, at: int) -> int:
    """Return which piece of text draws a character; 0 for one that PDFium made up."""
    piece = pdfium.FPDFText_GetTextObject(words.raw, at)
    return ctypes.addressof(piece.contents) if piece else 0


def is_drawn_again(words: pypdfium2.PdfTextPage, at: int) -> bool:
    """Return True if a character and the one before it are one letter that two pieces of text draw."""
    same = pdfium.FPDFText_GetUnicode(words, at) == pdfium.FPDFText_GetUnicode(words, at - 1)
    return bool(same) and piece_of(words, at) != piece_of(words, at - 1)


def each_once(glyphs: list[Glyph]) -> tuple[Glyph, ...]:
    """Return glyphs without those that repeat one within a point of its place: text that is drawn twice."""
    places: dict[str, dict[int, list[float]]] = {}
    kept = []
    for glyph in glyphs:
        row, x0 = round(glyph[3]), glyph[1]
        rows = places.setdefault(glyph[0], {})
        for near in (row - 1, row, row + 1):
            if near in rows and any(-1 < x - x0 < 1 for x in rows[near]):
                break
        else:
            kept.append(glyph)
            rows.setdefault(row, []).append(x0)
    return tuple(kept)


class Pen:
    """Reads characters of PDFium's text page; what holds for a whole piece of text (face, size, color, angle) is asked for once."""

    def __init__(self, words: pypdfium2.PdfTextPage, height: float, left: float) -> None:
        self.words, self.height, self.left = words, height, left
        self.x, self.y = ctypes.c_double(), ctypes.c_double()
        self.box = pdfium.FS_RECTF()
        self.faces: dict[int, tuple[float, str, Color, bool]] = {}
        self.leans: dict[int, float] = {}
        """How far letters that lean reach to the right, as a share of the height of their box."""

    def glyph(self, at: int, sign: str) -> Glyph:
        """Return the character at a place of the page."""
        x, y, box, raw = self.x, self.y, self.box, self.words.raw
        pdfium.FPDFText_GetCharOrigin(raw, at, x, y)
        pdfium.FPDFText_GetLooseCharBox(raw, at, box)
        key = piece_of(self.words, at) or -1 - at
        if key not in self.faces:
            self.faces[key], self.leans[key] = self.face(at)
        place, lean = x.value - self.left, self.leans[key]
        end = place + (box.right - box.left) - lean * (box.top - box.bottom) if lean else box.right - self.left
        right = max(end, place + 0.1)
        return NEW(Glyph, (sign, place, right, self.height - y.value, *self.faces[key]))

    def face(self, at: int) -> tuple[tuple[float, str, Color, bool], float]:
        """Return type size in points, name of the font, color, and whether the text stands upright; and how far upright letters lean.

        The line that letters stand on says so, and how tall they are above it; letters that lean (an italic that the page slants itself)
        stand on a level line.
        """
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        name, flags, matrix = ctypes.create_string_buffer(128), ctypes.c_int(), pdfium.FS_MATRIX()
        pdfium.FPDFText_GetFillColor(self.words, at, red, green, blue, alpha)
        pdfium.FPDFText_GetFontInfo(self.words, at, name, len(name), flags)
        pdfium.FPDFText_GetMatrix(self.words, at, matrix)
        across = math.hypot(matrix.a, matrix.b) or 1.0
        tall = abs(matrix.a * matrix.d - matrix.b * matrix.c) / across
        size = pdfium.FPDFText_GetFontSize(self.words, at) * (tall or 1.0)
        upright = abs(math.atan2(matrix.b, matrix.a)) < 0.02
        color = (red.value / 255, green.value / 255, blue.value / 255)
        lean = abs(matrix.c / matrix.d) if upright and matrix.d else 0.0
        return (size, name.value.decode("latin-1"), color, upright), lean


def each_char_once(chars: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return pdfplumber's characters without those that repeat one of the same face within a point of its place.

    The same characters as its own `dedupe_chars` gives, which looks each of them up in the whole list to put them in order: quadratic.
    """
    alike: dict[tuple[Any, ...], list[tuple[int, float, float]]] = {}
    for at, char in enumerate(chars):
        face = (char["upright"], char["text"], char["fontname"], char["size"])
        alike.setdefault(face, []).append((at, char["doctop"], char["x0"]))
    kept = [
        min(spot, key=itemgetter(1, 2))[0]
        for placed in alike.values()
        for row in cluster_objects(placed, itemgetter(1), 1)
        for spot in cluster_objects(row, itemgetter(2), 1)
    ]
    return [chars[at] for at in sorted(kept)]


def glyphs_of_plumber(chars: list[dict[str, Any]]) -> tuple[Glyph, ...]:
    """Return the same shape from pdfplumber's character dictionaries."""
    found = []
    for char in chars:
        if char["text"].isspace() or not char["text"]:
            continue
        color = char.get("non_stroking_color")
        color = tuple(float(c) for c in color) if isinstance(color, (tuple, list)) else (0.0,)
        base = float(char["bottom"]) - 0.21 * float(char["size"])
        found.append(
            Glyph(
                LIGATURES.get(char["text"], char["text"]),
                float(char["x0"]),
                float(char["x1"]),
                base,
                float(char["size"]),
                str(char["fontname"]),
                color,
                bool(char["upright"]),
            )
        )
    return tuple(found)


def strokes_of(
    paths: list[dict[str, Any]], height: float, left: float
) -> tuple[tuple[Segment, ...], tuple[tuple[float, float, float], ...]]:
    """Return the thin horizontal segments and the thin vertical strokes of a page's vector graphics."""
    flat: list[Segment] = []
    upright: list[tuple[float, float, float]] = []

    def keep(x0: float, y0: float, x1: float, y1: float, width: float, color: Color | None) -> None:
        x0, x1 = sorted((x0 - left, x1 - left))
        top, bottom = sorted((height - y0, height - y1))
        if bottom - top <= 2.0 and x1 - x0 > 1.0:
            flat.append(Segment(x0, x1, (top + bottom) / 2, max(bottom - top, width), color))
        elif x1 - x0 <= 2.5 and bottom - top > 4.0:
            upright.append(((x0 + x1) / 2, top, bottom))

    for path in paths:
        stroke, fill = path.get("stroke_color"), path.get("fill_color")
        drawn_in = stroke or fill
        color = tuple(drawn_in) if drawn_in else None
        width = float(path.get("stroke_width") or 0) if stroke else 0.0
        at: tuple[float, float] | None = None
        drawn = False
        for step in path.get("operations") or ():
            if step["op"] == "rectangle":
                x, y, w, h = step["x"], step["y"], step["width"], step["height"]
                if stroke and not fill:  # an outlined box has four edges
                    for edge in (
                        (x, y, x + w, y),
                        (x, y + h, x + w, y + h),
                        (x, y, x, y + h),
                        (x + w, y, x + w, y + h),
                    ):
                        keep(*edge, width, color)
                else:
                    keep(x, y, x + w, y + h, 0.0, color)
                drawn = True
            elif step["op"] == "move_to":
                at = (step["x"], step["y"])
            elif step["op"] == "line_to" and at is not None:
                if stroke:
                    keep(at[0], at[1], step["x"], step["y"], width, color)
                    drawn = True
                at = (step["x"], step["y"])
        if not drawn and fill:  # a filled polygon: its box is what is seen
            x, y, w, h = path["bbox"]
            keep(x, y, x + w, y + h, 0.0, color)
    return tuple(sorted(flat, key=lambda s: (s.y, s.x0))), tuple(upright)
