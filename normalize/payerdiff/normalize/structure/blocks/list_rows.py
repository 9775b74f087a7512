"""Rows of a table that hold lists: such a table sets criteria beside their label, and its cells are read as text, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from payerdiff.ingest.reading.reading import CONTINUED, TERMINAL, Block
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.facts import cues_of
from payerdiff.normalize.structure.blocks.names import kind_of

FEWEST = 2
"""Items that make a list."""
LABEL = 6
"""Words of the longest label beside criteria."""
LABELS = Rule("list_rows.labels", r"\b(?:criteria|exclusions?)\b", "Exclusion Criteria", "Preferred")


@dataclass(slots=True)
class Unfolded:
    """Rows of tables whose cells are read as text: the blocks of each, and for each block the head of its column."""

    parts: dict[int, list[Block]] = field(default_factory=dict)
    """The blocks of a row by its start, cell by cell."""
    columns: dict[int, int] = field(default_factory=dict)
    """The start of a column's head by the start of what stands below it."""
    over: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """Where the head of a column and the label of a row begin, by the start of what stands below the one and beside the other."""
    labels: set[int] = field(default_factory=set)
    """Where the cells begin that name what their row is about."""
    headed: set[int] = field(default_factory=set)
    """Where the rows begin of tables whose head says that criteria stand below it."""
    asked: set[int] = field(default_factory=set)
    """Where the blocks begin that stand beside a label of criteria."""


def holders(draft: Draft, blocks: Sequence[Block]) -> Unfolded:
    """Return the rows that hold a list or label criteria, each with the blocks of its cells one after the other.

    Where the row above such rows says what its columns hold (`Initial criteria`, `Continuation criteria`), the whole table is read so.
    """
    found = Unfolded()
    at = 0
    while at < len(blocks):
        end = at
        while end < len(blocks) and blocks[end].kind == "row" and len(blocks[end].cells) == len(blocks[at].cells):
            end += 1
        if end > at:
            cells = over_pages(draft, [draft.reading.cell_blocks(block) for block in blocks[at:end]], blocks[at:end])
            unfold(draft, cells, blocks[at:end], found)
        at = max(end, at + 1)
    return found


def over_pages(draft: Draft, rows: Sequence[list[list[Block]]], blocks: Sequence[Block]) -> list[list[list[Block]]]:
    """Return the rows of a table with what goes on over a page in the cells where it began: the first row of a page that names nothing is no row of its own."""
    found: list[list[list[Block]]] = []
    whole = -1
    for at, (cells, block) in enumerate(zip(rows, blocks, strict=True)):
        if at and len(cells) > 1 and not cells[0] and block.page > blocks[at - 1].page:
            found[whole] = [with_rest(draft, begun, rest) for begun, rest in zip(found[whole], cells, strict=True)]
            found.append([[] for _ in cells])
        else:
            whole = at
            found.append(list(cells))
    return found


def with_rest(draft: Draft, begun: Sequence[Block], rest: Sequence[Block]) -> list[Block]:
    """Return what a cell holds with what stands of it on the next page, whose first line goes on with a sentence that has not ended."""
    if not begun or not rest or rest[0].kind != "paragraph" or rest[0].marker is not None:
        return [*begun, *rest]
    goes_on = draft.words(rest[0])[:1].islower() and not TERMINAL.search(draft.words(begun[-1]))
    first = replace(rest[0], kind=begun[-1].kind, marker=CONTINUED) if goes_on else rest[0]
    return [*begun, first, *rest[1:]]


def unfold(draft: Draft, rows: Sequence[list[list[Block]]], blocks: Sequence[Block], found: Unfolded) -> None:
    """Take the rows of one table, as far as they hold lists."""
    holding = [
        any(holds_list(cell) and asks(draft, cell) for cell in cells) or is_labeled(draft, cells) for cells in rows
    ]
    headed = any(holding[1:]) and not holding[0] and names_columns(draft, rows[0])
    if not headed:
        holding = beside_labels(draft, rows, holding)
    for cells, block, holds in zip(rows, blocks, holding, strict=True):
        if not holds and not (headed and all(cells[1:])) and any(cells):
            continue
        found.parts[block.start] = [part for cell in cells for part in cell]
        if headed:
            found.headed.add(block.start)
        if headed and cells is rows[0]:
            continue
        named = part_named(draft, cells)
        if named == "asking":
            found.asked.update(part.start for part in cells[1])
        label = tuple(part.start for part in cells[0]) if named or is_label(draft, cells) else ()
        found.labels.update(label)
        heads = [head[0].start if head else -1 for head in rows[0]] if headed else []
        for at, cell in enumerate(cells):
            own = (*heads[at : at + 1], *(label if at else ()))
            found.over.update((part.start, own) for part in cell if own)
            found.columns.update((part.start, heads[at]) for part in cell if at and heads)


