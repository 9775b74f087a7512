"""The door of this floor: a leaf's words → its typed conditions, how they join, and whether words of weight are left open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from payerdiff.model.policy import Meaning, OpenPart
from payerdiff.normalize.typing.expression import Condition, Expression, Group, Unknown, conditions_of, unknowns_of
from payerdiff.normalize.typing.grammar import cue_of, parsed


@dataclass(frozen=True, slots=True)
class Typed:
    """What a leaf means: conditions in the order of their words; `meaning` is None where all of them must hold and nothing else is said."""

    conditions: tuple[Condition, ...] = ()
    meaning: Meaning | None = None
    partial: bool = False


OPAQUE = Typed()


class Lead(NamedTuple):
    """The words above a list, and whether they refuse its items."""

    text: str
    refused: bool = False


def typed(text: str, leads: Sequence[Lead] = ()) -> Typed:
    """Return what a leaf means.

    `leads` are the words above it, nearest first: a list's introduction may say what its members stand for.
    """
    cue = next((found for found in (cue_of(*lead) for lead in leads) if found), ())
    expression = parsed(text, cue)
    if expression is None:
        return OPAQUE
    found = sorted(dict.fromkeys(conditions_of(expression)), key=lambda c: (c.start, c.end))
    if not found:
        return OPAQUE
    partial = any(True for _ in unknowns_of(expression))
    plain = isinstance(expression, Condition) or (isinstance(expression, Group) and expression.op == "all" and all(isinstance(p, Condition) for p in expression.parts))  # fmt: skip
    return Typed(tuple(found), None if plain else meaning_of(expression, found, text), partial)


def meaning_of(part: Expression, known: Sequence[Condition], text: str) -> Meaning:
    """Return an expression as the schema writes it: indices of conditions, further expressions, and words that are not typed."""
    if not isinstance(part, Group):
        return Meaning(op="all", of=[index_of(part, known, text)])
    return Meaning(op=part.op, k=part.k, of=[index_of(p, known, text) for p in part.parts])


def index_of(part: Expression, known: Sequence[Condition], text: str) -> int | Meaning | OpenPart:
    """Return one part of an expression."""
    if isinstance(part, Condition):
        return known.index(part)
    if isinstance(part, Unknown):
        return OpenPart(unknown=" ".join(text[part.start : part.end].split()))
    return meaning_of(part, known, text)
