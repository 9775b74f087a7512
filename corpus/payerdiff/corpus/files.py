"""One file → all policies that it holds, with the corrections that lie beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from payerdiff.corpus.corrections import corrected, corrections_for
from payerdiff.ingest.document import Document
from payerdiff.ingest.reader import read_each
from payerdiff.ingest.reading.reading import ReadingName
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Finding, Policy
from payerdiff.normalize.normalizer import normalize, normalize_all


def read_all(path: Path, reading: ReadingName | None) -> Sequence[Policy | CodeReference]:
    """Read all policies of one file; a reading is asked of documents with tracked changes only.

    An archive gives those of each document that it holds. What of them holds no policy is a finding of the first one that does.
    """
    documents = read_each(path)
    if len(documents) == 1:
        return read_document_all(path, documents[0], asked(documents[0], reading))
    found: list[Policy | CodeReference] = []
    faults: list[PayerdiffError] = []
    for document in documents:
        try:
            found += normalize_all(document, asked(document, reading))
        except PayerdiffError as cause:
            faults.append(cause)
    if not found:
        raise faults[0]
    first = next((at for at, one in enumerate(found) if isinstance(one, Policy)), None)
    if first is not None and faults:
        found[first] = with_faults(found[first], faults)
    return found


def asked(document: Document, reading: ReadingName | None) -> ReadingName | None:
    """Return the reading that is asked of a document: none where it has no tracked changes."""
    return reading if document.is_redlined and reading != "published" else None


def with_faults(policy: Policy | CodeReference, faults: Sequence[PayerdiffError]) -> Policy | CodeReference:
    """Return a policy with a finding for each document beside it, in the same archive, that holds none."""
    if not isinstance(policy, Policy):
        return policy
    told = [Finding(severity="warning", code="part-unread", message=f"{one.document} holds no policy: {one.found}.") for one in faults]  # fmt: skip
    return policy.model_copy(update={"findings": [*policy.findings, *told]})


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
