"""Criteria, worded by us, that only free some patients from a step, and words on what a patient could be given: neither asks for a step."""

from __future__ import annotations

import pytest
from trees import asking, facts

SPARED = "If the patient has already had a trial of at least one (1) biologic agent the patient is not required to step back and try another agent"
CONVENTIONAL = "Failure of methotrexate for at least 3 months"


@pytest.mark.parametrize(
    ("criteria", "steps"),
    [
        ([CONVENTIONAL, SPARED], (1, 0, 12)),
        ([SPARED, CONVENTIONAL], (1, 0, 12)),
        ([CONVENTIONAL, "Failure of adalimumab", SPARED], (0, 1, None)),
        ([CONVENTIONAL, SPARED, "Failure of two preferred biologics"], (0, 2, None)),
    ],
)
def test_a_waiver_among_the_criteria_is_one_beside_them(
    criteria: list[str], steps: tuple[int, int, float | None]
) -> None:
    found = facts(asking(*criteria))
    assert (found.generic_steps, found.brand_steps, found.trial_weeks) == steps
    assert not found.undecided


def test_a_waiver_after_a_biologic_leaves_open_what_comes_beside_products_that_need_not_be_one() -> None:
    found = facts(asking(CONVENTIONAL, SPARED, "Failure of two preferred products"))
    assert "generic_steps" in found.undecided and found.brand_steps == 2


@pytest.mark.parametrize(
    "words",
    [
        "Patient is a candidate for phototherapy or systemic therapy",
        "Member must be a candidate for systemic therapy",
        "Candidates for phototherapy",
    ],
)
def test_whom_a_therapy_could_be_given_need_not_have_had_it(words: str) -> None:
    found = facts(asking(words, "Failure of acitretin"))
    assert (found.generic_steps, found.phototherapy_required, found.undecided) == (1, False, [])


def test_a_candidate_who_tried_the_therapy_tried_it() -> None:
    found = facts(asking("Patient is a candidate for systemic therapy and failed methotrexate"))
    assert found.generic_steps == 1


@pytest.mark.parametrize(
    ("words", "branded", "least"),
    [
        ("Failure of all preferred products: Cosentyx and Enbrel", 2, 2),  # named, they are a number
        ("Failure of all preferred TNF inhibitors", None, 1),
        ("The patient has had a serious adverse event to ALL preferred products", None, 1),
    ],
)
def test_all_that_are_preferred_are_a_number_only_where_they_are_named(words: str, branded: int | None, least: int) -> None:  # fmt: skip
    found = facts(asking(words))
    assert (found.brand_steps, found.generic_steps) == (branded, 0)
    assert found.steps_at_least == least and found.asks_for_steps is True


def test_what_only_some_requests_are_asked_leaves_the_other_kinds_of_steps_decided() -> None:
    found = facts(asking("Failure of methotrexate", "If the member is enrolled in an employer plan, the member has failed Enbrel"))  # fmt: skip
    assert (found.generic_steps, found.phototherapy_required) == (1, False)
    assert "brand_steps" in found.undecided
