"""Access at a glance: a grid of payers and facts for each indication, each cell with its passage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from textwrap import shorten

from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.access.wording import QUESTIONS, Question, answer
from payerdiff.model.policy import Span
from payerdiff.templates.evidence import Exhibit

Cite = Callable[[str, Span], Exhibit]
"""Gives the exhibit of a policy's passage."""


@dataclass(frozen=True, slots=True)
class AccessCellView:
    """One cell: what a payer asks, in our words; one that is not decided leads to the payer's."""

    payer: str
    text: str
    decided: bool
    exhibit: Exhibit | None


@dataclass(frozen=True, slots=True)
class AccessRowView:
    """One fact for all payers."""

    title: str
    cells: tuple[AccessCellView, ...]


@dataclass(frozen=True, slots=True)
class AccessView:
    """The grid of one indication."""

    indication: str
    payers: tuple[str, ...]
    rows: tuple[AccessRowView, ...]


LONGEST = 110
"""Characters of an answer that a cell shows; the rest stands in the passage that it is linked to."""


def access_views(facts: Sequence[AccessFacts], names: Mapping[str, str], cite: Cite) -> tuple[AccessView, ...]:
    """Return the grids, in the order of the indications."""
    found = []
    for indication, group in groupby(facts, key=lambda one: one.indication):
        held = list(group)
        rows = tuple(
            AccessRowView(question.title, tuple(cell(question, one, names, cite) for one in held))
            for question in QUESTIONS
        )
        found.append(AccessView(indication, tuple(names[one.policy] for one in held), rows))
    return tuple(found)


def cell(question: Question, facts: AccessFacts, names: Mapping[str, str], cite: Cite) -> AccessCellView:
    """Return what one payer answers to one question."""
    said = answer(question, facts)
    exhibit = cite(facts.policy, said.evidence.span) if said.evidence else None
    text = shorten(said.text, LONGEST, placeholder=" …") if exhibit else said.text
    return AccessCellView(names[facts.policy], text, said.decided, exhibit)
