"""A template of headings with numbered lists: what stands amid a list, its length of authorization, and the renewal as its second item."""

from __future__ import annotations

from pages import page

from payerdiff.model.policy import Policy, leaves
from payerdiff.normalize.normalizer import normalize

LINES = (
    "https://medicalpolicy.nebraskablue.com/Policy/1", "X.900 MADEUPRA (REQUIRES PREAUTHORIZATION)", "<b>POLICY</b>",
    "Madeupra may be considered medically necessary when ALL the following criteria are met:", "I. Initial Authorization:",
    "A. Phosphorus is low as shown by:", "1. Results of a laboratory are sent.", "The date of the test must be given. OR",
    "2. Prescriber attests that the patient cannot be tested AND", "B. Patient is an adult AND",
    "C. If criteria are met, initial authorization will be for 3", "months",
    "II. Renewal Authorization may be considered medically necessary when ALL the following criteria are met:",
    "A. Patient is better AND", "B. If criteria are met, renewal authorization will be for 12 months.",
    "<b>REFERENCES</b>", "1. A source.",
)  # fmt: skip


def read() -> Policy:
    """Return the policy."""
    found = normalize(page("<html><body>" + "".join(f"<p>{line}</p>" for line in LINES) + "</body></html>", "p.html"))
    assert isinstance(found, Policy)
    return found


def test_a_paragraph_that_joins_the_next_item_is_part_of_the_one_before_it() -> None:
    texts = [leaf.text or "" for leaf in leaves(read().criteria[0].root)]
    assert "Results of a laboratory are sent. The date of the test must be given" in texts


def test_the_renewal_as_second_item_of_a_list_is_a_set_of_its_own() -> None:
    sets = read().criteria
    assert [one.phase for one in sets] == ["initial", "renewal"]
    assert [leaf.text for leaf in leaves(sets[1].root)] == ["Patient is better"]


def test_a_length_that_criteria_end_with_is_a_term_and_no_criterion() -> None:
    policy = read()
    assert [(a.phase, a.value, a.unit) for a in policy.approvals] == [("initial", 3.0, "month"), ("renewal", 12.0, "month")]  # fmt: skip
    assert not any("authorization will be" in (leaf.text or "") for one in policy.criteria for leaf in leaves(one.root))
