"""The blocks below one heading → statements: a sentence with its list, or a list alone, or a sentence alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from payerdiff.ingest.reading.marker import Marker
from payerdiff.ingest.reading.reading import CONTINUED, Block
from payerdiff.normalize.criteria.list_items import CONNECTOR_LINE, LOST, entry_of, goes_on, indent_of
from payerdiff.normalize.criteria.statements import AGAINST
from payerdiff.normalize.criteria.tree import Entry, extend, states_requirement
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.outline.list_ends import RULE
from payerdiff.normalize.outline.nesting import INTRODUCES
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.looks import step_of
from payerdiff.normalize.structure.blocks.run_ins import PARTS
from payerdiff.normalize.structure.out_of_place import leads_on
from payerdiff.normalize.structure.outline import Told
from payerdiff.normalize.structure.statements.question_runs import Run, question_run
from payerdiff.normalize.structure.statements.topics import LEADS_OVER, SPOKEN, topics, whole_words

SIGNS = "*†‡§^"
LIMIT = Rule("statements.limit", r"[≥≤<>]|\d", "≥ 18", "adult", exact=True)


@dataclass(slots=True)
class Statement:
    """A sentence above a list, and the list; either may be missing."""

    heads: list[Block] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    grants: bool = False
    """True where the sentence says that coverage is granted."""
    joint: str | None = None
    """The connector on a line of its own behind it."""
    leads: bool = False
    small: bool = False
    """True where the sentence begins with a small letter: it goes on from what stands above it."""
    back: bool = False
    """True where the sentence speaks of what stands above it: `These indications include …`."""
    run: Run | None = None
    """The list of questions that it is, where each tells where yes and no lead."""
    topic: bool = False
    """True where the head only names what its list is about, beside items that lay down coverage: it covers by itself, as they do."""


def statements_of(draft: Draft, told: Sequence[Told]) -> list[Statement]:
    """Return the statements that blocks below one heading make."""
    found: list[Statement] = []
    named = topics(told)
    behind = 0
    for at, one in enumerate(told):
        if at < behind:
            continue
        run = question_run(draft, told, at)
        if run is not None:
            found.append(Statement(run=run))
            behind = run.end
            continue
        block, words = one.block, one.facts.words
        whole = whole_words(told, at)
        last = found[-1] if found else None
        alone = CONNECTOR_LINE.match(words)
        if alone is not None:
            draft.claim("criteria", block.start, block.end)
            join_behind(last, alone.group(1).lower())
        elif one.role == "note" or (block.kind == "note" and one.role != "lead_in") or is_item_note(one):
            take_remark(draft, last, block, words)
        elif last is not None and last.entries and goes_with(draft, last, one):
            extend(draft, last.entries[-1], block)
        elif last is not None and (counted := counted_before(last, told, at)) is not None:
            draft.claim("criteria", block.start, block.end)
            counted.notes.append(draft.passage(block))
        elif last is not None and not last.entries and last.heads and continues(draft, last, one):
            draft.claim("criteria", block.start, block.end)
            last.heads.append(block)
            last.leads = LEADS_OVER.search(words) is not None
        elif is_table_head(told, at):
            draft.claim("criteria", block.start, block.end)
        elif last is not None and block.kind == "row" and (above := introducing(last)) is not None:
            last.entries.append(row_below(draft, block, above))
        elif at in named or opens_statement(last, one, whole):
            draft.claim("criteria", block.start, block.end)
            found.append(statement_of(one))
            if at in named:
                found[-1].grants = found[-1].topic = True
        elif block.kind in ("item", "note"):
            if last is None:
                found.append(last := Statement())
            add_entry(draft, last, block)
        elif last is not None and last.leads and one.role == "criterion" and is_listed(draft, last, one):
            add_entry(draft, last, block, LOST)
        else:
            draft.claim("criteria", block.start, block.end)
            found.append(statement_of(one))
    return found


OPENS = Rule(
    "statements.opens", r"(AND|OR)\b[:,]?\s+(?=[A-Z0-9“\"])", "AND Patient has asthma", "OR", exact=True, by="match"
)
"""How an item opens that says itself how it joins the one before it."""


def add_entry(draft: Draft, last: Statement, block: Block, marker: Marker | None = None) -> None:
    """Add a block to a statement's list; a connector that it opens with stands behind the item before it."""
    entry = entry_of(draft, block, marker)
    opening = OPENS.match(entry.passage.text) if last.entries else None
    if opening is not None and last.entries[-1].connector in (None, opening[1].lower()):
        join_behind(last, opening[1].lower())
        entry.passage = entry.passage.cut(opening.end(), len(entry.passage.text))
    last.entries.append(entry)


