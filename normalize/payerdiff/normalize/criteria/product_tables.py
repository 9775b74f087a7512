"""Tables of products beside what each asks for (`Product`, `Criteria`): whatever the indication, a request for the product meets its row first.

Each row gives `if the request is for the product: its criteria`. What stands right above a table (`Employer Plans:`) is a condition beside the product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import CriteriaSet, Criterion
from payerdiff.normalize.criteria.list_items import LOST, Result, entry_of
from payerdiff.normalize.criteria.tree import Entry, extend, join
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage, flow
from payerdiff.normalize.outline.lead_ins import introduce
from payerdiff.normalize.rules import Rule

NAME = Rule("product_tables.name", r"^(?:(?:non-?)?preferred |requested )?(?:drug|product|medication|agent)s?(?: names?)?\W*$", "Product", "Product codes")  # fmt: skip
ASKS = Rule("product_tables.asks", r"^(?:(?:preferred|product|coverage|approval|step therapy|exception) )*criteria\W*$", "Criteria", "Criteria for renewal of therapy")  # fmt: skip
CAPTION = 8
"""Words of the longest caption of a table."""


@dataclass(slots=True)
class Row:
    """One product: its name, what stands above its table, and the items of what is asked for."""

    name: Passage
    above: Passage | None
    lead: Passage | None = None
    entries: list[Entry] = field(default_factory=list)


def without_product_tables(draft: Draft, blocks: Sequence[Block], result: Result) -> list[Block]:
    """Return blocks without the tables of products and their criteria, which are read into the result as criteria for all indications."""
    left: list[Block] = []
    rows: list[Row] = []
    above: Passage | None = None
    inside = False
    for block in blocks:
        opens = is_head(draft, block)
        if block.kind != "row" or not (inside or opens):
            inside = inside and block.kind == "furniture"
            left.append(block)
            continue
        if opens:
            draft.claim("criteria", block.start, block.end)
            if left and is_caption(draft, left[-1]):
                above = draft.passage(left[-1])
                draft.claim("criteria", left[-1].start, left.pop().end)
        else:
            take(draft, block, rows, above)
        inside = True
    if rows:
        result.sets.append(set_of(draft, rows, result))
    return left


def is_head(draft: Draft, block: Block) -> bool:
    """Return True if a row is the head of such a table."""
    words = [draft.reading.words(*cell) for cell in block.cells]
    return block.kind == "row" and len(words) == 2 and bool(NAME.match(words[0]) and ASKS.match(words[1]))


def is_caption(draft: Draft, block: Block) -> bool:
    """Return True if a block is the caption of the table below it."""
    words = draft.words(block)
    return words.endswith(":") and len(words.split()) <= CAPTION and block.kind in ("paragraph", "heading")


def take(draft: Draft, block: Block, rows: list[Row], above: Passage | None) -> None:
    """Add a row's product with what it asks for; a row without a name, behind a page break, goes on with the one before."""
    name = flow(draft.reading.text, block.cells[:1])
    asked = [part for cell in draft.reading.cell_blocks(block)[1:] for part in cell]
    if not name.text and not rows:
        return
    draft.claim("criteria", block.start, block.end)
    if name.text:
        rows.append(Row(name, above))
    row = rows[-1]
    if not asked and len(block.cells) > 1:  # a format that keeps no lines in cells
        row.entries.append(Entry(flow(draft.reading.text, block.cells[1:]), LOST, None, block.page))
    for part in asked:
        if part.kind == "item":
            row.entries.append(entry_of(draft, part))
        elif row.entries:
            extend(draft, row.entries[-1], part)
        elif row.lead is None:
            row.lead = draft.passage(part)
        else:
            row.lead = flow(
                draft.reading.text, [(row.lead.offsets[0], row.lead.offsets[-1] + 1), (part.start, part.end)]
            )


def set_of(draft: Draft, rows: Sequence[Row], result: Result) -> CriteriaSet:
    """Return the criteria of all rows as one set for all indications."""
    number = 1 + sum(one.phase == "universal" for one in result.sets)
    kids = [conditional(draft, row) for row in rows]
    span = draft.span(rows[0].name.offsets[0], rows[0].name.offsets[-1] + 1)
    return CriteriaSet(id=f"universal-{number}", phase="universal", root=Criterion(op="all", children=kids), span=span)


def conditional(draft: Draft, row: Row) -> Criterion:
    """Return what one row says: its criteria, where the product is requested."""
    named = [leaf(draft, part) for part in (row.above, row.name) if part is not None]
    condition = named[0] if len(named) == 1 else Criterion(op="all", children=named)
    if row.entries:
        asked = join(draft, row.entries, "", introduce(row.lead) if row.lead else None)
    elif row.lead:
        asked = join(draft, [Entry(row.lead, LOST, None, 1)], "")
    else:
        return condition
    return Criterion(op="if", children=[condition, asked], span=draft.span_of(row.name))


def leaf(draft: Draft, words: Passage) -> Criterion:
    """Return words that no type carries, as a leaf."""
    return Criterion(op="leaf", text=words.text, span=draft.span_of(words))
