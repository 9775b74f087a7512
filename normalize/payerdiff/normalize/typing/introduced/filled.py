"""An item put into the place that the words above its list leave open: the item's expression, with all that those words say of it."""

from __future__ import annotations

from dataclasses import replace

from payerdiff.normalize.typing.building.builders import mapped
from payerdiff.normalize.typing.building.exits import with_exit, with_outcome
from payerdiff.normalize.typing.expression import Expression, Unknown, conditions_of, joined
from payerdiff.normalize.typing.introduced.fitting import OUTCOMES, tells_an_outcome
from payerdiff.normalize.typing.introduced.frame import Frame
from payerdiff.normalize.typing.tagging.tagger import tagged
from payerdiff.normalize.typing.tagging.tokens import Token

FOUND = frozenset(
    ("diagnosis", "disease_setting", "lab_value", "biomarker", "prior_therapy", "regimen", "pregnancy", "test")
)
"""Concepts of what is found in a patient, or was done: an item below `improvement in` names one, and asks that it changed."""


def cue_for(frame: Frame, text: str) -> tuple[Token, ...]:
    """Return what stands before an item: without the length that the words above the list name where the item names its own."""
    if any(t.tag == "DUR" for t in frame.said) and any(t.tag == "TIME" for t in tagged(text)):
        return tuple(t for t in frame.said if t.tag != "DUR")
    return frame.said


def filled(item: Expression, frame: Frame, text: str) -> Expression:
    """Return the expression of an item below words that say more of it than its cue does.

    What no rule knows of those words is an open part, which narrows the item or excepts from it: the item then is neither met nor failed
    by what is typed alone.
    """
    if frame.seen:
        return seen_in(item, frame.change, text)
    says_more = frame.each or frame.narrows or frame.widens
    if not says_more or not any(c.concept == "prior_therapy" for c in conditions_of(item)):
        return item
    own = tells_an_outcome(text)  # whether such an item may be left so too is not said
    item = item if own else narrowed(item, frame)
    more = [words for words in (frame.widens, frame.excepts if own else "") if words]
    return joined("any", [item, *(Unknown(words, item.start, item.start) for words in more)])


def narrowed(item: Expression, frame: Frame) -> Expression:
    """Return an item with what narrows it, and the outcomes by which it may be left: those nothing narrows (`at the highest dose, unless contraindicated`)."""
    if not frame.narrows:
        return with_exit(item, frame.each) if frame.each else item
    more = Unknown(frame.narrows, item.start, item.start)
    named = [c for c in conditions_of(item) if c.concept == "prior_therapy"]
    if frame.each and len(named) == 1:
        return joined("any", [joined("all", [item, more]), with_outcome(named[0], frame.each)])
    return joined("all", [with_exit(item, frame.each) if frame.each else item, more])


def seen_in(item: Expression, change: Expression | None, text: str) -> Expression:
    """Return an item that a response is seen in as that response (`improvement in any of: pain`), with what limits it left open.

    What the item names need not be there. One that says by itself what became of it keeps its own meaning, and one that denies stays open.
    """
    named = {c.concept for c in conditions_of(item)}
    if "response" in named:
        return item
    said = tagged(text)
    if change is None or any(t.tag in DENIES or t.tag in OUTCOMES for t in said):
        return Unknown("", item.start, item.end) if named & FOUND else item
    told = mapped(change, lambda c: replace(c, start=item.start, end=item.end))
    limited = any(t.tag in LIMITS for t in said)
    return joined("all", [told, Unknown("", item.start, item.end)]) if limited else told


DENIES = frozenset(("NOT", "NON", "NOR", "ABSENT", "DENIED_BEHIND", "UNLESS", "IF", "FORESEEN"))
LIMITS = frozenset(("NUM", "PERCENT", "C"))
"""Tags of what says how much of a change is asked for."""
