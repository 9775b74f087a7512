"""What a criterion puts in the way of approval: failed therapies and how long they were tried, prescriber gates, tests, documents.

Recognised by typed conditions and by what the words name beside them, as step therapy is often named in words alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from payerdiff.compare.logic.therapy_order import days_of
from payerdiff.model import concepts
from payerdiff.model.concepts import BarrierKind
from payerdiff.model.mention import Mention
from payerdiff.model.phrasing import DAYS
from payerdiff.model.policy import Criterion

STEPS = frozenset({"tried", "trial", "failed", "inadequate response", "intolerant"})
"""How a therapy that came before is named where it is a step: what was only received is none."""


@dataclass(frozen=True, slots=True)
class Barrier:
    """A leaf with what it asks of the patient.

    `count` is the number of therapies that a step asks to have failed, else 1; `days` how long they must have been tried, 0 where
    the words give no time; `turned` whether a `none` or a condition turns the leaf round.
    """

    leaf: Criterion
    kind: BarrierKind
    turned: bool
    count: int = 1
    days: float = 0.0


def barriers_of(node: Criterion, turned: bool = False, above: tuple[Mention, ...] = ()) -> Iterator[Barrier]:
    """Yield the leaves of a tree with what they ask; below a heading that speaks of trials or prescribers each item is one."""
    op = node.taken_op
    if not node.children:
        if op == "leaf":
            yield barrier(node, turned, above)
        return
    for at, child in enumerate(node.children):
        other_way = turned != (op == "none" or (op == "if" and at == 0))
        if not child.children and child.label and child.label == node.label and len(node.children) > 1:
            yield Barrier(child, "other", other_way)  # the words that introduce the items beside it
        else:
            yield from barriers_of(child, other_way, (*above, *node.mentions))


def barrier(leaf: Criterion, turned: bool, above: tuple[Mention, ...]) -> Barrier:
    """Return a leaf with what it asks."""
    kind = kind_of(leaf, above)
    if kind != "step":
        return Barrier(leaf, kind, turned)
    named = [int(m.value) for m in leaf.mentions if m.concept == "therapies" and m.value]
    count = max([1, *named, *(atom.count for atom in leaf.atoms if atom.count)])
    tried = [days_of(atom.duration) for atom in leaf.atoms if atom.duration and concepts.of(atom.concept).timed]
    days = max([days_in(leaf.mentions), *tried]) or days_in(above)
    each = any(mention.concept == "each_therapy" for mention in leaf.mentions)
    return Barrier(leaf, kind, turned, count, days * count if each else days)


def kind_of(leaf: Criterion, above: tuple[Mention, ...]) -> BarrierKind:
    """Return what a leaf asks of the patient."""
    known = {concepts.of(atom.concept).barrier for atom in leaf.atoms}
    around = (*above, *leaf.mentions)
    if "step" in known or any(map(is_step, around)):
        return "step"
    if "prescriber" in known or any(concepts.of(m.concept).barrier == "prescriber" for m in around):
        return "prescriber"
    if "test" in known:
        return "test"
    if "document" in known or any(concepts.of(m.concept).barrier == "document" for m in leaf.mentions):
        return "document"
    return "other" if leaf.atoms else "open"


def is_step(mention: Mention) -> bool:
    """Return True if a mention names a therapy that must have come before, or a trial."""
    return mention.concept == "trial" or (concepts.of(mention.concept).barrier == "step" and mention.subject in STEPS)


def days_in(mentions: Iterable[Mention]) -> float:
    """Return the longest period that is named, in days; 0 where none is."""
    return max(
        (m.value * DAYS[m.unit] for m in mentions if m.concept == "duration" and m.value and m.unit), default=0.0
    )
