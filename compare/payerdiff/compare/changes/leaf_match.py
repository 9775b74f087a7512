"""Which criterion of the new version is which of the old: by wording, meaning and place.

Text proposes, typed atoms decide: two leaves that differ in polarity are never one leaf reworded, however
alike their words are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from payerdiff.compare.changes.words.statements import is_other_amount, limits_in, rules_alike
from payerdiff.model import concepts
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

    @property
    def is_refused(self) -> bool:
        """Return True if the words say who is refused, not what is asked for."""
        return self.criteria.phase == "exclusion" or self.place.is_refused

    def named(self, owner: str) -> Named[Criterion]:
        """Return the leaf with its name among the sets of several policies."""
        return self.place.named(set_name(owner, self.criteria))


def seats_of(criteria: CriteriaSet) -> list[Seat]:
    """Return the leaves of a set with their places."""
    return [Seat(place, criteria, at) for at, place in enumerate(leaf_places(criteria.root))]


FUNCTION_WORDS = frozenset(lexicon.table("phrases")["function"]["words"])


def equal_leaves(a: Criterion, b: Criterion) -> bool:
    """Return True if two leaves ask the same: in words, but for function words, or in typed meaning that carries all of it."""
    if same_words(a.text, b.text) or rules_alike(a.text, b.text):
        return True
    same_form = form_of(a) == form_of(b)
    weight_a, weight_b = ([w for w in plain_words(x.text) if w not in FUNCTION_WORDS] for x in (a, b))
    typed = not (is_open(a) or is_open(b)) and same_form and not is_other_amount(a.text, b.text)
    joined_alike = same_form or not (a.meaning or b.meaning)
    return (weight_a == weight_b and joined_alike) or (typed and drugs_in(a) == drugs_in(b))


def equal_seats(old: Seat, new: Seat) -> bool:
    """Return True if two leaves ask the same where they stand: by themselves, or because each only names what the other criteria leave, within the same limits."""
    return equal_leaves(old.leaf, new.leaf) or names_the_same_rest(old, new)


def names_the_same_rest(old: Seat, new: Seat) -> bool:
    """Return True if two leaves only name what the other criteria leave, within the same limits."""
    rest = old.criteria.names_the_rest and new.criteria.names_the_rest
    return rest and limits_in(old.leaf.text) == limits_in(new.leaf.text)


def drugs_in(leaf: Criterion) -> set[str]:
    """Return the drugs that a leaf names: in its conditions, and beside them as examples."""
    values = (str(v) for a in leaf.atoms for v in (a.value if isinstance(a.value, list) else [a.value]))
    return {m.subject for m in leaf.mentions if m.concept == "drug" and m.subject} | {v for v in values if v in lexicon.table("drugs")}  # fmt: skip


def likeness(old: Seat, new: Seat) -> float:
    """Return how surely two leaves are one criterion, 0 to 1.2: words, then label and place."""
    if same_words(old.leaf.text, new.leaf.text) or rules_alike(old.leaf.text, new.leaf.text) or names_the_same_rest(old, new):  # fmt: skip
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
    left, right = ([" ".join(plain_words(s.leaf.text)) for s in side] for side in (old, new))
    uses = [[use_of(s) for s in side] for side in (old, new)]
    shared = {use for use in uses[0] if use} & {use for use in uses[1] if use}
    scoped = [[(use if use in shared else "", words) for use, words in zip(own, side, strict=True)] for own, side in zip(uses, (left, right), strict=True)]  # fmt: skip
    for a, b, size in SequenceMatcher(None, scoped[0], scoped[1], autojunk=False).get_matching_blocks():
        pairs.update({a + k: b + k for k in range(size)})
    taken = set(pairs.values())
    scored = []
    for i, seat in enumerate(old):
        for j, other in enumerate(new):
            apart = {uses[0][i], uses[1][j]} <= shared and uses[0][i] != uses[1][j]
            rest = names_the_same_rest(seat, other)
            if i not in pairs and j not in taken and not apart and (rest or may_be_one(left[i], right[j])):
                score = likeness(seat, other)
                if score >= FLOOR:
                    scored.append((-score, abs(i - j), i, j))
    for _, _, i, j in sorted(scored):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def use_of(seat: Seat) -> str:
    """Return the disease of the alternative that a leaf belongs to (`1. Mantle cell lymphoma`, with criteria below it); nothing elsewhere."""
    for depth in range(len(seat.groups) - 1):
        alternative = headed_alternative(seat.groups[depth], seat.path[depth])
        if alternative is not None:
            return " ".join(plain_words(alternative))
    return ""


def headed_alternative(group: Criterion, at: int) -> str | None:
    """Return the disease that heads an item of a list of alternatives, where the item has criteria of its own."""
    item = group.children[at]
    if group.taken_op != "any" or item.taken_op != "all" or len(item.children) < 2:
        return None
    head = item.children[0]
    return head.text if not head.children and any(a.concept == concepts.DISEASE for a in head.atoms) else None


def may_be_one(left: str, right: str) -> bool:
    """Return True if two leaves share enough words to be worth weighing: a quarter of the shorter one's."""
    a, b = set(left.split()), set(right.split())
    return len(a & b) * 4 >= min(len(a), len(b))


