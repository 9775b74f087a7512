"""An example patient and the drug that is asked for: at reauthorization the patient is on it, and for how long is told where it decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from payerdiff.compare.logic import plausible, therapy_axioms
from payerdiff.compare.logic.formulas import NUMBER, Book
from payerdiff.model.patient import Patient
from payerdiff.model.phrasing import lasted
from payerdiff.model.policy import Policy


def drug_of(policies: Sequence[Policy]) -> str:
    """Return the one drug that all policies are about, or nothing."""
    shared = (
        set.intersection(*({drug.generic for drug in policy.drugs} for policy in policies)) if policies else set[str]()
    )
    return next(iter(shared)) if len(shared) == 1 else ""


def without_drug(patient: Patient, drug: str) -> Patient:
    """Return a patient without a drug among the treatments before: where it is the requested one, it is told apart."""
    before = patient.prior_therapy
    return (
        patient
        if before is None
        else patient.model_copy(update={"prior_therapy": [t for t in before if t.drug != drug]})
    )


def on_drug(book: Book, true: Collection[int], drug: str) -> str:
    """Say that a patient is on a drug, and for how long as far as criteria ask."""
    known = {
        fact[4]: variable in true
        for fact, variable in book.facts.items()
        if len(fact) > NUMBER and fact[4] and plausible.is_current(fact, drug)
    }
    name = f"on {drug or 'the drug'}"
    held = sorted((length for length, holds in known.items() if holds), key=therapy_axioms.days_of)
    lacking = sorted((length for length, holds in known.items() if not holds), key=therapy_axioms.days_of)
    if held:
        return f"{name} for at least {lasted(held[-1])}"
    return f"{name} for less than {lasted(lacking[0])}" if lacking else name


def answered(patient: Patient, answers: Mapping[str, bool]) -> Patient:
    """Return a patient with answers to criteria."""
    known = {name: getattr(patient, name) for name in Patient.model_fields}
    return Patient.model_validate({**known, "criteria": {**patient.criteria, **answers}})
