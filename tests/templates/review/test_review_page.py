"""The annual review's page: links, marks of insertion and deletion, figures that agree with the data."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import lxml.html
import pytest
from browser import CHROMIUM, measured, opened, saved
from reviews import redline

from payerdiff.model.policy import leaves, to_json
from payerdiff.model.review import ReviewVerdict
from payerdiff.templates.rendering import render_review
from payerdiff.templates.review.verdict_views import verdict_words

DIRECTIONS = {"tightened": "▼ more restrictive", "loosened": "▲ less restrictive", "both": "▼▲ more and less restrictive", "equivalent": "= equivalent", "unknown": "? direction not determined"}  # fmt: skip


@cache
def tree() -> lxml.html.HtmlElement:
    """Return the page parsed."""
    return lxml.html.document_fromstring(render_review(redline()))


def test_every_link_leads_to_a_place_and_nothing_is_fetched() -> None:
    places = set(tree().xpath("//@id"))
    assert {link[1:] for link in tree().xpath("//a/@href")} <= places
    assert not tree().xpath("//script[@src] | //link | //img")


def row_of(name: str) -> lxml.html.HtmlElement:
    """Return the row of the register that holds a change: the same change in several places is one row."""
    (place,) = tree().xpath(f"//*[@id='{name}']")
    return place if place.tag == "tr" else place.xpath("ancestor::tr")[0]


def test_the_register_holds_every_change_clinical_ones_first() -> None:
    rows = tree().xpath("//section[@id='register']//tr[@id]")
    held = [[*row.xpath("@id"), *row.xpath("./th//@id")] for row in rows]
    assert sorted(name for names in held for name in names) == sorted(c.id for c in redline().changes)
    kinds = {c.id: c.kind for c in redline().changes}
    first = [kinds[names[0]] == "clinical" for names in held]
    assert first == sorted(first, reverse=True)
    shown = " ".join(tree().text_content().split())
    count = sum(c.kind == "clinical" for c in redline().changes)
    assert f"{len(redline().changes)} changes, {count} of them clinical" in shown


def test_deleted_and_inserted_words_are_marked_by_more_than_color() -> None:
    for change in redline().changes:
        row = row_of(change.id)
        gone = {w for d in row.xpath(".//del") for w in d.text_content().split()}
        come = {w for i in row.xpath(".//ins") for w in i.text_content().split()}
        assert {w for w in change.before.split() if w not in change.after.split()} <= gone
        assert {w for w in change.after.split() if w not in change.before.split()} <= come


def test_the_audit_says_what_the_data_says() -> None:
    parts = tree().xpath("//section[@id='audit']//tbody")
    for part, status in zip(parts, ("undisclosed", "not_found", "disclosed"), strict=True):
        wanted = [d for d in redline().disclosure if d.status == status]
        rows = part.xpath("./tr[td[@data-l]]")
        said = {d.statement.text if d.statement else None for d in wanted}
        assert len(rows) == len(said) if status != "undisclosed" else len(rows) <= len(wanted)
        assert {a for row in rows for a in row.xpath(".//a/text()")} == {i for d in wanted for i in d.changes}
        assert all(len(row) == 3 for row in rows)
    assert set(parts[0].xpath(".//a/text()")) >= {c.id for c in redline().changes if c.kind == "clinical" and not c.log and c.sure != "open"}  # fmt: skip


def test_each_changed_tree_has_its_verdict_and_patients_beside_it() -> None:
    verdicts = [v for v in redline().verdicts if v.direction != "equivalent"]
    shown = [" ".join(x.text_content().split()) for x in tree().xpath("//section[@id='tree']//div[@class='ver']")]
    for verdict in verdicts:
        held = [w for w in (verdict.witness_lost, verdict.witness_gained) if w and w.words]
        assert any(all(", ".join(w.words) in text for w in held) for text in shown)
    for change in (c for c in redline().changes if c.kind == "clinical" and c.criterion):
        beside = tree().xpath(f"//section[@id='tree']//*[@data-c='{change.id}']")
        assert beside
        assert all(("not in the revision history" in x.text_content()) == (not change.log) for x in beside)


def test_the_redlined_tree_has_every_word_of_both_versions() -> None:
    section = tree().get_element_by_id("tree")
    kept = " ".join(section.text_content().split())
    for policy in (redline().old, redline().new):
        for criteria in (*policy.criteria, *policy.exclusions):
            for leaf in leaves(criteria.root):
                assert all(word in kept for word in leaf.text.split()), leaf.text
    assert {x for x in section.xpath(".//del//text()") if "KMT2A" in x}


def test_the_sign_off_sheet_asks_for_every_clinical_change_and_three_hands() -> None:
    sheet = tree().get_element_by_id("signoff")
    words = sheet.text_content()
    assert all(c.id in words for c in redline().changes if c.kind == "clinical")
    assert len(sheet.xpath(".//div[@class='hands']/p")) == 3


def test_a_document_cannot_put_script_on_the_page() -> None:
    evil = "<script>alert(1)</script>\u202e"
    change = redline().changes[0].model_copy(update={"after": evil, "before": ""})
    page = render_review(redline().model_copy(update={"changes": [change, *redline().changes[1:]]}))
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;[U+202E]" in page


def shown(node: lxml.html.HtmlElement) -> str:
    """Return the text of an element on one line."""
    return " ".join(str(node.text_content()).split())


WAYS_OVER_ALL = [
    ((), "no clinical change found"),
    (("equivalent",), "no clinical change found"),
    (("tightened", "equivalent"), "more restrictive"),
    (("loosened",), "less restrictive"),
    (("both",), "more restrictive for some patients, less restrictive for others"),
    (("tightened", "loosened"), "more restrictive for some patients, less restrictive for others"),
    (("unknown",), "changed, direction not determined"),
    (("loosened", "unknown"), "less restrictive, in part not determined"),
]


@pytest.mark.parametrize(("ways", "words"), WAYS_OVER_ALL)
def test_the_title_says_the_verdict_and_never_hides_what_was_not_determined(ways: tuple[str, ...], words: str) -> None:
    verdicts = [ReviewVerdict(phase="initial", indication=str(at), direction=way) for at, way in enumerate(ways)]  # type: ignore[arg-type]  # directions of the schema
    review = redline().model_copy(update={"verdicts": verdicts, "changes": [], "disclosure": [], "redline": []})
    assert verdict_words(review) == words
    page: lxml.html.HtmlElement = lxml.html.document_fromstring(render_review(review))
    assert page.xpath("string(//h1)") == f"{redline().new.title}: {words}"


def test_the_same_patients_are_not_called_no_change_and_no_verdict_is_not_called_the_same() -> None:
    same = [ReviewVerdict(phase="initial", indication="x", direction="equivalent")]
    review = redline().model_copy(update={"verdicts": same})
    assert any(c.kind == "clinical" for c in review.changes)
    assert verdict_words(review) == "clinical changes, but the same patients are covered"
    assert verdict_words(review.model_copy(update={"verdicts": []})) == "changes to be reviewed"


def test_indications_that_came_and_went_stand_first() -> None:
    came, went = (s.model_copy(update={"indication": name, "state": state}) for s, name, state in zip(redline().redline, ("Hives", "Gout"), ("inserted", "deleted"), strict=False))  # fmt: skip
    page: lxml.html.HtmlElement = lxml.html.document_fromstring(render_review(redline().model_copy(update={"redline": [came, went]})))  # fmt: skip
    first = page.xpath("//section[@id='what']/*[self::h3 or self::ul]")[:4]
    assert [x.text_content().split()[0] for x in first] == ["Indications", "Gout", "New", "Hives"]


def test_every_figure_is_worked_out_anew_from_the_data() -> None:
    told = json.loads(to_json(redline()))
    page = tree()
    moved = [v for v in told["verdicts"] if v["direction"] != "equivalent"]
    clinical = [c for c in told["changes"] if c["kind"] == "clinical"]
    assert shown(page.xpath("//p[@class='dek']")[0]).startswith(f"{len(told['changes'])} changes, {len(clinical)} of them clinical.")  # fmt: skip
    assert len(page.xpath("//table[caption='Verdicts']/tbody/tr")) == len(moved)
    same = len(told["verdicts"]) - len(moved)
    assert f"{same} {'set' if same == 1 else 'sets'} of criteria" in shown(page.get_element_by_id("what"))
    assert len(page.xpath("//section[@id='what']//ol[@class='hl']/li")) == len(told["headlines"])
    audited = {name for line in told["disclosure"] if line["status"] == "undisclosed" for name in line["changes"]}
    for change in told["changes"]:
        (row,) = {r for r in page.xpath("//section[@id='register']//tr[@data-c]") if change["id"] in r.get("data-c").split()}  # fmt: skip
        assert (DIRECTIONS[change["direction"]] in shown(row[2])) and (("undisclosed" in row.get("data-way")) == (change["id"] in audited))  # fmt: skip
    others = len(page.xpath("//section[@id='register']//table[caption='Other changes']/tbody/tr"))
    assert f"{others} {'row' if others == 1 else 'rows'}; none changes what a patient must meet" in shown(page.get_element_by_id("register"))  # fmt: skip
    assert len(page.xpath("//table[caption='Revision history']/tbody/tr")) == len(told["new"]["revisions"])
    dated = sum(bool(r["dates"]["entry"]) for r in told["new"]["revisions"])
    assert len(page.xpath("//section[@id='log']//*[local-name()='circle']")) == dated
    unless = [len(v["unless"]) for v in moved]
    assert [len(r[1]) for r in page.xpath("//table[caption='Passages that could change a result']/tbody/tr")] == [
        n for n in unless if n
    ]
    beside = [int(n) for n in re.findall(r"(\d+) passages? could change", shown(page.get_element_by_id("tree")))]
    assert sorted(beside) == sorted(n for n in unless if n)
    folds = [int(n) for x in page.xpath("//section[@id='tree']//summary[contains(., 'unchanged')]") for n in re.findall(r"^\d+", shown(x))]  # fmt: skip
    assert len(folds) > 1
    for fold, count in zip(page.xpath("//section[@id='tree']//details[contains(summary, 'unchanged')]"), folds, strict=True):  # fmt: skip
        assert len(fold.xpath(".//li[not(.//li)]")) == count


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_opens_in_a_browser_and_its_log_can_be_searched(width: int, tmp_path: Path) -> None:
    seek = "(()=>{d.querySelector('#log .fold').open=true;const q=d.getElementById('q');q.value='KMT2A infant';q.dispatchEvent(new Event('input'));return [...d.querySelectorAll('#entries tbody tr')].filter(r=>r.offsetHeight>0).length})()"
    found = measured(render_review(redline()), width, tmp_path, hits=seek, rows="d.querySelectorAll('#register tr[id]').length")  # fmt: skip
    wanted = [r for r in redline().new.revisions if "kmt2a" in r.text.lower() and "infant" in r.text.lower()]
    assert found["hits"] == len(wanted) > 0
    assert found["rows"] > 0
    assert found["wide"] <= width


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
@pytest.mark.parametrize("width", [1440, 390])
def test_keys_and_buttons_lead_from_change_to_change(width: int, tmp_path: Path) -> None:
    rows = [row.get("data-c", "").split() for row in tree().xpath("//section[@id='register']//tr[@data-c]")]
    with opened(saved(render_review(redline()), tmp_path), width) as (page, told):
        marked = page.locator(".cur")
        page.keyboard.press("n")
        assert marked.get_attribute("id") == rows[0][0]
        page.keyboard.press("n")
        page.keyboard.press("n")
        page.keyboard.press("p")
        assert marked.get_attribute("id") == rows[1][0]
        assert page.locator("#step").inner_text().startswith(f"2 of {len(rows)}: {', '.join(rows[1])}")
        page.keyboard.press("t")
        assert page.evaluate("document.querySelector('.cur').closest('#tree') !== null")
        page.locator("#next").click()
        assert marked.locator(f"[data-c='{rows[2][0]}']").count() == 1
        assert marked.bounding_box()["y"] > 0  # type: ignore[index]  # it is shown
        page.select_option("#by-way", "undisclosed")
        untold = sum(line.status == "undisclosed" for line in redline().disclosure)
        shown = page.locator("#register tr[data-c]:visible")
        assert sum(len((row.get_attribute("data-c") or "").split()) for row in shown.all()) == untold
        page.locator("#log .fold > summary").click()
        page.locator("#q").focus()
        page.keyboard.type("nn")
        assert page.locator("#q").input_value() == "nn"  # keys are letters where one writes
        assert told == []


def test_the_register_calls_undisclosed_what_the_audit_does_and_nothing_else() -> None:
    audited = {change for line in redline().disclosure if line.status == "undisclosed" for change in line.changes}
    rows = tree().xpath("//section[@id='register']//tbody/tr")
    called = {name for row in rows if "undisclosed" in row.get("data-way") for name in row.get("data-c").split()}
    assert rows and called == audited
    told = [row for row in rows if "not disclosed" in row.xpath("string(td[@data-l='Disclosed'])")]
    assert {name for row in told for name in row.get("data-c").split()} == audited


def test_signs_of_direction_are_explained_above_the_verdicts() -> None:
    (legend,) = tree().xpath("//section[@id='what']//p[@class='legend']")
    assert "▲ less restrictive" in legend.text_content() and "▼ more restrictive" in legend.text_content()
