"""What stands above a list beside the words on how its treatments ended is a condition of its own, and those words are none."""

from __future__ import annotations

import pytest

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Criterion, Policy, leaves
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.normalizer import normalize
from payerdiff.normalize.outline.lead_ins import introduce

OWN = ["Severe plaque psoriasis", "Body surface area of at least 10%", "Age at least 18 years"]
ENDED = ["a history of trial and failure of", "inadequate response to", "failure, contraindication or intolerance to"]
COUNTS = ["one of the following", "TWO of the following", "any of these"]


@pytest.mark.parametrize("own", OWN)
@pytest.mark.parametrize("ended", ENDED)
@pytest.mark.parametrize("joint", [", ", " and ", ", and ", "; and "])
def test_how_treatments_ended_is_no_part_of_the_condition_before_it(own: str, ended: str, joint: str) -> None:
    for count in COUNTS:
        words = f"{own}{joint}{ended} {count}:"
        said = introduce(Passage(words, tuple(range(len(words)))))
        assert said.condition is not None
        assert said.condition.text == own, words


def test_a_treatment_that_is_named_stays() -> None:
    words = "Severe asthma and failure of methotrexate, and one of the following:"
    said = introduce(Passage(words, tuple(range(len(words)))))
    assert said.condition is not None
    assert "methotrexate" in said.condition.text


def test_nothing_of_a_lead_to_therapies_is_left_open() -> None:
    page = (
        "# Inventine policy\nExample Health Plan\nEffective date: 01/01/2026\n\n## Initial criteria\n\nAll of the following:\n\n"
        "1. Severe plaque psoriasis and inadequate response to two of the following:\n    a. methotrexate\n    b. cyclosporine\n    c. acitretin\n"
        "2. Prescribed by a dermatologist\n"
    )
    policy = normalize(read_bytes(page.encode(), "inventine.md"))
    assert isinstance(policy, Policy)
    found = [leaf for one in policy.criteria for leaf in leaves(one.root)]
    assert [leaf.text for leaf in found if leaf.partial] == []
    assert sum(is_failed(leaf) for leaf in found) == 3


def is_failed(leaf: Criterion) -> bool:
    """Return True for a therapy that must have failed."""
    return any(atom.concept == "prior_therapy" and atom.outcome == "failed" for atom in leaf.atoms)
