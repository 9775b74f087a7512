"""Policy or not, by what the page holds: a drug with criteria is a policy however short, and a refusal says what else it is."""

from __future__ import annotations

import pytest
from pages import page

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

SHORT = """Lakeshore Health
Coverage Policy: Sampletinib

Coverage Criteria
Sampletinib is considered medically necessary when ALL of the following criteria are met:
1. Diagnosis of plaque psoriasis
2. Member is 18 years of age or older
3. Trial and failure of methotrexate for at least 3 months
4. Prescribed by or in consultation with a dermatologist

Approval Duration
Initial approval: 6 months
Renewal approval: 12 months
"""
FORM = """Prior Authorization Request Form
Please complete all fields and fax to 555-555-0100. Office contact: ________
Member name: ____________  Date of birth: ____________  Member ID: ____________
Prescriber name: ____________ NPI: ____________ Phone: ____________ Fax: ____________
Diagnosis and ICD-10 code: ____________
Quantity requested: ____________ Directions: ____________
☐ Patient has tried methotrexate
☐ Patient is 18 years of age or older
Signature: ____________ Date: ____________
"""
PAPER = (
    """Sampletinib in Psoriasis
Abstract
Importance: psoriasis is a common disease. In a randomized trial patients received the drug or placebo.
Results: the response rate was 40% (95% CI, 30-50; P < .001). Conclusions and Relevance: the drug works.
Author Affiliations: Sample University. Conflict of Interest Disclosures: none. doi:10.1000/sample
"""
    + "Doe et al. studied more patients in a systematic review and meta-analysis of trials, and found the same.\n" * 20
)
LIST = (
    """2026 Formulary
Drug list of excluded drugs with covered alternatives by tier and therapeutic class
"""
    + "Sampletinib    Tier 3    alternative: methotrexate\n" * 30
)


def refusal_of(text: str) -> str:
    """Return how a text is refused."""
    with pytest.raises(PayerdiffError) as refusal:
        normalize(read_bytes(text.encode(), "page.txt"))
    assert refusal.value.code == "not-a-policy"
    return str(refusal.value)


def test_a_short_page_with_criteria_is_a_policy() -> None:
    policy = normalize(read_bytes(SHORT.encode(), "page.txt"))
    assert isinstance(policy, Policy)
    (only,) = policy.criteria
    assert [leaf.text for leaf in only.root.children] == [
        "Diagnosis of plaque psoriasis",
        "Member is 18 years of age or older",
        "Trial and failure of methotrexate for at least 3 months",
        "Prescribed by or in consultation with a dermatologist",
    ]
    assert only.root.op == "all" and not policy.exclusions


@pytest.mark.parametrize(("text", "said"), [(FORM, "a form"), (PAPER, "a paper"), (LIST, "lists drugs")])
def test_what_is_no_policy_is_refused_by_what_it_is(text: str, said: str) -> None:
    assert said in refusal_of(text)


def test_a_menu_is_refused() -> None:
    menu = "Home\n" + "".join(f"- {word}\n" for word in ("Members", "Providers", "Employers", "Brokers", "Careers", "Contact", "Privacy"))  # fmt: skip
    assert "no coverage policy" in refusal_of(menu)


def test_one_sentence_that_says_for_whom_something_is_covered_is_a_policy() -> None:
    said = "MADEUPRA is covered when the patient has severe asthma, is 12 years of age or older, and has failed an inhaled corticosteroid."
    policy = normalize(page(said))
    assert isinstance(policy, Policy)
    assert len(policy.criteria) == 1
    with pytest.raises(PayerdiffError, match="not-a-policy"):
        normalize(
            page("Benefits are covered under the plan when members have paid their share. Call us with questions.")
        )


@pytest.mark.parametrize(
    "grant", ["Madeupra is medically necessary for the following conditions:", "A vest is covered for these uses:"]
)
@pytest.mark.parametrize(
    "items", [("Cystic fibrosis", "Immune deficiency"), ("one scan a month after repair", "one scan a year after that")]
)
def test_a_grant_that_leads_over_to_a_list_is_a_policy_though_its_items_only_name_something(
    grant: str, items: tuple[str, ...]
) -> None:
    listed = "\n".join(f"- {item}" for item in items)
    text = f"Sample Health Plan\n\nCoverage Criteria\n\n{grant}\n\n{listed}\n\nBackground\n\nThe disorder is rare and its natural history is known."
    assert isinstance(normalize(read_bytes(text.encode(), "page.txt")), Policy)
