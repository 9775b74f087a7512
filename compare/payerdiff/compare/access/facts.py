"""The door: policies → what each asks before it approves a drug for a disease, fact by fact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import inf
from typing import get_args

from payerdiff.compare.access.ages import Ages, ages_of, names_an_age
from payerdiff.compare.access.demands import Matter, demand, ends_below
from payerdiff.compare.access.elsewhere import elsewhere
from payerdiff.compare.access.ends import End
from payerdiff.compare.access.evidence import evidence_of
from payerdiff.compare.access.request import Criteria, Request, criteria_of, has_conditions
from payerdiff.compare.access.standing import is_past, values_of
from payerdiff.compare.access.step_facts import (
    CONVENTIONAL,
    STEPS,
    Draft,
    add_steps,
    is_open,
    is_waived,
    spare_conventional,
    waives_after_another,
)
from payerdiff.compare.access.terms import months, quantity, response_documented
from payerdiff.compare.logic.scope import counting
from payerdiff.model import concepts
from payerdiff.model.access.facts import AccessEvidence, AccessFacts, AccessKey
from payerdiff.model.mention import ANY_SPECIALIST, OPTIONAL
from payerdiff.model.policy import Criterion
from payerdiff.model.policy.scopes import beside

EVERY: tuple[AccessKey, ...] = get_args(AccessKey)


NO_BARRIER = frozenset({"specialty", "undefined_term"})
"""What names specialists, and whose they are in letters that nothing spells out (`an XYZ contracted dermatologist`)."""


def names_prescriber(end: End) -> bool:
    """Return True if a leaf that must be met says in words that are not typed that a specialist prescribes or is consulted, and nothing else.

    That is a specialist who is told by examples: `consultation with an appropriate specialist (such as a dermatologist)`, or by the disease, beside one by name.
    """
    if end.is_part and any(concepts.of(a.concept).barrier == "prescriber" and not a.negated for a in end.leaf.atoms):
        return bool(end.mentions) and all(m.concept in ("specialty", concepts.DISEASE) and not m.negated for m in end.mentions) and any(m.concept == "specialty" for m in end.mentions)  # fmt: skip
    if end.is_part or end.alternative or any(m.negated or m.concept == OPTIONAL for m in end.mentions):
        return False
    barriers = {concepts.of(m.concept).barrier for m in end.mentions if m.concept not in NO_BARRIER}
    told = any(m.concept == "specialty" for m in end.mentions)
    return told and "prescriber" in barriers and barriers <= {"prescriber", "document"}


PRESCRIBER = Matter(
    lambda atom: concepts.of(atom.concept).barrier == "prescriber",
    lambda m: concepts.of(m.concept).barrier == "prescriber" or m.concept == "specialty",
    names_prescriber,
    lambda leaf: (
        (leaf.meaning is None or leaf.meaning.op != "if") and any(m.concept == OPTIONAL for m in leaf.mentions)
    ),
)
TUBERCULOSIS = Matter(
    lambda atom: atom.subject == "tuberculosis",
    lambda m: m.subject == "tuberculosis",
)


WORDS_ON: dict[AccessKey, Callable[[End, Request], bool]] = {
    "age_min_years": lambda end, _: any(m.concept == concepts.AGE for m in end.mentions),
    "age_max_years": lambda end, _: any(m.concept == concepts.AGE for m in end.mentions),
    "specialists": lambda end, _: any(map(PRESCRIBER.by_mention, end.mentions)),
    "specialist_required": lambda end, _: any(map(PRESCRIBER.by_mention, end.mentions)),
    "tb_test_required": lambda end, _: any(map(TUBERCULOSIS.by_mention, end.mentions)),
    **dict.fromkeys(STEPS, is_open),
}  # fmt: skip
"""Which words that are not evaluated could decide a fact."""


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
    for key in (*overturned(draft, request), *unread(draft, request)):
        draft.undecided.add(key)
        draft.values.pop(key, None)
        draft.evidence.pop(key, None)
    draft.evidence |= {key: words for key, words in open_words(draft, request).items() if key not in draft.evidence}
    for key, passage in elsewhere(request).items():
        if draft.values and not draft.values.get(key) and key not in draft.undecided:
            draft.evidence.setdefault(key, passage)
    draft.told["steps_at_least"] = steps_at_least(draft, request)
    if not {"generic_steps", "brand_steps"} <= draft.values.keys():
        draft.told.pop("path", None)
    told = {
        "document": request.policy.source.name, "policy": request.key, "drug": request.product, "indication": request.indication,
        "undecided": [key for key in EVERY if key in draft.undecided], "notes": list(dict.fromkeys(draft.notes)),
        "evidence": {key: draft.evidence[key] for key in EVERY if key in draft.evidence}, "at_most": draft.capped,
    }  # fmt: skip
    return AccessFacts.model_validate({**told, **draft.told, **draft.values})


def steps_at_least(draft: Draft, request: Request) -> int:
    """Return how many steps every way takes at least: nothing that unread words may waive, or that a product listed under two statuses may be spared."""
    if {"generic_steps", "brand_steps"} <= draft.values.keys():
        path = draft.told.get("path")
        return sum(step.count for step in path) if isinstance(path, list) else 0
    doubtful = request.has_two_statuses or bool(set(STEPS) & set(overturned(draft, request)))
    least = draft.told.get("steps_at_least")
    return 0 if doubtful or not isinstance(least, int) else least


def brand_steps(request: Request) -> int | None:
    """Return how many branded steps a policy asks for, as its facts say; None where that is not decided."""
    draft = Draft()
    if not request.is_addressed:
        return None
    add_steps(draft, criteria_of(request), request)
    doubtful = request.has_two_statuses or "brand_steps" in overturned(draft, request)
    found = None if doubtful else draft.values.get("brand_steps")
    return found if isinstance(found, int) else None


OF_CRITERIA: tuple[AccessKey, ...] = (
    "age_min_years",
    "age_max_years",
    "specialists",
    "specialist_required",
    "tb_test_required",
    *STEPS,
)


def unread(draft: Draft, request: Request) -> list[AccessKey]:
    """Return what criteria do not ask for, as far as they were read, where nothing in those of the disease was understood: no condition, and no name of the disease."""
    own = request.sets("initial")
    named = (m for s in own for end in ends_below(s.root) for m in end.mentions if m.concept == concepts.DISEASE)
    if not own or any(map(has_conditions, own)) or any(request.is_own(m.subject or "") for m in named):
        return []
    return [key for key in OF_CRITERIA if key in draft.values and not draft.values[key]]


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
        sure = draft.unconcerned
        found += [key for key in STEPS if (draft.values.get(key) or not frees) and key not in sure]
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
