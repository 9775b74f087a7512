"""A change before it has its number."""

from __future__ import annotations

from dataclasses import dataclass

from payerdiff.compare.changes.content_edits import Path
from payerdiff.model.policy import Direction, Kind, Phase, Span
from payerdiff.model.review import Sureness

Key = tuple[str, Path, str]
"""What names an edit: `remove`, `move` and `set` by the old path (and field), `add` by the new one."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A change before it has its number, with the edits that it stands for."""

    op: str
    kind: Kind
    direction: Direction
    before: str
    after: str
    where: str
    label: str | None
    phase: Phase
    indication: str | None
    old_span: Span | None
    new_span: Span | None
    sure: Sureness = "certain"
    under: tuple[str, ...] = ()
    claims: frozenset[Key] = frozenset()
    whole: bool = False
    """True for an indication that came or went as a whole."""
