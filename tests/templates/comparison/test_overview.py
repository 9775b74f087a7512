"""The first screen: all indications at once, each payer with its steps, and what is known of each payer and of many."""

from __future__ import annotations

from datetime import date

import lxml.html
import pytest
from trees import asking, twofold

from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.model.phrasing import SEE_TEXT
from payerdiff.model.policy import Code, Criterion, Dates, Ledger, Policy, Span, leaves
from payerdiff.templates.comparison.overview_views import OverviewView, overview
from payerdiff.templates.comparison.page_views import Builder
from payerdiff.templates.comparison.payer_views import form_of, how_far, in_force
from payerdiff.templates.rendering import render_comparison

STEPS = "Failure of methotrexate for at least 3 months"
OPEN = "Failure of two of the agents that the formulary lists"


def table_of(*policies: Policy) -> OverviewView | None:
    """Return the table of a comparison."""
    comparison = compare(policies, "Tremfya (guselkumab)", "guselkumab")
    return overview(comparison, Builder(comparison).cite)


def test_each_payer_has_its_steps_for_each_indication_also_where_only_their_least_number_is_known() -> None:
    found = table_of(twofold(asking(STEPS)), twofold(asking(OPEN, "Failure of adalimumab", number=3)), asking(number=4))
    assert found is not None and len(found.shown) == 2 and not found.folded
    cells = {row.title: [(cell.steps, cell.decided) for cell in row.cells] for row in found.shown}
    assert cells["Plaque psoriasis"] == [("1 step", True), ("at least 1 step", False), ("no steps", True)]
    assert cells["Psoriatic arthritis"][2] == ("not addressed", False)
    assert all(cell.exhibit or cell.elsewhere for row in found.shown for cell in row.cells[:2])


def test_one_indication_needs_no_table_above_its_grid() -> None:
    assert table_of(asking(STEPS), asking(OPEN, number=3)) is None


def test_every_indication_leads_to_its_part_of_the_grid_in_any_order() -> None:
    two = twofold(asking(STEPS)), twofold(asking(OPEN, number=3))
    for order in (two, two[::-1]):
        root: lxml.html.HtmlElement = lxml.html.document_fromstring(
            render_comparison(compare(order, "Tremfya (guselkumab)", "guselkumab"))
        )
        links = root.xpath("//table[contains(@class, 'over')]//th/a")
        assert len(links) == 2
        for link in links:
            body = root.get_element_by_id(link.get("href")[1:])
            assert body.tag == "tbody" and body.xpath("string(tr[1]/th)").strip() == link.text_content()


@pytest.mark.parametrize(
    ("title", "described", "told"),
    [
        ("EXAMPLUMAB INTRAVENOUS", "Injection, examplumab, 1 mg", "intravenous (in its title)"),
        ("Examplumab", "Injection, examplumab, SC, 1 mg", "subcutaneous (in its codes)"),
        ("Examplumab", "Injection, examplumab, intravenous or subcutaneous", "intravenous and subcutaneous (in its codes)"),
        ("Examplumab for active disease", "Injection, examplumab, 1 mg", ""),
        ("Stage IVB disease: examplumab", "", ""),
    ],
)  # fmt: skip
def test_how_a_product_is_given_is_told_with_the_place_that_names_it(title: str, described: str, told: str) -> None:
    policy = asking(STEPS)
    span = next(s.root.span for s in policy.criteria if s.root.span)
    code = Code(system="HCPCS", code="J0000", description=described, span=span)
    assert form_of(policy.model_copy(update={"title": title, "codes": [code], "dosage": []})) == told


def test_a_policy_without_an_effective_date_tells_the_date_that_it_has() -> None:
    assert in_force(Dates(published=date(2025, 9, 10), last_review=date(2025, 8, 1))) == "not stated; published 2025-09-10"  # fmt: skip
    assert in_force(Dates(original=date(2020, 1, 1))) == "not stated"


def with_leaves(policy: Policy, typed: int, held: int) -> Policy:
    """Return a policy of some criteria of which some are typed."""
    source = next(leaf for s in policy.criteria for leaf in leaves(s.root) if leaf.atoms)
    bare: Span | None = source.span
    own = [source if at < typed else Criterion(op="leaf", text="Other words", span=bare) for at in range(held)]
    root = Criterion(op="all", text="", children=own, span=bare)
    sets = [policy.criteria[0].model_copy(update={"root": root})]
    return policy.model_copy(update={"criteria": sets, "exclusions": []})


@pytest.mark.parametrize(("typed", "poor"), [(1, True), (2, False), (3, False)])
def test_a_policy_of_which_most_criteria_are_not_evaluated_says_so_first(typed: int, poor: bool) -> None:
    read = how_far(with_leaves(asking(STEPS), typed, 4))
    assert read.startswith("read in part only: ") is poor and f"{typed} of 4 criteria evaluated" in read


@pytest.mark.parametrize(
    ("unread", "words"), [(0, ""), (3, "under 1% of the text unread"), (70, "7% of the text unread")]
)
def test_how_much_of_the_text_was_not_read_is_told_as_a_share(unread: int, words: str) -> None:
    ledger = Ledger(characters=1000, criteria=1000 - unread, metadata=0, boilerplate=0, furniture=0, unread=unread)
    read = how_far(asking(STEPS).model_copy(update={"ledger": ledger}))
    assert words in read and (words != "" or "unread" not in read)


def test_many_payers_come_to_one_line_and_no_table_of_theirs() -> None:
    many = [twofold(asking(STEPS, number=at)) for at in range(1, 11)]
    root: lxml.html.HtmlElement = lxml.html.document_fromstring(
        render_comparison(compare(many, "Tremfya (guselkumab)", "guselkumab"))
    )
    (line,) = root.xpath("//header//p[@class='note'][starts-with(., 'Benefit: ')]")
    assert "10" in line.text_content() and not root.xpath("//table[contains(@class, 'over')]")
    assert SEE_TEXT not in line.text_content()


def test_a_ladder_says_how_many_steps_there_are_at_least_where_some_are_open() -> None:
    page = render_comparison(compare([asking(OPEN, "Failure of adalimumab"), asking(STEPS, number=3)], "Tremfya (guselkumab)", "guselkumab"))  # fmt: skip
    root: lxml.html.HtmlElement = lxml.html.document_fromstring(page)
    told = " ".join(root.get_element_by_id("ladders").text_content().split())
    assert told.count("at least 1 step in all: ") == 1
