"""A family's adapter names its own headings; one that means one thing with any payer opens its section there too."""

from __future__ import annotations

import pytest
from pages import page

from payerdiff.model.policy import Policy, leaves
from payerdiff.normalize.normalizer import normalize

BODY = """<html><body><h1>Madeupine (madeupamab)</h1><p>Document Number: MP-1</p>
<p><b>I. Length of Authorization</b></p><p>Coverage is for 12 months.</p><p><b>II. Dosing Limits</b></p><p>Max Units (per dose and over time): 4 units every 28 days</p>
<p><b>III. Initial Approval Criteria</b></p><p>Coverage is provided in the following conditions:</p><p><b>Gout</b></p><ul><li>Patient is at least 18 years of age; AND</li><li>Patient failed allopurinol</li></ul>
<p><b>IV. Renewal Criteria</b></p><p>Coverage can be renewed when:</p><ul><li>Patient continues to meet the criteria; AND</li><li>Patient had a response to therapy</li></ul>
{more}</body></html>"""


def read(more: str) -> Policy:
    """Return a policy of the family with more at its end."""
    found = normalize(page(BODY.format(more=more), "family.html"), template="magellan")
    assert isinstance(found, Policy)
    return found


def words(policy: Policy, phase: str) -> list[str]:
    """Return the leaves of a phase."""
    return [leaf.text for one in (*policy.criteria, *policy.exclusions) if one.phase == phase for leaf in leaves(one.root)]  # fmt: skip


@pytest.mark.parametrize("tag", ["h2", "h3", "b"])
@pytest.mark.parametrize("heading", ["Exclusions", "Limitations/Exclusions", "Exclusions and Limitations", "Contraindications/Exclusions"])  # fmt: skip
def test_exclusions_below_another_payers_heading_are_no_criteria_for_renewal(heading: str, tag: str) -> None:
    before = words(read(""), "renewal")
    listed = "<p>It is not covered for any of these:</p><ul><li>Asthma</li><li>Migraine</li></ul>"
    policy = read(f"<{tag}>{heading}</{tag}>{listed}" if tag != "b" else f"<p><b>{heading}</b></p>{listed}")
    assert words(policy, "renewal") == before and len(before) == len(("meets", "responds"))
    assert words(policy, "exclusion") == ["Asthma", "Migraine"]


@pytest.mark.parametrize("heading", ["Revision History", "Policy History", "Document revision log"])
def test_a_log_below_another_payers_heading_is_read(heading: str) -> None:
    rows = "<table><tr><th>Date</th><th>Revision</th></tr><tr><td>04/08/2025</td><td>Annual review, no changes</td></tr><tr><td>11/01/2013</td><td>New policy</td></tr></table>"
    policy = read(f"<p><b>{heading}</b></p>{rows}")
    assert [str(one.dates.entry) for one in policy.revisions] == ["2025-04-08", "2013-11-01"]
    assert words(policy, "renewal") == words(read(""), "renewal")


def test_the_same_words_in_a_sentence_open_nothing() -> None:
    policy = read("<p>Exclusions</p><ul><li>Asthma</li></ul>")
    assert words(policy, "exclusion") == []
