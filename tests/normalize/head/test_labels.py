"""Number, title, dates, lines of business and benefit: by their labels, beside or below them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import draft_of, table

from payerdiff.normalize.head.head import Head, read_head

DAYS = st.dates(date(2001, 1, 1), date(2039, 12, 31))
WAYS = ("{0:%m/%d/%Y}", "{0:%B} {0.day}, {0.year}", "{0.month}/{0.day}/{0:%y}", "{0:%m-%d-%Y}", "{0:%Y-%m-%d}", "{0:%m|%d|%Y}", "{0:%b} {0.day}, {0.year}")  # fmt: skip


def head_of(text: str) -> Head:
    """Return the head of a text."""
    return read_head(draft_of(text))


@given(DAYS, st.sampled_from(WAYS), st.sampled_from(["Effective Date: ", "Effective: ", "Current Effective Date: ", "Policy effective date: ", "EFFECTIVE DATE: "]))  # fmt: skip
def test_an_effective_date_is_read_however_it_is_written(day: date, way: str, label: str) -> None:
    assert head_of(f"Inventa\n{label}{way.format(day)}\nCriteria").dates["effective"] == day


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("Original Effective Date: 05/01/2020", "original"),
        ("Date of Origin: 05/01/2020", "original"),
        ("Last Review Date: 05/01/2020", "last_review"),
        ("Date Last Reviewed / Revised: 05/01/2020", "last_review"),
        ("Reviewed: 05/01/2020", "last_review"),
        ("Next Review Due By: May 2020", "next_review"),
        ("Publish Date: 05/01/2020", "published"),
        ("Last Updated May 1, 2020", "published"),
        ("Effective Date 05/01/2020", "effective"),
    ],
)
def test_a_label_says_what_its_date_is_for(line: str, field: str) -> None:
    assert head_of(f"Inventa\n{line}\nCriteria").dates[field] == date(2020, 5, 1)


@pytest.mark.parametrize(
    "line",
    [
        "Approval Date: 05/01/2020",
        "P&T Approval Date: 05/01/2020",
        "Accepted: 05/01/2020",
        "Supersedes effective date: 05/01/2020",
        "The code was effective in 2020 for all of us.",
        "The committee will review this on May 1, 2020, as the members asked it to do last year.",
    ],
)
def test_other_dates_are_neither_effective_nor_review_dates(line: str) -> None:
    assert not {"effective", "last_review"} & head_of(f"Inventa\n{line}\nCriteria").dates.keys()


def test_of_dates_reviewed_the_newest_counts() -> None:
    head = head_of("Inventa\nDates Reviewed: 01/2019, 03/2021, 02/2020\nCriteria")
    assert head.dates["last_review"] == date(2021, 3, 1)


def test_labels_side_by_side_have_the_values_of_their_own_columns() -> None:
    rows = table(("Policy Number", "Effective Date", "Last Review Date"), ("PH-1234", "01/02/2024", "03/04/2023"))
    head = head_of(f"<html><body><h1>Inventa</h1>{rows}<p>Criteria</p></body></html>")
    assert head.number == "PH-1234"
    assert head.dates == {"effective": date(2024, 1, 2), "last_review": date(2023, 3, 4)}


def test_a_column_of_a_log_is_no_label() -> None:
    rows = table(
        ("Review Date", "Summary"), ("01/02/2021", "Created"), ("01/03/2022", "Reviewed"), ("01/04/2023", "Reviewed")
    )
    assert "last_review" not in head_of(f"<html><body><h1>Inventa</h1>{rows}</body></html>").dates


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Policy Number: 9.150", "9.150"),
        ("Policy #: 05.02.20", "05.02.20"),
        ("Reference number: AB-1012", "AB-1012"),
        ("Guideline No. 17", "17"),
        ("Genetic Testing: Policy No. 051", "051"),
        ("Document #: GENE.00059", "GENE.00059"),
        ("Program Number 2025 P 2204-10", "2025 P 2204-10"),
        ("02-61000-35", "02-61000-35"),
        ("Medical Policy: L-267-001", "L-267-001"),
    ],
)
def test_a_number_is_read_behind_its_label_or_by_its_form(line: str, number: str) -> None:
    assert head_of(f"{line}\nInventa\nCriteria").number == number


@pytest.mark.parametrize(
    "line", ["Call us at 800-555-0199", "Policy: Inventa is covered", "Effective 05/01/2020", "IL-23 inhibitors"]
)
def test_other_numbers_are_none(line: str) -> None:
    assert head_of(f"Inventa\n{line}\nCriteria").number is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Policy Title: Inventa (madeupmab)\nPolicy Number: 12", "Inventa (madeupmab)"),
        ("MEDICAL POLICY\nSubject: Repair of the Left Elbow\nEffective Date: 01/01/2024", "Repair of the Left Elbow"),
        ("Aetna\nPharmacy Policy\nDupixent (dupilumab)\nEffective: 01/01/2024", "Dupixent (dupilumab)"),
        ("Molina Healthcare\nPrior Authorization Criteria\nCytokine & CAM antagonist criteria\nEffective 1/01/2022", "Cytokine & CAM antagonist criteria"),
    ],
)  # fmt: skip
def test_a_title_is_what_the_policy_is_about_not_what_kind_of_paper_it_is(text: str, title: str) -> None:
    assert head_of(f"{text}\nCriteria\nThe patient must meet all of the following.").title == title


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Line(s) of Business: HMO; PPO; QUEST", ["HMO", "PPO", "QUEST"]),
        ("Lines of Business: Commercial, Medicaid", ["Commercial", "Medicaid"]),
        ("Impacted Products\n☐ All Products\n☒ NH Medicaid\n☐ Medicare Advantage", ["NH Medicaid"]),
        ("Applies to: see your plan's documents for what members must do", []),
    ],
)
def test_lines_of_business_are_listed_or_ticked(text: str, lines: list[str]) -> None:
    assert head_of(f"Inventa\n{text}\n\nCriteria").payer.lines_of_business == lines


@pytest.mark.parametrize(
    ("text", "benefit"),
    [
        ("Applicable Benefit\n☒ Pharmacy\n☐ Medical", "pharmacy"),
        ("Benefit: Medical", "medical"),
        ("Medical Benefit Drug Policy", "medical"),
        ("covered under the prescription drug benefit", "pharmacy"),
        ("covered under the medical benefit or the pharmacy benefit", None),
    ],
)
def test_the_benefit_is_the_one_that_the_head_names_alone(text: str, benefit: str | None) -> None:
    assert head_of(f"Inventa\n{text}\nCriteria").benefit == benefit


def test_the_line_of_a_label_is_metadata_and_a_sentence_is_not() -> None:
    draft = draft_of(
        "Inventa\nEffective Date: 01/02/2024\nThe patient must have psoriasis and be seen by a dermatologist."
    )
    read_head(draft)
    blocks = {block.text: block.cls for block in draft.ledger().blocks}
    assert any(cls == "metadata" and "01/02/2024" in (text or "") for text, cls in blocks.items())
    assert any(cls == "unread" and "dermatologist" in (text or "") for text, cls in blocks.items())


def test_a_date_on_a_line_of_its_own_is_when_a_page_was_issued_where_no_label_tells_more() -> None:
    assert head_of("Inventa\nCriteria\nThe end.\n\nApril 20, 2025").dates == {"published": date(2025, 4, 20)}
    assert head_of("Inventa\nEffective: 1/1/2024\nThe end.\n\nApril 20, 2025").dates == {"effective": date(2024, 1, 1)}


def test_a_lost_break_ends_a_number() -> None:
    assert head_of("Document #: GENE.00059Publish Date: 07/06/2022\nInventa\nCriteria").number == "GENE.00059"


@pytest.mark.parametrize("line", ["Medicare Part B", "Medicaid", "Commercial"])
def test_a_title_may_open_with_its_line_of_business(line: str) -> None:
    assert head_of(f"{line}: Inventa\nEffective Date: 05/01/2020\nCriteria").payer.lines_of_business == [line]
    assert head_of(f"Inventa\n{line} members pay a share\nCriteria").payer.lines_of_business == []


def test_a_line_that_points_to_another_policy_names_no_benefit() -> None:
    own = "Inventa\nDrugs requiring prior authorization under the medical benefit"
    other = "Refer to the pharmacy benefit policy for tablets."
    assert head_of(f"{own}\n{other}\nCriteria").benefit == "medical"
    assert head_of(f"{own}\nInventa tablets are covered under the pharmacy benefit.\nCriteria").benefit is None


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Plan\n☐ Prairie Medicaid\n☒ Prairie Commercial plans\n☐ Medicare Advantage", ["Prairie Commercial plans"]),
        ("Plan\n☐ Prairie Medicaid\n☐ Medicare Advantage", []),
        ("☒ Documents enclosed\n☐ Request form", []),
    ],
)
def test_plans_are_those_whose_boxes_are_ticked_whatever_stands_above(text: str, lines: list[str]) -> None:
    assert head_of(f"Inventa\n\n{text}\n\nCriteria").payer.lines_of_business == lines


def test_lines_of_business_may_stand_in_the_cell_beside_their_label() -> None:
    rows = table(
        ("Policy Number:", "AB.12"), ("Line of Business Policy Applies to:", "All lines of business (except Medicare)")
    )
    assert head_of(f"<h1>Inventa</h1>{rows}").payer.lines_of_business == ["All lines of business (except Medicare)"]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Policy number: MP 2.347", "MP 2.347"),
        ("MEDICAL POLICY – 5.01.618", "5.01.618"),
        ("Medical policy – an overview", None),
    ],
)
def test_a_number_may_have_a_blank_or_stand_behind_a_dash(line: str, number: str | None) -> None:
    assert head_of(f"{line}\nInventa\n\nCriteria").number == number


def test_raised_letters_behind_a_day_do_not_end_a_list_of_days() -> None:
    text = "Review dates: 07/05/2022MPC, 07/11/2023MPC, 08/12/2025MPC"
    assert head_of(f"Inventa\n{text}\nCriteria").dates["last_review"] == date(2025, 8, 12)


def test_a_day_behind_the_body_that_approved_is_when_the_document_was_issued() -> None:
    assert head_of("Inventa\nApproved Quality Committee: November 19, 2024\nCriteria").dates["published"] == date(
        2024, 11, 19
    )


def test_a_line_that_the_files_own_title_repeats_is_the_title() -> None:
    body = "<h1>Clinical Review Criteria</h1><h1>Prairie Monitoring Systems</h1><p>Type 2 diabetes treated with insulin</p>"
    filed = f"<html><head><title>Prairie Monitoring Systems | Sample Plan</title></head><body>{body}</body></html>"
    assert read_head(draft_of(filed)).title == "Prairie Monitoring Systems"


@pytest.mark.parametrize("label", ["Bulletin Title", "Policy Title", "Subject", "Drug/Drug Class"])
def test_a_title_stands_beside_its_label_and_ends_with_the_row(label: str) -> None:
    page = table((label, "Inventa (inventamab)"), ("Policy Number", "S-1"), ("Applicable States", "☒ Ohio ☐ Texas"))
    assert head_of(f"<html><body>{page}</body></html>").title == "Inventa (inventamab)"


@pytest.mark.parametrize("label", ["Drug/Drug Class", "Policy Title"])
def test_a_title_stands_below_a_label_that_has_a_line_of_its_own(label: str) -> None:
    assert head_of(f"Sample Program\n\n{label}\n\nInvented Fibrosis Agents\n\nRevision Notes").title == "Invented Fibrosis Agents"  # fmt: skip
    said = head_of(f"Sample Program\n\n{label}\n\nInventa is approved for adults.\n\nRevision Notes").title
    assert said != "Inventa is approved for adults."


@pytest.mark.parametrize(
    ("banner", "lines", "benefit"),
    [
        ("Prairie® Commercial\nMedical Benefit Drug Policy", ["Commercial"], "medical"),
        ("Prairie® Medicare Advantage\nPharmacy Benefit Policy", ["Medicare Advantage"], "pharmacy"),
        ("Prairie® Commercial members pay a share\nThe medical benefit and the pharmacy benefit are told apart.", [], None),
    ],
)  # fmt: skip
def test_a_banner_names_the_market_and_the_kind_of_policy(banner: str, lines: list[str], benefit: str | None) -> None:
    head = head_of(f"{banner}\n\nInventa\n\nCriteria\nDrugs of the pharmacy benefit are on another list.")
    assert (head.payer.lines_of_business, head.benefit) == (lines, benefit)
