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


def test_a_period_of_another_use_is_none_of_this_one_and_no_passage_for_it() -> None:
    """Whether or not any table knows the other uses: with no criteria for reauthorization the use has no period for it."""
    policy = asking("Age at least 18 years", initial="1 year")
    own = next(a for a in policy.approvals if a.phase == "initial")
    others = [own.model_copy(update={"phase": "renewal", "indication": use, "diseases": []}) for use in ("Odd disorder", "Rare disorder")]  # fmt: skip
    initial = [s for s in policy.criteria if s.phase != "renewal"]
    found = facts(policy.model_copy(update={"criteria": initial, "approvals": [own, *others]}))
    assert (found.initial_months, found.renewal_months) == (12, None)
    assert "renewal_months" not in found.undecided and "renewal_months" not in found.evidence
