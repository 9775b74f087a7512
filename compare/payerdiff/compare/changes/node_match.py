"""Which node of the new tree is which of the old: leaves by wording and meaning, groups by the leaves they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from payerdiff.compare.changes.content_edits import Path
from payerdiff.compare.changes.leaf_match import FUNCTION_WORDS, Seat, match, seats_of
from payerdiff.model.meaning.forms import form_of
from payerdiff.model.meaning.parts import is_open
from payerdiff.model.polarity import walk
from payerdiff.model.policy import Atom, CriteriaSet, Criterion
from payerdiff.model.words import plain_words

ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class Held:
    """A group with its path, the groups above it, and the leaves below it by index."""

    node: Criterion
    path: Path
    groups: tuple[Criterion, ...]
    leaves: frozenset[int]


@dataclass(slots=True)
class Pairing:
    """Two trees side by side. Paths run from each tree's root; `joined` pairs a list of alternatives with the one leaf that says them all."""

    old: list[Seat]
    new: list[Seat]
    leaves: dict[int, int]
    paths: dict[Path, Path] = field(default_factory=dict)
    joined: list[tuple[Held | Seat, Held | Seat]] = field(default_factory=list)
    merged: dict[tuple[int, int], tuple[set[int], set[int]]] = field(default_factory=dict)
    """Paired leaves of which one says what several required ones said: the old and the new leaves of each."""


def pair_trees(old: CriteriaSet, new: CriteriaSet) -> Pairing:
    """Return which node is which."""
    before, after = seats_of(old), seats_of(new)
    joined = list(joined_alternatives(old, new, before, after))
    gone = {at for a, _ in joined for at in leaf_indexes(a)}
    come = {at for _, b in joined for at in leaf_indexes(b)}
    free = [s for s in before if s.at not in gone], [s for s in after if s.at not in come]
    leaves = {free[0][i].at: free[1][j].at for i, j in match(*free).items()}
    found = Pairing(before, after, leaves, {(): ()}, joined)
    found.paths |= {before[i].path: after[j].path for i, j in leaves.items()}
    found.paths |= {a.path: b.path for a, b in joined}
    merge_required(found)
    pair_groups(found, list(groups_of(old, before)), list(groups_of(new, after)))
    return found


def merge_required(found: Pairing) -> None:
    """Find required leaves that stand on one side only and whose words a paired leaf of the other side has taken in."""
    spare = [[s for s in found.old if s.at not in found.leaves], [s for s in found.new if s.at not in found.leaves.values()]]  # fmt: skip
    for i, j in found.leaves.items():
        a, b = found.old[i], found.new[j]
        if weighty(a) == weighty(b):
            continue
        left, right = {i}, {j}
        for own, other, free, side in ((a, b, spare[0], left), (b, a, spare[1], right)):
            for seat in free:
                before, after = alike(weighty(own), weighty(other)), alike(weighty(own) | weighty(seat), weighty(other))
                if after >= ALMOST and after > before and both_required(own, seat):
                    side.add(seat.at)
        if len(left) + len(right) == 3:
            found.merged[i, j] = left, right


ALMOST = 0.8


def weighty(seat: Seat) -> set[str]:
    """Return a leaf's words of weight."""
    return {w for w in plain_words(seat.leaf.text) if w not in FUNCTION_WORDS}


def alike(a: set[str], b: set[str]) -> float:
    """Return how much of two sets of words is shared."""
    return len(a & b) / max(len(a | b), 1)


def both_required(a: Seat, b: Seat) -> bool:
    """Return True if two leaves must both be met: every group between them and their common one is an `all`."""
    shared = next((n for n, (x, y) in enumerate(zip(a.path, b.path, strict=False)) if x != y), 0)
    return all(group.taken_op == "all" for seat in (a, b) for group in seat.groups[shared:])


def leaf_indexes(side: Held | Seat) -> frozenset[int]:
    """Return the leaves that one side of a joined pair stands for."""
    return side.leaves if isinstance(side, Held) else frozenset({side.at})


def groups_of(criteria: CriteriaSet, seats: list[Seat]) -> Iterator[Held]:
    """Yield the groups of a tree but its root, parents first."""

    for place in walk(criteria.root):
        path = place.path
        if place.node.children and path:
            below = frozenset(s.at for s in seats if s.path[: len(path)] == path)
            yield Held(place.node, path, place.parents, below)


