"""For which products a criterion is: what it says of requests, and the products that it begins with."""

from __future__ import annotations

import pytest

from payerdiff.model.policy import Drug, ProductStatus
from payerdiff.normalize.scope.requests import requests_in

PREFERRED = [ProductStatus(status="preferred", products=["Humira", "adalimumab-aacf"])]
OWN = [
    Drug(generic="apremilast", brands=["Otezla"]),
    Drug(generic="adalimumab", brands=["Humira", "Amjevita", "adalimumab-aacf"], statuses=PREFERRED),
    Drug(generic="golimumab", brands=["Simponi", "Simponi Aria"]),
    Drug(generic="infliximab", brands=["Remicade", "Avsola"]),
]
ALL: list[str] = []


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("For Otezla: Age ≥ 18 years", {"apremilast": ["Otezla"]}),
        ("For Otezla requests: Age ≥ 18 years", {"apremilast": ["Otezla"]}),
        ("For Simponi Aria, one of the following has failed", {"golimumab": ["Simponi Aria"]}),
        ("Otezla and Humira (adalimumab) only: Age ≥ 18 years", {"apremilast": ["Otezla"], "adalimumab": ["Humira"]}),
        ("For unbranded Remicade, member has failed Avsola", {"infliximab": ["unbranded Remicade"]}),
        ("If the request is for infliximab or Remicade, failure of Avsola", {"infliximab": ["infliximab", "Remicade"]}),
        ("For all drugs except Otezla and Simponi: Age ≥ 18 years", {"adalimumab": ALL, "golimumab": ["Simponi Aria"], "infliximab": ALL}),
        ("For any product other than infliximab: Age ≥ 18 years", {"apremilast": ALL, "adalimumab": ALL, "golimumab": ALL}),
        ("All non-preferred adalimumab products and Simponi require failure of Humira", {"adalimumab": ["Amjevita"], "golimumab": ["Simponi"]}),
        ("Non-preferred agents require failure of Humira", {"apremilast": ALL, "adalimumab": ["Amjevita"], "golimumab": ALL, "infliximab": ALL}),
        ("Preferred agents require failure of methotrexate", {"adalimumab": ["Humira", "adalimumab-aacf"]}),
    ],
)  # fmt: skip
def test_a_criterion_that_begins_with_products_is_of_requests_for_these(
    words: str, meant: dict[str, list[str]]
) -> None:
    found = list(requests_in(words, OWN))
    assert {m.subject: m.products for m in found} == meant
    assert {m.concept for m in found} == {"only_if_requested"}


@pytest.mark.parametrize(
    "words",
    [
        "For methotrexate: a trial of three months",
        "For Otezla, Otherumab and Humira: Age ≥ 18 years",
        "Failure of Humira only",
        "For members on Humira: Age ≥ 18 years",
        "Humira: 40 mg every other week",
        "If the request is for a non-preferred infliximab product, failure of Remicade",
    ],
)
def test_what_names_no_request_or_leaves_it_open_is_of_every_request(words: str) -> None:
    assert not list(requests_in(words, OWN))


def test_a_drug_of_which_more_products_follow_behind_unknown_words_is_meant_as_a_whole() -> None:
    words = "If the request is for Remicade, madeup words (Otherinflix), or Avsola, then failure of methotrexate"
    assert {m.subject: m.products for m in requests_in(words, OWN)} == {"infliximab": ALL}


def test_a_heading_may_name_a_product_that_the_head_of_the_document_leaves_out() -> None:
    assert {m.subject for m in requests_in("For Brodalumab:", OWN)} == {"brodalumab"}
    assert {m.subject for m in requests_in("For Secukinumab, Certolizumab and Guselkumab:", OWN)} == {
        "secukinumab",
        "certolizumab pegol",
        "guselkumab",
    }
    for words in ("For methotrexate:", "For Brodalumab: Age ≥ 18 years", "For members on Brodalumab:"):
        assert not list(requests_in(words, OWN))
    assert not list(requests_in("For Brodalumab:", OWN[:1]))  # a policy of one drug tells what goes before it


@pytest.mark.parametrize(
    "words",
    [
        "For Otezla or Simponi Aria and age ≥ 18 years: Failure of BOTH of the following",
        "For Otezla, Simponi Aria if the member is an adult: a trial of methotrexate",
        "For Simponi Lente, or Otezla in patients of 12 years or older: a trial of methotrexate",
        "For PsA for Otezla or Simponi, member meets both of the following",
        "Member is 6 years of age or older – Otezla, Simponi",
        "Prescribed by a dermatologist (Otezla and Simponi Aria)",
        "Documentation of age 2 years or older - Simponi, Otezla",
    ],
)
def test_a_patient_named_beside_the_products_leaves_the_criterion_to_these(words: str) -> None:
    found = list(requests_in(words, OWN))
    assert {m.subject for m in found} == {"apremilast", "golimumab"}
    assert {m.concept for m in found} == {"only_if_requested"}


@pytest.mark.parametrize(
    "words",
    [
        "Member has had a trial of two drugs – Otezla, Simponi",
        "Patient is not on another biologic – Otezla, Simponi",
        "Member is an adult – Otezla, Otherumab",
        "Failure of one of two – Otezla, Simponi",
        "Member is an adult (Otezla was tried)",
        "Use of Otezla is contraindicated",
        "Use of Otezla and Thirdumab is not covered",
        "For Otezla and Thirdumab: Age ≥ 18 years",
    ],
)
def test_names_behind_what_was_tried_or_beside_unknown_ones_leave_a_criterion_to_every_request(words: str) -> None:
    assert not list(requests_in(words, OWN))


@pytest.mark.parametrize(
    "words",
    [
        "Request is for an intravenous formulation of Otezla",
        "Request is for subcutaneous formulation of Otezla",
        "The request is for an apremilast-containing product",
    ],
)
def test_the_form_beside_the_product_of_a_request_leaves_it_that_product(words: str) -> None:
    assert [(m.subject, m.concept) for m in requests_in(words, OWN)] == [("apremilast", "requested")]


@pytest.mark.parametrize(
    "words",
    [
        "All Conditions. Approve Otezla if the patient meets the criteria of its own policy",
        "Other conditions: authorize Otezla tablets (initial therapy, or continued) when the patient has an unlabeled use",
        "Otezla® (apremilast tablets – Madeup Maker)",
        "Use of Otezla for the treatment of gout is a benefit exclusion",
        "The use of Otezla will not be authorized for gout",
    ],
)
def test_what_approves_a_product_or_lists_it_with_its_maker_asks_nothing_for_another(words: str) -> None:
    assert [(m.subject, m.concept) for m in requests_in(words, OWN)] == [("apremilast", "only_if_requested")]


def test_an_own_product_that_is_misspelled_in_a_list_is_meant_and_a_name_that_is_unlike_ends_the_list() -> None:
    words = "Member is an adult – Humira, Remicaade, Otezla"
    told = {m.subject: m.products for m in requests_in(words, OWN)}
    assert told == {"adalimumab": ["Humira"], "infliximab": ["Remicade"], "apremilast": ["Otezla"]}
    assert not list(requests_in("Member is an adult – Humira, Madeupra, Otezla", OWN))
    assert not list(requests_in("Failure of Otezla (apremilast)", OWN))
