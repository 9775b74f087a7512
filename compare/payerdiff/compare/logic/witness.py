"""A model of the solver → a patient: complete, so that the plain evaluator can judge it."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

from payerdiff.compare.logic import plausible
from payerdiff.compare.logic.formulas import NUMBER, STEP, Book, Fact
from payerdiff.model import concepts
from payerdiff.model.concepts import BY_NAME, Concept
from payerdiff.model.meaning.parts import is_open
from payerdiff.model.patient import Patient, Therapy
from payerdiff.model.policy import Criterion, Phase

ANOTHER = "another state"
"""The state of a subject that is in none of those which policies name."""
RULED_OUT = ("ruled_out",)
"""Where a patient's form keeps what only says more of a disease and does not hold."""
Form = dict[str, Any]
"""A patient's form while it is filled in: the form itself holds its fields to their kinds."""


def patient_of(book: Book, true: Collection[int], asked: Mapping[str, int], phase: Phase) -> Patient:
    """Return the patient of a model. What the plain evaluator cannot work out from facts is answered: `asked` gives words and formula."""
    form: Form = {"name": "witness", "phase": "renewal" if phase == "renewal" else "initial"}
    for concept in concepts.every():
        if concept.field not in BY_NAME and concept.shape in ("set", "therapy") and not concept.roles:
            form[concept.field] = []  # a list of its own is there, and complete, whether policies name anything or not
    for fact, variable in sorted(book.facts.items()):
        if len(fact) > NUMBER:
            note(form, concepts.of(fact[0]), fact, variable in true)
    for concept in concepts.every():
        if concept.none and not form[concept.field]:
            form[concept.field] = [concept.none]
    for measure in sorted(book.limits):
        put(form, place_of(*measure), number_in(book, true, measure))
    form["criteria"] = truths(asked, true)
    return Patient(**form)


def truths(asked: Mapping[str, int], true: Collection[int]) -> dict[str, bool]:
    """Return whether formulas hold where some variables are true, by the words that they stand for."""
    return {words: (formula in true if formula > 0 else -formula not in true) for words, formula in asked.items()}


def note(form: Form, concept: Concept, fact: Fact, holds: bool) -> None:
    """Note whether a fact by name holds. Lists are complete: what does not hold is missing from them."""
    place = concept.place(fact[1])
    if concept.shape == "state":
        if holds or kept(form, place) is None:
            put(form, place, fact[2] if holds else ANOTHER)
        return
    if concept.shape == "therapy":
        place = concept.place("")
    if concept.roles:
        every = [(field,) for field in concept.roles.values()]
        place = (concept.roles[fact[-1]],) if fact[-1] else every[-1]  # what is said of no role is of the mildest
        for other in every:
            put(form, other, kept(form, other) or [])
    own = kept(form, place) or []
    value = Therapy(drug=fact[2], outcome=fact[3], count=int(fact[1] or 1)) if concept.shape == "therapy" else fact[2]
    if holds and not (isinstance(value, Therapy) and value in own):
        own = [*own, value]
    if not holds and fact[2] in concept.qualifying:
        put(form, RULED_OUT, [*(kept(form, RULED_OUT) or []), fact[2]])
    put(form, place, own)


def place_of(concept: str, name: str) -> tuple[str, ...]:
    """Return where a patient's form keeps a measure of the book."""
    field = concepts.of(concept).field
    return (field, name) if name else (field,)


def kept(form: Form, place: tuple[str, ...]) -> Any:
    """Return what a form keeps at a place, None where it keeps nothing."""
    return form.get(place[0]) if len(place) == 1 else form.get(place[0], {}).get(place[1])


def put(form: Form, place: tuple[str, ...], value: object) -> None:
    """Put a value into a form at its place."""
    if len(place) == 1:
        form[place[0]] = value
    else:
        form.setdefault(place[0], {})[place[1]] = value


def needs_answer(leaf: Criterion) -> bool:
    """Return True if a leaf's truth does not follow from facts alone."""
    return is_open(leaf) or is_timed(leaf)


def is_timed(leaf: Criterion) -> bool:
    """Return True if a leaf asks how long something lasted."""
    return any(a.duration for a in leaf.atoms)


def age_in(book: Book, true: Collection[int]) -> float:
    """Return a patient's age in months, an ordinary one where no limit of age is known."""
    measure = (concepts.AGE, "")
    return number_in(book, true, measure) if measure in book.limits else concepts.of(concepts.AGE).ordinary or 0.0


def number_in(book: Book, true: Collection[int], measure: Fact) -> float:
    """Return a number between the limits that hold and those that do not, the ordinary one where it fits; what is counted is a whole one."""
    limits = sorted(book.limits[measure])
    lower = max((x for x in limits if book.at_least(measure, x) in true), default=None)
    upper = min((x for x in limits if book.at_least(measure, x) not in true), default=None)
    if concepts.of(measure[0]).measure == "count":
        return float(whole_between(lower, upper, least=1 if concepts.of(measure[0]).counts_lines else 0))
    top = plausible.top_of(measure[0], measure[1])
    half = (upper or 1.0) / 2
    ordinary = concepts.of(measure[0]).ordinary
    lightest, heaviest = (
        plausible.range_at(age_in(book, true)) if concepts.of(measure[0]).grows else (-math.inf, math.inf)
    )
    low = lightest if lower is None else max(lower, lightest)
    high = min(upper if upper is not None else math.inf if top is None else top + STEP, heaviest + STEP)
    wanted = ordinary if ordinary is not None else math.floor(half) or half if lower is None else lower if top == 1 else math.ceil(lower)  # fmt: skip
    if low <= wanted < high:
        return float(wanted)
    if wanted < low:
        whole = float(math.ceil(low))
        return whole if whole < high else low
    whole = float(math.ceil(high) - 1)
    return whole if low <= whole and whole >= 0 else max((max(low, 0.0) + high) / 2, high - STEP / 2)


def whole_between(lower: float | None, upper: float | None, *, least: int) -> int:
    """Return a whole number from one limit on and below another, near the middle where there is no lower one.

    >>> whole_between(1.0001, 3.0, least=1), whole_between(None, 1.0001, least=1), whole_between(None, 5.0, least=0)
    (2, 1, 2)
    """
    if lower is not None:
        return max(math.ceil(lower), least)
    return max(least, math.floor((upper or 1.0) / 2))
