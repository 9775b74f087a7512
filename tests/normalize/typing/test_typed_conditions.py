"""Typed conditions that hand-labelled documents showed to be missing or wrong: a wrong one misleads, so each rule has its counterexample."""

from __future__ import annotations

import pytest

from payerdiff.normalize.typing.atoms import find_atoms

Typed = list[tuple[str, str | None, str, object]]


def typed(text: str, *concepts: str) -> Typed:
    """Return the conditions of some concepts that a criterion states."""
    return [(f.concept, f.subject, f.op, f.value) for f in find_atoms(text)[0] if f.concept in concepts]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("The individual is 4 to 17 years of age", [(">=", 4), ("<=", 17)]),
        ("Patient is between 6 months and 5 years of age", [(">=", 6), ("<=", 5)]),
        ("Age 6-11 years", [(">=", 6), ("<=", 11)]),
        ("Pediatric patients 1 month to < 18 years of age", [(">=", 1), ("<", 18)]),
        ("Individual is between 16 months and 17 years of age or older", []),
        ("Treatment for 6 to 12 months", []),
        ("A trial of 2 to 4 weeks", []),
    ],
)
def test_a_span_of_ages_has_two_ends_and_one_that_contradicts_itself_none(text: str, ends: list[object]) -> None:
    assert [(op, value) for _, _, op, value in typed(text, "age")] == ends


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("Diagnosis of moderate-to-severe chronic atopic dermatitis", ["moderate", "severe"]),
        ("Diagnosis of moderately to severely active ulcerative colitis", ["moderate", "severe"]),
        ("Patient has mild to severe hemophilia A", ["mild", "moderate", "severe"]),
        ("Individual has a confirmed diagnosis of moderately severe or severe hemophilia B", None),
        ("Patient had severe exacerbations of asthma", None),
    ],
)
def test_severity_counts_where_it_stands_before_a_disease(text: str, degrees: list[str] | None) -> None:
    found = [value for _, _, _, value in typed(text, "disease_setting")]
    assert found == ([] if degrees is None else [degrees])


@pytest.mark.parametrize(
    ("text", "genes"),
    [
        ("Confirmation of the presence of an ABCD1 genetic mutation", ["ABCD1"]),
        ("Genetic testing confirms pathogenic variants in the dopa decarboxylase (DDC) gene", ["DDC"]),
        ("No confirmed RPE65 mutation", []),
        ("Prenatal testing when a DMD gene mutation has been identified in mother or sibling", []),
        ("Presence of the JAK2 V617F change; see the FDA label", []),
    ],
)
def test_a_gene_that_must_be_mutated_is_the_patients_own(text: str, genes: list[str]) -> None:
    assert [subject for _, subject, _, _ in typed(text, "biomarker")] == genes


@pytest.mark.parametrize(
    ("text", "diseases"),
    [
        ("Diagnosis of dystrophic or junctional epidermolysis bullosa", ["DEB", "junctional epidermolysis bullosa"]),
        ("Diagnosis of asthma or atopic dermatitis", ["asthma", "atopic dermatitis"]),
        ("Diagnosis of asthma or an unheard-of disease", None),
        ("An unheard-of disease or atopic dermatitis", None),
        ("Relapsed or refractory B-ALL", "B-ALL"),
        (
            "Prior chemotherapy for follicular lymphoma, then resistant disease once it had turned into diffuse large B-cell lymphoma",
            None,
        ),
    ],
)
def test_a_disease_beside_an_unknown_alternative_is_not_typed_as_the_only_one(text: str, diseases: object) -> None:
    assert [value for _, _, _, value in typed(text, "diagnosis")] == ([] if diseases is None else [diseases])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Concurrent use of isotretinoin", [("regimen", "with", "isotretinoin")]),
        ("Concurrent use of madeupmab with a JAK inhibitor", [("regimen", "with", "JAK inhibitor")]),
        ("History of failure to a non-biologic DMARD", [("prior_therapy", "=", "conventional synthetic DMARD")]),
        ("Failure of non-corticosteroid immunosuppressants", [("prior_therapy", "=", "immunosuppressant")]),
        ("Tried and failed Unknownol, methotrexate and leflunomide, Otherol or sulfasalazine", []),
        ("Received at least 2 prior lines of systemic therapy", [("line_of_therapy", ">=", 3)]),
        ("More than one prior line of therapy", [("line_of_therapy", ">=", 3)]),
        ("BMD T-score ≤ -2.5", [("lab_value", "<=", -2.5)]),
        ("HFMSE score of at least 3", [("lab_value", ">=", 3)]),
        ("Pediatric patients ages 3 years or younger", [("age", "<=", 3)]),
        ("Approved for the treatment of rheumatoid arthritis", []),
        ("Children with congenital athymia", [("age", "<", 18), ("diagnosis", "=", "congenital athymia")]),
    ],
)
def test_treatments_lines_scores_and_ages_are_typed(words: str, expected: list[tuple[str, str, object]]) -> None:
    assert [(f.concept, f.op, f.value) for f in find_atoms(words)[0]] == expected


