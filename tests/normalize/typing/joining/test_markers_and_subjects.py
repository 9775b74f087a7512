"""Markers by their own names, transplants that were not, tests that were done, and the drug that a leaf on its prescriber begins with."""

from __future__ import annotations

import pytest
from notation import told


@pytest.mark.parametrize(
    ("words", "marker"),
    [
        ("Tested positive for claudin 18.2", "CLDN18.2"), ("Tumor expresses folate receptor alpha", "FOLR1"), ("Rheumatoid factor is positive", "RF"),
        ("Positive anti-CCP", "anti-CCP"), ("T315I mutation is present", "BCR::ABL1 T315I"), ("CD30 positive", "CD30"),
    ],
)  # fmt: skip
def test_markers_that_are_no_genes_are_found_by_their_names(words: str, marker: str) -> None:
    assert told(words) == f"biomarker {marker} = positive"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Patient has not had a liver transplant", "not transplant liver = recipient"),
        ("Has never received a kidney transplant", "not transplant kidney = recipient"),
        ("Has received a kidney transplant", "transplant kidney = recipient"),
        ("Ineligible for autologous stem cell transplantation", "not transplant autologous = candidate"),
        ("Eligible for autologous stem cell transplantation", "transplant autologous = candidate"),
    ],
)
def test_a_transplant_that_was_not_or_cannot_be_is_denied(text: str, meaning: str) -> None:
    assert told(text) == meaning


def test_what_a_test_shows_is_asked_and_a_test_that_was_done() -> None:
    assert (
        told("ECG shows QTc less than 500 msec")
        == f"all[test electrocardiography = done, {told('QTc less than 500 msec')}]"
    )
    assert told("Anti-JCV antibody testing has been performed") == "test JC virus antibody test = done"


@pytest.mark.parametrize("drug", ["Enbrel", "Dupixent", "Taltz"])
@pytest.mark.parametrize("verb", ["is prescribed", "will be prescribed", "must be ordered"])
def test_the_drug_that_a_leaf_on_its_prescriber_begins_with_is_the_one_asked_for(drug: str, verb: str) -> None:
    assert told(f"{drug} {verb} by a dermatologist") == told("Prescribed by a dermatologist")
    assert "prior_therapy" in told(f"Failure of {drug} prescribed by a dermatologist")


@pytest.mark.parametrize("change", ["mutation", "rearrangement", "fusion"])
@pytest.mark.parametrize("absent", ["is absent", "is not present", "was not detected", "has not been found"])
def test_a_change_of_a_marker_that_is_absent_is_no_positive_marker(change: str, absent: str) -> None:
    assert told(f"ALK {change} {absent}") == "biomarker ALK = negative"
    assert told(f"ALK {change} is present") == "biomarker ALK = positive"


@pytest.mark.parametrize("disease", ["gout", "asthma", "prurigo nodularis"])
@pytest.mark.parametrize("noun", ["treatment", "treatments", "treatment(s)", "therapies"])
@pytest.mark.parametrize("when", ["previous", "prior"])
def test_treatments_that_are_named_by_their_disease_alone_are_a_therapy(disease: str, noun: str, when: str) -> None:
    assert (
        told(f"Failure of {when} {disease} {noun} (e.g., madeupin)") == f"prior_therapy = {disease} treatment (failed)"
    )


@pytest.mark.parametrize("who", ["Patients", "Members", "Individuals"])
@pytest.mark.parametrize("must", ["must", "should"])
def test_what_patients_of_one_age_must_be_asks_nobody_to_be_of_it(who: str, must: str) -> None:
    assert (
        told(f"{who} 6 to 17 years of age {must} weigh at least 15 kg")
        == "if[all[age >= 6 year, age <= 17 year], weight >= 15 kg]"
    )
    assert "if" not in told(f"{who} 6 to 17 years of age who weigh at least 15 kg")
    assert told(f"{who} {must} be 18 years of age or older") == "age >= 18 year"


def test_a_drop_is_a_reduction() -> None:
    assert told("Drop in migraine days") == told("Reduction in migraine days")
