"""Lines and bullets of a log that open with a date, or say first what was done on the dates behind it → entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from payerdiff.ingest.reading.reading import CONTINUED, Block
from payerdiff.model.policy import Revision
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.log.revision_log import DATED, dated_only, entry_of, longer
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.dates import DATE, dates_in

NOT_OF_A_LOG = r"family|medical history|patient|treatment|social|history of"
LOG_WORDS = (
    r"history|log|change summary|summary of changes|revisions?|updates?(?: information)?|change control|amendments?"
)
HEADING = Rule(
    "dated_lines.heading",
    rf"^\W*(?:[A-Z0-9IVX]{{1,4}}[.)]\s*)?(?!.*\b(?:{NOT_OF_A_LOG})\b)(?:[\w&/'’,()-]+ ){{0,6}}?(?:{LOG_WORDS})\b(?:[\w&/'’,() -]|\.(?=\w))*\W*$",
    "Policy History",
    "Medical history",
    by="match",
)
WAS_DONE = r"review(?:ed)?|revis\w+|updat\w+|add(?:ed|ition)|remov\w+|new (?:policy|medical|criteria|guideline|indication|drug)|no (?:\w+ )?changes?"
STATES = r"unchanged|created|creation|annual|biennial|scheduled|clarif\w+|archived|original|effective date|moved"
PARTS = r"policy|criteria|reformatted|renamed|coding|references?|developed|initial|interim|template|changed?|expanded|retired"
CHANGE = Rule("dated_lines.change", rf"\b(?:{WAS_DONE}|{STATES}|{PARTS})\b", "Updated references", "Asthma")
DONE_TO_A_POLICY = r"revis(?:ed|ions?)|review(?:ed)?|approv(?:ed|als?)|updated?|effective|amended"
DONE_TOO = r"(?: ?(?:/|and|&) ?(?:revised|reviewed|updated))?(?: dates?(?:\(s\))?)?"
DONE_LABEL = rf"(?:annual |last |dates? |historical |previous |policy )*(?:{DONE_TO_A_POLICY}){DONE_TOO}"
DONE = Rule(
    "dated_lines.done",
    rf"^\W*(?P<done>{DONE_LABEL})\s*:?\s*(?=(?:{DATE.pattern})|$)",
    "Reviewed: 05/01/2025",
    "Reviewed by a committee",
)
"""What was done on the bare dates that follow it."""


def dated_runs(draft: Draft, blocks: Sequence[Block]) -> Iterator[tuple[list[Block], bool]]:
    """Yield runs of lines and bullets that open with dates, or stand below a log's heading, and whether one does."""
    run: list[Block] = []
    headed = False
    dull = 0
    last = {draft.words(block): at for at, block in enumerate(blocks) if len(draft.words(block)) < TITLE}
    for at, block in enumerate(blocks):
        words = draft.words(block)
        title = len(words) < TITLE and HEADING.match(words) is not None and not opens_with_day(words)
        title = title and (
            last[words] == at or has_entry(draft, blocks[at + 1])
        )  # named again: it is in a list of parts
        if title or block.kind == "row" or (block.kind == "heading" and not opens_with_day(words)):
            if run:
                yield run, headed
            run, headed, dull = [], title, 0
            continue
        if opens_with_day(words) or (headed and has_entry(draft, block)):
            run.append(block)
            dull = 0
        elif run and (block.marker is CONTINUED or (dull < 4 and goes_on(block, words))):
            run.append(block)
            dull += 1
        elif run or headed:
            if run:
                yield run, headed
                run, headed = [], False
            dull += len(words) > 25
            headed = headed and dull < 4 and len(words) < 120
    if run:
        yield run, headed


TITLE = 90
"""Characters of the longest title of a log."""


def has_entry(draft: Draft, block: Block) -> bool:
    """Return True if one of a block's printed lines says what was done when."""
    lines = (draft.reading.words(low, high) for low, high in lines_in(draft, block))
    return any(DONE.match(words) or opens_with_day(words) for words in lines)


MEASURE = Rule("dated_lines.measure", r"\s*(?:mg|mL|%|;\d|\(\d)|\d", " mg", " May", exact=True, by="match")
TWO_DIGITS = Rule("dated_lines.two_digits", r"\d{2}", "12", "1", exact=True)


def opens_with_day(words: str) -> bool:
    """Return True if a line opens with a date and words behind it, or is a date alone."""
    opened = DATED.match(words)
    if not opened:
        return False
    rest = words[opened.end() :]
    other = MEASURE.match(rest) is not None and not DATE.match(rest)
    return not other and TWO_DIGITS.search(opened[0]) is not None


ANOTHER_PART = Rule(
    "dated_lines.another_part",
    r"\W*(?:references?|disclaimer|background|appendix)\b",
    "References",
    "Added",
    by="match",
)


