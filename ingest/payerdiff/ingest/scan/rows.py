"""Recognised lines of a scan, measured on the picture: type size and weight, signs of lists, note numbers, and what OCR is known to mistake."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Any

# What the recognizer is known to mistake, each with the words around it that tell.
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
X_HEIGHT, CAP_HEIGHT = 0.52, 0.69
"""Heights of small letters and capitals as shares of the type size (measured on 90 lines in five faces: ±.02)."""
NEAR = 0.055
"""Share by which a measured type size may differ from one that is common on the page and still be that one."""
SMALL = frozenset("acemnorsuvwxz")
RAISED_SIGNS = {sign: str(figure) for figure, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
NOTE_SIGNS = dict.fromkeys("ΦφФ", "Ф") | dict.fromkeys("†‡", "†") | dict.fromkeys("§ßβ", "§")
"""Signs that point to a note where they stand raised, as they are read, and as they are written."""


@dataclass(slots=True)
class Row:
    """One recognized line, in dots: its box, its baseline, the height of its letters, and its characters' left and right edges."""

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


def weighted_median(values: list[tuple[float, int]]) -> float:
    """Return the middle of values that count as often as their weight says; 0 for none."""
    half, seen = sum(weight for _, weight in values) / 2, 0.0
    for value, weight in sorted(values):
        seen += weight
        if seen >= half:
            return value
    return 0.0


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
    """Set right what the recognizer is known to mistake: circles that open items, roman figures, and blanks it leaves out.

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
        """Return the widest run of empty columns between two neighboring characters."""
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
    """Tell a sign of a list that was recognized as a line of its own: it is then found again beside the line that it opens."""
    if len(row.text) != 1 or (row.text.isalnum() and row.text not in CIRCLES):
        return False
    middle, reach = (row.box[1] + row.box[3]) / 2, 3 * (row.box[3] - row.box[1])
    return any(
        other is not row and other.box[1] <= middle <= other.box[3] and 0 < other.box[0] - row.box[0] <= reach
        for other in rows
    )


def sign_before(row: Row, rows: list[Row], ink: Any) -> tuple[str, float, float] | None:
    """Return the sign that opens a list item (as char, left, right in dots) where the picture shows one left of a line.

    The recognizer reads letters and leaves such signs out; the first ink to the left within three ems is one where it is no
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
