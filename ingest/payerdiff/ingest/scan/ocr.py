"""Scanned pages → glyphs and strokes, by OCR (the extra `payerdiff[ocr]`): what comes out is a page like any other.

rapidocr reads the lines (Apache, its models lie in the wheel, nothing is fetched). What it does not tell is measured on
the picture: how far the page hangs, the type size and the weight of a line, the signs that open list items, and
strokes: rules of tables and lines through words. Where strikes are looked for the picture needs 300 dots an inch.
"""

from __future__ import annotations

import logging
import math
import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from payerdiff.ingest.page import Color, Glyph, Page, Segment
from payerdiff.ingest.scan.rows import (
    NOTE_SIGNS,
    POINT,
    RAISED_SIGNS,
    Row,
    is_lone_sign,
    measure,
    mend,
    raised_in,
    set_sizes,
    sign_before,
    weighted_median,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Picture = NDArray[Any]
    Read = tuple[list[tuple[Any, str, list[Any], float]], Picture]
SIDE = 1050
"""Longest side of the picture as the recognizer sees it: more gave no better words (2000: 28 of 1,957 characters wrong; 1000: 26) and twice the memory."""
DARK = 140
"""Value of its darkest channel (0 is black) below which a dot is ink."""
FAINT = 190
"""The same for strokes: a thin line's edge is gray."""
SURE = 0.9
"""Score below which a line counts as not surely recognized."""
HEAVY = 1.18
"""Strokes of bold type are that much wider than those of the page's common type."""
SHORT = 30.0
"""Strokes at least this long, in points, are no letters' bars."""
FACE = "+recognised"
"""Name of the face that recognized glyphs are given; the + says that its widths belong to this document alone."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A recognized page; `unsure` are the boxes (points) of lines whose words are not certain."""

    page: Page
    unsure: tuple[tuple[float, float, float, float], ...]
    stray: float
    """Share of the page's ink that is neither in a recognized line nor a rule: pictures, stamps, writing."""


def is_installed() -> bool:
    """Return True if the extra is there."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


@cache
def engine() -> Any:
    """Return the recognizer, its models named by their files so that none is ever looked for elsewhere."""
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    found = {}
    for part in ("Det", "Rec"):
        held = sorted(models.glob(f"*_{part.lower()}_*.onnx"))
        found[f"{part}.model_path"] = str(held[-1])
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    # Its classifier turned every seventh long line of upright pages over, which made them nonsense: a page's turn is told from all its lines.
    return rapidocr.RapidOCR(params={**found, "Global.use_cls": False, "Global.max_side_len": SIDE, "Rec.rec_batch_num": 1, "Global.text_score": 0.0, "Global.log_level": "error"})  # fmt: skip


def recognize(picture: Picture, number: int) -> Scan:
    """Return what stands on the picture (height × width × 3, blue-green-red, at `DPI`) of page `number` (1-based)."""
    if picture.min() == picture.max():  # one color all over: the recognizer takes a second to find nothing
        high, wide = picture.shape[:2]
        return Scan(Page(number, wide / POINT, high / POINT, (), (), (), recognised=True), (), 0.0)
    rows, picture = upright_rows(picture)
    darkest = darkest_of(picture)  # colored ink is dark in one channel at least
    ink = (darkest < DARK).astype("uint8")
    high, wide = ink.shape
    flat, tall, rules = strokes_of((darkest < FAINT).astype("uint8"), picture)
    letters = ink & ~rules
    for row in rows:
        measure(row, letters)
    set_sizes(rows)
    rows = [row for row in rows if not is_lone_sign(row, rows)]
    for row in rows:
        mend(row, letters)
        row.sign = sign_before(row, rows, letters)
        row.raised = raised_in(row, letters)
    common = weighted_median([(row.weight / row.size, len(row.text)) for row in rows if row.size])
    glyphs = [
        glyph
        for row in rows
        for glyph in glyphs_of(row, bool(common) and row.weight / row.size > HEAVY * common, picture)
    ]
    unsure = tuple(in_points(row.box) for row in rows if row.score < SURE)
    drawn = tuple(stroke for stroke in flat if not is_of_letters(stroke, rows))
    page = Page(number, wide / POINT, high / POINT, tuple(glyphs), drawn, tuple(tall), recognised=True)
    return Scan(page, unsure, stray_share(rows, letters, int(ink.sum())))


def in_points(box: tuple[int, int, int, int]) -> tuple[float, float, float, float]:
    """Return a box of dots in points."""
    left, top, right, bottom = (edge / POINT for edge in box)
    return left, top, right, bottom


def upright_rows(picture: Picture) -> tuple[list[Row], Picture]:
    """Return the lines and the picture set straight: turned by a quarter or a half where it stands so, and by the angle it hangs."""
    import cv2

    found = lines_of(picture)
    if found and sum(is_upright(corners) for corners, *_ in found) < 0.5 * len(found):
        turns = [cv2.rotate(picture, way) for way in (cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_90_COUNTERCLOCKWISE)]
    elif found and sum(score for *_, score in found) < 0.75 * len(found):
        turns = [picture, cv2.rotate(picture, cv2.ROTATE_180)]
    else:
        turns = []
    if turns:
        read: list[Read] = [(lines_of(turned), turned) for turned in turns]
        found, picture = max(read, key=lambda pair: sum(score * len(text) for _, text, _, score in pair[0]))
    angle = weighted_median([(slope_of(corners), int(abs(corners[1][0] - corners[0][0]))) for corners, *_ in found])
    high, wide = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), math.degrees(angle), 1.0)
    if abs(angle) > 0.001:
        picture = cv2.warpAffine(picture, turn, (wide, high), borderValue=(255, 255, 255))
    else:
        turn = cv2.getRotationMatrix2D((0, 0), 0, 1.0)
    rows = [
        row for corners, text, boxes, score in found if (row := row_of(corners, text, boxes, score, turn, wide, high))
    ]
    return sorted(rows, key=lambda row: (row.box[1], row.box[0])), picture


def lines_of(picture: Picture) -> list[tuple[Any, str, list[Any], float]]:
    """Return corners, text, the characters' corners and the score of every line that the recognizer finds."""
    found = engine()(picture, return_word_box=True, return_single_char_box=True)
    if found.boxes is None:
        return []
    held = []
    for corners, text, score, parts in zip(found.boxes, found.txts, found.scores, found.word_results, strict=True):
        spelled = "".join(part[0] for part in parts)
        exact = spelled == text.replace(" ", "") and all(len(part[0]) == 1 for part in parts)
        held.append((corners, text, [part[2] for part in parts] if exact else [], float(score)))
    return held


def is_upright(corners: Any) -> bool:
    """Return True if a line's box lies rather than stands; a single letter does both."""
    across = abs(corners[1][0] - corners[0][0])
    return bool(across >= abs(corners[3][1] - corners[0][1]))


def slope_of(corners: Any) -> float:
    """Return how far a line hangs, in radians; positive where it sinks to the right."""
    return math.atan2(float(corners[1][1] - corners[0][1]), float(corners[1][0] - corners[0][0]) or 1.0)


def row_of(corners: Any, text: str, boxes: list[Any], score: float, turn: Any, wide: int, high: int) -> Row | None:
    """Return a line brought to the straight picture, None for a speck that was taken for a sign: it counts as ink that was not recognized."""
    text = text.strip()
    count = len(text.replace(" ", ""))
    if not count or (score < SURE and not re.search(r"[A-Za-z0-9≥≤<>%]", text)):
        return None

    def moved(point: Any) -> tuple[float, float]:
        x, y = float(point[0]), float(point[1])
        return turn[0][0] * x + turn[0][1] * y + turn[0][2], turn[1][0] * x + turn[1][1] * y + turn[1][2]

    a, b, c, d = (moved(point) for point in corners)
    left, right = max(0, int(min(a[0], d[0]))), min(wide - 1, int(max(b[0], c[0])) + 1)
    top, bottom = max(0, int((a[1] + b[1]) / 2)), min(high - 1, int((c[1] + d[1]) / 2) + 1)
    if right <= left or bottom <= top:
        return None
    if boxes:
        edges = [(moved(box[0])[0], moved(box[1])[0]) for box in boxes]
    else:
        step = (right - left) / count
        edges = [(left + k * step, left + (k + 1) * step) for k in range(count)]
    return Row(text, score, (left, top, right, bottom), edges)


def glyphs_of(row: Row, heavy: bool, picture: Picture) -> list[Glyph]:
    """Return a line's glyphs; its blanks are the recognizer's, so gaps are set as wide as its words say."""
    em = row.size * POINT
    face = f"{FACE} bold" if heavy else FACE
    black: Color = (0.0, 0.0, 0.0)
    left, top, right, bottom = row.box
    tinted = is_tinted(picture[top : bottom + 1, left : right + 1])
    base = row.base / POINT
    glyphs: list[Glyph] = []
    if row.sign is not None:
        sign, start, end = row.sign
        glyphs.append(Glyph(sign, start / POINT, end / POINT, base, row.size, FACE, black, True))
    at = 0
    rest = row.edges
    for place, char in enumerate(row.text):
        if char == " ":
            continue
        x0, x1 = rest[at]
        at += 1
        if at < len(rest):
            follows = rest[at][0]
            parted = row.text[place + 1] == " "
            x1 = min(x1, follows - 0.3 * em) if parted else follows
        x1 = max(x1, x0 + 0.5)
        color = color_of(picture, (int(x0), top, int(x1), bottom)) if tinted else black
        high = at - 1 in row.raised
        foot, size = (base - 0.33 * row.size, 0.65 * row.size) if high else (base, row.size)
        glyphs.append(
            Glyph(
                (RAISED_SIGNS | NOTE_SIGNS).get(char, char) if high else char,
                x0 / POINT,
                x1 / POINT,
                foot,
                size,
                face,
                color,
                True,
            )
        )
    return spaced(glyphs, row.text if row.sign is None else f"{row.sign[0]} {row.text}", 0.25 * row.size)


def spaced(glyphs: list[Glyph], text: str, gap: float) -> list[Glyph]:
    """Move glyphs to the right where they would close a blank of the text or lie on one another."""
    found: list[Glyph] = []
    parted = [place > 0 and text[place - 1] == " " for place, char in enumerate(text) if char != " "]
    for glyph, blank in zip(glyphs, parted, strict=True):
        least = found[-1].x1 + (gap if blank else 0.0) if found else glyph.x0
        if glyph.x0 < least:
            glyph = glyph._replace(x0=least, x1=max(glyph.x1, least + 0.1))
        found.append(glyph)
    return found


def darkest_of(picture: Picture) -> Picture:
    """Return the darkest channel of each dot (`min` along the last axis takes ten times as long)."""
    import numpy as np

    return np.minimum(np.minimum(picture[..., 0], picture[..., 1]), picture[..., 2])


def is_tinted(part: Picture) -> bool:
    """Return True if some of the ink of a picture is neither black nor gray."""
    dark = part[darkest_of(part) < DARK]
    return bool(len(dark)) and float((dark.max(axis=1) - dark.min(axis=1) > 60).mean()) > 0.02


def color_of(picture: Picture, box: tuple[int, int, int, int]) -> Color:
    """Return the color of the ink within a box, as red, green and blue from 0 to 1; black where it has none."""
    left, top, right, bottom = box
    part = picture[top : bottom + 1, left : right + 1]
    dark = part[darkest_of(part) < DARK]
    if not len(dark):
        return (0.0, 0.0, 0.0)
    blue, green, red = (float(channel) / 255 for channel in dark.mean(axis=0))
    return (red, green, blue) if max(red, green, blue) - min(red, green, blue) > 0.15 else (0.0, 0.0, 0.0)


def strokes_of(ink: Any, picture: Picture) -> tuple[list[Segment], list[tuple[float, float, float]], Any]:
    """Return thin level strokes, thin upright ones, and a mask of the dots of both (1 where a stroke lies).

    No letter has a level stroke as long as the least here (9 points of 11-point type is an em dash) at the height where
    words are struck, so what is longer was drawn through them, beneath them, or is a rule.
    """
    import cv2
    import numpy as np

    least = int(14 * POINT)
    mask = np.zeros_like(ink)
    level: list[Segment] = []
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 3), "uint8"))
    for left, top, wide, high, _ in boxes_of(cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, least), "uint8"))):
        if high > 2.5 * POINT:
            continue
        mask[top : top + high, left : left + wide] = 1
        color = color_of(picture, (left, top, left + wide - 1, top + high - 1))
        level.append(
            Segment(left / POINT, (left + wide) / POINT, (top + high / 2) / POINT, min(high / POINT, 0.8), color)
        )
    upright: list[tuple[float, float, float]] = []
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 1), "uint8"))
    for left, top, wide, high, _ in boxes_of(cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((least, 1), "uint8"))):
        if wide <= 2.5 * POINT:
            mask[top : top + high, left : left + wide] = 1
            upright.append(((left + wide / 2) / POINT, top / POINT, (top + high) / POINT))
    return sorted(level, key=lambda s: (s.y, s.x0)), sorted(upright), mask