SET_IN = 20.0
"""Points by which a table's rows are taken to be set in below the item that leads over to them."""


def is_table_head(told: Sequence[Told], at: int) -> bool:
    """Return True for the row that names a table's columns: it opens the table, its cells are short, and it has no number."""
    block = told[at].block
    if block.kind != "row" or len(block.cells) < 2 or at + 1 >= len(told) or told[at + 1].block.kind != "row":
        return False
    opens = at == 0 or told[at - 1].block.kind != "row"
    return opens and COLUMNS.search(told[at].facts.words) is not None and not LIMIT.search(told[at].facts.words)


COLUMNS = Rule("statements.columns", r"\b(?:codes?|descriptions?)(?:\(s\))?\W*$|^(?:procedure|indication|diagnosis|test|drug|product|criteria)\b", "Procedure CPT Code(s)", "Removal of a band")  # fmt: skip


def introducing(last: Statement) -> Entry | None:
    """Return the item that leads over to the rows of a table below it, or None."""
    for entry in reversed(last.entries):
        if INTRODUCES.search(entry.passage.text):
            return entry
        if entry.marker is not ROW:
            return None
    return None


ROW = Marker("lost", "", 0, ())
"""The sign of a table's row that stands in a list."""


def row_below(draft: Draft, block: Block, above: Entry) -> Entry:
    """Return a table's row as an item of the list that an item opens."""
    entry = entry_of(draft, block, ROW)
    entry.indent = None if above.indent is None else above.indent + SET_IN
    return entry


REMARKED = Rule("statements.remarked", r"notes?(?: \d+)?:", "Note: ages are rounded", "Notes of the visit", by="match")

ONLY = Rule("statements.only", r"\b(?:must|required|only (?:after|if|when|for|with))\b", "covered only after a trial", "only one dose")  # fmt: skip


def is_item_note(one: Told) -> bool:
    """Return True for an item that is a remark and asks for nothing: `Note: …`."""
    return one.facts.marked and REMARKED.match(one.facts.words) is not None and not ONLY.search(one.facts.words)


def statement_of(one: Told) -> Statement:
    """Return the statement that a block opens."""
    cues = one.facts.cues
    grants = "grants" in cues and "refuses" not in cues
    leads = LEADS_OVER.search(one.facts.words) is not None
    words = one.facts.words
    return Statement([one.block], [], grants, None, leads, words[:1].islower(), BACK.match(words) is not None)


BACK = Rule("statements.back", r"(?:these|this|such)\b", "These indications", "Indications", by="match")


def opens_statement(last: Statement | None, one: Told, whole: str) -> bool:
    """Return True if an item lays down coverage by itself, outside any list, or stands beside one that does."""
    block = one.block
    if block.kind != "item" or block.marker is None or block.marker is CONTINUED:
        return False
    spoken = len(one.facts.words) > SPOKEN
    if last is None:
        return spoken and (bool(one.facts.cues & {"grants", "rules"}) or AGAINST.search(one.facts.words) is not None)
    if spoken and RULE.search(whole) and not (last.entries and is_inner(block, last.entries[0])):
        return True
    head = last.heads[0] if last.heads else None
    if head is None or head.kind != "item" or head.marker is None:
        return False
    beside_it = follows(head.marker, block.marker) and abs(block.indent - head.indent) < step_of(block)
    return beside_it or (
        bool(head.marker.places) and head.page == block.page and block.indent < head.indent - step_of(block)
    )


