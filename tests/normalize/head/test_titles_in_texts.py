"""Titles of texts that have no type: captured pages, labels within a running line, lines that were broken off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import draft_of

from payerdiff.normalize.head.head import read_head

NAMES = ("Inventase Agents", "Molecular Testing for Rare Anemias", "Home Infusion Pumps", "Panel Tests (Extended)")
SITE = (
    "Skip to main content Plans Find Care Members Forms Claims Contact Careers News Accessibility Privacy Terms of Use "
    * 3
)
BODY = "\n\nPolicy\n\nThe service is medically necessary when ALL of the following are met:\n\n1. Adult\n\n2. Anemia"


def title(text: str) -> str | None:
    """Return the title of a text."""
    return read_head(draft_of(text)).title


@given(
    st.sampled_from(NAMES),
    st.sampled_from(["Topic", "Subject", "Policy Title"]),
    st.sampled_from(["Section", "Document #", "Effective Date"]),
)
def test_a_label_within_a_running_line_names_the_title_up_to_the_next_label(name: str, label: str, then: str) -> None:
    line = f"Search Mission Disclaimer Medical Policy: X-12-001 {label}: {name} {then}: Laboratory Effective Date: 1/1/2031 {SITE}"
    assert title(line + BODY) == name


@given(st.sampled_from(NAMES), st.sampled_from(["", "ABC.00015 "]))
def test_a_captured_page_begins_with_its_name(name: str, number: str) -> None:
    assert title(f"{number}{name} {SITE}{BODY}") == name


@given(
    st.sampled_from(NAMES), st.sampled_from(["Effective Date: January 1, 2031", "Original Policy Date: June 1, 2030"])
)
def test_a_long_line_goes_on_in_the_short_one_before_a_label(name: str, label: str) -> None:
    words = f"Genetic and Genomic Studies of Enzymes and of {name}"
    text = f"Medical Policy\n{words[:46].rsplit(' ', 1)[0]}\n{words[len(words[:46].rsplit(' ', 1)[0]) + 1 :]}\n{label}"
    assert title(text + BODY) == words


@pytest.mark.parametrize(
    "line",
    [
        "Policy Position",
        "Tracking Information",
        "(See the criteria below.)",
        "Pharmacy Advisory Committee",
        "Not applicable",
    ],
)
def test_parts_of_a_page_and_committees_are_no_titles(line: str) -> None:
    assert title(f"{line}\nInventase Agents{BODY}") == "Inventase Agents"


def test_related_policies_are_no_titles() -> None:
    text = (
        "Manual 2.04.141 Liquid Tests\nRelated Policies:\n2.04.1 - Inventase (infliximab) Tests\n2.04.2 - Other Tests"
    )
    assert title(text + BODY) != "2.04.1 - Inventase (infliximab) Tests"
