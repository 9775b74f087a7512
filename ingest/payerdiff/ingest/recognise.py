"""Scanned pages → glyphs and strokes, by OCR (the extra `payerdiff[ocr]`): what comes out is a page like any other.

rapidocr reads the lines (Apache, its models lie in the wheel, nothing is fetched). What it does not tell is measured on
the picture: how far the page hangs, the type size and the weight of a line, the signs that open list items, and
strokes: rules of tables and lines through words. Where strikes are looked for the picture needs 300 dots an inch.
"""

from __future__ import annotations

import logging
import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from payerdiff.ingest.glyphs import Colour, Glyph, Page, Segment

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Picture = NDArray[Any]
    Read = tuple[list[tuple[Any, str, list[Any], float]], Picture]

CIRCLES = "0Oo°○◦〇。"
CIRCLE = re.compile(rf"^[{CIRCLES}] +(?=[A-Z])")
GLUED = re.compile(rf"[{CIRCLES}](?=[A-Z])")
ROMAN = re.compile(r"^[Il1|]*[Il][Il1|]*(?=[.)] )|(?<=[Ss]ection )[Il]{2,3}\b")
CAPITALS = re.compile(r"\b[A-Z]+l[A-Z]*\b(?<=[A-Zl]{3})")
"""An l among capitals is an I: the two look alike in many faces."""
MARKER = re.compile(r"^[À-ÿ](?=[.)] )")
"""A letter with an accent as the label of an item: a speck above it."""
SLASH = re.compile(r"(?<=[a-z]{2})l(?=[A-Z][a-z]{2})")
"""An l before a capital inside a word is a slash; were the words parted by a blank, it would have been found."""
UPRIGHTS = str.maketrans("l1|", "III")
DPI = 300
POINT = DPI / 72
"""Dots to a point."""
SIDE = 1050
"""Longest side of the picture as the recogniser sees it: more gave no better words (2000: 28 of 1,957 characters wrong; 1000: 26) and twice the memory."""
DARK = 140
"""Value of its darkest channel (0 is black) below which a dot is ink."""
FAINT = 190
"""The same for strokes: a thin line's edge is grey."""
SURE = 0.9
"""Score below which a line counts as not surely recognised."""
X_HEIGHT, CAP_HEIGHT = 0.52, 0.69
"""Heights of small letters and capitals as shares of the type size (measured on 90 lines in five faces: ±.02)."""
NEAR = 0.055
"""Share by which a measured type size may differ from one that is common on the page and still be that one."""
HEAVY = 1.18
"""Strokes of bold type are that much wider than those of the page's common type."""
SMALL = frozenset("acemnorsuvwxz")
SHORT = 30.0
"""Strokes at least this long, in points, are no letters' bars."""
FACE = "+recognised"
"""Name of the face that recognised glyphs are given; the + says that its widths belong to this document alone."""
RAISED_SIGNS = {sign: str(figure) for figure, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
NOTE_SIGNS = dict.fromkeys("ΦφФ", "Ф") | dict.fromkeys("†‡", "†") | dict.fromkeys("§ßβ", "§")
"""Signs that point to a note where they stand raised, as they are read, and as they are written."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A recognised page; `unsure` are the boxes (points) of lines whose words are not certain."""

    page: Page
    unsure: tuple[tuple[float, float, float, float], ...]
    stray: float
    """Share of the page's ink that is neither in a recognised line nor a rule: pictures, stamps, writing."""


@dataclass(slots=True)
class Row:
    """One recognised line, in dots: its box, its baseline, the height of its letters, and its characters' left and right edges."""

    text: str
    score: float
    box: tuple[int, int, int, int]
    edges: list[tuple[float, float]]
    base: float = 0.0
    tall: float = 0.0
    weight: float = 0.0
    size: float = 0.0
    sign: tuple[str, float, float] | None = None
    raised: frozenset[int] = frozenset()
    """Places, among the visible characters, of note numbers set above the line."""


def is_installed() -> bool:
    """Tell whether the extra is there."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


@cache
def engine() -> Any:
    """Return the recogniser, its models named by their files so that none is ever looked for elsewhere."""
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    found = {}
    for part in ("Det", "Rec"):
        held = sorted(models.glob(f"*_{part.lower()}_*.onnx"))
        found[f"{part}.model_path"] = str(held[-1])
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    # Its classifier turned every seventh long line of upright pages over, which made them nonsense: a page's turn is told from all its lines.
    return rapidocr.RapidOCR(params={**found, "Global.use_cls": False, "Global.max_side_len": SIDE, "Rec.rec_batch_num": 1, "Global.text_score": 0.0, "Global.log_level": "error"})  # fmt: skip


def recognise(picture: Picture, number: int) -> Scan:
    """Return what stands on the picture (height × width × 3, blue-green-red, at `DPI`) of page `number` (1-based)."""
    rows, picture = upright_rows(picture)
    darkest = picture.min(axis=2)  # coloured ink is dark in one channel at least
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
    """Return corners, text, the characters' corners and the score of every line that the recogniser finds."""
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
    """Tell whether a line's box lies rather than stands; a single letter does both."""
    across = abs(corners[1][0] - corners[0][0])
    return bool(across >= abs(corners[3][1] - corners[0][1]))


def slope_of(corners: Any) -> float:
    """Return how far a line hangs, in radians; positive where it sinks to the right."""
    return math.atan2(float(corners[1][1] - corners[0][1]), float(corners[1][0] - corners[0][0]) or 1.0)


def weighted_median(values: list[tuple[float, int]]) -> float:
    """Return the middle of values that count as often as their weight says; 0 for none."""
    half, seen = sum(weight for _, weight in values) / 2, 0.0
    for value, weight in sorted(values):
        seen += weight
        if seen >= half:
            return value
    return 0.0


def row_of(corners: Any, text: str, boxes: list[Any], score: float, turn: Any, wide: int, high: int) -> Row | None:
    """Return a line brought to the straight picture, None for a speck that was taken for a sign: it counts as ink that was not recognised."""
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


def measure(row: Row, ink: Any) -> None:
    """Measure baseline, height and weight of a line's letters, and draw its box to its ink.

    The baseline is where most ink ends, the top of the letters where most begins: descenders and ascenders are few.
    """
    import numpy as np

    left, top, right, bottom = row.box
    part = ink[top : bottom + 1, left : right + 1]
    across = part.sum(axis=1).astype(float)
    high = bottom - top
    if not across.any() or high < 8:
        row.base, row.tall = float(bottom - 0.2 * high), 0.5 * high
        return
    fall = [(across[k] - across[min(k + 3, high)], k) for k in range(high // 2, high)]
    rise = [(across[min(k + 3, high)] - across[k], k) for k in range(int(0.6 * high))]
    row.base, row.tall = top + max(fall)[1] + 1.5, max(fall)[1] - max(rise)[1]
    inked = np.flatnonzero(part.any(axis=0))
    before = inked[inked <= (row.edges[0][0] + row.edges[0][1]) / 2 - left]
    gaps = np.flatnonzero(np.diff(before) > 0.15 * high)  # a sign of the list stands apart from the first letter
    start = float(left + (before[gaps[-1] + 1] if gaps.size else before[0] if before.size else inked[0]))
    row.edges[0] = (start, max(row.edges[0][1], start + 1.0))
    row.edges[-1] = (row.edges[-1][0], max(row.edges[-1][0] + 1.0, left + float(inked[-1])))
    starts = int((np.diff(np.pad(part, ((0, 0), (1, 0))).astype("int8"), axis=1) == 1).sum())
    row.weight = float(part.sum()) / max(starts, 1)


def set_sizes(rows: list[Row]) -> None:
    """Give each line its type size in points, drawn to one that is common on the page where it is near it.

    Lines of small letters say their size by the height of an x; lines of capitals and figures by that of an H.
    """
    said: Counter[float] = Counter()
    shares = {id(row): sum(char in SMALL for char in row.text) / len(row.text) for row in rows}
    for row in rows:
        if shares[id(row)] >= 0.3 and row.tall > 0:
            row.size = round(2 * row.tall / POINT / X_HEIGHT) / 2
            said[row.size] += len(row.text)
    common: list[float] = []
    for size, count in said.most_common():
        if count >= 0.03 * sum(said.values()) and all(abs(size - other) > NEAR * other for other in common):
            common.append(size)
    for row in rows:
        share = shares[id(row)]
        by = (X_HEIGHT,) if share >= 0.3 else (CAP_HEIGHT,) if share < 0.1 else (X_HEIGHT, CAP_HEIGHT)
        guesses = [row.tall / POINT / part for part in by]
        near = min(((abs(guess - size), size) for guess in guesses for size in common), default=(9.0, 0.0))
        whole = round(2 * 0.8 * (row.box[3] - row.box[1]) / POINT) / 2
        free = row.size or round(2 * guesses[-1]) / 2
        row.size = (
            near[1] if near[0] <= NEAR * near[1] else free if 0.7 * whole <= free <= 1.4 * whole else max(whole, 1.0)
        )


def mend(row: Row, ink: Any) -> None:
    """Set right what the recogniser is known to mistake: circles that open items, roman figures, and blanks it leaves out.

    A blank is added where the picture shows a gap as wide as those at the line's own blanks.
    """
    import numpy as np

    text = MARKER.sub(lambda found: unicodedata.normalize("NFD", found[0])[0], SLASH.sub("/", row.text))
    for pattern in (ROMAN, CAPITALS):
        text = pattern.sub(lambda found: found[0].translate(UPRIGHTS), text)
    em = row.size * POINT
    top, bottom = int(row.base - 0.75 * em), int(row.base + 0.2 * em)
    centres = [(left + right) / 2 for left, right in row.edges]
    inked = ink[max(0, top) : bottom, :].any(axis=0)

    def gap(place: int) -> int:
        """Return the widest run of empty columns between two neighbouring characters."""
        columns = np.flatnonzero(inked[int(centres[place - 1]) : int(centres[place]) + 1])
        return int(np.diff(columns).max()) if len(columns) > 1 else 0

    parted: list[tuple[int, int]] = []
    joined: list[tuple[int, int]] = []
    place = 0
    for at, char in enumerate(text):
        if char == " ":
            continue
        if place:
            (parted if text[at - 1] == " " else joined).append((gap(place), at))
        place += 1
    usual = sorted(wide for wide, _ in parted)[len(parted) // 2] if len(parted) >= 3 else 0.6 * em
    for wide, at in reversed(joined):
        if wide >= max(0.9 * usual, 0.22 * em):
            text = f"{text[:at]} {text[at:]}"
    if GLUED.match(text) and gap(1) >= 0.4 * em:
        text = f"{text[0]} {text[1:]}"
    row.text = CIRCLE.sub("o ", text)


def is_lone_sign(row: Row, rows: list[Row]) -> bool:
    """Tell a sign of a list that was recognised as a line of its own: it is then found again beside the line that it opens."""
    if len(row.text) != 1 or (row.text.isalnum() and row.text not in CIRCLES):
        return False
    middle, reach = (row.box[1] + row.box[3]) / 2, 3 * (row.box[3] - row.box[1])
    return any(
        other is not row and other.box[1] <= middle <= other.box[3] and 0 < other.box[0] - row.box[0] <= reach
        for other in rows
    )


def sign_before(row: Row, rows: list[Row], ink: Any) -> tuple[str, float, float] | None:
    """Return the sign that opens a list item (as char, left, right in dots) where the picture shows one left of a line.

    The recogniser reads letters and leaves such signs out; the first ink to the left within three ems is one where it is no
    larger than a letter and stands alone. Which of the many signs it is does not matter: items are told by their indentation.
    """
    import numpy as np

    em = row.size * POINT
    start = int(row.edges[0][0])
    others = [r.box[2] for r in rows if r is not row and r.box[0] < start and min(r.box[3], row.box[3]) - max(r.box[1], row.box[1]) > 0.4 * (row.box[3] - row.box[1])]  # fmt: skip
    low = max([0, int(start - 3 * em), *(edge + 1 for edge in others)])
    top, base = int(row.base - 0.8 * em), int(row.base + 0.1 * em)
    if start - low < 0.3 * em or top < 0:
        return None
    part = ink[top:base, low : start - 1]
    columns = np.flatnonzero(part.any(axis=0))
    if not columns.size:
        return None
    gaps = np.flatnonzero(np.diff(columns) > 0.25 * em)
    first = int(columns[gaps[-1] + 1]) if gaps.size else int(columns[0])
    last = int(columns[-1])
    lines = np.flatnonzero(part[:, first : last + 1].any(axis=1))
    wide, high = last - first + 1, int(lines[-1] - lines[0]) + 1
    inside = lines[0] > 0 and wide <= 0.95 * em and high <= 0.75 * em and first > 0
    if not inside or wide * high < 0.008 * em * em or low + last > start - 0.15 * em:
        return None
    return ("–" if wide > 2.5 * high else "•", float(low + first), float(low + last + 1))


def raised_in(row: Row, ink: Any) -> frozenset[int]:
    """Return the places of note numbers: figures that end well above the baseline, and what joins them."""
    import numpy as np

    em = row.size * POINT
    chars = [char for char in row.text if char != " "]
    top = max(0, int(row.base - 1.1 * em))
    found = set()
    for place, (char, (left, right)) in enumerate(zip(chars, row.edges, strict=True)):
        if char in RAISED_SIGNS:
            found.add(place)
        elif (char.isdigit() or char in NOTE_SIGNS) and place:
            lines = np.flatnonzero(ink[top : int(row.base) + 2, int(left) : int(right) + 1].any(axis=1))
            if lines.size and top + int(lines[-1]) < row.base - 0.2 * em:
                found.add(place)
    for place in range(1, len(chars) - 1):
        if chars[place] in ",-–" and place - 1 in found and place + 1 in found:
            found.add(place)
    found.update(place for place, char in enumerate(chars) if char == "*" and place + 1 in found)
    return frozenset(found)


def glyphs_of(row: Row, heavy: bool, picture: Picture) -> list[Glyph]:
    """Return a line's glyphs; its blanks are the recogniser's, so gaps are set as wide as its words say."""
    em = row.size * POINT
    face = f"{FACE} bold" if heavy else FACE
    black: Colour = (0.0, 0.0, 0.0)
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
        colour = colour_of(picture, (int(x0), top, int(x1), bottom)) if tinted else black
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
                colour,
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


def is_tinted(part: Picture) -> bool:
    """Tell whether some of the ink of a picture is neither black nor grey."""
    dark = part.reshape(-1, 3)
    dark = dark[dark.min(axis=1) < DARK]
    return bool(len(dark)) and float((dark.max(axis=1) - dark.min(axis=1) > 60).mean()) > 0.02


def colour_of(picture: Picture, box: tuple[int, int, int, int]) -> Colour:
    """Return the colour of the ink within a box, as red, green and blue from 0 to 1; black where it has none."""
    left, top, right, bottom = box
    part = picture[top : bottom + 1, left : right + 1].reshape(-1, 3)
    dark = part[part.min(axis=1) < DARK]
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
        colour = colour_of(picture, (left, top, left + wide - 1, top + high - 1))
        level.append(
            Segment(left / POINT, (left + wide) / POINT, (top + high / 2) / POINT, min(high / POINT, 0.8), colour)
        )
    upright: list[tuple[float, float, float]] = []
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 1), "uint8"))
    for left, top, wide, high, _ in boxes_of(cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((least, 1), "uint8"))):
        if wide <= 2.5 * POINT:
            mask[top : top + high, left : left + wide] = 1
            upright.append(((left + wide / 2) / POINT, top / POINT, (top + high) / POINT))
    return sorted(level, key=lambda s: (s.y, s.x0)), sorted(upright), mask


def is_of_letters(stroke: Segment, rows: list[Row]) -> bool:
    """Tell a short stroke that the bars of neighbouring letters make (ew, rrit) from one that a person drew: it ends inside a word."""
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
