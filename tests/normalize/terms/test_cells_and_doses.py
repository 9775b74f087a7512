"""Caps in cells that hold tables, doses by mass and activity, thresholds of a status column, and what is given in all."""

from __future__ import annotations

import pytest
from drawing import Canvas, pdf
from pages import draft_of, table

from payerdiff.ingest.reader import read_bytes
from payerdiff.ingest.reading.reading import Reading, reading_names
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.terms.caps.quantities import read_quantities

Cap = tuple[str, float, str | None, float | None, str | None]


def caps_of(draft: Draft) -> list[Cap]:
    """Return kind, value, unit and time of the limits of a policy in the making."""
    return [(x.kind, x.value, x.unit, x.per_value, x.per_unit) for x in read_quantities(draft, draft.reading.blocks)]


def caps(text: str) -> list[Cap]:
    """Return the limits of a text."""
    return caps_of(draft_of(text))


def ruled(canvas: Canvas, left: float, top: float, widths: tuple[float, ...], heights: tuple[float, ...]) -> None:
    """Draw the rules of a table."""
    right, bottom = left + sum(widths), top + sum(heights)
    for at in range(len(heights) + 1):
        y = top + sum(heights[:at])
        canvas.line(left, right, y)
    for at in range(len(widths) + 1):
        x = left + sum(widths[:at])
        canvas.upright(x, top, bottom)


def nested_page() -> Draft:
    """Return a page of a drug list whose cell of criteria holds a table of caps."""
    canvas = Canvas()
    ruled(canvas, 60, 80, (140, 340), (30, 190))
    canvas.text(66, 100, "Preferred", 10)
    canvas.text(206, 100, "Criteria", 10)
    canvas.text(66, 130, "Inventa", 10)
    canvas.text(206, 130, "Inventa may be approved for members who meet these criteria:", 10)
    canvas.text(206, 146, "- Member is 18 years of age or older", 10)
    canvas.text(206, 162, "- Member has asthma", 10)
    ruled(canvas, 210, 180, (120, 180), (20, 20, 20))
    for at, (name, cap) in enumerate(
        (("Drug", "Maximum"), ("Inventa", "150 mg per day"), ("Madeupra", "2 vials per 28 days"))
    ):
        canvas.text(216, 194 + 20 * at, name, 10)
        canvas.text(336, 194 + 20 * at, cap, 10)
    document = read_bytes(pdf(canvas), "page.pdf")
    return Draft(Reading(document, reading_names(document)[0]))


def test_a_table_within_a_cell_stays_a_table_and_its_column_of_maxima_states_caps() -> None:
    draft = nested_page()
    assert caps_of(draft) == [("max_dose", 150.0, "mg/day", None, None), ("quantity", 2.0, "vial", 28.0, "day")]
    rows = [
        part
        for block in draft.reading.blocks
        for cell in draft.reading.cell_blocks(block)
        for part in cell
        if part.kind == "row"
    ]
    assert [draft.words(row) for row in rows] == [
        "Drug Maximum",
        "Inventa 150 mg per day",
        "Madeupra 2 vials per 28 days",
    ]
    assert [draft.reading.words(*cell) for cell in rows[1].cells] == ["Inventa", "150 mg per day"]


@pytest.mark.parametrize("head", ["Dose limit", "Dose not to exceed", "Maximum", "Maximum dose"])
def test_doses_below_the_head_of_a_limit_are_largest_doses(head: str) -> None:
    said = table(("Drug", head), ("Inventa", "0.2 mg/kg per day"), ("Madeupra", "12 mg per dose"))
    assert caps(said) == [("max_dose", 0.2, "mg/kg/day", None, None), ("max_dose", 12.0, "mg", 1.0, "dose")]


def test_a_column_of_quantities_keeps_a_mass_per_dose_as_what_is_dispensed() -> None:
    assert caps(table(("Drug", "Quantity limit"), ("Inventa", "45 mg per dose"))) == [
        ("quantity", 45.0, "mg", 1.0, "dose")
    ]
    assert caps(table(("Drug", "Quantity limit"), ("Inventa", "40 mg per day"))) == [
        ("max_dose", 40.0, "mg/day", None, None)
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Preferred agents are limited to 250 mg per day (inventa) and 400 mg per day (madeupra).", [("max_dose", 250.0, "mg/day", None, None), ("max_dose", 400.0, "mg/day", None, None)]),
        ("Inventa is limited to 7.4 GBq (200 mCi) every 6 weeks for up to 6 doses.", [("quantity", 6.0, "dose", None, None), ("max_dose", 7.4, "GBq", 6.0, "week")]),
        ("Maximum dose: Inventa 60 IU/kg twice weekly", [("max_dose", 60.0, "IU/kg", None, None)]),
        ("PA > 3 units/day", [("quantity", 3.0, "unit", 1.0, "day")]),
        ("Requested quantity is ≤ one patch/day", [("quantity", 1.0, "patch", 1.0, "day")]),
        ("No more than two acute treatments are dispensed per month", [("quantity", 2.0, "treatment", 1.0, "month")]),
        ("Coverage is provided for one dose within 6 months", [("quantity", 1.0, "dose", None, None)]),
        ("The patient failed to respond for up to 6 doses.", []),
    ],
)  # fmt: skip
def test_caps_in_sentences_of_several_payers(line: str, expected: list[Cap]) -> None:
    assert caps(f"Inventa\n\n{line}") == expected


def test_a_long_paragraph_is_read_by_its_sentences() -> None:
    filler = "The plan looks at each request by itself and answers it as soon as it can do so. " * 2
    assert caps(
        f"Inventa\n\n{filler}Doses are not to exceed 300 mg every 4 weeks. Nothing else is limited here, and that is all of it."
    ) == [("max_dose", 300.0, "mg", 4.0, "week")]
