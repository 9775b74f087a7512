"""What a criterion puts in the way of approval: failed therapies and how long they were tried, prescriber gates, tests, documents.

Recognized by typed conditions and by what the words name beside them, as step therapy is often named in words alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from payerdiff.compare.logic.therapy_axioms import days_of, is_after_therapy
from payerdiff.model import concepts
from payerdiff.model.concepts import BarrierKind
from payerdiff.model.meaning.parts import joined_ends
from payerdiff.model.mention import OPTIONAL, Mention
from payerdiff.model.phrasing import DAYS
from payerdiff.model.polarity import Place, leaf_places
from payerdiff.model.policy import Atom, Criterion, meetable
from payerdiff.normalize import lexicon

RECEIVED = "received"
"""How a heading names what its items say was given before."""
STEPS = frozenset({"tried", "trial", "failed", "inadequate response", "intolerant"})
"""How a therapy that came before is named where it is a step: what was only received is none."""


@dataclass(frozen=True, slots=True)
class Barrier:
    """A leaf with what it asks of the patient; of one whose conditions are joined by more than `and`, each part is one.

    `count` is the number of therapies that a step asks to have failed, else 1; `days` how long they must have been tried, 0 where
    the words give no time.
    """

    place: Place[Criterion]
    kind: BarrierKind
    count: int = 1
    days: float = 0.0
    whole: Criterion | None = None
    """The leaf that this is a part of, where it is one."""
    late: bool = False
    """True where only a patient meets it who has had the drug already."""

    @property
    def leaf(self) -> Criterion:
        """Return the leaf."""
        return self.place.node

    @property
    def label(self) -> str | None:
        """Return the label of the leaf, or of the one that it is a part of."""
        return (self.whole or self.leaf).label

    @property
    def words(self) -> str:
        """Return the leaf's words; of a part, its own and those that it is a part of."""
        return f"{self.leaf.text}, of “{self.whole.text}”" if self.whole else self.leaf.text

    @property
    def is_asked(self) -> bool:
        """Return True if meeting the leaf can be what approval takes: nothing turns it round."""
        return self.place.polarity == "for"


def barriers_of(root: Criterion) -> Iterator[Barrier]:
    """Yield the leaves of a tree with what they ask; below a heading that speaks of trials or prescribers each item is one."""
    for place in leaf_places(root):
        above = tuple(mention for group in place.parents for mention in group.mentions)
        for end in joined_ends(place):
            whole = None if end.node is place.node else place.node
            if introduces(place):
                yield Barrier(end, "prescriber" if names_specialist(place) else "other", whole=whole)
            elif place.node.op == "leaf":
                found = replace(barrier(end, above), whole=whole)
                if found.kind == "open" and whole is not None and all(is_prescriber(a) for a in whole.atoms):
                    found = replace(found, kind="prescriber")  # one more specialist, in words that no list knows
                found = replace(found, kind="other", count=1, days=0.0) if is_of_one_product(place) else found
                yield replace(found, kind="document", count=1, days=0.0) if is_of_papers(found) else found


def is_of_one_product(place: Place[Criterion]) -> bool:
    """Return True if the product that passes the first item of a list passes this one too: together they are one step."""
    group = place.parents[-1] if place.parents else None
    return group is not None and group.one_product and group.children[0] is not place.node


def is_of_papers(part: Barrier) -> bool:
    """Return True if a part in words alone says what papers that its leaf asks for are about (`chart notes supporting medications tried`): no step of its own."""
    whole = part.whole.atoms if part.whole else ()
    return (
        part.kind == "step" and not part.leaf.atoms and any(concepts.of(a.concept).barrier == "document" for a in whole)
    )


def introduces(place: Place[Criterion]) -> bool:
    """Return True if a leaf holds the words that introduce the items beside it."""
    group = place.parents[-1] if place.parents else None
    return group is not None and bool(place.node.label) and place.node.label == group.label and len(group.children) > 1


def is_prescriber(atom: Atom) -> bool:
    """Return True if a condition asks for a specialist."""
    return concepts.of(atom.concept).barrier == "prescriber" and not atom.negated


def names_specialist(place: Place[Criterion]) -> bool:
    """Return True if such a leaf asks for a specialist, and none of the items beside it does (`Dermatologist:` over diseases)."""

    def asks(node: Criterion) -> bool:
        return any(is_prescriber(atom) for leaf in meetable(node) for atom in leaf.atoms)

    items = [child for child in place.parents[-1].children if child is not place.node]
    return asks(place.node) and not any(map(asks, items))


def barrier(place: Place[Criterion], above: tuple[Mention, ...]) -> Barrier:
    """Return a leaf with what it asks."""
    leaf = place.node
    kind = kind_of(leaf, above)
    if kind != "step":
        return Barrier(place, kind)
    named = [int(m.value) for m in leaf.mentions if m.concept == "therapies" and m.value]
    count = max(
        [1, *named, *(atom.count for atom in leaf.atoms if atom.count), len(set(map(therapies_of, asked_first(leaf))))]
    )
    tried = [days_of(atom.duration) for atom in leaf.atoms if atom.duration and concepts.of(atom.concept).timed]
    days = max([days_in(leaf.mentions), *tried]) or days_in(above)
    count = 1 if leaf.one_product else count
    each = any(mention.concept == "each_therapy" for mention in leaf.mentions)
    return Barrier(place, kind, count, days * count if each else days)


