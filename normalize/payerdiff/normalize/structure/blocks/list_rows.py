"""Rows of a table that hold lists: such a table sets criteria beside their label, and its cells are read as text, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.ingest.reading.reading import Block
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.facts import cues_of

FEWEST = 2
"""Items that make a list."""
LABEL = 6
"""Words of the longest label beside criteria."""
LABELS = Rule("list_rows.labels", r"\b(?:criteria|exclusions?)\b", "Exclusion Criteria", "Preferred")


def holders(draft: Draft, blocks: Sequence[Block]) -> dict[int, list[Block]]:
    """Return the rows that hold a list or label criteria, by their start, each with the blocks of its cells one after the other."""
    found: dict[int, list[Block]] = {}
    for block in blocks:
        cells = draft.reading.cell_blocks(block) if block.kind == "row" else []
        if any(holds_list(cell) and asks(draft, cell) for cell in cells) or is_labeled(draft, cells):
            found[block.start] = [part for cell in cells for part in cell]
    return found


def holds_list(cell: Sequence[Block]) -> bool:
    """Return True if a cell holds items that follow each other under labels or bullets of one kind."""
    items = [block.marker for block in cell if block.kind == "item" and block.marker is not None]
    bullets = sum(not marker.places for marker in items)
    numbers = {place for marker in items for place in marker.places}
    numbered = any((style, ordinal + 1) in numbers for style, ordinal in numbers if ordinal == 1)
    return numbered or bullets >= FEWEST


def asks(draft: Draft, cell: Sequence[Block]) -> bool:
    """Return True if a cell speaks of patients or of what they must have: a list of products does not."""
    return any(cues_of(draft.words(block)) & {"person", "needs"} for block in cell)


def is_labeled(draft: Draft, cells: Sequence[Sequence[Block]]) -> bool:
    """Return True if a row of two cells has the label of criteria in the first: `Exclusion criteria`."""
    if len(cells) != 2 or not all(cells):
        return False
    label = " ".join(draft.words(block) for block in cells[0])
    return len(label.split()) <= LABEL and LABELS.search(label) is not None
