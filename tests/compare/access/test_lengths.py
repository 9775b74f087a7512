"""A year is one length, however a payer writes it: in access facts, in rows, in headlines and in changes."""

from __future__ import annotations

import pytest
from reviews import policies
from trees import asking, facts

from payerdiff.compare.changes.term_changes import longer
from payerdiff.compare.side_by_side.headlines.rules import length
from payerdiff.compare.side_by_side.matrix import said_approvals
from payerdiff.model.policy import Approval, Span

WRITTEN = ("1 year", "12 months", "365 days", "365 days (1 year)", "52 weeks", "366 days")


@pytest.mark.parametrize("words", WRITTEN)
def test_a_year_is_twelve_months_in_access_facts(words: str) -> None:
    assert facts(asking("Age at least 18 years", initial=words)).initial_months == 12


@pytest.mark.parametrize(("value", "unit"), [(1, "year"), (12, "month"), (365, "day"), (52, "week"), (366, "day")])
def test_a_year_is_one_length_wherever_lengths_are_compared(value: float, unit: str) -> None:
    def approval(value: float, unit: str) -> Approval:
        return Approval(phase="initial", value=value, unit=unit, text="", span=Span(page=1, start=0, end=0, quote=""))

    own, year = approval(value, unit), approval(1, "year")
    rows = [said_approvals(policies()[0].model_copy(update={"approvals": [a]}), "initial")[1] for a in (own, year)]
    assert rows[0] == rows[1]
    assert length(own) == length(year)
    assert longer(own, year) == "equivalent"
    assert longer(own, approval(13, "month")) == "loosened"
