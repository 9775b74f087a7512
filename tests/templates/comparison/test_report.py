"""The report: self-contained, every link leads somewhere, numbers agree, hostile text is shown and never run."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import closing
from functools import cache
from pathlib import Path

import lxml.html
import pytest
from browser import CHROMIUM, measured, run_script
from ground import sample_files
from reviews import blincyto as comparison
from reviews import policies

from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.corpus.library import by_hash
from payerdiff.ingest.pdf.page_images import PageImages
from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Code, Policy
from payerdiff.model.policy.terms import NOT_COVERED
from payerdiff.normalize.normalizer import normalize
from payerdiff.templates.rendering import page_script, render_comparison
from payerdiff.templates.words import TURNING


@cache
def page() -> str:
    """Return the report."""
    return render_comparison(comparison())


def tree(html: str | None = None) -> lxml.html.HtmlElement:
    """Return a report parsed: that of the samples where none is given."""
    return lxml.html.document_fromstring(html or page())


def test_the_report_asks_nothing_of_a_network() -> None:
    assert not tree().xpath("//script[@src] | //link | //img | //iframe | //object")
    assert not re.search(r"\b(?:fetch|XMLHttpRequest|WebSocket|sendBeacon|import)\b|https?://", page_script())
    assert not re.search(r"url\(|@import|https?://", page().split("<body>")[0])


def test_every_link_of_the_report_leads_to_a_place_in_it() -> None:
    places = set(tree().xpath("//@id"))
    assert len(places) == len(tree().xpath("//@id"))
    links = tree().xpath("//a/@href")
    assert len(links) > 100
    assert {link[1:] for link in links} <= places


def test_documents_of_one_file_name_keep_their_own_evidence() -> None:
    """Two payers may each call their file `policy.md`: the same offsets in both are not the same passage."""
    ages = ("18", "12")
    text = """Clinical Policy: Blinatumomab (Blincyto)
Reference Number: LA.PHAR.1
It is the policy of the plan that Blincyto is covered under these criteria:
I. Initial Approval Criteria
A. B-cell ALL (must meet all):
1. Diagnosis of B-ALL;
2. Age ≥ {} years;
Reviews, Revisions, and Approvals
"""
    policies = [normalize(read_bytes(text.format(age).encode(), "policy.md")) for age in ages]
    kept = [p for p in policies if isinstance(p, Policy)]
    assert len(kept) == 2
    report = tree(render_comparison(compare(kept, "Blincyto")))
    shown = [" ".join(x.text_content().split()) for x in report.xpath("//ol[@class='ev']/li/span[@class='w']/mark")]
    for age in ages:
        assert any(f"Age ≥ {age} years" in words for words in shown)


def test_every_passage_of_the_matrix_stands_in_the_evidence() -> None:
    shown = {" ".join(x.text_content().split()) for x in tree().xpath("//ol[@class='ev']/li/span[@class='w']/mark")}
    for row in comparison().matrix:
        for cell in row.cells:
            for passage in cell.passages:
                assert " ".join(passage.span.quote.split()) in shown


def test_the_numbers_of_the_report_are_those_of_its_data() -> None:
    text = " ".join(tree().text_content().split())
    differ = sum(row.divergent and not row.silence for row in comparison().matrix)
    assert (
        f"{len(comparison().policies)} policies, {len(comparison().matrix)} questions; payers differ on {differ}"
        in text
    )
    assert len(tree().xpath("//table[@id='mx']//tr[@id]")) == len(comparison().matrix)
    assert len(tree().xpath("//section[@id='what']//ol/li")) == len(comparison().headlines)
    for policy in comparison().policies:
        for count in (policy.ledger.criteria, policy.ledger.boilerplate, policy.ledger.characters):
            assert f"{count:,}" in text


def test_silence_is_shown_as_silence() -> None:
    rows = [row for row in comparison().matrix if row.question != "open"]  # no criteria in words is no silence
    cells = [cell for row in rows for cell in row.cells if cell.summary is None]
    shown = Counter(
        x.text_content() for x in tree().xpath("//table[@id='mx']//tr[@data-question!='open']//span[@class='ns']")
    )
    assert shown == {
        "not stated": sum(c.addressed for c in cells),
        "not addressed": sum(not c.addressed for c in cells),
    }


def test_the_same_documents_give_the_same_bytes() -> None:
    assert render_comparison(comparison()) == page()


def test_text_of_a_document_cannot_run() -> None:
    hostile = """Clinical Policy: <script>alert(1)</script> (Blincyto)
