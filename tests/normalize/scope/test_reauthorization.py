"""A reauthorization that stands once behind all indications holds for all; one that names its disease is that disease's."""

from __future__ import annotations

import pytest
from pages import page

from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

HEAD = """Madeup Health Plan
Madeupra (madeupumab)
Effective Date: 01/01/2025

Prior Authorization Criteria

"""
INDICATIONS = ("Plaque psoriasis", "Psoriatic arthritis", "Ulcerative colitis", "Crohn's disease")
LIST = "1. Diagnosis of {name}; AND\n2. The member is 18 years of age or older\n\n"
RENEWED = "\n1. Initial criteria have been met; AND\n2. The member has had a positive response to therapy\n"


def renewals(heading: str, count: int) -> list[str | None]:
    """Return the indications of the reauthorizations of a policy with some indications and one such heading behind them."""
    uses = "".join(f"{name}\n{LIST.replace('{name}', name.lower())}" for name in INDICATIONS[:count])
    read = normalize(page(HEAD + uses + heading + RENEWED, "renewal.txt"), template="generic")
    assert isinstance(read, Policy)
    return [s.indication for s in read.criteria if s.phase == "renewal"]


@pytest.mark.parametrize("count", [3, 4])
def test_one_reauthorization_behind_several_indications_is_of_all(count: int) -> None:
    assert renewals("Reauthorization criteria", count) == [None]


def test_a_reauthorization_that_names_its_disease_stays_there() -> None:
    (told,) = renewals("Reauthorization criteria for ulcerative colitis", 3)
    assert told is not None and "ulcerative colitis" in told.lower()
