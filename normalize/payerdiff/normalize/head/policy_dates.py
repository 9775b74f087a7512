"""The dates of a policy by their labels, wherever on the pages they stand.

The head goes before the rest; a label inside prose counts only with its colon or the word `date`. Dates that are called approved,
accepted or original are no review dates, and a committee's are none either. Where no date says that it is one of publication, the date
of the last revision or update stands for it: that day this wording was issued.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from payerdiff.normalize.head.labels import Labeled, labeled
from payerdiff.normalize.head.printed import Row
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.dates import DATE, dates_in

HEAD, FIRST, LAST = 80, 15, 40
"""Rows of a document's head; and those at its beginning and end among which a date on a line of its own is when it was issued."""
FILLER = Rule(
    "policy_dates.filler",
    r"(?:(?:for|on|or|as|of|after|dates?|service|the|from|since|with|beginning|by|due|is)\W+){0,8}",
    "for dates of service on or after ",
    "May",
    by="match",
)
BARE = Rule("policy_dates.bare", r"\bdates?\b", "Date", "May")


@dataclass(frozen=True, slots=True)
class Kind:
    """One field of dates: its label, what may not stand before it, and which of several dates counts."""

    field: str
    label: re.Pattern[str]
    latest: bool = False


def kind(field: str, label: str, *, latest: bool = False) -> Kind:
    """Return a kind; labels ignore case."""
    return Kind(field, re.compile(label, re.IGNORECASE), latest)


KINDS = (
    kind("original", r"(?<!\w)(?:original(?:ly)?(?: policy| effective| approval| review| issue| implementation)*(?: date)?|(?:date of |origin(?:al|ation)? )origin(?:ation)?(?: date)?|origination(?: date)?|date of origin|origin date|(?:initial|first) (?:effective|approval|review|policy)(?: date)?|(?:date )?created(?: date)?|creation date|date established)(?!\w)"),
    kind("effective", r"(?<!\w)(?P<before>(?:[A-Za-z&]+ ){0,3})(?<!\w)effective(?: policy)?(?: dates?)?(?: on| as of| of this version)?(?!\w)"),
    kind("last_review", r"(?<!\w)(?P<before>(?:[A-Za-z&]+ ){0,3})(?<!\w)(?:last (?:P&T |committee )?approval(?: ?/ ?version)?(?: date)?|dates? (?:last )?review(?:ed)?|(?:date of |last |most recent |latest |current |annual )+review(?:ed)?(?: ?/ ?revised)?(?: date)?|review(?:ed)?(?: ?(?:/|and|&) ?revised)?(?: dates?(?:\(s\))?)?)(?!\w)", latest=True),
    kind("next_review", r"(?<!\w)(?:next (?:scheduled |annual |committee )?review(?: date)?(?: due)?(?: by)?|review due(?: date)?|(?:scheduled|anticipated) (?:for )?review(?: date)?)(?!\w)"),
    kind("published", r"(?<!\w)(?:publish(?:ed|ing)?(?: date)?|publication date|posted(?: (?:to|on) (?:the )?website| date)?|posting date|issued?(?: date)?|release(?:d| date))(?!\w)"),
)  # fmt: skip
REVISED = kind("published", r"(?<!\w)(?:(?:date of |last |most recent |latest )*(?:revision|update|amendment)(?: date)?|(?:last |date |most recently )*(?:revised|updated|amended)(?: on| date)?|rev\.?|version date|as of)(?!\w)", latest=True)  # fmt: skip
OF_ANOTHER_DATE = r"original\w*|initial|historical|previous|prior|superse\w+|revision|next|scheduled|codes?|peer|literature|be|systematic|is|was|are|were"
WITHIN_PROSE = r"remain|remains|cost|not|retired|became|utilization|drug|under|due|for|committee|p&t|and|annual policy"
NOT_BEFORE = Rule("policy_dates.not_before", rf"\b(?:{OF_ANOTHER_DATE}|{WITHIN_PROSE})\s*$", "the original ", "the last ")  # fmt: skip
"""Words before `effective` or `review` that make it another date, or no date at all."""


ANOTHER_DAY = Rule(
    "policy_dates.another_day",
    rf"(?:[A-Z]{{2,5}}|[*†‡])?\s*(?:[,;/&]|and)\s*(?={DATE.pattern})",
    ", 05/01/2025",
    ", May",
    by="match",
)


def one_date(text: str) -> tuple[int, int] | None:
    """Return where the dates stand with which a text begins: the first, and those that a list adds."""
    at = FILLER.match(text)
    start = at.end() if at else 0
    found = DATE.match(text, start)
    if not found or not dates_in(found[0]):
        return None
    end = found.end()
    while more := ANOTHER_DAY.match(text, end):
        following = DATE.match(text, more.end())
        if not following:
            break
        end = following.end()
    return start, end


