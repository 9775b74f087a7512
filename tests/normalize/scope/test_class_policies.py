"""Policies for a class: whose drugs their criteria are for, and periods for requests of another kind within a disease."""

from __future__ import annotations

import pytest
from pages import page

from payerdiff.model.policy import CriteriaSet, Criterion, Policy
from payerdiff.normalize.normalizer import normalize
from payerdiff.normalize.scope.scoped import for_combined, for_other_products

TEXT = """Madeup Health Plan
{title}
Policy Number: XX.01
Effective Date: 01/01/2025

Initial Approval Criteria

A. Crohn's disease (must meet all):
1. Diagnosis of Crohn's disease
2. {request}
3. Prescribed by a gastroenterologist
4. For Entyvio, Stelara, or Cimzia: age at least 18 years

Approval duration: 6 months

B. Renewal: authorization may be renewed annually thereafter
- {more} for Crohn's disease: authorization will be provided for 3 months
"""


def policy_of(title: str, request: str, more: str = "Dose escalation requests") -> Policy:
    """Return the policy of a page."""
    policy = normalize(page(TEXT.format(title=title, request=request, more=more)))
    assert isinstance(policy, Policy)
    return policy


@pytest.mark.parametrize(
    "request_words",
    [
        "Request is for one of the following: Humira, Entyvio, Cimzia, or Stelara",
        "The requested product is one of the following: Humira, Entyvio, Cimzia, Stelara",
        "The requested drug is any of these: adalimumab, vedolizumab, certolizumab pegol or ustekinumab",
    ],
)
def test_a_policy_for_a_class_is_about_the_drugs_that_its_criteria_ask_for(request_words: str) -> None:
    found = {drug.generic for drug in policy_of("Biologic agents", request_words).drugs}
    assert {"adalimumab", "vedolizumab", "certolizumab pegol", "ustekinumab"} <= found


def test_drugs_that_were_tried_are_not_what_a_policy_is_about() -> None:
    found = {drug.generic for drug in policy_of("Biologic agents", "Failure of Humira, Remicade and Tysabri").drugs}
    assert not {"adalimumab", "infliximab", "natalizumab"} & found


def test_a_policy_whose_title_names_its_drug_is_about_that() -> None:
    words = "Request is for one of the following: Humira, Entyvio, Cimzia, or Stelara"
    assert [drug.generic for drug in policy_of("Entyvio (vedolizumab)", words).drugs] == ["vedolizumab"]


@pytest.mark.parametrize(
    "more",
    ["Dose escalation requests", "Requests for a dose increase", "Quantity limit exceptions"],
)
def test_a_period_for_more_of_the_drug_is_not_that_of_the_disease(more: str) -> None:
    found = policy_of("Entyvio (vedolizumab)", "Failure of a corticosteroid", more).approvals
    (special,) = [one for one in found if one.value == 3]
    assert special.diseases == []


def test_a_period_of_the_disease_is_its_own() -> None:
    found = policy_of("Entyvio (vedolizumab)", "Failure of a corticosteroid", "Requests").approvals
    assert [one.diseases for one in found if one.value == 3] == [["Crohn's disease"]]


BOTH = """Madeup Health Plan
Biologic agents
Policy Number: XX.01
Effective Date: 01/01/2025

Initial Approval Criteria

A. Crohn's disease (must meet all):
1. Diagnosis of Crohn's disease
2. Request is for one of the following: Humira, Entyvio, Cimzia, or Stelara
3. For Entyvio, Stelara, or Cimzia: age at least 18 years

B. Rheumatoid arthritis (must meet all):
1. Diagnosis of rheumatoid arthritis
2. Request is for one of the following: Humira, Enbrel, Cimzia, or Orencia
3. Prescribed by a rheumatologist
"""


def test_criteria_under_a_list_of_requested_products_are_for_these_alone() -> None:
    policy = normalize(page(BOTH))
    assert isinstance(policy, Policy)
    crohn, arthritis = (one.drugs for one in policy.criteria if one.phase == "initial")
    assert crohn == ["adalimumab", "vedolizumab", "certolizumab pegol", "ustekinumab"]
    assert "vedolizumab" not in arthritis and "etanercept" in arthritis
    assert [one.indication for one in policy.about("vedolizumab").criteria] == ["Crohn's disease"]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Products with a triple step edit (Bimzelx)", ["bimekizumab"]),
        ("Step edit products: Bimzelx", ["bimekizumab"]),
        ("Gout", []),
        ("Gout after Krystexxa", []),
        ("Preferred biologics", []),
    ],
)
def test_criteria_under_the_name_of_a_product_that_the_policy_does_not_list_are_for_no_other(
    head: str, expected: list[str]
) -> None:
    root = Criterion(op="all", text="", children=[])
    titles = ("Preferred products (Stelara)", head)
    sets = [CriteriaSet(id=f"initial-{n}", phase="initial", indication=t, root=root) for n, t in enumerate(titles)]
    sets[0] = sets[0].model_copy(update={"drugs": ["ustekinumab"]})
    assert for_other_products(sets)[1].drugs == expected
    assert for_other_products(sets[1:])[0].drugs == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Combination use of disease-modifying therapies with Zeposia will not be authorized", ["ozanimod"]),
        ("Concurrent use of Zeposia and interferons", ["ozanimod"]),
        ("Concomitant treatment of Entyvio with Zeposia", ["ozanimod", "vedolizumab"]),
        ("Concurrent use of Zeposia with biologics", []),
        ("Use in combination with Zeposia", []),
        ("Combination with Zeposia or with interferons", []),
    ],
)
def test_a_refused_combination_is_of_the_drugs_on_its_sides(words: str, expected: list[str]) -> None:
    root = Criterion(op="any", text="", children=[Criterion(op="leaf", text=words)])
    refused = CriteriaSet(id="exclusion-1", phase="exclusion", root=root)
    (found,) = for_combined([refused], ["ozanimod", "vedolizumab", "adalimumab"])
    assert found.drugs == expected
