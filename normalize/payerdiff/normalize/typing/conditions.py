"""The door of this floor: a leaf's words → its typed conditions, how they join, and whether words of weight are left open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from payerdiff.model.policy import Meaning, OpenPart
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.building.builders import mapped
from payerdiff.normalize.typing.definitions import without_defined
from payerdiff.normalize.typing.expression import Condition, Expression, Group, Unknown, conditions_of, unknowns_of
from payerdiff.normalize.typing.grammar import parsed
from payerdiff.normalize.typing.introduced.filled import cue_for, filled
from payerdiff.normalize.typing.introduced.frame import Frame, framed
from payerdiff.normalize.typing.joining.causes import with_causes
from payerdiff.normalize.typing.leads import Lead, in_order
from payerdiff.normalize.typing.tagging.glossary import NOTHING, Glossary

MUST = Rule("conditions.must", r"\bmust be\b", "must be tested", "may be tested")
"""What makes a reference to a text that the policy does not contain a requirement, and no further way to be covered."""
ONE_IS_ENOUGH = Rule("conditions.one_is_enough", r"\b(?:one|any|either|1)\b", "either of these", "all of these")


@dataclass(frozen=True, slots=True)
class Typed:
    """What a leaf means: conditions in the order of their words; `meaning` is None where all of them must hold and nothing else is said."""

    conditions: tuple[Condition, ...] = ()
    meaning: Meaning | None = None
    partial: bool = False


OPAQUE = Typed()


def typed(text: str, leads: Sequence[Lead] = (), glossary: Glossary = NOTHING, defined: bool = False) -> Typed:
    """Return what a leaf means.

    `leads` are the words above it, nearest first: a list's introduction may say what its members stand for. `glossary` holds the
    abbreviations that its document spells out. `defined` tells that a list below defines what the leaf names.
    """
    expression = meaning_under(text, leads, glossary)
    expression = without_defined(expression) if expression and defined else expression
    found = sorted(dict.fromkeys(conditions_of(expression)), key=lambda c: (c.start, c.end)) if expression else []
    if expression is None or not found:
        return OPAQUE
    meaning = None if is_plain(expression) else meaning_of(expression, found, text)
    return Typed(tuple(found), meaning, any(True for _ in unknowns_of(expression)))


def meaning_under(text: str, leads: Sequence[Lead], glossary: Glossary = NOTHING) -> Expression | None:
    """Return the expression of a leaf under the words above it."""
    leads = [lead._replace(text=in_order(lead.text)) for lead in leads]
    frame = next((found for found in (framed(lead, glossary) for lead in leads) if found.said), Frame())
    one = bool(leads) and not leads[0].states and ONE_IS_ENOUGH.search(leads[0].text) is not None
    found = parsed(text, cue_for(frame, text), alternative=one, glossary=glossary)
    found = found and with_causes(filled(found, frame, text), text)
    role = "requires" if MUST.search(text) else "allows"
    return found and mapped(found, lambda c: replace(c, role=role) if c.concept == "support" else c)


def is_plain(expression: Expression) -> bool:
    """Return True if all conditions of an expression must hold and nothing else is said."""
    parts = expression.parts if isinstance(expression, Group) and expression.op == "all" else (expression,)
    return all(isinstance(part, Condition) for part in parts)


def meaning_of(part: Expression, known: Sequence[Condition], text: str) -> Meaning:
    """Return an expression as the schema writes it: indices of conditions, further expressions, and words that are not typed."""
    if not isinstance(part, Group):
        return Meaning(op="all", of=[index_of(part, known, text)])
    return Meaning(op=part.op, k=part.k, of=[index_of(p, known, text) for p in part.parts])


def index_of(part: Expression, known: Sequence[Condition], text: str) -> int | Meaning | OpenPart:
    """Return one part of an expression."""
    if isinstance(part, Condition):
        return known.index(part)
    if isinstance(part, Unknown):  # what stands nowhere in the leaf was said above its list
        words = text[part.start : part.end] if part.start < part.end else part.words
        return OpenPart(unknown=" ".join(words.split()))
    return meaning_of(part, known, text)
