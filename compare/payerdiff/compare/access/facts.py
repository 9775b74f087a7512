"""The door: policies → what each asks before it approves a drug for a disease, fact by fact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import get_args

from payerdiff.compare.access.ages import ANY_AGE, Ages, ages_of, both, either
from payerdiff.compare.access.demands import Demand, Matter, demand
from payerdiff.compare.access.evidence import evidence_of, quoted
from payerdiff.compare.access.paths import Walker, Way, joined, pruned
from payerdiff.compare.access.request import Request, asks_papers_only
from payerdiff.compare.access.steps import Step, counted
from payerdiff.compare.access.terms import Term, months, quantity, response_documented
from payerdiff.model import concepts
from payerdiff.model.access import AccessEvidence, AccessFacts, AccessKey
from payerdiff.model.policy import CriteriaSet
from payerdiff.normalize import lexicon

EVERY: tuple[AccessKey, ...] = get_args(AccessKey)
STEP_KEYS: tuple[AccessKey, ...] = (
    "generic_steps",
    "brand_steps",
    "phototherapy_required",
    "trial_weeks",
    "preferred_products",
)
PRESCRIBER = Matter(
    lambda atom: concepts.of(atom.concept).barrier == "prescriber",
    lambda m: concepts.of(m.concept).barrier == "prescriber" or m.concept == "specialty",
)
TUBERCULOSIS = Matter(
    lambda atom: atom.concept == "test" and atom.subject == "tuberculosis",
    lambda m: m.subject == "tuberculosis",
)


@dataclass(slots=True)
class Draft:
    """The facts as they are found."""

    values: dict[AccessKey, object] = field(default_factory=dict)
    undecided: set[AccessKey] = field(default_factory=set)
    evidence: dict[AccessKey, AccessEvidence] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def decide(self, key: AccessKey, value: object, words: AccessEvidence | None = None) -> None:
        """Keep a fact with its words; nothing, none and no need no words."""
        self.values[key] = value
        if words is not None and value:
            self.evidence[key] = words

    def take(self, key: AccessKey, term: Term) -> None:
        """Keep a term of the authorization."""
        if term.note:
            self.notes.append(term.note)
        if term.decided:
            self.decide(key, term.value, quoted(term.span))
        else:
            self.undecided.add(key)

    def ask(self, key: AccessKey, asked: Demand) -> None:
        """Keep whether something is asked."""
        if asked.asked is None:
            self.undecided.add(key)
        else:
            self.decide(key, asked.asked, evidence_of(*asked.found[0]) if asked.found else None)


@dataclass(frozen=True, slots=True)
class Criteria:
    """The initial criteria of a request: sets of which one must be met, and sets that must all be met."""

    uses: tuple[CriteriaSet, ...]
    general: tuple[CriteriaSet, ...]

    @property
    def every(self) -> tuple[CriteriaSet, ...]:
        """Return all of them."""
        return (*self.uses, *self.general)


def criteria_of(request: Request) -> Criteria:
    """Return the initial criteria of a request; sets that only say what is to be sent in are no way to approval of their own."""
    own = request.sets("initial")
    uses = tuple(s for s in own if not asks_papers_only(s))
    return Criteria(uses, (*request.general("initial"), *(s for s in own if asks_papers_only(s))))


def facts_of(request: Request) -> AccessFacts:
    """Return what a policy asks of a new adult patient with the ordinary form of the disease."""
    draft = Draft()
    if request.is_addressed:
        criteria = criteria_of(request)
        add_ages(draft, criteria, request)
        add_prescribers(draft, criteria, request)
        draft.ask("tb_test_required", demand(criteria.uses, criteria.general, TUBERCULOSIS, request))
        add_steps(draft, criteria, request)
        draft.take("initial_months", months(request, "initial"))
        draft.take("renewal_months", months(request, "renewal"))
        draft.take("renewal_response_documented", response_documented(request))
        draft.take("quantity_limit", quantity(request, criteria.every))
    else:
        draft.undecided = set(EVERY)
        draft.notes.append("The policy has no initial criteria for this indication.")
    told = {
        "document": request.policy.source.name, "policy": request.key, "drug": request.product, "indication": request.indication,
        "undecided": [key for key in EVERY if key in draft.undecided], "notes": list(dict.fromkeys(draft.notes)),
        "evidence": {key: draft.evidence[key] for key in EVERY if key in draft.evidence},
    }  # fmt: skip
    return AccessFacts.model_validate({**told, **draft.values})


def add_ages(draft: Draft, criteria: Criteria, request: Request) -> None:
    """Add from and up to which age the criteria can be met: those of the disease go before general ones."""
    own = [ages_of(s, request) for s in criteria.uses]
    stated = either(own) if own else ANY_AGE
    if not stated.words and not stated.low and not stated.open:
        stated = both([stated, *(ages_of(s, request) for s in criteria.general)])
    add_limit(draft, "age_min_years", stated.low or None, stated)
    add_limit(draft, "age_max_years", None if stated.high == inf else stated.high, stated)


def add_limit(draft: Draft, key: AccessKey, value: float | None, ages: Ages) -> None:
    """Add one limit of age."""
    if ages.open:
        draft.undecided.add(key)
        return
    own = (pair for pair in ages.words if pair[1] is not None)
    first = next(own, None)
    draft.decide(key, value, evidence_of(*first) if first else None)


def add_prescribers(draft: Draft, criteria: Criteria, request: Request) -> None:
    """Add which specialists are named, and whether one is required."""
    asked = demand(criteria.uses, criteria.general, PRESCRIBER, request)
    draft.ask("specialist_required", asked)
    if asked.asked is None:
        draft.undecided.add("specialists")
        return
    values = [v for _, atom in asked.found for v in (atom.value if isinstance(atom.value, list) else [atom.value])]
    names = [str(v).lower() for v in dict.fromkeys(values)]
    draft.decide("specialists", names, evidence_of(*asked.found[0]) if asked.found else None)


def ways_of(criteria: Criteria, request: Request) -> list[Way]:
    """Return the ways to approval."""
    walker = Walker(request)
    uses = [way for s in criteria.uses for way in walker.through(s.root)]
    own = [pruned(uses)] if criteria.uses else []
    return joined([*own, *(walker.through(s.root) for s in criteria.general)])


def add_steps(draft: Draft, criteria: Criteria, request: Request) -> None:
    """Add the steps of the least demanding path, as far as words that are not evaluated cannot change them."""
    ways = ways_of(criteria, request)
    sure = next((way for way in ways if not way.open), None)
    if sure is None or counted(sure.steps, ""):
        draft.undecided |= set(STEP_KEYS)
        return
    least = min(way.cost for way in ways)
    add_count(draft, "brand_steps", "branded", sure, decided=least[0] == sure.cost[0])
    settled = least[:2] == sure.cost[:2]
    add_count(draft, "generic_steps", "conventional", sure, decided=settled)
    add_phototherapy(draft, ways, sure)
    if not settled:
        draft.undecided |= {"trial_weeks", "preferred_products"}
        return
    longest = max(sure.steps, key=lambda step: step.weeks, default=None)
    weeks = longest.weeks if longest else 0
    draft.decide("trial_weeks", weeks or None, words_of(longest))
    branded = [step for step in sure.steps if step.kind == "branded"]
    products = list(dict.fromkeys(name for step in branded for name in products_of(step)))
    draft.decide("preferred_products", products, words_of(branded[0]) if branded else None)


def add_count(draft: Draft, key: AccessKey, kind: str, way: Way, *, decided: bool) -> None:
    """Add how many steps of one kind a way takes."""
    if not decided:
        draft.undecided.add(key)
        return
    first = next((step for step in way.steps if step.kind == kind), None)
    draft.decide(key, counted(way.steps, kind), words_of(first))


def add_phototherapy(draft: Draft, ways: Sequence[Way], sure: Way) -> None:
    """Add whether no way goes without phototherapy."""
    through = [any(step.is_light for step in way.steps) for way in ways]
    light = next((step for step in sure.steps if step.is_light), None)
    if not all(through[at] for at, way in enumerate(ways) if not way.open):
        draft.decide("phototherapy_required", False)
    elif all(through):
        draft.decide("phototherapy_required", True, words_of(light))
    else:
        draft.undecided.add("phototherapy_required")


def words_of(step: Step | None) -> AccessEvidence | None:
    """Return the words of a step."""
    return evidence_of(step.leaf, step.atom) if step else None


def products_of(step: Step) -> Iterable[str]:
    """Return the products that a step names, by their first brand; a class is none."""
    for value in sorted(step.values):
        entry = lexicon.table("drugs").get(value)
        if entry is not None:
            yield next(iter(entry.get("brands", ())), value)
