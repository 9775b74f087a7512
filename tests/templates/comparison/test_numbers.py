"""Numbers agree: every figure that the comparison report shows is worked out anew from its JSON."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import lxml.html
import pytest
from ground import sample_files

from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.ingest.reader import read_file
from payerdiff.model.policy import Policy, to_json
from payerdiff.normalize.normalizer import normalize
from payerdiff.templates.rendering import render_comparison

DRUGS = ("blinatumomab", "sargramostim", "dupilumab")
CLASSES = ("criteria", "metadata", "boilerplate", "furniture", "unread")
DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}


@cache
def read() -> tuple[Policy, ...]:
    """Return the sample policies."""
    found = (normalize(read_file(path)) for path in sample_files())
    return tuple(p for p in found if isinstance(p, Policy))


@cache
def made(drug: str) -> tuple[dict[str, Any], lxml.html.HtmlElement]:
    """Return a comparison as JSON, and its page."""
    result = compare([p.about(drug) for p in read() if any(d.generic == drug for d in p.drugs)], drug, drug)
    return json.loads(to_json(result)), lxml.html.document_fromstring(render_comparison(result))


def words(node: lxml.html.HtmlElement) -> str:
    """Return the text of an element on one line."""
    return " ".join(str(node.text_content()).split())


def ends(node: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the leaves of a tree."""
    if not node["children"]:
        return [node] if node["op"] == "leaf" else []
    return [leaf for child in node["children"] for leaf in ends(child)]


def of_section(page: lxml.html.HtmlElement, name: str) -> lxml.html.HtmlElement:
    """Return a section of the page."""
    return page.get_element_by_id(name)


@pytest.mark.parametrize("drug", DRUGS)
def test_the_head_counts_policies_questions_and_differences(drug: str) -> None:
    told, page = made(drug)
    differ = sum(row["divergent"] for row in told["matrix"])
    alone = sum(row["silence"] for row in told["matrix"])
    some = f", and {alone} {'is' if alone == 1 else 'are'} addressed by some payers only" if alone else ""
    one = len(told["policies"]) == 1
    assert words(of_section(page, "why").xpath("./p[@class='lead']")[0]).startswith(
        f"{len(told['policies'])} {'policy' if one else 'policies'}, {len(told['matrix'])} questions"
        + ("." if one else f"; payers differ on {differ - alone}{some}.")
    )
    assert f"{differ} of {len(told['matrix'])} rows differ" in words(of_section(page, "why"))
    assert len(of_section(page, "why").xpath(".//tr[@id]")) == len(told["matrix"])
    assert len(of_section(page, "why").xpath(".//tr[contains(@class,'diff')]")) == differ
    warned = len(of_section(page, "access").xpath("./p[contains(@class,'first')]"))
    assert len(of_section(page, "what").xpath(".//ol/li")) == len(told["headlines"]) - warned
    assert warned == sum(h["kind"] == "unread" for h in told["headlines"])
    assert len(page.xpath("//table[@id='payers']/tbody/tr")) == len(told["policies"])
    assert len(page.xpath("//table[@id='sources']/tbody/tr")) == len(told["policies"])


@pytest.mark.parametrize("drug", DRUGS)
def test_cells_hold_as_many_passages_as_the_data(drug: str) -> None:
    told, page = made(drug)
    for row in told["matrix"]:
        for cell, shown in zip(row["cells"], page.get_element_by_id(row["id"]).xpath("./td"), strict=True):
            links = shown.xpath(".//a[@class='c']")
            passages = {(p["span"]["start"], p["span"]["end"]) for p in cell["passages"]}
            assert len(links) == len(passages)
            more = re.search(r"(\d+) more passage", words(shown))
            assert (int(more.group(1)) if more else 0) == max(len(passages) - 1, 0)


@pytest.mark.parametrize("drug", DRUGS)
def test_the_ledger_is_that_of_the_data(drug: str) -> None:
    told, page = made(drug)
    rows = page.xpath("//table[caption='Characters by class']/tbody/tr")
    for policy, row in zip(told["policies"], rows, strict=True):
        ledger = policy["ledger"]
        counts = [int(words(cell).replace(",", "")) for cell in row.xpath("./td[contains(@class,'n')]")]
        assert counts == [*(ledger[name] for name in CLASSES), ledger["characters"]]
        shares = [float(x) for x in re.findall(r"([\d.]+) %", row.xpath(".//*[@role='img']/@aria-label")[0])]
        assert shares == [round(100 * ledger[name] / max(ledger["characters"], 1), 2) for name in CLASSES]


