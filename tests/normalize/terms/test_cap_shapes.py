"""Caps in the shapes that payers give them: laws over numbers, forms, times and names, in sentences, lists and tables, wherever a line ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import draft_of, table
from texts.policy_pages import policy_of

from payerdiff.normalize.terms.caps.quantities import read_quantities

Cap = tuple[str, float, str | None, float | None, str | None]
FORMS = st.sampled_from(["tablet", "capsule", "syringe", "pen", "vial", "sensor", "injection"])
NAMES = st.sampled_from(["Inventa", "Madeupra", "Fictavo XR"])
COUNTS, DAYS = st.integers(2, 120), st.integers(2, 365)


def caps(text: str) -> list[Cap]:
    """Return kind, value, unit and time of the limits of a text."""
    draft = draft_of(text)
    return [(x.kind, x.value, x.unit, x.per_value, x.per_unit) for x in read_quantities(draft, draft.reading.blocks)]


def broken(text: str, at: int) -> str:
    """Return a text with one blank of its second half turned into the end of a line."""
    words = text.split(" ")
    half = len(words) // 2
    cut = half + at % (len(words) - half)
    return f"{' '.join(words[:cut])}\n{' '.join(words[cut:])}"


SENTENCES = (
    "Quantity level limit: {n} {f}s/{d} days",
    "Coverage of {x} is limited to {n} {f}s per {d} days.",
    "{x} is covered for up to {n} {f}s every {d} days.",
    "Dispensing limit: {n} {f}s every {d} days",
    "Requests for {x} exceeding {n} {f}s per {d} days need a medical review.",
    "Quantities greater than {n} {f}s per {d} days will be reviewed.",
    "No more than {n} {f}s per member every {d} days",
    "The maximum is {n} {f}s per rolling {d} days.",
)


@given(COUNTS, FORMS, DAYS, NAMES, st.sampled_from(SENTENCES), st.integers(0, 20))
def test_a_cap_in_a_sentence_is_read_wherever_its_line_ends(
    count: int, form: str, days: int, name: str, sentence: str, at: int
) -> None:
    said = sentence.format(n=count, f=form, d=days, x=name)
    want = [("quantity", float(count), form, float(days), "day")]
    assert caps(f"Inventa\n\n{said}") == want
    assert caps(f"Inventa\n\n{broken(said, at)}") == want
    assert caps(f"Inventa\n\n- Adults only\n- {said}") == want


HEADS = (
    (("Product", "Strength", "QL", "Days Supply"), ("{x} {f}", "45 mg/0.5 mL", "{n}", "{d}")),
    (("Product", "Strength", "QL Amount", "Dose Form", "Days Supply"), ("{x}", "45 mg", "{n}", "{F}", "{d}")),
    (("NDC", "Drug name", "Quantity limit per {d} days"), ("00000-1111-22", "{x} 50 mg {f}", "{n}")),
    (("Medication", "Quantity limit (per {d} days)"), ("{x} 50 mg", "{n} {f}s")),
    (("GPI", "Target brand", "Quantity Limit"), ("90250575100320", "{x}", "{n} {f}s/{d} days")),
    (("Drug", "Quantity limit", "Time period"), ("{x} {f}", "{n}", "{d} days")),
    (("Drug", "Maximum quantity", "Frequency"), ("{x}", "{n} {f}s", "every {d} days")),
)


@given(COUNTS, FORMS, DAYS, NAMES, st.sampled_from(HEADS))
def test_a_cap_that_a_table_parts_into_columns_is_put_together(
    count: int, form: str, days: int, name: str, shape: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    head, row = (tuple(cell.format(n=count, f=form, F=form.title(), d=days, x=name) for cell in part) for part in shape)
    assert caps(table(head, row)) == [("quantity", float(count), form, float(days), "day")]


@given(st.integers(2, 900), DAYS, st.sampled_from(["J0001", "Q5101", "C9399"]))
def test_units_below_a_head_that_bills_are_billable_with_the_time_of_their_column(
    count: int, days: int, code: str
) -> None:
    want = [("billable_units", float(count), "billable unit", float(days), "day")]
    assert caps(table(("HCPCS", "Drug", f"Max units per {days} days"), (code, "Inventa", str(count)))) == want
    row = (code, "Injection, 1 mg", str(count), f"{days} days")
    assert caps(table(("HCPCS code", "Description", "Maximum units", "Time period"), row)) == want
    indication = ("Plaque psoriasis", str(count), f"after the first dose; every {days} days")
    assert caps(table(("Indication", "Billable units", "Per number of days"), indication)) == want


@given(st.integers(2, 800), st.integers(2, 12), st.sampled_from(["mg", "mcg", "mg/kg"]))
def test_a_largest_dose_has_its_time_however_it_is_said(value: int, weeks: int, unit: str) -> None:
    want = ("max_dose", float(value), unit, float(weeks), "week")
    for said in (
        f"Dose does not exceed {value} {unit} every {weeks} weeks.",
        f"The dose is not above {value} {unit} every {weeks} weeks.",
        f"New starts are limited to {value} {unit} subcutaneously every {weeks} weeks.",
        f"Maximum dose: {value} {unit} every {weeks} weeks",
    ):
        assert caps(f"Inventa\n\n{said}") == [want]
    rows = table(("Indication", "Dosing (maximum)"), ("Psoriasis", f"SC: {value} {unit} every {weeks} weeks"))
    assert caps(rows) == [want]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Maximum daily dose: 40 mg", ("max_dose", 40.0, "mg/day", None, None)),
        ("Weight-based dosing with a weekly limit of 50 mg", ("max_dose", 50.0, "mg", 1.0, "week")),
        ("Limited to 162 mg every other week", ("max_dose", 162.0, "mg", 2.0, "week")),
        ("Limited to 162 mg once weekly", ("max_dose", 162.0, "mg", 1.0, "week")),
        ("Benefits are limited to one bariatric procedure per lifetime", ("quantity", 1.0, "procedure", 1.0, "lifetime")),
        ("Each panel is covered once per lifetime", ("quantity", 1.0, "panel", 1.0, "lifetime")),
        ("Limited to a one-time infusion per lifetime", ("quantity", 1.0, "infusion", 1.0, "lifetime")),
        ("No more than 1 implant per eye every 6 months", ("quantity", 1.0, "implant", 6.0, "month")),
        ("Limits: 2 doses per calendar year", ("quantity", 2.0, "dose", 1.0, "year")),
        ("Doses above 24 mg per day require prior authorization", ("max_dose", 24.0, "mg/day", None, None)),
        ("QL: 60/30 days", ("quantity", 60.0, None, 30.0, "day")),
    ],
)  # fmt: skip
def test_one_time_and_lifetime_and_named_times_are_caps(line: str, expected: Cap) -> None:
    assert caps(f"Inventa\n\n{line}") == [expected]


def test_caps_that_follow_each_other_in_one_sentence_are_all_caps() -> None:
    said = "No more than 1 injection every 28 days for the first 3 doses, then 1 injection every 56 days"
    assert [cap[3] for cap in caps(f"Inventa\n\n{said}")] == [28.0, 56.0]


def test_a_largest_dose_of_an_earlier_therapy_is_no_cap() -> None:
    assert caps("Inventa\n\nTrial of methotrexate titrated to a maximum dose of 25 mg weekly") == []
    assert caps("Inventa\n\nThe dose is limited to 25 mg weekly") != []


def test_doses_of_other_drugs_below_a_heading_on_alternatives_are_no_caps() -> None:
    rows = table(("Drug", "Regimen", "Maximum dose"), ("methotrexate", "7.5 mg weekly", "30 mg/week"))
    assert caps(f"<h2>Therapeutic Alternatives</h2>{rows}") == []
    assert caps(f"<h2>Dose limits</h2>{rows}") == [("max_dose", 30.0, "mg/week", None, None)]


def test_a_number_without_a_time_is_no_cap_of_pieces() -> None:
    assert caps(table(("Drug", "Quantity"), ("Inventa 50 mg tablet", "30"))) == []


@pytest.mark.parametrize(
    ("words", "limits", "lengths"),
    [
        ("Approval is for one dose within 6 months.", [(1, "dose", None)], [6]),
        ("Length of authorization: one dose (single infusion) within 6 months of approval", [(1, "dose", None)], [6]),
        ("Approval: one (1) infusion per lifetime.", [(1, "infusion", "lifetime")], []),
        ("Only one course of therapy will be approved per lifetime.", [(1, "course", "lifetime")], []),
        ("Inventa is limited to #3 per day.", [(3, None, "day")], []),
    ],
)
def test_what_is_given_once_or_by_the_piece(words: str, limits: list[tuple[float, str | None, str | None]], lengths: list[float]) -> None:  # fmt: skip
    text = f"# Inventa policy\n\n## Coverage criteria\n\nInventa is medically necessary when all of the following are met:\n\n1. Patient is 18 years of age or older\n2. Patient has tried montelukast for asthma\n\n## Terms\n\n{words}\n"
    found = policy_of(text)
    assert [(one.value, one.unit, one.per_unit) for one in found.limits] == limits
    assert [one.value for one in found.approvals] == lengths


@given(
    COUNTS,
    FORMS,
    DAYS,
    st.sampled_from(["Limits", "Coverage limits", "Max quantity", "Maximum Quantity:", "QL", "3. Limits"]),
)
def test_a_heading_that_names_limits_and_nothing_else_makes_the_amounts_below_it_caps(
    n: int, f: str, d: int, head: str
) -> None:
    assert caps(f"{head}\n\n• Inventa 45 mg/0.5 mL: {n} {f}s every {d} days\n") == [("quantity", n, f, d, "day")]


@given(COUNTS, FORMS, DAYS, st.sampled_from(["Dose", "Recommended dose", "Usual Dosage", "Regimen"]))
def test_a_column_of_doses_beside_a_column_of_limits_holds_no_caps(n: int, f: str, d: int, head: str) -> None:
    rows = f"Indication | {head} | Quantity limit\nAsthma | 45 mg every 12 weeks | {n} {f}s per {d} days\n"
    assert caps(f"Dosage and Quantity Limits\n\n{rows}") == [("quantity", n, f, d, "day")]
