"""Therapies that did the harm which a criterion is about."""

from __future__ import annotations

import pytest
from notation import told

HARMFUL = ["an immune checkpoint inhibitor", "a checkpoint inhibitor"]


@pytest.mark.parametrize("drug", HARMFUL)
@pytest.mark.parametrize(
    "words", ["Patient has been receiving therapy with {}", "Patient is receiving {}", "Has recently received {}", "Member is currently on {}"]
)  # fmt: skip
def test_a_therapy_that_does_the_harm_is_exposure_where_it_is_only_taken(words: str, drug: str) -> None:
    assert told(words.format(drug)) == "exposure = immune checkpoint inhibitor"


@pytest.mark.parametrize("drug", HARMFUL)
@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("Disease progressed on {}", "prior_therapy = immune checkpoint inhibitor (failed)"),
        ("Previously treated with {}", "prior_therapy = immune checkpoint inhibitor (tried)"),
        ("Used in combination with {}", "regimen with immune checkpoint inhibitor"),
        ("Will not be used with {}", "regimen without immune checkpoint inhibitor"),
    ],
)
def test_how_it_ended_and_what_it_is_given_with_keep_their_meaning(words: str, meaning: str, drug: str) -> None:
    assert told(words.format(drug)) == meaning


def test_another_therapy_that_is_taken_is_no_exposure() -> None:
    assert told("Patient is receiving methotrexate") == "regimen with methotrexate"
