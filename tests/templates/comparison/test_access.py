"""Access at a glance in the report: every cell says something, what is not decided says so, and every link leads to its passage."""

from __future__ import annotations

import lxml.html
from trees import asking, twofold

from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.model.access.wording import QUESTIONS
from payerdiff.model.phrasing import SEE_TEXT
from payerdiff.model.plans import PlanAnswer, PlanRow, PlanTable
from payerdiff.model.policy import Policy
from payerdiff.templates.comparison.plan_views import plans_view
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


def test_the_grid_tells_each_fact_once_with_a_column_for_each_payer() -> None:
    found = section(*two())
    rows = found.xpath(".//tbody/tr[not(@class) or @class='unlike']")
    titles = [row.xpath("string(th)").split("\xa0")[0] for row in rows]
    (alike,) = found.xpath(".//tr[@class='alike']")
    folded = [q.title for q in QUESTIONS if f"{q.title.lower()}: " in alike.text_content()]
    assert sorted(titles + folded) == sorted(q.title for q in QUESTIONS) and folded and titles
    assert all(len(row.xpath("td")) == 2 and all(td.text_content().strip() for td in row.xpath("td")) for row in rows)


def test_criteria_without_a_title_are_told_as_those_of_their_disease() -> None:
    def untitled(one: Policy) -> Policy:
        return one.model_copy(update={"criteria": [s.model_copy(update={"indication": None}) for s in twofold(one).criteria]})  # fmt: skip

    found = section(*map(untitled, two())).text_content()
    assert "0 of 2 payers" not in found
    assert "all but" not in found


def test_what_nobody_asks_for_is_folded_only_where_no_passage_is_lost() -> None:
    (alike,) = section(*two()).xpath(".//tr[@class='alike']")
    facts = compare(two(), "Tremfya (guselkumab)", "guselkumab").access
    for question in QUESTIONS:
        if f"{question.title.lower()}: " in alike.text_content():
            assert not any(key in one.evidence or key in one.undecided for one in facts for key in question.keys)


def test_answers_that_differ_are_marked_and_those_that_are_not_decided_are_no_answer() -> None:
    def marked(*policies: Policy) -> list[str]:
        rows = section(*policies).xpath(".//tr[@class='unlike']")
        assert all(row.xpath("th//span[@class='vh']") for row in rows)
        return [row.xpath("string(th)").split("\xa0")[0] for row in rows]

    assert "Conventional steps" not in marked(*two())
    assert "Conventional steps" in marked(asking(STEPS), asking("Diagnosis confirmed by a dermatologist", number=3))


def row_of(title: str, *policies: Policy) -> list[str]:
    """Return the cells of one row, without their passages."""
    (row,) = [r for r in section(*policies).xpath(".//tbody/tr[th and td]") if r.xpath("string(th)").split("\xa0")[0] == title]  # fmt: skip
    return [td.text_content().split("[")[0].strip() for td in row.xpath("td")]


def test_steps_of_all_kinds_are_added_and_where_some_are_open_it_is_told_how_many_there_are_at_least() -> None:
    both = asking(STEPS, "Failure of adalimumab")
    assert row_of("Steps in all", both, asking("Failure of adalimumab", number=3)) == ["2", "1"]
    assert row_of("Branded steps", both, asking("Failure of adalimumab", number=3)) == ["1: adalimumab"] * 2
    some = asking(OPEN, "Failure of adalimumab", number=3)
    assert row_of("Steps in all", both, some) == ["2", "at least 1 (see policy text)"]
    assert row_of("Steps in all", both, asking(OPEN, number=3)) == ["2", SEE_TEXT]


def test_what_is_not_decided_is_no_number_and_leads_to_the_policys_words() -> None:
    (row,) = [r for r in section(*two()).xpath(".//tbody/tr") if r.xpath("string(th)").split("\xa0")[0] == "Conventional steps"]  # fmt: skip
    decided, undecided = row.xpath("td")
    assert decided.text_content().split()[0] == "1:" and decided.xpath(".//a[@class='c']")
    assert (
        SEE_TEXT in undecided.text_content()
        and undecided.xpath(".//a[@class='c']")
        and undecided.xpath(".//span[@class='ns']")
    )


