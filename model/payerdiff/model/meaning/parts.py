"""A leaf as a small tree of parts: each end is one condition, or words that are not typed.

Who walks a tree of criteria can so walk into a leaf as well, by the same walker and with names under the leaf's own. The plain evaluator and
the solver's formulas read `Criterion.meaning` themselves, so that tests can hold the three to one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from payerdiff.model.mention import Mention
from payerdiff.model.polarity import Place, below
from payerdiff.model.policy import Atom, Criterion, Meaning, OpenPart


def parts_of(leaf: Criterion) -> Criterion:
    """Return a leaf as the tree of its parts; a leaf that is one part is that tree itself.

    Where a leaf without a meaning says more than its conditions, or a meaning names no open part though it has one, the leaf's
    whole words are one more part that must hold. The tree is put together once for each leaf.
    """
    if leaf.meaning is None and len(leaf.atoms) + leaf.partial < 2:
        return leaf
    return leaf.once("parts", lambda: put_together(leaf))


def put_together(leaf: Criterion) -> Criterion:
    """Return a leaf of several parts as their tree."""
    if leaf.meaning is None:
        return whole(leaf, "all", [of_atom(leaf, atom) for atom in leaf.atoms], open_words=leaf.partial)
    parts = [part_of(leaf, part) for part in leaf.meaning.of]
    if leaf.partial and not any(True for _ in open_parts(leaf.meaning)):
        return whole(leaf, "all", [joined(leaf.meaning, parts)], open_words=True)
    return joined(leaf.meaning, parts).model_copy(update=head_of(leaf))


def whole(leaf: Criterion, op: str, parts: list[Criterion], *, open_words: bool) -> Criterion:
    """Return parts as the tree of a leaf, its whole words among them where they say more."""
    rest = [Criterion(op="leaf", text=leaf.text, span=leaf.span, mentions=leaf.mentions)] if open_words else []
    return Criterion.model_validate({"op": op, "children": [*parts, *rest], **head_of(leaf)})


def head_of(leaf: Criterion) -> dict[str, object]:
    """Return what the root of a leaf's parts has of the leaf."""
    return {
        "text": leaf.text,
        "label": leaf.label,
        "span": leaf.span,
        "mentions": leaf.mentions,
        "one_product": leaf.one_product,
    }


def joined(meaning: Meaning, parts: list[Criterion]) -> Criterion:
    """Return parts under the operator of a meaning."""
    return Criterion(op=meaning.op, k=meaning.k, children=parts)


def part_of(leaf: Criterion, part: int | Meaning | OpenPart) -> Criterion:
    """Return one part of a meaning."""
    if isinstance(part, int):
        return of_atom(leaf, leaf.atoms[part])
    if isinstance(part, OpenPart):
        return Criterion(op="leaf", text=part.unknown, span=leaf.span, mentions=named_in(leaf, part.unknown))
    return joined(part, [part_of(leaf, inner) for inner in part.of])


def of_atom(leaf: Criterion, atom: Atom) -> Criterion:
    """Return one condition of a leaf; of one with a meaning, with what its own words name, and the drugs that stand anywhere in the leaf: they may be examples of its class."""
    own = named_in(leaf, atom.text) if leaf.meaning else []
    named = [m for m in leaf.mentions if m in own or m.concept == "drug"]
    return Criterion(op="leaf", text=atom.text, atoms=[atom], span=atom.span, mentions=named)


def named_in(leaf: Criterion, words: str) -> list[Mention]:
    """Return what some words of a leaf name, and what stands around all of its parts (`a three-month trial of one of:`)."""
    told = [atom.text for atom in leaf.atoms] + [part.unknown for part in open_parts(leaf.meaning)]
    return [m for m in leaf.mentions if m.text in words or not any(m.text in other for other in told)]


def open_parts(meaning: Meaning | None) -> Iterator[OpenPart]:
    """Yield the parts of a meaning that are not typed, in order."""
    for part in meaning.of if meaning else ():
        if isinstance(part, OpenPart):
            yield part
        elif isinstance(part, Meaning):
            yield from open_parts(part)


def is_joined(leaf: Criterion) -> bool:
    """Return True if the conditions of a leaf are joined by more than `and`."""

    def plain(part: int | Meaning | OpenPart) -> bool:
        return not isinstance(part, Meaning) or (part.op == "all" and all(map(plain, part.of)))

    return leaf.meaning is not None and not plain(leaf.meaning)


def is_open(leaf: Criterion) -> bool:
    """Return True if a leaf's words say more than its conditions."""
    return not leaf.atoms or leaf.partial or any(True for _ in open_parts(leaf.meaning))


def ends_of(place: Place[Criterion]) -> Iterator[Place[Criterion]]:
    """Yield the ends of a leaf's tree of parts, with their places in the whole tree; of a leaf that is one part, the leaf."""
    return (end for end in below(replace(place, node=parts_of(place.node))) if end.is_leaf)


def joined_ends(place: Place[Criterion]) -> Iterator[Place[Criterion]]:
    """Yield the ends of a leaf whose conditions are joined by more than `and`, else the leaf."""
    yield from ends_of(place) if is_joined(place.node) else (place,)


def expanded(node: Criterion) -> Criterion:
    """Return a tree in which leaves whose conditions are joined by more than `and` are groups of their parts."""
    if not node.children:
        return parts_of(node) if is_joined(node) else node
    return node.model_copy(update={"children": [expanded(child) for child in node.children]})
