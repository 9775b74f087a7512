"""Medicare contractors: table rows or lines such as `F (2 & 3) AK, WA, … Noridian` → Jurisdictions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from payerdiff.model.policy import Jurisdiction
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.sections.headings import Section

LINE = re.compile(
    r"^(?P<j>[A-Z](?: \([\d &]+\))?|\d{1,2}|[A-Z] \(\d+ & \d+\))\s+(?P<s>(?:[A-Z]{2}\b(?: \([^)]*\))?,?\s*)+)(?P<c>.*)$"
)
STATES = re.compile(r"^(?:[A-Z]{2,4}\b(?: \([^)]*\))?,?\s*)+")


def read_jurisdictions(draft: Draft, sections: Sequence[Section]) -> list[Jurisdiction]:
    """Return the contractors that a policy lists; text whose contractor stands on a later line keeps its states only."""
    found: list[Jurisdiction] = []
    for section in sections:
        if section.kind != "boilerplate" or not re.search(r"Medicare", section.title, re.IGNORECASE):
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
