"""A policy for several drugs, told for one of them: what speaks of others alone, or only of requests for others, is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from payerdiff.model.mention import OF_REQUESTS, ONLY_IF_REQUESTED, REQUESTED
from payerdiff.model.policy.base import Span
from payerdiff.model.policy.criteria import CriteriaSet, Criterion, Meaning, OpenPart
from payerdiff.model.policy.document import Drug
from payerdiff.model.policy.terms import Approval, Limit
from payerdiff.model.words import plain_words

Fate = Criterion | Literal["met", "never"]
"""What is left of a criterion for one drug: itself, `met` where it asks nothing of a request for it, `never` where only a request for another can meet it."""
FATES: Mapping[str, Literal["met", "never"]] = {REQUESTED: "never", ONLY_IF_REQUESTED: "met"}
"""What is left of words on requests for other products."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is left for one drug, and the spans and names of what was left out."""

    criteria: list[CriteriaSet]
    exclusions: list[CriteriaSet]
    others: list[Span | None]
    names: list[str]
    drugs: Sequence[Drug]
    generic: str

    @classmethod
    def of(cls, criteria: Sequence[CriteriaSet], exclusions: Sequence[CriteriaSet], drugs: Sequence[Drug], generic: str, product: str = "") -> Narrowed:  # fmt: skip
        """Return what is left of a policy's criteria and exclusions for a drug, or for one of its products."""
        others: list[Span | None] = []
        names: dict[str, None] = {}
        known = {drug.generic for drug in drugs}

        def left(sets: Sequence[CriteriaSet]) -> Iterator[CriteriaSet]:
            for one in sets:
                if one.drugs and generic not in one.drugs:
                    others.append(one.span)
                    names.update(dict.fromkeys(one.drugs))
                    continue
                kept = for_drug(one.root, generic, product)
                if kept != one.root:
                    others.append(one.span)
                    names.update(dict.fromkeys(name for name in requested_in(one.root) if name in known - {generic}))
                if isinstance(kept, Criterion):
                    yield one if kept == one.root else one.model_copy(update={"root": kept})

        own = freed(list(left(criteria)), [d for d in drugs if d.generic == generic])
        return cls(own, list(left(exclusions)), others, list(names), drugs, generic)

    def of_another(self, text: str) -> bool:
        """Return True if words name drugs of the policy, and not the one that it is told for."""
        words = {d.generic: [name.lower() for name in (d.generic, *d.brands)] for d in self.drugs}
        told = {name for name, known in words.items() if any(word in text.lower() for word in known)}
        return bool(told) and self.generic not in told

    def is_for_another(self, term: Limit | Approval) -> bool:
        """Return True if a limit or a length of approval is for other drugs of the policy: by the heading or the row that names them, else by its own words."""
        if term.drugs:
            return self.generic not in term.drugs
        return self.of_another(f"{term.scope or ''} {term.span.quote}" if isinstance(term, Limit) else term.text)


def freed(sets: list[CriteriaSet], drugs: Sequence[Drug]) -> list[CriteriaSet]:
    """Return sets of which one that is titled with the drug alone is of no indication, where others are titled with theirs: a product is no indication of itself."""
    names = {word for d in drugs for name in (d.generic, *d.brands) for word in plain_words(name)} | BESIDE
    if not any(s.phase == "initial" and s.diseases and not s.drugs for s in sets):
        return sets
    number = sum(s.phase == "universal" for s in sets)
    found = []
    for one in sets:
        words = [word for word in plain_words(one.indication or "") if len(word) != SUFFIX]
        if one.drugs and words and names.issuperset(words):
            one = one.model_copy(update={"indication": None})
            if one.phase == "initial":
                number += 1
                one = one.model_copy(update={"phase": "universal", "id": f"universal-{number}"})
        found.append(one)
    return found


BESIDE = frozenset({"and", "or", "biosimilar", "biosimilars", "product", "products"})
SUFFIX = 4
"""Letters of what stands behind the name of a biologic (`-abcd`)."""


def for_drug(node: Criterion, generic: str, product: str = "") -> Fate:
    """Return what is left of a criterion for a request for one drug, or for one of its products."""
    for concept, fate in FATES.items():
        named = [m for m in node.mentions if m.concept == concept]
        if named and not any(m.is_of(generic, product) for m in named):
            return fate
    if not node.children:
        return answered(node)
    fates = [for_drug(child, generic, product) for child in node.children]
    if all(fate == child for fate, child in zip(fates, node.children, strict=True)):
        return settled(node, generic, product)
    left = BY_OPERATOR.get(node.taken_op, unchanged)(node, fates)
    return settled(left, generic, product) if isinstance(left, Criterion) else left


