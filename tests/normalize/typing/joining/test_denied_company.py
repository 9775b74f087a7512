"""What a drug is not taken with is denied, whatever words deny it; the drug itself is not."""

from __future__ import annotations

import pytest
from notation import told

DENIALS = (
    "Member is not on concurrent treatment with {}",
    "Patient is not currently on concomitant therapy with {}",
    "Member is not receiving concurrent treatment with {}",
    "No concurrent treatment with {}",
    "Member is not on {}",
    "Member will not receive rituximab in combination with {}",
)
COMPANY = (
    ("a TNF inhibitor", "regimen without TNF inhibitor"),
    ("tofacitinib or etanercept", "regimen without tofacitinib|etanercept"),
)


@pytest.mark.parametrize("denial", DENIALS)
@pytest.mark.parametrize(("company", "expected"), COMPANY)
def test_what_a_drug_is_not_taken_with_is_denied(denial: str, company: str, expected: str) -> None:
    assert told(denial.format(company)) == expected


@pytest.mark.parametrize("company", ["other wound sealing gels", "other strange agents for gout"])
def test_company_that_no_vocabulary_knows_denies_no_drug_before_it(company: str) -> None:
    assert "without rituximab" not in told(f"Member will not receive rituximab with {company}")


FORBIDDEN = (
    "Member cannot use the requested medication {} any other biologic",
    "Patient can't take the drug {} any other biologic",
    "Member may not use the requested drug {} any other biologic",
    "The requested drug will not be used {} any other biologic",
)


@pytest.mark.parametrize("words", FORBIDDEN)
@pytest.mark.parametrize("company", ["concomitantly with", "in combination with", "together with"])
def test_what_a_drug_cannot_be_used_with_is_no_contraindication_to_it(words: str, company: str) -> None:
    assert told(words.format(company)) == "regimen without biologic"


def test_who_cannot_take_a_drug_has_a_contraindication_to_it() -> None:
    assert told("Patient cannot take methotrexate") == "prior_therapy = methotrexate (contraindicated)"
