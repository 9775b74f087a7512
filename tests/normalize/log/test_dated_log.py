"""Logs of every shape, told by their dates."""

from __future__ import annotations

from datetime import date

import pytest
from pages import draft_of, table

from payerdiff.normalize.log.dated_log import find_log

DAYS = [date(2023, 3, 1), date(2024, 4, 2)]


def days(text: str) -> list[date]:
    """Return the days of the entries of a text."""
    return [entry.dates.entry or date.min for entry in find_log(draft_of(text))]


SHAPES = {
    "a table with a head": table(("Date", "Action"), ("03/01/2023", "New policy created."), ("04/02/2024", "Annual review, no changes.")),
    "a table with columns swapped": table(("Summary of changes", "Review date"), ("New policy created.", "03/01/2023"), ("Annual review.", "04/02/2024")),
    "a table without a head": table(("3/1/2023", "Criteria revised."), ("4/2/2024", "Reviewed; references updated.")),
    "a table with versions": table(("Version", "Review Date", "Revisions"), ("1", "3/1/2023", "New policy."), ("2", "4/2/2024", "Annual review.")),
    "dated lines": "Inventa\n\nPolicy history\n\nMarch 1, 2023: New policy created\n\nApril 2, 2024: No changes",
    "dated lines with dashes": "Inventa\n\nRevision history\n\n03/01/2023 – updated criteria\n\n04/02/2024 – annual review",
    "bullets": "Inventa\n\nUpdates\n\n• March 1, 2023: Added an indication\n• April 2, 2024: No changes",
    "a line of days": "Inventa\n\nReview history\n\nReviewed: 3/1/2023, 4/2/2024",
    "bare days below a label": "Inventa\n\nDocument history\n\nRevised dates:\n\n• 3/1/2023\n• 4/2/2024",
    "days on lines of their own": "Inventa\n\nREVISIONS\n\n03-01-2023\n\nNew policy created\n\n04-02-2024\n\nReviewed without changes",
    "one line": "Inventa\n\nThe end.\n\nApproved Medical Director Committee 3/1/2023; Revised 4/2/2024, 4/2/2024",
    "one line with remarks": "Inventa\n\nThe end.\n\nRevised: 3/1/2023 (add a use); 4/2/2024 (add another use, for all plans)",
    "one line of days": "Inventa\n\nThe end.\n\nReviewed: 3/1/2023, 4/2/2024",
    "tables below headings of versions": "<h4>Revisions From 8.01b:</h4>" + table(("04/02/2024", "Annual review, no changes.")) + "<h4>Revisions From 8.01a:</h4>" + table(("03/01/2023", "New policy created.")),
    "a column of dates that stayed empty": table(("A 1.2", "Action"), ("", "03/01/2023 New policy created."), ("", "04/02/2024 Annual review.")),
    "days behind labels below the head of a log": table(("#", "Date", "Change Description"), ("1.0", "Effective Date: 03/01/2023", "New policy created."), ("1.1", "Effective Date: 04/02/2024", "Annual review.")),
    "the policy's number beside the newest entry": table(("MP-1", "04/02/2024 Annual review."), ("", "03/01/2023 New policy created."), ("", "03/01/2023 New policy created.")),
    "a head of labels and days in turn above the log": table(("Effective Date", "02/01/2026", "Original Effective Date", "01/31/2020"), ("P&T Approval", "12/10/2025", "Last Reviewed", "12/10/2025")) + "<p>Inventa is an antibody.</p>" + table(("Date", "Action"), ("03/01/2023", "New policy created."), ("04/02/2024", "Annual review.")),
    "lines without a heading": "Inventa\n\nThe end.\n\n03/01/2023 New policy created.\n\n04/02/2024 Annual review.",
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_log_is_found_in_every_shape(shape: str) -> None:
    assert sorted(set(days(SHAPES[shape]))) == DAYS


def test_a_day_of_approval_within_an_entry_is_its_own_date() -> None:
    rows = table(
        ("Date", "Comments"),
        ("07/10/2023", "New policy, approved June 12, 2023."),
        ("05/01/2024", "Annual review, approved April 9, 2024."),
    )
    assert [one.dates.approved for one in find_log(draft_of(rows))] == [date(2023, 6, 12), date(2024, 4, 9)]


def test_labels_with_dates_beside_a_log_are_no_entries() -> None:
    log = (("06/14/2023", "Reviewed and reissued."), ("05/09/2022", "Indication added."), ("04/01/2021", "New policy."))
    assert len(days(table(*log))) == 3
    assert len(days(table(*log, ("Version Issued Date:", "10/06/2025")))) == 3


NO_LOGS = {
    "references with days of access": "References\n\n1. Doe J. Psoriasis. 2023. Accessed March 1, 2023.\n2. Roe R. Arthritis. Accessed April 2, 2024.",
    "dates of the head": table(("Original policy date:", "03/01/2023"), ("Last review date:", "04/02/2024")),
    "approvals of drugs": table(("Drug", "FDA approval"), ("Inventa", "03/01/2023"), ("Otherna", "04/02/2024")),
    "results of studies": table(("Trial", "Start"), ("PLATEAU", "03/01/2023"), ("SUMMIT", "04/02/2024")),
}


@pytest.mark.parametrize("case", NO_LOGS)
def test_other_dates_are_no_log(case: str) -> None:
    assert days(NO_LOGS[case]) == []


def test_a_row_without_a_date_goes_on_with_the_one_above() -> None:
    rows = table(
        ("Date", "Changes"),
        ("03/01/2023", "Criteria revised;"),
        ("", "references updated."),
        ("04/02/2024", "Reviewed."),
    )
    first, second = find_log(draft_of(rows))
    assert (first.text, second.text) == ("Criteria revised; references updated.", "Reviewed.")


def test_columns_say_what_their_dates_are_for() -> None:
    rows = table(
        ("Review Date", "Changes", "Effective Date"),
        ("03/01/2023", "Created", "05/01/2023"),
        ("04/02/2024", "Reviewed", "06/01/2024"),
    )
    dates = find_log(draft_of(rows))[0].dates
    assert (dates.reviewed, dates.effective, dates.approved) == (date(2023, 3, 1), date(2023, 5, 1), None)


def test_a_table_of_labels_is_one_entry() -> None:
    rows = table(("Revised:", "03/2025"), ("Committee approved:", "4/24/2025"), ("Effective date:", "07/01/2025"))
    (entry,) = find_log(draft_of(f"<html><body><p>Document history</p>{rows}</body></html>"))
    assert (entry.dates.entry, entry.dates.approved, entry.dates.effective) == (
        date(2025, 3, 1),
        date(2025, 4, 24),
        date(2025, 7, 1),
    )


def test_entries_carry_typed_statements() -> None:
    (first, _) = find_log(draft_of(SHAPES["a table with columns swapped"]))
    assert [statement.kind for statement in first.statements] == ["added"]


def test_the_approval_of_a_drug_is_no_approval_of_an_entry() -> None:
    rows = table(("Date", "Comments"), ("07/10/2023", "New policy; FDA approved June 12, 2021."), ("05/01/2024", "Annual review, FDA approved on April 9, 2020."))  # fmt: skip
    assert [one.dates.approved for one in find_log(draft_of(rows))] == [None, None]


def test_an_entry_is_in_force_from_the_day_that_it_names_and_not_from_that_of_a_code() -> None:
    rows = table(("Date", "Comments"), ("07/10/2023", "Criteria revised. This version is effective 08/01/2023."), ("05/01/2024", "Annual review; added code 00001 (effective 01/01/2024)."))  # fmt: skip
    assert [one.dates.effective for one in find_log(draft_of(rows))] == [date(2023, 8, 1), None]


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("P&T Review: 10/25 (annual), 10/23, 2/22, 11/20 Implementation: 1/1/2026; 4/1/22", ["2025-10-01", "2023-10-01", "2022-02-01", "2020-11-01"]),
        ("P&T Review: 9/24/2025 Effective: 1/1/2026 Prior versions: 9/25/2024, 11/15/2023", ["2025-09-24", "2024-09-25", "2023-11-15"]),
        ("Review/Approval(s): Technology Committee: 01/23/2013 (new), 04/22/2020 (no changes). Utilization Committee: 04/22/2025 (moved).", ["2013-01-23", "2020-04-22", "2025-04-22"]),
        ("Effective: 1/1/2026 Implementation: 4/1/2022, 5/1/2023", []),
        ("Created Date: 4/1/20 Effective Date: 4/1/20 Posted: 1/1/22 Revision Date: 4/1/25", []),
        ("Reviews of trials: 10/25 (phase 3), 10/23 showed that 2/22 patients responded", []),
    ],
)  # fmt: skip
def test_a_line_of_labels_and_dates_is_a_log(line: str, days: list[str]) -> None:
    found = find_log(draft_of(f"Inventa\n\nThe patient has asthma.\n\n{line}"))
    assert [str(one.dates.entry or one.dates.reviewed or one.dates.approved) for one in found] == days


@pytest.mark.parametrize("run", ["_" * 400, "x" * 400, "ab " * 200, "a-b/" * 100])
def test_long_runs_of_one_sign_before_dates_cost_no_time(run: str) -> None:
    assert find_log(draft_of(f"Inventa\n\nReview {run} 10/23, 2/22, 11/20")) == []
