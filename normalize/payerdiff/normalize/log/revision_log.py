"""The payer's own revision log: table rows or dated paragraphs → Revisions with typed statements."""

from __future__ import annotations

import re
from datetime import date
from typing import get_args

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import EntryDates, Revision, Statement
from payerdiff.normalize import lexicon
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.sections.dates import DATE, Precision, dates_in
from payerdiff.normalize.sections.headings import Section

KINDS: tuple[tuple[str, str], ...] = (
    (
        "annual_review",
        r"\bannual(?: \w+)? review\b|\breviewed and approved\b|\bpolicy reviewed\b|\bno (?:material )?changes?\b",
    ),
    ("codes", r"\bcode reference\b|\bcod(?:es?|ing) (?:section )?(?:updated|added|revised|removed|reviewed)"),
    ("references", r"\breferences?\b|\bsources? updated\b"),
    ("codes", r"\bcodes?\b|\bHCPCS\b|\bCPT\b|\bICD-?(?:9|10)\b"),
    ("removed", r"\bremov(?:ed|al|e)\b|\bdelet(?:ed|ion)\b|\bdropped\b|\bdiscontinued\b"),
    (
        "added",
        r"\badd(?:ed|ition|s)\b|\bnew (?:policy|indication|addition)\b|\bpolicy (?:created|developed)\b|\bexpanded\b|\bupdated to (?:add|include)\b",
    ),
    ("clarified", r"\bclarif|\bspecified\b|\breworded\b|\brearranged\b"),
    ("revised", r"\brevis(?:ed|ion)\b|\bchanged?\b|\bupdated?\b|\bmodified\b|\breplaced\b"),
)
STATUS = r"(?:New|Revised|Reviewed|Updated|Created|Corrected|Archived|Retired|Reinstated|Approved|Initial|Preliminary)"
"""What a column before the date says was done."""
DATED = re.compile(rf"^\s*(?:{STATUS}\s+)?(?:{DATE.pattern})\s*:?\s*", re.IGNORECASE)
APPROVED = re.compile(r"^\s*approved by\b", re.IGNORECASE)
STOP = re.compile(r"(?<=review):\s+|(?<=[.;:])\s+(?=[A-Z(“\"\d])|;\s+|(?<=[a-z])\.\s+(?=\d\))")
TWO_JOBS = re.compile(r"(?<=review)\s+and\s+(?=references? (?:update|review))", re.IGNORECASE)


def kind_of(text: str) -> str:
    """Return the kind of a statement.

    >>> kind_of("removed requirement for KMT2A status"), kind_of("Sources updated.")
    ('removed', 'references')
    """
    if re.search(r"\bupdated to remove\b", text, re.IGNORECASE):
        return "removed"
    if re.match(r"^\W*(?:for [\w -]+,\s*)?(?:\w+\s){0,4}(?:removed|deleted)\b", text, re.IGNORECASE):
        return "removed"
    if re.match(r"^\W*(?:\w+\s){0,4}added\b", text, re.IGNORECASE) and not re.search(
        r"\breferences? added\b|\bcodes?\b", text, re.IGNORECASE
    ):
        return "added"
    return next((kind for kind, pattern in KINDS if re.search(pattern, text, re.IGNORECASE)), "administrative")


