"""Which drugs a policy is about: from its title, from the pairs of names in its text, and none rather than a wrong one."""

from __future__ import annotations

import pytest

from payerdiff.normalize.sections.drugs import drugs_of, pairs_in

TEXT = """
Madeupmab is a monoclonal antibody. Inventa® (madeupmab-abcd) is FDA approved for a rare disease. Prednisone may be used with it.
Criteria: Inventa is considered medically necessary where the patient has the disease. Inventa is given monthly. Patients on prednisone
need no Inventa; madeupmab was compared with prednisone, and prednisone with placebo, prednisone again, prednisone.
"""
CRITERIA = "Inventa is considered medically necessary where the patient has the disease."


def named(title: str, text: str = TEXT, criteria: str = CRITERIA) -> list[tuple[str, list[str]]]:
    """Return names and brands of the drugs found."""
    return [(drug.generic, drug.brands) for drug in drugs_of(title, text, criteria, [])]


@pytest.mark.parametrize(
    "title", ["INVENTA", "Madeupmab", "Inventa (madeupmab)", "INVENTA (MADEUPMAB)", "Therapies for a Rare Disease"]
)
def test_the_drug_is_found_whichever_of_its_names_the_title_has(title: str) -> None:
    assert named(title) == [("madeupmab", ["Inventa"])]


def test_a_disease_with_its_abbreviation_is_no_drug() -> None:
    text = "Gene therapy for cerebral adrenoleukodystrophy (CALD): SKYSONA™ (elivaldogene autotemcel-abcd). Decarboxylase (AADC) deficiency."
    assert [(pair.brand, pair.generic) for pair in pairs_in(text)] == [("SKYSONA", "elivaldogene autotemcel")]
    title = "GENE THERAPY FOR CEREBRAL ADRENOLEUKODYSTROPHY (CALD): SKYSONA™ (elivaldogene autotemcel-abcd)"
    assert named(title, text, "") == [("elivaldogene autotemcel", ["SKYSONA"])]


def test_two_drugs_in_a_title_are_two_in_its_order_each_once() -> None:
    title = "GENE THERAPY ▪ BEQVEZ™ (fidanacogene elaparvovec-dzkt) ▪ HEMGENIX® (etranacogene dezaparvovec-drlb)"
    assert named(title, title, "") == [
        ("fidanacogene elaparvovec", ["BEQVEZ"]),
        ("etranacogene dezaparvovec", ["HEMGENIX"]),
    ]


def test_a_drug_that_is_only_mentioned_is_none() -> None:
    text = "Genetic testing. " + "Prednisone is given. Another® (othermab) was studied. " * 2
    assert named("Genetic Testing for a Disease", text, "The test is ordered by a specialist.") == []


def test_a_title_of_one_common_word_is_no_drug() -> None:
    assert named("MEDICAID", "Medicaid covers. For Medicaid see medicaid. Medicaid, Medicaid.", "") == []
    assert named("Commercial", "Commercial plans. Commercial members. Commercial. Commercial.", "") == []
