"""Prior authorization books of Medicare Part D plans → records: a drug with the fields that CMS asks plans to publish.

Two shapes are told by their labels: lines with the label on the left and its value on the right (labels wrap, values go on below), and
a table with a column a field and a row a drug.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from payerdiff.ingest.reading.reading import Block, Reading
from payerdiff.normalize.head.printed import Cell, Row
from payerdiff.normalize.rules import Rule

FieldName = Literal[
    "name", "products", "indications", "off_label", "exclusion", "required", "age", "prescriber", "duration", "other", "part_b", "limit", "dates",
]  # fmt: skip
LABELS: tuple[tuple[FieldName, str], ...] = (
    ("name", r"prior authorization group(?: description)?|PA group|group"),
    ("products", r"drug names?(?:\(s\))?|products? affected|affected drugs?"),
    ("indications", r"PA indication indicator|indications?(?: indicator)?|covered uses?"),
    ("off_label", r"off[- ]?label(?: uses?)?"),
    ("exclusion", r"exclusion(?: criteria)?"),
    ("required", r"required(?: medical)?(?: information)?"),
    ("age", r"age(?: restrictions?)?"),
    ("prescriber", r"prescriber(?: restrictions?)?"),
    ("duration", r"coverage(?: duration)?"),
    ("other", r"other(?: criteria)?"),
    ("limit", r"(?:quantity|dose|dosing) limits?\W*$"),
    ("dates", r"(?:last )?(?:revision|review|effective|approval)(?: ?/ ?(?:revision|review))? dates?\W*$"),
    ("part_b", r"part b(?: prerequisite)?|prerequisite therapy(?: required)?"),
)
LABEL = {name: re.compile(rf"(?:{pattern})(?=\s|$)", re.IGNORECASE) for name, pattern in LABELS}
REST = Rule("records.rest", r"(?:criteria|medical(?: information)?|information|restrictions?|duration|uses?|prerequisite(?: therapy)?|therapy|required|details)(?=\s|$)", "Criteria", "Criterion", by="match")  # fmt: skip
"""What a label that wraps goes on with."""
SIGNS = frozenset({"exclusion", "required", "age", "prescriber", "duration"})
"""Fields that a record must label to be one."""
FEWEST = 4
MANY = 2
HEAD_OF_TABLE = Rule(
    "records.head_of_table", r"^(?:PA criteria\b\s*)?(?:criteria details|PA criteria)$", "PA Criteria", "Age"
)
EMPTY = Rule("records.empty", r"^(?:[-–—]|n/?a|none|null)?\W*$", "N/A", "None of these")


@dataclass(slots=True)
class Record:
    """One drug of a book: its name, and where the words of its fields stand in the reading."""

    start: int
    title: tuple[int, int] | None = None
    fields: dict[FieldName, list[tuple[int, int]]] = field(default_factory=dict)
    end: int = 0

    def add(self, name: FieldName, start: int, end: int) -> None:
        """Give a field further words."""
        self.fields.setdefault(name, [])
        if end > start:
            self.fields[name].append((start, end))

    @property
    def is_whole(self) -> bool:
        """True where enough of the fields are labelled that CMS asks for."""
        return len(SIGNS & self.fields.keys()) >= FEWEST


def records_of(reading: Reading, rows: Sequence[Row]) -> list[Record]:
    """Return the records of a book, none where a document is no book."""
    found = [record for record in table_records(reading) if record.is_whole]
    if len(found) < MANY:
        found = [record for record in labelled_records(reading, rows) if record.is_whole]
    if len(found) < MANY and not any(record.fields.keys() >= SIGNS for record in found):
        return []  # one record alone must have every label
    for record, following in pairwise(found):
        record.end = following.start
    found[0].start = 0
    found[-1].end = len(reading.text)
    return found


def table_records(reading: Reading) -> Iterator[Record]:
    """Yield the records of a table with a column a field; a row without a name goes on with the one above it."""
    columns: tuple[FieldName | None, ...] = ()
    current: Record | None = None
    for block in reading.blocks:
        if block.kind != "row":
            continue
        heads = tuple(field_of(reading.words(*cell)) for cell in block.cells)
        if len(SIGNS & set(heads)) >= FEWEST:
            columns = heads if heads[0] is not None else ("name", *heads[1:])
            continue
        if len(columns) != len(block.cells):
            continue
        named = block.cells[0][1] > block.cells[0][0] and reading.words(*block.cells[0]) != ""
        if named or current is None:
            if current is not None:
                yield current
            current = Record(block.start)
        take_row(current, block, columns)
    if current is not None:
        yield current


def field_of(words: str) -> FieldName | None:
    """Return the field that a column's head names."""
    return next((name for name, pattern in LABEL.items() if pattern.fullmatch(words.strip(" :"))), None)


