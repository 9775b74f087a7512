"""The log of a document of no known template, told by its column of dates, with or without a heading above it.

Tables with any head, lines and bullets that open with a date, rows that a page's end cut, and lists of bare dates below words such as
`Reviewed`. A table of labels (`Revised: | 03/2025`) is one entry. Cited papers have dates too, but do not open with them, and a table of
approvals of drugs speaks of no change of a policy.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import EntryDates, Revision
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.log.dated_lines import (
    CHANGE,
    HEADING,
    dated_runs,
    done_in_line,
    lines_of_log,
    listed_in_line,
    opens_with_day,
    remarked_in_line,
)
from payerdiff.normalize.log.revision_log import DATED, EFFECTIVE, entry_of, is_head, longer, stated
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.dates import DATE, Precision, dates_in, first_date

Role = Literal["entry", "reviewed", "effective", "approved", "none"]
SHORT = 34
"""Characters of a cell that holds a date and no more."""
MOST_OF = 0.5
ROLES: tuple[tuple[Role, str], ...] = (
    ("none", r"\b(?:next|retire\w*|terminat\w+|original)\b"),
    ("effective", r"\beffective\b"),
    ("approved", r"\b(?:approv\w+|committee|endorse\w+|adopted|P&T|LDH)\b"),
    ("reviewed", r"\b(?:review\w*|revis\w+|updated?)\b"),
    ("entry", r"\bdates?\b"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that follow each other, with the words of their cells."""

    blocks: tuple[Block, ...]
    cells: tuple[tuple[str, ...], ...]
    under_heading: bool


def find_log(draft: Draft) -> list[Revision]:
    """Return the entries of a document's log, in its order, and file their text under metadata."""
    found: list[Revision] = []
    blocks = [b for b in draft.reading.blocks if b.kind not in ("furniture", "balloon")]
    for table in tables_of(draft, blocks):
        found += rows_of_log(draft, table)
    for run, headed in dated_runs(draft, blocks):
        found += lines_of_log(draft, run, headed)
    for block in blocks:
        if block.kind != "row":
            found += done_in_line(draft, block) or remarked_in_line(draft, block) or listed_in_line(draft, block)
    found.sort(key=lambda revision: revision.span.start)
    return stated(told_once(found))


def told_once(found: Sequence[Revision]) -> list[Revision]:
    """Return entries without those that repeat a day and say nothing more, as lists of dates beside a log do."""
    said: dict[date, int] = {}
    kept: list[Revision] = []
    for one in found:
        day = earliest(one)
        if day is None:
            continue
        if day in said and (not CHANGE.search(one.text) or one.text in DONE_WORDS or kept[said[day]].text == one.text):
            continue
        if day in said and (kept[said[day]].text in DONE_WORDS or not CHANGE.search(kept[said[day]].text)):
            kept[said[day]] = one
            continue
        said[day] = len(kept)
        kept.append(one)
    return kept


DONE_WORDS = frozenset({"", "Reviewed", "Revised", "Updated", "Approved", "Effective", "Amended"})


def earliest(one: Revision) -> date | None:
    """Return the earliest date of an entry."""
    days = [day for day in one.dates.model_dump().values() if day]
    return min(days, default=None)


def tables_of(draft: Draft, blocks: Sequence[Block]) -> Iterator[Table]:
    """Yield runs of rows; a heading of a log right above counts for all of them."""
    run: list[Block] = []
    headed = False
    above = ""
    for block in (*blocks, None):
        if block is not None and block.kind == "row":
            if not run:
                headed = HEADING.match(above) is not None
            run.append(block)
            continue
        if run:
            cells = tuple(tuple(draft.reading.words(*cell) for cell in row.cells) for row in run)
            yield Table(tuple(run), cells, headed)
            run = []
        above = draft.words(block)[:120] if block is not None else ""


def rows_of_log(draft: Draft, table: Table) -> list[Revision]:
    """Return the entries of a table, none where it is no log."""
    pairs = label_table(draft, table)
    if pairs is not None:
        return pairs
    listed = [one for row in zip(table.blocks, table.cells, strict=True) for one in days_behind(draft, *row)]
    if listed:
        return listed
    opened = rows_that_open(draft, table)
    if opened:
        return opened
    inner = any(len([c for c in cells if c]) == 1 and HEADING.match(" ".join(cells).strip()) for cells in table.cells)
    dated = [
        pair for pair in zip(table.blocks, table.cells, strict=True) if has_day(pair[1]) and not is_of_head(pair[1])
    ]
    named = any(is_log_head(cells) for cells in table.cells)
    if not named and sum(is_labeled(cells) for _, cells in dated) > MOST_OF * len(dated):
        return []
    telling = [cells for _, cells in dated if CHANGE.search(" ".join(c for c in cells if not is_day(c)))]
    headed = table.under_heading or inner or named
    enough = len(dated) >= 2 and len(telling) >= MOST_OF * len(dated)
    if not dated or not ((headed and telling) or (enough and in_order(dated))):
        return []
    return list(merged_rows(draft, table))


def has_words(cell: str) -> bool:
    """Return True if a cell says something beside its date."""
    return len(DATED.sub("", cell, count=1).split()) > 1


