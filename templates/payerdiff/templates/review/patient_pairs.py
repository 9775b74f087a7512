"""Who loses and who gains: two example patients side by side, told by the same facts in the same order, and all others in a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from payerdiff.compare.changes.summary import changes_of
from payerdiff.compare.logic.patient_words import words_of
from payerdiff.model import concepts
from payerdiff.model.concepts import BY_NAME, FACTS
from payerdiff.model.patient import Patient
from payerdiff.model.review import ChangeReview, PathWitness, ReviewedChange, ReviewVerdict, Sureness
from payerdiff.templates.words import ALL, PHASES, SURE

ANYBODY = "any patient"
"""A patient of whom nothing matters but the indication."""
ORDER: tuple[Sureness, ...] = ("certain", "likely", "open")
REST = "Also"
"""The label of what no field of a patient says alone."""


@dataclass(frozen=True, slots=True)
class PatientView:
    """One example patient whom the versions treat differently."""

    loses: bool
    excluded: bool
    """True where an exclusion parts the versions."""
    indication: str
    phase: str
    words: str
    facts: tuple[tuple[str, str], ...]
    """What is told of the patient, by what it is about."""
    own: tuple[str, ...]
    """Criteria met that only one version has."""
    shared: tuple[str, ...]
    fails: str
    changes: tuple[str, ...]
    sure: str
    told: str
    """Whether the revision history discloses those changes."""


@dataclass(frozen=True, slots=True)
class PairsView:
    """The two patients at the head, their facts by the same labels, and all others."""

    first: tuple[PatientView, ...]
    """One who loses and one who gains; one of them where there is no other."""
    labels: tuple[str, ...]
    others: tuple[PatientView, ...]

    def fact(self, patient: PatientView, label: str) -> str:
        """Return what is told of a patient under a label; empty where nothing is."""
        return dict(patient.facts).get(label, "")


def pairs_view(review: ChangeReview, shared: frozenset[str] | set[str]) -> PairsView | None:
    """Return the patients of a review, those first of whom most is told; None where nobody loses or gains. `shared` are the criteria of both versions."""
    found = [one for verdict in review.verdicts for one in patients(verdict, review.changes, shared)]
    if not found:
        return None
    heads = [head for loses in (True, False) if (head := first(found, loses)) is not None]
    known = [label for one in heads for label, _ in one.facts]
    order = {title: at for at, title in enumerate(titles_in_order())}
    labels = sorted(dict.fromkeys(known), key=lambda label: order.get(label, len(order) + (label == REST)))
    return PairsView(tuple(heads), tuple(labels), tuple(one for one in found if one not in heads))


def first(found: Sequence[PatientView], loses: bool) -> PatientView | None:
    """Return the first patient who loses or gains, one who is described before one of whom the indication alone is told."""
    own = [one for one in found if one.loses is loses]
    return next((one for one in own if one.facts), own[0] if own else None)


def patients(verdict: ReviewVerdict, changes: Sequence[ReviewedChange], shared: frozenset[str] | set[str]) -> Iterator[PatientView]:  # fmt: skip
    """Yield who loses and who gains by one verdict, with the changes in that direction; with all of them where none has it for sure."""
    every = changes_of(verdict, changes)
    for witness, loses in ((verdict.witness_lost, True), (verdict.witness_gained, False)):
        if witness is not None:
            ways = ("tightened" if loses else "loosened", "both")
            because = [change for change in every if change.direction in ways] or every
            yield patient_view(verdict, witness, because, shared, loses)


def patient_view(verdict: ReviewVerdict, witness: PathWitness, because: Sequence[ReviewedChange], shared: frozenset[str] | set[str], loses: bool) -> PatientView:  # fmt: skip
    """Return one example patient with what parts the versions."""
    sure = [change.sure for change in because]
    return PatientView(
        loses=loses,
        excluded=verdict.phase == "exclusion",
        indication=verdict.indication or ALL,
        phase=PHASES[verdict.phase].lower(),
        words=", ".join(witness.words) or ANYBODY,
        facts=tuple(labelled(witness)),
        own=tuple(text for text in witness.meets if text not in shared),
        shared=tuple(text for text in witness.meets if text in shared),
        fails=witness.fails or "",
        changes=tuple(change.id for change in because),
        sure=SURE[max(sure, key=ORDER.index)] if sure else "",
        told=disclosed(because),
    )


def disclosed(because: Sequence[ReviewedChange]) -> str:
    """Return whether a revision history discloses changes: all of them, some, or none."""
    told = sum(bool(change.log) for change in because)
    if not because or told == len(because):
        return "disclosed" if because else ""
    return f"{told} of {len(because)} changes disclosed" if told else "not disclosed"


def labelled(witness: PathWitness) -> Iterator[tuple[str, str]]:
    """Yield a patient's words by what they are about, in the order of the form: those that would go if that were not known."""
    known = set(words_of(witness.patient))
    left = [word for word in witness.words if word in known]
    other = [word for word in witness.words if word not in known]
    for title, fewer in without_each(witness.patient):
        kept = set(words_of(fewer))
        own = [word for word in left if word not in kept]
        left = [word for word in left if word in kept]
        if own:
            yield title, ", ".join(own)
    if left or other:
        yield REST, ", ".join([*left, *other])


def without_each(patient: Patient) -> Iterator[tuple[str, Patient]]:
    """Yield a patient without one fact after the other, each with the title of its concept."""
    for concept in sorted(concepts.every(), key=lambda one: one.told):
        if concept.field != FACTS:
            fields = concept.roles.values() if concept.roles else (concept.field,)
            empty: object = {} if concept.field in BY_NAME else None
            yield concept.title, patient.model_copy(update=dict.fromkeys(fields, empty))
    for name in patient.facts:
        concept = concepts.at(name) or concepts.of(name.partition(".")[0])
        left = {key: known for key, known in patient.facts.items() if key != name}
        yield concept.title, patient.model_copy(update={FACTS: left})


def titles_in_order() -> Iterator[str]:
    """Yield the titles of all concepts in the order of the form."""
    for concept in sorted(concepts.every(), key=lambda one: one.told):
        yield concept.title
