"""Caps on quantity, dose and units: one row each, where the document limits them, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import draft_of, table

from payerdiff.normalize.terms.quantities import read_quantities

Cap = tuple[str, float, str, float | None, str | None]


def caps(text: str) -> list[Cap]:
    """Return kind, value, unit and time of the limits of a text."""
    draft = draft_of(text)
    return [(x.kind, x.value, x.unit, x.per_value, x.per_unit) for x in read_quantities(draft, draft.reading.blocks)]


@given(st.integers(1, 90), st.sampled_from(["vial", "pen", "tablet", "syringe", "kit"]), st.integers(2, 365))
def test_an_amount_for_a_time_below_a_heading_on_limits_is_a_cap(count: int, form: str, days: int) -> None:
    text = f"Inventa\n\nQuantity limits\n\n{count} {form}s per {days} days"
    assert caps(text) == [("quantity", float(count), form, float(days), "day")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Limited to 2 pens per 28 days", ("quantity", 2.0, "pen", 28.0, "day")),
        ("Quantity does not exceed two syringes every 4 weeks", ("quantity", 2.0, "syringe", 4.0, "week")),
        ("Maximum of 1 treatment per lifetime", ("quantity", 1.0, "treatment", 1.0, "lifetime")),
        ("Dose does not exceed 28 mcg per day", ("max_dose", 28.0, "mcg/day", None, None)),
        ("Dose does not exceed 300 mg every 4 weeks", ("max_dose", 300.0, "mg", 4.0, "week")),
    ],
)
def test_words_of_limitation_make_a_cap_anywhere(line: str, expected: Cap) -> None:
    assert caps(f"Inventa\n\n{line}") == [expected]


@pytest.mark.parametrize(
    "line",
    [
        "The usual dose is one 45 mg syringe every 12 weeks.",
        "In the trial, patients received 2 pens per 28 days.",
        "Inject one pen every week into the thigh.",
    ],
)
def test_dosing_and_studies_cap_nothing(line: str) -> None:
    assert caps(f"Inventa\n\nDosage and administration\n\n{line}") == []


def test_initiation_and_maintenance_are_rows_of_their_own() -> None:
    text = "Quantity limits\n\nInitiation: 2 syringes/injectors per first 28 days\n\nMaintenance: 1 syringe/injector per 56 days"
    assert caps(text) == [
        ("quantity", 2.0, "syringe/injector", 28.0, "day"),
        ("quantity", 1.0, "syringe/injector", 56.0, "day"),
    ]


def test_alternatives_share_their_time() -> None:
    text = "Quantity limits\n\nthree vials per first 56 days OR six 200 mg pens"
    assert caps(text) == [("quantity", 3.0, "vial", 56.0, "day"), ("quantity", 6.0, "pen", 56.0, "day")]


def test_the_case_that_a_cap_is_for_is_kept() -> None:
    text = "Quantity limits\n\nCrohn's disease:\n\n2 vials per month\n\nPlaque psoriasis:\n\n1 vial per month"
    draft = draft_of(text)
    scopes = [x.scope for x in read_quantities(draft, draft.reading.blocks)]
    assert scopes == ["Crohn's disease", "Plaque psoriasis"]


def test_a_column_of_limits_caps_and_a_column_of_dosing_does_not() -> None:
    rows = table(
        ("Drug", "Quantity limit", "Recommended dosing"), ("Inventa", "2 pens per 28 days", "1 pen every 2 weeks")
    )
    assert caps(rows) == [("quantity", 2.0, "pen", 28.0, "day")]


def test_columns_for_amount_form_and_days_make_one_cap() -> None:
    rows = table(
        ("Agent", "QL Amount", "Dose Form", "Day Supply"),
        ("Inventa", "2", "Syringes", "28"),
        ("Otherna", "1", "Kit", "84"),
    )
    assert caps(rows) == [("quantity", 2.0, "syringe", 28.0, "day"), ("quantity", 1.0, "kit", 84.0, "day")]


def test_a_table_of_units_caps_billable_units() -> None:
    rows = table(("HCPCS", "Max units per day"), ("J1234", "120"))
    assert caps(rows) == [("billable_units", 120.0, "billable unit", 1.0, "day")]
