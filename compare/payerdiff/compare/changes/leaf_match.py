"""Which criterion of the new version is which of the old: by wording, meaning and place.

Text proposes, typed atoms decide: two leaves that differ in polarity are never one leaf reworded, however
alike their words are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from payerdiff.model.meaning.forms import form_of
from payerdiff.model.meaning.parts import is_open
from payerdiff.model.polarity import Named, Path, Place, leaf_places
from payerdiff.model.policy import CriteriaSet, Criterion, set_name
from payerdiff.model.words import plain_words, polarity_of, same_words
from payerdiff.normalize import lexicon

FLOOR = 0.5


@dataclass(frozen=True, slots=True)
class Seat:
    """A leaf with its place in its set, and its index among all leaves."""

    place: Place[Criterion]
    criteria: CriteriaSet
    at: int

    @property
    def leaf(self) -> Criterion:
        """Return the leaf."""
        return self.place.node

    @property
    def groups(self) -> tuple[Criterion, ...]:
        """Return the groups above the leaf, outermost first."""
        return self.place.parents

    @property
    def path(self) -> Path:
        """Return the way from the root to the leaf."""
        return self.place.path

    def named(self, owner: str) -> Named[Criterion]:
        """Return the leaf with its name among the sets of several policies."""
        return self.place.named(set_name(owner, self.criteria))


def seats_of(criteria: CriteriaSet) -> list[Seat]:
    """Return the leaves of a set with their places."""
    return [Seat(place, criteria, at) for at, place in enumerate(leaf_places(criteria.root))]


FUNCTION_WORDS = frozenset(lexicon.table("phrases")["function"]["words"])


def equal_leaves(a: Criterion, b: Criterion) -> bool:
    """Return True if two leaves ask the same: in words, but for function words, or in typed meaning that carries all of it."""
    if same_words(a.text, b.text):
        return True
    same_form = form_of(a) == form_of(b)
    weight_a, weight_b = ([w for w in plain_words(x.text) if w not in FUNCTION_WORDS] for x in (a, b))
    typed = not (is_open(a) or is_open(b)) and same_form
    joined_alike = same_form or not (a.meaning or b.meaning)
    return (weight_a == weight_b and joined_alike) or (typed and drugs_in(a) == drugs_in(b))


def drugs_in(leaf: Criterion) -> set[str]:
    """Return the drugs that a leaf names: in its conditions, and beside them as examples."""
    values = (str(v) for a in leaf.atoms for v in (a.value if isinstance(a.value, list) else [a.value]))
    return {m.subject for m in leaf.mentions if m.concept == "drug" and m.subject} | {v for v in values if v in lexicon.table("drugs")}  # fmt: skip


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
            if i not in pairs and j not in taken and may_be_one(left[i], right[j]):
                score = likeness(seat, other)
                if score >= FLOOR:
                    scored.append((-score, abs(i - j), i, j))
    for _, _, i, j in sorted(scored):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def may_be_one(left: str, right: str) -> bool:
    """Return True if two leaves share enough words to be worth weighing: a quarter of the shorter one's."""
    a, b = set(left.split()), set(right.split())
    return len(a & b) * 4 >= min(len(a), len(b))


def pair_sets(old: Sequence[CriteriaSet], new: Sequence[CriteriaSet]) -> list[tuple[int | None, int | None]]:
    """Pair the indexes of two versions' criteria sets: by phase and indication, then by what they hold, then by order."""
    chosen: dict[int, int] = {}
    for floor in (title_likeness, shared_leaves):  # the same title; then another title over the same criteria
        scored = []
        for i, a in enumerate(old):
            for j, b in enumerate(new):
                if a.phase == b.phase and i not in chosen and j not in chosen.values():
                    score = floor(a, b)
                    if score >= FLOOR:
                        scored.append((-score, -shared_leaves(a, b), abs(i - j), i, j))
        for *_, i, j in sorted(scored):
            if i not in chosen and j not in chosen.values():
                chosen[i] = j
    pairs: list[tuple[int | None, int | None]] = [(i, chosen.get(i)) for i in range(len(old))]
    return [*pairs, *((None, j) for j in range(len(new)) if j not in chosen.values())]


def shared_leaves(a: CriteriaSet, b: CriteriaSet) -> float:
    """Return which part of two sets' leaves they have in common, word for word."""
    left, right = ({" ".join(plain_words(s.leaf.text)) for s in seats_of(x)} for x in (a, b))
    return len(left & right) / max(len(left | right), 1)


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
