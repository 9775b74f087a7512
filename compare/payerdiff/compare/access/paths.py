"""The ways through a tree of criteria that are open to the patient, and the least demanding of them.

Each way is the steps that it takes. Alternatives add ways, requirements join them, and of ways that cost the same the first by name is kept, so
that nothing depends on the order of criteria. Words that are not evaluated make a way `open`: it may ask for less or more than is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from payerdiff.compare.access.request import Request
from payerdiff.compare.access.standing import is_past, named_weeks, standing
from payerdiff.compare.access.steps import Step, counted, merged
from payerdiff.model.meaning.parts import parts_of
from payerdiff.model.mention import Mention
from payerdiff.model.policy import Criterion

WIDEST = 64
"""How many ways are followed at a time: the least demanding ones."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to meet criteria. `known` is true where a typed condition says so; `open` where words on it were not evaluated that may ask for steps."""

    steps: tuple[Step, ...] = ()
    open: bool = False
    known: bool = False

    @property
    def cost(self) -> tuple[int, int, int, float]:
        """Return how demanding the way is: branded steps first, then conventional ones, phototherapy, the longest trial."""
        unknown = counted(self.steps, "")
        longest = max((step.weeks for step in self.steps), default=0.0)
        return counted(self.steps, "branded") + unknown, counted(self.steps, "conventional"), counted(self.steps, "light"), longest

    @property
    def rank(self) -> tuple[object, ...]:
        """Return the place of a way among others."""
        return self.cost, self.open, [step.rank for step in self.steps]


FREE, OPEN = Way(), Way(open=True)


@dataclass(frozen=True, slots=True)
class Walker:
    """Follows the ways through trees for one request."""

    request: Request

    def through(self, node: Criterion, above: tuple[Mention, ...] = ()) -> list[Way]:
        """Return the ways through a node; none where the patient cannot meet it."""
        if not node.children:
            if node.op != "leaf":
                return [] if node.op == "never" else [FREE]
            parts = parts_of(node)
            if parts.children:
                return self.group(parts, above)
            return self.end(node, above)
        return self.group(node, (*above, *node.mentions))

    def end(self, leaf: Criterion, above: tuple[Mention, ...]) -> list[Way]:
        """Return the ways past one end of a leaf."""
        own = named_weeks(m for m in leaf.mentions if not self.is_authorization(leaf, m))
        over = named_weeks(above) if any(is_past(m) for m in above) else 0.0
        found = standing(leaf, self.request, above, own or over)
        if found.answer == "unmet":
            return []
        if found.answer == "step":
            return pruned(Way(merged(way), known=True) for way in found.ways)
        return [OPEN if found.answer == "open" else replace(FREE, known=found.answer == "met")]

    def is_authorization(self, leaf: Criterion, mention: Mention) -> bool:
        """Return True if a length of time that a leaf names is that of an authorization which stands in the same words."""
        if leaf.span is None:
            return False
        held = (a for a in self.request.policy.approvals if a.span.start < leaf.span.end and leaf.span.start < a.span.end)
        return any((a.value, a.unit) == (mention.value, mention.unit) for a in held)

    def group(self, node: Criterion, above: tuple[Mention, ...]) -> list[Way]:
        """Return the ways through a group, under its operator."""
        op = "all" if is_choice_of_conditions(node) else node.taken_op
        if op == "none":
            return [FREE]
        if op == "if":
            return self.conditional(node, above)
        ways = [self.through(child, above) for child in node.children]
        if op == "any":
            return chosen(ways)
        if op == "at_least":
            some = [joined(those) for those in combinations(ways, min(node.k or 1, len(ways)))]
            return pruned(conventional([way for those in some for way in those]))
        return joined(ways)

    def conditional(self, node: Criterion, above: tuple[Mention, ...]) -> list[Way]:
        """Return the ways through what is asked only where a condition holds: all of it, none of it, or either where that is not known."""
        asked = joined([self.through(child, above) for child in node.children[1:]])
        condition = self.through(node.children[0], above)
        if not condition:
            return [FREE]
        if any(way.known and not way.open and not way.steps for way in condition):
            return asked
        return pruned([OPEN, *asked])


def is_choice_of_conditions(node: Criterion) -> bool:
    """Return True if alternatives each say for whom they are meant: a choice among them would ask nobody for anything."""
    ways = [child if child.children else parts_of(child) for child in node.children]
    return node.taken_op == "any" and bool(ways) and all(way.taken_op == "if" for way in ways)


def chosen(ways: Sequence[Sequence[Way]]) -> list[Way]:
    """Return the ways through alternatives; one that only words without a typed condition open is not known to be open to this patient."""
    found = []
    for own in ways:
        found += [way if way.known or way.open else replace(way, open=True) for way in own]
    return pruned(conventional(found))


def conventional(ways: Sequence[Way]) -> list[Way]:
    """Return alternatives in which phototherapy counts as the one conventional step, where others go without it."""
    if all(any(step.is_light for step in way.steps) for way in ways):
        return list(ways)
    return [
        replace(way, steps=tuple(replace(s, kind="conventional") if s.kind == "light" else s for s in way.steps))
        for way in ways
    ]


def joined(ways: Sequence[Sequence[Way]]) -> list[Way]:
    """Return the ways through all of several nodes."""
    found = [FREE]
    for own in ways:
        found = pruned(
            Way(merged((*a.steps, *b.steps)), a.open or b.open, a.known or b.known) for a in found for b in own
        )
    return found


def pruned(ways: Iterable[Way]) -> list[Way]:
    """Return the least demanding of some ways, each once; ways that are open and ways that are not are kept apart."""
    once: dict[object, Way] = {}
    for way in ways:
        once.setdefault((way.open, way.known, way.steps), way)
    held = sorted(once.values(), key=lambda way: way.rank)
    return [*[w for w in held if not w.open][:WIDEST], *[w for w in held if w.open][:WIDEST]]
