"""List items → nesting: numbering, indentation, bullets and connectors weighed against each other.

Depth is a constraint problem: `i.` may be the ninth letter or the first Roman numeral, page breaks shift
indentation, extraction drops bullets. Each way of hanging an item (go on with an open list, or open one
below the item above) costs what it contradicts; a beam keeps the cheapest outlines. With sound numbering
and indentation the answer costs nothing and nothing else comes near; where bullets are lost, wording and
connectors decide, and `Outline.margin` tells how surely.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from payerdiff.ingest.reading.marker import Marker
from payerdiff.normalize.rules import Rule

BEAM = 40
DEEPEST = 32
"""Lists within lists that are told apart. No page prints as many; readers of JSON take 200 levels, and an item takes up to four."""
TOLERANCE = 3.5
MIXED, DANGLING, REOPENED, LEVEL, ALIKE, UNLIKE = 1.6, 1.5, 0.7, 0.3, -0.25, 0.6
"""Costs: another connector in one list; a list of `or` left by an `and`; a bullet sign seen again below another
parent; each list closed; a first word that the list's items share, or do not. The last four weigh only where
indentation is lost; tests/normalize measure them on outlines whose bullets were taken away on purpose."""
CONNECTOR = Rule(
    "nesting.connector",
    r"(?:^|[\s;,.):*])(AND|OR|and|or)\s*[:;,.*]*\s*$",
    "Severe asthma; AND",
    "a brand and its generic",
    exact=True,
)
INTRODUCES = Rule(
    "nesting.introduces",
    r":\s*[*†‡§]*\s*$|\b(?:of the following|as follows)\b(?!\s*:[^:.;]*,[^:.;]*$)[^.;]*$",
    "Meets one of the following:",
    "Meets the criteria; and",
)


@dataclass(frozen=True, slots=True)
class Item:
    """What the solver knows of a list item. `indent` is None where the format keeps none."""

    text: str
    marker: Marker
    indent: float | None
    page: int


@dataclass(frozen=True, slots=True)
class OpenList:
    """A list that may go on: whose child it is, its style, its last ordinal, where it stands, its connectors."""

    parent: int
    style: str
    ordinal: int
    indent: float | None
    page: int
    connector: str
    heads: frozenset[str]
    size: int


@dataclass(frozen=True, slots=True)
class State:
    """One way to hang the items seen so far."""

    cost: float
    stack: tuple[OpenList, ...]
    parent: int = -1
    """Of the last item; those before it hang on `before`, so that a state costs as much for the last item as for the first."""
    before: State | None = None
    depths: tuple[tuple[str, int], ...] = ()
    """The depth at which each bullet sign was first seen: a sign keeps its depth."""

    @property
    def parents(self) -> tuple[int, ...]:
        """Return the parent of each item."""
        found: list[int] = []
        state: State | None = self
        while state is not None and state.before is not None:
            found.append(state.parent)
            state = state.before
        return tuple(reversed(found))


class Way(NamedTuple):
    """A way to hang the next item, with what the whole costs then: on with the open list at `depth`, or, without one, in a list of its own."""

    cost: float
    state: State
    depth: int | None
    style: str
    ordinal: int


@dataclass(frozen=True, slots=True)
class Outline:
    """The nesting: the parent's index of each item (-1 at the top), its cost, and the next best with its distance."""

    parents: tuple[int, ...]
    cost: float
    margin: float
    rival: tuple[int, ...] = ()

    @property
    def deepest(self) -> int | None:
        """Return the first item that stands as deep as lists are told apart, or None: what it introduces hangs beside it."""
        depths: list[int] = []
        for parent in self.parents:
            depths.append(depths[parent] + 1 if parent >= 0 else 1)
        return depths.index(DEEPEST) if DEEPEST in depths else None


def connector_of(text: str) -> str | None:
    """Return `and` or `or` where a text closes with a connector.

    >>> connector_of("Patient has disease; AND"), connector_of("dose (a or b);")
    ('and', None)
    """
    match = CONNECTOR.search(text)
    return match.group(1).lower() if match else None


@dataclass(frozen=True, slots=True)
class Next:
    """The next item to hang, and what the item above it says: its connector, and whether it introduces a list."""

    at: int
    item: Item
    styles: tuple[tuple[str, int], ...]
    head: str
    above: Item | None
    joint: str | None
    introduced: bool


def solve(items: Sequence[Item]) -> Outline:
    """Return the cheapest nesting of the items."""
    states = [State(0.0, ())]
    above: Item | None = None
    for at, item in enumerate(items):
        joint = connector_of(above.text) if above else None
        introduced = above is not None and INTRODUCES.search(above.text) is not None
        new = Next(at, item, tuple(styles_of(item)), head_of(item.text), above, joint, introduced)
        ways = [way for state in states for way in hung(state, new)]
        ways.sort(key=lambda way: way.cost)
        states = [grown(way, new) for way in ways[:BEAM]]
        above = item
    if not items:
        return Outline((), 0.0, 9.0)
    best, parents = states[0], states[0].parents
    for rival in states[1:]:
        other = rival.parents
        if other != parents:
            return Outline(parents, best.cost, rival.cost - best.cost, other)
    return Outline(parents, best.cost, 9.0)


def hung(state: State, new: Next) -> list[Way]:
    """Return all ways to hang the next item."""
    if new.above is None:
        return [opened(state, new, style, ordinal, 0.0 if ordinal <= 1 else 0.5) for style, ordinal in new.styles]
    found = [
        continued(state, depth, new, style, ordinal)
        for depth in range(len(state.stack))
        for style, ordinal in new.styles
    ]
    if len(state.stack) == DEEPEST:
        return found
    found += [
        opened(state, new, style, ordinal, cost_below(state, new, style, ordinal)) for style, ordinal in new.styles
    ]
    return found


