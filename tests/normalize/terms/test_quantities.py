"""Caps on quantity, dose and units: one row each, where the document limits them, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import draft_of, table

from payerdiff.normalize.sections.headings import Section
from payerdiff.normalize.terms.caps.quantities import read_quantities
from payerdiff.normalize.terms.caps.rows import read_largest
from payerdiff.normalize.terms.caps.section_limits import stated_in

Cap = tuple[str, float, str | None, float | None, str | None]


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
        ("Limited to one fill of one inventa product per 180 days", ("quantity", 1.0, "fill", 180.0, "day")),
        ("Maximum of 5 doses per season", ("quantity", 5.0, "dose", 1.0, "season")),
        ("A maximum of 6 IVF cycles per lifetime", ("cycles", 6.0, "cycle", 1.0, "lifetime")),
        ("Maximum dose of 8 mg/kg/day", ("max_dose", 8.0, "mg/kg/day", None, None)),
        ("4 mg/kg (max 300 mg) every 4 weeks", ("max_dose", 300.0, "mg", 4.0, "week")),
        ("Max dose 10 mg/kg every 8 weeks", ("max_dose", 10.0, "mg/kg", 8.0, "week")),
        ("The dose is limited to 1800mg/day", ("max_dose", 1800.0, "mg/day", None, None)),
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


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2 syringes or autoinjectors every 28 days", ("quantity", 2.0, "syringe/autoinjector", 28.0, "day")),
        ("Thirty 15 mg ER tablets per 30 days", ("quantity", 30.0, "tablet", 30.0, "day")),
        ("Two 10 mg, 20 mg, or 40 mg pens per 28 days", ("quantity", 2.0, "pen", 28.0, "day")),
        ("Six 40 mg (or three 80 mg) pens for the first 28 days", ("quantity", 6.0, "pen", 28.0, "day")),
        ("One 60-gram tube per 7 days for 8 weeks", ("quantity", 1.0, "tube", 7.0, "day")),
        ("Two doses of 5 mg/kg in the first 42 days", ("quantity", 2.0, "dose", 42.0, "day")),
        ("One 50 mg tablet daily", ("quantity", 1.0, "tablet", 1.0, "day")),
        ("2/28", ("quantity", 2.0, None, 28.0, "day")),
        ("QL: 60/30", ("quantity", 60.0, None, 30.0, "day")),
        (
            "Two (2) prefilled pens/syringes (40 mg/0.4 mL) every four (4) weeks",
            ("quantity", 2.0, "pen/syringe", 4.0, "week"),
        ),
        (
            "Twenty-four (24) 50 mg syringes within the first twelve (12) weeks",
            ("quantity", 24.0, "syringe", 12.0, "week"),
        ),
        ("One (1) cartridge with on-body injector every eight (8) weeks", ("quantity", 1.0, "cartridge", 8.0, "week")),
        ("90 billable units (90 mg) at weeks 0 & 4", ("billable_units", 90.0, "billable unit", None, None)),
        ("520 billable units x 1 dose", ("billable_units", 520.0, "billable unit", 1.0, "dose")),
        (
            "90 billable units 8 weeks after induction & every 8 weeks thereafter",
            ("billable_units", 90.0, "billable unit", 8.0, "week"),
        ),
        ("60 billing units every 56 days", ("billable_units", 60.0, "billable unit", 56.0, "day")),
    ],
)
def test_an_amount_is_read_in_every_way_to_write_it_below_a_heading_on_limits(line: str, expected: Cap) -> None:
    assert caps(f"Inventa\n\nQuantity limits\n\n{line}") == [expected]


@pytest.mark.parametrize(
    "line", ["300 mg every 4 weeks may be considered", "A dose of 30 mg every 8 weeks is recommended"]
)
def test_advice_below_a_heading_on_limits_caps_nothing(line: str) -> None:
    assert caps(f"Inventa\n\nQuantity limits\n\n{line}") == []


@given(st.integers(1, 12), st.sampled_from(["vial", "pen", "tablet", "syringe"]), st.integers(14, 90))
def test_pieces_for_a_number_of_days_are_a_supply_wherever_they_stand(count: int, form: str, days: int) -> None:
    text = f"Inventa\n\nDosing\n\n{count} {form}s per {days} days, then 1 {form} every 8 weeks"
    assert caps(text) == [("quantity", float(count), form, float(days), "day"), ("quantity", 1.0, form, 8.0, "week")]


def test_an_alternative_in_brackets_shares_the_time() -> None:
    text = "Quantity limits\n\nFour 50 mg syringes (or eight 25 mg vials) every 28 days"
    assert caps(text) == [("quantity", 4.0, "syringe", 28.0, "day"), ("quantity", 8.0, "vial", 28.0, "day")]


def test_a_sentence_that_limits_in_a_cell_of_criteria_is_a_cap() -> None:
    rows = table(("Drug", "Clinical criteria"), ("Inventa", "Patient must be an adult. Limited to 2 boxes per month."))
    assert caps(rows) == [("quantity", 2.0, "box", 1.0, "month")]


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


@pytest.mark.parametrize("count", ["2", "two", "Two (2)"])
@pytest.mark.parametrize("form", ["vials", "40 mg pens", "prefilled syringes"])
@pytest.mark.parametrize(
    ("time", "per"),
    [
        ("q 8 weeks", (8.0, "week")),
        ("at week 0, then every 8 weeks", (8.0, "week")),
        ("two weeks apart every 6 months", (6.0, "month")),
        ("separated by 2 weeks (one course) every 24 weeks", (24.0, "week")),
        ("one time", (None, None)),
    ],
)
def test_ways_to_write_a_time_below_a_heading_on_limits(
    count: str, form: str, time: str, per: tuple[float | None, str | None]
) -> None:
    unit = form.split()[-1].rstrip("s")
    assert caps(f"Inventa\n\nQuantity limits\n\n{count} {form} {time}") == [("quantity", 2.0, unit, *per)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("300 mg (1 vial) every 8 weeks", ("quantity", 1.0, "vial", 8.0, "week")),
        ("1 tablet twice daily", ("quantity", 2.0, "tablet", 1.0, "day")),
        ("Qty 2 per 28 days", ("quantity", 2.0, None, 28.0, "day")),
        ("2 per month", ("quantity", 2.0, None, 1.0, "month")),
        ("90 mg syringe – 1 per 56 days", ("quantity", 1.0, "syringe", 56.0, "day")),
    ],
)
def test_short_ways_to_write_a_cap_below_a_heading_on_limits(line: str, expected: Cap) -> None:
    assert caps(f"Inventa\n\nQuantity limits\n\n{line}") == [expected]
    assert caps(f"Inventa\n\nDosage and administration\n\n{line}") == []


def test_a_column_of_largest_doses_caps_what_it_names_and_its_neighbors_do_not() -> None:
    head = ("Indication", "Maintenance dose", "Maximum dose & frequency")
    rows = [
        ("Asthma", "3 mg/kg every 8 weeks", "Up to 10 mg/kg every 4 weeks"),
        ("Gout", "5 mg/kg every 8 weeks", "N/A"),
    ]
    draft = draft_of(table(head, *rows))
    found = read_largest(draft, draft.reading.blocks)
    assert [(x.kind, x.value, x.unit, x.per_value, x.per_unit, x.scope) for x in found] == [
        ("max_dose", 10.0, "mg/kg", 4.0, "week", "Asthma")
    ]


def scoped(text: str) -> list[tuple[str | None, float]]:
    """Return the cases of a text's caps, with their amounts."""
    draft = draft_of(text)
    return [(x.scope, x.value) for x in read_quantities(draft, draft.reading.blocks)]


