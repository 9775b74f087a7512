"""Access at a glance in the report: every cell says something, what is not decided says so, and every link leads to its passage."""

from __future__ import annotations

import lxml.html
from trees import asking

from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.model.access.wording import QUESTIONS
from payerdiff.model.phrasing import SEE_TEXT
from payerdiff.model.policy import Policy
from payerdiff.templates.rendering import render_comparison

STEPS = "Failure of methotrexate for at least 3 months"
OPEN = "Failure of two of the agents that the formulary lists"


def section(*policies: Policy) -> lxml.html.HtmlElement:
    """Return the section of a report."""
    page = render_comparison(compare(policies, "Tremfya (guselkumab)", "guselkumab"))
    return the_section(page)


def the_section(page: str) -> lxml.html.HtmlElement:
    """Return the section of a page."""
    root: lxml.html.HtmlElement = lxml.html.document_fromstring(page)
    return root.get_element_by_id("access")


def two() -> tuple[Policy, Policy]:
    """Return a policy whose steps are decided, and one whose steps are not."""
    return asking(STEPS), asking(OPEN, number=3)


def test_the_grid_has_a_row_for_each_fact_and_a_column_for_each_payer() -> None:
    found = section(*two())
    rows = found.xpath(".//tbody/tr")
    assert [row.xpath("string(th)") for row in rows] == [q.title for q in QUESTIONS]
    assert all(len(row.xpath("td")) == 2 and all(td.text_content().strip() for td in row.xpath("td")) for row in rows)


def test_what_is_not_decided_is_no_number_and_leads_to_the_policys_words() -> None:
    (row,) = [r for r in section(*two()).xpath(".//tbody/tr") if r.xpath("string(th)") == "Conventional steps"]
    decided, undecided = row.xpath("td")
    assert decided.text_content().split()[0] == "1" and decided.xpath(".//a[@class='c']")
    assert (
        SEE_TEXT in undecided.text_content()
        and undecided.xpath(".//a[@class='c']")
        and undecided.xpath(".//span[@class='ns']")
    )


def test_a_crowd_stands_in_rows() -> None:
    many = [asking(STEPS, number=number) for number in range(2, 12)]
    found = section(*many)
    assert len(found.xpath(".//tbody/tr")) == len(many)
    assert found.xpath("string(.//thead/tr/th[2])") == QUESTIONS[0].title


def test_a_comparison_that_is_not_about_one_drug_says_so() -> None:
    page = render_comparison(compare(two(), "Several drugs"))
    found = the_section(page)
    assert "not about one drug" in found.text_content() and not found.xpath(".//table")
