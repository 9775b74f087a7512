"""What the label of each product names as its uses, listed before the criteria: it tells what was approved elsewhere, and asks for nothing."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.roles import CRITERIAL, Role

LABEL_USES = Rule("label_uses.label_uses", r"\W*(?:(?:US )?FDA[- ])(?:approved|labell?ed) (?:uses?|indications?)(?: of use)?\W*$", "FDA Approved Use:", "FDA-approved indications are covered when:", by="match")  # fmt: skip
RULING = frozenset({"grants", "rules", "refuses"})
"""Signs of words that rule on a request: a label speaks of patients, and of no request."""


def told_by_labels(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with the products and uses below a heading of the label's uses as description, where criteria of the document's own stand under a heading further down.

    A list of which an item rules on requests, or with no criteria behind it, may be what the payer covers: it stays as it was read.
    """
    mended = list(roles)
    for head in found:
        if not (head.heading and LABEL_USES.match(head.words)):
            continue
        below = [facts for facts in found if head in facts.above]
        if not below or any(facts.cues & RULING for facts in below) or not criteria_behind(found, roles, below[-1].at):
            continue
        for facts in (head, *below):
            if mended[facts.at] in CRITERIAL:
                mended[facts.at] = "description"
    return mended


def criteria_behind(found: Sequence[Facts], roles: Sequence[Role], at: int) -> bool:
    """Return True if behind a place a heading of criteria stands, with criteria that ask something of a member below it."""
    asking = (facts for facts in found[at + 1 :] if roles[facts.at] == "criterion" and "person" in facts.cues)
    return any(head.heading and head.kind == "criteria" for facts in asking for head in facts.above)
