"""An example patient told by the fewest facts: those without which some payer would answer otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from payerdiff.compare.logic.conditions import condition_holds
from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.judge import Asked, Hearing
from payerdiff.compare.logic.refusal import refusal_of
from payerdiff.model import concepts
from payerdiff.model.concepts import BY_NAME, FACTS
from payerdiff.model.patient import Patient, Therapy
from payerdiff.model.policy import Criterion
from payerdiff.normalize import lexicon

KEPT = frozenset({"age", concepts.of(concepts.DISEASE).field})
"""What every patient is told by."""
DENIALS = ("no ", "not ", "without ", "nothing ")
"""How what a patient lacks begins."""


def fewest(matter: Matter, patient: Patient) -> Patient:
    """Return a patient without the facts that change no payer's answer, nor which criteria it still depends on: one fact after the other is left out.

    No payer refuses the patient left for a fact that was left out: what refuses then refuses the patient as a whole as well.
    A treatment on which an answered length rests is not left out: the patient would be said to have had none. What is left is enough: the plain evaluator gives every payer's answer on it, whatever is true beside it.
    """
    whole = Hearing(patient)
    answers = [(policy, whole.told(policy)) for policy in matter.filed.values()]
    refusing = [policy for policy, (ruling, _) in answers if ruling == "refuse"]
    label = matter.on_label(patient)
    told = patient
    for name, item in list(parts_of(patient)):
        fewer = without(told, name, item)
        hearing = Hearing(fewer)
        if not all(hearing.told(policy) == answer for policy, answer in answers):
            continue
        found = [refusal_of(policy, hearing) for policy in refusing]
        if not all(is_grounded(leaf, hearing, whole) for refusal in found if refusal for leaf in refusal.leaves):
            continue
        if matter.on_label(fewer) == label and not matter.is_contradicted(fewer):
            told = fewer
    return told


def is_grounded(leaf: Criterion, told: Hearing, whole: Hearing) -> bool:
    """Return True if what a leaf says of a patient told by fewer facts is true of the whole patient: a condition that fails by a fact left out is no ground."""
    pairs = [
        [condition_holds(asked, hearing.chart) for hearing in (told, whole)] for asked in Asked.of(leaf).conditions
    ]
    if leaf.meaning is None and any(now is False for now, _ in pairs):
        return any(now is False and before is False for now, before in pairs)
    return all(now is None or now is before for now, before in pairs)


def parts_of(patient: Patient) -> Iterator[tuple[str, object]]:
    """Yield what a patient is told by, part by part, as a field with an item of it (None: the field as a whole): what the rarer concepts ask comes first."""
    for name, known in patient.facts.items():
        yield FACTS, name
        yield from ((f"{FACTS}.{name}", item) for item in (known if isinstance(known, list) else ()))
    for field in reversed([name for name in type(patient).model_fields if name not in {"schema_", "name", "phase", "criteria", FACTS}]):  # fmt: skip
        held = getattr(patient, field)
        if not held or field == "age":
            continue
        if field not in KEPT:
            yield field, None
        if field in BY_NAME or isinstance(held, list):
            yield from ((field, item) for item in held)


def without(patient: Patient, field: str, item: object) -> Patient:
    """Return a patient without a field, or without an item of it; a list stays complete, and a diagnosis is never left out as a whole."""
    name, _, fact = field.partition(".")
    held = getattr(patient, name)
    if fact:
        own = held.get(fact)
        left = [one for one in own if one != item] if isinstance(own, list) else own
        return patient.model_copy(update={name: {**held, fact: left}}) if fact in held and left else patient
    if item is None:
        return patient.model_copy(update={name: {} if name in BY_NAME else None})
    if isinstance(held, dict):
        return patient.model_copy(update={name: {key: known for key, known in held.items() if key != item}})
    rest = [one for one in held or () if one != item]
    return patient.model_copy(update={name: rest}) if rest or name not in KEPT else patient


def told_in_order(words: Sequence[str]) -> list[str]:
    """Return a patient's words, each once, what is there before what is not.

    >>> told_in_order(["45 years old", "no tuberculosis test", "asthma"])
    ['45 years old', 'asthma', 'no tuberculosis test']
    """
    return sorted(dict.fromkeys(words), key=lambda word: word.startswith(DENIALS))


def untried(patient: Patient) -> str:
    """Return that a patient has had no therapy but those named, nor a contraindication; whose disease is refractory had some that no policy names."""
    setting = concepts.of(concepts.SETTING)
    if not patient.prior_therapy and any({"after", "after_therapy"} & lexicon.entry_of(setting.tables, v).keys() for v in patient.values(setting, "") or ()):  # fmt: skip
        return "none of the prior therapies or contraindications that policies name"
    other = "other " if any(isinstance(one, Therapy) for one in patient.prior_therapy or ()) else ""
    return f"no {other}prior therapy or contraindication"
