"""What a plan says of itself among criteria: under which benefit a drug is paid, that doses are rounded, that samples count for nothing, how long an approval is, and why it may be shorter."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.looks import step_of
from payerdiff.normalize.structure.blocks.roles import CRITERIAL, Role

PAID = r"\b(?:falls?|is|are|be|covered|processed|billed|obtained|available)\b[^.;:]{0,30}\bunder (?:the |their |a |an )?[\w ()/-]{0,40}\bbenefit\b"
ROUNDED = (
    r"\b(?:requests?|doses?|orders?) (?:may|will|can) be (?:\w+ ){0,2}rounded\b|\b(?:plan|payer) (?:will|may) round\b"
)
SAMPLED = r"\bplans? (?:does|do|will) not (?:recognize|accept|count|consider)\b[^.;]{0,30}\bsamples?\b[^.;]*"
LISTED = r"^\W*(?:please )?(?:see|refer to) (?:the )?[\w ()/-]{0,50}\bformular(?:y|ies)\b(?: for (?:coverage|tier|benefit)[\w ]{0,30})?\W*$"
OF_THE_PLAN = Rule(
    "plan_terms.of_the_plan",
    rf"{PAID}|{ROUNDED}|{SAMPLED}|{LISTED}",
    "Infused forms fall under the medical benefit.",
    "Member is under the care of a specialist",
)
"""What holds for every request alike, and asks nothing of a patient."""
ASKED = Rule("plan_terms.asked", r"\b(?:must|criteria|trial|tried|fail\w*|if|when|unless|only|not covered|diagnosis|age)\b", "covered if", "covered")  # fmt: skip
REQUEST = r"(?:initial|re-?approval|renewal|re-?authori[sz]ation|continuation|continued|subsequent)(?: (?:approval|authori[sz]ation|request|therapy)s?)?"
SO_LONG = (
    r"(?:\d+|one|two|three|four|six|nine|twelve|twenty[- ]four)(?: \(\d+\))?[ -](?:day|week|month|year)s?(?: period)?"
)
TERM = Rule("plan_terms.term", rf"\W*{REQUEST}\s*(?::|\s[–—-])\s*(?:up to )?{SO_LONG}\W*", "Initial: six months.", "Initial: six months if", by="fullmatch")  # fmt: skip
"""A request and its length of approval, and nothing else."""

SHORTER = r"\b(?:approvals?|authori[sz]ations?|coverage|renewals?)\b[^.;:]{0,40}\b(?:(?:may|can|could|might) be|(?:is|are)) (?:\w+ ){0,2}"
SHORTENED = Rule(
    "plan_terms.shortened",
    rf"{SHORTER}(?:limited|shortened|reduced|shorter)\b[^.;:]{{0,60}}\b(?:reasons?|circumstances|situations|cases)\b[^.;:]{{0,30}}:\W*$",
    "Renewals may be limited to 2 months for these reasons:",
    "Approvals may be limited to patients for whom all of these hold:",
)
"""What leads to the reasons for which an approval is shorter than usual: they happen, and nobody is asked for one."""


def told_of_plans(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with what a plan says of itself among criteria as notes, and lengths of approval alone as these."""
    mended = list(roles)
    for facts in found:
        if SHORTENED.search(facts.words) is not None:
            mended = with_reasons(found, facts, mended)
        if mended[facts.at] not in CRITERIAL or facts.closes in ("and", "or", "colon"):
            continue
        below = found[facts.at + 1] if facts.opens else None
        if below is not None and not says_of_plan(below):
            continue
        if TERM.fullmatch(facts.words):
            mended[facts.at], facts.heading = "approval", False
        elif says_of_plan(facts):
            mended[facts.at], facts.heading, facts.titled = "note", False, None  # what stands around it is one section
    return mended


def with_reasons(found: Sequence[Facts], lead: Facts, roles: Sequence[Role]) -> list[Role]:
    """Return roles, with the items below words on a shorter approval as notes: those that stand deeper, or all marks of one kind."""
    mended = list(roles)
    first: Facts | None = None
    for facts in found[lead.at + 1 :]:
        if not facts.marked or facts.closes == "colon" or (lead.marked and facts.block.indent <= lead.block.indent):
            break
        if first is not None and facts.block.indent < first.block.indent - step_of(facts.block):
            break
        first = first or facts
        mended[facts.at], facts.heading, facts.titled = "note", False, None
    if first is not None:
        mended[lead.at], lead.heading, lead.titled = "approval", False, None
    return mended


def says_of_plan(facts: Facts) -> bool:
    """Return True for words that say something of the plan, and beside that nothing that may be asked of a patient."""
    return OF_THE_PLAN.search(facts.words) is not None and not ASKED.search(OF_THE_PLAN.sub("", facts.words))
