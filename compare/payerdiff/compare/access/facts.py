"""The door: policies → what each asks before it approves a drug for a disease, fact by fact."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import get_args

from payerdiff.compare.access.ages import Ages, ages_of, names_an_age
from payerdiff.compare.access.demands import Demand, Matter, demand, ends_below
from payerdiff.compare.access.elsewhere import elsewhere
from payerdiff.compare.access.ends import End
from payerdiff.compare.access.evidence import evidence_of, quoted
from payerdiff.compare.access.paths import Walker, Way, joined, pruned, told_path
from payerdiff.compare.access.request import Criteria, Request, criteria_of, is_for_all
from payerdiff.compare.access.standing import NAMES, PREFERRED, is_past, standing, values_of
from payerdiff.compare.access.steps import KINDS, Step, counted, products_of
from payerdiff.compare.access.terms import Term, months, quantity, response_documented
from payerdiff.compare.logic.scope import counting
from payerdiff.model import concepts
from payerdiff.model.access.facts import AccessEvidence, AccessFacts, AccessKey
from payerdiff.model.mention import AFTER_ANOTHER, ANY_SPECIALIST, Mention
from payerdiff.model.policy import Criterion
from payerdiff.model.policy.scopes import beside
from payerdiff.model.words import plain_words
from payerdiff.normalize import lexicon

EVERY: tuple[AccessKey, ...] = get_args(AccessKey)
STEPS: tuple[AccessKey, ...] = ("generic_steps", "brand_steps", "phototherapy_required", "trial_weeks", "preferred_products")  # fmt: skip


CONVENTIONAL: tuple[AccessKey, ...] = ("generic_steps", "phototherapy_required", "trial_weeks")


def names_prescriber(end: End) -> bool:
    """Return True if a leaf that must be met says in words that are not typed that a specialist prescribes or is consulted, and nothing else.

    That is a specialist who is told by examples: `consultation with an appropriate specialist (such as a dermatologist)`, or by the disease, beside one by name.
    """
    if end.is_part and any(concepts.of(a.concept).barrier == "prescriber" and not a.negated for a in end.leaf.atoms):
        return bool(end.mentions) and all(m.concept in ("specialty", concepts.DISEASE) and not m.negated for m in end.mentions) and any(m.concept == "specialty" for m in end.mentions)  # fmt: skip
    if end.is_part or end.alternative or any(m.negated for m in end.mentions):
        return False
    barriers = {concepts.of(m.concept).barrier for m in end.mentions if m.concept != "specialty"}
    told = any(m.concept == "specialty" for m in end.mentions)
    return told and "prescriber" in barriers and barriers <= {"prescriber", "document"}


PRESCRIBER = Matter(
    lambda atom: concepts.of(atom.concept).barrier == "prescriber",
    lambda m: concepts.of(m.concept).barrier == "prescriber" or m.concept == "specialty",
    names_prescriber,
)
TUBERCULOSIS = Matter(
    lambda atom: atom.subject == "tuberculosis",
    lambda m: m.subject == "tuberculosis",
)


def may_ask_steps(end: End, request: Request) -> bool:
    """Return True if words that are not evaluated may ask for a step."""
    found = standing(end, request)
    return found.answer == "open" or any(not step.kind for way in found.ways for step in way)


WORDS_ON: dict[AccessKey, Callable[[End, Request], bool]] = {
    "age_min_years": lambda end, _: any(m.concept == concepts.AGE for m in end.mentions),
    "age_max_years": lambda end, _: any(m.concept == concepts.AGE for m in end.mentions),
    "specialists": lambda end, _: any(map(PRESCRIBER.by_mention, end.mentions)),
    "specialist_required": lambda end, _: any(map(PRESCRIBER.by_mention, end.mentions)),
    "tb_test_required": lambda end, _: any(map(TUBERCULOSIS.by_mention, end.mentions)),
    **dict.fromkeys(STEPS, may_ask_steps),
}  # fmt: skip
"""Which words that are not evaluated could decide a fact."""


@dataclass(slots=True)
class Draft:
    """The facts as they are found."""

    values: dict[AccessKey, object] = field(default_factory=dict)
    undecided: set[AccessKey] = field(default_factory=set)
    evidence: dict[AccessKey, AccessEvidence] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    told: dict[str, object] = field(default_factory=dict)
    """What says more of a fact."""
    branded: tuple[Step, ...] = ()
    """The branded steps of the least demanding path."""
    capped: list[AccessKey] = field(default_factory=list)
    """The lengths that are the longest that may be granted."""

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
            if term.at_most:
                self.capped.append(key)
            return
        self.undecided.add(key)
        words = quoted(term.span)
        if words is not None:
            self.evidence[key] = words

    def ask(self, key: AccessKey, asked: Demand) -> None:
        """Keep whether something is asked."""
        words = evidence_of(*asked.found[0]) if asked.found else None
        if asked.asked is not None:
            self.decide(key, asked.asked, words)
            return
        self.undecided.add(key)
        if words is not None:
            self.evidence[key] = words


def facts_of(request: Request) -> AccessFacts:
    """Return what a policy asks of a new adult patient with the ordinary form of the disease."""
    draft = Draft()
    if request.is_addressed:
        criteria = criteria_of(request)
        add_ages(draft, criteria, request)
        add_prescribers(draft, criteria, request)
        draft.ask("tb_test_required", demand(criteria, TUBERCULOSIS, request))
        add_steps(draft, criteria, request)
        if request.has_two_statuses:
            draft.undecided |= set(STEPS)
            draft.notes.append(
                f"The policy prefers {request.product} only for some indications or in some dosage form."
            )
        draft.take("initial_months", months(request, "initial"))
        draft.take("renewal_months", months(request, "renewal"))
        draft.take("renewal_response_documented", response_documented(request))
        draft.take("quantity_limit", quantity(request, criteria.every))
    else:
        draft.undecided = set(EVERY)
        draft.notes.append("The policy has no initial criteria for this indication.")
    for key in overturned(draft, request):
        draft.undecided.add(key)
        draft.values.pop(key, None)
        draft.evidence.pop(key, None)
    draft.evidence |= {key: words for key, words in open_words(draft, request).items() if key not in draft.evidence}
    for key, passage in elsewhere(request).items():
        if draft.values and not draft.values.get(key) and key not in draft.undecided:
            draft.evidence.setdefault(key, passage)
    if not {"generic_steps", "brand_steps"} <= draft.values.keys():
        draft.told.pop("path", None)
    told = {
        "document": request.policy.source.name, "policy": request.key, "drug": request.product, "indication": request.indication,
        "undecided": [key for key in EVERY if key in draft.undecided], "notes": list(dict.fromkeys(draft.notes)),
        "evidence": {key: draft.evidence[key] for key in EVERY if key in draft.evidence}, "at_most": draft.capped,
    }  # fmt: skip
    return AccessFacts.model_validate({**told, **draft.told, **draft.values})


def brand_steps(request: Request) -> int | None:
    """Return how many branded steps a policy asks for, as its facts say; None where that is not decided."""
    draft = Draft()
    if not request.is_addressed:
        return None
    add_steps(draft, criteria_of(request), request)
    doubtful = request.has_two_statuses or "brand_steps" in overturned(draft, request)
    found = None if doubtful else draft.values.get("brand_steps")
    return found if isinstance(found, int) else None


def open_words(draft: Draft, request: Request) -> dict[AccessKey, AccessEvidence]:
    """Return for facts that are not decided the first words that were not evaluated and could decide them."""
    untyped = [end for s in criteria_of(request).every for end in ends_below(s.root) if not end.node.atoms]
    found: dict[AccessKey, AccessEvidence] = {}
    for key in draft.undecided:
        matter = WORDS_ON.get(key)
        leaf = next((end.leaf for end in untyped if matter is not None and matter(end, request)), None)
        words = evidence_of(leaf)
        if words is not None:
            found[key] = words
    return found


def overturned(draft: Draft, request: Request) -> list[AccessKey]:
    """Return the facts that unread words could overturn: a `no` on what they name, and steps where they speak of a therapy that came before.

    Words that only free some patients from a step could overturn those alone that ask for one.
    """
    passages = list(request.unread())
    named = [mention for mentions in passages for mention in mentions]
    found: list[AccessKey] = []
    past = [mentions for mentions in passages if any(map(is_past, mentions))]
    others = [mentions for mentions in past if not waives_after_another(mentions)]
    if others:
        frees = all(any(m.concept == "waived" for m in mentions) for mentions in others)
        found += [key for key in STEPS if draft.values.get(key) or not frees]
    if len(others) < len(past) and draft.values.get("brand_steps") != 0:
        waivers = [mentions for mentions in past if mentions not in others]
        if draft.values.get("brand_steps") and not others and any(is_waived(draft.branded, m) for m in waivers):
            spare_conventional(draft)
        else:
            found += [key for key in CONVENTIONAL if draft.values.get(key)]
    if not draft.values.get("specialist_required") and any(PRESCRIBER.by_mention(m) for m in named):
        found += ["specialist_required", "specialists"]
    if not draft.values.get("tb_test_required") and any(TUBERCULOSIS.by_mention(m) for m in named):
        found.append("tb_test_required")
    if draft.values.get("age_min_years") is None and any(m.concept == concepts.AGE for m in named):
        found += ["age_min_years", "age_max_years"]
    return found


def waives_after_another(mentions: Sequence[Mention]) -> bool:
    """Return True if words waive a conventional step only for patients who have had a branded therapy; a path without such a therapy does not take that way."""
    waived = [m.subject for m in mentions if m.concept == "waived"]
    after = waived.count(AFTER_ANOTHER)
    branded = any(m.concept in NAMES and lexicon.step_kind(m.subject or "") == "branded" for m in mentions)
    return branded and 0 < after >= len(waived) - after


def is_waived(branded: Sequence[Step], waiver: Sequence[Mention]) -> bool:
    """Return True if a branded step of the path can be passed by a therapy after which a waiver spares conventional ones."""
    spared = [m.subject or "" for m in waiver if m.concept in NAMES and lexicon.step_kind(m.subject or "") == "branded"]
    return any(says(step, name) for step in branded for name in spared)


def says(step: Step, therapy: str) -> bool:
    """Return True if all that passes a step is a therapy: by what is named, or by the words for what is preferred (`two preferred biologics`)."""
    written = step.atom.written if step.atom is not None else None
    words = set(plain_words(written)) if isinstance(written, str) else set()
    return any(lexicon.is_step_member(v, therapy) for v in step.values) or set(plain_words(therapy)) <= words


def spare_conventional(draft: Draft) -> None:
    """Leave out the conventional steps of a path whose branded ones spare them."""
    draft.undecided -= set(CONVENTIONAL)
    weeks = max((step.weeks for step in draft.branded), default=0.0)
    spared: dict[AccessKey, object] = {"generic_steps": 0, "phototherapy_required": False, "trial_weeks": weeks or None}
    draft.values |= spared
    for key in spared:
        draft.evidence.pop(key, None)
    draft.told.pop("generic_steps_without_phototherapy", None)
    draft.told["path"] = told_path(Way(draft.branded), [])


def add_ages(draft: Draft, criteria: Criteria, request: Request) -> None:
    """Add from and up to which age the criteria can be met: those of the disease go before general ones.

    Where that is any age, the words on an age of some patients, or on one that stands elsewhere, are no silence.
    """
    stated = ages_of(criteria.uses, request, together=False)
    if criteria.unclear:
        together = ages_of(criteria.uses, request, together=True)
        if (stated.low, stated.high) != (together.low, together.high):
            stated = replace(stated, open_low=True, open_high=True)
    if not stated.is_stated:
        stated = ages_of(criteria.general, request, together=True)
    add_limit(draft, "age_min_years", stated.low or None, stated, is_open=stated.open_low)
    add_limit(draft, "age_max_years", None if stated.high == inf else stated.high, stated, is_open=stated.open_high)
    if not stated.low and stated.high == inf:
        words = evidence_of(*stated.said_by) if stated.said_by else None
        words = words if stated.is_stated else age_elsewhere(criteria, request)
        if words is not None:
            draft.evidence["age_min_years"] = words


def age_elsewhere(criteria: Criteria, request: Request) -> AccessEvidence | None:
    """Return the words that name an age without its number, in criteria or exclusions: no limit is stated, and yet they are no silence."""
    sets = (*criteria.every, *beside(counting(request.policy, request.indication), criteria.uses))
    return evidence_of(next((end.leaf for s in sets for end in ends_below(s.root) if names_an_age(end)), None))


def add_limit(draft: Draft, key: AccessKey, value: float | None, ages: Ages, *, is_open: bool) -> None:
    """Add one limit of age."""
    if is_open:
        draft.undecided.add(key)
        return
    draft.decide(key, value, evidence_of(*ages.said_by) if ages.said_by else None)


def add_prescribers(draft: Draft, criteria: Criteria, request: Request) -> None:
    """Add which specialists are named, and whether one is required."""
    asked = demand(criteria, PRESCRIBER, request)
    draft.ask("specialist_required", asked)
    if asked.asked is None:
        draft.undecided.add("specialists")
        return
    by_name = [v for _, atom in asked.found if atom for v in values_of(atom)]
    told = [v for leaf, _ in asked.found for v in specialties_in(leaf)]
    values = [*by_name, *(v for v in told if v == ANY_SPECIALIST)] if by_name else told
    names = [str(v).lower() for v in dict.fromkeys(values)]
    draft.decide("specialists", names, evidence_of(*asked.found[0]) if asked.found else None)
    atoms = [atom for _, atom in asked.found if atom is not None]
    draft.told["specialist_prescribes"] = bool(atoms) and all(a.role == concepts.of(a.concept).strictest for a in atoms)


def specialties_in(leaf: Criterion) -> Iterator[object]:
    """Yield the specialties that the words of a leaf name."""
    return (m.subject for m in leaf.mentions if m.concept == "specialty")


def ways_of(criteria: Criteria, request: Request) -> list[Way]:
    """Return the ways to approval.

    They are open where it is not clear how sets of one disease stand to each other, or whether a set that only names the drug is meant for the disease too,
    and where that would change what they cost.
    """
    walker = Walker(request)
    own = [walker.through(s.root) for s in criteria.uses]
    general = [walker.through(s.root) for s in criteria.general]
    every_disease = [ways for s, ways in zip(criteria.general, general, strict=True) if is_for_all(s)]
    either = [pruned(way for ways in own for way in ways)] if own else []
    found = joined([*either, *general])
    others = [joined([*either, *every_disease])] if own else []
    if criteria.unclear:
        others.append(joined([*own, *general]))
    least = [way.cost for way in found[:1]]
    if all([way.cost for way in other[:1]] == least for other in others):
        return found
    return [replace(way, open=KINDS) for way in found]


def add_steps(draft: Draft, criteria: Criteria, request: Request) -> None:
    """Add the steps of the least demanding path, as far as words that are not evaluated cannot change them."""
    ways = ways_of(criteria, request)
    least = min((way.cost for way in ways), default=None)
    sure = next((way for way in ways if not way.open and way.cost[:2] == least[:2]), None) if least else None
    add_branded(draft, ways, request)
    draft.branded = tuple(step for way in ways[:1] for step in way.steps if step.kind == "branded")
    add_phototherapy(draft, ways)
    if sure is None or counted(sure.steps, ""):
        draft.undecided.add("trial_weeks")
        add_conventional(draft, ways)
        draft.told["path"] = [step for way in ways[:1] for step in told_path(way, ways)]
        return
    draft.told["path"] = told_path(sure, ways)
    add_count(draft, "generic_steps", "conventional", sure)
    dark = [way for way in ways if way.cost[0] == sure.cost[0] and not (counted(way.steps, "light") or way.open)]
    if dark and counted(sure.steps, "light") and counted(sure.steps, "conventional"):
        draft.told["generic_steps_without_phototherapy"] = min(counted(way.steps, "conventional") for way in dark)
    longest = max(sure.steps, key=lambda step: step.weeks, default=None)
    weeks = longest.weeks if longest else 0
    draft.decide("trial_weeks", weeks or None, words_of(longest))


def add_conventional(draft: Draft, ways: Sequence[Way]) -> None:
    """Add how many conventional steps all ways take alike, whichever is the least demanding one; undecided where they differ."""
    counts = {counted(way.steps, "conventional") for way in ways}
    if len(counts) == 1 and not any("conventional" in way.open or counted(way.steps, "") for way in ways):
        add_count(draft, "generic_steps", "conventional", ways[0])
    else:
        draft.undecided.add("generic_steps")


def add_branded(draft: Draft, ways: Sequence[Way], request: Request) -> None:
    """Add how many branded steps the least demanding path takes, and which products they are."""
    sure = next((way for way in ways if "branded" not in way.open and not counted(way.steps, "")), None)
    if sure is None or min(way.cost[0] for way in ways) < sure.cost[0]:
        draft.undecided |= {"brand_steps", "preferred_products"}
        return
    add_count(draft, "brand_steps", "branded", sure)
    alike = [way for way in ways if way.cost[:2] == sure.cost[:2] and "branded" not in way.open]
    branded = [step for way in alike for step in way.steps if step.kind == "branded"]
    named = {name for step in branded for name in products_of(step)}
    if any(PREFERRED in step.values for step in branded):
        if request.prefers_by_use:
            draft.undecided.add("preferred_products")
            return
        named |= {name for drug in request.policy.drugs for name in drug.listed_as("preferred")}
    products = sorted(named, key=str.lower)
    draft.decide("preferred_products", products, words_of(branded[0]) if branded else None)


def add_count(draft: Draft, key: AccessKey, kind: str, way: Way) -> None:
    """Add how many steps of one kind a way takes."""
    first = next((step for step in way.steps if step.kind == kind), None)
    draft.decide(key, counted(way.steps, kind), words_of(first))


def add_phototherapy(draft: Draft, ways: Sequence[Way]) -> None:
    """Add whether no way goes without phototherapy."""
    light = [next((step for step in way.steps if step.is_light), None) for way in ways]
    sure = [step for step, way in zip(light, ways, strict=True) if "light" not in way.open]
    if any(step is None for step in sure):
        draft.decide("phototherapy_required", False)
    elif light and all(step is not None for step in light):
        draft.decide("phototherapy_required", True, words_of(light[0]))
    else:
        draft.undecided.add("phototherapy_required")


def words_of(step: Step | None) -> AccessEvidence | None:
    """Return the words of a step."""
    return evidence_of(step.leaf, step.atom) if step else None
