"""Characters of a page as PDFium gives them, for pages whose fonts keep the names of letters to themselves.

PDFium is asked for one property of one character at a time, by a call into C. So all characters are asked for one property after the other, and
the calls take their arguments as they are.
"""

from __future__ import annotations

import ctypes
import math
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from itertools import groupby, repeat
from operator import sub
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from payerdiff.ingest.ink import Ink
from payerdiff.ingest.page import Color
from payerdiff.ingest.signs import BULLETS, LIGATURES

SAME = 0.01
"""Points within which two characters have one origin."""
GUESSED = 0.16
"""Least gap, in type sizes, at which a blank that PDFium makes up itself counts."""
HYPHENS = "\x02\ufffe"
"""What PDFium gives for a hyphen at a line's end."""
SLOTS = 512
"""Characters whose places are asked for before they are taken over."""
Face = tuple[float, str, Color, bool]
"""Type size, name of the font, color, and whether the text stands upright."""


def direct(function: Any, result: Any = ctypes.c_int) -> Callable[..., Any]:
    """Return a function of PDFium that takes its arguments as they are: to convert and check them takes twice as long as the call."""
    return ctypes.PYFUNCTYPE(result)(ctypes.cast(function, ctypes.c_void_p).value or 0)


UNICODE = direct(pdfium.FPDFText_GetUnicode, ctypes.c_uint)
PIECE = direct(pdfium.FPDFText_GetTextObject, ctypes.c_void_p)
"""Which piece of text draws a character; None for one that PDFium made up."""
ORIGIN = direct(pdfium.FPDFText_GetCharOrigin)
LOOSE_BOX = direct(pdfium.FPDFText_GetLooseCharBox)
IS_MADE_UP = direct(pdfium.FPDFText_IsGenerated)


def glyphs_of_pdfium(words: pypdfium2.PdfTextPage, height: float, left: float) -> Ink:
    """Return the inked characters of PDFium's text page, where PDFium draws them.

    Its blanks say where words part: a letter reaches to the next one of its word, and stops short of the next word. A letter drawn again
    beside its place is one letter; letters at exactly one place are those of a ligature.
    """
    page = ctypes.cast(words.raw, ctypes.c_void_p)
    signs = list(map(chr, map(UNICODE, repeat(page), range(words.count_chars()))))
    inked = {sign for sign in set(signs) if not sign.isspace() and (sign in HYPHENS or is_ink(sign))}
    written = [at for at, sign in enumerate(signs) if sign in inked]
    drawn = Drawn(words, page, written, height, left)
    lows, highs, bases = drawn.lows, drawn.highs, drawn.bases
    found: list[int] = []
    shared: list[int] = []  # the last letter, with those before it that have its place: a ligature's
    parted = guessed = False
    last = written[0] - 1 if written else 0
    for at, (place, origin, base, size) in enumerate(zip(written, list(lows), bases, drawn.faces[0], strict=True)):
        if place > last + 1:
            parted, guessed = blanks_within(page, signs, last + 1, place)
        last = place
        if guessed and origin >= lows[found[-1]] and origin - highs[found[-1]] < GUESSED * size:
            parted = False
        if shared and -1 < bases[shared[0]] - base < 1:
            if not parted and -SAME < origin - drawn.origins[shared[0]] < SAME:
                if not is_drawn_again(page, signs, place):
                    found.append(at)
                    shared.append(at)
                    drawn.share(shared)
                guessed = False
                continue
            before = found[-1]
            if lows[before] <= origin:
                highs[before] = min(highs[before], origin - 0.3 * size) if parted else origin
        found.append(at)
        shared = [at]
        parted = guessed = False
    ink = drawn.ink([spelled(signs[place]) for place in written])
    return each_once(ink if len(found) == len(written) else ink.at(found))


def spelled(sign: str) -> str:
    """Return the letters that a sign of PDFium's stands for."""
    return "-" if sign in HYPHENS else LIGATURES.get(sign, sign)


def is_ink(sign: str) -> bool:
    """Return True if a sign of PDFium's text is drawn: a character with a name, or a bullet, whose places fonts of signs keep for themselves.

    >>> is_ink("a"), is_ink("\uf0a7"), is_ink("\uf001"), is_ink("\ufffd")
    (True, True, False, False)
    """
    return sign != "\ufffd" and (sign.isprintable() or sign in BULLETS)


def blanks_within(page: Any, signs: Sequence[str], start: int, end: int) -> tuple[bool, bool]:
    """Return True if there are blanks between two characters, and True if PDFium made all of them up."""
    blanks = [at for at in range(start, end) if signs[at].isspace()]
    return bool(blanks), bool(blanks) and all(IS_MADE_UP(page, at) == 1 for at in blanks)


def is_drawn_again(page: Any, signs: Sequence[str], at: int) -> bool:
    """Return True if a character and the one before it are one letter that two pieces of text draw."""
    return signs[at] == signs[at - 1] and PIECE(page, at) != PIECE(page, at - 1)


def each_once(ink: Ink) -> Ink:
    """Return characters without those that repeat one within a point of its place: text that is drawn twice."""
    places: defaultdict[str, dict[int, list[float]]] = defaultdict(dict)
    kept = [is_new(places[sign], row, x) for sign, row, x in zip(ink.signs, map(round, ink.bases), ink.lows, strict=True)]  # fmt: skip
    return ink.where(kept)


