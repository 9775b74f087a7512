"""Fields that are to be filled in, beside criteria in print: boxes to tick below a question, lines to write on."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.ingest.reading.marker import CHECK_BOXES
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.looks import VOID
from payerdiff.normalize.structure.blocks.roles import CRITERIAL, Role

EMPTY = CHECK_BOXES[0]
LINE = Rule("fields.line", r"_{4,}", "Reason: ____", "A_B")
LEADS_ON = Rule("fields.leads_on", r"\b(?:go(?:es)? (?:on )?to|proceed|continue to|approve[ds]?|den(?:y|ied)|refer|stop)\b", "☐ Yes: go to question 2", "☐ Yes ☐ No")  # fmt: skip
"""What an answer leads to: such questions are criteria themselves."""
SEVERAL = 2
"""Empty boxes in one line that make it a choice."""


def without_fields(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with what is to be filled in as no part of the criteria: a line to write on, a choice, a question above boxes and those boxes.

    Boxes alone are no fields: some payers print each criterion with one. They are where a question or another field stands beside them.
    """
    mended = list(roles)
    at = 0
    while at < len(found):
        end = at + 1
        while end < len(found) and is_box(found[end]):
            end += 1
        asked = found[at].words.rstrip().endswith("?") and end > at + 1
        if asked or is_blank(found[at]) or (end > at + 1 and any(map(is_blank, found[at + 1 : end]))):
            for one in found[at:end]:
                if mended[one.at] in CRITERIAL:
                    mended[one.at], one.heading = "boilerplate", False
            if at and mended[at - 1] in CRITERIAL and found[at - 1].heading and found[at - 1].closes == "colon":
                mended[at - 1] = "boilerplate"
        at = end
    return [
        "note" if role in CRITERIAL and VOID.search(facts.words) else role
        for facts, role in zip(found, mended, strict=True)
    ]


def is_box(facts: Facts) -> bool:
    """Return True for an item under an empty box."""
    marker = facts.block.marker
    return facts.marked and marker is not None and marker.text.strip() == EMPTY


def is_blank(facts: Facts) -> bool:
    """Return True for a line to write on, and for a line of several empty boxes."""
    if LEADS_ON.search(facts.words):
        return False
    return LINE.search(facts.words) is not None or facts.words.count(EMPTY) + is_box(facts) >= SEVERAL
