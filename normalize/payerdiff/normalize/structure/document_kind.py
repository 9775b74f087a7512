"""Policy or not: decided by what a document holds. A drug or a service with criteria for its coverage is a policy, however short."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from payerdiff.ingest.reading.marker import CHECK_BOXES
from payerdiff.normalize import lexicon
from payerdiff.normalize.criteria.list_items import CONNECTOR_LINE
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.outline import Told

SPOKEN = frozenset({"grants", "rules", "needs"})
ENOUGH = 2
"""Criteria at least that make a policy."""
MANY = 12
"""Criteria that make a policy of what also looks like a form or a paper."""
HEAD = 6000
"""So much of a document is searched for what else it may be."""


def criteria_in(told: Sequence[Told]) -> int:
    """Return how many blocks state criteria; none where no block says that something is covered, or not, or what must be met."""
    stated = [one for one in told if one.role in ("criterion", "lead_in")]
    rules = any(one.facts.cues & {"grants", "rules"} for one in stated)
    asks = any("leads" in one.facts.cues for one in stated) or any(
        one.role == "section_head" and (one.facts.kind == "criteria" or one.facts.titled == "phase") for one in told
    )
    asks = asks or sum(CONNECTOR_LINE.match(one.facts.words) is not None for one in stated) >= ENOUGH
    headed = any(
        one.role == "section_head" and (one.facts.titled == "phase" or TITLED.search(one.facts.words)) for one in told
    )
    shown = SPOKEN | {"person"} if rules or headed else SPOKEN
    said = sum(bool(one.facts.cues & shown) or one.facts.closes in ("and", "or") for one in stated)
    return said if rules or asks else 0


def lays_down(told: Sequence[Told]) -> bool:
    """Return True if a document lays down coverage in print: a sentence that grants it leads over to items that ask for something, none of them to be ticked or answered.

    A form may have the criteria printed above its fields; its own questions are no criteria.
    """
    for at, one in enumerate(told):
        cues = one.facts.cues
        below = any(head.kind == "criteria" for head in one.facts.above[-1:])
        if one.role not in ("lead_in", "criterion") or "leads" not in cues or not (cues & {"grants", "rules"} or below):
            continue
        listed = list(takewhile(is_printed, told[at + 1 :]))
        if sum(bool(item.facts.cues & SPOKEN) for item in listed) >= ENOUGH:
            return True
    return False


def grants_a_list(told: Sequence[Told]) -> bool:
    """Return True if a sentence among the criteria that grants coverage leads over to printed items: they may name no more than diseases or times."""
    for at, one in enumerate(told):
        grants = {"grants", "leads"} <= one.facts.cues or (
            "grants" in one.facts.cues and one.facts.words.rstrip().endswith(":")
        )
        if one.role not in ("lead_in", "criterion") or not grants:
            continue
        if len(list(takewhile(is_printed, told[at + 1 :]))) >= ENOUGH:
            return True
    return False


ENDS = Rule("document_kind.ends", r"\b(?:coverage|request) (?:is )?not approved\b|\bdo not approve\b|\bapprove for\b|\bpass to RPh\b", "STOP: Coverage not approved", "Is it approved?")  # fmt: skip
"""Where an answer leads that decides a request."""
MANY_ENDS = 3


def decides(told: Sequence[Told]) -> int:
    """Return how many questions say which answer ends in a refusal or an approval: those of a form that decides are criteria."""
    return sum("?" in one.facts.words and ENDS.search(one.facts.words) is not None for one in told)


def is_printed(one: Told) -> bool:
    """Return True for a criterion that is an item of a list, and neither a box to tick nor a question."""
    marker = one.block.marker
    boxed = marker is not None and marker.text.strip() in CHECK_BOXES
    return one.role == "criterion" and one.facts.marked and not boxed and not one.facts.words.rstrip().endswith("?")


COVERED = r"(?:covered|medically necessary|approved|authori[sz]ed|reimbursed)"
FOR_WHOM = r"(?:when|if|only for|for (?:\w+ )?(?:patients|members|individuals|adults|children))"
LAID_DOWN = Rule(
    "document_kind.laid_down",
    rf"\b(?:is|are|(?:may|will|can) be) (?:considered )?{COVERED}\b[^.;:]{{0,80}}\b{FOR_WHOM}\b",
    "Madeupra is covered when the patient has asthma",
    "Benefits are covered under the plan",
)
"""A sentence that grants coverage and says for whom."""


def is_laid_down(told: Sequence[Told]) -> bool:
    """Return True if one sentence among the criteria says by itself what is covered, and of what patients."""
    return any(
        one.role in ("criterion", "lead_in")
        and {"needs", "person"} <= one.facts.cues
        and LAID_DOWN.search(one.facts.words) is not None
        for one in told
    )


def other_kinds(text: str) -> Iterator[tuple[str, str]]:
    """Yield what a document may be that is no policy: the kind's name, and how a refusal says it."""
    head = text[:HEAD]
    for name, held in lexicon.table("structure")["kinds"].items():
        seen = sum(re.search(sign, head, re.IGNORECASE | re.MULTILINE) is not None for sign in held["signs"])
        if seen >= held["least"]:
            yield name, held["message"]


NOWHERE = "the text holds no coverage policy (an index, an error page or something else)"


def why_no_policy(text: str, told: Sequence[Told], speaks_of_coverage: bool) -> str | None:
    """Return why a document is no policy, None where it is one.

    A form asks for so much that it looks like criteria: it takes many to make a policy of one. A text without any structure that could
    show criteria is judged by its words.
    """
    ends = decides(told)
    criteria = max(criteria_in(told), ends if ends >= MANY_ENDS else 0)
    if criteria >= MANY:
        return None
    enough = 1 if has_titled_criteria(told) else ENOUGH
    for name, message in other_kinds(text):
        if criteria < enough or (name == "form" and not lays_down(told) and ends < MANY_ENDS):
            return message
    return None if criteria >= enough or speaks_of_coverage or is_laid_down(told) or grants_a_list(told) else NOWHERE


def has_titled_criteria(told: Sequence[Told]) -> bool:
    """Return True if an item that asks for something stands below a heading that calls it a criterion: one is enough for a policy."""
    return any(
        one.role == "criterion" and one.facts.marked and "needs" in one.facts.cues and TITLED.search(head.words)
        for one in told for head in one.facts.above[-1:]
    )  # fmt: skip


TITLED = Rule("document_kind.titled", r"\bcriteria (?:for|of)\b|\b(?:coverage|approval|authori[sz]ation) criteria\b", "Criteria for coverage:", "Inclusion criteria")  # fmt: skip
