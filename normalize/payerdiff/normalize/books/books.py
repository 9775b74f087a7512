"""Which kind of book a document is, told by its structure, and the policies that it holds."""

from __future__ import annotations

from payerdiff.ingest.reading.reading import Reading
from payerdiff.model.policy import Policy, Source
from payerdiff.normalize.books.drug_tables import entries_of, policy_of_entry
from payerdiff.normalize.books.record_policy import policy_of
from payerdiff.normalize.books.records import records_of
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.head.head import read_head
from payerdiff.normalize.head.printed import printed_rows


def book_of(reading: Reading, source: Source) -> list[Policy]:
    """Return the policies of a book, in its order; nothing where a document is none."""
    rows = printed_rows(reading)
    records = records_of(reading, rows)
    if records:
        draft = Draft(reading)
        head = read_head(draft)
        return [policy_of(draft, record, head, source) for record in records]
    entries = entries_of(rows, len(reading.text))
    if entries:
        draft = Draft(reading)
        head = read_head(draft)
        return [policy_of_entry(draft, entry, head, source) for entry in entries]
    return []