def test_the_same_specialists_in_another_order_are_no_difference() -> None:
    words = "Prescribed by or in consultation with a {} or {}"
    pair = ("dermatologist", "rheumatologist")
    one, other = asking(words.format(*pair)), asking(words.format(*pair[::-1]), number=3)
    rows = section(one, other).xpath(".//tbody/tr[th and td]")
    (row,) = [r for r in rows if r.xpath("string(th)").split("\xa0")[0] == "Specialist"]
    assert not row.get("class") and all("rheumatologist" in td.text_content() for td in row.xpath("td"))


def test_silence_is_no_difference_and_is_marked_as_such() -> None:
    def row_of(*policies: Policy) -> lxml.html.HtmlElement:
        rows = section(*policies).xpath(".//tbody/tr[th and td]")
        return next(r for r in rows if r.xpath("string(th)").split("\xa0")[0] == "Age")

    adult, silent, child = asking("Age 18 years or older"), asking(number=3), asking("Age 12 years or older", number=4)
    some = row_of(adult, silent)
    assert (
        not some.get("class")
        and "stated by some payers only" in some.text_content()
        and "not stated" in some.text_content()
    )
    assert row_of(adult, silent, child).get("class") == "unlike"


def test_a_crowd_is_counted_and_stands_in_rows_below() -> None:
    many = [asking(STEPS, number=number) for number in range(2, 12)] + [asking(OPEN, number=12)]
    found = section(*many)
    counted, *each = found.xpath(".//table")
    (row,) = [r for r in counted.xpath(".//tbody/tr") if r.xpath("string(th)").split("\xa0")[0] == "Conventional steps"]
    counts = [(li.xpath("string(.//b)"), len(li.xpath(".//span[@class='ns']"))) for li in row.xpath(".//li")]
    assert counts == [("10", 0), ("1", 1)]
    ten, one = row.xpath(".//li//summary")
    name = one.text_content().rpartition("(")[2].rstrip(")")
    assert (
        name in {row.xpath("string(th)") for row in each[0].xpath(".//tbody/tr")} and "(" not in ten.text_content()
    )  # few are named at once
    assert [len(table.xpath(".//tbody/tr")) for table in each] == [len(many)]


def test_a_comparison_that_is_not_about_one_drug_says_so() -> None:
    page = render_comparison(compare(two(), "Several drugs"))
    found = the_section(page)
    assert "not about one drug" in found.text_content() and not found.xpath(".//table")


def test_plans_are_told_by_question_and_only_what_was_searched_counts_as_unsaid() -> None:
    answers = [
        [PlanAnswer(text="not stated", decided=True, plans=1, lives=3, unknown=0, payers=["A"])],
        [PlanAnswer(text="not stated", decided=True, plans=1, lives=3, unknown=0, payers=["A"]), PlanAnswer(text="not evaluated", decided=False, plans=1, lives=2, unknown=0, payers=["B"])],
        [PlanAnswer(text="18 years or older", decided=True, plans=2, lives=5, unknown=0, payers=["A", "B"])],
    ]  # fmt: skip
    rows = [PlanRow(drug="d", indication="gout", question=f"Q{at}", answers=own) for at, own in enumerate(answers)]
    view = plans_view(PlanTable(plans=[], lives=5, unknown=0, rows=rows))
    assert view is not None
    (one,) = view.indications
    assert [q.title for q in one.questions] == ["Q1", "Q2"] and one.silent == "q0"


def test_who_has_no_criteria_for_an_indication_is_said_above_the_grid() -> None:
    three = [asking(STEPS, number=number) for number in (2, 3, 4)]
    held = [twofold(three[0]), twofold(three[1]), three[2]]
    compared = compare(held, "Tremfya (guselkumab)", "guselkumab")
    without = dict(zip(compared.keys, compared.names, strict=True))
    for member in next(a for a in compared.alignment if a.indication == "psoriatic arthritis").members:
        del without[member.policy]
    (name,) = without.values()
    words = the_section(render_comparison(compared)).xpath("./p[@class='legend']")[1].text_content()
    assert words == f"All payers have criteria for plaque psoriasis; all but {name} for psoriatic arthritis."
    assert len(section(*three).xpath("./p[@class='legend']")) == 1


def test_what_is_asked_alike_in_every_indication_leads_the_grid() -> None:
    titles = [
        " ".join(row.text_content().split()) for row in section(*map(twofold, two())).xpath(".//tr[@class='grp']")
    ]
    assert len(titles) == 3 and titles[0] == "In every indication"
