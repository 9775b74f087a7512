"""Numbered outlines whose items are names of diseases, each above criteria of its own: a set of criteria for each, whatever numbers stand before them."""

from __future__ import annotations

import pytest

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import CriteriaSet, Policy, leaves
from payerdiff.normalize.normalizer import normalize

HEAD = "Sample Health Plan\nDRUG DETERMINATION POLICY\nTitle: Interleukin blockers\nEffective Date: 1/1/2025\n\nCoverage criteria\n\n"
ROMAN = """I. General considerations
   A. Documentation of the diagnosis is submitted.
   B. Approval.
      1. Re-approval: one year [must meet both listed below]:
          a. Disease activity has decreased.
          b. Patient adheres to therapy.
II. Bowel disease [must meet all listed below]:
   A. Crohn's Disease
      1. Age: at least 18 years.
      2. Diagnosis and severity: moderate to severe active Crohn's disease.
      3. Dosage regimen
          a. Skyrizi subcutaneous: 360 mg every eight weeks
          b. Tremfya subcutaneous: 100 mg every eight weeks
   B. Ulcerative Colitis
      1. Age:
          a. Skyrizi: at least 21 years.
          b. Tremfya: at least 20 years.
      2. Diagnosis and severity: moderate to severe active ulcerative colitis.
      3. Dosage regimen
          a. Skyrizi subcutaneous: 360 mg every eight weeks
          b. Tremfya subcutaneous: 100 mg every eight weeks
III. Skin
   A. Hidradenitis Suppurativa [must meet all listed below]:
      1. Age: at least 19 years.
      2. Trial of doxycycline.
      3. Dosage regimen:
          a. Cosentyx subcutaneous (secukinumab SQ): 300 mg every four weeks (maximum 300 mg)
"""
NUMBERS = """1. Psoriatic Arthritis [must meet all below]:
   a. Member is at least 6 years of age.
   b. Two of methotrexate, leflunomide or sulfasalazine have failed.
2. Plaque Psoriasis [must meet all below]:
   a. Member is at least 12 years of age.
   b. Member has tried phototherapy.
3. Uveitis [must meet all below]:
   a. Member is at least 18 years of age.
   b. Member has tried prednisone.
"""
BRACKETED = """(A) Joints
    (1) Rheumatoid Arthritis
        (i) Age: 18 years or older
        (ii) Trial of methotrexate
    (2) Psoriatic Arthritis
        (i) Age: 6 years or older
        (ii) Trial of leflunomide
(B) Skin
    (1) Plaque Psoriasis
        (i) Age: 4 years or older
        (ii) Trial of phototherapy
"""


def read(text: str, name: str = "page.txt") -> Policy:
    """Return the policy of a page."""
    policy = normalize(read_bytes((HEAD + text).encode(), name))
    assert isinstance(policy, Policy)
    return policy


def words_of(one: CriteriaSet) -> str:
    """Return the words of a set's criteria."""
    return " | ".join(leaf.text for leaf in leaves(one.root))


def initial(policy: Policy) -> dict[str, str]:
    """Return the words of each indication's initial criteria."""
    return {one.indication or "": words_of(one) for one in policy.criteria if one.phase == "initial"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (ROMAN, {"Crohn's Disease": "at least 18", "Ulcerative Colitis": "at least 20", "Hidradenitis Suppurativa": "at least 19"}),
        (NUMBERS, {"Psoriatic Arthritis": "leflunomide", "Plaque Psoriasis": "phototherapy", "Uveitis": "prednisone"}),
        (BRACKETED, {"Rheumatoid Arthritis": "methotrexate", "Psoriatic Arthritis": "leflunomide", "Plaque Psoriasis": "phototherapy"}),
    ],
    ids=["groups in Roman numbers", "numbers alone", "numbers in brackets"],
)  # fmt: skip
def test_each_use_of_an_outline_has_a_set_of_its_own(text: str, wanted: dict[str, str]) -> None:
    found = initial(read(text))
    assert list(found) == list(wanted)
    for use, own in wanted.items():
        assert own in found[use]
        assert not any(other in found[use] for name, other in wanted.items() if name != use)


def test_the_order_of_uses_changes_no_set() -> None:
    first, second, third = NUMBERS.split("2. Plaque")[0], "2. Plaque" + NUMBERS.split("2. Plaque")[1].split("3. ")[0], "3. " + NUMBERS.split("3. ")[1]  # fmt: skip
    turned = third.replace("3.", "1.") + second + first.replace("1.", "3.")
    assert initial(read(turned)) == initial(read(NUMBERS))


def test_uses_stand_below_no_request_that_was_named_before_them() -> None:
    renewals = [one for one in read(ROMAN).criteria if one.phase == "renewal"]
    assert [one.indication for one in renewals] == [None]
    assert "years" not in words_of(renewals[0])


def test_alternatives_that_a_patient_must_have_one_of_are_no_outline() -> None:
    text = "Madeupra is covered when the member has one of the following:\n" + NUMBERS
    listed = "Member must have one of the following diagnoses:\n" + NUMBERS
    assert set(initial(read(text))) <= {*initial(read(NUMBERS)), ""}
    assert all("Member is at least 6" not in words or "Member is at least 12" not in words or one == "" for one, words in initial(read(listed)).items())  # fmt: skip


def test_a_use_is_for_the_products_whose_regimens_stand_below_it() -> None:
    drugs = {one.indication: one.drugs for one in read(ROMAN.replace("Documentation of", "For Skyrizi, Tremfya, Cosentyx, Stelara: documentation of")).criteria}  # fmt: skip
    assert drugs["Hidradenitis Suppurativa"] == ["secukinumab"]
    assert drugs["Crohn's Disease"] == ["risankizumab", "guselkumab"]


def test_regimens_below_a_use_ask_for_nothing() -> None:
    assert not any("every" in words for words in initial(read(ROMAN)).values())


def test_what_each_product_asks_for_below_one_label_is_of_requests_for_it() -> None:
    policy = read(ROMAN.replace("Documentation of", "For Skyrizi, Tremfya, Cosentyx, Stelara: documentation of"))
    colitis = next(one for one in policy.criteria if one.indication == "Ulcerative Colitis")
    told = {(m.subject, leaf.text[-9:]) for leaf in leaves(colitis.root) for m in leaf.mentions if m.concept == "only_if_requested"}  # fmt: skip
    assert told == {("risankizumab", " 21 years"), ("guselkumab", " 20 years")}


SPECIALISTS = """PRESCRIBER SPECIALTIES
{lead}
1. Dermatologist
   a. Plaque psoriasis or psoriatic arthritis
2. Rheumatologist
   a. Psoriatic arthritis

"""


@pytest.mark.parametrize("lead", ["Madeupra must be prescribed by or in consultation with one of the following:", "Prescribers:"])  # fmt: skip
@pytest.mark.parametrize("text", [NUMBERS, "1. Initial approval\n" + NUMBERS.replace("\n   ", "\n      ").replace("\n2", "\n   2").replace("\n3", "\n   3").replace("1. Psor", "   1. Psor")])  # fmt: skip
def test_specialists_with_their_diseases_are_no_groups_of_uses(text: str, lead: str) -> None:
    words = " | ".join(words_of(one) for one in read(SPECIALISTS.format(lead=lead) + text).criteria)
    assert "Dermatologist" in words
    assert "Rheumatologist" in words
