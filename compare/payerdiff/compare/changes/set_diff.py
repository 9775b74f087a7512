"""Two versions of one criteria set side by side, and how a change between them is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from payerdiff.compare.changes.content_edits import Draft, Key, Path, Placed
from payerdiff.compare.changes.direction import OPPOSITE
from payerdiff.compare.changes.node_match import Pairing
from payerdiff.model.polarity import walk
from payerdiff.model.policy import CriteriaSet, Criterion, Direction, Kind, Span
from payerdiff.model.review import Sureness


@dataclass(frozen=True, slots=True)
class Sets:
    """Two criteria sets that are one, with their places among their policy's sets."""

    old: CriteriaSet
    new: CriteriaSet
    here: Path
    there: Path
    pairing: Pairing

    def claim(self, do: str, path: Path, field: str = "") -> Key:
        """Return the name of an edit at a path of the old tree (of the new one for `add`)."""
        return do, (*(self.there if do == "add" else self.here), 0, *path), field


def drawn(
    sets: Sets, op: str, kind: Kind, direction: Direction, old: Criterion | None, new: Criterion | None, *,
    texts: tuple[str, str], where: str, claims: set[Key], sure: Sureness = "certain", under: tuple[str, ...] = (),
) -> Draft:  # fmt: skip
    """Return a change within two sets."""
    either = new or old
    return Draft(
        op, kind, turned(direction, sets.new.phase), *texts, where, either.label if either else None, sets.new.phase, sets.new.indication,
        first_span(old) if old else None, first_span(new) if new else None, sure, under, frozenset(claims), old_places=placed(old), new_places=placed(new),
    )  # fmt: skip


def placed(node: Criterion | None) -> tuple[Placed, ...]:
    """Return where a branch was read, node by node."""
    return () if node is None else tuple((place.node.span, place.node.text) for place in walk(node) if place.node.span)


def place(node: Criterion, sets: Sets) -> str:
    """Say where a node stands."""
    label = node.label or next((c.label for c in node.children if c.label), None)
    return label or sets.new.indication or sets.new.phase


def turned(direction: Direction, phase: str) -> Direction:
    """Turn a direction round in an exclusion: what widens it narrows coverage."""
    return OPPOSITE[direction] if phase == "exclusion" else direction


def below(node: Criterion, path: Path) -> set[Path]:
    """Return the paths of a node and all below it."""
    return {(*path, *place.path) for place in walk(node)}


def first_span(node: Criterion) -> Span | None:
    """Return the first place that a tree was read at."""
    return next((place.node.span for place in walk(node) if place.node.span), None)


def spoken(node: Criterion) -> list[str]:
    """Return a branch in the payer's words, a line for each introduction and leaf; a first leaf that its introduction repeats is not said twice."""
    if not node.children:
        return [node.text] if node.text else []
    head = [node.text] if node.text else []
    lines = [line for child in node.children for line in spoken(child)]
    repeated = bool(head and lines) and head[0].startswith(lines[0])
    return head + lines[1 if repeated else 0 :]


def node_at(root: Criterion, path: Path) -> Criterion:
    """Return the node at a path."""
    for at in path:
        root = root.children[at]
    return root