def beside_labels(draft: Draft, rows: Sequence[list[list[Block]]], holding: Sequence[bool]) -> list[bool]:
    """Return which rows are read as text, with those that have a label of the same make as a row that is: each names a part of the policy.

    `EXCLUSION CRITERIA: • …` ends where `AGE RESTRICTIONS: …` begins, whether or not that one holds a list.
    """
    if sum(part_named(draft, cells) is not None for cells in rows) >= SEVERAL:
        return [holds or part_named(draft, cells) is not None for cells, holds in zip(rows, holding, strict=True)]
    makes = {make_of(draft, cells) for cells, holds in zip(rows, holding, strict=True) if holds} - {None}
    return [holds or make_of(draft, cells) in makes for cells, holds in zip(rows, holding, strict=True)]


INFORMATION = (
    r"covered uses?|exclusions?(?: criteria)?|required (?:medical |clinical )?information|specialist|step therapy"
)
RESTRICTIONS = r"(?:age|prescriber|specialty|diagnosis)(?: restrictions?| limits?| requirements?)?"
ASKING = (
    rf"{INFORMATION}|{RESTRICTIONS}|(?:other|initial|renewal|continuation|reauthorization|clinical|approval) criteria"
)
TERMS = r"(?:coverage|approval|authori[sz]ation|renewal) (?:duration|length|period)s?|(?:duration|length) of (?:approval|authori[sz]ation|coverage)|quantity limits?"
PART = Rule(
    "list_rows.part", rf"(?:(?P<asking>{ASKING})|{TERMS})\W*$", "Age Restrictions", "Age of the patient", by="match"
)
"""The label of a part of a policy, in a table of two columns."""
SEVERAL = 3
"""Rows at least with such labels that make a table of them."""


def part_named(draft: Draft, cells: Sequence[Sequence[Block]]) -> str | None:
    """Return `asking` or `terms` for a row of two cells whose first is the label of a part of a policy, else None."""
    if len(cells) != 2 or not all(cells) or not says_something(draft, cells[1]):
        return None
    found = PART.match(" ".join(draft.words(block) for block in cells[0]))
    return None if found is None else "asking" if found["asking"] else "terms"


def says_something(draft: Draft, cell: Sequence[Block]) -> bool:
    """Return True if a cell has words: a page's number beside a heading, in a table of contents, is no criterion."""
    return any(sign.isalpha() for block in cell for sign in draft.words(block))


def make_of(draft: Draft, cells: Sequence[Sequence[Block]]) -> str | None:
    """Return how the label of a row of two cells is set off: by its colon or its capitals, None where nothing does."""
    if len(cells) != 2 or not all(cells) or not says_something(draft, cells[1]):
        return None
    label = " ".join(draft.words(block) for block in cells[0])
    if len(label.split()) > LABEL:
        return None
    if label.endswith(":"):
        return "colon"
    return "capitals" if label.isupper() and len(label) > LABEL else None


def is_label(draft: Draft, cells: Sequence[Sequence[Block]]) -> bool:
    """Return True if a row's first cell names what the others are about: a few short lines that ask for nothing."""
    if len(cells) < 2 or not 0 < len(cells[0]) <= NAMES:
        return False
    return not asks(draft, cells[0]) and all(len(draft.words(block).split()) <= WORDS for block in cells[0])


NAMES, WORDS = 4, 10
"""Lines of the longest label of a row, and words of each at the most."""


def names_columns(draft: Draft, cells: Sequence[Sequence[Block]]) -> bool:
    """Return True if a row says of its columns what they hold: short cells, of which one behind the first speaks of criteria or of a request."""
    said = [" ".join(draft.words(block) for block in cell) for cell in cells]
    brief = len(said) > 1 and all(said[1:]) and all(len(words.split()) <= LABEL for words in said)
    return brief and any(kind_of(words) in ("criteria", "exclusion") for words in said[1:])


def holds_list(cell: Sequence[Block]) -> bool:
    """Return True if a cell holds items that follow each other under labels or bullets of one kind."""
    items = [block.marker for block in cell if block.kind == "item" and block.marker is not None]
    bullets = sum(not marker.places for marker in items)
    numbers = {place for marker in items for place in marker.places}
    numbered = any((style, ordinal + 1) in numbers for style, ordinal in numbers if ordinal == 1)
    return numbered or bullets >= FEWEST


def asks(draft: Draft, cell: Sequence[Block]) -> bool:
    """Return True if a cell speaks of patients, of what they must have or of what is not covered: a list of products does not."""
    seen = [cues_of(draft.words(block)) for block in cell]
    return any(cues & {"person", "needs"} or {"refuses", "rules"} <= cues for cues in seen)


def is_labeled(draft: Draft, cells: Sequence[Sequence[Block]]) -> bool:
    """Return True if a row of two cells has the label of criteria in the first: `Exclusion criteria`."""
    if len(cells) != 2 or not all(cells) or not says_something(draft, cells[1]):
        return False
    label = " ".join(draft.words(block) for block in cells[0])
    return len(label.split()) <= LABEL and LABELS.search(label) is not None