def statements_of(text: str, number: int) -> list[Statement]:
    """Split an entry into the things that it says were done.

    It is cut at sentences and semicolons, and at commas or `and` before another verb of change.
    """
    parts: list[str] = []
    for piece in (half for whole in STOP.split(text) for half in TWO_JOBS.split(whole)):
        cut = re.split(
            r",\s+(?:and\s+)?(?=(?:added|removed|revised|clarified|specified|updated|deleted|rearranged|changed)\b)|\s+and\s+(?=(?:added|removed|clarified|specified|deleted)\b)",
            piece,
            flags=re.IGNORECASE,
        )
        parts += cut
    lead = ""
    found: list[Statement] = []
    parts = joined_to_whom(parts)
    for part in parts:
        words = part.strip(" ;,.–-")
        if not words or re.fullmatch(r"\(?[a-z]{2,4}\)?|\d\)?", words):
            continue
        if words.endswith(":") and len(words.split()) < 8 and not re.search(r"review", words, re.IGNORECASE):
            lead = words + " "
            continue
        whole = lead + words.rstrip(":")
        kind = kind_of(whole)
        assert kind in get_args(Statement.model_fields["kind"].annotation)
        found.append(Statement(id=f"R{number}.{len(found) + 1}", text=whole, kind=kind, target=target_of(whole)))  # type: ignore[arg-type]  # checked above
        lead = ""
    return found


FOR_WHOM = re.compile(r"^\s*(?:for|per) [\w\s/+-]{2,40}$", re.IGNORECASE)
"""Words that lead to the change behind them: for whom it is, or on whose account."""


def joined_to_whom(parts: list[str]) -> list[str]:
    """Put `for infants` back to the change that it speaks of."""
    found: list[str] = []
    for part in parts:
        if found and FOR_WHOM.match(found[-1]):
            found[-1] = f"{found[-1]}, {part.strip()}"
        else:
            found.append(part)
    return found


SECTION_NAMES = re.compile(
    r"\b(Policy Exceptions|Policy Guidelines|Code Reference(?: section)?|Policy (?:description|section|statement|language|title|number)|Appendix [A-Z]|Length of approval|boxed warning|dosing|criteria)\b",
    re.IGNORECASE,
)


def target_of(text: str) -> str | None:
    """Return the section or concept that a statement speaks of."""
    section = SECTION_NAMES.search(text)
    if section:
        return section.group(1)
    for name in ("biomarkers", "settings", "diagnoses", "drugs"):
        found = lexicon.hits(name, text)
        if found:
            return found[0].canonical
    return None


def read_log(draft: Draft, section: Section) -> list[Revision]:
    """Return the entries of a log section, in document order."""
    if any(block.kind == "row" for block in section.blocks):
        return read_table(draft, section.blocks)
    return read_paragraphs(draft, section)


ROW = re.compile(
    rf"^(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d{{4}}\b|{STATUS}\s+(?:{DATE.pattern}))",
    re.IGNORECASE,
)
"""How the rows of a log open whose rules are not drawn: with a month, or with what was done and the date."""


def pieces_of(draft: Draft, section: Section) -> list[tuple[int, int]]:
    """Return the ranges of a log's entries: blocks, or the printed lines of a log without rules."""
    text = draft.reading.text
    found: list[tuple[int, int]] = []
    for block in section.blocks:
        lines: list[tuple[int, int]] = []
        at = block.start
        for line in text[block.start : block.end].split("\n"):
            lines.append((at, at + len(line)))
            at += len(line) + 1
        if any(ROW.match(text[low:high].strip()) for low, high in lines):
            found += [(low, high) for low, high in lines if text[low:high].strip()]
        else:
            found.append((block.body, block.end))
    return found


LEAD = re.compile(
    r"^\W*(?P<done>revis(?:ed|ion)|review(?:ed)?|approv(?:ed|al)|updated?|effective) dates?\W*$", re.IGNORECASE
)
"""A line that says what was done on the bare dates below it."""


def read_paragraphs(draft: Draft, section: Section) -> list[Revision]:
    """Read entries that open with their date; bare dates say what the line above them says of all."""
    found: list[Revision] = []
    done = ""
    for low, high in pieces_of(draft, section):
        text = draft.reading.words(low, high)
        lead = LEAD.match(text)
        if lead:
            done = lead["done"].capitalize()
            continue
        opened = DATED.match(text)
        bare = dates_in(text) if done else []
        if bare and not re.search(r"[A-Za-z]{3}", "".join(part for part in DATE.sub(" ", text))):
            found += [dated_only(draft, done, (day, precision), (low, high)) for day, precision, _, _ in bare]
            continue
        if not opened:
            if found and text:
                found[-1] = longer(found[-1], text)
            continue
        (entry, precision, _, _), *_ = dates_in(text[: opened.end()])
        found.append(entry_of(draft, entry, precision, text[opened.end() :].lstrip("–—- "), (low, high)))
    return stated(found)