@pytest.mark.parametrize("drug", DRUGS)
def test_typed_open_and_unread_are_counted_as_in_the_data(drug: str) -> None:
    told, page = made(drug)
    for key, policy in zip(told["keys"], told["policies"], strict=True):
        held = [leaf for s in (*policy["criteria"], *policy["exclusions"]) for leaf in ends(s["root"])]
        typed, bare = sum(bool(x["atoms"]) for x in held), sum(not x["atoms"] for x in held)
        line = words(page.get_element_by_id(f"findings-{key}").getnext())
        assert line == f"{typed} of {len(held)} criteria are evaluated automatically; {bare} are not; {policy['ledger']['unread']:,} characters are unread."  # fmt: skip


@pytest.mark.parametrize("drug", DRUGS)
def test_codes_logs_and_limits_are_those_of_the_data(drug: str) -> None:
    told, page = made(drug)
    codes = {(c["system"], c["code"]) for p in told["policies"] for c in p["codes"]}
    rows = of_section(page, "codes").xpath(".//tbody/tr")
    assert {(words(r[1]), words(r[0])) for r in rows} == codes
    listed = sum(len({(c["system"], c["code"]) for c in p["codes"]}) for p in told["policies"])
    assert sum(words(r).count("● listed") for r in rows) == listed
    entries = sum(len(p["revisions"]) for p in told["policies"])
    assert len(of_section(page, "revisions").xpath(".//tbody/tr")) == entries
    dated = sum(bool(r["dates"]["entry"]) for p in told["policies"] for r in p["revisions"])
    assert len(of_section(page, "revisions").xpath(".//*[local-name()='circle']")) == dated
    limits = sum(len(p["limits"]) for p in told["policies"])
    assert len(of_section(page, "terms").xpath(".//table[caption='Limits']/tbody/tr")) == limits


def days(term: dict[str, Any]) -> float:
    """Return how long an approval runs."""
    return float(term["value"] * DAYS[term["unit"]]) if term["value"] and term["unit"] in DAYS else 0.0


def tracks(page: lxml.html.HtmlElement, title: str) -> list[lxml.html.HtmlElement]:
    """Return the tracks of the figure below a heading."""
    return list(page.get_element_by_id(title).xpath("./dl[1]/dd[not(@class)]"))


@pytest.mark.parametrize("drug", DRUGS)
def test_approvals_are_drawn_to_one_scale(drug: str) -> None:
    told, page = made(drug)
    wanted = []
    for policy in told["policies"]:
        uses: dict[str, list[dict[str, Any]]] = {}
        for term in policy["approvals"]:
            uses.setdefault(term["indication"] or "", []).append(term)
        for own in uses.values():
            first = [days(a) for a in own if a["phase"] == "initial"]
            again = [days(a) for a in own if a["phase"] != "initial" for _ in range(min(a["max_renewals"] or 1, 8))]
            reach = max(first, default=0.0) + max((days(a) * min(a["max_renewals"] or 1, 8) for a in own if a["phase"] != "initial"), default=0.0)  # fmt: skip
            wanted.append((sorted(x for x in first if x), [x for x in again if x], reach))
    if not wanted:
        assert "No policy states an authorization period" in words(of_section(page, "terms"))
        return
    longest = max(reach for *_, reach in wanted)
    drawn = [
        t
        for t in tracks(page, "approvals")
        if words(t).startswith("initial approval")
        or "; reauthorization" in words(t)
        or words(t).startswith("reauthorization")
    ]
    assert len(drawn) == len(wanted)
    for track, (first, again, _) in zip(drawn, wanted, strict=True):
        for kind, lengths in (("first", first), ("renewal", again)):
            widths = [float(x.rstrip("%")) for x in track.xpath(f".//*[local-name()='rect'][@class='{kind}']/@width")]
            assert sorted(widths) == sorted(round(100 * x / longest, 2) for x in lengths)


@pytest.mark.parametrize("drug", DRUGS)
def test_equal_areas_are_equal_amounts(drug: str) -> None:
    told, page = made(drug)
    limits = [(x, p) for p in told["policies"] for x in p["limits"]]
    timed = [x for x, _ in limits if x["kind"] != "cycles" and (x["per_unit"] in DAYS or x["unit"].rpartition("/")[2] in DAYS)]  # fmt: skip
    figures = of_section(page, "terms").xpath(".//details[@id='amounts']/h4")
    drawn = [t for h in figures for t in h.xpath("following-sibling::dl[1]/dd[not(@class)]")]
    assert len(drawn) == len(timed)
    for h in figures:
        rates, heights = [], []
        for track in h.xpath("following-sibling::dl[1]/dd[not(@class)]"):
            rate, time = re.search(r"\(([\d.e+]+) .* per (day|week|month)\)", words(track)).groups()  # type: ignore[union-attr]  # every track says its rate
            rates.append(float(rate) / DAYS[time])
            heights.append({float(x) for x in track.xpath(".//*[local-name()='rect']/@height")})
            widths = [float(x.rstrip("%")) for x in track.xpath(".//*[local-name()='rect']/@width")]
            assert abs(sum(widths) - 100) < 0.1
        for rate, height in zip(rates, heights, strict=True):
            assert list(height) == [pytest.approx(26 * rate / max(rates), abs=0.1)]


