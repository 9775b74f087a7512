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
