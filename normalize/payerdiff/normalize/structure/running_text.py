"""Roles in a text whose line breaks were lost: the titles between its parts are gone, so that only what lays down coverage, and its list, are criteria."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.outline.list_ends import RULE
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.roles import CRITERIAL, Role

SAYS_NOTHING_ELSE: frozenset[Role] = frozenset({"criterion", "lead_in", "note", "approval"})
"""Roles that a sentence has only by the heading above it."""
LEADS_OVER = Rule("running_text.leads_over", r"\b(?:following|met|any of|all of|either|both)\b[^.:;]*:\W*$", "if all of the following are met:", "Effective date:")  # fmt: skip
APPROPRIATE = Rule(
    "running_text.appropriate", r"\bmedically appropriate\b", "is medically appropriate if", "is appropriate"
)
NEXT_ITEM = Rule(
    "running_text.next_item",
    r"(?:when|if|in the|to (?!aid)|(?:the )?(?:individual|member|patient)s?|there is|documentation)\b",
    "When there is no tissue",
    "Liquid biopsies are used",
    by="match",
)
"""How an item begins where the one before it closed with a full stop."""


def in_running_text(draft: Draft, found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles; in a text whose line breaks were lost, a sentence is a criterion where it lays down coverage, or stands in the list of one that does."""
    if not any(remark.code == "lines-lost" for remark in draft.reading.document.remarks):
        return list(roles)
    mended = list(roles)
    listed = False
    for at, facts in enumerate(found):
        before = found[at - 1] if at else None
        told = facts.block.kind == "heading" or tells(facts)
        if not told and lays_down(facts):
            listed = LEADS_OVER.search(facts.words) is not None
            mended[at] = mended[at] if mended[at] in CRITERIAL else "criterion"
        elif not told and listed and before is not None and goes_on(before, facts):
            mended[at] = "criterion"
        else:
            listed = False
            mended[at] = "description" if mended[at] in SAYS_NOTHING_ELSE else mended[at]
    return mended


def tells(facts: Facts) -> bool:
    """Return True for a sentence that tells of sources, or of studies without a verdict on coverage."""
    return "reference" in facts.cues or ("study" in facts.cues and RULE.search(facts.words) is None)


def lays_down(facts: Facts) -> bool:
    """Return True for a sentence that lays down coverage, or leads over to a list of what is asked for it."""
    if RULE.search(facts.words):
        return True
    ruled = bool(facts.cues & {"grants", "rules", "refuses"}) or APPROPRIATE.search(facts.words) is not None
    return ruled and LEADS_OVER.search(facts.words) is not None


def goes_on(before: Facts, facts: Facts) -> bool:
    """Return True if a line is the next item of a list: behind the lead, behind an item that is joined to it, or by how it begins."""
    return before.closes in ("colon", "and", "or", "semicolon") or NEXT_ITEM.match(facts.words) is not None
