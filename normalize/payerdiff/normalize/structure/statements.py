"""The blocks below one heading → statements: a sentence with its list, or a list alone, or a sentence alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from payerdiff.ingest.reading.marker import Marker
from payerdiff.ingest.reading.reading import CONTINUED, Block
from payerdiff.model.policy import Criterion, Phase
from payerdiff.normalize import lexicon
from payerdiff.normalize.criteria.list_items import CONNECTOR_LINE, LOST, entry_of, goes_on
from payerdiff.normalize.criteria.statements import AGAIN, AGAINST, OWN_WORDS
from payerdiff.normalize.criteria.tree import Entry, extend, join, leaf_of, states_requirement
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.outline.lead_ins import ASKED_OF_SOME, INSTANCES, Introduction, introduce, is_filler
from payerdiff.normalize.outline.list_ends import RULE, passage_of
from payerdiff.normalize.outline.nesting import INTRODUCES
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.facts import cues_of
from payerdiff.normalize.structure.looks import step_of
from payerdiff.normalize.structure.names import disease_words, named_by
from payerdiff.normalize.structure.outline import Told
from payerdiff.normalize.structure.topics import LEADS_OVER, SPOKEN, topics, whole_words

SIGNS = "*†‡§^"


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
    topic: bool = False
    """True where the head only names what its list is about, beside items that lay down coverage: it covers by itself, as they do."""


def statements_of(draft: Draft, told: Sequence[Told]) -> list[Statement]:
    """Return the statements that blocks below one heading make."""
    found: list[Statement] = []
    named = topics(told)
    for at, one in enumerate(told):
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
            last.entries.append(entry_of(draft, block))
        elif last is not None and last.leads and one.role == "criterion" and is_listed(last, one):
            last.entries.append(entry_of(draft, block, LOST))
        else:
            draft.claim("criteria", block.start, block.end)
            found.append(statement_of(one))
    return found


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
        return spoken and bool(one.facts.cues & {"grants", "rules"})
    if spoken and RULE.search(whole) and not (last.entries and is_inner(block, last.entries[0])):
        return True
    head = last.heads[0] if last.heads else None
    if head is None or head.kind != "item" or head.marker is None:
        return False
    beside_it = follows(head.marker, block.marker) and abs(block.indent - head.indent) < 5
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
    entry = last.entries[-1]
    if entry.marker is LOST and not one.facts.words[:1].islower():
        return False
    inner = entry.indent is None or block.indent > entry.indent - HANGS
    return inner and goes_on(draft, entry, block, one.facts.words)


HANGS = 8.0
"""Points that an item's further lines may stand to the left of its sign."""


def continues(draft: Draft, last: Statement, one: Told) -> bool:
    """Return True if a paragraph goes on with the sentence before it, which a change of type or a page parts."""
    said = draft.words(last.heads[-1]).rstrip()
    if one.block.marker is CONTINUED:
        return True
    return one.block.kind == "paragraph" and one.facts.words[:1].islower() and not said.endswith((".", ":", ";"))


def is_listed(last: Statement, one: Told) -> bool:
    """Return True if a paragraph belongs to the list that a sentence introduces: the list has begun without signs, or begins here."""
    if not last.entries:
        return True
    first = last.entries[0]
    return first.marker is LOST and (first.indent is None or abs(one.block.indent - first.indent) < 5)


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


@dataclass(slots=True)
class Built:
    """A statement's tree, with what its sentence says about itself."""

    root: Criterion
    passage: Passage | None
    introduction: Introduction
    phase: Phase
    grants: bool
    joint: str | None
    start: int
    end: int
    listed: bool
    topic: bool = False


def built(
    draft: Draft, statement: Statement, phase: Phase, given: Introduction | None, named: str | None
) -> Built | None:
    """Return the tree of a statement below a heading that may name the indication; None where it only leads over to headings below it."""
    passage = passage_of(draft, statement.heads) if statement.heads else None
    passage = passage if passage is not None and passage.text else None  # a number alone, as of a page, says nothing
    said = introduce(passage) if passage else given or Introduction(None, None, None, ())
    own = phase_of(passage.text, phase) if passage else phase
    entries = statement.entries
    if not entries and (passage is None or statement.leads or is_about_rules(statement, passage.text)):
        return None
    if own == "exclusion" and said.op in (None, "none"):
        said = replace(said, op="any")
    if passage is None:
        said = alternatives(said, entries)
    elif entries and said.op is None and INSTANCES.search(passage.text):
        said = replace(said, op="any")
    if not entries and passage is not None:
        root = leaf_of(draft, passage, None)
        start, end = statement.heads[0].start, statement.heads[-1].end
    else:
        root = join(draft, entries, "", said, None if own == "exclusion" else passage)
        start = statement.heads[0].start if statement.heads else entries[0].passage.offsets[0]
        end = entries[-1].passage.offsets[-1] + 1
        if (
            said.condition is not None
            and own != "exclusion"
            and not statement.topic
            and is_asked(passage, said.condition, named)
        ):
            lead = leaf_of(draft, said.condition, None)
            root = Criterion(op="all", children=[lead, root], span=draft.span(start, end))
        elif passage is not None and own != "exclusion" and (asked := ASKED_OF_SOME.search(passage.text)) is not None:
            then = leaf_of(draft, passage.cut(*asked.span("then")), None)
            root = Criterion(op="if", children=[root, then], span=draft.span(start, end))
    return Built(
        root, passage, said, own, statement.grants, statement.joint, start, end, bool(entries), statement.topic
    )


