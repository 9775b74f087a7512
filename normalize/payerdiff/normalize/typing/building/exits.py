"""How a therapy ends otherwise than asked, and so leaves the criterion: `failure of A or B, unless contraindicated`."""

from __future__ import annotations

from dataclasses import replace

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.building.builders import mapped
from payerdiff.normalize.typing.expression import Condition, Expression, Unknown, conditions_of, joined

TO_ALL = Rule("exits.to_all", r"\b(?:all|both|each|every)\b", "contraindication to both", "contraindication to it")


def with_outcome(expression: Expression, outcome: str) -> Expression:
    """Return an expression with another outcome of the therapies that it names; a drug given along may end in one too."""

    def ended(c: Condition) -> Condition:
        if c.concept == "regimen" and c.op == "with":
            return replace(c, concept="prior_therapy", op="in" if isinstance(c.value, tuple) else "=", outcome=outcome)
        return replace(c, outcome=outcome, duration=None) if c.concept == "prior_therapy" else c

    return mapped(expression, ended)


def with_exit(expression: Expression, outcome: str) -> Expression:
    """Return an expression that each therapy in it may leave by another outcome: `failure of A and B, unless contraindicated`."""
    named = [c for c in conditions_of(expression) if with_outcome(c, outcome) != c]
    if not named:  # what ends so is for a reader
        open_part = Unknown("", expression.start, expression.end)
        return joined("all", [expression, open_part]) if any(conditions_of(expression)) else open_part
    if len(named) == 1:
        return joined("any", [expression, ended_for_all(named[0], outcome)])
    return mapped(expression, lambda c: joined("any", [c, with_outcome(c, outcome)]) if c in named else c)


def ended_for_all(condition: Expression, outcome: str) -> Expression:
    """Return the exit from a therapy; where one of several is asked for, who cannot take one of them has the others left: it is from all of them."""
    if not isinstance(condition, Condition) or len(condition.values) == 1 or condition.op != "in":
        return with_outcome(condition, outcome)
    return joined("all", [with_outcome(replace(condition, op="=", value=v, count=None), outcome) for v in condition.values])  # fmt: skip
