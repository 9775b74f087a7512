"""Tables of drugs: what other columns than the criteria say counts for the drug of the row."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from pages import page, table

from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize_all

DRUGS = ("Adbry", "Dupixent", "Otezla", "Nucala", "Xolair", "Humira")


def policies(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[Policy]:
    """Return the policies of a book with one table."""
    book = f"<h1>Sample Health Plan: Prior Authorization Criteria</h1>{table(head, *rows)}"
    return [one for one in normalize_all(page(book)) if isinstance(one, Policy)]


@settings(max_examples=6)
@given(st.lists(st.tuples(st.integers(2, 60), st.integers(2, 90), st.integers(2, 24)), min_size=6, max_size=6))
def test_each_row_keeps_its_own_limit_and_length(told: list[tuple[int, int, int]]) -> None:
    rows = [
        (drug, "Patient is 18 years of age or older. Trial of methotrexate.", f"{n} pens/{d} days", f"{m} months")
        for drug, (n, d, m) in zip(DRUGS, told, strict=True)
    ]
    found = policies(("Drug", "Criteria", "Quantity Limit", "Approval duration"), rows)
    limits = [[(x.value, x.unit, x.per_value, x.per_unit) for x in one.limits] for one in found]
    assert limits == [[(float(n), "pen", float(d), "day")] for n, d, _ in told]
    assert [[(a.value, a.unit) for a in one.approvals] for one in found] == [[(float(m), "month")] for *_, m in told]


def test_a_label_of_limits_in_a_cell_of_criteria_makes_all_amounts_behind_it_caps() -> None:
    asks = "Patient is 18 years of age or older. QL – all products: 6 doses per claim for a flare; 2 doses per day otherwise"
    found = policies(("Drug", "Criteria"), [(drug, asks) for drug in DRUGS])
    assert [[(x.value, x.unit, x.per_unit) for x in one.limits] for one in found] == [
        [(6.0, "dose", "claim"), (2.0, "dose", "day")]
    ] * 6