def grown(way: Way, new: Next) -> State:
    """Return the state that a way leads to: only those that the beam keeps are built."""
    state, item, style = way.state, new.item, way.style
    if way.depth is None:
        held = OpenList(new.at - 1, style, way.ordinal, item.indent, item.page, "", frozenset({new.head}), 1)
        _, depths = at_depth(state, item, style, len(state.stack))
        return State(way.cost, (*state.stack, held), new.at - 1, state, depths)
    old = state.stack[way.depth]
    connector = connector_in(old, new.joint, style, way.ordinal)
    kept = style if way.ordinal else old.style
    held = OpenList(
        old.parent, kept, way.ordinal, item.indent, item.page, connector, old.heads | {new.head}, old.size + 1
    )
    _, depths = at_depth(state, item, style, way.depth)
    return State(way.cost, (*state.stack[: way.depth], held), old.parent, state, depths)


def connector_in(old: OpenList, joint: str | None, style: str, ordinal: int) -> str:
    """Return the connectors of a list that goes on: an item with the very next number is of that list, and a second connector before it is the list's own from then on."""
    if not joint or joint in old.connector:
        return old.connector
    in_turn = ordinal > 1 and old.style == style and ordinal == old.ordinal + 1
    return joint if not old.connector else f"{old.connector} {joint}" if in_turn else old.connector


def styles_of(item: Item) -> list[tuple[str, int]]:
    """Return the list styles that an item's marker may belong to, with its ordinal."""
    marker = item.marker
    if marker.kind == "label":
        bracket = "(" if marker.text.startswith("(") else ")" if marker.text.endswith(")") else "."
        return [(style + bracket, ordinal) for style, ordinal in marker.places]
    return [("lost" if marker.kind == "lost" else "glyph" + marker.text, 0)]


def head_of(text: str) -> str:
    """Return the first word: items of one list resemble each other."""
    return text.split(" ", 1)[0].lower()


def opened(state: State, new: Next, style: str, ordinal: int, cost: float) -> Way:
    """Return the way in which the item opens a list below the item above it."""
    more, _ = at_depth(state, new.item, style, len(state.stack))
    return Way(state.cost + cost + more, state, None, style, ordinal)


def at_depth(state: State, item: Item, style: str, depth: int) -> tuple[float, tuple[tuple[str, int], ...]]:
    """Return what it costs to see a bullet sign at a depth other than its own, and the depths known then."""
    if not style.startswith("glyph") or item.indent is not None:
        return 0.0, state.depths
    known = dict(state.depths).get(style)
    if known is None:
        return 0.0, (*state.depths, (style, depth))
    return (0.0 if known == depth else 2.0), state.depths


def continued(state: State, depth: int, new: Next, style: str, ordinal: int) -> Way:
    """Return the way in which the item goes on with the open list at `depth`."""
    old, item, joint = state.stack[depth], new.item, new.joint
    cost = style_cost(old, style, ordinal) + indent_cost(old, item)
    if joint:
        cost += MIXED if old.connector and joint not in old.connector else 0.0
    if new.introduced:
        cost += 2.5
    for inner in state.stack[depth + 1 :]:
        cost += 0.4 if inner.size == 1 and not inner.ordinal else 0.0
    if style == "lost":
        cost += LEVEL * (len(state.stack) - 1 - depth)
        cost += UNLIKE if new.head not in old.heads else ALIKE if len(old.heads) == 1 else 0.0
    if joint and item.indent is None and depth < len(state.stack) - 1:
        cost += DANGLING if joint not in (state.stack[-1].connector or joint) else 0.0
    more, _ = at_depth(state, item, style, depth)
    return Way(state.cost + cost + more, state, depth, style, ordinal)


def style_cost(old: OpenList, style: str, ordinal: int) -> float:
    """Return what it costs to go on with a list in another style or out of turn."""
    if style == "glyph-" and old.ordinal:
        return 1.0  # Markdown's own dash before an item whose number was struck
    if old.style == style:
        if not ordinal or ordinal == old.ordinal + 1:
            return 0.0
        return min(4.0, 2.0 + 0.3 * (ordinal - old.ordinal - 2)) if ordinal > old.ordinal else 5.0
    if old.style.startswith("glyph") and style.startswith("glyph"):
        return 3.0
    if "lost" in (old.style, style) and not ordinal and not old.ordinal:
        return 5.0
    return 6.0


def indent_cost(old: OpenList, item: Item) -> float:
    """Return what a shift of indentation costs; less across a page's edge."""
    if old.indent is None or item.indent is None:
        return 0.0
    shift = abs(old.indent - item.indent)
    if shift <= TOLERANCE:
        return 0.0
    cost = min(5.0, 1.5 + shift / 9)
    return cost if old.page == item.page else 0.5 * cost


def cost_below(state: State, new: Next, style: str, ordinal: int) -> float:
    """Return what it costs to open a list below the item above."""
    item, above = new.item, new.above
    cost = 0.3
    if style == "lost":
        cost += 0.5
    elif item.indent is None and style in dict(state.depths):
        cost += REOPENED
    elif ordinal > 1:
        cost += 4.0
    if style != "lost" and any(old.style == style for old in state.stack):
        cost += 2.5 if item.indent is not None else 5.0
    if above is not None and item.indent is not None and above.indent is not None:
        shift = item.indent - above.indent
        if shift <= TOLERANCE:
            cost += (1.5 if shift >= -TOLERANCE else 4.0) * (1.0 if item.page == above.page else 0.5)
    if new.introduced:
        cost -= 0.8
    elif new.joint == "or":
        cost += 3.0
    elif new.joint is None:
        cost += 1.0
    return cost