@dataclass(frozen=True, slots=True)
class Weighed:
    """A set as it is held against others: with its leaves word for word, and their words in one text."""

    criteria: CriteriaSet
    leaves: frozenset[str]
    text: str

    @property
    def key(self) -> tuple[str, ...]:
        """What two sets have alike that nothing could pair better: phase, title and population, or all words where they have no title."""
        title = (self.criteria.indication or "").lower()
        return (self.criteria.phase, title, str(self.criteria.population) if title else self.text, *sorted(self.leaves))


def weighed(criteria: CriteriaSet) -> Weighed:
    """Return a set with what others are held against."""
    seats = seats_of(criteria)
    leaves = frozenset(" ".join(plain_words(s.leaf.text)) for s in seats)
    return Weighed(criteria, leaves, " ".join(s.leaf.text for s in seats).lower()[:WORDS])


WORDS = 2000
"""Characters of criteria that are held against others where no title tells them apart."""


def pair_sets(old: Sequence[CriteriaSet], new: Sequence[CriteriaSet]) -> list[tuple[int | None, int | None]]:
    """Pair the indexes of two versions' criteria sets: by phase and indication, then by what they hold, then by order."""
    before, after = [weighed(one) for one in old], [weighed(one) for one in new]
    chosen = same_sets(before, after)
    for likely in (
        title_likeness,
        shared_leaves,
        both_name_the_rest,
        same_disease_without_title,
    ):  # the same title; then another title over the same criteria; then a title that is no longer read
        taken = set(chosen.values())
        scored = []
        for i, a in enumerate(before):
            for j, b in enumerate(after):
                if i not in chosen and j not in taken and a.criteria.phase == b.criteria.phase:
                    score = likely(a, b)
                    if score >= FLOOR:
                        scored.append((-score, -shared_leaves(a, b), abs(i - j), i, j))
        choose(chosen, ((i, j) for *_, i, j in sorted(scored)))
    pairs: list[tuple[int | None, int | None]] = [(i, chosen.get(i)) for i in range(len(old))]
    left = set(range(len(new))) - set(chosen.values())
    return [*pairs, *((None, j) for j in sorted(left))]


def same_disease_without_title(old: Weighed, new: Weighed) -> float:
    """Return 1 where two sets are for a disease that both name, and one of them has no title: what a set is called may have come or gone, its use did not."""
    a, b = old.criteria, new.criteria
    untitled = a.indication is None or b.indication is None
    return float(untitled and bool(set(a.diseases) & set(b.diseases)))


def same_sets(old: Sequence[Weighed], new: Sequence[Weighed]) -> dict[int, int]:
    """Return the pairs that none could be better than, nearest first: a book of hundreds of sets need not hold each against all others."""
    places: dict[tuple[str, ...], list[int]] = {}
    for j, one in enumerate(new):
        if one.leaves:
            places.setdefault(one.key, []).append(j)
    chosen: dict[int, int] = {}
    found = sorted((abs(i - j), i, j) for i, one in enumerate(old) for j in places.get(one.key, ()))
    choose(chosen, ((i, j) for _, i, j in found))
    return chosen


def choose(chosen: dict[int, int], pairs: Iterable[tuple[int, int]]) -> None:
    """Take pairs in their order, as far as neither of the two is taken."""
    taken = set(chosen.values())
    for i, j in pairs:
        if i not in chosen and j not in taken:
            chosen[i] = j
            taken.add(j)


def shared_leaves(a: Weighed, b: Weighed) -> float:
    """Return which part of two sets' leaves they have in common, word for word."""
    return len(a.leaves & b.leaves) / max(len(a.leaves | b.leaves), 1)


def both_name_the_rest(a: Weighed, b: Weighed) -> float:
    """Return 1 for two sets that only name what the other criteria leave, whatever they call it."""
    return float(a.criteria.names_the_rest and b.criteria.names_the_rest)


def title_likeness(a: Weighed, b: Weighed) -> float:
    """Return how alike two indications are; for sets without one, how alike their criteria are."""
    left, right = a.criteria.indication, b.criteria.indication
    if left and right:
        ratio = SequenceMatcher(None, left.lower(), right.lower()).ratio()
        return ratio + (0.05 if a.criteria.population == b.criteria.population else 0)
    if left or right:
        return 0.0
    return max(SequenceMatcher(None, a.text, b.text, autojunk=False).ratio(), FLOOR)