def goes_on(block: Block, words: str) -> bool:
    """Return True if a line may go on with an entry above it: no heading, no new list of the document."""
    if block.bold or words.isupper() or ANOTHER_PART.match(words):
        return False
    return bool(CHANGE.search(words)) or words[:1].islower() or block.kind == "item"


def lines_of_log(draft: Draft, run: Sequence[Block], headed: bool) -> list[Revision]:
    """Return the entries of a run of lines, none where it is no log."""
    texts = [draft.words(block) for block in run]
    dated = [text for text in texts if opens_with_day(text)]
    telling = [text for text in dated if CHANGE.search(DATED.sub("", text, count=1))]
    if not headed and (len(dated) < 2 or len(telling) < 0.6 * len(dated)):
        return []
    for block in run:
        draft.claim("metadata", block.start, block.end)
    return entries_of(draft, pieces_of(draft, run, headed))


def pieces_of(draft: Draft, run: Sequence[Block], headed: bool) -> list[tuple[int, int]]:
    """Return the ranges of a log's pieces: blocks, and the printed lines of a block that open with a date in the column of the first.

    Lines that a page sets close together become one block, though each is an entry.
    """
    document, reading = draft.reading.document, draft.reading
    found: list[tuple[int, int]] = []
    column: float | None = None
    for block in run:
        lines = [(low, high) for low, high in lines_in(draft, block)]
        cuts = [block.body if lines and lines[0][0] <= block.body else block.start]
        for low, high in lines[1:]:
            words = reading.words(low, high)
            indent = document.line_at(reading.place(low, high).start).indent if document.paginated else None
            placed = column is None or indent is None or abs(indent - column) < 4
            if (headed and DONE.match(words)) or (opens_with_day(words) and placed):
                cuts.append(low)
        if document.paginated and column is None and opens_with_day(draft.words(block)):
            column = block.indent
        found += list(zip(cuts, [*cuts[1:], block.end], strict=True))
    return found


def lines_in(draft: Draft, block: Block) -> Iterator[tuple[int, int]]:
    """Yield the printed lines of a block."""
    at = block.start
    for line in draft.reading.text[block.start : block.end].split("\n"):
        if line.strip():
            yield at + len(line) - len(line.lstrip()), at + len(line)
        at += len(line) + 1


BODIES = r"committee|board|council|workgroup|director|advisory|P&T|therapeutics|quality|utilization|management"
BY_WHOM = rf"(?:{BODIES}|medical|clinical|pharmacy|policy|and|the|by|of|last|dates?|on)"
DONE_HERE = Rule(
    "dated_lines.done_here",
    rf"\b(?P<done>approved|revised|reviewed|updated|effective|created|adopted)\b[:\s]*(?:{BY_WHOM}[\s,:]*){{0,8}}(?={DATE.pattern})",
    "Approved Committee 6/18/21",
    "Approved by all",
)
"""What was done on the dates behind it, and by whom."""
REST = Rule("dated_lines.rest", r"[\s,;&.]*|\s*(?:,|;)?\s*(?:and|&)\s*", " ; ", "criteria", by="fullmatch")


def done_in_line(draft: Draft, block: Block) -> list[Revision]:
    """Return the entries of a line that is a log by itself: `Approved Committee 6/18/21; Revised 11/23/2021, 10/5/2022; Reviewed 1/2025`.

    The line holds nothing else: words of what was done, those who did it, and three dates at least.
    """
    text = draft.words(block)
    leads = list(DONE_HERE.finditer(text))
    days = dates_in(text)
    if len(leads) < 2 or len(days) < 3:
        return []
    rest = DATE.sub(" ", DONE_HERE.sub(" ", text))
    if not REST.fullmatch(rest):
        return []
    draft.claim("metadata", block.start, block.end)
    found = []
    for day, exact, start, _ in days:
        lead = next((one for one in reversed(leads) if one.end() <= start), leads[0])
        found.append(dated_only(draft, done_word(lead["done"]), (day, exact), (block.start, block.end)))
    return found


REMARK = Rule("dated_lines.remark", r"\s*(?:\((?P<said>[^()]{2,200})\))?[\s;,.&]*(?:and\s*)?", " (new use); ", " new use; ", by="fullmatch")  # fmt: skip
"""What stands between the dates of a log in one line."""


def remarked_in_line(draft: Draft, block: Block) -> list[Revision]:
    """Return the entries of a line with one label and several dates, each with a remark or none: `Revised: 6/23 (new use); 12/24`."""
    text = draft.words(block)
    lead = DONE.match(text)
    days = dates_in(text)
    if lead is None or len(days) < 2 or days[0][2] != lead.end():
        return []
    ends = [*(start for _, _, start, _ in days[1:]), len(text)]
    remarks = [REMARK.fullmatch(text[end:start]) for (_, _, _, end), start in zip(days, ends, strict=True)]
    if not all(remarks):
        return []
    draft.claim("metadata", block.start, block.end)
    place = (block.start, block.end)
    return [
        entry_of(draft, day, exact, remark["said"], place)
        if remark and remark["said"]
        else dated_only(draft, done_word(lead["done"]), (day, exact), place)
        for (day, exact, _, _), remark in zip(days, remarks, strict=True)
    ]


