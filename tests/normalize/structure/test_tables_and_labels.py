"""Tables of services with their codes below a sentence that rules on them, and items that are labels with a value."""

from __future__ import annotations

from pages import page, table

from payerdiff.model.policy import Policy, leaves
from payerdiff.normalize.normalizer import normalize

ROWS = (("Procedure", "CPT Code"), ("Band over bypass", "43770"), ("Stomach balloon", "43290"), ("Gastric plication", "43659"))  # fmt: skip


def read(lead: str, rows: tuple[tuple[str, ...], ...], head: str = "") -> Policy:
    """Return the policy of a page with a table below a sentence."""
    body = (
        "<h1>Madeup Health Plan</h1><h2>Bariatric Surgery Medical Policy</h2><p>Policy Number: MP-12</p><h3>Coverage Criteria</h3>"
        "<p>Bariatric surgery is considered medically necessary when ALL of the following criteria are met:</p>"
        "<ul><li>The individual is an adult</li><li>BMI is at least 35 kg/m2</li></ul>"
        f"{head}<p>{lead}</p>{table(*rows)}"
    )
    found = normalize(page(f"<html><body>{body}</body></html>", "p.html"))
    assert isinstance(found, Policy)
    return found


def test_services_that_a_sentence_refuses_stand_with_their_codes_in_its_table() -> None:
    policy = read("The following procedures are considered not medically necessary:", ROWS)
    refused = [leaf.text or "" for one in policy.exclusions for leaf in leaves(one.root)]
    assert [text.split(" 4")[0] for text in refused] == ["Band over bypass", "Stomach balloon", "Gastric plication"]


def test_a_list_of_codes_stays_one() -> None:
    codes = (("CPT Code", "Description"), ("43770", "Band over bypass"), ("43290", "Stomach balloon"))
    policy = read(
        "The following codes are considered medically necessary when criteria are met:", codes, "<h3>Coding</h3>"
    )
    assert not any("balloon" in (leaf.text or "") for one in policy.criteria for leaf in leaves(one.root))
    assert {one.code for one in policy.codes} == {"43770", "43290"}


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
