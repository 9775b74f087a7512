"""A period in words → its first and last day: dates as people write them, and what is said of them from a day on (this quarter, the last 90 days)."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta

DATES = ("%Y-%m-%d", "%B %d, %Y", "%B %d %Y", "%b %d, %Y", "%B %Y", "%b %Y", "%m/%d/%Y")
"""How a date may be written; a month alone is its first day."""
MONTHS = ("%B %Y", "%b %Y")
STRIDES = {"month": 1, "quarter": 3, "year": 12}
"""Months of each unit of the calendar."""
DAYS = {"day": 1, "week": 7}
CALENDAR = re.compile(r"(?:the )?(?P<which>this|current|(?<!the )last|previous) (?P<unit>month|quarter|year)", re.I)
ROLLING = re.compile(r"(?:the )?(?:(?:last|past|previous) (?P<count>\d{1,3}|[a-z]{2,6}) |past (?!quarter))(?P<unit>day|week|month|quarter|year)s?", re.I)  # fmt: skip
COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
QUARTER = re.compile(r"(?:q(?P<q>[1-4])|(?:the )?(?P<word>first|second|third|fourth) quarter(?: of)?) ?(?P<year>20\d\d)", re.I)  # fmt: skip
HALF = re.compile(r"(?:h(?P<h>[12])|(?:the )?(?P<word>first|second) half(?: of)?) ?(?P<year>20\d\d)", re.I)
YEAR = re.compile(r"(?P<year>20\d\d)")
BETWEEN = re.compile(r"(?:between )?(?P<since>.+?) (?:and|to|until|through) (?P<until>.+)", re.I)
START = re.compile(r"the (?:start|beginning) of (?P<period>.+)", re.I)
WORDS = ("first", "second", "third", "fourth")


def day_of(words: str) -> date | None:
    """Return the date that words give, None where they give none.

    >>> day_of("March 2026"), day_of("2026-03-15"), day_of("soon")
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 15), None)
    """
    for form in DATES:
        try:
            return datetime.strptime(words.strip(), form).date()
        except ValueError:  # it is written in another form, or is no date
            continue
    return None


def since(words: str, today: date) -> date | None:
    """Return the first day of what begins with a date, or with the start of a period.

    >>> since("the start of this quarter", date(2026, 11, 29)), since("2025", date(2026, 11, 29)), since("last quarter", date(2026, 11, 29))
    (datetime.date(2026, 10, 1), datetime.date(2025, 1, 1), None)
    """
    if YEAR.fullmatch(words.strip()):
        return date(int(words), 1, 1)
    told = START.fullmatch(words.strip())
    if told is None:
        return day_of(words)
    found = period(told["period"], today)
    return found[0] if found else None


def period(words: str, today: date) -> tuple[date, date] | None:
    """Return the first and the last day of a period as seen from a day, None where words are none, or two: `the last year` may be the former one, or end today. What has not ended yet ends on that day.

    >>> period("last quarter", date(2026, 2, 3)), period("Q3 2025", date(2026, 2, 3))
    ((datetime.date(2025, 10, 1), datetime.date(2025, 12, 31)), (datetime.date(2025, 7, 1), datetime.date(2025, 9, 30)))
    """
    plain = words.strip()
    if told := CALENDAR.fullmatch(plain):
        return of_calendar(told["unit"].lower(), told["which"].lower() in ("this", "current"), today)
    if told := ROLLING.fullmatch(plain):
        count = count_of(told["count"] or "1")
        return rolling(count, told["unit"].lower(), today) if count else None
    if told := QUARTER.fullmatch(plain):
        number = int(told["q"] or WORDS.index(told["word"].lower()) + 1)
        return ended(date(int(told["year"]), 3 * number - 2, 1), 3, today)
    if told := HALF.fullmatch(plain):
        number = int(told["h"] or WORDS.index(told["word"].lower()) + 1)
        return ended(date(int(told["year"]), 6 * number - 5, 1), 6, today)
    if told := YEAR.fullmatch(plain):
        return ended(date(int(told["year"]), 1, 1), 12, today)
    for form in MONTHS:
        try:
            return ended(datetime.strptime(plain, form).date(), 1, today)
        except ValueError:  # it is no month
            continue
    if told := BETWEEN.fullmatch(plain):
        first, last = day_of(told["since"]), end_of(told["until"], today)
        return (first, last) if first and last and first <= last else None
    return None


def end_of(words: str, today: date) -> date | None:
    """Return the last day of what ends with a date, or today: of a month that is named alone, its last one.

    >>> end_of("March 2025", date(2026, 1, 15)), end_of("2025-03-15", date(2026, 1, 15))
    (datetime.date(2025, 3, 31), datetime.date(2025, 3, 15))
    """
    if words.strip().lower() in ("today", "now"):
        return today
    whole = None if BETWEEN.fullmatch(words) else period(words, today)
    return whole[1] if whole else day_of(words)


def count_of(words: str) -> int | None:
    """Return the number that a numeral or a word is, None where it is none.

    >>> count_of("90"), count_of("six"), count_of("few")
    (90, 6, None)
    """
    if words.isdecimal():
        return int(words)
    return COUNTS.index(words.lower()) + 1 if words.lower() in COUNTS else None


def of_calendar(unit: str, present: bool, today: date) -> tuple[date, date]:
    """Return the present or the former month, quarter or year of the calendar."""
    stride = STRIDES[unit]
    first = date(today.year, (today.month - 1) // stride * stride + 1, 1)
    return (first, today) if present else (shifted(first, -stride), first - timedelta(days=1))


def rolling(count: int, unit: str, today: date) -> tuple[date, date]:
    """Return the period of so many days, weeks, months or years that ends on a day."""
    if unit in DAYS:
        return today - timedelta(days=count * DAYS[unit]), today
    return shifted(today, -count * STRIDES[unit]), today


def ended(first: date, months: int, today: date) -> tuple[date, date] | None:
    """Return so many months from a first day on, to a day at most; None where they lie after it."""
    last = shifted(first, months) - timedelta(days=1)
    return (first, min(last, today)) if first <= today else None


def shifted(day: date, months: int) -> date:
    """Return the same day of another month, or that month's last.

    >>> shifted(date(2026, 3, 31), -1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
