"""Lines that are nothing but products: which drugs a document is about, or which ones a payer prefers. They ask for nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from payerdiff.ingest.reading.reading import Block
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.head.products import density, drugs_in
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.roles import CRITERIAL, Role

DENSE = 0.9
"""The share of a line's letters that names of products make up at least."""
SEVERAL = 3
"""Drugs at least of a list of products."""
ASKING = frozenset(("leads", "needs", "person"))
"""Signs of words that a list of products may answer: `failure of one of the following:`."""
LABEL = Rule("product_runs.label", r"^\W*(?:(?:non-? ?)?preferred|targeted|covered|formulary)\s+(?:agents?|drugs?|products?|medications?|brands?)(?:\(s\))?\W*$", "Preferred Agents:", "Preferred agents require a trial", by="match")  # fmt: skip
"""What stands above a list of products as its name."""


@lru_cache(maxsize=4_096)
def names_only(words: str) -> bool:
    """Return True if words are nothing but names of products.

    >>> names_only("HADLIMA, ENBREL, OTEZLA"), names_only("Stelara (ustekinumab) [≥ 6 years old]"), names_only("Failure of Enbrel")
    (True, True, False)
    """
    return density(words) >= DENSE


def told_by_products(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with lines that only list several products, and the label above them, as description: they head nothing.

    Products that answer a question above them (`failure of one of these:`) are its items.
    """
    mended = list(roles)
    for run in runs_of(found):
        first, last = run[0].at, run[-1].at
        before = found[first - 1] if first else None
        asked = before is not None and before.closes in ("colon", "") and before.cues & ASKING
        drugs = {hit.canonical for facts in run for hit in drugs_in(facts.words)}
        if asked or len(drugs) < SEVERAL or all(mended[facts.at] not in CRITERIAL for facts in run):
            continue
        if before is not None and LABEL.match(before.words):
            first -= 1
        for facts in found[first : last + 1]:
            if mended[facts.at] in CRITERIAL:
                mended[facts.at], facts.heading = "description", False
    return mended


def runs_of(found: Sequence[Facts]) -> Iterator[list[Facts]]:
    """Yield the lines without a list's sign that stand together and name products alone."""
    run: list[Facts] = []
    for facts in found:
        if facts.block.kind in ("paragraph", "heading") and not facts.marked and names_only(facts.words):
            run.append(facts)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


SUBJECTLESS = Rule("product_runs.subjectless", r"^(?:requires?|needs?|must)\b", "Require failure of one drug", "Required documents", by="match")  # fmt: skip
"""How a sentence begins that has its subject in the label above it."""
SUBJECT = Rule("product_runs.subject", r"^\W*(?:(?:non-? ?)?preferred|targeted|step \d)\b[^.;]{0,90}:\s*$", "Non-Preferred agents:", "Preferred agents are covered.", by="match")  # fmt: skip


def with_subjects(draft: Draft, blocks: Sequence[Block]) -> list[Block]:
    """Return blocks of which one that names products (`Non-preferred agents:`) and a sentence below it that lacks a subject are one."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        plain = last is not None and {last.kind, block.kind} <= {"paragraph", "heading"}
        if last is not None and plain and SUBJECTLESS.match(draft.words(block)) and SUBJECT.match(draft.words(last)):
            joined[-1] = replace(last, end=block.end, kind="paragraph", level=0, bold=False)
        else:
            joined.append(block)
    return joined
