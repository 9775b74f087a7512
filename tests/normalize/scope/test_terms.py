"""Terms hold for what the headings above them name: a limit for its product, a period for its section."""

from __future__ import annotations

import pytest
from pages import page

from payerdiff.model.policy import Approval, Limit, Policy
from payerdiff.normalize.normalizer import normalize

TEXT = """Madeup Health Plan
Class policy for biologic drugs
Effective Date: 01/01/2025
Drugs: Humira (adalimumab), Enbrel (etanercept), Otezla (apremilast)

Coverage Criteria

PLAQUE PSORIASIS
1. Diagnosis of plaque psoriasis
2. Prescribed by a dermatologist

POLYMYALGIA RHEUMATICA
1. Diagnosis of polymyalgia rheumatica
2. Duration of pain greater than 2 weeks
3. Prescribed by a rheumatologist

LIMITATIONS
1. Authorization requests:
   a. Initial approval will be limited to a 6-month period.
   b. Subsequent approvals of 12 months will be given.

QUANTITY LIMITS

Humira (adalimumab) and biosimilars
- 2 pens per 28 days

Enbrel (etanercept)
- 4 syringes per 28 days
"""


@pytest.fixture(scope="module", name="policy")
def policy_read() -> Policy:
    """Return the class policy."""
    read = normalize(page(TEXT, "class.txt"), template="generic")
    assert isinstance(read, Policy)
    return read


def test_how_long_pain_has_lasted_is_no_authorization_period(policy: Policy) -> None:
    assert [a.text for a in policy.approvals if a.unit == "week"] == []


def test_periods_in_a_section_of_their_own_hold_for_all_indications(policy: Policy) -> None:
    def told(one: Approval) -> tuple[str, str | None, float | None]:
        return one.phase, one.indication, one.value

    assert [told(one) for one in policy.approvals] == [("initial", None, 6), ("renewal", None, 12)]


def test_a_limit_is_for_the_product_of_the_heading_above_it(policy: Policy) -> None:
    def told(one: Limit) -> tuple[float, list[str]]:
        return one.value, one.drugs

    assert [told(one) for one in policy.limits] == [(2, ["adalimumab"]), (4, ["etanercept"])]
    assert [one.value for one in policy.about("etanercept").limits] == [4]
    assert policy.about("apremilast").limits == []


def test_a_set_titled_with_a_class_is_for_its_members_alone() -> None:
    text = TEXT.replace(
        "LIMITATIONS",
        "TNF INHIBITORS\n1. Member has tried methotrexate\n2. Prescribed by a rheumatologist\n\nLIMITATIONS",
    )
    read = normalize(page(text, "class.txt"), template="generic")
    assert isinstance(read, Policy)
    told = {s.indication: s.drugs for s in read.criteria}
    assert told["TNF INHIBITORS"] == ["adalimumab", "etanercept"] and told["PLAQUE PSORIASIS"] == []