def rows_that_open(draft: Draft, table: Table) -> list[Revision]:
    """Return the entries of rows whose only cell opens with a day: a log of which the column of dates was never filled."""
    rows = []
    for block, cells in zip(table.blocks, table.cells, strict=True):
        said = [cell for cell in cells if cell]
        if len(cells) > 1 and said and len(said) <= WITH_NUMBER and opens_with_day(said[-1]) and has_words(said[-1]):
            rows.append((block, said[-1]))
    alone = sum(len([cell for cell in row if cell]) == 1 for row in table.cells)
    telling = [cell for _, cell in rows if CHANGE.search(cell)]
    if alone < len(rows) - 1 or len(rows) < 2 or len(telling) < MOST_OF * len(rows):
        return []
    found = []
    for block, cell in rows:
        opened = DATED.match(cell)
        days = dates_in(cell)
        if opened and days:
            draft.claim("metadata", block.start, block.end)
            found.append(entry_of(draft, days[0][0], days[0][1], cell[opened.end() :], (block.start, block.end)))
    return found


WITH_NUMBER = 2
"""Cells with words at the most of such a row: the first may have the policy's number beside its entry."""
BETWEEN = Rule("dated_log.between", r"(?:[\s,;&|•]|\band\b)*", ", ", "revised", by="fullmatch")


def days_behind(draft: Draft, block: Block, cells: Sequence[str]) -> list[Revision]:
    """Return an entry for each day of a row that lists no more than days behind the name of a log: `Revision history: 3/1/2024, 5/1/2025`."""
    words = " ".join(cell for cell in cells if cell)
    days = dates_in(words)
    if len(days) < 2 or HEADING.match(words[: days[0][2]].strip(" :") or ".") is None:
        return []
    ends = [end for _, _, _, end in days]
    rest = [
        words[end:start] for end, start in zip(ends, [*(start for _, _, start, _ in days[1:]), len(words)], strict=True)
    ]
    if not all(map(BETWEEN.fullmatch, rest)):
        return []
    draft.claim("metadata", block.start, block.end)
    span = draft.span(block.start, block.end)
    return [Revision(dates=EntryDates(entry=day), precision=exact, text="", span=span) for day, exact, _, _ in days]


LABEL = Rule(
    "dated_log.label",
    r":\s*$|^\W*(?:\S+ ){0,4}\S*\b(?:date|reviewed|revised|effective|number)s?\W*$",
    "Effective date",
    "Asthma",
)
LABELED = Rule("dated_log.labeled", r"[A-Za-z ]{4,}:", "Revised: May", "May", exact=True, by="match")


def is_labeled(cells: Sequence[str]) -> bool:
    """Return True if a row's date stands behind its label, as in a head; several in turn with what they are of are all labeled."""
    turns = [is_day(cell) for cell in cells if cell]
    if len(turns) > 2 and turns == [at % 2 == 1 for at in range(len(turns))]:
        return True
    at = next(at for at, cell in enumerate(cells) if is_day(cell))
    return LABELED.match(cells[at]) is not None or (at > 0 and LABEL.search(cells[at - 1]) is not None)


def in_order(dated: Sequence[tuple[Block, tuple[str, ...]]]) -> bool:
    """Return True if the first dates of rows go one way: newest first or oldest first, with few exceptions."""
    days = [dates_in(next(c for c in cells if is_day(c)))[0][0] for _, cells in dated]
    steps = [later >= earlier for earlier, later in itertools.pairwise(days)]
    return not steps or max(sum(steps), len(steps) - sum(steps)) >= 0.8 * len(steps)


AMOUNT = Rule("dated_log.amount", r"\d\s?(?:mg|mL|%)", "12 mg", "12", exact=True)


def is_day(cell: str) -> bool:
    """Return True if a cell holds a date and hardly more."""
    return len(cell) < SHORT and bool(dates_in(cell)) and not AMOUNT.search(cell)


def has_day(cells: Sequence[str]) -> bool:
    """Return True if one of a row's cells is a date."""
    return any(is_day(cell) for cell in cells)


DATE_COLUMN = Rule("dated_log.date_column", r"\bdates?\b|\byear\b", "Date", "Changes")
CHANGE_COLUMN = Rule(
    "dated_log.change_column",
    r"\b(?:revisions?|changes?|actions?|summary|comments?|history|reviews?|updates?|reason|description|status|rationale|approvals?)\b",
    "Summary of Changes",
    "Date",
)


def is_log_head(cells: Sequence[str]) -> bool:
    """Return True if a row is the head of a log: its words name a date and what was done."""
    words = " ".join(cells)
    if has_day(cells) or len(words) > 160:
        return False
    dates = DATE_COLUMN.search(words)
    what = CHANGE_COLUMN.search(words)  # fmt: skip
    return bool(dates and what)


def roles_of(cells: Sequence[str]) -> tuple[Role, ...]:
    """Return what each column of dates is for, by the words of its head."""
    return tuple(
        next((role for role, pattern in ROLES if re.search(pattern, cell, re.IGNORECASE)), "entry") for cell in cells
    )


