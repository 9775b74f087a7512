"""What a document may hold many of costs as many times more, not the square of that."""

from __future__ import annotations

import pytest
from growth import GROWN, STEPS, Grown, exponent, growth
from ratios import calls

LINEAR = 1.25
"""n log n and what is measured amiss; the square would be 2."""
PAIRS = 2.1
"""All pairs of payers are held against each other."""


@pytest.mark.parametrize("one", [g for g in GROWN if g.name in ("<ol> items", "tracked changes")], ids=lambda g: g.name)
def test_lists_and_tracked_changes_grow_as_their_number(one: Grown) -> None:
    one.make(20)()
    assert exponent([calls(one.make(20 * step)) for step in STEPS]) < LINEAR


@pytest.mark.laws
@pytest.mark.parametrize("one", GROWN, ids=lambda g: g.name)
def test_nothing_grows_faster_than_its_number(one: Grown) -> None:
    found = growth(one)
    assert found.by_calls < (PAIRS if "payers" in one.name else LINEAR), found
    assert found.by_time < (PAIRS if "payers" in one.name else LINEAR) + 0.25, found
