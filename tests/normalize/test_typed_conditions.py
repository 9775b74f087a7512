"""Typed conditions that hand-labelled documents showed to be missing or wrong: a wrong one misleads, so each rule has its counterexample."""

from __future__ import annotations

import pytest

from payerdiff.normalize.atoms import find_atoms

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
