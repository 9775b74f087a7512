"""The ways through a tree of criteria that are open to the patient, and the least demanding of them.

Each way is the steps that it takes. Alternatives add ways, requirements join them, and of ways that cost the same the first by name is kept, so
that nothing depends on the order of criteria. Words that are not evaluated make a way `open`: it may ask for less or more than is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from payerdiff.compare.access.ends import End, Fold
from payerdiff.compare.access.request import Request
from payerdiff.compare.access.standing import is_past, named_weeks, standing, values_of
from payerdiff.compare.access.steps import KINDS, Step, counted, doubtful, merged, one_course, told_step
from payerdiff.model.access.facts import AccessStep
from payerdiff.model.mention import Mention
from payerdiff.model.policy import Criterion

WIDEST = 64
"""How many ways are followed at a time: the least demanding ones."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to meet criteria.

    `open` are the kinds of steps that words on it may ask for which were not evaluated; `known` is true where a typed condition opens the way.
    """

    steps: tuple[Step, ...] = ()
    open: frozenset[str] = frozenset()
    known: bool = False
    silent: bool = False
    """True where words on the way were not evaluated, whatever they may ask for."""

    @property
    def cost(self) -> tuple[int, int, int, float]:
        """Return how demanding the way is: branded steps first, then conventional ones, phototherapy, the longest trial."""
        unknown = counted(self.steps, "")
        longest = max((step.weeks for step in self.steps), default=0.0)
        return (
            counted(self.steps, "branded") + unknown,
            counted(self.steps, "conventional"),
            counted(self.steps, "light"),
            longest,
        )

    @property
    def rank(self) -> tuple[object, ...]:
        """Return the place of a way among others."""
        return self.cost, sorted(self.open), [step.rank for step in self.steps]


FREE = Way()


@dataclass(frozen=True, slots=True)
class Walker:
    """Follows the ways through trees for one request."""

    request: Request

    def through(self, root: Criterion) -> list[Way]:
        """Return the ways through a tree; none where the patient cannot meet it."""
        return Fold(of_end=self.end, under=under, nothing=[FREE], never=[]).of(root)

    def end(self, end: End) -> list[Way]:
        """Return the ways past one end of a leaf."""
        own = named_weeks(m for m in end.node.mentions if not self.is_authorization(end.leaf, m))
        over = named_weeks(end.lead) if any(map(is_past, end.lead)) else 0.0
        found = standing(end, self.request, own or over)
        if found.answer == "unmet":
            return []
        if found.answer == "step":
            return pruned(Way(merged(way), known=True) for way in found.ways)
        silent = found.answer in ("silent", "open")
        return [
            Way(merged(way), found.kinds, known=found.answer == "met", silent=silent) for way in found.ways or ((),)
        ]

    def is_authorization(self, leaf: Criterion, mention: Mention) -> bool:
        """Return True if a length of time that a leaf names is that of an authorization which stands in the same words."""
        if leaf.span is None:
            return False
        held = (
            a for a in self.request.policy.approvals if a.span.start < leaf.span.end and leaf.span.start < a.span.end
        )
        return any((a.value, a.unit) == (mention.value, mention.unit) for a in held)


def under(node: Criterion, ways: Sequence[list[Way]]) -> list[Way]:
    """Return the ways through several nodes under the operator of the node above them; therapies that one product fulfills are one step."""
    if node.one_product:
        return pruned(replace(way, steps=one_course(way.steps)) for way in joined(ways))
    op = node.taken_op
    if op == "none":
        return [FREE]
    if op == "if":
        return conditional(ways[0], joined(ways[1:]))
    if op == "any":
        return chosen(ways)
    if op == "at_least":
        some = [joined(those) for those in combinations(ways, min(node.k or 1, len(ways)))]
        return pruned(each_counted([way for those in some for way in those]))
    return joined(ways)


def conditional(condition: Sequence[Way], asked: list[Way]) -> list[Way]:
    """Return the ways through what is asked only where a condition holds: all of it, none of it, or either where that is not known."""
    if not condition:
        return [FREE]
    if any(way.known and not (way.silent or way.open or way.steps) for way in condition):
        return asked
    kinds = frozenset(step.kind for way in asked for step in way.steps).union(*(way.open for way in asked))
    return pruned([Way(open=KINDS if "" in kinds else kinds, silent=True), *asked])


def chosen(ways: Sequence[Sequence[Way]]) -> list[Way]:
    """Return the ways through alternatives; one that only words without a typed condition open is not known to be open to this patient."""
    found = [way for own in ways for way in own]
    if any(way.steps or way.open for way in found):  # else no way asks for a step, whichever is taken
        found = [way if way.known or way.open else replace(way, open=KINDS) for way in found]
    return pruned(conventional(found))


def conventional(ways: Sequence[Way]) -> list[Way]:
    """Return alternatives in which phototherapy counts as the one conventional step, where others go without it; beside a drug it stays what it is."""
    if all(any(step.is_light for step in way.steps) for way in ways):
        return list(ways)
    return [way if counted(way.steps, "conventional") else with_light_counted(way) for way in ways]


def each_counted(ways: Sequence[Way]) -> list[Way]:
    """Return the ways through a list of which a number is asked: phototherapy is one of them like any other, where the number is met without it too."""
    if all(any(step.is_light for step in way.steps) for way in ways):
        return list(ways)
    return [with_light_counted(way) for way in ways]


def with_light_counted(way: Way) -> Way:
    """Return a way in which phototherapy is a conventional step."""
    return replace(way, steps=tuple(replace(s, kind="conventional") if s.kind == "light" else s for s in way.steps))


def joined(ways: Sequence[Sequence[Way]]) -> list[Way]:
    """Return the ways through all of several nodes."""
    found = [FREE]
    for own in ways:
        found = pruned(
            Way(
                merged((*a.steps, *b.steps)),
                a.open | b.open | doubtful((*a.steps, *b.steps)),
                a.known or b.known,
                a.silent or b.silent,
            )
            for a in found
            for b in own
        )
    return found


def told_path(way: Way, ways: Sequence[Way]) -> list[AccessStep]:
    """Return the steps of a way as facts tell them: each with what passes it on this way, or on another that differs in this step alone."""
    known = [w for w in ways if not w.open]
    alike = {frozenset(map(trial, w.steps)): w for w in known if w.cost[:3] == way.cost[:3]}
    passing = [instead(step, way, known) for step in way.steps]
    told = []
    for step, own in zip(way.steps, passing, strict=True):
        shared = [other for other in passing if other.keys() & own.keys() and other is not own]
        rest = frozenset(trial(s) for s, other in zip(way.steps, passing, strict=True) if other is not own and other not in shared)  # fmt: skip
        choice = {**own, **{key: held for other in shared for key, held in other.items()}}
        if shared and all(rest | frozenset(some) in alike for some in combinations(sorted(choice, key=rank_of), len(shared) + 1)):  # fmt: skip
            own = choice
        if step.kind:
            told.append(told_step(step, [name for other in own.values() for name in therapies_of(other)]))
    return told


Trial = tuple[str, frozenset[str], int]
"""What a step asks for, whoever says it: its kind, its therapies and their number."""


def trial(step: Step) -> Trial:
    """Return what a step asks for."""
    return step.kind, step.values, step.count


def rank_of(asked: Trial) -> tuple[object, ...]:
    """Return the place of a trial among others."""
    return asked[0], sorted(asked[1]), asked[2]


def instead(step: Step, way: Way, ways: Sequence[Way]) -> dict[Trial, Step]:
    """Return what passes a step of a way, the rest of which stays as it is: the step itself, and those that stand in its place in other ways."""
    rest = {trial(s) for s in way.steps} - {trial(step)}
    found = {trial(step): step}
    for other in ways:
        own = {trial(s): s for s in other.steps}
        if rest < own.keys() and len(own) == len(rest) + 1:
            (key,) = own.keys() - rest
            if own[key].count == step.count:
                found.setdefault(key, own[key])
    return found


def therapies_of(step: Step) -> list[str]:
    """Return the therapies of which one passes a step: all that its condition names, of any kind, where one is enough; none where words alone tell it and no table knows its kind, and those of one course as one."""
    if step.atom is None:
        return sorted(step.values) if step.kind else []
    if step.course:
        return [" + ".join(sorted(step.values, key=str.lower))]
    named = values_of(step.atom) if (step.atom.count or 1) == 1 and not step.both else step.values
    return [str(name) for name in named]


def pruned(ways: Iterable[Way]) -> list[Way]:
    """Return the least demanding of some ways, each once; ways that are open and ways that are not are kept apart."""
    once: dict[object, Way] = {}
    for way in ways:
        once.setdefault((way.open, way.known, way.silent, way.steps), way)
    held = sorted(once.values(), key=lambda way: way.rank)
    return [*[w for w in held if not w.open][:WIDEST], *[w for w in held if w.open][:WIDEST]]
