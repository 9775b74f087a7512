"""Tables of drugs and their criteria → one policy a drug: a column names drugs, a column says what each asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from payerdiff.model.policy import CriteriaSet, Criterion, Phase, Policy, Source
from payerdiff.normalize.books.field_sentences import sentences_of, with_general_renewals
from payerdiff.normalize.books.record_policy import claimed_tree, dates_of, drugs_of, limits_of
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import flow
from payerdiff.normalize.head.head import Head
from payerdiff.normalize.head.printed import Cell, Row
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.terms.authorizations import read_lengths
from payerdiff.normalize.typing.mentions import with_mentions

NAME = Rule("drug_tables.name", r"^(?:(?:brand|generic|drug|medication|agent|product)s?(?: ?/ ?class)?(?: names?)?|therapeutic class|drug class)\W*$", "Brand Names", "Plan names")  # fmt: skip
ASKS = Rule(
    "drug_tables.asks",
    r"^(?:(?:clinical|PA|prior authorization|approval|coverage|step therapy)\s*)*criteria\b.{0,80}$",
    "Prior Authorization Criteria",
    "Codes",
)
FEWEST, NEXT = 5, 12
SLACK = 12.0
"""Points by which a cell may stand left of its column's head."""


@dataclass(slots=True)
class Entry:
    """One drug of a table, and where its criteria stand."""

    start: int
    name: tuple[int, int]
    criteria: list[tuple[int, int]] = field(default_factory=list)
    end: int = 0
    head: int = -1
    """Where the head of its table begins: other columns of it may hold lengths and limits."""


def entries_of(rows: Sequence[Row], end: int) -> list[Entry]:
    """Return the drugs of a table of criteria, nothing where a document has no such table, or one of a few rows."""
    found = [entry for entry in read_rows(rows) if entry.criteria]
    if len(found) < FEWEST:
        return []
    for entry, following in pairwise(found):
        entry.end = following.start
    found[0].start = 0
    found[-1].end = end
    return found


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a table's column of names and its column of criteria begin: points, or numbers of columns without geometry."""

    name: float
    criteria: float

    def settled(self, rows: Sequence[Row]) -> Columns:
        """Return the columns as the rows below have them: a head may be centered over its column."""
        lefts = [(row.cells[0].left, row.cells[1].left) for row in rows if len(row.cells) == 2 and not row.furniture]
        told = [(name, criteria) for name, criteria in lefts if name is not None and criteria is not None]
        if not told:
            return self
        return Columns(min(self.name, *(name for name, _ in told)), min(self.criteria, *(right for _, right in told)))

    def place(self, cell: Cell, at: int) -> float:
        """Return where a cell stands, in the measure of the columns."""
        return cell.left if cell.left is not None else float(at)

    def is_criteria(self, cell: Cell, at: int) -> bool:
        """Return True if a cell stands in the column of criteria."""
        return self.place(cell, at) > self.criteria - SLACK * (cell.left is not None)

    def is_name(self, cell: Cell, at: int) -> bool:
        """Return True if a cell stands in the column of names."""
        return not self.is_criteria(cell, at) and self.place(cell, at) > self.name - SLACK * (cell.left is not None)


def columns_of(row: Row) -> Columns | None:
    """Return the columns that a table's head opens, None where a row is no such head."""
    names = [(at, cell) for at, cell in enumerate(row.cells) if NAME.match(cell.text)]
    asks = [(at, cell) for at, cell in enumerate(row.cells) if ASKS.match(cell.text)]
    if not names or not asks or names[-1][0] >= asks[-1][0]:
        return None
    (at, name), (other, criteria) = names[-1], asks[-1]
    left, right = (name.left, criteria.left)
    return Columns(left if left is not None else at - 0.5, right if right is not None else other - 0.5)


def read_rows(rows: Sequence[Row]) -> Iterator[Entry]:
    """Yield the entries of the tables that have the two columns; a row without a name goes on with the one above it."""
    columns: Columns | None = None
    current: Entry | None = None
    head = -1
    for at_row, row in enumerate(rows):
        opened = columns_of(row)
        if opened is not None:
            columns = opened.settled(rows[at_row + 1 : at_row + 1 + NEXT])
            head = row.cells[0].start
            continue
        if columns is None or row.furniture:
            continue
        names = [cell for at, cell in enumerate(row.cells) if columns.is_name(cell, at)]
        criteria = [(cell.start, cell.end) for at, cell in enumerate(row.cells) if columns.is_criteria(cell, at)]
        if names and criteria:
            if current is not None:
                yield current
            current = Entry(row.cells[0].start, (names[0].start, names[-1].end), head=head)
        if current is not None:
            current.criteria += criteria
    if current is not None:
        yield current


def policy_of_entry(draft: Draft, entry: Entry, head: Head, source: Source) -> Policy:
    """Return the policy that one row of a table holds."""
    name = draft.reading.words(*entry.name)
    draft.claim("metadata", *entry.name)
    groups: dict[tuple[Phase, str | None], list[Criterion]] = {}
    passage = flow(draft.reading.text, entry.criteria)
    if passage.text:
        for one in with_general_renewals(list(sentences_of(passage))):
            groups.setdefault((one.phase, one.use), []).append(claimed_tree(draft, one))
    sets = [
        CriteriaSet(
            id=f"{phase}-{number}",
            phase=phase,
            indication=use,
            root=Criterion(op="all", children=leaves, span=leaves[0].span),
            span=leaves[0].span,
        )
        for number, ((phase, use), leaves) in enumerate(groups.items(), 1)
    ]
    blocks = [b for b in draft.reading.blocks if entry.start <= b.start < entry.end or b.start <= entry.head < b.end]
    return Policy(
        payer=head.payer,
        title=name or None,
        benefit=head.benefit or "pharmacy",
        drugs=drugs_of(name, name),
        dates=dates_of(head),
        source=source,
        criteria=sets,
        approvals=read_lengths(draft, blocks),
        limits=limits_of(draft, blocks, sets),
        ledger=with_mentions(draft.ledger(entry.start, entry.end)),
    )
