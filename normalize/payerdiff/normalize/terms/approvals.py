"""How long an authorization runs: one line or a list of lines → Approvals."""

from __future__ import annotations

import re

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Approval, Phase
from payerdiff.normalize.draft.ledger import Draft, Passage
from payerdiff.normalize.sections.headings import Section, plain_title
from payerdiff.normalize.typing.numbers import NUMBERS

APPROVAL_LINE = re.compile(
    r"^(?:(?:initial|renewal) duration|(?:(?:initial|renewal) )?(?:approval duration|length of (?:approval|authorization)|authorization duration|coverage duration|duration of approval))\b"
    r"|^(?:authori[sz]ation|approval|coverage) will be (?:issued|granted|approved|authori[sz]ed|provided) for\b",
    re.IGNORECASE,
)
NUMBER = r"(\d+|" + "|".join(NUMBERS) + r")"
PERIOD = re.compile(rf"\b{NUMBER}\s*(?:\(\d+\)\s*)?[\s-]*(day|week|month|year)s?\b", re.IGNORECASE)
CYCLES = re.compile(rf"\b(?:total of\s+)?{NUMBER}\s+(?:total\s+)?cycles?\b", re.IGNORECASE)
TOTAL_CYCLES = re.compile(rf"\btotal of\s+{NUMBER}\s+cycles?\b", re.IGNORECASE)
RENEWALS = re.compile(rf"\bmaximum of\s+{NUMBER}\s+(?:additional\s+)?(?:authorization|renewal)s?\b", re.IGNORECASE)
RENEWAL = re.compile(r"\b(?:renew(?:al|ed)|continued coverage|continuation|reauthorization)\b", re.IGNORECASE)


def count(word: str) -> int:
    """Return a whole number written in digits or words."""
    return int(NUMBERS.get(word.lower(), 0) or word)


def read_approval(draft: Draft, passage: Passage, phase: Phase, indication: str | None) -> Approval:
    """Return the approval that a line states; its value is null where it gives no number.

    Of `Duration of request or 6 months (whichever is less)` the number is the cap.
    """
    text = passage.text
    tail = re.split(r"[:]\s*", text, maxsplit=1)[-1] if APPROVAL_LINE.match(text) else text
    period = PERIOD.search(tail)
    total = TOTAL_CYCLES.search(tail) or CYCLES.search(tail)
    renewals = RENEWALS.search(tail)
    shown = text if period else tail.rstrip(" .;")
    return Approval(
        phase=phase,
        indication=indication,
        value=float(count(period.group(1))) if period else None,
        unit=period.group(2).lower() if period else None,
        text=re.sub(r"[;,]?\s*(?:or|and)?\s*$", "", shown),
        cycles=count(total.group(1)) if total else None,
        max_renewals=count(renewals.group(1)) if renewals else None,
        span=draft.span_of(passage),
    )


SAME = re.compile(r"^same as (?:above|initial)\b", re.IGNORECASE)


def same_again(draft: Draft, block: Block, phase: Phase, known: list[Approval]) -> list[Approval]:
    """Return the approvals known so far for another phase: `Same as above`."""
    span = draft.span(block.start, block.end)
    return [a.model_copy(update={"phase": phase, "text": draft.words(block), "span": span}) for a in known]


def read_authorization(draft: Draft, section: Section, known: list[Approval]) -> list[Approval]:
    """Return the approvals of a section on the length of authorization.

    Lines that close with a colon, or stand without a number, name the disease phase of the lines below them.
    """
    found: list[Approval] = []
    indication: str | None = None
    for block in section.blocks:
        if block.kind in ("row", "note"):
            continue
        words = draft.words(block)
        if not is_term(words):
            indication = title_of(block, words)
            continue
        renewal = RENEWAL.search(words.split("for a total")[0]) or re.search(
            r"\brenewal\b", section.title, re.IGNORECASE
        )
        phase: Phase = "renewal" if renewal else "initial"
        if SAME.match(words):
            found += same_again(draft, block, phase, known)
            continue
        found.append(read_approval(draft, draft.passage(block), phase, indication))
    return found


def is_term(words: str) -> bool:
    """Tell whether a line states a term rather than naming a phase."""
    return re.search(
        r"\b(?:coverage|authorization|approv\w+|valid\w*|renew\w*|granted|duration|same as)\b", words, re.IGNORECASE
    ) is not None and (
        PERIOD.search(words) is not None
        or SAME.match(words) is not None
        or re.search(r"\b(?:not be renewed|duration of)\b", words, re.IGNORECASE) is not None
    )


def title_of(block: Block, words: str) -> str | None:
    """Return the disease phase that a line names."""
    return plain_title(words).rstrip(":").strip() or None
