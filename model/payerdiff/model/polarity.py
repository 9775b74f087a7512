"""The one walker over a tree of criteria: where a node stands, which way it speaks, and whether it must hold.

Whether an answer helps or harms follows from a node's place alone: `none` turns round what stands below it, `if` its first child, the
condition; all other operators pass on what they are given. So each place has one polarity, and there is no third. The plain evaluator
(`judge`) and the solver's formulas do without this module, so that tests can hold all three to one another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, NamedTuple, Protocol, Self, TypeVar

Path = tuple[int, ...]
"""The way from a root to a node: the index of each child."""
Polarity = Literal["for", "against"]
"""What meeting a node can do to the whole: `for` never turns approval into refusal, `against` never refusal into approval."""
OPPOSITE: dict[Polarity, Polarity] = {"for": "against", "against": "for"}


class Node(Protocol):
    """What the walker needs to know of a node."""

    @property
    def op(self) -> str: ...

    @property
    def taken_op(self) -> str: ...

    @property
    def children(self) -> Sequence[Self]: ...


N = TypeVar("N", bound=Node)


class NodeKey(NamedTuple):
    """The name of a node: that of its set, and the path from the set's root.

    A policy's sets are told apart by their ids; where several policies are looked at, each set's name begins with its policy's.
    """

    set: str
    path: Path = ()

    def child(self, at: int) -> NodeKey:
        """Return the name of a child."""
        return NodeKey(self.set, (*self.path, at))

    def holds(self, other: NodeKey) -> bool:
        """Return True if another name is that of the same node, or of one below it."""
        return self.set == other.set and self.path == other.path[: len(self.path)]


@dataclass(frozen=True, slots=True)
class Named(Generic[N]):
    """A node with its name."""

    key: NodeKey
    node: N


@dataclass(frozen=True, slots=True)
class Place(Generic[N]):
    """A node with where it stands.

    `parents` are the groups above it, outermost first. `required` is true where the whole is met only if the node is: it stands below
    `all` and nothing else. The consequence of an `if` is not required, as it is asked for only where the condition holds.
    """

    node: N
    path: Path
    parents: tuple[N, ...]
    polarity: Polarity
    required: bool

    @property
    def is_leaf(self) -> bool:
        """Return True if the node is a criterion, not a group (nor a group without items)."""
        return not self.node.children and self.node.op in ("leaf", "never")

    @property
    def is_condition(self) -> bool:
        """Return True if the node belongs to the condition of an `if`: it says when something is asked for, and is asked of nobody."""
        return any(parent.taken_op == "if" and at == 0 for parent, at in self.steps())

    @property
    def is_refused(self) -> bool:
        """Return True if whoever the words speak of is refused: below a `none`, in an exclusion, or where coverage ends for good."""
        return self.node.op == "never" or (self.polarity == "against" and not self.is_condition)

    @property
    def conditions(self) -> list[N]:
        """Return the conditions under which the node is asked for, outermost first."""
        return [parent.children[0] for parent, at in self.steps() if parent.taken_op == "if" and at > 0]

    def named(self, set_name: str) -> Named[N]:
        """Return the node with its name in a set."""
        return Named(NodeKey(set_name, self.path), self.node)

    def steps(self) -> Iterator[tuple[N, int]]:
        """Yield the groups above, each with the index at which the node hangs below it."""
        yield from zip(self.parents, self.path, strict=True)


def turns(node: Node, at: int) -> bool:
    """Return True if a group asks that its child at an index does not hold."""
    return node.taken_op == "none" or (node.taken_op == "if" and at == 0)


def walk(root: N, polarity: Polarity = "for") -> Iterator[Place[N]]:
    """Yield every node of a tree, parents first; `against` is the polarity of an exclusion's root, of which nothing is required."""
    return below(Place(root, (), (), polarity, polarity == "for"))


def below(here: Place[N]) -> Iterator[Place[N]]:
    """Yield a place and all places below it, parents first."""
    yield here
    node = here.node
    required = here.required and node.taken_op == "all"
    for at, child in enumerate(node.children):
        polarity = OPPOSITE[here.polarity] if turns(node, at) else here.polarity
        yield from below(Place(child, (*here.path, at), (*here.parents, node), polarity, required))


def leaf_places(root: N, polarity: Polarity = "for") -> Iterator[Place[N]]:
    """Yield the leaves of a tree, in document order."""
    return (place for place in walk(root, polarity) if place.is_leaf)


def requirements(root: N) -> Iterator[Place[N]]:
    """Yield what a tree requires, one by one: the largest branches that must hold, an `all` taken apart."""
    for place in walk(root):
        if place.required and not (place.node.taken_op == "all" and place.node.children):
            yield place
