"""Step therapy as ladders: what comes before the drug, step by step, for each indication and payer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from payerdiff.model.access.facts import AccessFacts, AccessKey
from payerdiff.model.access.wording import amount
from payerdiff.model.comparison import Comparison
from payerdiff.model.phrasing import SEE_TEXT
from payerdiff.templates.comparison.access_views import Cite
from payerdiff.templates.evidence import Exhibit

STEPS: tuple[tuple[AccessKey, str], ...] = (
    ("generic_steps", "conventional"),
    ("phototherapy_required", "phototherapy"),
    ("brand_steps", "branded"),
)
"""The kinds of steps in the order in which they are taken."""
SHOWN = 4
"""Steps of one kind that are drawn one by one; more of them are one block with their number."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One block of a ladder; `x` and `width` in percent of the figure."""

    kind: str
    """`step`, `open` where it is not decided, `drug` at the end."""
    words: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class LadderTrack:
    """What one payer asks first."""

    name: str
    rungs: tuple[Rung, ...]
    words: str
    exhibits: tuple[Exhibit, ...]


@dataclass(frozen=True, slots=True)
class LadderView:
    """The ladders of one indication, drawn to one width of step."""

    indication: str
    tracks: tuple[LadderTrack, ...]


def ladder_views(comparison: Comparison, cite: Cite) -> tuple[LadderView, ...]:
    """Return the ladders, by indication; none where no payer asks for a step and all of that is decided."""
    if comparison.chosen and comparison.chosen.phases == ["renewal"]:
        return ()
    drug = comparison.subject.split(" (")[0]
    names = dict(zip(comparison.keys, comparison.names, strict=True))
    found = []
    for indication, group in groupby(comparison.access, key=lambda one: one.indication):
        held = [(one, list(steps_of(one))) for one in group]
        most = max(len(steps) for _, steps in held) + 1
        if most > 1:
            tracks = tuple(track(names[one.policy], one, steps, drug, most, cite) for one, steps in held)
            found.append(LadderView(indication, tracks))
    return tuple(found)


def steps_of(facts: AccessFacts) -> Iterator[tuple[str, str]]:
    """Yield the kind and the words of each step; one that is not decided is open, never left out."""
    for key, kind in STEPS:
        if key in facts.undecided:
            yield "open", f"{kind}: {SEE_TEXT}"
        else:
            count = count_of(facts, key)
            yield from [("step", kind)] * count if count <= SHOWN else [("step", f"{count} × {kind}")]


def count_of(facts: AccessFacts, key: AccessKey) -> int:
    """Return how many steps of one kind are counted: phototherapy beside a drug is one of the path, although another way goes without it."""
    if key == "phototherapy_required" and facts.steps is not None:
        return sum(step.count for step in facts.path if step.kind == "light")
    return int(getattr(facts, key) or 0)


def track(name: str, facts: AccessFacts, steps: list[tuple[str, str]], drug: str, most: int, cite: Cite) -> LadderTrack:
    """Return one payer's ladder, `most` blocks wide at most, with the same in a sentence."""
    width = round(100 / most, 2)
    blocks = [*steps, ("drug", drug)]
    rungs = tuple(Rung(kind, words, round(at * width, 2), width) for at, (kind, words) in enumerate(blocks))
    spans = {facts.evidence[key].span.start: facts.evidence[key].span for key, _ in STEPS if key in facts.evidence}
    return LadderTrack(name, rungs, sentence(facts, drug), tuple(cite(facts.policy, span) for span in spans.values()))


def sentence(facts: AccessFacts, drug: str) -> str:
    """Return what a payer asks first, in words."""
    told = []
    for key, kind in STEPS:
        count = count_of(facts, key)
        if key in facts.undecided:
            told.append(f"{kind} steps: {SEE_TEXT}")
        elif count:
            told.append(kind if key == "phototherapy_required" else amount(count, f"{kind} step"))
    without = facts.generic_steps_without_phototherapy
    told += [f"or {amount(without, 'conventional step')} without phototherapy"] if told and without is not None else []
    trial = f", the longest trial {amount(facts.trial_weeks, 'week')}" if told and facts.trial_weeks else ""
    least = (
        ""
        if facts.steps is not None or not facts.steps_at_least
        else f"at least {amount(facts.steps_at_least, 'step')} in all: "
    )
    return f"{least}{'; '.join(told)}{trial}; then {drug}" if told else f"{drug} without earlier therapy"