def take_row(record: Record, block: Block, columns: Sequence[FieldName | None]) -> None:
    """Give a record the cells of a row."""
    for name, (low, high) in zip(columns, block.cells, strict=True):
        if name is not None:
            record.add(name, low, high)


def labelled_records(reading: Reading, rows: Sequence[Row]) -> Iterator[Record]:
    """Yield the records of lines with the label on the left."""
    current: Record | None = None
    name: FieldName | None = None
    edge: float | None = None
    for at, row in enumerate(rows):
        opened = opening(row, edge)
        if opened is None and (row.furniture or HEAD_OF_TABLE.match(row.text)):
            continue
        if opened is not None:
            name, begun = opened
            edge = row.cells[0].left if row.cells[0].left is not None else edge
            title = (
                title_above(rows, at)
                if name == "products" and (current is None or "products" in current.fields)
                else None
            )
            if name == "name" or title is not None:
                if current is not None:
                    drop_title(current, title)
                    yield current
                current = Record(title[0] if title else row.cells[0].start, title)
            if current is not None:
                current.add(name, begun, row.cells[0].end)
                add_cells(current, name, row.cells[1:])
            continue
        if current is None or name is None:
            continue
        add_cells(current, name, values_of(reading, row, edge))
    if current is not None:
        yield current


def opening(row: Row, edge: float | None) -> tuple[FieldName, int] | None:
    """Return the field whose label a row opens with, and where its value begins; labels stand in one column."""
    cell = row.cells[0]
    if edge is not None and cell.left is not None and abs(cell.left - edge) > 8:
        return None
    for name, pattern in LABEL.items():
        match = pattern.match(cell.text)
        if match and (name != "name" or match[0].lower() != "group") and cell.text[:1].isupper():
            rest = REST.match(cell.text, match.end() + 1) if match[0].lower() in ("required medical",) else None
            return name, offset_in(cell, rest.end() if rest else match.end())
    return None


def offset_in(cell: Cell, length: int) -> int:
    """Return where a cell goes on behind so many of its characters; between words it may be printed wider."""
    return cell.end if length >= len(cell.text) else cell.start + length


def values_of(reading: Reading, row: Row, edge: float | None) -> tuple[Cell, ...]:
    """Return the cells of a row that are values: not the rest of a label that wraps."""
    first, *others = row.cells
    at_edge = edge is None or first.left is None or abs(first.left - edge) < 8
    rest = REST.match(first.text) if at_edge else None
    if rest is None:
        return row.cells
    behind = Cell(offset_in(first, rest.end()), first.end, first.text[rest.end() :].strip(), first.row)
    return (behind, *others) if behind.text else tuple(others)


def add_cells(record: Record, name: FieldName, cells: Sequence[Cell]) -> None:
    """Give a field the words of cells."""
    for cell in cells:
        record.add(name, cell.start, cell.end)


PAGE_NUMBER = Rule("records.page_number", r"\d+", "12", "12 mg", exact=True, by="fullmatch")


def title_above(rows: Sequence[Row], at: int) -> tuple[int, int] | None:
    """Return the line above `Products Affected`, which names the record."""
    for row in reversed(rows[max(0, at - 3) : at]):
        if not PAGE_NUMBER.fullmatch(row.text) and (not row.furniture or row.size > rows[at].size):
            return row.cells[0].start, row.cells[-1].end
    return None


def drop_title(record: Record, title: tuple[int, int] | None) -> None:
    """Take the next record's name out of the last field of the one before it."""
    if title is None:
        return
    for places in record.fields.values():
        places[:] = [(low, high) for low, high in places if high <= title[0] or low >= title[1]]
