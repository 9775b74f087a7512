"""What a set of criteria is about, told by its title and its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trees import NOWHERE, asking, leaf

from payerdiff.model.policy import Atom, CriteriaSet, Criterion
from payerdiff.normalize.criteria.subjects import REST, with_subjects
from payerdiff.normalize.publication import published


def titled(title: str | None, *leaves: Criterion) -> CriteriaSet:
    """Return a set with what it is about."""
    root = Criterion(op="all", children=list(leaves))
    return with_subjects(CriteriaSet(id="x", phase="initial", indication=title, root=root))


def disease(name: str, *, negated: bool = False) -> Criterion:
    """Return a criterion that asks for a disease, or against it."""
    return leaf(name, Atom(concept="diagnosis", op="=", value=name, negated=negated, text=name, span=NOWHERE))


def test_the_diseases_of_a_title_go_before_those_of_the_criteria() -> None:
    assert titled("Acute myeloid leukemia", disease("B-ALL")).diseases == ["AML"]
    assert titled("Adults", disease("B-ALL"), disease("AML"), disease("B-ALL")).diseases == ["B-ALL", "AML"]
    assert titled(None, disease("B-ALL", negated=True)).diseases == []


def test_a_disease_that_a_patient_must_not_have_or_that_only_conditions_something_is_no_use() -> None:
    refused = Criterion(op="none", children=[disease("AML"), disease("asthma")])
    asked = Criterion(op="if", children=[disease("hepatitis B"), leaf("a specialist was consulted")])
    root = Criterion(op="all", children=[disease("B-ALL"), refused, asked])
    assert with_subjects(CriteriaSet(id="x", phase="initial", root=root)).diseases == ["B-ALL"]


@pytest.mark.parametrize("title", ["Other indications", "Off-label use", "Uses not otherwise listed"])
def test_a_title_for_unlisted_uses_is_a_catch_all(title: str) -> None:
    assert titled(title).catch_all and not titled("Gout").catch_all


@given(st.lists(st.sampled_from([*REST, "Experimental for gout"]), max_size=4))
def test_a_set_names_the_rest_where_each_of_its_criteria_does(texts: list[str]) -> None:
    found = titled(None, *(leaf(f"For {text}") for text in texts)).names_the_rest
    assert found == (bool(texts) and "Experimental for gout" not in texts)


@pytest.mark.parametrize(
    ("title", "general"),
    [
        ("Tremfya (guselkumab)", True),
        ("Tremfya®", True),
        ("Guselkumab", True),
        ("Tremfya for gout", False),
        ("Adults", False),
    ],
)
def test_a_set_titled_with_the_drug_alone_holds_for_all_indications(title: str, general: bool) -> None:
    policy = asking()
    own = CriteriaSet(
        id="initial-9", phase="initial", indication=title, root=Criterion(op="all", children=[leaf("Tested")])
    )
    found = published(policy.model_copy(update={"criteria": [*policy.criteria, own]}))
    last = found.criteria[-1]
    assert (last.phase, last.indication) == (("universal", None) if general else ("initial", title))
    assert len({s.id for s in found.criteria}) == len(found.criteria)
    assert published(found) == found
    alone = published(policy.model_copy(update={"criteria": [own]}))
    assert alone.criteria[0].phase == "initial", "all that a policy asks for stands under its drug"


@pytest.mark.parametrize("joint", ["associated with", "secondary to", "due to a", "caused by"])
def test_what_a_tumor_brings_about_is_not_the_tumor(joint: str) -> None:
    """Who has the tumor alone is not covered by the set; who is asked for by the criteria is asked for still."""
    tumor = Atom(concept="diagnosis", op="=", value="neuroblastoma", text="", span=NOWHERE)
    titled = CriteriaSet(id="initial-1", phase="initial", indication=f"Madeup ataxia {joint} neuroblastoma", root=Criterion(op="leaf", text="Neuroblastoma", atoms=[tumor], span=NOWHERE))  # fmt: skip
    assert with_subjects(titled).diseases == []
    assert with_subjects(titled.model_copy(update={"indication": "Neuroblastoma"})).diseases == ["neuroblastoma"]
    both = titled.model_copy(update={"indication": f"Asthma {joint} neuroblastoma"})
    assert "asthma" in with_subjects(both).diseases