def merged_rows(draft: Draft, table: Table) -> Iterator[Revision]:
    """Yield a table's entries; a row without a date goes on with the one above it."""
    roles: tuple[Role, ...] = ()
    current: Revision | None = None
    for block, cells in zip(table.blocks, table.cells, strict=True):
        if is_of_head(cells):
            if current is not None:
                yield current
            current = None
            continue
        cut = current is not None and current.span.page != draft.span(block.start, block.end).page
        if cut and current is not None and current.text and all(is_day(cell) for cell in cells if cell):
            continue  # a second date of the entry above, cut off by a page's end
        if not has_day(cells):
            words = " ".join(cell for cell in cells if cell)
            if is_log_head(cells):
                roles = roles_of(cells)
            elif current is not None and words and not is_head(words) and not HEADING.match(words):
                current = longer(current, words)
                draft.claim("metadata", block.start, block.end)
            continue
        if current is not None:
            yield current
        current = entry_of_row(draft, block, cells, roles)
        draft.claim("metadata", block.start, block.end)
    if current is not None:
        yield current


def is_of_head(cells: Sequence[str]) -> bool:
    """Return True if a row is a label with its colon and a date: `Version issued date: | 03/01/2025`, no entry of a log."""
    return len(cells) == 2 and cells[0].rstrip().endswith(":") and is_day(cells[1])


VERSION = Rule("dated_log.version", r"[vVR]?\d{1,2}(?:\.\d+)?", "v1.2", "May", exact=True, by="fullmatch")


def entry_of_row(draft: Draft, block: Block, cells: Sequence[str], roles: Sequence[Role]) -> Revision:
    """Return the entry of one row: its dates by the head of their column, its text from the other cells."""
    days = [(at, dates_in(cell)[0]) for at, cell in enumerate(cells) if is_day(cell)]
    text = " ".join(c for c in cells if c and not is_day(c) and not VERSION.fullmatch(c))
    fields: dict[str, date] = {}
    precision: Precision = "day"
    for number, (at, (day, exact, _, _)) in enumerate(days):
        role = (
            roles[at] if at < len(roles) and len(roles) == len(cells) else ("reviewed" if number == 0 else "approved")
        )
        if role == "none":
            continue
        fields.setdefault("reviewed" if role == "entry" else role, day)
        precision = exact if number == 0 else precision
    first = next((day for _, (day, _, _, _) in days), None)
    fields.setdefault("entry", fields.get("reviewed") or first or date.min)
    for field, named in (("approved", approved_in(text)), ("effective", effective_in(text))):
        if named:
            fields.setdefault(field, named)
    return Revision(dates=EntryDates(**fields), precision=precision, text=text, span=draft.span(block.start, block.end))


OF_A_CODE = Rule(
    "dated_log.of_a_code",
    r"\([^)]*$|\b[A-Z]?\d{4,5}[A-Z]?\b[^.;]{0,40}$",
    "Added 81162 (",
    "This version is ",
    exact=True,
)
"""Words before `effective` that make it the day of a code, or of what a bracket speaks of."""


def approved_in(text: str) -> date | None:
    """Return the day on which an entry says first that it was approved."""
    said = APPROVED_ON.match(text)
    return first_date(said[1]) if said else None


def effective_in(text: str) -> date | None:
    """Return the day from which an entry says that it is in force; that of a code is none."""
    said = EFFECTIVE.search(text)
    return first_date(said[1]) if said and not OF_A_CODE.search(text[: said.start()]) else None


APPROVED_ON = Rule(
    "dated_log.approved_on",
    rf"(?!.{{0,60}}\bFDA\b)[^.;]{{0,60}}?\bapproved (?:by (?:the )?(?:\w+ ){{1,4}})?(?:on )?({DATE.pattern})",
    "New policy, approved May 1, 2025",
    "FDA approved May 1, 2025",
    by="match",
)
"""When an entry itself was approved: its first words say so. Approvals of drugs are none."""


def label_table(draft: Draft, table: Table) -> list[Revision] | None:
    """Return the one entry of a table of labels and dates, or None where a table is none."""
    if not table.under_heading or len(table.cells) > 8 or any(len(cells) != 2 for cells in table.cells):
        return None
    labels = [(cells[0], dates_in(cells[1])) for cells in table.cells]
    named = {"entry": r"\brevis|\bupdat|\breview", "approved": r"\bapprov", "effective": r"\beffective"}
    fields: dict[str, date] = {}
    for field, pattern in named.items():
        hits = [days[0][0] for label, days in labels if days and re.search(pattern, label, re.IGNORECASE)]
        if hits:
            fields[field] = hits[0]
    dated = [label for label, days in labels if days]
    if len(fields) < 2 or len(fields) < len(dated) or any(is_day(cells[0]) for cells in table.cells):
        return None
    fields.setdefault("entry", min(fields.values()))
    for block in table.blocks:
        draft.claim("metadata", block.start, block.end)
    first, last = table.blocks[0], table.blocks[-1]
    words = "; ".join(" ".join(cells) for cells in table.cells)
    return [Revision(dates=EntryDates(**fields), text=words, span=draft.span(first.start, last.end))]
