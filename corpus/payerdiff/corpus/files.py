"""One file → all policies that it holds, with the corrections that lie beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from payerdiff.corpus.corrections import corrected, corrections_for
from payerdiff.ingest.document import Document
from payerdiff.ingest.reader import read_file
from payerdiff.ingest.reading.reading import ReadingName
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize, normalize_all


def read_all(path: Path, reading: ReadingName | None) -> Sequence[Policy | CodeReference]:
    """Read all policies of one file; a reading is asked of documents with tracked changes only."""
    document = read_file(path)
    return read_document_all(path, document, reading if document.is_redlined and reading != "published" else None)


def read_document_all(
    path: Path, document: Document, reading: ReadingName | None = None, template: str | None = None
) -> Sequence[Policy | CodeReference]:
    """Return all policies that a document holds, corrections applied where it holds one: a Part D book or a manual holds many."""
    found = normalize_all(document, reading, template)
    if len(found) > 1:
        return found
    return [corrected(one, corrections_for(path)) if isinstance(one, Policy) else one for one in found]


def read_document(
    path: Path, document: Document, reading: ReadingName | None = None, template: str | None = None
) -> Policy | CodeReference:
    """Return what a document says, with the corrections that lie beside it."""
    found = normalize(document, reading, template)
    return corrected(found, corrections_for(path)) if isinstance(found, Policy) else found