HINT = Rule("policy_dates.hint", r"effective|review|origin|creat|publish|post(?:ed|ing)|issue|revis|updat|amend|\brev\b|version date|as of|initial|first|release|establish", "Last review", "Codes")  # fmt: skip
"""A word of every label; few lines have one."""


def named_dates(
    rows: Sequence[Row], known: Kind, only: Sequence[int]
) -> Iterator[tuple[tuple[int, int], date, Labeled]]:
    """Yield the dates of a kind with their rank, the lower the better."""
    for found in labeled(rows, known.label, one_date, only):
        row = rows[found.row]
        match = known.label.search(found.label)
        before = match.groupdict().get("before") if match else None
        if not found.same_line and is_column(rows, found):
            continue  # a column of a log
        if before and NOT_BEFORE.search(before):
            continue
        opening = row.text.split(found.label)[0]
        if not found.label.isupper() and ((dates_in(opening) and not found.colon) or CITED.search(opening)):
            continue  # a row of a log: the date comes first; or a cited report
        named = found.colon or BARE.search(found.label) is not None
        alone = found.same_line and len(row.text) < len(found.label) + len(found.value) + 24
        if not named and not alone:
            continue
        days = [day for day, _, _, _ in dates_in(found.value)]
        if days and known.latest:
            days += days_below(rows, found)
        if days:
            chosen = max(days) if known.latest else days[0]
            yield (0 if found.row < HEAD else 1, 0 if named else 1), chosen, found


CITED = Rule("policy_dates.cited", r"\b(?:et al|doi|Inc\.;|hayes|pmid|\d{4};\s?\d+)", "Hayes, Inc.; May 30, 2019. Annual ", "Annual ")  # fmt: skip
"""Words before a label that make its date a cited report's."""


def days_below(rows: Sequence[Row], found: Labeled) -> list[date]:
    """Return the dates of the lines on which a list of dates goes on: each line before ends with a comma."""
    days: list[date] = []
    at = found.row
    while rows[at].text.rstrip().endswith(",") and at + 1 < len(rows) and DATE.match(rows[at + 1].text):
        at += 1
        days += [day for day, _, _, _ in dates_in(rows[at].text)]
    return days


def is_column(rows: Sequence[Row], found: Labeled) -> bool:
    """Return True if dates go on below the value: the label heads a column."""
    values = [at for at in range(found.row + 1, min(found.row + 4, len(rows))) if is_dated(rows[at])]
    return bool(values) and any(is_dated(row) for row in rows[values[0] + 1 : values[0] + 2])


def is_dated(row: Row) -> bool:
    """Return True if one of a row's cells opens with a date."""
    return any(DATE.match(cell.text) for cell in row.cells)


POSTED = Rule("policy_dates.posted", r"\W*post(?:ed|ing)\b", "Posted to Website:", "Published:", by="match")
"""The label of the day on which a document was put on a site: a wording that was revised later is of the later day."""


def policy_dates(rows: Sequence[Row]) -> dict[str, tuple[date, Labeled]]:
    """Return the dates that labels name, by field, with their places."""
    found: dict[str, tuple[date, Labeled]] = {}
    only = [at for at, row in enumerate(rows) if HINT.search(row.text)]
    for known in (*KINDS, REVISED):
        ranked = sorted(named_dates(rows, known, only), key=lambda candidate: candidate[0])
        if not ranked:
            continue
        _, day, place = ranked[0]
        told = found.get(known.field)
        if told is None or (known is REVISED and told[0] < day and POSTED.match(told[1].label)):
            found[known.field] = (day, place)
    return found or issued(rows)


WHEN_ISSUED = Rule("policy_dates.when_issued", rf"(?:(?:approved|adopted|accepted)\W+(?:on\W+|(?:by )?[A-Z][\w&,' -]{{2,60}}:\W*)?)?(?P<day>{DATE.pattern})", "Approved May 1, 2025", "Approved in May", by="fullmatch")  # fmt: skip
"""A line that is a date, or says of one that the document was approved then."""


def issued(rows: Sequence[Row]) -> dict[str, tuple[date, Labeled]]:
    """Return the latest date that stands on a line of its own at a document's beginning or end: where no label names any, that is when it was issued."""
    alone = [row for row in (*rows[:FIRST], *rows[-LAST:]) if not row.furniture and WHEN_ISSUED.fullmatch(row.text)]
    days = [(dates_in(row.text)[0][0], row) for row in alone if dates_in(row.text)]
    if not days:
        return {}
    day, row = max(days, key=lambda one: one[0])
    cell = row.cells[0]
    return {"published": (day, Labeled(row.text, "", cell.row, cell.start, cell.end, True, False))}
