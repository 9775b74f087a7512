"""What a policy says of a fact outside its criteria: no criterion asks for it, and yet its silence would be no answer."""

from __future__ import annotations

from payerdiff.compare.access.evidence import quoted
from payerdiff.compare.access.request import Request
from payerdiff.model import concepts
from payerdiff.model.access.facts import AccessEvidence, AccessKey
from payerdiff.model.mention import LIMIT_ELSEWHERE, Mention
from payerdiff.model.policy import LedgerBlock, Span

OUTSIDE = ("boilerplate", "metadata", "unread")
"""The classes of words that are no criteria."""


def elsewhere(request: Request) -> dict[AccessKey, AccessEvidence]:
    """Return the first words beside the criteria on an age for the disease, on a tuberculosis test, and on a limit of quantity or dose."""
    found: dict[AccessKey, AccessEvidence] = {}
    for block in request.policy.ledger.blocks:
        for mention in block.mentions if block.cls in OUTSIDE else ():
            key = fact_of(mention, request)
            words = quoted(line_of(block, mention)) if key is not None and key not in found else None
            if key is not None and words is not None:
                found[key] = words
    return found


def fact_of(mention: Mention, request: Request) -> AccessKey | None:
    """Return the fact that a mention speaks of: an age is one of the disease that is named beside it."""
    if mention.concept == concepts.AGE and mention.subject is not None:
        return "age_min_years" if request.is_own(mention.subject) else None
    if mention.concept == LIMIT_ELSEWHERE:
        return "quantity_limit"
    return "tb_test_required" if (mention.concept, mention.subject) == ("test", "tuberculosis") else None


def line_of(block: LedgerBlock, mention: Mention) -> Span:
    """Return the line of a block in which a mention stands."""
    text = block.text or ""
    start = text.rfind("\n", 0, mention.start) + 1
    end = text.find("\n", mention.end)
    end = len(text) if end < 0 else end
    return Span(page=block.page, start=block.start + start, end=block.start + end, quote=text[start:end])
