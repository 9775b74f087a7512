"""A document's blocks with their roles → its sections, and for each block the headings that it stands below."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from weakref import WeakKeyDictionary

from payerdiff.ingest.reading.reading import Block, Reading
from payerdiff.normalize.criteria.list_items import CONNECTOR_LINE
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import DEFAULT_CLASS, Section, SectionKind, plain_title
from payerdiff.normalize.structure.apart.page_parts import told_of_pages
from payerdiff.normalize.structure.apart.plan_terms import told_of_plans
from payerdiff.normalize.structure.asides import told_of_changes
from payerdiff.normalize.structure.blocks.answers import told_by_answers
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.features import seen_of
from payerdiff.normalize.structure.blocks.hanging import hang
from payerdiff.normalize.structure.blocks.list_rows import holders
from payerdiff.normalize.structure.blocks.product_runs import told_by_products, with_subjects
from payerdiff.normalize.structure.blocks.roles import CRITERIAL, HEADS, Role, roles_of
from payerdiff.normalize.structure.blocks.run_ins import parted
from payerdiff.normalize.structure.blocks.sight import facts_of
from payerdiff.normalize.structure.blocks.uses_below import told_by_uses
from payerdiff.normalize.structure.fields import without_fields
from payerdiff.normalize.structure.out_of_place import (
    RENEWED_IF,
    asked_between,
    told_by_guidelines,
    told_in_notes,
    within_numbers,
)
from payerdiff.normalize.structure.running_text import in_running_text
from payerdiff.normalize.structure.surroundings import with_what_follows
from payerdiff.normalize.structure.use_outlines import told_by_outlines

KINDS: dict[Role, SectionKind] = {
    "head": "header",
    "description": "description",
    "dosage": "dosage",
    "limit": "limits",
    "codes": "codes",
    "log": "log",
    "reference": "references",
    "boilerplate": "boilerplate",
    "navigation": "boilerplate",
}


@dataclass(slots=True)
class Told:
    """A block, what is seen of it, and its role."""

    facts: Facts
    role: Role

    @property
    def block(self) -> Block:
        """The block itself."""
        return self.facts.block

    @property
    def is_head(self) -> bool:
        """True for a heading within the criteria."""
        return self.role in HEADS or (self.role in ("lead_in", "approval") and self.facts.heading)


@dataclass(slots=True)
class Outlined(Section):
    """A section whose blocks are told apart."""

    told: list[Told] = field(default_factory=list)


KEPT_ROWS: frozenset[Role] = frozenset({"log", "dosage", "limit", "codes", "reference"})
"""What a row that holds a list may be and stay a row: an entry of a log, a dosing regimen."""


CAPPING: frozenset[Role] = frozenset({"limit", "dosage"})
"""What a row is never below a head of criteria: a heading above the table reaches too far."""


def but_labels(draft: Draft, blocks: Sequence[Block], labels: Collection[int]) -> list[Block]:
    """Return blocks parted into headings and what stands below them; the label of a row names what the row is about, as a whole."""
    found: list[Block] = []
    for is_label, run in groupby(blocks, key=lambda block: block.start in labels):
        held = list(run)
        found += held if is_label else parted(draft, held)
    return found


def tell(draft: Draft, blocks: Sequence[Block]) -> list[Told]:
    """Return the blocks with their roles, hung below the headings among them."""
    found = facts_of(draft, with_subjects(draft, parted(draft, blocks)))
    roles = roles_of(seen_of(found))
    tables = holders(draft, [facts.block for facts in found])
    rows = tables.parts
    if rows:
        whole = [
            one.block
            for one, role in zip(found, roles, strict=True)
            if one.block.start not in rows
            or (role in KEPT_ROWS and not (role in CAPPING and one.block.start in tables.headed))
        ]
        kept = {block.start for block in whole}
        parts = (rows[one.block.start] if one.block.start not in kept else [one.block] for one in found)
        again = but_labels(draft, [part for held in parts for part in held], tables.labels)
        found = facts_of(draft, with_subjects(draft, again), tables)
        roles = roles_of(seen_of(found))
    roles = [
        "criterion" if CONNECTOR_LINE.match(facts.words) else role for facts, role in zip(found, roles, strict=True)
    ]
    roles = with_what_follows(
        draft, found, told_by_uses(found, told_by_products(found, told_of_changes(found, without_fields(found, roles))))
    )
    roles = told_by_guidelines(
        found, asked_between(found, told_by_answers(found, in_running_text(draft, found, roles)))
    )
    roles = within_numbers(found, roles)
    roles = [
        "section_head"
        if facts.block.start in tables.labels and leads_to(found, facts, tables.asked)
        else "indication_head"
        if facts.block.start in tables.labels and role in CRITERIAL
        else "criterion"
        if facts.block.start in tables.asked and role not in CRITERIAL
        else role
        for facts, role in zip(found, roles, strict=True)
    ]
    roles = told_of_plans(found, told_of_pages(found, in_columns(found, roles, tables.columns)))
    roles = told_by_outlines(found, told_in_notes(found, roles))
    for facts, role in zip(found, roles, strict=True):
        leads = role in HEADS and not facts.heading and facts.titled is None
        facts.role = "lead_in" if leads else role
    told = [Told(facts, facts.role or role) for facts, role in zip(found, roles, strict=True)]
    heads = [one.is_head or (one.facts.heading and one.role not in CRITERIAL) for one in told]
    hang(found, heads, tables.over)
    return told


PRODUCTS = Rule("outline.products", r"^(?:(?:non-?)?preferred|brand|generic|formulary)?\W*(?:drugs?|agents?|products?|medications?|names?)?(?: \w+)?$", "Non-Preferred Agents", "PA Criteria")  # fmt: skip
"""The head of a column of products."""


def in_columns(found: Sequence[Facts], roles: Sequence[Role], columns: Mapping[int, int]) -> list[Role]:
    """Return roles, with products below the head of their column as no criteria, where they ask for nothing, caps below theirs as limits, and heads as heads."""
    heads = {facts.block.start: facts for facts in found}
    over = set(columns.values())
    mended = list(roles)
    for at, facts in enumerate(found):
        if facts.block.start in over and roles[at] == "criterion" and facts.kind in ("criteria", "exclusion"):
            mended[at], facts.heading = "section_head", True
        head = heads.get(columns.get(facts.block.start, -1))
        if head is None or roles[at] not in CRITERIAL:
            continue
        if PRODUCTS.search(head.words) and not facts.cues & {"needs", "person", "leads", "grants"}:
            mended[at] = "description"
        elif head.kind == "limit":
            mended[at] = "limit"
    return mended


def leads_to(found: Sequence[Facts], facts: Facts, asked: Collection[int]) -> bool:
    """Return True if the block behind a label is one of those beside labels of criteria."""
    return facts.at + 1 < len(found) and found[facts.at + 1].block.start in asked


KNOWN: WeakKeyDictionary[Reading, list[Told]] = WeakKeyDictionary()
"""What was told of readings that are still in use: whether a document is a policy is asked first, and its sections then."""


def told_of(draft: Draft) -> list[Told]:
    """Return the blocks of a whole reading with their roles, without what belongs to the paper."""
    if draft.reading not in KNOWN:
        again = {block.start for block in repeated_heads(draft)}
        body = (b for b in draft.reading.blocks if b.kind not in ("furniture", "balloon"))
        KNOWN[draft.reading] = tell(draft, [b for b in body if b.start not in again])
    return KNOWN[draft.reading]


COLUMNS = 120
"""Characters of the longest head of a table."""


def repeated_heads(draft: Draft) -> list[Block]:
    """Return the rows that repeat a table's head at the top of a page on which the table goes on: they cut what stands in it in two."""
    seen: set[str] = set()
    found: list[Block] = []
    page = 0
    for block in draft.reading.blocks:
        if block.kind in ("furniture", "balloon"):
            continue
        opens, page = block.page > page, max(page, block.page)
        if block.kind != "row" or len(block.cells) < 2:
            continue
        words = draft.words(block)
        if opens and words in seen:
            found.append(block)
        elif len(words) < COLUMNS and not any(sign.isdigit() for sign in words):
            seen.add(words)
    return found


