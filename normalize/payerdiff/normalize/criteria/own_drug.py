"""The drug that a policy is about is no partner of itself, and no refusal: `with Dupixent` in a policy on Dupixent asks for nothing."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Drug, Meaning, OpenPart, Policy
from payerdiff.model.words import plain_words
from payerdiff.normalize.draft.ledger import Draft

PARTNER = "regimen"
"""The concept of what a drug is given with."""


def without_own_drug(policy: Policy) -> Policy:
    """Return a policy in which no condition that must hold names the policy's own drug as a partner; one on several drugs stays as it is."""
    own = {drug.generic for drug in policy.drugs}
    if len(own) != 1:
        return policy
    (drug,) = own

    def freed(criteria: CriteriaSet) -> CriteriaSet:
        return criteria.model_copy(update={"root": bare(criteria.root, drug)})

    return policy.model_copy(
        update={"criteria": [freed(s) for s in policy.criteria], "exclusions": [freed(s) for s in policy.exclusions]}
    )


def bare(node: Criterion, drug: str) -> Criterion:
    """Return a tree without conditions on its own drug as a partner."""
    if node.children:
        return node.model_copy(update={"children": [bare(child, drug) for child in node.children]})
    idle = {at for at, atom in enumerate(node.atoms) if is_idle(atom, drug)} & required(node)
    if not idle:
        return node
    places = {at: n for n, at in enumerate(at for at in range(len(node.atoms)) if at not in idle)}
    meaning = None if node.meaning is None or not places else renumbered(node.meaning, idle, places)
    return node.model_copy(
        update={
            "atoms": [node.atoms[at] for at in places],
            "meaning": meaning,
            "partial": node.partial and bool(places),
        }
    )


def is_idle(atom: Atom, drug: str) -> bool:
    """Return True if a condition says no more than that the drug is given with itself, or without itself."""
    values = atom.value if isinstance(atom.value, list) else [atom.value]
    return atom.concept == PARTNER and values == [drug]


def required(leaf: Criterion) -> set[int]:
    """Return the conditions of a leaf that must hold beside all others."""
    if leaf.meaning is None:
        return set(range(len(leaf.atoms)))
    return {part for part in leaf.meaning.of if isinstance(part, int)} if leaf.meaning.op == "all" else set()


def renumbered(meaning: Meaning, idle: set[int], places: dict[int, int]) -> Meaning:
    """Return a meaning without some conditions, the others by their new numbers."""
    parts: list[int | Meaning | OpenPart] = []
    for part in meaning.of:
        if isinstance(part, Meaning):
            parts.append(renumbered(part, set(), places))
        elif isinstance(part, OpenPart):
            parts.append(part)
        elif part not in idle:
            parts.append(places[part])
    return meaning.model_copy(update={"of": parts})


def names_of(drug: Drug) -> frozenset[str]:
    """Return the words of a drug's names."""
    return frozenset(word for name in (drug.generic, *drug.brands) for word in plain_words(name))


def without_own_refusal(draft: Draft, refusals: Sequence[CriteriaSet], drugs: Sequence[Drug]) -> list[CriteriaSet]:
    """Return the exclusions of a policy that covers its one drug, without criteria that name that drug and say no more.

    Such words are the subject of what is refused: alone they would refuse every request. They are filed as unread.
    """
    if len(drugs) != 1:
        return list(refusals)
    names = names_of(drugs[0])
    found: list[CriteriaSet] = []
    for one in refusals:
        root = spared(draft, one.root, names)
        if root is not None:
            found.append(one if root is one.root else one.model_copy(update={"root": root}))
    return found


def spared(draft: Draft, node: Criterion, names: frozenset[str]) -> Criterion | None:
    """Return a tree of refusals without those that name a drug and say no more, None where nothing is left."""
    if not node.children:
        words = plain_words(node.text)
        if not words or node.span is None or not names.issuperset(words):
            return node
        reading = draft.reading
        draft.claim("unread", reading.view(node.span.start), reading.view(node.span.end))
        return None
    kept = [child for child in (spared(draft, child, names) for child in node.children) if child is not None]
    if len(kept) == len(node.children) and all(one is other for one, other in zip(kept, node.children, strict=True)):
        return node
    return node.model_copy(update={"children": kept}) if kept else None