def test_a_contraindication_of_the_drug_says_nothing_of_the_drugs_below_it() -> None:
    assert [f.outcome for f in find_atoms("Prior infusion of gene therapy", "No contraindications to infusion")[0]] == [
        "tried"
    ]
    below = find_atoms("Omalizumab", "Member has no contraindication to any of the following")[0]
    assert [(f.concept, f.outcome) for f in below] == [("prior_therapy", "contraindicated")]


@pytest.mark.parametrize(
    ("words", "typed_as"),
    [
        ("Currently receiving the requested medication", True),
        ("Patient has been established on therapy for at least 6 months", True),
        ("Currently receiving Factor IX prophylaxis therapy", False),
        ("Currently receiving adjuvant hormonal therapy", False),
    ],
)
def test_being_on_another_drug_is_not_being_on_this_one(words: str, typed_as: bool) -> None:
    assert bool(typed(words, "treatment_history")) == typed_as


def test_units_spelled_out_are_units() -> None:
    found = find_atoms("Baseline factor IX level is less than 1 international unit (IU)/deciliter (dL)")[0]
    assert [(f.subject, f.op, f.value, f.unit) for f in found] == [("factor IX activity", "<", 1, "IU/dL")]


@pytest.mark.parametrize(
    ("words", "count", "is_left_open"),
    [
        ("Failure of at least two statins", 2, False),
        ("Failure of at least one statin", None, False),
        ("Trial and failure of 3 different TNF inhibitors", 3, False),
        ("Failure of a two-month trial of methotrexate", None, False),
        ("Failure of a preferred statin", None, True),
        ("Inadequate response to a 3-month trial of a high-intensity statin", None, True),
        ("Tried at least one high-potency topical corticosteroid", None, True),
        ("Failure of methotrexate OR provide documentation why leflunomide cannot be taken", None, True),
        ("History of failure, contraindication, or intolerance to at least one statin", None, False),
        ("Inadequate response to at least two (2) NSAIDs (e.g., ibuprofen, naproxen)", 2, False),
        ("Trial of two of the following: methotrexate, leflunomide, and sulfasalazine", 2, False),
        ("Failure of two or more of the following agents: methotrexate or sulfasalazine", 2, False),
        ("Failure of two courses of rituximab", None, True),
        ("Failure of two preferred statins", None, True),
        ("Failure of two of the following: NSAIDs, statins", None, True),
        ("Failure of two NSAIDs and three statins", None, True),
        ("Failure of two drugs from different classes: statins", None, True),
    ],
)
def test_a_count_of_treatments_is_typed_or_stays_open(words: str, count: int | None, is_left_open: bool) -> None:
    found, partial = find_atoms(words)
    assert {f.count for f in found} == {count} and partial is is_left_open


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ECOG performance status of 0-2", [("ECOG", "<=", 2)]),
        ("Eastern Cooperative Oncology Group (ECOG) performance status (PS) 0 or 1", [("ECOG", "<=", 1)]),
        ("ECOG score of 0, 1, or 2", [("ECOG", "<=", 2)]),
        ("ECOG performance status of 1 to 3", [("ECOG", ">=", 1), ("ECOG", "<=", 3)]),
        ("Patient has an ECOG ≤ 2", [("ECOG", "<=", 2)]),
        ("Karnofsky performance status (KPS) of at least 70%", [("Karnofsky", ">=", 70)]),
        ("Lansky score greater than or equal to 50", [("Lansky", ">=", 50)]),
        ("Performance status was recorded", []),
    ],
)
def test_performance_status_is_a_grade_on_its_scale(words: str, expected: list[object]) -> None:
    assert [(s, op, value) for _, s, op, value in typed(words, "performance_status")] == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Administered in a hospital outpatient department", [("=", "outpatient hospital")]),
        ("Infused at home or in an infusion center", [("in", ["home", "infusion center"])]),
        ("The drug is not administered in the inpatient setting", [("!=", "inpatient hospital")]),
        ("Treatment is given at a qualified treatment center", [("=", "treatment center")]),
        ("Patient was hospitalized at home in the past year", []),
        ("Physical therapy provided by the home health agency", []),
    ],
)
def test_the_site_of_care_is_where_the_drug_is_given(words: str, expected: list[object]) -> None:
    assert [(op, value) for _, _, op, value in typed(words, "site_of_care")] == expected