def answered(leaf: Criterion) -> Criterion:
    """Return a leaf that is of the request without the question: what it asks where the request is for the drug, it asks."""
    words = [m.text.strip(EDGES).lower() for m in leaf.mentions if m.concept in OF_REQUESTS]
    asked = without_question(leaf.meaning, words) if leaf.meaning and words else None
    if asked is None or asked == leaf.meaning:
        return leaf
    return leaf.model_copy(update={"meaning": asked, "partial": has_open(asked)})


def without_question(meaning: Meaning, words: Sequence[str]) -> Meaning | None:
    """Return a meaning without the parts that say no more than for which products a request is, where they are required; None where nothing is left."""
    parts: list[int | Meaning | OpenPart] = []
    for at, part in enumerate(meaning.of):
        asked = meaning.op == "all" or (meaning.op == "if" and at == 0)
        if isinstance(part, OpenPart) and asked and any(part.unknown.strip(EDGES).lower() in said for said in words):
            continue
        inner = without_question(part, words) if isinstance(part, Meaning) and (asked or meaning.op == "if") else part
        if inner is not None:
            parts.append(inner)
    if len(parts) == len(meaning.of):
        return meaning.model_copy(update={"of": parts})
    if len(parts) == 1 and isinstance(parts[0], Meaning):
        return parts[0]
    return Meaning(op="all", of=parts) if parts else None


EDGES = " .,;:()"


EDGES = " .,;:()"


def has_open(part: int | Meaning | OpenPart) -> bool:
    """Return True if a part of a meaning is not typed throughout."""
    return isinstance(part, OpenPart) or (isinstance(part, Meaning) and any(map(has_open, part.of)))


def requested_in(node: Criterion) -> Iterator[str]:
    """Yield the products that criteria name as those of a request."""
    yield from (m.subject for m in node.mentions if m.subject and m.concept in OF_REQUESTS)
    for child in node.children:
        yield from requested_in(child)


def condition(node: Criterion, fates: Sequence[Fate]) -> Fate:
    """Return what is left of `if … then`: nothing is asked where the request is for another product."""
    first, *then = fates
    if first == "never" or all(fate == "met" for fate in then):
        return "met"
    kids = [new if isinstance(new, Criterion) else old for new, old in zip(fates, node.children, strict=True)]
    return node.model_copy(update={"children": kids})


def settled(node: Criterion, generic: str, product: str) -> Criterion:
    """Return `if … then` without the question for which product a request is, where that is all that it asks first and the request is for one that is meant."""
    if node.taken_op != "if" or len(node.children) < 2 or not is_question(node.children[0], generic, product):
        return node
    return node.model_copy(update={"op": "all", "read_as": None, "children": node.children[1:], "mentions": []})


def is_question(first: Criterion, generic: str, product: str) -> bool:
    """Return True if a condition says no more than that a request is for the drug, or for the product of it that is asked for."""
    told = [m for m in first.mentions if m.concept in OF_REQUESTS and m.subject == generic]
    meant = [m for m in told if not m.products or (product and m.is_of(generic, product))]
    return (
        not first.children
        and not first.atoms
        and any(set(plain_words(first.text.replace(m.text, ""))) <= FRAME for m in meant)
    )


FRAME = frozenset(("if", "when", "where", "the", "a", "an", "then", "both", "all", "one", "any", "either", "of", "following", "criteria", "criterion", "is", "are", "must", "be", "met", "meets"))  # fmt: skip
"""Words around the question for which product a request is."""


def every(node: Criterion, fates: Sequence[Fate]) -> Fate:
    """Return what is left of a list of which all is asked."""
    if "never" in fates:
        return "never"
    return remaining(node, fates) or "met"


def some(node: Criterion, fates: Sequence[Fate]) -> Fate:
    """Return what is left of a list of alternatives: those for other products are no alternatives."""
    return remaining(node, fates) or ("met" if "met" in fates else "never")


def at_least(node: Criterion, fates: Sequence[Fate]) -> Fate:
    """Return what is left of a list of which a number is asked: what can never be met goes, all else stays."""
    kept = [new if isinstance(new, Criterion) else old for new, old in zip(fates, node.children, strict=True) if new != "never"]  # fmt: skip
    return node.model_copy(update={"children": kept}) if len(kept) >= (node.k or 1) else "never"


def unchanged(node: Criterion, fates: Sequence[Fate]) -> Fate:
    """Return a node of another operator as it is."""
    return node


def remaining(node: Criterion, fates: Sequence[Fate]) -> Criterion | None:
    """Return a list with what is left of its items, None where nothing is."""
    kept = [fate for fate in fates if isinstance(fate, Criterion)]
    return node.model_copy(update={"children": kept}) if kept else None


BY_OPERATOR = {"if": condition, "all": every, "any": some, "at_least": at_least}
