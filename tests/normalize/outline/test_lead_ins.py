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


LISTED = "# Madeupra\n\nPolicy number: S.9\n\n## Criteria\n\nMadeupra is approved when all of the following are met:\n\n1. Member is an adult\n2. {lead}\n   a. Gout\n   b. Uveitis\n"


def joined_in(lead: str) -> tuple[str, str, str]:
    """Return the operator of an item, the words of its first part, and the operator over its list."""
    policy = normalize(read_bytes(LISTED.format(lead=lead).encode(), "page.md"))
    assert isinstance(policy, Policy)
    (criteria,) = policy.criteria
    item = criteria.root.children[1]
    return item.op, item.children[0].text, item.children[1].op


@pytest.mark.parametrize(
    ("lead", "found"),
    [
        ("Failure of phototherapy or one of the following:", ("any", "Failure of phototherapy", "any")),
        ("Severe asthma, or any of the following:", ("any", "Severe asthma", "any")),
        ("Severe asthma or both of the following:", ("any", "Severe asthma", "all")),
        ("Member has severe asthma or meets one of these:", ("any", "Member has severe asthma", "any")),
        ("Severe asthma and one of the following:", ("all", "Severe asthma", "any")),
        ("Failure of at least one biologic and one of the following:", ("all", "Failure of at least one biologic", "any")),
        ("Failure of two biologics and at least two of the following:", ("all", "Failure of two biologics", "at_least")),
        ("Failure of at least one biologic and all of the following:", ("all", "Failure of at least one biologic", "all")),
    ],
)  # fmt: skip
def test_a_condition_before_the_count_of_a_list_is_joined_to_it_by_its_own_word(
    lead: str, found: tuple[str, str, str]
) -> None:
    assert joined_in(lead) == found


@pytest.mark.parametrize("lead", ["Failure of or intolerance to one of the following:", "Failure, contraindication or intolerance to one of the following:", "With or without one of the following:"])  # fmt: skip
def test_how_treatments_ended_is_no_condition_beside_their_list(lead: str) -> None:
    found = introduce(Passage(lead, tuple(range(len(lead)))))
    assert (found.condition, found.op) == (None, "any")
