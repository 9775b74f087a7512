"""Sentences that ask for something of every request, wherever in a document they stand: papers, counseling, where a service is given, other products first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from payerdiff.ingest.reading.reading import Block
from payerdiff.normalize.rules import Rule

PAPERS = r"(?:clinical documentation|chart notes|(?:medical|clinical) records)"
SENT_IN = (
    rf"{PAPERS}\b(?:\s*\([^)]*\))?[^.;:]{{0,80}}\b(?:must|shall|are to|is to) (?:all )?be (?:submitted|provided|sent)\b"
)
TO_SUPPORT = (
    r"\bmust (?:submit|provide|send)\s+(?:clinical )?documentation\b[^;:]{0,90}\bto\s+(?:support|show|confirm)\b"
)
COUNSELED = r"\bgenetic counsell?ing\b[^.;:]{0,40}\b(?:is|must be)\s+(?:required|provided|performed)\b"
PLACES = r"(?:facility|facilities|center|hospital|clinic|office)"
SERVICES = r"(?:surgery|procedures?|infusions?|treatment|testing)"
GIVEN_AT = rf"(?:the )?{SERVICES}\s+(?:is|are|must|should)\s+(?:to )?(?:take place|be (?:performed|given|done))\s+(?:at|in)\s+an?\s+(?:\w+\s+){{0,2}}{PLACES}\b"
PRODUCTS = r"(?:agents?|products?|drugs?|medications?|biologics?|antagonists?|inhibitors?)"
TRIALS = r"\b(?:requires?|needs?)\b[^.;:]{0,60}\b(?:failures?|trials?|history)\b"
OTHERS_FIRST = rf"non-?preferred\s+(?:[\w()/-]+\s+){{0,9}}?{PRODUCTS}\b[^.;]{{0,40}}{TRIALS}"
DEMAND = Rule("demands.demand", rf"(?:{SENT_IN}|{TO_SUPPORT}|{COUNSELED}|{GIVEN_AT}|{OTHERS_FIRST})", "Chart notes must be submitted", "Chart notes help reviewers")  # fmt: skip
OTHERS = Rule("demands.others", OTHERS_FIRST, "Non-preferred agents require a trial", "Preferred agents are listed")
"""What products that are not preferred require besides."""
STARTS = Rule("demands.starts", r"(?<=[a-z)\d][.])\s+(?=[A-Z])", "a year. Chart notes", "1.5 mg", exact=True)


def demands_apart(words: str, block: Block) -> Iterator[Block]:
    """Yield a paragraph in parts: sentences that ask for something of every request alone, and what stands before and behind them."""
    found = DEMAND.search(words)
    if found is None:
        yield block
        return
    cuts = [0, *(m.end() for m in STARTS.finditer(words)), len(words)]
    start = max(cut for cut in cuts if cut <= found.start())
    end = min(cut for cut in cuts if cut >= found.end())
    if start == 0 and end == len(words):
        yield block
        return
    if start > 0:
        yield replace(block, end=block.body + start)
    alone = replace(block, end=block.body + end)
    yield alone if start == 0 else replace(alone, start=block.body + start, body=block.body + start)
    if end < len(words):
        yield replace(block, start=block.body + end, body=block.body + end)
