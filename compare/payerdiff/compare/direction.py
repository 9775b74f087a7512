"""Which way criteria moved: each change where it stands in the tree, and the verdict over the whole tree.

A tree is met along paths: a path takes one branch of each `any`, all of each `all`. Every path through the
old tree that does not meet the new one is a patient who loses; every path through the new one that does not meet the
old is a patient who gains. Leaves that are one criterion in both versions are one variable; a leaf whose typed
meaning is wholly implied by another's counts as met with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations, islice, product

from payerdiff.compare.review_schema import PathWitness, Sureness
from payerdiff.normalize.schema import Atom, Criterion, Direction

LIMIT = 4000
"""Paths looked at; a tree with more gives `unknown`."""
Path = frozenset[int]
OPPOSITE: dict[Direction, Direction] = {
    "tightened": "loosened",
    "loosened": "tightened",
    "both": "both",
    "equivalent": "equivalent",
    "unknown": "unknown",
}


class TooManyPathsError(Exception):
    """The tree has more ways through it than are looked at."""


def paths(node: Criterion, names: dict[int, int]) -> list[Path]:
    """Return the ways to meet a node, as sets of variables; a negated condition of an `if` is minus its variable."""
    found = list(islice(ways(node, names), LIMIT + 1))
    if len(found) > LIMIT:
        raise TooManyPathsError
    return found


def ways(node: Criterion, names: dict[int, int]) -> Iterator[Path]:
    """Yield the ways to meet a node."""
    op = node.taken_op
    if not node.children:
        if op == "leaf":
            yield frozenset({names[id(node)]})
        return  # `never` is met in no way
    if op == "any":
        for child in node.children:
            yield from ways(child, names)
    elif op == "at_least":
        for chosen in combinations(node.children, min(node.k or 1, len(node.children))):
            yield from joined([paths(child, names) for child in chosen])
    elif op == "if":
        condition = node.children[0]
        yield frozenset({-names[id(condition)]}) if id(condition) in names else frozenset()
        yield from joined([paths(child, names) for child in node.children])
    elif op == "none":
        yield frozenset(-names[id(child)] for child in node.children if id(child) in names)
    else:
        yield from joined([paths(child, names) for child in node.children])


def joined(parts: Sequence[Sequence[Path]]) -> Iterator[Path]:
    """Yield the unions of one way from each part."""
    for chosen in product(*parts):
        yield frozenset().union(*chosen)


def is_met(node: Criterion, names: dict[int, int], true: Path) -> bool:
    """Tell whether a node is met where exactly the variables in `true` hold."""
    op = node.taken_op
    if not node.children:
        return op == "leaf" and names[id(node)] in true
    met = [is_met(child, names, true) for child in node.children]
    if op == "any":
        return any(met)
    if op == "at_least":
        return sum(met) >= (node.k or 1)
    if op == "none":
        return not any(met)
    if op == "if":
        return not met[0] or all(met[1:])
    return all(met)


def first_failure(node: Criterion, names: dict[int, int], true: Path) -> Criterion | None:
    """Return the first leaf that is not met; of alternatives, in the one of which most is met."""
    if is_met(node, names, true):
        return None
    op = node.taken_op
    failures = [child for child in node.children if not is_met(child, names, true)]
    if op in ("all", "if") and failures:
        return first_failure(failures[0], names, true) or node
    if op == "any" and failures:
        closest = max(failures, key=lambda child: share_met(child, names, true))
        if share_met(closest, names, true) > 0:
            return first_failure(closest, names, true) or node
    return node


def share_met(node: Criterion, names: dict[int, int], true: Path) -> float:
    """Return which share of the leaves below a node is met."""
    if not node.children:
        return float(is_met(node, names, true))
    return sum(share_met(child, names, true) for child in node.children) / len(node.children)


def implies(a: Criterion, b: Criterion) -> bool:
    """Tell whether whoever meets leaf a meets leaf b, by typed meaning; only wholly typed leaves can imply."""
    if not a.atoms or not b.atoms or b.partial:
        return False
    return all(any(atom_implies(x, y) for x in a.atoms) for y in b.atoms)


def atom_implies(x: Atom, y: Atom) -> bool:
    """Tell whether atom x is at least as strict as atom y."""
    if (x.concept, x.subject, x.unit, x.negated) != (y.concept, y.subject, y.unit, y.negated):
        return same_quantity(x, y)
    if (x.outcome, x.duration) != (y.outcome, y.duration):
        return False
    if x.concept == "prescriber" and y.role == "prescribes" and x.role != "prescribes":
        return False
    return compare_values(x, y)


def same_quantity(x: Atom, y: Atom) -> bool:
    """Compare ages in months and years."""
    if (
        x.concept != "age"
        or y.concept != "age"
        or not isinstance(x.value, (int, float))
        or not isinstance(y.value, (int, float))
    ):
        return False
    months = {"month": 1, "year": 12}
    left = x.model_copy(update={"value": x.value * months.get(x.unit or "", 0), "unit": "month"})
    right = y.model_copy(update={"value": y.value * months.get(y.unit or "", 0), "unit": "month"})
    return compare_values(left, right)


def compare_values(x: Atom, y: Atom) -> bool:
    """Tell whether x's values lie within y's."""
    if isinstance(x.value, (int, float)) and isinstance(y.value, (int, float)) and not isinstance(x.value, bool):
        if x.op in (">=", ">") and y.op in (">=", ">"):
            return x.value > y.value or (x.value == y.value and (x.op == y.op or x.op == ">"))
        if x.op in ("<=", "<") and y.op in ("<=", "<"):
            return x.value < y.value or (x.value == y.value and (x.op == y.op or x.op == "<"))
        return x.op == y.op and x.value == y.value
    left, right = (set(map(str, a.value if isinstance(a.value, list) else [a.value])) for a in (x, y))
    kinds = {"in": "=", "not_in": "!="}
    if kinds.get(x.op, x.op) != kinds.get(y.op, y.op):
        return False
    return right <= left if x.op in ("!=", "not_in", "without") else left <= right


RESTRICTS = re.compile(r"\b(?:only|must|if|unless|provided)\b", re.IGNORECASE)
EXCEPTS = re.compile(r"(?:unless|except)\b", re.IGNORECASE)
WIDENS = re.compile(r"\bor\b", re.IGNORECASE)


def of_leaves(old: Criterion, new: Criterion) -> tuple[Direction, Sureness]:
    """Return which way one criterion moved: by typed meaning where that carries all of it, else likely by its words."""
    if old.partial or new.partial or not old.atoms or not new.atoms:
        return of_words(old.text, new.text)
    narrower, wider = implies(new, old), implies(old, new)
    if narrower and wider:
        return "equivalent", "certain"
    return ("tightened" if narrower else "loosened" if wider else "both"), "certain"


def of_words(old: str, new: str) -> tuple[Direction, Sureness]:
    """Return the likely direction of words that came and went: `(adults only)` restricts, `or …` widens.

    >>> of_words("for induction", "for induction (adults only)"), of_words("alone", "alone, or with chemotherapy")
    (('tightened', 'likely'), ('loosened', 'likely'))
    """
    left, right = (re.findall(r"\([^()]*\)|[^\s()]+", text) for text in (old, new))
    ways: set[Direction] = set()
    for op, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if op == "equal":
            continue
        behind_exception = any(EXCEPTS.match(word) for word in left[:a])
        for words, came in ((left[a:b], False), (right[c:d], True)):
            for piece in re.split(r",\s+(?=or\b)|(?<=\))\s*,\s*", " ".join(words)):
                way = way_of_piece(piece)
                if way:
                    ways.add(way if came != behind_exception else OPPOSITE[way])
    if not ways:
        return "unknown", "open"
    return (ways.pop() if len(ways) == 1 else "both"), "likely"


def way_of_piece(piece: str) -> Direction | None:
    """Return which way words that came in move a condition, or None where they say nothing about it."""
    if re.match(r"or\s+\S", piece.strip(), re.IGNORECASE):
        return "loosened"
    if RESTRICTS.search(piece):
        return "tightened"
    return "loosened" if WIDENS.search(piece) and len(piece.split()) > 2 else None


def of_place(above: Sequence[tuple[Criterion, int]], inserted: bool) -> Direction:
    """Return which way an inserted (or deleted) branch moves the tree.

    `above` are the groups over it, outermost first, each with the index at which the branch hangs. The innermost group
    of more than one item decides; every `none` above that one, and the condition of an `if`, turns it round.
    """
    turns = False
    decided: Direction | None = None
    for group, at in reversed(above):
        op = group.taken_op
        if decided is None and (len(group.children) > 1 or op in ("none", "at_least")):
            decided = "loosened" if op in ("any", "at_least") or (op == "if" and at == 0) else "tightened"
        elif decided is not None and (op == "none" or (op == "if" and at == 0)):
            turns = not turns
    direction: Direction = decided or "tightened"
    return OPPOSITE[direction] if turns != (not inserted) else direction


def turns_round(above: Sequence[tuple[Criterion, int]]) -> bool:
    """Tell whether what is asked below here is refused there: an odd number of `none` and conditions of `if` stands above."""
    return sum(group.taken_op == "none" or (group.taken_op == "if" and at == 0) for group, at in above) % 2 == 1


def of_trees(
    old: Criterion,
    new: Criterion,
    old_names: dict[int, int],
    new_names: dict[int, int],
    implied: dict[int, set[int]],
    texts: dict[int, str],
) -> tuple[Direction, PathWitness | None, PathWitness | None]:
    """Return the verdict over two whole trees with a way through each that the other refuses."""
    try:
        before, after = paths(old, old_names), paths(new, new_names)
    except TooManyPathsError:
        return "unknown", None, None
    lost = refused(before, new, new_names, implied, texts)
    gained = refused(after, old, old_names, implied, texts)
    direction: Direction = (
        "both" if lost and gained else "tightened" if lost else "loosened" if gained else "equivalent"
    )
    return direction, lost, gained


def said_by(node: Criterion) -> str:
    """Return a leaf's words, or those of a group's items."""
    return "; or ".join(c.text for c in node.children if c.text) or node.text


def refused(
    ways_in: Sequence[Path],
    other: Criterion,
    names: dict[int, int],
    implied: dict[int, set[int]],
    texts: dict[int, str],
) -> PathWitness | None:
    """Return the shortest way that the other tree refuses, or None.

    What a way says nothing of may hold or not: it is tried without, then with each thing that the other tree refuses or
    makes a condition, unless the way itself rules that out.
    """
    feared = sorted(against(other, names, turned=False))
    for way in sorted(ways_in, key=lambda w: (len(w), sorted(w))):
        for extra in (0, *feared):
            if extra and -extra in way:
                continue
            held = frozenset(way) | ({extra} if extra else set())
            true = held.union(*(implied.get(v, set()) for v in held))
            if any(-v in true for v in true if v > 0) or is_met(other, names, true):
                continue
            failure = first_failure(other, names, true)
            words = said_by(failure) if failure else None
            return PathWitness(meets=[texts[v] for v in sorted(held) if v in texts], fails=words or None)
    return None


def against(node: Criterion, names: dict[int, int], *, turned: bool) -> set[int]:
    """Return the variables whose holding can break a tree: those below a `none`, and conditions of an `if`."""
    if not node.children:
        return {names[id(node)]} if turned and id(node) in names else set()
    op = node.taken_op
    found: set[int] = set()
    for at, child in enumerate(node.children):
        found |= against(child, names, turned=turned != (op == "none" or (op == "if" and at == 0)))
    return found
