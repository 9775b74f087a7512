"""What a policy says of an approval: for how many months, what a renewal takes, and how much is supplied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from payerdiff.compare.access.request import PHASES, Request
from payerdiff.compare.logic.scope import counting
from payerdiff.model import concepts
from payerdiff.model.meaning.parts import ends_of, is_open
from payerdiff.model.mention import LIMIT_ELSEWHERE
from payerdiff.model.phrasing import length_in_months, listed
from payerdiff.model.policy import Approval, Atom, CriteriaSet, Criterion, Limit, Phase, Span, leaves
from payerdiff.model.policy.scopes import beside
from payerdiff.normalize.criteria.subjects import is_every_use
from payerdiff.normalize.disease_names import diseases

CAPS = ("quantity", "max_dose", "billable_units")
"""The kinds of limit that are told, the first that a policy has."""


@dataclass(frozen=True, slots=True)
class Term:
    """A value with the passage that says so; `decided` is false where the policy says several or nothing that can be taken."""

    value: float | bool | str | None
    span: Span | None = None
    decided: bool = True
    note: str = ""
    at_most: bool = False
    """True where the value is the most that may be granted."""


def months(request: Request, phase: Phase) -> Term:
    """Return how many months an authorization runs: by the disease's own words, else by those for all indications."""
    held = [a for a in request.policy.approvals if a.phase == phase]
    titles = {s.indication for s in request.sets(phase) if s.indication}
    own = [a for a in held if request.indication in a.diseases or a.indication in titles]
    own = (
        own
        or [a for a in held if any(request.is_own(d) for d in a.diseases)]
        or [a for a in held if a.indication is None or is_every_use(a.indication)]
    )
    if not own and held and (is_by_disease(held) or (not request.sets(phase) and is_by_use(held))):
        return Term(None, note=f"{phase} authorization periods are stated for {listed(named_in(held), 'and')} only")
    if not own and held:
        span = next((a.span for a in held if not a.diseases), None)  # that of another disease says nothing of this one
        return Term(None, span, decided=False, note=f"no {phase} authorization period names the indication")
    if (
        not own
    ):  # one length without another may be meant for both; a number of doses is that of the request it stands with
        alone = any(length_of(a.value, a.unit) is not None for a in request.policy.approvals)
        return Term(None, decided=not alone, note=f"only one authorization period is stated, and not for {phase} requests" if alone else "")  # fmt: skip
    introducing = [a for a in own if introduces(a, request, phase)]
    return one_length(introducing if introducing and len({length_of(a.value, a.unit) for a in own}) > 1 else own)


SEVERAL = 2
"""How many diseases must have a period of their own to show that a policy states them disease by disease."""


def is_by_disease(held: Sequence[Approval]) -> bool:
    """Return True if a policy states its authorization periods disease by disease: for one that has none, none is stated."""
    return all(a.diseases and a.indication for a in held) and len({frozenset(a.diseases) for a in held}) >= SEVERAL


def is_by_use(held: Sequence[Approval]) -> bool:
    """Return True if a policy states its authorization periods use by use, whether or not any table knows the disease: who has no criteria of this kind has no period."""
    return all(a.indication and not is_every_use(a.indication) for a in held) and len({a.indication for a in held}) >= SEVERAL  # fmt: skip


def named_in(held: Sequence[Approval]) -> list[str]:
    """Return the diseases that periods are stated for, each once; of one that no table knows the use as it is titled."""
    return list(dict.fromkeys(name for a in held for name in a.diseases or [a.indication or ""]))


def introduces(approval: Approval, request: Request, phase: Phase) -> bool:
    """Return True if an authorization period stands right before a set of the disease: no other set begins between the two."""
    starts = [(s.span.start, s) for s in request.policy.criteria if s.span and s.span.start >= approval.span.end]
    following = min(starts, key=lambda pair: pair[0], default=None)
    return following is not None and following[1] in request.sets(phase)


def length_of(value: float | None, unit: str | None) -> float | None:
    """Return an authorization in months, a month being four weeks, or None where it has no number; quarters and halves of a year in weeks are those.

    >>> [length_of(*length) for length in ((4, "week"), (26, "week"), (1, "year"), (90, "day"), (365, "day"))]
    [1.0, 6.0, 12.0, 3.0, 12.0]
    """
    if value is None or unit not in IN_MONTHS:
        return None
    value, unit = length_in_months(value, unit)
    if unit == "week" and value % QUARTER == 0:
        return round(value / QUARTER * 3, 1)
    return round(value * IN_MONTHS[unit], 1)


QUARTER = 13
"""Weeks in a quarter of a year."""
IN_MONTHS = {"day": 1 / 30, "week": 1 / 4, "month": 1.0, "year": 12.0}


def one_length(held: Sequence[Approval]) -> Term:
    """Return the one length that some authorization periods have in common; undecided where they differ."""
    lengths = {length_of(a.value, a.unit) for a in held}
    if len(lengths) > 1:
        return Term(None, held[0].span, decided=False, note="; ".join(dict.fromkeys(a.text for a in held)))
    first = held[0]
    value = length_of(first.value, first.unit)
    return Term(
        value, first.span, note="" if value is not None else without_use(first), at_most=all(a.at_most for a in held)
    )


def without_use(approval: Approval) -> str:
    """Return the words of an authorization without the use that they begin with: the row that shows them names it."""
    return approval.text.removeprefix(approval.indication or "").lstrip(" :–-") or approval.text