def asked_first(leaf: Criterion) -> list[Atom]:
    """Return the conditions of a leaf on a therapy that must have been tried; all of them are asked for, as alternatives are parts of their own."""
    return [a for a in leaf.atoms if concepts.of(a.concept).barrier == "step" and not a.negated and not is_exit(a)]


def therapies_of(atom: Atom) -> frozenset[str]:
    """Return the therapies that a condition names."""
    return frozenset(map(str, atom.value if isinstance(atom.value, list) else [atom.value]))


def is_way_out(barrier: Barrier) -> bool:
    """Return True if a barrier is met only by who cannot take a therapy: by its conditions, or as a part in words that names no more than that."""
    leaf = barrier.leaf
    exempt = any(m.concept == "exemption" or m.subject in EXITS for m in leaf.mentions if m.text in leaf.text)
    in_words = barrier.whole is not None and not leaf.atoms and exempt and not any(is_step(m) and m.subject not in EXITS for m in leaf.mentions if m.text in leaf.text)  # fmt: skip
    return in_words or any(map(is_exit, leaf.atoms))


def is_exit(atom: Atom) -> bool:
    """Return True if a condition on a therapy is met only by those who cannot take it, or did not bear it: an ordinary patient is none of them."""
    return concepts.of(atom.concept).barrier == "step" and set((atom.outcome or "tried").split(" or ")) <= EXITS


EXITS = frozenset({"contraindicated", "intolerant"})


def step_kinds(leaf: Criterion) -> set[str]:
    """Return which kinds of therapy meet a step, as access facts tell kinds: empty where its words name none that is known."""
    typed = [value for atom in asked_first(leaf) for value in therapies_of(atom)]
    named = [m.subject for m in leaf.mentions if m.concept in ("drug", "drug_class") and m.subject]
    return {kind for kind in map(lexicon.step_kind, typed or named) if kind}


def is_of_any_therapy(leaf: Criterion) -> bool:
    """Return True if words on earlier therapies name none, nor how many: `previous therapies tried and how they failed`, `refractory disease`."""
    typed = any(concepts.of(atom.concept).barrier == "step" for atom in leaf.atoms)
    named = any(m.concept in ("drug", "drug_class", "therapies") for m in leaf.mentions)
    return not named and not typed and (not leaf.atoms or any(map(is_after_therapy, leaf.atoms)))


def kind_of(leaf: Criterion, above: tuple[Mention, ...]) -> BarrierKind:
    """Return what a leaf asks of the patient."""
    known = {concepts.of(atom.concept).barrier for atom in leaf.atoms if not is_score(atom) and not is_denied(atom)}
    around = (*above, *leaf.mentions)
    if (
        "step" in known
        or any(map(is_after_therapy, leaf.atoms))
        or any(map(is_step, around))
        or (names_drugs(leaf) and any(m.subject == RECEIVED for m in around))
    ):
        return "step"
    if any(m.concept == OPTIONAL for m in leaf.mentions):
        return "open"
    if "prescriber" in known or any(concepts.of(m.concept).barrier == "prescriber" for m in around):
        return "prescriber"
    if "test" in known:
        return "test"
    if "document" in known or any(concepts.of(m.concept).barrier == "document" for m in leaf.mentions):
        return "document"
    return "other" if leaf.atoms else "open"


def is_denied(atom: Atom) -> bool:
    """Return True if a condition is that a therapy did not come before: nobody takes a step for it."""
    return concepts.of(atom.concept).barrier == "step" and (atom.negated or atom.op in ("!=", "not_in", "without"))


def is_score(atom: Atom) -> bool:
    """Return True if a condition is on what a prescriber sees of a disease's severity (the surface that is affected): nothing is sent to a laboratory."""
    entry = lexicon.entry_of(concepts.of(atom.concept).tables, atom.subject or "") if atom.subject else {}
    return bool(entry.get("severity"))


def names_drugs(leaf: Criterion) -> bool:
    """Return True if a leaf's conditions name drugs: below a heading on what was received they came before."""
    return any(concepts.of(atom.concept).shape == "therapy" or concepts.of(atom.concept).alone for atom in leaf.atoms)


def is_step(mention: Mention) -> bool:
    """Return True if a mention names a therapy that must have come before, or a trial."""
    return mention.concept == "trial" or (concepts.of(mention.concept).barrier == "step" and mention.subject in STEPS)


def days_in(mentions: Iterable[Mention]) -> float:
    """Return the longest period that is named, in days; 0 where none is."""
    return max(
        (m.value * DAYS[m.unit] for m in mentions if m.concept == "duration" and m.value and m.unit), default=0.0
    )