def dated_only(draft: Draft, done: str, when: tuple[date, Precision], place: tuple[int, int]) -> Revision:
    """Return an entry of which the log gives no more than the day and what kind of work was done."""
    day, precision = when
    low = done.lower()
    dates = EntryDates(
        entry=day,
        reviewed=day if low.startswith("review") else None,
        effective=day if low.startswith("effect") else None,
        approved=day if low.startswith("approv") else None,
    )
    return Revision(dates=dates, precision=precision, text=done, span=draft.span(*place))


def entry_of(draft: Draft, entry: date, precision: Precision, text: str, place: tuple[int, int]) -> Revision:
    """Return one entry; the dates that its words name are filed by what they are for."""
    notified = re.search(rf"\bnotification (?:given|sent)\s*(?:on\s*)?({DATE.pattern})", text, re.IGNORECASE)
    effective = re.search(rf"\beffective (?:date\s*)?(?:of\s*)?:?\s*({DATE.pattern})", text, re.IGNORECASE)
    reviewed = re.search(r"\breview\s+(\d{1,2}/\d{4})", text, re.IGNORECASE)
    approved = APPROVED.match(text)
    dates = EntryDates(
        entry=entry,
        reviewed=dates_in(reviewed.group(1))[0][0] if reviewed else None,
        effective=dates_in(effective.group(0))[0][0] if effective else None,
        notified=dates_in(notified.group(0))[0][0] if notified else None,
        approved=entry if approved else None,
    )
    return Revision(dates=dates, precision=precision, text=text.strip(), span=draft.span(*place))


def longer(revision: Revision, words: str) -> Revision:
    """Return an entry with text that a page's end had cut off."""
    return revision.model_copy(update={"text": f"{revision.text} {words}"})


def stated(entries: list[Revision]) -> list[Revision]:
    """Return the entries with their statements, once each is whole."""
    return [e.model_copy(update={"statements": statements_of(e.text, at)}) for at, e in enumerate(entries, 1)]


def read_table(draft: Draft, rows: list[Block]) -> list[Revision]:
    """Read a table whose cells are text, date and, in some, the date of approval.

    A row without a date goes on with the row above it (a page's end cut it).
    """
    found: list[Revision] = []
    for row in rows:
        cells = [draft.reading.words(*cell) for cell in row.cells] or [draft.reading.words(row.start, row.end)]
        dated = [(at, dates_in(cell)) for at, cell in enumerate(cells)]
        only_dates = [(at, found_dates[0]) for at, found_dates in dated if found_dates and len(cells[at]) < 32]
        words = " ".join(cell for at, cell in enumerate(cells) if at not in {i for i, _ in only_dates} and cell)
        if not only_dates:
            if found and words and not is_head(words):
                found[-1] = longer(found[-1], words)
            continue
        (_, (entry, precision, _, _)), *more = only_dates
        approved = more[0][1][0] if more else None
        dates = EntryDates(entry=entry, reviewed=entry, approved=approved)
        found.append(Revision(dates=dates, precision=precision, text=words, span=draft.span(row.start, row.end)))
    return stated(found)


def is_head(words: str) -> bool:
    """Tell whether a row is the table's head."""
    return (
        re.fullmatch(
            r"(?:Reviews,? Revisions,? and Approvals|Date|P&T|LDH|Approval|Action|Status|Description(?: of Change)?|Reason|Revision|Summary|of|\s|/|&)+(?:Date)?",
            words,
            re.IGNORECASE,
        )
        is not None
    )