def follows(one: Marker, other: Marker) -> bool:
    """Return True if a sign may stand in the list of another one, behind it."""
    if not one.places or not other.places:
        return one.text == other.text
    return any(style == own and ordinal > first for style, ordinal in other.places for own, first in one.places)


def is_inner(block: Block, entry: Entry) -> bool:
    """Return True if a block is set in further than an item, or is numbered as the items below it."""
    return entry.indent is not None and block.indent > entry.indent + 5


def join_behind(last: Statement | None, connector: str) -> None:
    """Note the connector that stands on a line of its own."""
    if last is not None and last.entries:
        last.entries[-1].joint = connector
    elif last is not None:
        last.joint = connector


def goes_with(draft: Draft, last: Statement, one: Told) -> bool:
    """Return True if a block goes on with the item before it."""
    block = one.block
    if block.marker is CONTINUED:
        return True
    if block.kind != "paragraph" or one.role == "lead_in":
        return False
    if OPENS_PART.match(one.facts.words):
        return False
    entry = last.entries[-1]
    if entry.marker is LOST and not one.facts.words[:1].islower():
        return False
    inner = entry.indent is None or block.indent > entry.indent - HANGS
    return inner and goes_on(draft, entry, block, one.facts.words)


def counted_before(last: Statement, told: Sequence[Told], at: int) -> Entry | None:
    """Return the item before a paragraph that the list counts on from right behind it, so that the paragraph only says more of what it asks for; else None."""
    facts = told[at].facts
    below = told[at + 1].block if at + 1 < len(told) else None
    if below is None or below.kind != "item" or below.marker is None or facts.block.kind != "paragraph":
        return None
    if facts.heading or leads_on(facts):
        return None
    before = {(style, ordinal - 1) for style, ordinal in below.marker.places}
    counted = (entry for entry in reversed(last.entries) if before & set(entry.marker.places))
    return next(counted, None)


OPENS_PART = Rule(
    "statements.opens_part", rf"(?:{PARTS})\s*:\s*\S", "Not covered for: gout", "covered for gout", by="match"
)
"""A line with a label of its own: the item above it has ended."""
HANGS = 8.0
"""Points that an item's further lines may stand to the left of its sign."""


def continues(draft: Draft, last: Statement, one: Told) -> bool:
    """Return True if a paragraph goes on with the sentence before it, which a change of type or a page parts."""
    said = draft.words(last.heads[-1]).rstrip()
    if one.block.marker is CONTINUED:
        return True
    return one.block.kind == "paragraph" and one.facts.words[:1].islower() and not said.endswith((".", ":", ";"))


def is_listed(draft: Draft, last: Statement, one: Told) -> bool:
    """Return True if a paragraph belongs to the list that a sentence introduces: the list has begun without signs, or begins here.

    Its items stand at one indent; those of a list within it are set in further, below an item that leads over to them. What lays down
    coverage by itself is none of them.
    """
    if len(one.facts.words) > SPOKEN and RULE.search(one.facts.words):
        return False
    if not last.entries:
        return True
    places = [entry.indent for entry in last.entries if entry.marker is LOST]
    if last.entries[0].marker is not LOST or not places:
        return False
    own = indent_of(draft, one.block)
    if own is None:
        return True
    known = any(place is not None and abs(own - place) < 5 for place in places)
    above = last.entries[-1]
    return known or (own > (above.indent or 0) and INTRODUCES.search(above.passage.text) is not None)


def take_remark(draft: Draft, last: Statement | None, block: Block, words: str) -> None:
    """File a remark: one that asks for something joins the item that points to it, any other is none of the criteria."""
    sign = words[:1]
    pointing = (
        [e for e in last.entries if e.passage.text.rstrip(" ;.,").endswith(sign)]
        if last and sign in SIGNS and sign
        else []
    )
    if pointing and states_requirement(words):
        draft.claim("criteria", block.start, block.end)
        passage = draft.passage(block)
        skip = len(passage.text) - len(passage.text.lstrip(SIGNS + " "))
        pointing[-1].notes.append(passage.cut(skip, len(passage.text)))
    else:
        draft.claim("boilerplate", block.start, block.end)
