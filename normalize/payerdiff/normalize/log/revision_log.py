"""The payer's own revision log: table rows or dated paragraphs → Revisions with typed statements."""

from __future__ import annotations

from datetime import date
from typing import get_args

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import EntryDates, Revision, Statement
from payerdiff.normalize import lexicon
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.dates import DATE, NAMES, Precision, dates_in, first_date
from payerdiff.normalize.sections.headings import Section
from payerdiff.normalize.typing.numbers import NUMBERS

KINDS: tuple[tuple[str, Rule], ...] = (
    ("annual_review", Rule("revision_log.annual_review", r"\bannual(?: \w+)? review\b|\breviewed and approved\b|\bpolicy reviewed\b|(?<!coding reviewed: )\bno (?:material )?changes?\b", "Annual clinical review", "Select review. Coding reviewed: No changes")),
    ("codes", Rule("revision_log.code_section", r"\bcode reference\b|\bcod(?:es?|ing) (?:section )?(?:updated|added|revised|removed|reviewed)", "Coding section updated", "Code of conduct")),
    ("references", Rule("revision_log.references", r"\breferences?\b|\bsources? updated\b", "Sources updated", "Source of funds")),
    ("codes", Rule("revision_log.codes", r"\bcodes?\b|\bHCPCS\b|\bCPT\b|\bICD-?(?:9|10)\b", "New HCPCS code", "Encoded")),
    ("removed", Rule("revision_log.removed", r"\bremov(?:ed|al|e)\b|\bdelet(?:ed|ion)\b|\bdropped\b|\bdiscontinued\b", "Age limit removed", "Age limit added")),
    ("added", Rule("revision_log.added", r"\badd(?:ed|ition|s)\b|\bnew (?:policy|indication|addition)\b|\bpolicy (?:created|developed)\b|\bexpanded\b|\bupdated to (?:add|include)\b", "New indication", "New wording")),
    ("clarified", Rule("revision_log.clarified", r"\bclarif|\bspecified\b|\breworded\b|\brearranged\b", "Criteria clarified", "Unspecified")),
    ("revised", Rule("revision_log.revised", r"\brevis(?:ed|ion)\b|\bchanged?\b|\bupdated?\b|\bmodified\b|\breplaced\b", "Criteria updated", "Criteria as before")),
)  # fmt: skip
STATUS = r"(?:New|Revised|Reviewed|Updated|Created|Corrected|Archived|Retired|Reinstated|Approved|Initial|Preliminary)"
"""What a column before the date says was done."""
OFFICE = r"(?:Committee|Council|Board|Director|Pharmacist|Workgroup|Department|Group|Panel|Subcommittee)"
BODY = rf"(?:[A-Z][A-Za-z&]+ (?:and |of |for |& )?){{1,6}}?{OFFICE}(?: \(\w+\))?"
"""Who did it, in a column or a name before the date: `Medical Policy Group, June 2012 (2): …`."""
DATED = Rule(
    "revision_log.dated",
    rf"^\s*(?:{STATUS}\s+|{BODY}\s*[,:–-]?\s+)?(?:{DATE.pattern})(?: \(\d\))?\s*:?\s*",
    "Revised 03/01/2024: criteria reworded",
    "Criteria reworded 03/01/2024",
    by="match",
)
APPROVED = Rule("revision_log.approved", r"^\s*approved by\b", "Approved by the committee", "Reviewed by the committee")
STOP = Rule(
    "revision_log.stop",
    r"\s+•\s+|(?<=review):\s+|(?<=[.;:])\s+(?=[A-Z(“\"\d])|;\s+|(?<=[a-z])\.\s+(?=\d\))",
    "Annual review: references updated",
    "annual review and update",
    exact=True,
)
TWO_JOBS = Rule(
    "revision_log.two_jobs",
    r"(?<=review)\s+and\s+(?=references? (?:update|review))",
    "Annual review and references update",
    "Annual review and vote",
)
UPDATED_TO_REMOVE = Rule(
    "revision_log.updated_to_remove",
    r"\bupdated to remove\b",
    "Criteria updated to remove age",
    "Criteria updated to add age",
)
SAYS_REMOVED = Rule(
    "revision_log.says_removed",
    r"^\W*(?:for [\w -]+,\s*)?(?:\w+\s){0,4}(?:removed|deleted)\b",
    "For adults, the age limit was removed",
    "Added what had once been removed",
    by="match",
)
SAYS_ADDED = Rule(
    "revision_log.says_added",
    r"^\W*(?:\w+\s){0,4}added\b",
    "The age limit was added",
    "The age limit of those over twelve was added",
    by="match",
)
LISTS_ADDED = Rule(
    "revision_log.lists_added", r"\breferences? added\b|\bcodes?\b", "References added", "Criteria added"
)


