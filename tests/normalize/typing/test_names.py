"""Names that no vocabulary holds are read by the words around them, and the policy's own drug is what is asked for."""

from __future__ import annotations

import pytest
from notation import of

from payerdiff.normalize.criteria.document_names import names_of
from payerdiff.normalize.lexicon import kinds_of
from payerdiff.normalize.typing.expression import unknowns_of
from payerdiff.normalize.typing.grammar import parsed
from payerdiff.normalize.typing.introduced.frame import framed
from payerdiff.normalize.typing.leads import Lead
from payerdiff.normalize.typing.tagging.glossary import NOTHING, Glossary

OWN = Glossary(
    own=("madeupumab", "madeupra"),
    names=(("Madeupra", "THER", "madeupumab"), ("madeupumab", "THER", "madeupumab")),
)


def told(text: str, lead: str = "", glossary: Glossary = OWN) -> str:
    """Return what a text means in the notation of the tests; of one above which words stand, under these."""
    found = parsed(text, framed(Lead(lead), glossary).said, glossary=glossary)
    return of(found, text) if found else ""


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Diagnosis of Karvel syndrome", "diagnosis = karvel syndrome"),
        ("Diagnosis of karvelosis or asthma", "diagnosis = karvelosis|asthma"),
        ("Documented ischemic heart disease", "diagnosis = ischemic heart disease"),
        ("Treatment of karvelosis", "diagnosis = karvelosis"),
        ("Relapsed or refractory karvelosis", "all[disease_setting = relapsed|refractory, diagnosis = karvelosis]"),
        ("Used in combination with vexarol and lumarol", "all[regimen with vexarol, regimen with lumarol]"),
        ("Has failed treatment with CPAP", "prior_therapy = CPAP (failed)"),
        ("Has tried and failed conservative therapy for 6 weeks", "prior_therapy = conservative therapy (failed, 6 week)"),
        ("Failure of vexarol and Brandaril", "all[prior_therapy = vexarol (failed), prior_therapy = brandaril (failed)]"),
        ("Has tried an antibiotic, vexarol, or mesalamine enema", "prior_therapy = antibiotic|vexarol|mesalamine enema (tried)"),
        ("At least 6 weeks of karvel treatment", "prior_therapy = karvel treatment (tried, 6 week)"),
        ("Prescribed by a karvelologist", "prescriber = karvelologist (prescribes)"),
    ],
)  # fmt: skip
def test_a_name_that_no_vocabulary_holds_is_read_where_one_must_stand(text: str, meaning: str) -> None:
    assert told(text) == meaning


@pytest.mark.parametrize(
    "text",
    [
        "Diagnosis of moderate disease",
        "Failure to thrive",
        "Inadequate response to therapy",
        "Multicentric disease",
        "Has tried to discontinue the medication",
        "Failure of at least one step",
        "Diagnosis confirmed by biopsy",
        "Presence of failure",
    ],
)
def test_words_that_name_nothing_are_no_names(text: str) -> None:
    assert "diagnosis" not in told(text)
    assert "prior_therapy" not in told(text)


def test_a_list_item_is_a_treatment_under_words_that_wait_for_one_alone() -> None:
    assert told("Oral retinoids", "Failure of one of the following:") == "prior_therapy = oral retinoid (failed)"
    assert "prior_therapy" not in told("Oral retinoids", "Both of the following:")


def test_a_disease_below_an_improvement_need_not_be_there() -> None:
    assert told("Dactylitis", "Member has one of the following:") == "diagnosis = dactylitis"
    assert "diagnosis" not in told("Dactylitis", "There is improvement in any of the following:")


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Patient is currently receiving Madeupra", "treatment_history = on_therapy"),
        ("Patient has been receiving madeupumab for at least 6 months", "treatment_history >= 6 month"),
        ("Known hypersensitivity to Madeupra or any of its excipients", "contraindication = present"),
        ("Treatment with Madeupra has resulted in improvement", "response = positive"),
        ("Patient has tried Madeupra", "prior_therapy = madeupumab (tried)"),
        ("Not taken with another madeupumab product", "regimen without madeupumab"),
        ("Intolerance to Madeupra", "prior_therapy = madeupumab (intolerant)"),
        ("Madeupra for the treatment of gout is considered investigational", "diagnosis = gout"),
    ],
)
def test_the_policys_own_drug_is_what_is_asked_for_unless_it_came_before(text: str, meaning: str) -> None:
    assert told(text) == meaning


