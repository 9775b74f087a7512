"""Caps in tables: by column where the head names amounts, forms and times, else as text → Limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Limit
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.terms.caps.amounts import DOSING, IN_COLUMN, LARGEST, OFTEN, RATE
from payerdiff.normalize.terms.caps.columns import LARGEST_COLUMN, LIMIT_COLUMN, SUPPLY, counted, is_amount
from payerdiff.normalize.terms.caps.largest_doses import SAID_OFTEN, doses, largest
from payerdiff.normalize.terms.caps.limit_cells import INDICATIONS, cases_in, notes_in, uses_around
from payerdiff.normalize.terms.caps.stated import (
    OF_UNITS,
    SENTENCES,
    Context,
    amounts,
    at_weeks,
    block_limits,
)

DIGIT = Rule("rows.digit", r"\d", "2", "two", exact=True)
BARE_NUMBER = Rule("rows.bare_number", r"[\d,]+", "1,200", "1,200 units", by="fullmatch")


@dataclass(slots=True)
class Found:
    """The limits so far, each once."""

    limits: dict[tuple[object, ...], Limit] = field(default_factory=dict)

    def add(self, limit: Limit) -> None:
        """Keep a limit unless it was said before for the same case."""
        self.limits.setdefault(key_of(limit), limit)

    def replace(self, limit: Limit, other: Limit) -> None:
        """Keep a limit as the words behind it complete it."""
        if self.limits.get(key_of(limit)) is limit:
            del self.limits[key_of(limit)]
        self.add(other)


def key_of(limit: Limit) -> tuple[object, ...]:
    """Return what makes a limit another one."""
    return (limit.kind, limit.value, limit.unit, limit.per_value, limit.per_unit, limit.scope)


def row_limits(draft: Draft, block: Block, context: Context) -> Iterator[Limit]:
    """Yield the caps of a table's row: of the columns that their head calls limits, or of all below a heading on limits."""
    cells = tuple(draft.reading.words(*cell) for cell in block.cells)
    if context.others:
        return
    if is_limit_head(cells):
        context.columns = cells
        return
    if cells[0] and not any(cells[1:]) and len(context.columns) > 1:
        for said, cap in notes_in(cells[0]):
            yield from amounts(draft, block, cap, said, within=True)
        return
    titles = {cell for cell in cells if cell}
    if len(titles) == 1 and uses_around(title := titles.pop()) == ("", title):
        context.ahead = dict.fromkeys(range(len(context.columns)), title)
        return
    case = " – ".join(part for part in (context.scope, *cells[:1]) if part) or None
    aligned = len(context.columns) == len(cells)
    parted = counted(draft, block, cells, context)
    if parted:
        yield from parted
        for head, cell in zip(context.columns, cells, strict=True):
            yield from largest_in(draft, block, head, cell, case) if LARGEST_COLUMN.search(head) else ()
        return
    if not aligned and len(cells) == LABELED and LARGEST_COLUMN.match(cells[0]):
        yield from largest_in(draft, block, cells[0], cells[1], context.scope)
        return
    beside = aligned and any(map(LIMIT_COLUMN.search, context.columns))
    for at, cell in enumerate(cells):
        head = context.columns[at] if aligned else ""
        if beside and DOSE_ALONE.fullmatch(head):
            continue
        of_doses = LARGEST_COLUMN.search(head) is not None
        capped = LIMIT_COLUMN.search(head) is not None and (of_doses or not of_dosing(head))
        if not cell or (of_dosing(head) and not of_doses):
            continue
        if not capped and not context.within:
            own = Context(scope=case if case != cell else None)
            for sentence in SENTENCES.split(cell):
                yield from block_limits(draft, block, sentence, own, within=False)
            continue
        before, behind = uses_around(cell) if capped and at else ("", "")
        uses = before or ("" if cells[0] else context.ahead.get(at, ""))
        context.ahead[at] = behind
        yield from caps_of_cell(draft, block, head, cell, " – ".join(filter(None, (case if case != cell else None, head if not capped else None, uses))), context)  # fmt: skip


