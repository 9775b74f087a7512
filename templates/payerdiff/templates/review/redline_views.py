"""Redline → what the tree of both versions shows: words that stay, go and come; runs of unchanged criteria folded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from payerdiff.model.review import RedlineNode, RedlineSet
from payerdiff.templates.words import PHASES

JOINTS = {"all": "all of", "any": "any of", "none": "none of", "if": "if … then", "never": "never", "leaf": ""}
FOLD = 2
"""Unchanged items in a row that are folded."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: `same`, `gone` or `come`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What a change comes to, beside the place where it was made."""

    id: str
    sign: str = ""
    words: str = ""
    """Direction, and that the log does not tell it; empty for a change that asks nothing else of a patient."""
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Twig:
    """A node of the tree, or a fold: `folded` unchanged criteria under a sentence that counts them."""

    label: str
    joint: str
    pieces: tuple[Piece, ...]
    note: str
    changes: tuple[Mark, ...]
    items: tuple[Twig, ...]
    folded: int = 0


@dataclass(frozen=True, slots=True)
class TreeView:
    """The criteria of one phase and indication."""

    title: str
    place: tuple[str, str | None]
    """Phase and indication."""
    state: str
    root: Twig


def pieces_of(before: str, after: str) -> tuple[Piece, ...]:
    """Return a change as runs of words that stay, go and come.

    >>> [(p.kind, p.text) for p in pieces_of("at least 18 years", "at least 15 years")]
    [('same', 'at least'), ('gone', '18'), ('come', '15'), ('same', 'years')]
    """
    left, right = re.findall(r"\S+", before), re.findall(r"\S+", after)
    found = []
    for op, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if op == "equal":
            found.append(Piece("same", " ".join(left[a:b])))
            continue
        if b > a:
            found.append(Piece("gone", " ".join(left[a:b])))
        if d > c:
            found.append(Piece("come", " ".join(right[c:d])))
    return tuple(found)


def tree_view(criteria: RedlineSet, marks: Mapping[str, Mark]) -> TreeView:
    """Return the tree of one set with what its changes come to."""
    phase = PHASES[criteria.phase]
    title = f"{criteria.indication}: {phase.lower()}" if criteria.indication else phase
    return TreeView(title, (criteria.phase, criteria.indication), criteria.state, twig(criteria.root, marks))


def twig(node: RedlineNode, marks: Mapping[str, Mark]) -> Twig:
    """Return a node with its items; a condition that its own first item repeats is shown once,
    and a group without words of its own leaves a change to the items that tell it.
    """
    items = node.children
    words = (node.before, node.after)
    if items and repeats(items[0], node):
        words, items = ("", ""), items
    own = [name for name in node.changes if any(words) or not any(tells(item, name) for item in items)]
    joint = f"at least {node.k} of" if node.op == "at_least" else JOINTS[node.op]
    note = {"moved": "moved", "inserted": "", "deleted": "", "changed": "", "same": ""}[node.state]
    return Twig(
        label=node.label or "",
        joint=joint if items else "",
        pieces=pieces_of(*words) if node.state != "same" else pieces_of(words[1], words[1]),
        note=note,
        changes=tuple(marks.get(name, Mark(name)) for name in own),
        items=tuple(folded(items, marks)),
    )


def tells(node: RedlineNode, name: str) -> bool:
    """Return True if a change is told at a node or below it."""
    return name in node.changes or any(tells(child, name) for child in node.children)


def repeats(first: RedlineNode, node: RedlineNode) -> bool:
    """Return True if a group's words open with those of its first item."""
    return (
        not first.children
        and bool(first.after or first.before)
        and (node.after.startswith(first.after) and node.before.startswith(first.before))
    )


def folded(items: list[RedlineNode], marks: Mapping[str, Mark]) -> list[Twig]:
    """Return the items with every run of unchanged ones under one fold."""
    found: list[Twig] = []
    run: list[RedlineNode] = []

    def close() -> None:
        if len(run) >= FOLD:
            count = sum(map(leaves, run))
            found.append(Twig("", "", (), "", (), tuple(twig(x, marks) for x in run), count))
        else:
            found.extend(twig(x, marks) for x in run)
        run.clear()

    for item in items:
        if is_same(item):
            run.append(item)
            continue
        close()
        found.append(twig(item, marks))
    close()
    return found


def is_same(node: RedlineNode) -> bool:
    """Return True if nothing in a branch changed."""
    return node.state == "same" and not node.changes and all(map(is_same, node.children))


def leaves(node: RedlineNode) -> int:
    """Return how many criteria a branch holds."""
    return sum(map(leaves, node.children)) if node.children else 1
