"""Caps in the table of products that opens a policy of a known template: read, each for its product, and not for its codes."""

from __future__ import annotations

from pages import page, table

from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

HEAD = ("Brand (generic)", "GPI (NDC)", "Multisource Code", "Quantity Limit (per day or as listed)")
ROWS = (("20 mg tablet", "11111111111111", "M, N, O, or Y", "2 tablets"), ("50 mg/mL suspension", "22222222222222", "M, N, O, or Y", "15 mL per day"))  # fmt: skip


def test_a_table_of_products_above_the_criteria_caps_each_of_them() -> None:
    lines = (
        "https://medicalpolicy.nebraskablue.com/Policy/1", "X.900 MADEUPRA (REQUIRES PREAUTHORIZATION)", "<b>POLICY</b>", "Target Agents: Madeupra",
    )  # fmt: skip
    criteria = ("<b>Initial Evaluation</b>", "Madeupra may be considered medically necessary when ALL of the following are met:", "1. Patient has asthma", "2. Patient is an adult")  # fmt: skip
    body = "".join(f"<p>{line}</p>" for line in lines) + table(HEAD, *ROWS) + "".join(f"<p>{c}</p>" for c in criteria)
    policy = normalize(page(f"<html><body>{body}</body></html>", "p.html"))
    assert isinstance(policy, Policy)
    assert [(one.value, one.unit, one.per_value, one.per_unit, one.scope) for one in policy.limits] == [
        (2.0, "tablet", 1.0, "day", "20 mg tablet"),
        (15.0, "ml", 1.0, "day", "50 mg/mL suspension"),
    ]
