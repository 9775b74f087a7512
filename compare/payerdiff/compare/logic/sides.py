"""One policy's side of a matter: its criteria for one indication and phase, and what follows from them whoever else is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from payerdiff.compare.logic.formulas import Leaf
from payerdiff.compare.logic.judge import Filed
from payerdiff.model import concepts
from payerdiff.model.phrasing import ALL_INDICATIONS
from payerdiff.model.polarity import NodeKey, Place, requirements
from payerdiff.model.policy import CriteriaSet, Criterion, Policy, meetable, set_name
from payerdiff.model.policy.scopes import placed

T = TypeVar("T")
LONGEST = 160
STEP = 100
"""What a consequence weighs against the order of concepts within it."""
EXCLUDED = 0
"""How soon an exclusion is shown as a reason."""
UNREAD = "criteria-unread"
"""The finding of a document whose criteria were not all read."""


@dataclass(frozen=True, eq=False)
class Side:
    """One policy's criteria for an indication and phase: those for all indications, and the sets of which one must be met.

    A side stands in many matters: what follows from it alone is worked out once.
    """

    policy: Policy
    universal: tuple[CriteriaSet, ...]
    uses: tuple[CriteriaSet, ...]
    aside: tuple[str, ...] = ()
    """Clauses of the policy for uses that it does not list: they could approve what the indication's own criteria refuse."""
    against: tuple[CriteriaSet, ...] = ()
    """Exclusions that count: who meets one is refused."""
    kept: dict[str, object] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(
        cls, policy: Policy, universal: Sequence[CriteriaSet], uses: Sequence[CriteriaSet], aside: tuple[str, ...] = (),
        against: Sequence[CriteriaSet] = (),
    ) -> Side:  # fmt: skip
        """Return a side whose general criteria and exclusions hold for all its sets: those of some of them are stated there."""
        general, stated, refused = placed(universal, uses, against)
        return cls(policy, general, stated, aside, refused)

    def alone(self) -> Policy:
        """Return the policy with these criteria only, as the plain evaluator judges it."""
        return self.policy.model_copy(update={"criteria": [*self.universal, *self.uses], "exclusions": list(self.against)})  # fmt: skip

    @cached_property
    def filed(self) -> Filed:
        """Return these criteria as the plain evaluator judges them."""
        return Filed.of(self.alone())

    def overlooked(self) -> list[str]:
        """Return what else could overturn a verdict: clauses set aside, and text of the document that no rule has read."""
        unread = self.policy.ledger.unread
        own = [f"{unread} characters of {self.policy.source.name} that were not read"] if unread else []
        return [*(f"the clause on {text}" for text in self.aside), *own]

    def unread_criteria(self) -> list[str]:
        """Return what is missing of the criteria where the document's own reading says that some were not read."""
        missing = any(finding.code == UNREAD for finding in self.policy.findings)
        return [f"criteria of {self.policy.source.name} that were not read"] if missing else []

    @cached_property
    def leaves(self) -> tuple[tuple[CriteriaSet, Place[Criterion]], ...]:
        """Return all leaves that can be met, each with its set and its place."""
        every = ((s, place) for s in (*self.universal, *self.uses, *self.against) for place in s.leaf_places())
        return tuple((s, place) for s, place in every if place.node.op == "leaf")

    def named_leaves(self, owner: str) -> Sequence[tuple[Leaf, Place[Criterion]]]:
        """Return those leaves by the names that they have under an owner, and by place."""
        return self.once(f"leaves of {owner}", lambda: [(place.named(set_name(owner, s)), place) for s, place in self.leaves])  # fmt: skip

    def once(self, name: str, work: Callable[[], T]) -> T:
        """Return what follows from the side, by name, worked out where it is first asked for."""
        if name not in self.kept:
            self.kept[name] = work()
        return self.kept[name]  # type: ignore[return-value]  # what is kept under a name is what its work gave


@dataclass(frozen=True, slots=True)
class Tree:
    """A set of criteria, or a branch of one as a set, with the name of its root; one that is `refused` must not be met."""

    criteria: CriteriaSet
    root: NodeKey
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One requirement of a side: its words, how soon it is shown, the trees of which one must be met, and in a matter its formula."""

    text: str
    weight: int
    trees: tuple[Tree, ...]
    formula: int = 0


def requirements_of(owner: str, side: Side) -> Iterator[Part]:
    """Yield what a side asks for, one requirement at a time; several sets are one requirement."""
    for criteria in side.universal:
        yield from parts_of(owner, criteria)
    if len(side.uses) == 1:
        yield from parts_of(owner, side.uses[0])
    elif side.uses:
        trees = tuple(Tree(s, NodeKey(set_name(owner, s))) for s in side.uses)
        yield Part("; or ".join(s.indication or ALL_INDICATIONS for s in side.uses), min(weight(s.root) for s in side.uses), trees)  # fmt: skip
    for criteria in side.against:
        tree = Tree(criteria, NodeKey(set_name(owner, criteria)), refused=True)
        yield Part(f"not: {words_of(criteria.root)}", EXCLUDED, (tree,))


def parts_of(owner: str, criteria: CriteriaSet) -> Iterator[Part]:
    """Yield the requirements of one set: the items of its tree, and the population that its title names."""
    for place in requirements(criteria.root):
        named = place.named(set_name(owner, criteria))
        branch = criteria.model_copy(update={"root": named.node, "population": None})
        yield Part(words_of(named.node), weight(named.node), (Tree(branch, named.key),))
    if criteria.narrowed_to is not None:
        bare = criteria.model_copy(update={"root": Criterion(op="all")})
        tree = Tree(bare, NodeKey(f"{set_name(owner, criteria)} (population)"))
        yield Part(f"{criteria.indication} ({criteria.narrowed_to} patients)", weight_of(concepts.AGE), (tree,))  # fmt: skip


def is_open_set(criteria: CriteriaSet) -> bool:
    """Return True if no criterion of a set carries a typed meaning."""
    return not any(leaf.atoms for leaf in meetable(criteria.root))


def words_of(node: Criterion) -> str:
    """Return a branch's words, cut where they are long."""
    words = node.text or "; or ".join(leaf.text for leaf in meetable(node))
    return words if len(words) <= LONGEST else words[: words.rfind(" ", 0, LONGEST)] + " …"


def weight(node: Criterion) -> int:
    """Return how soon a criterion is shown as a reason: by what it means for patients, then by its concept."""
    named = {a.concept for leaf in meetable(node) for a in leaf.atoms}
    return min(map(weight_of, named), default=concepts.OPEN * STEP)


def weight_of(name: str) -> int:
    """Return how soon a criterion on a concept is shown."""
    return concepts.consequence(concepts.of(name)) * STEP + concepts.of(name).weight