def is_about_rules(statement: Statement, words: str) -> bool:
    """Return True if a sentence speaks of coverage rules as such, not of one service.

    An item that says when its subject is necessary is about that subject, whoever is named behind it.
    """
    ruled = SUBJECT.match(words) if statement.heads[0].kind == "item" else None
    said = ruled["subject"] if ruled else words
    return statement.grants and OWN_WORDS.search(said) is not None and not lexicon.treatments(words)


SUBJECT = Rule("statements.subject", r"(?P<subject>.*?)\b(?:is|are|may be) (?:considered )?medically necessary (?:only )?(?:when|if)\b", "Removal is medically necessary when advised", "Removal is medically necessary", by="match")  # fmt: skip


CLAUSE = Rule("statements.clause", r"\b(?:when|if) (?:the |an? )?(?:[\w’'-]+ ){1,9}?(?:will|has|have|had|must|cannot|can|does|do)\b", "when the test will help the patient", "when indicated", by="match")  # fmt: skip


def is_asked(passage: Passage | None, condition: Passage, named: str | None) -> bool:
    """Return True if what a sentence says before its list is a condition: by its words, or as a clause of its own behind `when` or `if`."""
    if says_something(condition.text, named):
        return True
    before = "" if passage is None else passage.text[: passage.text.find(condition.text)].rstrip()
    joint = before.rpartition(" ")[2].lower()
    return CLAUSE.match(f"{joint} {condition.text}") is not None and not PRESCRIBED.search(condition.text)


LIMIT = Rule("statements.limit", r"[≥≤<>]|\d", "≥ 18", "adult", exact=True)


def says_something(condition: str, named: str | None = None) -> bool:
    """Return True if what a lead-in says beside its operator is a condition on the patient: a disease, an age, a test, a treatment.

    What names no more than a drug, or the indication of the heading above it, says nothing.

    >>> says_something("Prior authorization for any agent in this class"), says_something("adults with active psoriatic arthritis")
    (False, True)
    >>> says_something("the treatment of psoriasis", "Psoriasis"), says_something("the treatment of severe psoriasis", "Psoriasis")
    (False, True)
    """
    if named_by(condition) == "drug":
        return False
    if PRESCRIBED.search(condition) and not lexicon.hits("specialties", condition):
        return False
    sick = [*(hit.canonical for hit in lexicon.hits("diagnoses", condition)), *disease_words().findall(condition)]
    if sick and named and not words_beside(condition):
        return False
    telling = (
        "needs" in cues_of(condition) or lexicon.hits("specialties", condition) or lexicon.hits("settings", condition)
    )
    return bool(sick or telling or LIMIT.search(condition))


IDLE = frozenset({"proven", "treatment", "disease", "therapy", "management", "indication"})


BRACKETS = Rule("statements.brackets", r"\([^)]*\)", "asthma (mild)", "asthma", exact=True)
WORDS = Rule("statements.words", r"[A-Za-z]{3,}", "asthma", "ab", exact=True)


def words_beside(condition: str) -> list[str]:
    """Return the words of a condition that name no disease and no drug and say something."""
    spans = [(h.start, h.end) for h in (*lexicon.hits("diagnoses", condition), *lexicon.treatments(condition))]
    spans += [m.span() for m in disease_words().finditer(condition)]
    bare = "".join(" " if any(low <= at < high for low, high in spans) else char for at, char in enumerate(condition))
    return [word for word in WORDS.findall(BRACKETS.sub(" ", bare)) if not is_filler(word) and word.lower() not in IDLE]


PRESCRIBED = Rule("statements.prescribed", r"\b(?:prescribed|ordered|consultation)\b", "prescribed by", "treated by")
GRANT_ITEM = Rule(
    "statements.grant_item",
    r"\b(?:may|will) be (?:granted|approved|authori[sz]ed|covered)\b",
    "may be granted",
    "may be",
)


def alternatives(said: Introduction, entries: Sequence[Entry]) -> Introduction:
    """Return how items join that each grant coverage by themselves: any of them is enough."""
    first = entries[0]
    top = [entry for entry in entries if signs(entry) & signs(first) and beside(entry, first)]
    if said.op is None and len(top) > 1 and all(GRANT_ITEM.search(e.passage.text) for e in top):
        return replace(said, op="any")
    return said


def signs(entry: Entry) -> set[str]:
    """Return the styles that an item's number or bullet may belong to."""
    return {style for style, _ in entry.marker.places} or {entry.marker.text}


def beside(entry: Entry, other: Entry) -> bool:
    """Return True if two items stand at one indent."""
    return entry.indent is None or other.indent is None or abs(entry.indent - other.indent) < 5


AGAIN_GRANTED = r"re-?authori[sz]ation|renewal|extensions?"
GOES_ON_WITH = r"of |requests? |requests will |therapy |treatment |coverage |approval |may |will |is |can "
RENEWED = Rule("statements.renewed", rf"\b(?:{AGAIN_GRANTED}|continu(?:ation|ed|ing)) (?:{GOES_ON_WITH})", "Continuation of therapy", "Initial therapy")  # fmt: skip


def phase_of(words: str, phase: Phase) -> Phase:
    """Return the phase that a sentence names for itself, else that of its headings."""
    if AGAINST.search(words):
        return "exclusion"
    if phase == "initial" and (AGAIN.match(words) or RENEWED.search(words[:90])):
        return "renewal"
    return phase
