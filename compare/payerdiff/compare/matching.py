"""Which criterion of the new version is which of the old: by wording, meaning and place.

Text proposes, typed atoms decide: two leaves that differ in polarity are never one leaf reworded, however
alike their words are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from payerdiff.normalize.schema import CriteriaSet, Criterion

FLOOR = 0.5
POLARITY = re.compile(r"\b(?:not|no|without|non|never|negative|positive|unless|except)\b|[+-](?=\W|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seat:
    """A leaf with its place: the set it stands in, the groups above it (outermost first), its index among all leaves."""

    leaf: Criterion
    criteria: CriteriaSet
    groups: tuple[Criterion, ...]
    at: int


def seats_of(criteria: CriteriaSet) -> list[Seat]:
    """Return the leaves of a set with their places."""
    found: list[Seat] = []

    def visit(node: Criterion, groups: tuple[Criterion, ...]) -> None:
        if not node.children:
            if node.op in ("leaf", "never"):
                found.append(Seat(node, criteria, groups, len(found)))
            return
        for child in node.children:
            visit(child, (*groups, node))

    visit(criteria.root, ())
    return found


def plain_words(text: str) -> list[str]:
    """Return a text's words in lower case, signs of polarity and comparison kept."""
    return re.findall(r"[a-z0-9]+(?:[.:/][a-z0-9]+)*[+]?|[<>=≥≤]", text.lower())


def same_words(a: str, b: str) -> bool:
    """Tell whether two texts differ in punctuation, case and white space only."""
    return plain_words(a) == plain_words(b)


def meaning(leaf: Criterion) -> list[tuple[object, ...]]:
    """Return the typed meaning of a leaf, order left out."""
    return sorted(
        (a.concept, a.subject or "", a.op, str(a.value), a.unit or "", a.outcome or "", a.duration or "", a.role or "")
        for a in leaf.atoms
    )


SIGNS = {"+": "positive", "-": "negative"}


def polarity_of(text: str) -> set[str]:
    """Return the words and signs of polarity in a text.

    >>> polarity_of("Ph+ disease") == polarity_of("Ph-positive disease")
    True
    """
    return {SIGNS.get(m, m) for m in POLARITY.findall(text.lower())}


def likeness(old: Seat, new: Seat) -> float:
    """Return how surely two leaves are one criterion, 0 to 1.2: words, then label and place."""
    if same_words(old.leaf.text, new.leaf.text):
        alike = 1.0
    else:
        left, right = plain_words(old.leaf.text), plain_words(new.leaf.text)
        alike = SequenceMatcher(None, left, right, autojunk=False).ratio()
        same_subject = {(a.concept, a.subject) for a in old.leaf.atoms} & {
            (a.concept, a.subject) for a in new.leaf.atoms
        }
        if same_subject:
            alike = max(alike, 0.45) + 0.1
        if polarity_of(old.leaf.text) != polarity_of(new.leaf.text):
            alike -= 0.2
    placed = 0.15 if old.leaf.label and old.leaf.label == new.leaf.label else 0.0
    return alike + placed


def match(old: Sequence[Seat], new: Sequence[Seat]) -> dict[int, int]:
    """Return old index → new index. The same words are matched first, in order; then the likeliest pairs."""
    pairs: dict[int, int] = {}
    left = [" ".join(plain_words(s.leaf.text)) for s in old]
    right = [" ".join(plain_words(s.leaf.text)) for s in new]
    for a, b, size in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
        pairs.update({a + k: b + k for k in range(size)})
    taken = set(pairs.values())
    scored = []
    for i, seat in enumerate(old):
        for j, other in enumerate(new):
            if i not in pairs and j not in taken:
                score = likeness(seat, other)
                if score >= FLOOR:
                    scored.append((-score, abs(i - j), i, j))
    for _, _, i, j in sorted(scored):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def moved(pairs: dict[int, int]) -> set[int]:
    """Return the old indexes that stand out of order: the fewest whose removal leaves the rest in order."""
    order = sorted(pairs)
    best: list[list[int]] = []
    for i in order:
        longest: list[int] = max((chain for chain in best if pairs[chain[-1]] < pairs[i]), key=len, default=[])
        best.append([*longest, i])
    chain_kept: list[int] = max(best, key=len, default=[])
    kept = set(chain_kept)
    assert all(pairs[a] < pairs[b] for a, b in pairwise(sorted(kept)))
    return set(order) - kept


def pair_sets(
    old: Sequence[CriteriaSet], new: Sequence[CriteriaSet]
) -> list[tuple[CriteriaSet | None, CriteriaSet | None]]:
    """Pair the criteria sets of two versions by phase, then by indication, then by order."""
    rest = list(new)
    pairs: list[tuple[CriteriaSet | None, CriteriaSet | None]] = []
    for criteria in old:
        same = [s for s in rest if s.phase == criteria.phase]
        scored = sorted(same, key=lambda s: (-title_likeness(criteria, s), new.index(s)))
        chosen = scored[0] if scored and title_likeness(criteria, scored[0]) >= FLOOR else None
        if chosen is not None:
            rest.remove(chosen)
        pairs.append((criteria, chosen))
    return [*pairs, *((None, s) for s in rest)]


def title_likeness(a: CriteriaSet, b: CriteriaSet) -> float:
    """Return how alike two indications are; for sets without one, how alike their criteria are."""
    if a.indication and b.indication:
        return SequenceMatcher(None, a.indication.lower(), b.indication.lower()).ratio() + (
            0.05 if a.population == b.population else 0
        )
    if a.indication or b.indication:
        return 0.0
    left, right = (" ".join(s.leaf.text for s in seats_of(x)).lower() for x in (a, b))
    return max(SequenceMatcher(None, left[:2000], right[:2000], autojunk=False).ratio(), FLOOR)
