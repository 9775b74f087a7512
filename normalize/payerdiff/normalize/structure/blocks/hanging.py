"""Which headings a block stands below: a heading ends those that are no more prominent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.looks import SHIFT, Look, alike, over, step_of

Repeated = dict[int, frozenset[str]]
"""The headings of uses, by their place, with the requests that were named below the use before."""
Nested = dict[int, Look]
"""The headings that are parted into others, by their place, with the look of the first of those."""


NONE: Mapping[int, tuple[int, ...]] = MappingProxyType({})


def hang(found: Sequence[Facts], heads: Sequence[bool], table: Mapping[int, tuple[int, ...]] = NONE) -> None:
    """Give each block the headings that it stands below: a heading ends those that are no more prominent once text stood below them.

    The heads of a table's columns and the labels of its rows stand above what `table` names by its start, and above nothing else.
    """
    stack: list[Facts] = []
    nested: Nested = {}
    repeated: Repeated = {}
    order = [one for one, opens in zip(found, heads, strict=True) if opens]
    filled, timed = False, False
    starts = {start for held in table.values() for start in held}
    in_table = {one.block.start: one for one in found if one.block.start in starts}
    for facts, opens in zip(found, heads, strict=True):
        row = table.get(facts.block.start, ())
        beside = [in_table[start] for start in row if start in in_table]
        stack = [head for head in stack if table.get(head.block.start, row) == row]  # a cell's headings end with it
        if facts.block.start in in_table:
            facts.above = [*stack, *beside]
            continue
        if opens and filled and not (timed and facts.titled == "disease"):
            own = use_of_request(order, stack, facts, nested, repeated)
            stack = standing(stack, facts, nested) if own is None else stack[: own + 1]
        past = next(
            (at for at, head in enumerate(stack) if goes_past(found, head, facts) or is_outside(head, facts)),
            len(stack),
        )
        stack = stack[:past]
        facts.above = sorted([*stack, *beside], key=lambda head: head.at)
        if opens:
            if stack and not filled and parts_into(stack[-1], facts):
                nested.setdefault(stack[-1].at, facts.look)
            stack.append(facts)
        timed = not opens and (timed or not filled) and tells_length(facts) and requested_above(stack)
        filled = not opens


LENGTH = frozenset({"approval", "span"})
"""Signs of words on how long a request is approved for."""
FEW = 10
"""Words of the longest line that says nothing else."""


def tells_length(facts: Facts) -> bool:
    """Return True for a line that says for how long a request is approved, and nothing else."""
    return not facts.marked and facts.cues >= LENGTH and len(facts.words.split()) <= FEW


def requested_above(stack: Sequence[Facts]) -> bool:
    """Return True if the nearest heading is that of a request, so that the use which its length of approval leads over to stands below it."""
    return bool(stack) and stack[-1].titled == "phase"


def use_of_request(
    order: Sequence[Facts], stack: Sequence[Facts], new: Facts, nested: Nested, repeated: Repeated
) -> int | None:
    """Return the place of the use that a request in its type is one of, None where it stands beside it.

    The use has a number, or a request right below it. The request is its own where the next use follows it, or where a request was named so
    below the use before.
    """
    if new.titled != "phase" or new.look.ordinal:
        return None
    words = new.words.lower()
    for at in reversed(range(len(stack))):
        head = stack[at]
        parted = head.look.ordinal or head.at in nested
        if not parted or not head.names or type_of(new) != type_of(head):
            continue
        later = (one for one in order if one.at > new.at)
        ends = next((one for one in later if is_next_use(head, one) or is_larger(one, head)), None)
        held = ends is not None and is_next_use(head, ends)
        if held and ends is not None:
            repeated[ends.at] = repeated.get(ends.at, frozenset()) | {words}
        if held or words in repeated.get(head.at, frozenset()):
            return at
    return None


def is_next_use(head: Facts, one: Facts) -> bool:
    """Return True if a heading is the next use: by its number, or by its type where neither has one."""
    if head.look.ordinal:
        return is_next(head, one)
    return one.names and not one.look.ordinal and type_of(one) == type_of(head)


def is_outside(head: Facts, facts: Facts) -> bool:
    """Return True if a sentence that grants something, or says for how long, stands left of the list that a heading is an item of: it is about the whole list."""
    if facts.marked or not head.marked or facts.block.kind != "paragraph" or not facts.cues & {"grants", "approval"}:
        return False
    return facts.block.indent < head.block.indent - step_of(head.block) and facts.block.page == head.block.page


def type_of(head: Facts) -> tuple[float, bool, int]:
    """Return the type that a heading is set in, whatever number stands before it."""
    return (head.look.size, head.look.bold, head.look.level)


def is_larger(one: Facts, head: Facts) -> bool:
    """Return True if a heading is more prominent than another one by its type, and not only for want of a number."""
    return type_of(one) != type_of(head) and over(one.look, head.look)


def goes_past(found: Sequence[Facts], head: Facts, facts: Facts) -> bool:
    """Return True if an item is the next of the list that a heading is an item of, and so does not stand below it.

    It does where a list of its own numbers was begun below the heading, and goes on with it.
    """
    own, other = head.block.marker, facts.block.marker
    if not head.marked or not facts.marked or own is None or other is None:
        return False
    follows = {(style, ordinal + 1) for style, ordinal in own.places} & set(other.places)
    if not follows or facts.block.indent >= head.block.indent + step_of(facts.block):
        return False
    styles = {style for style, _ in follows}
    inner = (
        place
        for one in reversed(found[head.at + 1 : facts.at])
        if one.marked and one.block.marker and abs(one.block.indent - facts.block.indent) < step_of(facts.block)
        for place in one.block.marker.places
        if place[0] in styles
    )
    style, last = next(inner, ("", 0))
    return (style, last + 1) not in follows


def standing(stack: Sequence[Facts], new: Facts, nested: Nested) -> list[Facts]:
    """Return the headings that go on to hold below a new one.

    Those are the more prominent ones, and those that hold headings which look like it. Where it is the next of a numbered heading, those are
    all above that one.
    """
    before = next((at for at in reversed(range(len(stack))) if is_next(stack[at], new)), None)
    if before is not None:
        return list(stack[:before])
    return [head for head in stack if over(head.look, new.look) or holds(head, new, nested)]


def is_next(head: Facts, new: Facts) -> bool:
    """Return True if a heading has the number behind another one's, and looks like it."""
    own, other = head.block.marker, new.block.marker
    if own is None or other is None:
        return False
    follows = {(style, ordinal + 1) for style, ordinal in own.places} & set(other.places)
    a, b = head.look, new.look
    return bool(follows) and (a.size, a.bold, a.level) == (b.size, b.bold, b.level) and abs(a.indent - b.indent) < SHIFT


def parts_into(head: Facts, new: Facts) -> bool:
    """Return True if a heading directly below another one may be the first of several: uses in a section, or requests for a use.

    A request that is more prominent than the use above it is none of that use.
    """
    if new.names:
        return not head.names or head.titled != new.titled  # the uses of a product, or the products for a use
    return head.names and new.titled == "phase" and not over(new.look, head.look)


def holds(head: Facts, new: Facts, nested: Nested) -> bool:
    """Return True if a heading is parted into headings of one look, and a new heading is one of them."""
    if head.at not in nested or not alike(nested[head.at], new.look):
        return False
    return parts_into(head, new) or (bool(head.look.ordinal) and not new.look.marker and new.kind in WITHIN)


WITHIN = ("criteria", "exclusion", None)
"""What a heading without a number may open within a numbered section whose other headings have none either; the next number ends it."""