def test_a_document_teaches_its_names_and_its_own_drug() -> None:
    text = "Madeupra® (madeupumab) is for gout. " + "Madeupra is given. " * 5
    taught = names_of(text)
    assert taught.own == ("madeupumab", "madeupra")
    assert ("Madeupra", "THER", "madeupumab") in taught.names
    assert names_of("Profile® and profile (madeupumab)").own == ()


def test_a_treatment_in_a_form_is_a_kind_of_it() -> None:
    assert kinds_of(("drugs", "regimens"), "corticosteroid enema")[0] == "corticosteroid"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("AHI or ALT greater than 15 IU/mL", "any[lab_value apnea-hypopnea index > 15 IU/mL, lab_value ALT > 15 IU/mL]"),
        ("BMI of 30 to 34.9 kg/m2", "all[lab_value BMI >= 30 kg/m2, lab_value BMI <= 34.9 kg/m2]"),
        ("LVEF ≥ 20% and < 40%", "all[lab_value LVEF >= 20 %, lab_value LVEF < 40 %]"),
        ("Alanine aminotransferase (ALT) > 2 times upper limit of normal", "lab_value ALT > 2 ULN"),
        ("1) the disease is ALK-positive, AND 2) age 18 years or older", "all[biomarker ALK = positive, age >= 18 year]"),
        ("BRCA mutation status", '?"BRCA mutation status"'),
        ("Candidate for an autologous stem cell transplant", "transplant autologous = candidate"),
        ("Testing before adjuvant decisions", '?"Testing before adjuvant decisions"'),
    ],
)  # fmt: skip
def test_limits_states_and_numbered_items_are_read_whole(text: str, meaning: str) -> None:
    assert told(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Patient will not receive Rituxan, Truxima, or Riabni with any other biologic", "regimen without biologic"),
        ("Member will not take Truxima with another biologic", "regimen without biologic"),
        ("Will not receive Riabni or Truxima in combination with other biologics", "regimen without biologic"),
        ("Patient will not receive the requested drug with another biologic", "regimen without biologic"),
        (
            "Will not take Truxima with other disease modifying multiple sclerosis (MS) agents",
            "regimen without disease-modifying therapy",
        ),
        ("Patient will not receive Madeupra with methotrexate", "regimen without methotrexate"),
        ("Patient will not receive Truxima or another biologic", "regimen without rituximab|biologic"),
    ],
)
def test_what_must_not_be_taken_with_others_is_what_is_asked_for(text: str, meaning: str) -> None:
    """The subject of a ban is no partner that it bans: a patient on the drug alone does not break it."""
    assert told(text) == meaning


def test_two_drugs_that_must_not_come_together_leave_each_of_them_free() -> None:
    assert "regimen" not in told("Patient is not receiving vincristine with methotrexate", glossary=NOTHING)


@pytest.mark.parametrize(
    "company", ["concurrent treatment with", "concomitant therapy with", "combination therapy with", ""]
)
@pytest.mark.parametrize("verb", ["is not on", "is not currently on", "has not been on"])
def test_who_is_not_on_something_goes_without_it_however_that_is_put(verb: str, company: str) -> None:
    said = told(f"Member {verb} {company} a TNF inhibitor, methotrexate or other non-biologic agent".replace("  ", " "))
    assert "regimen with " not in said and "regimen =" not in said
    assert verb == "has not been on" or "regimen without TNF inhibitor" in said


@pytest.mark.parametrize(
    "text",
    [
        "Infusions will be given no sooner than 16 weeks following the previous infusion of the drug of this class, vexarol",
        "It has been at least 6 months after prior treatment with vexarol",
        "At least 16 weeks since the last dose of methotrexate",
    ],
)
def test_how_long_ago_a_therapy_was_given_does_not_ask_for_it(text: str) -> None:
    """An interval between courses holds for those alone who have had one: it is a matter for a reader."""
    assert "prior_therapy" not in told(text)


@pytest.mark.parametrize("words", ["(if applicable)", ", if applicable", ", when applicable"])
def test_what_is_asked_where_it_applies_is_asked_on_a_condition(words: str) -> None:
    """Whom it does not concern cannot fail it; of alternatives it is none that is known to be open."""
    assert told(f"Chart notes of the biopsy {words}").startswith("if[")
    found = parsed(f"Prescribed by a dermatologist {words}", alternative=True)
    assert found is not None and "if[" not in of(found, f"Prescribed by a dermatologist {words}")
    assert any(unknowns_of(found))
