"""Whether every way through a tree asks for something, in three answers: yes, no, and not known because words were not evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from payerdiff.compare.access.paths import is_choice_of_conditions
from payerdiff.compare.access.request import Request
from payerdiff.compare.access.standing import standing
from payerdiff.model.meaning.parts import parts_of
from payerdiff.model.mention import Mention
from payerdiff.model.policy import Atom, CriteriaSet, Criterion


@dataclass(frozen=True, slots=True)
class Matter:
    """What is looked for: by a typed condition, or by what words that are not evaluated name."""

    by_atom: Callable[[Atom], bool]
    by_mention: Callable[[Mention], bool]


@dataclass(frozen=True, slots=True)
class Demand:
    """The answer with the leaves and conditions that ask for it; `closed` where the patient cannot go this way at all."""

    asked: bool | None
    found: tuple[tuple[Criterion, Atom], ...] = ()
    closed: bool = False


NOT_ASKED, CLOSED = Demand(False), Demand(False, closed=True)


def demand(sets: Iterable[CriteriaSet], matter: Matter, request: Request) -> Demand:
    """Return whether sets that must all be met ask for a matter."""
    return of_all([through(s.root, matter, request) for s in sets])


def demand_of_one(sets: Iterable[CriteriaSet], matter: Matter, request: Request) -> Demand:
    """Return whether each of several sets, of which one must be met, asks for a matter."""
    return of_any([through(s.root, matter, request) for s in sets])


def through(node: Criterion, matter: Matter, request: Request) -> Demand:
    """Return whether a node asks for a matter."""
    if not node.children:
        if node.op != "leaf":
            return NOT_ASKED
        parts = parts_of(node)
        return group(parts, matter, request) if parts.children else of_end(node, matter, request)
    return group(node, matter, request)


def of_end(end: Criterion, matter: Matter, request: Request) -> Demand:
    """Return whether one end of a leaf asks for a matter."""
    found = [(end, atom) for atom in end.atoms if matter.by_atom(atom) and not atom.negated]
    if found:
        return Demand(True, tuple(found))
    if not end.atoms:
        named = any(matter.by_mention(m) and not m.negated for m in end.mentions)
        if named:
            return Demand(None)
    return CLOSED if standing(end, request, (), 0.0).answer == "unmet" else NOT_ASKED


def group(node: Criterion, matter: Matter, request: Request) -> Demand:
    """Return whether a group asks for a matter, under its operator."""
    op = "all" if is_choice_of_conditions(node) else node.taken_op
    if op == "none":
        return NOT_ASKED
    asked = [through(child, matter, request) for child in node.children]
    if op == "if":
        return conditional(node, asked, matter, request)
    if op == "any":
        return of_any(asked)
    if op == "at_least":
        return of_any(asked, node.k or 1)
    return of_all(asked)


def conditional(node: Criterion, asked: Sequence[Demand], matter: Matter, request: Request) -> Demand:
    """Return whether what is asked under a condition is asked of this patient."""
    then = of_all(asked[1:])
    ends = [end for end in ends_below(node.children[0]) if end.atoms]
    answers = {standing(end, request, (), 0.0).answer for end in ends}
    if asked[0].closed or "unmet" in answers:
        return NOT_ASKED
    return then if answers == {"met"} or then.asked is False else Demand(None, then.found)


def ends_below(node: Criterion) -> Iterator[Criterion]:
    """Yield the ends of the leaves of a node."""
    if not node.children:
        parts = parts_of(node)
        if not parts.children:
            yield node
            return
        node = parts
    for child in node.children:
        yield from ends_below(child)


def of_all(asked: Sequence[Demand]) -> Demand:
    """Return whether one of several requirements asks for a matter."""
    if any(d.closed for d in asked):
        return CLOSED
    found = tuple(pair for d in asked for pair in d.found)
    answers = [d.asked for d in asked]
    return Demand(True if True in answers else None if None in answers else False, found)


def of_any(asked: Sequence[Demand], k: int = 1) -> Demand:
    """Return whether a matter is asked whichever of several alternatives is taken, `k` of them at a time."""
    own = [d for d in asked if not d.closed]
    if asked and not own:
        return CLOSED
    found = tuple(pair for d in own for pair in d.found)
    spared = [d.asked for d in own].count(False)
    if spared >= k:
        return Demand(False, found)
    unknown = [d.asked for d in own].count(None)
    return Demand(None if spared + unknown >= k and unknown else True, found)
