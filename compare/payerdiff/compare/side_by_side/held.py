"""The leaves of criteria as the matrix holds them: each with where it stands, and with the criteria that it is one of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from payerdiff.compare.side_by_side.every_way import EveryWay
from payerdiff.model.comparison import Passage
from payerdiff.model.phrasing import condition_words
from payerdiff.model.polarity import Place
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, leaves

Said = tuple[list[Passage], object]
"""A policy's passages on a question, and their typed value for comparison."""


@dataclass(frozen=True, slots=True)
class Held:
    """A leaf with where it stands."""

    place: Place[Criterion]
    criteria: CriteriaSet
    refused: bool = False
    every: EveryWay = field(default_factory=EveryWay)
    """The criteria that the leaf is one of: what stands on all their ways is no alternative."""

    @property
    def leaf(self) -> Criterion:
        """Return the leaf."""
        return self.place.node

    @property
    def only_if(self) -> str | None:
        """Return the words of the conditions under which alone the leaf is asked for, None where it is asked for without."""
        return "; and ".join(condition_words(words_under(node)) for node in self.place.conditions) or None

    @property
    def is_alternative(self) -> bool:
        """Return True if another criterion may be met in place of the leaf; what is excluded is excluded by itself."""
        return not self.refused and any(
            parent.taken_op in ("any", "at_least") and len(parent.children) > 1 for parent in self.place.parents
        )

    @property
    def terms(self) -> list[str]:
        """Return what changes the meaning of the leaf's words: that they are refused, are asked for under a condition, or are one."""
        condition = "condition" if self.place.is_condition else None
        return [word for word in ("refused" if self.refused else None, condition, self.only_if) if word]


def standing(criteria: CriteriaSet, every: EveryWay | None = None) -> Iterator[Held]:
    """Yield the leaves of a set, each with whether it is refused; `every` is the criteria that the set is one of."""
    for place in criteria.leaf_places():
        yield Held(place, criteria, place.is_refused, every or EveryWay())


def words_under(node: Criterion) -> str:
    """Return the words of a branch: its own, or its leaves'."""
    return node.text or "; ".join(leaf.text for leaf in leaves(node))


def value_of(atom: Atom, population: str | None, terms: Sequence[str]) -> tuple[object, ...]:
    """Return what two atoms must share to say the same."""
    values = tuple(sorted(map(str, atom.value if isinstance(atom.value, list) else [atom.value])))
    op = atom.op if atom.op not in ("=", "in") else "is"
    return atom.subject, op, values, atom.unit, atom.outcome, atom.duration, atom.count or 1, *([atom.given] if atom.given else []), population, *(word.lower() for word in terms)  # fmt: skip