GRANT = r"(?<!FDA )(?<!label )\b(?:re-?)?(?:authori[sz]ations?|approvals?|certifications?|auth)"
PERIODS = r"(?:durations?|periods?|lengths?|time ?frames?)"
SO_LONG = rf"(?:\d{{1,3}}|{'|'.join(NUMBERS)})[\s-]*(?:\(\d+\)\s*)?(?:day|week|month|year)s?\b(?! (?:of age|old|and (?:older|up|above)|or (?:older|more)))"
OF_LENGTH = Rule(
    "revision_log.of_length",
    rf"{GRANT}\b[^.;]{{0,30}}\b{PERIODS}\b|\b{PERIODS} of (?:\w+ )?{GRANT}|{GRANT}\b[^.;]{{0,80}}\b(?:to|from|for|of|is|at)\s+(?:up to\s+)?{SO_LONG}",
    "Increased authorizations for gout to 12 months", "FDA approval for patients of 6 years of age",
)  # fmt: skip
"""What speaks of how long an authorization runs: a change of it is one of the policy's terms, whatever its verb."""


def kind_of(text: str) -> str:
    """Return the kind of a statement.

    >>> kind_of("removed requirement for KMT2A status"), kind_of("Sources updated."), kind_of("Renewal authorizations extended to 2 years")
    ('removed', 'references', 'revised')
    """
    if UPDATED_TO_REMOVE.search(text):
        return "removed"
    if SAYS_REMOVED.match(text):
        return "removed"
    if SAYS_ADDED.match(text) and not LISTS_ADDED.search(text):
        return "added"
    other = "revised" if OF_LENGTH.search(text) else "administrative"
    return next((kind for kind, rule in KINDS if rule.search(text)), other)


DONE = r"added|removed|revised|clarified|specified|updated|deleted|rearranged|changed"
DONE_TOO = r"added|removed|clarified|specified|deleted"
NEXT_CHANGE = Rule(
    "revision_log.next_change",
    rf",\s+(?:and\s+)?(?=(?:{DONE})\b)|\s+and\s+(?=(?:{DONE_TOO})\b)",
    "Added an age limit, removed the weight",
    "Added age and weight",
)
NO_STATEMENT = Rule(
    "revision_log.no_statement", r"\(?[a-z]{2,4}\)?|\d\)?", "(ab)", "removed age", exact=True, by="fullmatch"
)
OF_REVIEW = Rule("revision_log.of_review", r"review", "Annual review:", "Changes:")


def statements_of(text: str, number: int) -> list[Statement]:
    """Split an entry into the things that it says were done.

    It is cut at sentences and semicolons, and at commas or `and` before another verb of change.
    """
    parts: list[str] = []
    for piece in (half for whole in STOP.split(text) for half in TWO_JOBS.split(whole)):
        cut = NEXT_CHANGE.split(piece)
        parts += cut
    lead = ""
    found: list[Statement] = []
    parts = joined_to_whom(parts)
    for part in parts:
        words = part.strip(" ;,.–-")
        if not words or NO_STATEMENT.fullmatch(words):
            continue
        if words.endswith(":") and len(words.split()) < 8 and not OF_REVIEW.search(words):
            lead = words + " "
            continue
        whole = lead + words.rstrip(":")
        kind = kind_of(whole)
        assert kind in get_args(Statement.model_fields["kind"].annotation)
        found.append(Statement(id=f"R{number}.{len(found) + 1}", text=whole, kind=kind, target=target_of(whole)))  # type: ignore[arg-type]  # checked above
        lead = ""
    return found


FOR_WHOM = Rule(
    "revision_log.for_whom",
    r"^\s*(?:for|per) [\w\s/+-]{2,40}$",
    "for infants",
    "for infants the age was added, and weight",
)
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


