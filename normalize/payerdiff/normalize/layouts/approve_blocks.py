"""Criteria as numbered indications with the word `Approve`: `1. Asthma. Approve for the duration noted if the patient meets ONE of …`.

Below an indication stand its phases (`A) Initial Therapy. Approve for 6 months if …`, `B) Patient is Currently Receiving X. Approve for 1
year if …`), each with its items; an indication without phases is approved at once. `Dosing.` closes the criteria that it stands below: what is
listed there is dose, whatever it says of initial and follow-up treatment. A note behind an item explains it and asks nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from payerdiff.ingest.reading.reading import CONTINUED, Block
from payerdiff.model.policy import Phase
from payerdiff.normalize.criteria.list_items import LOST, Group, Result, close_group, entry_of, goes_on
from payerdiff.normalize.criteria.product_tables import without_product_tables
from payerdiff.normalize.criteria.statements import LEADS, read_statements
from payerdiff.normalize.criteria.tree import Entry, extend
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.layouts.base import Layout
from payerdiff.normalize.outline.lead_ins import introduce
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Section
from payerdiff.normalize.terms.approvals import PERIOD, read_approval

TITLE = Rule(
    "approve_blocks.title",
    r"^(?P<title>.+?)(?:\.|:)?\s*(?:†\s*)?\bApprove\b(?P<term>.*)$",
    "Asthma. Approve for 1 year if the patient",
    "Asthma. Covered for 1 year",
    exact=True,
    flags=re.DOTALL,
    by="match",
)
ON_THE_DRUG = r"currently receiving|currently on|continu|established on|maintenance|reauthori[sz]ation|subsequent"
TREATED_BEFORE = r"follow-up treatment|already received|re-?treatment|treated for (?:a )?relapse"
AGAIN = Rule(
    "approve_blocks.again",
    rf"\b(?:{ON_THE_DRUG}|{TREATED_BEFORE})",
    "Patient has Already Received a Course of Madeupra",
    "Initial Therapy",
)
"""Words of a phase for patients who are on the drug, or were treated with it before."""
FIRST = Rule("approve_blocks.first", r"initial (?:therapy|treatment|approval)\b", "Initial Therapy", "Patient has initial symptoms", by="match")  # fmt: skip
DOSING = Rule("approve_blocks.dosing", r"^(?:dosing|dosage)\b", "Dosing. Approve 10 mg", "The dosing is 10 mg")
NOTE = Rule("approve_blocks.note", r"(?:^|[\s;.])Notes?:", "18 years. Note: age counts at start", "Notes of the visit")
LETTERED = Rule("approve_blocks.lettered", r"^\(?[A-Z][.)]", "A)", "1)", exact=True)
CONDITION = Rule(
    "approve_blocks.condition", r"\b(?:if|when)\s+", "Approve if the patient is an adult", "Approve for one year"
)
Opens = Callable[[Block], bool]


@dataclass(slots=True)
class Part:
    """An indication or one of its phases: the block that heads it and the blocks below."""

    head: Block
    blocks: list[Block] = field(default_factory=list)


def read_approving(draft: Draft, section: Section, _phase: Phase, result: Result) -> None:
    """Read the indications of a section into the result."""
    blocks = without_product_tables(draft, section.blocks, result)
    for indication in parts_of(blocks, is_numbered(blocks)):
        words = draft.words(indication.head)
        match = TITLE.match(words)
        title = (match["title"] if match else words).rstrip(" .:†*")
        blocks = without_doses(draft, indication.blocks)
        phases = parts_of(blocks, lambda b: is_phase(draft, b))
        if not phases:
            add(draft, Part(indication.head, blocks), title, "initial", result, indication.head)
            continue
        draft.claim("criteria", indication.head.start, indication.head.end)
        lead = blocks[: blocks.index(phases[0].head)]
        items = next((at for at, block in enumerate(lead) if block.kind == "item"), len(lead))
        draft.claim_blocks("boilerplate", lead[:items])  # items before any phase may be criteria: they stay unread
        for part in phases:
            phase: Phase = "renewal" if is_again(draft.words(part.head)) else "initial"
            add(draft, part, title, phase, result, indication.head)


NUMBERED = Rule("approve_blocks.numbered", r"^\d+[.)]", "1.", "A.", exact=True, by="match")


def is_numbered(blocks: Sequence[Block]) -> Opens:
    """Return what tells the outermost numbered items of a section."""
    numbered = [b for b in blocks if b.kind == "item" and b.marker and NUMBERED.match(b.marker.text)]
    least = min(((b.indent or 0) for b in numbered), default=0.0)
    return lambda b: b in numbered and (b.indent or 0) <= least + 20


def is_phase(draft: Draft, block: Block) -> bool:
    """Return True if an item opens a phase: lettered, and it says for how long to approve, names the phase, or is for those who are on the drug."""
    words = draft.words(block)
    head = TITLE.match(words)
    if not (block.kind == "item" and block.marker and LETTERED.match(block.marker.text) and head):
        return False
    return PERIOD.search(head["term"][:60]) is not None or FIRST.match(head["title"]) is not None or is_again(words)


def is_again(words: str) -> bool:
    """Return True if the words before `Approve` are of patients who are on the drug."""
    return AGAIN.search(words.split("Approve")[0]) is not None


def without_doses(draft: Draft, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks of an indication without those behind `Dosing`.

    A dose is told to the end of the phase that it stands deeper than, else of the indication. What a heading or a table begins behind it is
    neither dose nor criterion, and stays unread.
    """
    kept: list[Block] = []
    head: Block | None = None
    dose: Block | None = None
    ended = False
    for block in blocks:
        opens = is_phase(draft, block)
        if dose is None or (opens and head is not None and is_deeper(dose, head) and not is_deeper(block, head)):
            dose, ended = (block if is_dose(draft, block) else None), False
            head = block if opens else head
        else:
            ended = ended or block.kind in ("row", "heading") or block.bold
        if dose is None:
            kept.append(block)
        elif not ended:
            draft.claim("metadata", block.start, block.end)
    return kept