@pytest.mark.parametrize("drug", DRUGS)
def test_the_map_and_the_pairs_are_those_of_the_data(drug: str) -> None:
    told, page = made(drug)
    who = of_section(page, "who")
    cells = [v for s in told["scenarios"] for v in s["verdicts"].values()]
    text = [words(x) for x in who.xpath(".//table[contains(@class,'map')]/tbody/tr/td")]
    assert sum(x.startswith("●") for x in text) == cells.count("approve")
    assert sum(x.startswith("✕") for x in text) == cells.count("refuse")
    assert len(who.xpath(".//table[contains(@class,'map')]/tbody/tr[td]")) == len(told["scenarios"])
    pairs = {(r["phase"], r["indication"], *sorted((r["a"], r["b"]))) for r in told["relations"] if r["relation"] not in ("not_addressed",)}  # fmt: skip
    assert len(who.xpath(".//details[@class='pair']")) == len(pairs)
    unless = {}
    for r in told["relations"]:
        unless[(r["phase"], r["indication"], *sorted((r["a"], r["b"])))] = len(r["unless"])
    shown = sorted(int(x) for x in re.findall(r"(\d+) passages? could change", words(who)))
    assert shown == sorted(n for n in unless.values() if n)


@cache
def crowd() -> tuple[dict[str, Any], lxml.html.HtmlElement]:
    """Return a comparison of more payers than a table has columns for, and its page."""
    own = [p.about("blinatumomab") for p in read() if any(d.generic == "blinatumomab" for d in p.drugs) and p.source.template != "spl"]  # fmt: skip
    many = [
        p.model_copy(update={"payer": p.payer.model_copy(update={"id": f"plan_{at}", "name": f"{chr(65 + at)}lpha Plan", "short_name": f"{chr(65 + at)}lpha"})})
        for at, p in enumerate(own[at % len(own)] for at in range(11))
    ]  # fmt: skip
    result = compare(many, "blinatumomab", "blinatumomab")
    return json.loads(to_json(result)), lxml.html.document_fromstring(render_comparison(result))


def test_grouped_answers_name_each_payer_once_and_count_them() -> None:
    told, page = crowd()
    names = dict(zip(told["keys"], told["names"], strict=True))
    rows = page.xpath("//table[caption='Answers by the number of payers that give them']/tbody/tr")
    parted = [r for r in told["matrix"] if r["divergent"]]
    assert len(rows) == len(parted) > 10
    for row, data in zip(rows, parted, strict=True):
        wanted: dict[str, set[str]] = {}
        for cell in data["cells"]:
            wanted.setdefault(" ".join((cell["summary"] or "not stated").split()), set()).add(names[cell["policy"]])
        for li in row.xpath(".//ul[@class='ans']/li"):
            listed = {x.strip() for x in li.xpath("./details/text()")[-1].split(",")}
            words_ = words(li)
            summary = next(s for s, who in wanted.items() if who == listed and s in words_)
            assert int(words(li[0])) == len(listed)
            del wanted[summary]
        assert not wanted


def test_grouped_verdicts_are_those_of_the_scenarios() -> None:
    told, page = crowd()
    rows = page.xpath("//table[contains(@class,'map')]/tbody/tr[td]")
    assert len(rows) == len(told["scenarios"]) > 2
    held = {s["patient"]: s["verdicts"] for s in told["scenarios"]}
    for row in rows:
        verdicts = list(next(v for patient, v in held.items() if words(row[0]).startswith(patient)).values())
        counts = [
            sum(int(words(b)) for b in cell.xpath("./div/b[not(@class)]") if words(b).isdigit()) for cell in row[1:]
        ]
        assert counts[:2] == [verdicts.count("approve"), verdicts.count("refuse")]
        assert sum(counts) == len(told["keys"])


def test_codes_of_a_crowd_are_counted() -> None:
    told, page = crowd()
    for row in page.xpath("//section[@id='codes']//tbody/tr"):
        lists = sum(words(row[0]) in {c["code"] for c in p["codes"]} for p in told["policies"])
        assert words(row[3]).startswith(f"{lists} of {len(told['policies'])}")
        assert len(row[3].xpath(".//a")) == lists


def test_a_crowds_headlines_stay_sentences() -> None:
    told, _ = crowd()
    assert told["headlines"] and all(len(h["text"]) < 420 for h in told["headlines"])
