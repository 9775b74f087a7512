"""Whether every way through a tree asks for something, in three answers: yes, no, and not known because words were not evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from payerdiff.compare.access.ends import End, Fold
from payerdiff.compare.access.request import Criteria, Request
from payerdiff.compare.access.standing import standing
from payerdiff.model.meaning.parts import ends_of
from payerdiff.model.mention import Mention
from payerdiff.model.polarity import leaf_places
from payerdiff.model.policy import Atom, Criterion


@dataclass(frozen=True, slots=True)
class Matter:
    """What is looked for: by a typed condition, by what words that are not evaluated name, or by words that leave no doubt that they ask for it."""

    by_atom: Callable[[Atom], bool]
    by_mention: Callable[[Mention], bool]
    by_words: Callable[[End], bool] = lambda _: False
    optional: Callable[[Criterion], bool] = lambda _: False
    """Which leaves name it without asking every patient for it."""


@dataclass(frozen=True, slots=True)
class Demand:
    """The answer with the leaves that ask for it, and their conditions where those are typed.

    `silent` where `no` is only that words which are not evaluated do not name it; `closed` where the patient cannot go this way at all.
    """

    asked: bool | None
    found: tuple[tuple[Criterion, Atom | None], ...] = ()
    silent: bool = False
    closed: bool = False


NOT_ASKED, SILENT, CLOSED = Demand(False), Demand(False, silent=True), Demand(False, closed=True)


def demand(criteria: Criteria, matter: Matter, request: Request) -> Demand:
    """Return whether criteria ask for a matter; not known where that depends on how sets of one disease stand to each other.

    Where the patient cannot meet the criteria at all, as they are read, what they ask of others is taken.
    """
    for strict in (True, False):
        own = [through(s.root, matter, request, strict=strict) for s in criteria.uses]
        others = [through(s.root, matter, request, strict=strict) for s in criteria.general]
        readings = [
            of_all([*([join(own)] if own else []), *others])
            for join in ((of_all, of_any) if criteria.unclear else (of_any,))
        ]
        if not any(found.closed for found in readings):
            same = len({found.asked for found in readings}) == 1
            return readings[0] if same else Demand(None, readings[0].found)
    return Demand(None)


def through(root: Criterion, matter: Matter, request: Request, *, strict: bool) -> Demand:
    """Return whether a tree asks for a matter; where not `strict`, ways that are closed to the patient count as others do."""
    fold = Fold(
        of_end=lambda end: open_to_all(of_end(end, matter, request), strict=strict), under=lambda node, asked: under(node, asked, request),
        nothing=NOT_ASKED, never=CLOSED,
    )  # fmt: skip
    return fold.of(root)


def of_end(end: End, matter: Matter, request: Request) -> Demand:
    """Return whether one end of a leaf asks for a matter."""
    found = [(end.leaf, atom) for atom in end.node.atoms if matter.by_atom(atom) and not atom.negated]
    if found:
        return Demand(None if matter.optional(end.leaf) else True, tuple(found))
    if not end.node.atoms and matter.by_words(end):
        return Demand(True, ((end.leaf, None),))
    if not end.node.atoms and any(matter.by_mention(m) and not m.negated for m in end.mentions):
        return Demand(None)
    if standing(end, request).answer == "unmet":
        return CLOSED
    return NOT_ASKED if end.node.atoms else SILENT


def open_to_all(asked: Demand, *, strict: bool) -> Demand:
    """Return an answer, where not `strict` as if no way were closed."""
    return asked if strict or not asked.closed else NOT_ASKED


def under(node: Criterion, asked: Sequence[Demand], request: Request) -> Demand:
    """Return whether several nodes ask for a matter, under the operator of the node above them."""
    op = node.taken_op
    if op == "none":
        return NOT_ASKED
    if op == "if":
        return conditional(node, asked, request)
    return of_any(asked, node.k or 1) if op in ("any", "at_least") else of_all(asked)


def conditional(node: Criterion, asked: Sequence[Demand], request: Request) -> Demand:
    """Return whether what is asked under a condition is asked of this patient."""
    then = of_all(asked[1:])
    answers = {standing(end, request).answer for end in ends_below(node.children[0]) if end.node.atoms}
    if asked[0].closed or "unmet" in answers:
        return NOT_ASKED
    return then if answers == {"met"} or then.asked is False else Demand(None, then.found)


def ends_below(node: Criterion) -> Iterator[End]:
    """Yield the ends of the leaves of a node."""
    yield from node.once("ends", lambda: tuple(End(end.node, leaf.node) for leaf in leaf_places(node) for end in ends_of(leaf)))  # fmt: skip


def of_all(asked: Sequence[Demand]) -> Demand:
    """Return whether one of several requirements asks for a matter."""
    if any(d.closed for d in asked):
        return CLOSED
    found = tuple(pair for d in asked for pair in d.found)
    answers = [d.asked for d in asked]
    silent = bool(asked) and all(d.silent for d in asked)
    return Demand(True if True in answers else None if None in answers else False, found, silent)


def of_any(asked: Sequence[Demand], k: int = 1) -> Demand:
    """Return whether a matter is asked whichever of several alternatives is taken, `k` of them at a time."""
    own = [d for d in asked if not d.closed]
    if asked and not own:
        return CLOSED
    found = tuple(pair for d in own for pair in d.found)
    spared = sum(d.asked is False and not d.silent for d in own)
    unknown = sum(d.asked is None or d.silent for d in own)
    if spared >= k or all(d.asked is False for d in own):
        return Demand(False, found, silent=not spared)
    return Demand(None if spared + unknown >= k and unknown else True, found)
