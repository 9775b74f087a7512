"""Which headings a block stands below: a heading ends those that are no more prominent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.looks import Look, alike, over, step_of


def hang(found: Sequence[Facts], heads: Sequence[bool]) -> None:
    """Give each block the headings that it stands below: a heading ends those that are no more prominent once text stood below them."""
    stack: list[Facts] = []
    nested: dict[int, Look] = {}
    filled = False
    for facts, opens in zip(found, heads, strict=True):
        if opens and filled:
            stack = standing(stack, facts, nested)
        past = next((at for at, head in enumerate(stack) if goes_past(head, facts)), len(stack))
        stack = stack[:past]
        facts.above = list(stack)
        if opens:
            if stack and not filled and facts.names:
                nested.setdefault(stack[-1].at, facts.look)
            stack.append(facts)
        filled = not opens


def goes_past(head: Facts, facts: Facts) -> bool:
    """Return True if an item is the next of the list that a heading is an item of, and so does not stand below it."""
    own, other = head.block.marker, facts.block.marker
    if not head.marked or not facts.marked or own is None or other is None:
        return False
    follows = {(style, ordinal + 1) for style, ordinal in own.places} & set(other.places)
    return bool(follows) and facts.block.indent < head.block.indent + step_of(facts.block)


def standing(stack: Sequence[Facts], new: Facts, nested: Mapping[int, Look]) -> list[Facts]:
    """Return the headings that go on to hold below a new one: those more prominent, and those that hold names which look like it."""
    stays = [over(head.look, new.look) or holds(head, new, nested) for head in stack]
    return [head for at, head in enumerate(stack) if stays[at]]


def holds(head: Facts, new: Facts, nested: Mapping[int, Look]) -> bool:
    """Return True if a heading opens a section of names, and a new heading is a name that looks like the first of them."""
    return head.at in nested and not head.names and new.names and alike(nested[head.at], new.look)
