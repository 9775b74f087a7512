"""What a patient lacks, in words: of alternatives all, of a trial its length, of a number its limit."""

from __future__ import annotations

import pytest
from trees import NOWHERE, leaf

from payerdiff.compare.logic.patient_words import as_one, failing_said, too_low, too_short
from payerdiff.model.patient import Patient
from payerdiff.model.policy import Atom


def told(concept: str, value: str | float, **more: object) -> Atom:
    """Return a condition."""
    return Atom.model_validate({"concept": concept, "op": "=", "value": value, "text": "", "span": NOWHERE, **more})


def test_of_alternatives_all_that_are_lacking_are_said_as_one() -> None:
    asked = [told("prescriber", name, role="prescribes") for name in ("dermatologist", "allergist", "immunologist")]
    asked.append(told("prior_therapy", "methotrexate", outcome="failed"))
    unseen = Patient(prescribed_by=[], consulted=["gastroenterologist"], prior_therapy=[])
    assert list(failing_said(as_one(asked, unseen), unseen)) == ["not prescribed by dermatologist, allergist or immunologist", "no failure of methotrexate"]  # fmt: skip
    seen = Patient(prescribed_by=["allergist"], consulted=["allergist"], prior_therapy=[])
    assert all(atom.value != "allergist" for atom in as_one(asked, seen))


@pytest.mark.parametrize(("answer", "said"), [(False, ["no failure of methotrexate after a 3-month trial"]), (True, [])])  # fmt: skip
def test_a_trial_that_was_too_short_is_said(answer: bool, said: list[str]) -> None:
    asked = leaf("Failure of methotrexate for 3 months", told("prior_therapy", "methotrexate", outcome="failed", duration="3 month"))  # fmt: skip
    had = Patient.model_validate({"prior_therapy": [{"drug": "methotrexate", "outcome": "failed"}], "criteria": {asked.text: answer}})  # fmt: skip
    assert too_short(asked, had) == said


@pytest.mark.parametrize(("known", "said"), [(1.0, ["BSA below 10 %"]), (12.0, [])])
def test_a_number_that_is_not_reached_is_said(known: float, said: list[str]) -> None:
    asked = leaf("At least 10 % of the body surface", told("lab_value", 10, op=">=", subject="BSA", unit="%"))
    assert too_low(asked, Patient.model_validate({"lab_value": {"BSA %": known}})) == said