NAME_WORD = r"[A-Za-z&][A-Za-z&’'/-]*(?:\(s\))?"
NAME = rf"(?<![\w&’'/-]){NAME_WORD}(?: {NAME_WORD}){{0,5}} ?"
LABELED = Rule(
    "dated_lines.labeled",
    rf"(?P<label>{NAME}:\s*(?:{NAME}:\s*)?)(?={DATE.pattern})",
    "P&T Review: 10/25",
    "P&T Review of 10/25",
)
"""A label with its dates on one line."""
OF_VERSIONS = Rule("dated_lines.of_versions", r"\b(?:review|revis|version|approv|updat|histor)\w*", "Prior versions", "Effective")  # fmt: skip
OF_OTHERS = Rule("dated_lines.of_others", r"\b(?:effective|implement\w*|next|original\w*|publi\w+|retire\w*|terminat\w+)\b", "Effective", "Committee")  # fmt: skip
"""Labels whose dates are those of the policy, and no entries of its log."""
ASIDE = Rule("dated_lines.aside", r"\([^()]*\)", "(annual review)", "annual review", exact=True)
BEHIND = Rule("dated_lines.behind", r"\s*\((?P<said>[^()]*)\)", " (annual review)", ", 10/23", by="match")


def listed_in_line(draft: Draft, block: Block) -> list[Revision]:
    """Return the entries of a line of labels and dates, each with what its brackets say: `P&T Review: 10/25 (annual), 10/23; Effective: 1/1/26`.

    The line holds nothing else, and three dates at least; dates of labels that tell of no review or version are no entries.
    """
    text = draft.words(block)
    masked = ASIDE.sub(
        lambda aside: (
            " " * len(aside[0]) if any(map(str.isalpha, aside[0])) and len(aside[0]) > len("(s)") else aside[0]
        ),
        text,
    )
    labels = list(LABELED.finditer(masked))
    days = dates_in(masked)
    if len(days) < 3 or not any(OF_VERSIONS.search(one["label"]) for one in labels) or labels[0].start() > 0:
        return []
    if not REST.fullmatch(DATE.sub(" ", LABELED.sub(" ", masked))):
        return []
    told = [(next(one for one in reversed(labels) if one.start() <= day[2])["label"], day) for day in days]
    if not any(OF_VERSIONS.search(label) and [one for one, _ in told].count(label) > 1 for label, _ in told):
        return []  # labels of one date each are those of a head
    draft.claim("metadata", block.start, block.end)
    found = []
    for label, (day, exact, _, end) in told:
        if not OF_OTHERS.search(label):
            said = BEHIND.match(text, end)
            done = said["said"] if said else done_word(label)
            found.append(dated_only(draft, done, (day, exact), (block.start, block.end)))
    return found


WORD = Rule("dated_lines.word", r"[A-Za-z]{3}", "May", "12", exact=True)


def entries_of(draft: Draft, pieces: Sequence[tuple[int, int]]) -> list[Revision]:
    """Return the entries of pieces; bare dates say what the line above them says of all."""
    found: list[Revision] = []
    done = ""
    for place in pieces:
        text = draft.reading.words(*place)
        lead = DONE.match(text)
        body = text[lead.end() :] if lead else text
        days = dates_in(body)
        bare = not WORD.search(DATE.sub(" ", body))
        if lead:
            done = done_word(lead["done"])
        if bare and (done or lead):
            many = len(days) > 1 or not lead
            found += [dated_only(draft, done, (day, exact), place) for day, exact, _, _ in days if many]
            continue
        if bare and len(days) == 1 and opens_with_day(text):
            found.append(entry_of(draft, days[0][0], days[0][1], "", place))
            continue
        opened = DATED.match(text)
        named = dates_in(text[: opened.end()]) if opened else []  # none where the calendar has no such day
        if bare or not opened or not named or not opens_with_day(text):
            if found and not bare and not lead:
                found[-1] = longer(found[-1], text)
            continue
        entry, exact, _, _ = named[0]
        rest = text[opened.end() :].lstrip("–—-: |")
        while further := DATE.match(rest):  # further columns of dates
            rest = rest[further.end() :].lstrip("–—-: |")
        found.append(entry_of(draft, entry, exact, rest, place))
    return found


def done_word(label: str) -> str:
    """Return what a label says was done, in one word.

    >>> done_word("Revised Dates"), done_word("Dates Reviewed / Revised"), done_word("Historical Effective Dates")
    ('Revised', 'Reviewed', 'Effective')
    """
    low = label.lower()
    for stem, word in (("review", "Reviewed"), ("revis", "Revised"), ("effective", "Effective"), ("approv", "Approved"), ("updat", "Updated")):  # fmt: skip
        if stem in low:
            return word
    return "Amended"