OF_POLICY = r"Policy Exceptions|Policy Guidelines|Policy (?:description|section|statement|language|title|number)"
OTHER_PARTS = r"Code Reference(?: section)?|Appendix [A-Z]|Length of approval|boxed warning|dosing|criteria"
SECTION_NAMES = Rule(
    "revision_log.section_names",
    rf"\b({OF_POLICY}|{OTHER_PARTS})\b",
    "Policy Guidelines updated",
    "Age limit updated",
)


def target_of(text: str) -> str | None:
    """Return the section or concept that a statement speaks of."""
    section = SECTION_NAMES.search(text)
    if section:
        return section.group(1)
    if OF_LENGTH.search(text):
        return "Length of approval"
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


ROW = Rule(
    "revision_log.row",
    rf"^(?:(?:{NAMES})[a-z]*\.?\s+\d{{4}}\b|(?:{STATUS}|{BODY})\s+(?:{DATE.pattern}))",
    "Revised 03/01/2024",
    "The policy of March 2024",
    by="match",
)
"""How the rows of a log open whose rules are not drawn: with a month, or with what was done or who did it and the date."""


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


LEAD = Rule(
    "revision_log.lead",
    r"^\W*(?P<done>revis(?:ed|ion)|review(?:ed)?|approv(?:ed|al)|updated?|effective) dates?\W*$",
    "Review Dates:",
    "Review dates are listed below",
)
"""A line that says what was done on the bare dates below it."""


WORD = Rule("revision_log.word", r"[A-Za-z]{3}", "1 May 2024", "1/5/24 to 2/5", exact=True)


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
        if bare and not WORD.search("".join(part for part in DATE.sub(" ", text))):
            found += [dated_only(draft, done, (day, precision), (low, high)) for day, precision, _, _ in bare]
            continue
        named = dates_in(text[: opened.end()]) if opened else []  # none where the calendar has no such day
        if not opened or not named:
            if found and text:
                found[-1] = longer(found[-1], text)
            continue
        entry, precision, _, _ = named[0]
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


NOTIFIED = Rule(
    "revision_log.notified",
    rf"\bnotification (?:given|sent)\s*(?:on\s*)?({DATE.pattern})",
    "Notification given 3/1/24",
    "Provider notified 3/1/24",
)
EFFECTIVE = Rule(
    "revision_log.effective",
    rf"\beffective (?:date\s*)?(?:of\s*)?:?\s*({DATE.pattern})",
    "effective date 3/1/24",
    "effective for all",
)
REVIEWED = Rule("revision_log.reviewed", r"\breview\s+(\d{1,2}/\d{4})", "annual review 3/2024", "annual review of 2024")


def entry_of(draft: Draft, entry: date, precision: Precision, text: str, place: tuple[int, int]) -> Revision:
    """Return one entry; the dates that its words name are filed by what they are for."""
    notified = NOTIFIED.search(text)
    effective = EFFECTIVE.search(text)
    reviewed = REVIEWED.search(text)
    approved = APPROVED.match(text)
    dates = EntryDates(
        entry=entry,
        reviewed=first_date(reviewed.group(1)) if reviewed else None,
        effective=first_date(effective.group(0)) if effective else None,
        notified=first_date(notified.group(0)) if notified else None,
        approved=entry if approved else None,
    )
    return Revision(dates=dates, precision=precision, text=unmarked(text), span=draft.span(*place))


BULLET = Rule("revision_log.bullet", r"^[\s•▪–-]+(?=\S)", "• Annual review", "Annual review", exact=True)


def unmarked(words: str) -> str:
    """Return an entry's words without the sign of its first item."""
    return BULLET.sub("", words).strip()


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
        found.append(
            Revision(dates=dates, precision=precision, text=unmarked(words), span=draft.span(row.start, row.end))
        )
    return stated(found)


TABLE_HEAD = Rule(
    "revision_log.table_head",
    r"(?:Reviews,? Revisions,? and Approvals|Date|P&T|LDH|Approval|Action|Status|Description(?: of Change)?|Reason|Revision|Summary|of|\s|/|&)+(?:Date)?",
    "Reviews, Revisions, and Approvals Date",
    "Criteria reworded",
    by="fullmatch",
)


def is_head(words: str) -> bool:
    """Tell whether a row is the table's head."""
    return TABLE_HEAD.fullmatch(words) is not None
