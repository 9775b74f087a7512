"""Dates as payers write them.

American order; two-digit years are of this century; `02.03.24` is ambiguous by nature and read month first,
as every American payer writes it. A bare month is its first day, with precision `month`.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from payerdiff.normalize.rules import Rule, either

Precision = Literal["day", "month"]
MONTHS = {
    name: at
    for at, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
NAMES = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
SLASHED = r"(?P<m>\d{1,2})[./|-](?P<d>\d{1,2})[./|-](?P<y>\d{4}|\d{2})"
WRITTEN = rf"(?P<name>{NAMES})[a-z]*\.?\s+(?:(?P<nd>\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?(?P<ny>\d{{4}})"
YEAR_FIRST = rf"(?P<yf>\d{{4}}):\s*(?P<yn>{NAMES})[a-z]*"
ISO = r"(?P<iy>\d{4})-(?P<im>\d{2})-(?P<id>\d{2})"
MONTH_ALONE = r"(?P<sm>\d{1,2})[./](?P<sy>\d{4}|\d{2})"
DATE = Rule(
    "dates.date",
    rf"(?<![\d./-]){either(SLASHED, WRITTEN, YEAR_FIRST, ISO, MONTH_ALONE)}(?![\d/]|\.\d)",
    "August 14, 2018",
    "August 14",
)


def year_of(text: str) -> int:
    """Return the year; two digits are 20xx."""
    return int(text) + 2000 if len(text) == 2 else int(text)


def dates_in(text: str) -> list[tuple[date, Precision, int, int]]:
    """Return the dates of a text with their precision and place.

    >>> [str(d) for d, _, _, _ in dates_in("01|07|2026")]
    ['2026-01-07']
    >>> [(str(d), p) for d, p, _, _ in dates_in("2023: September; 09.05.25; 08.18; June 2024; 9/29/17; August 14, 2018")]
    [('2023-09-01', 'month'), ('2025-09-05', 'day'), ('2018-08-01', 'month'), ('2024-06-01', 'month'), ('2017-09-29', 'day'), ('2018-08-14', 'day')]
    """
    found: list[tuple[date, Precision, int, int]] = []
    for match in DATE.finditer(text):
        g = match.groupdict()
        day: str | None
        if g["m"]:
            year, month, day = g["y"], int(g["m"]), g["d"]
        elif g["name"]:
            year, month, day = g["ny"], MONTHS[g["name"].lower()], g["nd"]
        elif g["yf"]:
            year, month, day = g["yf"], MONTHS[g["yn"].lower()], None
        elif g["iy"]:
            year, month, day = g["iy"], int(g["im"]), g["id"]
        else:
            year, month, day = g["sy"], int(g["sm"]), None
        try:
            value = date(year_of(year), month, int(day or 1))
        except ValueError:
            continue
        found.append((value, "day" if day else "month", match.start(), match.end()))
    return found


def first_date(text: str) -> date | None:
    """Return the first date of a text, or None."""
    found = dates_in(text)
    return found[0][0] if found else None