def test_a_cell_that_parts_its_caps_by_age_keeps_the_ages() -> None:
    rows = table(("Drug", "Limit"), ("Inventa 200 mg pen", "• 11 years old or younger: 1 pen per 28 days • 12 years old or older: 2 pens per 28 days"))  # fmt: skip
    assert scoped(f"<h2>Inventa (inventumab) Quantity Limits</h2>{rows}") == [
        ("Inventa 200 mg pen – 11 years old or younger", 1.0),
        ("Inventa 200 mg pen – 12 years old or older", 2.0),
    ]


def test_largest_doses_are_for_the_indication_of_their_row_though_the_drug_reaches_over_several() -> None:
    head = ("Drug Name", "Indication", "Regimen", "Maximum Dose")
    rows = table(head, ("Inventa", "Gout", "weekly", "90 mg every 8 weeks"), ("Asthma", "weekly", "45 mg every 12 weeks"))  # fmt: skip
    draft = draft_of(f"<h2>Dosing</h2>{rows}")
    found = read_largest(draft, draft.reading.blocks)
    assert [(x.scope, x.value, x.per_value) for x in found] == [("Gout", 90.0, 8.0), ("Asthma", 45.0, 12.0)]


def test_the_notes_below_a_table_are_caps_of_their_case_and_what_they_add_is_none() -> None:
    rows = table(("Drug", "Limit"), ("Inventa 200 mg pen", "1 pen per 28 days"), ("*First month: May approve two additional pens in the first month. #For adults of 40 kg or more, may approve 4 pens per 28 days.", ""))  # fmt: skip
    assert scoped(f"<h2>Quantity Limits</h2>{rows}") == [
        ("Inventa 200 mg pen", 1.0),
        ("For adults of 40 kg or more", 4.0),
    ]


