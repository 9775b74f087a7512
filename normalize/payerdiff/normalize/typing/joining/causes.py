"""Therapies that a patient is on and that may have done the harm a criterion is about: exposure, and neither a step that was tried nor a partner of the drug."""

from __future__ import annotations

from dataclasses import replace

from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.building.builders import mapped
from payerdiff.normalize.typing.expression import Condition, Expression

IS = r"(?:(?:is|are|was|were|been|while|when|currently|still)\s+)+"
GOES_ON = r"(?:receiving|taking|on|treated with)"
RECEIVES = Rule(
    "causes.receives",
    rf"\b(?:{IS}{GOES_ON}|(?:recently|already)\s+received)(?:\s+(?:therapy|treatment)\s+with)?(?:\s+(?:an?|any|one|the))?\s*$",
    "has been receiving therapy with an ", "previously treated with a ",
)  # fmt: skip
"""How words tell that a therapy goes on, or came just before, and not how it ended."""


def with_causes(said: Expression, text: str) -> Expression:
    """Return what a leaf says with therapies that are known for the harm they do as exposure, where it is only told that they are taken.

    A class of which `harmful` is said in its data file is given for a cancer; what this leaf belongs to treats its harm. How such a therapy ended (`progressed on`)
    and that it must not be given beside the drug keep their meaning.
    """

    def cause(c: Condition) -> Condition:
        is_taken = c.concept == "regimen" and c.op == "with"
        was_taken = c.concept == "prior_therapy" and c.outcome == "tried" and c.duration is None
        if c.negated or c.count or not (is_taken or was_taken) or not all(is_harmful(v) for v in c.values):
            return c
        return exposure(c) if RECEIVES.search(text[: c.start].lower()) else c

    return mapped(said, cause)


def exposure(c: Condition) -> Condition:
    """Return that a patient has been given a therapy, whatever came of it."""
    return replace(c, concept="exposure", op="=" if isinstance(c.value, str) else "in", outcome=None)


def is_harmful(name: object) -> bool:
    """Return True if a class of therapies is known for harm that other drugs are given for."""
    return bool(lexicon.table("regimens").get(str(name), {}).get("harmful"))
