"""The ends of a tree of criteria, each with where it stands, and one way to put together from them what is asked of the whole tree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from payerdiff.model.meaning.parts import parts_of
from payerdiff.model.mention import Mention
from payerdiff.model.policy import Criterion

T = TypeVar("T")
CHOICES = ("any", "at_least")


@dataclass(frozen=True, slots=True)
class End:
    """One end of a leaf: one condition, or words that are not evaluated.

    `leaf` is the whole leaf, `lead` what the nearest words over it name. An end that `introduces` is the words over the items beside it; one that is an
    `alternative` need not be met where others are.
    """

    node: Criterion
    leaf: Criterion
    lead: tuple[Mention, ...] = ()
    introduces: bool = False
    alternative: bool = False
    among: bool = False

    @property
    def is_part(self) -> bool:
        """Return True if the leaf says more than this end."""
        return self.node is not self.leaf

    @property
    def mentions(self) -> list[Mention]:
        """Return what the end's own words name."""
        return [m for m in self.node.mentions if not self.is_part or m.text in self.node.text]


@dataclass(frozen=True, slots=True)
class Fold(Generic[T]):
    """What to say of a tree: of each end, of several nodes under a group, of a group without items, and of what ends coverage for good."""

    of_end: Callable[[End], T]
    under: Callable[[Criterion, Sequence[T]], T]
    nothing: T
    never: T

    def of(self, node: Criterion, place: End | None = None) -> T:
        """Return what is said of a node."""
        here = place or End(node, node)
        if node.children:
            here = replace(
                here,
                lead=tuple(node.mentions) or here.lead,
                alternative=here.alternative or node.taken_op in CHOICES,
            )
            inner = [
                replace(
                    here, introduces=introduces(child, node), alternative=here.alternative or is_condition(node, at)
                )
                for at, child in enumerate(node.children)
            ]
            return self.under(node, [self.of(child, at) for child, at in zip(node.children, inner, strict=True)])
        if node.op != "leaf":
            return self.never if node.op == "never" else self.nothing
        return self.part(parts_of(node), replace(here, node=node, leaf=node, among=here.alternative))

    def part(self, part: Criterion, place: End) -> T:
        """Return what is said of a part of a leaf; beside a condition that must hold, words are no alternative to it."""
        if not part.children:
            return self.of_end(replace(place, node=part))
        typed = any(map(is_typed, part.children))
        inner = [
            replace(
                place,
                alternative=part.op in CHOICES
                or is_condition(part, at)
                or (place.alternative and (is_typed(child) or not typed)),
            )
            for at, child in enumerate(part.children)
        ]
        return self.under(part, [self.part(child, at) for child, at in zip(part.children, inner, strict=True)])


def is_typed(part: Criterion) -> bool:
    """Return True if a part of a leaf is more than words that are not evaluated."""
    return bool(part.atoms or part.children)


def is_condition(group: Criterion, at: int) -> bool:
    """Return True if a child says when the others are asked for."""
    return group.taken_op == "if" and at == 0


def introduces(child: Criterion, group: Criterion) -> bool:
    """Return True if a leaf holds the words that introduce the items beside it."""
    return not child.children and bool(child.label) and child.label == group.label and len(group.children) > 1