@pytest.mark.parametrize("doses", ["at 2 and 6 weeks after the first infusion, and then", "as needed, and"])
@pytest.mark.parametrize(
    "approve", ["Approve up to", "The dose is up to", "Approve up to a maximum dose of", "Approve"]
)
@given(st.integers(1, 20), st.integers(2, 26))
def test_a_dose_up_to_which_a_regimen_is_approved_is_a_cap_for_the_time_that_follows(
    approve: str, doses: str, dose: int, weeks: int
) -> None:
    line = f"{approve} {dose} mg/kg as an infusion, repeated {doses} no more frequently than once every {weeks} weeks."
    assert caps(f"Inventa\n\nDosing. {line}") == [("max_dose", float(dose), "mg/kg", float(weeks), "week")]


def test_an_item_on_how_often_doses_are_given_completes_the_dose_of_the_item_above() -> None:
    text = (
        "A) The dose is up to 10 mg/kg given intravenously; AND\n\nB) Doses are given no more often than once weekly."
    )
    assert caps(f"Inventa\n\n{text}") == [("max_dose", 10.0, "mg/kg", 1.0, "week")]


@pytest.mark.parametrize(
    "line",
    [
        "Dosing. Approve 300 mg every 4 weeks.",
        "Serum creatinine is not to exceed 2 mg per dL.",
        "The infusion rate does not exceed 50 mg/min.",
        "Approve for up to 6 weeks.",
    ],
)
def test_regimens_levels_and_speeds_cap_nothing(line: str) -> None:
    assert caps(f"Inventa\n\n{line}") == []


@pytest.mark.parametrize(
    "words",
    [
        "Initial approval duration: One-time treatment",
        "Length: 1 treatment",
        "Only one treatment (one infusion) is granted; one treatment",
    ],
)
@pytest.mark.parametrize("ever", ["per lifetime", "in a lifetime", "per eye per lifetime"])
def test_an_amount_for_a_lifetime_is_a_cap_whatever_leads_to_it(words: str, ever: str) -> None:
    assert caps(f"Inventa\n\n{words} {ever}") == [("quantity", 1.0, "treatment", 1.0, "lifetime")]


@pytest.mark.parametrize("who", ["Age 6 to 11 years", "Weight 15 kg to 30 kg", "Adults", "Gout", "Plaque psoriasis"])
@pytest.mark.parametrize("cap", ["maximum 300 mg every 4 weeks", "1 syringe per 28 days", "Two syringes every 4 weeks"])
def test_a_cap_behind_the_patients_or_the_disease_of_its_line_is_for_them(who: str, cap: str) -> None:
    draft = draft_of(f"Inventa\n\nQuantity limits\n\n{who}: {cap}")
    assert [one.scope for one in read_quantities(draft, draft.reading.blocks)] == [who]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["<h4>Recommended dose</h4>", "2 mg/kg each week", "<b>Dosing Limits</b>", "1 injection per lifetime."], [(1.0, "injection", "lifetime")]),
        (["<b>Quantity limits</b>", "4 vials per 28 days", "<b>Other considerations</b>", "3 vials per 7 days were given"], [(4.0, "vial", "day")]),
        (["Supply limitations", "2 pens per 28 days"], [(2.0, "pen", "day")]),
        (["<b>Limitations of the study</b>", "2 vials per 28 days"], []),
        (["<b>Background</b>", "2 vials per 28 days"], []),
    ],
)  # fmt: skip
def test_a_heading_on_limits_caps_what_stands_below_it_in_any_section(
    lines: list[str], expected: list[tuple[float, str, str]]
) -> None:
    draft = draft_of("<html><body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>")
    section = Section("guidelines", "Policy Guidelines", blocks=list(draft.reading.blocks))
    assert [(x.value, x.unit, x.per_unit) for x in stated_in(draft, [section])] == expected
