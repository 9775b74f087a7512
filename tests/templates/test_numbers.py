"""Numbers agree: every figure that the comparison report shows is worked out anew from its JSON."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import lxml.html
import pytest
from ground import sample_files

from payerdiff.compare.comparison import compare
from payerdiff.ingest.reader import read_file
from payerdiff.normalize.normalizer import normalize
from payerdiff.normalize.schema import Policy, to_json
from payerdiff.templates.rendering import render_comparison

DRUGS = ("blinatumomab", "sargramostim", "dupilumab")
CLASSES = ("criteria", "metadata", "boilerplate", "furniture", "unread")
WEEKS = {"day": 1 / 7, "week": 1.0, "month": 52.18 / 12, "year": 52.18}


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
    assert words(page.xpath("//p[@class='dek']")[0]).startswith(
        f"{len(told['policies'])} policies, {len(told['matrix'])} questions, {differ} on which they part."
    )
    assert f"{differ} of {len(told['matrix'])} rows differ" in words(of_section(page, "why"))
    assert len(of_section(page, "why").xpath(".//tr[@id]")) == len(told["matrix"])
    assert len(of_section(page, "why").xpath(".//tr[contains(@class,'diff')]")) == differ
    assert len(of_section(page, "what").xpath(".//ol/li")) == len(told["headlines"])
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
    rows = page.xpath("//table[caption='Ledger']/tbody/tr")
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
        assert line == f"{typed} of {len(held)} criteria carry a typed meaning; {bare} are open; {policy['ledger']['unread']:,} characters are unread."  # fmt: skip


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


@pytest.mark.parametrize("drug", DRUGS)
def test_bars_are_to_one_scale(drug: str) -> None:
    told, page = made(drug)
    lengths = [a["value"] * WEEKS[a["unit"]] for p in told["policies"] for a in p["approvals"] if a["value"] and a["unit"] in WEEKS]  # fmt: skip
    shown = [float(x) for x in re.findall(r"width:([\d.]+)%", " ".join(of_section(page, "terms").xpath(".//dd/span/@style")))]  # fmt: skip
    assert shown == [round(100 * x / max(lengths), 2) for x in lengths]


@pytest.mark.parametrize("drug", DRUGS)
def test_the_map_and_the_pairs_are_those_of_the_data(drug: str) -> None:
    told, page = made(drug)
    who = of_section(page, "who")
    cells = [v for s in told["scenarios"] for v in s["verdicts"].values()]
    text = [words(x) for x in who.xpath(".//table[contains(@class,'map')]/tbody/tr/td")]
    assert sum("approves" in x for x in text) == cells.count("approve")
    assert sum(x.startswith("✕") for x in text) == cells.count("refuse")
    assert len(who.xpath(".//table[contains(@class,'map')]/tbody/tr")) == len(told["scenarios"])
    pairs = {(r["phase"], r["indication"], *sorted((r["a"], r["b"]))) for r in told["relations"] if r["relation"] not in ("not_addressed",)}  # fmt: skip
    assert len(who.xpath(".//div[@class='pair']/h4")) == len(pairs)
    unless = {}
    for r in told["relations"]:
        unless[(r["phase"], r["indication"], *sorted((r["a"], r["b"])))] = len(r["unless"])
    shown = sorted(int(x) for x in re.findall(r"(\d+) open passages? could overturn", words(who)))
    assert shown == sorted(n for n in unless.values() if n)
