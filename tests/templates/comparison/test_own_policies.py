"""Several policies of one payer: what differs between its benefits, with example patients, and no word on payers that are apart."""

from __future__ import annotations

from datetime import date
from functools import cache

import lxml.html
from trees import asking

from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.model.comparison import Comparison
from payerdiff.model.policy import Dates, Policy
from payerdiff.templates.brief.comparison_brief import comparison_brief
from payerdiff.templates.rendering import render_comparison

DRUG = "guselkumab"


def of_payer(policy: Policy, name: str, benefit: str | None, *lines: str) -> Policy:
    """Return a policy as one of a payer's, for a benefit and lines of business."""
    payer = policy.payer.model_copy(update={"id": name.lower(), "name": name, "short_name": name, "lines_of_business": list(lines)})  # fmt: skip
    return policy.model_copy(update={"payer": payer, "benefit": benefit})


@cache
def compared() -> Comparison:
    """Return three policies compared: a payer's medical and pharmacy benefit, and another payer's."""
    plain = asking("Failure of methotrexate for at least 3 months", number=3)
    strict = asking("Failure of methotrexate for at least 3 months", "Prescribed by a dermatologist", number=2)
    held = [of_payer(strict, "Alder", "medical"), of_payer(plain, "Alder", "pharmacy"), of_payer(plain, "Birch", "pharmacy")]  # fmt: skip
    return compare(held, "Tremfya (guselkumab)", DRUG)


def inside(comparison: Comparison) -> list[lxml.html.HtmlElement]:
    """Return the part of the page on payers with several policies, if there is one."""
    page: lxml.html.HtmlElement = lxml.html.document_fromstring(render_comparison(comparison))
    return list(page.xpath("//details[@id='inside']"))


def test_two_benefits_of_one_payer_stand_side_by_side_with_a_patient_between_them() -> None:
    (part,) = inside(compared())
    assert [" ".join(h.text_content().split()) for h in part.xpath("./h4")] == ["Alder: medical benefit, and pharmacy benefit"]  # fmt: skip
    differing, patients = part.xpath("./table")
    rows = {tr.xpath("string(th)").split("\xa0")[0]: [td.text_content().split("[")[0].strip() for td in tr.xpath("td")] for tr in differing.xpath("./tbody/tr")}  # fmt: skip
    assert list(rows) == ["Specialist"] and rows["Specialist"][0].startswith("dermatologist") and rows["Specialist"][1] == "not stated"  # fmt: skip
    told = [(r.a, r.b, w.words) for r in compared().relations for w in (x.witness for x in r.reasons) if w]
    for row in patients.xpath("./tbody/tr"):
        words = row.xpath("string(th/text())")
        assert any(", ".join(own) == words for _, _, own in told)
        assert "Alder pharmacy" in row[1].text_content() and "dermatologist" in row[2].text_content()
    assert patients.xpath("./tbody/tr")


def test_payers_of_different_names_and_versions_of_one_policy_are_no_pair() -> None:
    one, other = asking("Age 18 years or older", number=2), asking("Age 12 years or older", number=3)
    apart = compare([of_payer(one, "Alder", "medical"), of_payer(other, "Birch", "pharmacy")], "Tremfya", DRUG)
    versions = compare([of_payer(one, "Alder", "medical"), of_payer(other, "Alder", "medical")], "Tremfya", DRUG)
    nameless = compare([p.model_copy(update={"payer": p.payer.model_copy(update={"id": "unknown", "name": None})}) for p in (of_payer(one, "A", "medical"), of_payer(other, "A", "pharmacy"))], "Tremfya", DRUG)  # fmt: skip
    assert not inside(apart) and not inside(versions) and not inside(nameless)


def test_lines_of_business_count_as_benefits_do() -> None:
    one, other = asking("Age 18 years or older", number=2), asking("Age 12 years or older", number=3)
    (part,) = inside(compare([of_payer(one, "Alder", None, "Medicaid"), of_payer(other, "Alder", None, "Commercial")], "Tremfya", DRUG))  # fmt: skip
    text = " ".join(part.text_content().split())
    assert "Alder Medicaid" in text and "Alder Commercial" in text and "18 years or older" in text and "12 years or older" in text  # fmt: skip


def test_policies_of_one_payer_are_counted_as_policies_and_it_is_said_what_tells_them_apart() -> None:
    result = compared()
    payers = len({p.payer.id for p in result.policies})
    assert result.counted == f"{payers} payer{'s' if payers > 1 else ''}, {len(result.policies)} policies"
    page: lxml.html.HtmlElement = lxml.html.document_fromstring(render_comparison(result))
    assert result.counted in page.xpath("string(//h1)")
    told = " ".join(p.text_content() for p in page.xpath("//header/p[@class='note']"))
    assert "are policies of one payer; they differ in their benefit." in told
    assert comparison_brief(result).title.endswith(result.counted)


def test_an_earlier_version_of_a_policy_is_called_that_and_no_other_policy_of_its_payer() -> None:
    years = [asking(f"Age {years} years or older", number=years) for years in (6, 12, 18)]
    dated = [
        of_payer(p, "Alder", "medical").model_copy(update={"title": "Tremfya", "number": "7", "dates": Dates(effective=date(2020 + at, 1, 1))})
        for at, p in enumerate(years)
    ]  # fmt: skip
    for held, words in ((dated[:2], "is an earlier version of"), (dated[::-1], "are earlier versions of")):
        page: lxml.html.HtmlElement = lxml.html.document_fromstring(
            render_comparison(compare(held, "Tremfya (guselkumab)", DRUG))
        )
        (told,) = page.xpath("//header/p[@class='note']")
        assert words in told.text_content() and "policies of one payer" not in told.text_content()