def outlined(draft: Draft) -> list[Section]:
    """Return the sections of a document by the roles of its blocks, and file their text under the sections' classes."""
    for block in draft.reading.blocks:
        if block.kind in ("furniture", "balloon"):
            draft.claim("furniture", block.start, block.end)
    draft.claim_blocks("furniture", repeated_heads(draft))
    sections: list[Section] = [Section("header")]
    for one in told_of(draft):
        kind = kind_of_section(one, sections[-1])
        if kind is None:
            if not isinstance(sections[-1], Outlined):
                sections.append(Outlined("initial"))
            place = sections[-1]
            if isinstance(place, Outlined):
                place.told.append(one)
            place.blocks.append(one.block)
        else:
            into(sections, one, kind)
    file_under(draft, sections)
    return sections


def kind_of_section(one: Told, last: Section) -> SectionKind | None:
    """Return the kind of section that a block belongs to; None for criteria."""
    if one.role == "approval" and RENEWED_IF.search(one.facts.words):
        return None
    if one.role == "approval" and "span" not in one.facts.cues and one.facts.heading and one.facts.kind == "approval":
        return "authorization"
    if (
        one.role == "approval"
        and one.facts.above
        and one.facts.above[-1].kind == "approval"
        and last.kind == "authorization"
    ):
        return "authorization"
    return KINDS.get(one.role)


DATED = Rule("outline.dated", r"\bdates?\W*$", "Effective date:", "Effective")


def into(sections: list[Section], one: Told, kind: SectionKind) -> None:
    """Put a block into the section that goes on, or open one with it."""
    last = sections[-1]
    if kind == "log" and last.kind == "log":  # lines such as `Revised dates:` say what was done on the days below
        last.blocks.append(one.block)
    elif kind == "log" and one.facts.heading and DATED.search(one.facts.words):
        sections.append(Section(kind, plain_title(one.facts.words), blocks=[one.block]))
    elif one.facts.heading and (one.facts.kind is not None or last.kind != kind) and kind != "header":
        sections.append(Section(kind, plain_title(one.facts.words), one.block))
    elif last.kind == kind and not isinstance(last, Outlined):
        last.blocks.append(one.block)
    elif kind == "codes":  # what runs between two pages parts no list of codes
        before = next((section.title for section in reversed(sections) if section.kind == kind), "")
        sections.append(Section(kind, before, blocks=[one.block]))
    else:
        sections.append(Section(kind, blocks=[one.block]))


def file_under(draft: Draft, sections: Sequence[Section]) -> None:
    """File the text of each section under its kind's class."""
    for section in sections:
        default = DEFAULT_CLASS.get(section.kind)
        if default:
            draft.claim_blocks(default, section.blocks)
            if section.heading:
                draft.claim(default, section.heading.start, section.heading.end)