def pair_groups(found: Pairing, old: list[Held], new: list[Held]) -> None:
    """Pair groups that hold the same leaves: the more of them, the surer; operator, label and words decide between equals."""
    taken = set(found.paths.values())
    scored = []
    for group in old:
        there = {found.leaves[i] for i in group.leaves if i in found.leaves}
        for other in new:
            shared = len(there & other.leaves)
            if not shared or group.path in found.paths or other.path in taken:
                continue
            score = shared / (len(group.leaves) + len(other.leaves) - shared)
            score += 0.1 * (group.node.taken_op == other.node.taken_op) + 0.1 * (group.node.label == other.node.label)
            score += 0.2 * (plain_words(group.node.text) == plain_words(other.node.text))
            scored.append((-score, abs(len(group.path) - len(other.path)), group.path, other.path))
    for score, _, here, there_path in sorted(scored):
        if -score >= ENOUGH and here not in found.paths and there_path not in taken:
            found.paths[here] = there_path
            taken.add(there_path)


def joined_alternatives(
    old: CriteriaSet, new: CriteriaSet, before: list[Seat], after: list[Seat]
) -> Iterator[tuple[Held | Seat, Held | Seat]]:
    """Yield lists of alternatives in one version that a single leaf of the other says: `a`, `b` made `a or b`."""
    for group in groups_of(old, before):
        seat = said_by(group.node, after, [g.node for g in groups_of(new, after)])
        if seat is not None:
            yield group, seat
    for group in groups_of(new, after):
        seat = said_by(group.node, before, [g.node for g in groups_of(old, before)])
        if seat is not None:
            yield seat, group


def said_by(group: Criterion, seats: list[Seat], groups: list[Criterion]) -> Seat | None:
    """Return the leaf that says what a list of plain alternatives says, where the other version has no such list."""
    forms = [form_of(whole) for whole in (folded(group), alternatives(group)) if whole is not None]
    if not forms or any(set(texts_of(g)) & set(texts_of(group)) for g in groups if g.taken_op == "any"):
        return None
    same = [s for s in seats if not is_open(s.leaf) and form_of(s.leaf) in forms]
    return same[0] if len(same) == 1 else None


def texts_of(group: Criterion) -> list[str]:
    """Return the words of a group's own leaves."""
    return [" ".join(plain_words(c.text)) for c in group.children if not c.children]


def alternatives(group: Criterion) -> Criterion | None:
    """Return a list of plain alternatives that are typed throughout, as a leaf may say them too; else None."""
    wholly = all(c.op == "leaf" and not c.children and not is_open(c) for c in group.children)
    return group if group.taken_op == "any" and len(group.children) > 1 and wholly else None


def folded(group: Criterion) -> Criterion | None:
    """Return a list of alternatives as one leaf, where they differ in the value of one atom only; else None."""
    kids = group.children
    if group.taken_op != "any" or len(kids) < 2 or any(c.children or c.meaning or is_open(c) for c in kids):
        return None
    if len({len(c.atoms) for c in kids}) > 1:
        return None
    columns = list(zip(*(sorted(c.atoms, key=lambda a: (a.concept, a.subject or "")) for c in kids), strict=True))
    merged = [one_atom(list(column)) for column in columns]
    if any(m is None for m in merged) or sum(len({str(a.value) for a in column}) > 1 for column in columns) != 1:
        return None
    return kids[0].model_copy(update={"atoms": [m for m in merged if m is not None]})


def one_atom(column: list[Atom]) -> Atom | None:
    """Return atoms that differ in their value only as one atom over all values, or None."""
    head = column[0]
    unsaid = {"value", "op", "text", "span"}
    bare = {a.model_dump_json(exclude=unsaid) for a in column}
    values: list[str] = []
    for atom in column:
        if atom.op not in ("=", "in") or isinstance(atom.value, (int, float)):
            return head if len(bare) == 1 and len({(a.op, a.value) for a in column if not isinstance(a.value, list)}) == 1 else None  # fmt: skip
        values += [str(v) for v in (atom.value if isinstance(atom.value, list) else [atom.value])]
    if len(bare) > 1:
        return None
    unique = list(dict.fromkeys(values))
    return head if len(unique) == 1 else head.model_copy(update={"op": "in", "value": unique})