Reference Number: LA.PHAR.1
It is the policy of Evil"onload="x Plan that Blincyto is covered under these criteria:
I. Initial Approval Criteria
A. B-cell ALL (must meet all):
1. Diagnosis of B-ALL <img src=x onerror=alert(1)>;
2. Age ≥ 1 month [x](javascript:alert(1));
3. =cmd|'/c calc'!A0 is not \u202ederevoc\u2066;
Reviews, Revisions, and Approvals
"""
    policy = normalize(read_bytes(hostile.encode(), "hostile.txt"))
    assert isinstance(policy, Policy)
    html = render_comparison(compare([policy, comparison().policies[0]], "<b>Subject</b>"))
    parsed = lxml.html.document_fromstring(html)
    assert not parsed.xpath("//img | //b[text()='Subject']")
    scripts = [script.text or "" for script in parsed.iter("script")]
    assert (
        len(scripts) == 3 and "<" not in scripts[0] + scripts[2] and scripts[1].strip() == page_script().strip()
    )  # the model, ours, and what it was made from
    attributes = [(str(name), str(value)) for element in parsed.iter() for name, value in element.attrib.items()]
    assert not [name for name, _ in attributes if name.startswith("on")]
    assert not [value for name, value in attributes if name == "href" and not value.startswith("#")]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "is not [U+202E]derevoc[U+2066]" in tree(html).get_element_by_id("why").text_content()
    assert not TURNING.search(html)


def test_one_policy_alone_makes_a_page_too() -> None:
    html = render_comparison(compare(comparison().policies[:1], "One"))
    assert "1 payer compared" in html


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
@pytest.mark.parametrize("width", [1440, 390])
def test_the_report_opens_in_a_browser_without_scrolling_sideways(width: int, tmp_path: Path) -> None:
    found = measured(page(), width, tmp_path, rows="d.querySelectorAll('#mx tr[id]').length")
    assert found["rows"] == len(comparison().matrix)
    assert found["wide"] <= width


def section_of(roots: dict[str, str]) -> str:
    """Return the text of "Which patients are covered" for policies of one form that ask for one thing each."""
    form = (
        "Clinical Policy: Blinatumomab (Blincyto)\nReference Number: {plan}.1\nEffective Date: 01.01.24\nLine of Business: Medicaid\n"
        "Policy/Criteria\nIt is the policy of {plan} that Blincyto is covered under these criteria:\nI. Initial Approval Criteria\n"
        "A. B-cell ALL (must meet all):\n1. Diagnosis of B-ALL;\n2. {asks};\nApproval duration: 6 months\n"
    )
    policies = []
    for plan, asks in roots.items():
        found = normalize(read_bytes(form.format(plan=plan, asks=asks).encode(), f"{plan}.txt"), template="centene")
        assert isinstance(found, Policy)
        policies.append(found)
    html = render_comparison(compare(policies, "Blincyto"))
    return " ".join(tree(html).xpath("//*[@id='who']")[0].text_content().split())


def test_payers_are_ordered_where_they_can_be_with_a_patient_for_each_step() -> None:
    ages = {f"{name} Health": f"Age at least {n} years" for name, n in (("Alpha", 18), ("Beta", 2), ("Gamma", 2))}
    text = section_of({**ages, "Delta Health": "Disease is Ph-positive"})
    assert "Beta and Gamma cover every patient whom Alpha covers, and also: 17 years old, B-ALL" in text
    assert "Beta and Gamma cover the same patients" in text
    assert "Not comparable: Alpha and Delta; Beta and Gamma and Delta" in text  # fmt: skip


def test_two_payers_need_no_order_and_three_that_part_have_none() -> None:
    assert "Payers from less to more restrictive" not in section_of({"Alpha Health": "Age at least 2 years", "Beta Health": "Disease is active"})  # fmt: skip
    three = section_of({"Alpha Health": "Age at least 2 years", "Beta Health": "Disease is Ph-negative", "Gamma Health": "Disease is MRD-negative"})  # fmt: skip
    assert "Not comparable: no policy is broader" in three
    shown = " ".join(tree().xpath("//*[@id='who']")[0].text_content().split())
    assert "covers every patient whom" not in shown and "Payers from less to more restrictive" not in shown
    assert "Which payer is more restrictive is not determined for any indication and phase" in shown


def test_the_label_table_has_a_term_and_the_grounds_for_each_payer() -> None:
    rows = tree().xpath("//table[caption='Payers compared with the label']/tbody/tr")
    assert [r[0].text_content() for r in rows][-1] == "Beyond the label" and len(rows) == 4
    cells = {name: " ".join(c.text_content().split()) for name, c in zip(comparison().names, rows[0][1:], strict=True)}
    assert cells["BCBS North Carolina"].startswith("depends on criteria not evaluated automatically")
    assert cells["Louisiana"].startswith("more restrictiveon prescriber, dose and documentation3 reasons")
    assert "CD19-positive" in cells["Aspirus"]


def test_the_easiest_path_counts_what_is_asked_and_shows_its_criteria() -> None:
    row = tree().xpath("//table[caption='Barriers on the easiest path by payer']/tbody/tr[td='Louisiana'][1]")[0]
    assert [c.text_content() for c in row][:3] == ["B-ALL: initial approval", "Louisiana", "0 steps"]
    assert row[3].text_content().startswith("1 prescriber requirement, 1 documentation requirement")
    path = next(p for p in comparison().easiest if p.policy.startswith("louisiana") and p.phase == "initial")
    assert [li.text_content().split(" ", 2)[0] for li in row.xpath(".//li")][1] == f"{path.items[1].label},"
    assert [i.text in row.text_content() for i in path.items] == [True] * len(path.items)


def test_more_than_three_failed_therapies_are_marked() -> None:
    asks = "Failure of methotrexate;\n3. Failure of cyclosporine;\n4. Failure of acitretin"
    assert "3 steps more than three" not in section_of({"Alpha Health": asks})
    assert "4 steps more than three" in section_of({"Alpha Health": f"{asks};\n5. Failure of adalimumab"})


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
@pytest.mark.parametrize("width", [1440, 390])
def test_the_matrix_is_filtered_by_phase_indication_and_words_and_a_link_undoes_it(width: int, tmp_path: Path) -> None:
    probe = """
    const told = {}, count = () => [...document.querySelectorAll("#mx tr[id]")].filter((r) => !r.hidden && !r.closest("tbody").hidden).length;
    const set = (id, value, kind) => { const node = document.getElementById(id); node.value = value; node.dispatchEvent(new Event(kind)); };
    told.all = count();
    set("by-phase", "renewal", "change"); told.renewal = count();
    set("by-words", "cycles", "input"); told.words = count(); told.said = document.getElementById("shown").textContent;
    const away = [...document.querySelectorAll("#mx tr[id]")].find((r) => r.hidden); location.hash = away.id; dispatchEvent(new Event("hashchange"));
    told.back = count();"""
    html = page().replace("</body>", f"<script>{probe}\ndocument.title = JSON.stringify(told)</script></body>")
    found = run_script("", "JSON.parse(document.title)", tmp_path, page=html, width=width)
    rows = comparison().matrix
    assert found["all"] == found["back"] == len(rows)
    assert found["renewal"] == sum(r.phase == "renewal" and r.indication is not None for r in rows)
    assert 0 < found["words"] < found["renewal"] and found["said"] == f"{found['words']} of {len(rows)} rows shown"


def test_passages_of_pdfs_are_shown_as_their_pages_show_them_and_the_file_stays_small() -> None:
    files = [f for f in sample_files() if f.suffix == ".pdf"]
    with closing(PageImages(by_hash([p.source.sha256 for p in comparison().policies], files))) as pages:
        html = render_comparison(comparison(), pages.crop)
        assert html == render_comparison(comparison(), pages.crop)
    shown = tree(html).xpath("//ol[@class='ev']/li[details/img]/@id")
    assert {str(x) for x in tree(html).xpath("//img/@src") if not str(x).startswith("data:image/png;base64,")} == set()
    assert len(html) < 600_000 * len(comparison().policies)
    cited = {f"e{x}" for x in re.findall(r"\[(\d+), p\. \d+\]", tree(html).get_element_by_id("why").text_content())}
    assert cited <= set(shown)


def test_a_code_that_a_policy_lists_as_not_covered_is_not_shown_as_listed() -> None:
    """Who reads down a column of codes sees who refuses one."""
    first, second = (p.model_copy(update={"codes": []}) for p in policies()[:2])
    span = next(s.span for s in first.criteria if s.span)
    code = Code(system="HCPCS", code="J0001", description="Inventa, 10 mg Not Covered", role=NOT_COVERED, span=span)
    listed = second.model_copy(update={"codes": [code.model_copy(update={"role": None})]})
    page = render_comparison(compare([first.model_copy(update={"codes": [code]}), listed], "Inventa"))
    (row,) = re.findall(r"<tr><th scope=\"row\">J0001.*?</tr>", page, re.DOTALL)
    assert row.count("✕ listed as not covered") == 1 and row.count("● listed") == 1
