"""Entries printed in the line of another one stand by themselves, and a change of an approval's length is a change of the policy."""

from __future__ import annotations

import pytest
from texts.policy_pages import policy_of

from payerdiff.model.policy import Revision
from payerdiff.normalize.log.revision_log import kind_of, target_of

PAGE = """# Drug Policy: Madeupra (madeupumab)

## Coverage Criteria

Madeupra is medically necessary when all of the following are met:

1. Diagnosis of asthma

## Document History

{log}
"""


def entries(*lines: str) -> list[Revision]:
    """Return the entries of a log of some lines."""
    return policy_of(PAGE.format(log="\n\n".join(lines))).revisions


@pytest.mark.parametrize("dash", [" – ", " - ", ": ", " — "])
@pytest.mark.parametrize("end", [".", ";"])
def test_an_entry_in_the_line_of_another_one_is_its_own(dash: str, end: str) -> None:
    inner = f"08/18/2023{dash}Annual review, no changes{end} 12/12/2022{dash}Removed the age limit. Updated criteria."
    found = entries(f"05/16/2025{dash}Added criteria for gout.", inner, f"08/19/2022{dash}Updated criteria for asthma.")
    days = ["2025-05-16", "2023-08-18", "2022-12-12", "2022-08-19"]
    assert [str(one.dates.entry) for one in found] == days
    assert [s.kind for one in found for s in one.statements] == [
        "added",
        "annual_review",
        "removed",
        "revised",
        "revised",
    ]
    assert found[2].span.quote.startswith("12/12/2022")
    assert "12/12/2022" not in found[1].span.quote


@pytest.mark.parametrize(
    "words",
    [
        "Annual review, no changes since 12/12/2022 – the last review.",
        "Annual review. 12/12/2026 – Planned review.",
        "Annual review. Effective 12/12/2022 – Updated criteria.",
    ],
)
def test_a_date_that_opens_no_entry_in_the_order_of_the_log_stays_in_its_line(words: str) -> None:
    found = entries(
        "05/16/2025 – Added criteria.", f"08/18/2023 – {words}", "08/19/2022 – Updated criteria for asthma."
    )
    assert [str(one.dates.entry) for one in found] == ["2025-05-16", "2023-08-18", "2022-08-19"]


@pytest.mark.parametrize(
    "words",
    [
        "Increased authorizations for gout to 12 months",
        "Initial authorization of six months",
        "Approval duration shortened",
        "Length of reauthorization extended",
        "Renewal authorizations now run for 2 years",
    ],
)
def test_a_change_of_an_approvals_length_is_a_change(words: str) -> None:
    assert (kind_of(words), target_of(words)) == ("revised", "Length of approval")


@pytest.mark.parametrize(
    "words",
    [
        "FDA approval for children 6 months and older",
        "Aligned specialists across authorizations",
        "Approved by the committee on 3/28/2017",
    ],
)
def test_an_approval_without_a_length_is_none(words: str) -> None:
    assert kind_of(words) == "administrative"
