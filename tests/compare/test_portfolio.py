"""Which policies are overdue: dates of the head, of the log, of a stated next review; months known without a day."""

from __future__ import annotations

import json
from datetime import date

import jsonschema
import pytest

from payerdiff.compare.portfolio import Portfolio, Unreadable, gaps_of, portfolio
from payerdiff.corpus.library import files_of, read_library, samples
from payerdiff.normalize.schema import Dates, EntryDates, Policy, Revision, Span, to_json

DAY = date(2026, 1, 15)
NOWHERE = Span(page=1, start=0, end=0, quote="")


def policies() -> list[Policy]:
    """Return the sample policies."""
    return read_library(files_of([samples()])).policies


def whole() -> Portfolio:
    """Return the portfolio of the samples."""
    return portfolio(policies(), [Unreadable(document="torn.pdf", code="damaged", message="torn.pdf: cut short")], DAY)


def dated(dates: Dates, *entries: tuple[date, str]) -> Policy:
    """Return a policy with dates and log entries of its own."""
    log = [
        Revision(
            dates=EntryDates(entry=day), precision="month" if precision == "month" else "day", text="x", span=NOWHERE
        )
        for day, precision in entries
    ]
    return policies()[0].model_copy(update={"dates": dates, "revisions": log})


@pytest.mark.parametrize(
    ("dates", "entries", "standing", "due"),
    [
        (Dates(last_review=date(2025, 1, 14)), (), "overdue", date(2026, 1, 14)),
        (Dates(last_review=date(2025, 1, 15)), (), "due", date(2026, 1, 15)),
        (Dates(last_review=date(2025, 6, 1)), (), "current", date(2026, 6, 1)),
        (Dates(last_review=date(2024, 1, 1), next_review=date(2027, 1, 1)), (), "current", date(2027, 1, 1)),
        (Dates(), ((date(2025, 1, 1), "month"),), "due", date(2026, 1, 31)),
        (Dates(), ((date(2024, 2, 29), "day"),), "overdue", date(2025, 2, 28)),
        (Dates(), (), "unknown", None),
    ],
)
def test_a_review_is_due_a_year_after_the_last(
    dates: Dates, entries: tuple[tuple[date, str], ...], standing: str, due: date | None
) -> None:
    (found,) = portfolio([dated(dates, *entries)], [], DAY).policies
    assert (found.standing, found.due) == (standing, due)


def test_a_year_without_an_entry_is_a_gap_and_thirteen_months_are_not() -> None:
    log = dated(Dates(), (date(2020, 1, 1), "day"), (date(2021, 2, 1), "day"), (date(2023, 1, 1), "day")).revisions
    assert [(g.start, g.months) for g in gaps_of(log)] == [(date(2021, 2, 1), 23)]


def test_overdue_policies_stand_first_and_nothing_is_left_out() -> None:
    found = whole()
    ways = [p.standing for p in found.policies]
    assert ways == sorted(ways, key=["overdue", "due", "current", "unknown"].index)
    assert {p.document for p in found.policies} == {p.source.name for p in policies()}
    jsonschema.validate(json.loads(to_json(found)), Portfolio.model_json_schema(by_alias=True, mode="serialization"))