def response_documented(request: Request) -> Term:
    """Return whether documents of the response are to be sent with a request for renewal."""
    sets = [*request.sets("renewal"), *(s for s in request.general("renewal") if s.phase == "renewal")]
    open_words: Span | None = None
    for criteria in sets:
        for place in criteria.leaf_places():
            leaf = place.node
            if not asks_documents(leaf) or any(map(is_met_by_response, place.parents)):
                continue
            if any(atom.concept == concepts.RESPONSE for atom in leaf.atoms):
                return Term(True, leaf.span)
            if is_open(leaf):
                open_words = open_words or leaf.span
    open_words = open_words or beside_length(request) or (None if sets else beside_a_length(request))
    return Term(None, open_words, decided=False) if open_words else Term(False)


FEW = 12
"""Words of a passage that only says how long a renewal runs, at most."""


def beside_a_length(request: Request) -> Span | None:
    """Return the passage of a renewal's length that says more than the length, for a disease of which no renewal criteria were read."""
    held = (
        a
        for a in request.policy.approvals
        if a.phase == "renewal" and (not a.diseases or request.indication in a.diseases)
    )
    return next((a.span for a in held if len(a.text.split()) > FEW), None)


def beside_length(request: Request) -> Span | None:
    """Return the words on documents that stand in one passage with the length of a renewal: a length that depends on what is sent in."""
    lengths = [a.span for a in request.policy.approvals if a.phase == "renewal"]
    general = (place.node for s in request.policy.criteria if s.phase == "universal" for place in s.leaf_places())
    spans = (leaf.span for leaf in general if asks_documents(leaf))
    return next((span for span in spans if span and any(span.start < a.end and a.start < span.end for a in lengths)), None)  # fmt: skip


def is_met_by_response(group: Criterion) -> bool:
    """Return True if one of a group's alternatives is a response without documents of it: what another alternative wants sent in can be left out."""
    if group.taken_op != "any":
        return False
    answers = (
        kid for kid in group.children if not kid.children and any(a.concept == concepts.RESPONSE for a in kid.atoms)
    )
    return any(not asks_documents(kid) and not is_open(kid) for kid in answers)


def asks_documents(leaf: Criterion) -> bool:
    """Return True if a leaf asks for documents, by a condition or in words."""
    named = [*(atom.concept for atom in leaf.atoms), *(m.concept for m in leaf.mentions if not m.negated)]
    return any(concepts.of(name).barrier == "document" for name in named)


def quantity(request: Request, sets: Sequence[CriteriaSet]) -> Term:
    """Return how much is supplied, in the policy's words: its limits, or a criterion that keeps the dose within a limit; a refusal of more than the label has leaves it to the text."""
    for kind in CAPS:
        held = of_request([x for x in request.policy.limits if x.kind == kind], request)
        if held and len(request.policy.drugs) >= MANY:
            own = [x for x in held if request.drug in x.drugs or any(name in said(x).lower() for name in request.names)]
            if not own and len({x.text for x in held}) >= MANY:
                return Term(None, held[0].span, decided=False)
            held = own or held
        if held:
            return Term("; ".join(dict.fromkeys(said(x) for x in held)), held[0].span)
    for criteria in sets:
        for place in criteria.leaf_places():
            by_label = any(m.concept == LIMIT_ELSEWHERE for m in place.node.mentions)
            if by_label or any(caps(atom) for end in ends_of(place) for atom in end.node.atoms):
                return Term(place.node.text, place.node.span)
    refused = next(
        (
            leaf
            for s in beside(counting(request.policy, request.indication), request.sets("initial"))
            for leaf in leaves(s.root)
            if any(m.concept == LIMIT_ELSEWHERE for m in leaf.mentions)
        ),
        None,
    )
    return Term(None, refused.span, decided=False) if refused else Term(None)


MANY = 3
"""Drugs of a policy, and caps without a drug, from which on nothing tells whose each cap is; those that name the drug are its own."""


def of_request(limits: Sequence[Limit], request: Request) -> list[Limit]:
    """Return the limits that are the disease's own by what they are for; where it has none, those that are for no other disease."""
    own = [x for x in limits if x.scope and names_request(x.scope, request)]
    titles = {s.indication.casefold() for s in request.policy.criteria if s.indication and s.diseases}
    left = [x for x in limits if (x.scope or "").casefold() not in titles and not diseases(x.scope or "")]
    return own or apart_from_criteria_of_others(left, request)


def apart_from_criteria_of_others(limits: Sequence[Limit], request: Request) -> list[Limit]:
    """Return limits without those that a criterion of another use states, and none of the disease's own: such a cap is of that use alone."""
    own = {s.id for phase in PHASES for s in (*request.sets(phase), *request.general(phase))}
    spans: dict[bool, list[Span]] = {True: [], False: []}
    for criteria in request.policy.criteria:
        spans[criteria.id in own or criteria.indication is None] += [x.span for x in leaves(criteria.root) if x.span]

    def stands(limit: Limit, ours: bool) -> bool:
        return any(span.start <= limit.span.start < span.end for span in spans[ours])

    return [x for x in limits if stands(x, True) or not stands(x, False)]


def names_request(scope: str, request: Request) -> bool:
    """Return True if what a limit is for is the title of the disease, or names the disease (`Madeupra – gout and asthma`)."""
    titles = {s.indication.casefold() for phase in PHASES for s in request.sets(phase) if s.indication}
    return (
        scope.casefold() in titles
        or scope.casefold() == request.indication.casefold()
        or any(request.is_own(hit.canonical) for hit in diseases(scope))
    )


def caps(atom: Atom) -> bool:
    """Return True if a condition keeps a dose or a quantity within a limit."""
    return concepts.of(atom.concept).ground == "dose"


def said(limit: Limit) -> str:
    """Return a limit in the policy's words, with what it is for where they do not begin with that."""
    named = limit.scope is None or limit.text.casefold().startswith(limit.scope.split(" – ")[-1].casefold())
    return limit.text if named else f"{limit.scope}: {limit.text}"