def is_new(rows: dict[int, list[float]], row: int, x: float) -> bool:
    """Return True, and keep the place, unless a place within a point of it is known in this row or one beside it."""
    for near in (row, row - 1, row + 1):
        if near in rows:
            for known in rows[near]:
                if -1 < known - x < 1:
                    return False
    if row in rows:
        rows[row].append(x)
    else:
        rows[row] = [x]
    return True


class Drawn:
    """The places of characters; what holds for a whole piece of text (face, size, color, angle) is asked for once."""

    def __init__(
        self, words: pypdfium2.PdfTextPage, page: Any, written: Sequence[int], height: float, left: float
    ) -> None:
        xs, ys = origins_of(page, written)
        edges, rights, heights = boxes_of(page, written)
        self.lows = [x - left for x in xs]
        self.bases = [height - y for y in ys]
        self.highs = [right - left for right in rights]
        self.faces: tuple[list[Any], ...] = ([], [], [], [])
        known: dict[int, tuple[Face, float]] = {}
        start = 0
        for piece, same in groupby(map(PIECE, repeat(page), written)):
            end = start + len(list(same))
            for low in range(start, end, end - start if piece else 1):  # what PDFium made up belongs to no piece
                key, high = (piece, end) if piece else (-1 - low, low + 1)
                if key not in known:
                    known[key] = face_of(words, written[low])
                face, lean = known[key]
                for column, value in zip(self.faces, face, strict=True):
                    column += [value] * (high - low)
                for at in range(low, high) if lean else ():
                    self.highs[at] = self.lows[at] + (rights[at] - edges[at]) - lean * heights[at]
            start = end
        self.highs = list(map(max, self.highs, [low + 0.1 for low in self.lows]))
        self.origins, self.ends = list(self.lows), list(self.highs)

    def share(self, places: Sequence[int]) -> None:
        """Give the letters of a ligature equal shares of it."""
        first = self.origins[places[0]]
        step = (max(self.ends[at] for at in places) - first) / len(places)
        for number, at in enumerate(places):
            self.lows[at], self.highs[at] = first + number * step, first + (number + 1) * step

    def ink(self, signs: list[str]) -> Ink:
        """Return the characters, which are these signs."""
        return Ink(signs, self.lows, self.highs, self.bases, *self.faces)


def origins_of(page: Any, written: Sequence[int]) -> tuple[list[float], list[float]]:
    """Return where characters begin, by columns."""
    held = (ctypes.c_double * (2 * SLOTS))()
    across = [ctypes.byref(held, 16 * slot) for slot in range(SLOTS)]
    upwards = [ctypes.byref(held, 16 * slot + 8) for slot in range(SLOTS)]
    xs: list[float] = []
    ys: list[float] = []
    for start in range(0, len(written), SLOTS):
        part = written[start : start + SLOTS]
        deque(map(ORIGIN, repeat(page), part, across, upwards), 0)
        xs += held[0 : 2 * len(part) : 2]
        ys += held[1 : 2 * len(part) : 2]
    return xs, ys


def boxes_of(page: Any, written: Sequence[int]) -> tuple[list[float], list[float], list[float]]:
    """Return left edges, right edges and heights of the boxes around characters, as high as their font is."""
    held = (ctypes.c_float * (4 * SLOTS))()
    slots = [ctypes.byref(held, 16 * slot) for slot in range(SLOTS)]
    lefts: list[float] = []
    rights: list[float] = []
    heights: list[float] = []
    for start in range(0, len(written), SLOTS):
        part = written[start : start + SLOTS]
        deque(map(LOOSE_BOX, repeat(page), part, slots), 0)
        left, top, right, bottom = (held[edge : 4 * len(part) : 4] for edge in range(4))
        lefts += left
        rights += right
        heights += map(sub, top, bottom)
    return lefts, rights, heights


def face_of(words: pypdfium2.PdfTextPage, at: int) -> tuple[Face, float]:
    """Return type size in points, name of the font, color, and whether the text stands upright; and how far upright letters lean.

    The line that letters stand on says so, and how tall they are above it; letters that lean (an italic that the page slants itself)
    stand on a level line.
    """
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    name, flags, matrix = ctypes.create_string_buffer(128), ctypes.c_int(), pdfium.FS_MATRIX()
    pdfium.FPDFText_GetFillColor(words, at, red, green, blue, alpha)
    pdfium.FPDFText_GetFontInfo(words, at, name, len(name), flags)
    pdfium.FPDFText_GetMatrix(words, at, matrix)
    across = math.hypot(matrix.a, matrix.b) or 1.0
    tall = abs(matrix.a * matrix.d - matrix.b * matrix.c) / across
    size = pdfium.FPDFText_GetFontSize(words, at) * (tall or 1.0)
    upright = abs(math.atan2(matrix.b, matrix.a)) < 0.02
    color = (red.value / 255, green.value / 255, blue.value / 255)
    lean = abs(matrix.c / matrix.d) if upright and matrix.d else 0.0
    return (size, name.value.decode("latin-1"), color, upright), lean
