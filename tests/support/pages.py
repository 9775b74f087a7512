"""Short policies of our own wording, set as a payer without a template might set them."""

from __future__ import annotations

from payerdiff.ingest.document import Document
from payerdiff.ingest.reader import read_bytes
from payerdiff.ingest.reading.reading import Reading, reading_names
from payerdiff.normalize.draft.ledger import Draft


def page(text: str, name: str = "page.txt") -> Document:
    """Return a document of plain text, or of HTML where the text is that."""
    return read_bytes(text.encode(), name)


def draft_of(text: str) -> Draft:
    """Return a policy in the making of a text."""
    document = page(text)
    return Draft(Reading(document, reading_names(document)[0]))


def table(*rows: tuple[str, ...]) -> str:
    """Return an HTML table."""
    return (
        "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "</table>"
    )
