"""Medicare contractors: table rows or lines such as `F (2 & 3) AK, WA, … Noridian` → Jurisdictions."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.model.policy import Jurisdiction
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Section

LINE = Rule(
    "jurisdictions.line",
    r"^(?P<j>[A-Z](?: \([\d &]+\))?|\d{1,2}|[A-Z] \(\d+ & \d+\))\s+(?P<s>(?:[A-Z]{2}\b(?: \([^)]*\))?,?\s*)+)(?P<c>.*)$",
    "F (2 & 3) AK, AZ, ID Noridian",
    "Noridian serves many states",
    exact=True,
)
STATES = Rule("jurisdictions.states", r"^(?:[A-Z]{2,4}\b(?: \([^)]*\))?,?\s*)+", "AK, AZ, ID", "Alaska", exact=True)
MEDICARE = Rule("jurisdictions.medicare", r"Medicare", "Medicare Coverage", "Commercial coverage")


def read_jurisdictions(draft: Draft, sections: Sequence[Section]) -> list[Jurisdiction]:
    """Return the contractors that a policy lists; text whose contractor stands on a later line keeps its states only."""
    found: list[Jurisdiction] = []
    for section in sections:
        if section.kind != "boilerplate" or not MEDICARE.search(section.title):
            continue
        for block in section.blocks:
            if block.kind == "row" and len(block.cells) >= 3:
                first, states, contractor = (draft.reading.words(*cell) for cell in block.cells[:3])
                if not STATES.match(states):
                    continue
            else:
                match = LINE.match(draft.reading.words(block.start, block.end))
                if not match:
                    continue
                first, states, contractor = match.group("j"), match.group("s"), match.group("c")
            draft.claim("metadata", block.start, block.end)
            found.append(
                Jurisdiction(
                    jurisdiction=first,
                    states=states.strip(),
                    contractor=contractor.strip(),
                    span=draft.span(block.start, block.end),
                )
            )
    return found
