"""Units of measure, by pint (BSD; it carries the units, we add those of policies). A dose per body surface is never one per patient."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

MONTHS = {"day": 1 / 30.4, "week": 7 / 30.4, "month": 1.0, "year": 12.0}
"""Units of age, whose months are of one length."""
POLICY_UNITS = (
    "international_unit = [biological_activity] = IU = iu",
    "billable_unit = [billing]",
    "cell = []",
    "x10 = 10",
)
"""Units that pint does not know: biological activity is of each product, a billable unit of each code."""
NAMED = r"(?:[^\W\d]\w*|%|°\w|\d{1,6}(?:\.\d{1,4})?)"
RAISED = r"(?:\s?(?:\*\*|\^)\s?-?\d{1,2})?"
WRITTEN = re.compile(rf"{NAMED}{RAISED}(?:(?:\s?[/*·]\s?|\s){NAMED}{RAISED})*")
"""A unit: names and small numbers, raised, multiplied and divided. pint calculates whatever else it is given, `mg**9**9**9` too."""


@cache
def registry() -> Any:
    """Return pint's registry with the units of policies; imported late, as it takes half a second."""
    import pint

    found: Any = pint.UnitRegistry()
    for line in POLICY_UNITS:
        found.define(line)
    return found


def plain(unit: str) -> str:
    """Return a unit as pint writes it.

    >>> plain("mcg/m2/day"), plain("units"), plain("cells/µL"), plain("/mm³")
    ('mcg/m**2/day', 'billable_unit', 'cells/uL', '1/mm**3')
    """
    unit = unit.strip().replace("µ", "u").replace("μ", "u").replace("²", "2").replace("³", "3")
    unit = re.sub(r"\b([cm]?m)\^?([23])\b", r"\1**\2", unit)
    unit = re.sub(r"^units?\b", "billable_unit", unit)
    return re.sub(r"^/", "1/", unit)


@cache
def factor(unit: str, to: str) -> float | None:
    """Return how many of the second unit one of the first is, or None where they measure something else or are not known.

    >>> factor("mg/day", "mcg/day"), factor("mcg/m2/day", "mcg/day"), factor("mcg", "IU")
    (1000.0, None, None)
    """
    if unit == to:
        return 1.0
    if not unit or not to:  # a bare number is of whatever unit its policy means
        return None
    own, other = plain(unit), plain(to)
    if not WRITTEN.fullmatch(own) or not WRITTEN.fullmatch(other):
        return None
    import pint

    try:
        return float(round(registry().Quantity(1.0, own).to(other).magnitude, 12))
    except (
        pint.PintError,
        ValueError,
        AttributeError,
        ArithmeticError,
    ):  # unknown, of another dimension, `mg/0`, or no unit at all
        return None


def in_unit(held: Mapping[str, float], unit: str) -> float | None:
    """Return a quantity in a unit, from the same quantity in any units; None where none of them can be turned into it."""
    if unit in held:
        return held[unit]
    for own, number in held.items():
        times = factor(own, unit)
        if times is not None:
            return number * times
    return None
