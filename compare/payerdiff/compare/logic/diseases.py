"""When two diseases count as the same, and which diseases are only the cases in which a prescriber is meant (`Dermatologist: plaque psoriasis`)."""

from __future__ import annotations

from collections.abc import Callable

from payerdiff.model import concepts
from payerdiff.model.policy import Criterion, leaves
from payerdiff.normalize import lexicon


def same_disease(a: str, b: str) -> bool:
    """Return True if one disease is the other or belongs to it (`cancer` alone is too wide to say so)."""
    if a == b:
        return True
    return any(x in lexicon.wider(y) and x != "cancer" for x, y in ((a, b), (b, a)))


def prescriber_alone(branch: Criterion) -> Criterion:
    """Return a branch of criteria as what it asks of the prescriber, where it says nothing else but the diseases that he is meant for."""
    ends = leaves(branch)
    own = [leaf for leaf in ends if asks_only(leaf, is_prescriber)]
    cases = [leaf for leaf in ends if asks_only(leaf, is_disease)]
    if not own or not cases or len(own) + len(cases) < len(ends):
        return branch
    return pruned(branch) or branch


def is_prescriber(concept: str) -> bool:
    """Return True if a concept asks for somebody who prescribes or is consulted."""
    return concepts.of(concept).barrier == "prescriber"


def is_disease(concept: str) -> bool:
    """Return True if a concept is the disease."""
    return concept == concepts.DISEASE


def asks_only(leaf: Criterion, is_one: Callable[[str], bool]) -> bool:
    """Return True if all that a leaf says is of concepts of one kind."""
    return leaf.op == "leaf" and bool(leaf.atoms) and not leaf.partial and all(is_one(a.concept) for a in leaf.atoms)


def pruned(node: Criterion) -> Criterion | None:
    """Return a tree without its diseases; None where nothing else is left."""
    if not node.children:
        return None if asks_only(node, is_disease) else node
    kept = [found for found in map(pruned, node.children) if found is not None]
    if not kept:
        return None
    return kept[0] if len(kept) == 1 else node.model_copy(update={"children": kept})
