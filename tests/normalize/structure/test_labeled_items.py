"""Items that are labels with a value: limits are terms, and a label with nothing behind it asks for nothing."""

from __future__ import annotations

from pages import page

from payerdiff.model.policy import Policy, leaves
from payerdiff.normalize.normalizer import normalize

TEXT = """Madeup Health Plan
Coverage Policy: Madeupra (madeumab)
Policy Number: P-12

Coverage Criteria
Madeupra is considered medically necessary when the following are met:
\uf072 Coverage Criteria: Reserved for treatment failure of methotrexate for 12 weeks
\uf072 Limits: 2 syringes per 28 days
\uf072 Required Information for Approval: Clinic notes that show failure of methotrexate
\uf072 Other Notes: N/A
"""


def test_a_limit_among_labeled_items_is_a_term_and_nothing_said_is_nothing_asked() -> None:
    policy = normalize(page(TEXT))
    assert isinstance(policy, Policy)
    texts = [leaf.text or "" for one in policy.criteria for leaf in leaves(one.root)]
    assert [text.split(":")[0] for text in texts] == ["Coverage Criteria", "Required Information for Approval"]
    assert [(one.value, one.unit, one.per_value, one.per_unit) for one in policy.limits] == [(2.0, "syringe", 28.0, "day")]  # fmt: skip


def test_a_list_of_what_is_done_as_a_rule_asks_for_nothing() -> None:
    text = TEXT.replace("Coverage Criteria\n", "Test Methods\nFor such tests, one of the following strategies is typically employed:\n\u2022 Targeted tests: one gene of the patient\n\u2022 Panels: many genes\n\nCoverage Criteria\n", 1)  # fmt: skip
    policy = normalize(page(text))
    assert isinstance(policy, Policy)
    texts = [leaf.text or "" for one in policy.criteria for leaf in leaves(one.root)]
    assert not any("gene" in text for text in texts)
    assert len(texts) == 2