def is_of_letters(stroke: Segment, rows: list[Row]) -> bool:
    """Tell a short stroke that the bars of neighboring letters make (ew, rrit) from one that a person drew: it ends inside a word."""
    if stroke.x1 - stroke.x0 > SHORT:
        return False
    left, right, y = stroke.x0 * POINT, stroke.x1 * POINT, stroke.y * POINT
    for row in rows:
        if not (row.base - 0.8 * row.size * POINT < y < row.base and row.box[0] <= left and right <= row.box[2] + 1):
            continue
        chars = [at for at, char in enumerate(row.text) if char != " "]
        held = [
            at
            for at, (x0, x1) in zip(chars, row.edges, strict=True)
            if min(x1, right) - max(x0, left) > 0.4 * (x1 - x0)
        ]
        if not held:
            return False
        before, after = row.text[: held[0]][-1:], row.text[held[-1] + 1 :][:1]
        return (before.isalnum() and row.text[held[0]].isalnum()) or (after.isalnum() and row.text[held[-1]].isalnum())
    return False


def boxes_of(mask: Any) -> list[list[int]]:
    """Return left, top, width, height and area of each connected part of a mask."""
    import cv2

    _, _, found, _ = cv2.connectedComponentsWithStats(mask)
    return [[int(value) for value in row] for row in found[1:]]


def stray_share(rows: list[Row], letters: Any, total: int) -> float:
    """Return the share of the ink that no line and no rule holds."""
    rest = letters.copy()
    for row in rows:
        left, top, right, bottom = row.box
        slack = int(0.2 * (bottom - top))
        low = int(row.sign[1]) if row.sign else left
        rest[max(0, top - slack) : bottom + slack, max(0, low - 2) : right + slack] = 0
    return float(rest.sum()) / total if total else 0.0
