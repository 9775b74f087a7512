"""Steps of step therapy: which kind each is, which of them one trial satisfies, and how many are left to count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from payerdiff.model.access.facts import AccessStep
from payerdiff.model.meaning.parts import open_parts
from payerdiff.model.mention import GENERATION
from payerdiff.model.policy import Atom, Criterion
from payerdiff.normalize import lexicon

KINDS = frozenset({"branded", "conventional", "light"})
"""The kinds of steps; `light` is phototherapy."""
ANY_THERAPY = "*"
"""What stands for a therapy that is not named: whatever else was tried passes it."""
WEEKS = {"day": 1 / 7, "week": 1.0, "month": 4.0, "year": 52.0}
"""Units of a trial's length in weeks; a month counts four."""


@dataclass(frozen=True, slots=True)
class Step:
    """Therapies of which one must have been tried (`count` of them where that is more), and for how many weeks (0: no length is stated).

    `kind` is empty where no table says whether they are conventional or branded.
    """

    values: frozenset[str]
    kind: str
    count: int = 1
    weeks: float = 0.0
    another: bool = False
    """True where it must be a therapy that was not counted yet (`a different topical agent`)."""
    apart: frozenset[str] = frozenset()
    """What its words say of the therapies that is not typed: two steps of one class that say different things may be two therapies."""
    leaf: Criterion | None = field(default=None, compare=False)
    atom: Atom | None = field(default=None, compare=False)
    both: bool = field(default=False, compare=False)
    """True where it passes several conditions: what one of them names beside its own therapies need not pass the others."""
    course: bool = field(default=False, compare=False)
    """True where its therapies are one course: they are taken together."""

    @property
    def rank(self) -> tuple[object, ...]:
        """Return the place of a step among others, the same whatever the order of criteria."""
        return self.kind, sorted(self.values), self.count, self.weeks

    @property
    def is_light(self) -> bool:
        """Return True if the step is phototherapy and nothing else passes it."""
        return all(lexicon.step_kind(value) == "light" for value in self.values)

    def meets(self, other: Step) -> bool:
        """Return True if who passed this step has passed the other: the same therapies, or members of the classes that it names."""
        held = all(any(lexicon.is_step_member(v, w) for w in other.values) for v in self.values)
        return (held or ANY_THERAPY in other.values) and self.count >= other.count


def weeks_of(length: str | None) -> float:
    """Return a length of time in weeks, 0 where there is none.

    >>> weeks_of("3 month"), weeks_of("90 days"), weeks_of(None)
    (12.0, 12.9, 0.0)
    """
    value, _, unit = (length or "").partition(" ")
    weeks = WEEKS.get(unit.removesuffix("s"))
    return round(float(value) * weeks, 1) if weeks and value.replace(".", "", 1).isdigit() else 0.0


def steps_of(atom: Atom, leaf: Criterion, weeks: float) -> list[list[Step]]:
    """Return the ways to pass a condition on earlier therapy, each as the steps that it takes: one kind of therapy, or several where it takes more than one."""
    values = [str(v) for v in (atom.value if isinstance(atom.value, list) else [atom.value])]
    kinds: dict[str, list[str]] = {}
    for value in values:
        kinds.setdefault(lexicon.step_kind(value), []).append(value)
    if "conventional" in kinds:  # phototherapy among conventional drugs is one of them
        kinds["conventional"] += kinds.pop("light", [])
    count = atom.count or 1
    another = any(m.concept == "another_therapy" for m in leaf.mentions)
    named = (m.subject or "" for m in leaf.mentions if m.concept == GENERATION)
    apart = frozenset((*(part.unknown for part in open_parts(leaf.meaning)), *named))
    own = [Step(frozenset(names), kind, 1, weeks, another, apart, leaf, atom) for kind, names in sorted(kinds.items())]
    if count == 1:
        return [[step] for step in own]
    if len(own) == 1:
        return [[replace(own[0], count=count)]]
    singles = [Step(frozenset([v]), lexicon.step_kind(v), 1, weeks, another, apart, leaf, atom) for v in values]
    return [list(some) for some in combinations(singles, min(count, len(singles)))]


