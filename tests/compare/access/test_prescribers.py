"""Which specialist is required: by name, or by the disease that the specialist treats."""

from __future__ import annotations

import pytest
from trees import asking, facts


@pytest.mark.parametrize("other", ["a physician who specializes in the treatment of plaque psoriasis", "a provider specializing in psoriasis"])  # fmt: skip
def test_a_specialist_who_is_told_by_the_disease_is_one_beside_a_specialist_by_name(other: str) -> None:
    found = facts(asking(f"Prescribed by or in consultation with a dermatologist or {other}"))
    assert (found.specialist_required, found.specialists) == (True, ["dermatologist", "specialist in the disease"])


def test_other_words_beside_a_specialist_are_not_taken_for_one() -> None:
    found = facts(
        asking("Prescribed by or in consultation with a dermatologist or the clinic that began the treatment")
    )
    assert found.specialist_required is None and "specialist_required" in found.undecided


@pytest.mark.parametrize(
    "words",
    [
        "If liver enzymes stay elevated, the prescriber has considered consultation with a specialist (i.e., hepatologist)",
        "When joints are swollen, the patient has been referred to a specialist (e.g., rheumatologist)",
        "Consultation with a rheumatologist is recommended for patients with joint pain",
        "The prescriber has considered consulting a cardiologist",
        "Consultation with a hepatologist if transaminases remain elevated",
    ],
)
def test_a_specialist_whom_not_every_patient_must_see_is_not_required_of_all(words: str) -> None:
    assert facts(asking(words)).specialist_required is not True


def test_a_specialist_beside_a_condition_on_something_else_stays_required() -> None:
    found = facts(asking("Prescribed by a dermatologist", "If the disease is mild, phototherapy was considered"))
    assert (found.specialist_required, found.specialists) == (True, ["dermatologist"])
