"""Wordings that labelers of documents kept aside read and the grammar did not; each kind has a neighbor that must not be read so."""

from __future__ import annotations

import pytest
from notation import told

from payerdiff.normalize.typing.written import proof_of


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Failure of Cimzia subcutaneous, Otezla, or Stelara intravenous", "prior_therapy = certolizumab pegol|apremilast|ustekinumab (failed)"),
        ("Failure of two step 1 or 2 plan-preferred agents", "prior_therapy = preferred product (failed, 2 of them)"),
        ("Failure of one of the following preferred drugs: allopurinol or febuxostat", "prior_therapy = allopurinol|febuxostat (failed)"),
        ("Failure of one NSAID, or all NSAIDs are contraindicated", "prior_therapy = NSAID (failed or contraindicated)"),
        ("A trial of an NSAID for 4 weeks, unless contraindicated", "any[prior_therapy = NSAID (tried, 4 week), prior_therapy = NSAID (contraindicated)]"),
        ("Meets the Cimzia prior authorization policy criteria", '?"Cimzia prior authorization policy criteria"'),
        ("Has tried allopurinol [documentation required]", "all[prior_therapy = allopurinol (tried), documentation = required]"),
        ("Chart notes or medical records showing gout", "all[documentation = required, diagnosis = gout]"),
        ("Gout, with chart notes showing a flare", 'all[diagnosis = gout, ?"flare"]'),
    ],
)  # fmt: skip
def test_steps_through_a_preferred_list_and_their_papers(text: str, meaning: str) -> None:
    assert told(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Diagnosis and severity: moderate to severe gout", "all[disease_setting = moderate|severe, diagnosis = gout]"),
        ("Pegloticase for men with gout", 'all[diagnosis = gout, ?"Pegloticase for men with"]'),
        ("Patient is using the requested drug for gout", "diagnosis = gout"),
        ("Diagnosis of uveitis associated with asthma", "all[diagnosis = uveitis, diagnosis = asthma]"),
        ("Diagnosis of uveitis or seizures associated with asthma", '?"uveitis or seizures associated with asthma"'),
        ("Two blood relatives, on the same side of the family, with gout", '?"Two blood relatives, on the same side of the family, with gout"'),
        ("AD: atopic dermatitis, GA: gouty arthritis, UC: ulcerative colitis", '?"AD: atopic dermatitis, GA: gouty arthritis, UC: ulcerative colitis"'),
        ("Gout: A randomized study showed no effect on its flares", 'all[diagnosis = gout, ?"A randomized study showed no effect on its flares"]'),
        ("Gout: must have failed allopurinol", "if[diagnosis = gout, prior_therapy = allopurinol (failed)]"),
        ("Gout age 40 years or less", '?"Gout age 40 years or less"'),
        ("Active tuberculosis", "infection tuberculosis = active"),
        ("InterQual criteria are met", "support = guideline (allows)"),
    ],
)  # fmt: skip
def test_diseases_by_what_stands_around_them(text: str, meaning: str) -> None:
    assert told(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Age: at least 12 years", "age >= 12 year"),
        ("ESR at least 30 mm/hr", "lab_value ESR >= 30 mm/h"),
        ("Platelet count above 400 x 10^9/L", "lab_value platelets > 400 10^9/L"),
        ("ANC below 900 per mm^3", "lab_value ANC < 900 cells/uL"),
        ("DLCO (corrected for hemoglobin) > 40 %", "lab_value DLCO > 40 %"),
        ("Limited to allopurinol 300 mg every other day", "dose <= 300 mg/2 days"),
        ("Allopurinol 300 mg every other day", '?"Allopurinol 300 mg every other day"'),
    ],
)
def test_limits_with_their_units(text: str, meaning: str) -> None:
    assert told(text) == meaning


def test_below_the_word_age_a_limit_in_years_is_an_age() -> None:
    assert told("Madeupra: at least 12 years", "Age:") == 'if[?"Madeupra", age >= 12 year]'
    assert told("At least 12 weeks of use", "Dose:") != "age >= 12 week"
    assert told("At least 40 kg", "Age:") != "age >= 40 year"


def test_what_documentation_proves_is_what_stands_before_it() -> None:
    assert proof_of("Diagnosis of gout [documentation required]", 18) == "diagnosis"
    assert proof_of("Patient agrees [documentation required]", 15) is None
