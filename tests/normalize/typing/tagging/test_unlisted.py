"""Things that are measured and that no vocabulary holds."""

from __future__ import annotations

import pytest

from payerdiff.normalize.typing.expression import Condition, conditions_of
from payerdiff.normalize.typing.tagging.measures import measures


def limits(text: str) -> list[tuple[str | None, str, object, str | None]]:
    """Return the limits that a text sets to what is measured."""
    found = [c for part in measures(text) for c in conditions_of(part)]
    return [(c.subject, c.op, c.value, c.unit) for c in found if isinstance(c, Condition)]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Karvelin level is above 40 ng/mL", ("karvelin", ">", 40, "ng/mL")),
        ("Baseline serum karvelase activity is less than 30 nmol/L", ("serum karvelase activity", "<", 30, "nmol/L")),
        ("Has a karvel wedge pressure of 15 mmHg or less", ("karvel wedge pressure", "<=", 15, "mmHg")),
        ("A clinical karvel score of 4 or more", ("clinical karvel score", ">=", 4, None)),
        ("Karvel length (KL) > 16.5 cm", ("karvel length", ">", 16.5, "cm")),
        ("Fasting karvelides exceed 500 mg/dL", ("fasting karvelides", ">", 500, "mg/dL")),
        ("Fasting karvelides do not exceed 500 mg/dL", ("fasting karvelides", "<=", 500, "mg/dL")),
    ],
)
def test_a_thing_with_a_limit_in_a_unit_of_laboratories_is_measured(text: str, meaning: tuple[object, ...]) -> None:
    assert limits(text) == [meaning]


@pytest.mark.parametrize(
    "text",
    [
        "The dose must never exceed 10 mg/kg", "Dose does not exceed 3 g/day", "Treated for at least 3 months", "Age of at least 18 years",
        "A score of at least 3", "Methotrexate concentration of at least 25 mg/mL", "Karvel protein has decreased by at least 50 mg/dL",
        "Reduction of at least 50 mg/dL", "Karvel expression level of at least 50 %", "Staining intensity score of 2 or more", "Karvelase activity below 5 % of normal", "At least 2 visits", "The karvel fee will not exceed 5 mg/dL",
    ],
)  # fmt: skip
def test_a_dose_a_time_a_change_and_a_share_of_normal_are_no_things_measured(text: str) -> None:
    assert limits(text) == []
