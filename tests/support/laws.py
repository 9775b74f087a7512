"""Laws that every result of every document keeps."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from payerdiff.ingest.document import Document
from payerdiff.ingest.reading.reading import Reading
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.policy import Change, Policy, Span


def spans_of(value: object) -> Iterator[Span]:
    """Yield all spans of a result; a tracked change quotes both sides and is left out."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, Change):
        return
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from spans_of(getattr(value, name))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from spans_of(item)


def check_result(document: Document, result: Policy | CodeReference) -> None:
    """Hold a result against its document: the laws that hold for every file."""
    if isinstance(result, Policy):
        ids = [one.id for one in (*result.criteria, *result.exclusions)]
        assert len(set(ids)) == len(ids), "two sets have one id"
    ledger = result.ledger
    assert (
        ledger.criteria + ledger.metadata + ledger.boilerplate + ledger.furniture + ledger.unread == ledger.characters
    )
    assert ledger.characters + ledger.left_out == len(document.text)
    reading = Reading(document, result.source.reading)
    findings = {id(f.span) for f in result.findings}
    for span in spans_of(result):
        if id(span) in findings:
            continue  # a finding on marks quotes the document, both sides
        assert reading.text[reading.view(span.start) : reading.view(span.end)] == span.quote
