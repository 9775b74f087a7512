"""Rows of a table that hold lists: such a table sets criteria beside their label, and its cells are read as text, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from payerdiff.ingest.reading.reading import Block
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.structure.facts import kind_of

FEWEST = 2
"""Items that make a list."""
LABEL = 6
"""Words of the longest label beside criteria."""


def unfolded(draft: Draft, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks; a row that holds a list, or that labels criteria, is the blocks of its cells."""
    return [part for block in blocks for part in parts_of(draft, block)]


def parts_of(draft: Draft, block: Block) -> Iterator[Block]:
    """Yield the blocks of a row's cells where they are text, else the block itself."""
    cells = draft.reading.cell_blocks(block) if block.kind == "row" else []
    if any(holds_list(cell) for cell in cells) or is_labeled(draft, cells):
        for cell in cells:
            yield from cell
    else:
        yield block


def holds_list(cell: Sequence[Block]) -> bool:
    """Return True if a cell holds items that follow each other under labels or bullets of one kind."""
    items = [block.marker for block in cell if block.kind == "item" and block.marker is not None]
    bullets = sum(not marker.places for marker in items)
    numbers = {place for marker in items for place in marker.places}
    numbered = any((style, ordinal + 1) in numbers for style, ordinal in numbers if ordinal == 1)
    return numbered or bullets >= FEWEST


def is_labeled(draft: Draft, cells: Sequence[Sequence[Block]]) -> bool:
    """Return True if a row of two cells has the label of criteria in the first: `Exclusion criteria`."""
    if len(cells) != 2 or not all(cells):
        return False
    label = " ".join(draft.words(block) for block in cells[0])
    return len(label.split()) <= LABEL and kind_of(label) in ("criteria", "exclusion")