def merged(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Return steps without those that another satisfies; of two that one therapy can pass, that therapy is what is tried, for the longer time."""
    kept: list[Step] = []
    for step in sorted(steps, key=lambda s: (ANY_THERAPY in s.values, -s.count, len(s.values), s.rank)):
        others = []
        for held in kept:
            if both_pass(held, step):
                step = together(held, step)
            else:
                others.append(held)
        kept = [*others, step]
    return tuple(sorted(kept, key=lambda s: s.rank))


def one_course(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return the steps that one product passes as one: branded where one of them is, of no known kind where that of one is not known."""
    kinds = {step.kind for step in steps}
    if len(steps) < 2 or "light" in kinds:
        return tuple(steps)
    kind = "" if "" in kinds else min(kinds)
    values = frozenset(value for step in steps for value in step.values)
    return (replace(steps[0], values=values, kind=kind, count=1, weeks=max(step.weeks for step in steps), course=True),)


def both_pass(one: Step, other: Step) -> bool:
    """Return True if one trial can pass two steps."""
    if (one.another or other.another or are_apart(one, other)) and ANY_THERAPY not in one.values | other.values:
        return False
    return one.meets(other) or other.meets(one) or bool(shared_by(one, other))


def are_apart(one: Step, other: Step) -> bool:
    """Return True if words that are not typed make two steps two therapies (`first generation`, `second generation`)."""
    for words in lexicon.table("step_kinds")["apart"]:
        mine, its = (step.apart & set(words) for step in (one, other))
        if mine and its and mine.isdisjoint(its):
            return True
    return False


def doubtful(steps: Sequence[Step]) -> frozenset[str]:
    """Return the kinds of steps of which two count as one although their words, which are not typed, may tell them apart."""
    pairs = ((a, b) for a, b in combinations(steps, 2) if both_pass(a, b))
    return frozenset(a.kind for a, b in pairs if a.apart - b.apart and b.apart - a.apart)


def shared_by(one: Step, other: Step) -> frozenset[str]:
    """Return the therapies of which any one passes two steps that each ask for one."""
    return one.values & other.values if one.count == other.count == 1 and one.kind == other.kind else frozenset()


def together(one: Step, other: Step) -> Step:
    """Return the step that passes two."""
    weeks, both = max(one.weeks, other.weeks), one.both or other.both or named_by(one) != named_by(other)
    if one.meets(other):
        return replace(one, weeks=weeks, both=both)
    if other.meets(one):
        return replace(other, weeks=weeks, both=both)
    return replace(one, values=shared_by(one, other), weeks=weeks, both=both)


def named_by(step: Step) -> object:
    """Return what the condition of a step names, of whatever kind."""
    return step.atom.value if step.atom else None


def counted(steps: Sequence[Step], kind: str) -> int:
    """Return how many therapies of a kind the steps take."""
    return sum(step.count for step in steps if step.kind == kind)


def told_step(step: Step, therapies: Iterable[str] = ()) -> AccessStep:
    """Return a step as facts tell it: its kind and number, the therapies that pass it, and the criterion that asks for it."""
    leaf = step.leaf
    return AccessStep(
        kind=step.kind,  # type: ignore[arg-type]  # a step that is told has one of the kinds
        count=step.count, weeks=step.weeks or None, therapies=sorted({*therapies}, key=str.lower), text=leaf.text if leaf else "", label=leaf.label if leaf else None,
        page=leaf.span.page if leaf and leaf.span else None,
    )  # fmt: skip


def products_of(step: Step) -> Iterator[str]:
    """Yield the products that a step names: as the policy writes a single one, else by their first brand; a class is none."""
    for value in sorted(step.values):
        entry = lexicon.table("drugs").get(value)
        if entry is None:
            yield from as_written(value, step) if lexicon.drug_of_brand(value) else ()
            continue
        names = (value, *entry.get("brands", ()))
        written = [name for name in names if step.atom is not None and step.atom.text.lower() == name.lower()]
        yield next(iter((*written, *entry.get("brands", ()), value)))


def as_written(name: str, step: Step) -> Iterator[str]:
    """Yield a product's name as the criterion of a step writes it."""
    words = step.leaf.text if step.leaf else ""
    at = words.lower().find(name)
    if at >= 0:
        yield words[at : at + len(name)]
