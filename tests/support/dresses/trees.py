"""Criteria as plain trees, without brackets that say nothing: what was written, and what was read."""

from __future__ import annotations

from dresses.rows import Part

from payerdiff.model.policy import Criterion

Tree = str | tuple[str, int | None, tuple["Tree", ...]]


def flat(op: str, k: int | None, parts: list[Tree]) -> Tree:
    """Return a tree without brackets that say nothing: one part alone, or a list within a list of its own kind."""
    held: list[Tree] = []
    for part in parts:
        held += part[2] if isinstance(part, tuple) and part[0] == op in ("all", "any") else [part]
    return held[0] if len(held) == 1 and op in ("all", "any") else (op, k, tuple(held))


def meant(part: Part) -> Tree:
    """Return the tree that the policy was written as."""
    return flat(part.op or "", part.k, [meant(one) for one in part.parts]) if part.parts else part.words


def read(node: Criterion) -> Tree:
    """Return the tree that was read."""
    return flat(node.op, node.k, [read(one) for one in node.children]) if node.children else node.text.rstrip(" .")