def is_dose(draft: Draft, block: Block) -> bool:
    """Return True if a block begins to tell the dose."""
    return block.kind in ("paragraph", "heading") and DOSING.match(draft.words(block)) is not None


STEP = 1.0
"""Points, columns or levels by which one block stands deeper than another."""


def is_deeper(block: Block, other: Block) -> bool:
    """Return True if a block stands deeper than another."""
    return (block.indent or 0) - (other.indent or 0) >= STEP


def parts_of(blocks: Sequence[Block], opens: Opens) -> list[Part]:
    """Return blocks by the heads above them; what stands before the first head is left out."""
    found: list[Part] = []
    for block in blocks:
        if opens(block):
            found.append(Part(block))
        elif found:
            found[-1].blocks.append(block)
    return found


def add(draft: Draft, part: Part, title: str, phase: Phase, result: Result, heading: Block) -> None:
    """Add one set with its approval; dosing behind it is no criterion, notes are remarks."""
    draft.claim("criteria", part.head.start, part.head.end)
    head = draft.passage(part.head)
    match = TITLE.match(head.text)
    over = draft.passage(heading)
    granted = next((term for term in (term_of(head), term_of(over)) if term is not None), None)
    if granted is not None:  # a phase that gives no length has that of its indication
        result.approvals.append(read_approval(draft, granted, phase, title))
    entries = entries_of(draft, part.blocks) or condition_in(part.head, head, match)
    if entries:
        introduction = introduce(head.cut(match.start("term"), len(head.text)) if match else head)
        group = Group(title, heading, entries)
        close_group(draft, group, phase, result, "", introduction)


def term_of(head: Passage) -> Passage | None:
    """Return what a head says behind `Approve` where that is a length, None elsewhere."""
    match = TITLE.match(head.text)
    return head.cut(*match.span("term")) if match and PERIOD.search(match["term"][:60]) else None


def condition_in(block: Block, head: Passage, match: re.Match[str] | None) -> list[Entry]:
    """Return the condition that the head of a part without items states itself: `Approve for 1 year if the patient is doing better`."""
    said = CONDITION.search(head.text, match.start("term")) if match else None
    if said is None or LEADS.search(head.text):
        return []
    return [Entry(head.cut(said.end(), len(head.text)), LOST, None, block.page)]


def entries_of(draft: Draft, blocks: Sequence[Block]) -> list[Entry]:
    """Return the items of a part."""
    entries: list[Entry] = []
    noted = False
    for block in blocks:
        words = draft.words(block)
        if block.marker is CONTINUED and entries:
            if not noted:
                extend(draft, entries[-1], block)
            else:
                draft.claim("boilerplate", block.start, block.end)
        elif block.kind == "item" and block.marker and block.marker.text:
            entries.append(without_note(draft, entry_of(draft, block)))
            noted = NOTE.search(words) is not None
        elif NOTE.match(words) or noted or block.kind == "note":
            draft.claim("boilerplate", block.start, block.end)
            noted = True
        elif entries and goes_on(draft, entries[-1], block, words):
            extend(draft, entries[-1], block)
        elif block.kind == "heading" or block.bold:
            draft.claim("criteria", block.start, block.end)
    return entries


def without_note(draft: Draft, entry: Entry) -> Entry:
    """Return an item without the note behind it."""
    note = NOTE.search(entry.passage.text)
    if note is None:
        return entry
    offsets = entry.passage.offsets
    draft.claim("boilerplate", offsets[note.start()], offsets[-1] + 1)
    return Entry(entry.passage.cut(0, note.start() + 1 if note.group()[0] in ";." else note.start()), entry.marker, entry.indent, entry.page)  # fmt: skip


APPROVE_BLOCKS = Layout(read_approving, refusals=read_statements)