def caps_of_cell(draft: Draft, block: Block, head: str, cell: str, scope: str, context: Context) -> Iterator[Limit]:
    """Yield the caps of one cell of a table of limits, for what its row and its column name."""
    of_doses = LARGEST_COLUMN.search(head) is not None
    by_limit = LIMIT_COLUMN.search(head) is not None and MAXIMUM.search(head) is None
    capped = LIMIT_COLUMN.search(head) is not None and (of_doses or not of_dosing(head))
    dispensed = not capped or PIECES.search(head) is not None
    for patients, cap in cases_in(cell):
        named = " – ".join(part for part in (scope or context.scope, patients) if part) or None
        billed = context.units or OF_UNITS.search(head) is not None
        yield from amounts(
            draft, block, cap, named, within=not of_doses or by_limit, dispensed=dispensed, billed=billed
        )
    yield from at_weeks(draft, block, cell, scope or context.scope)
    yield from doses(draft, block, cell, scope or context.scope, within=True, dispensed=dispensed)
    if of_doses and LARGEST.search(cell) is None:
        yield from largest_in(draft, block, head, cell, scope or context.scope)


DOSE_ALONE = Rule("rows.dose_alone", r"(?:usual |recommended |labeled |fda |approved )*(?:dos(?:es?|age)|regimens?|schedule)\W*", "Recommended dose", "Maximum dose", by="fullmatch")  # fmt: skip
"""The head of a column of doses: beside a column of limits they are what is given, and no cap."""
LABELED = 2
"""Cells of a row that is a label with its value."""


def largest_in(draft: Draft, block: Block, head: str, cell: str, scope: str | None) -> Iterator[Limit]:
    """Yield the doses of a cell whose head, or label, says that they are the largest; the time that the head names holds for those without one."""
    often = SAID_OFTEN.search(head)
    for match in IN_COLUMN.finditer(cell):
        found = largest(draft, block, match, scope)
        timed = (
            found.per_unit is not None or found.unit is None or found.unit.count("/") > 1 or found.unit.endswith("/day")
        )
        if often is None or timed:
            yield found
        elif often["often"].lower() == "daily":
            yield found.model_copy(update={"unit": f"{found.unit}/day"})
        else:
            yield found.model_copy(update={"per_value": 1.0, "per_unit": OFTEN[often["often"].lower()]})


LIMITS_LAST = Rule("rows.limits_last", r"\blimits?\W*$", "Dosage Form and Quantity Limit", "Limits on dosing")


PIECES = Rule("rows.pieces", r"\b(?:quantity|QLL?|dispensing|supply)\b", "Quantity limit", "Dose limit")
"""The head of a column of what is dispensed."""
MAXIMUM = Rule("rows.maximum", r"\bmax", "Maximum dose", "Dose limit")


def of_dosing(head: str) -> bool:
    """Return True if a column holds regimens: its head speaks of dosing, and does not come to limits in the end."""
    return DOSING.search(head) is not None and LIMITS_LAST.search(head) is None


def read_largest(draft: Draft, blocks: Sequence[Block]) -> list[Limit]:
    """Return the doses that tables of a dosing section state in a column of largest doses, each for its indication where a column names it.

    A row with fewer cells than the head stands beside cells that reach over several rows.
    """
    found = Found()
    columns: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    for block in blocks:
        cells = tuple(draft.reading.words(*cell) for cell in block.cells) if block.kind == "row" else ()
        if any(LARGEST_COLUMN.search(cell) and len(cell) < 60 for cell in cells):
            columns, above = cells, ()
            continue
        cells = (*above[: max(0, len(columns) - len(cells))], *cells) if above and cells else cells
        if not cells or len(columns) != len(cells):
            continue
        above = tuple(cell or before for cell, before in zip(cells, above or cells, strict=True))
        scope = next((above[at] for at, head in enumerate(columns) if INDICATIONS.match(head)), "") or above[0]
        for head, cell in zip(columns, cells, strict=True):
            for match in IN_COLUMN.finditer(cell) if LARGEST_COLUMN.search(head) else ():
                found.add(largest(draft, block, match, scope or None))
    return list(found.limits.values())


def is_limit_head(cells: Sequence[str]) -> bool:
    """Return True if a row is the head of a table with a column of limits."""
    return len(cells) > 1 and names_limits(cells) and not any(DIGIT.search(c) and (holds_rate(c) or BARE_NUMBER.fullmatch(c)) for c in cells)  # fmt: skip


def names_limits(heads: Sequence[str]) -> bool:
    """Return True if a head has a column of limits, or one of amounts and one of the times that they are for."""
    parted = any(SUPPLY.search(head) for head in heads) and any(is_amount(head) for head in heads if len(head) < 60)
    return parted or any(LIMIT_COLUMN.search(head) and len(head) < 60 for head in heads)


def holds_rate(cell: str) -> bool:
    """Return True if a cell states an amount for a time, number and all."""
    return any(match["count"] or match["glued"] or match["digits"] for match in RATE.finditer(cell))
