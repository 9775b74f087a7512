"""A limit in a bracket that is for other patients is an alternative; abbreviations in a list of diseases are diseases; short forms of everyday words say the same."""

from __future__ import annotations

import pytest
from notation import told


@pytest.mark.parametrize("whom", ["in adolescents", "for adolescents"])
def test_a_limit_of_other_patients_is_an_alternative(whom: str) -> None:
    assert told(f"BMI of at least 35 kg/m2 (BMI of at least 30 kg/m2 {whom})") == (
        "any[lab_value BMI >= 35 kg/m2, all[lab_value BMI >= 30 kg/m2, age < 18 year]]"
    )


@pytest.mark.parametrize("joint", [" or ", ", ", " and "])
def test_an_abbreviation_beside_a_disease_is_one(joint: str) -> None:
    assert "ankylosing spondylitis" in told(f"Diagnosis of gout{joint}AS")


def test_two_indexes_that_or_joins_are_alternatives() -> None:
    assert told("AHI or RDI of at least 15 events per hour").startswith("any[lab_value apnea-hypopnea index >= 15")


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("mbr has a dx of gout", "Member has a diagnosis of gout"),
        ("mbr has failed allopurinol", "Member has failed allopurinol"),
        ("Used in the adjuvant setting", "Used as adjuvant treatment"),
        ("Tumor is ERBB2 amplified", "Tumor is HER2 amplified"),
    ],
)
def test_other_words_for_the_same_say_the_same(short: str, long: str) -> None:
    assert told(short) == told(long)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Children aged 2 to 5 with gout", "all[age >= 2 year, age <= 5 year, diagnosis = gout]"),
        ("No worsening of the disease", "response = no_progression"),
        ("Cancer has recurred", "all[diagnosis = cancer, disease_setting = recurrent]"),
        ("Tumor is TMB-high", "biomarker TMB = high"),
        ("Patient continues to receive therapy with a statin", "regimen with statin"),
        ("Has had a three-month treatment with methotrexate", "prior_therapy = methotrexate (tried, 3 month)"),
        ("Did not respond to at least one course of phototherapy", "prior_therapy = phototherapy (failed)"),
        ("Currently taking an antiviral for hepatitis B", "all[regimen with antiviral, diagnosis = hepatitis B]"),
        ("Not for gout", "not diagnosis = gout"),
        ("Not in members with gout", "not diagnosis = gout"),
        ("For gout, 12 years of age or older", "if[diagnosis = gout, age >= 12 year]"),
        (
            "Has had an inadequate response to, or is intolerant of one statin",
            "prior_therapy = statin (failed or intolerant)",
        ),
    ],
)
def test_wordings_of_several_payers(words: str, expected: str) -> None:
    assert told(words) == expected


@pytest.mark.parametrize("joint", [". ", ". Note: ", ". This requirement is "])
def test_who_is_spared_a_criterion_has_another_way_and_need_not_have_the_disease(joint: str) -> None:
    assert told(f"Failure of naproxen{joint}waived for members with gout") == (
        "any[prior_therapy = naproxen (failed), diagnosis = gout]"
    )


def test_a_case_of_idle_words_is_one() -> None:
    assert told("If the member has a plan of this name, failure of leflunomide") == (
        'if[?"If the member has a plan of this name", prior_therapy = leflunomide (failed)]'
    )
