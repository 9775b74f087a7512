"""The comparison's workbook: every row of the data, typed cells, nothing that a document says can run."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import lxml.html
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from reviews import policies

from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.model.comparison import Comparison
from payerdiff.model.policy import Criterion
from payerdiff.templates.carriers.comparison_workbook import comparison_workbook
from payerdiff.templates.rendering import render_comparison
from payerdiff.templates.words import visible


@cache
def comparison() -> Comparison:
    """Return the comparison on blinatumomab."""
    return compare([p for p in policies() if any(d.generic == "blinatumomab" for d in p.drugs)], "Blincyto")


def opened(name: str, result: Comparison | None = None) -> Worksheet:
    """Return a sheet as another library reads it."""
    return openpyxl.load_workbook(io.BytesIO(comparison_workbook(result or comparison())))[name]


def rows(name: str) -> list[dict[str, object]]:
    """Return a sheet's rows by their heads."""
    head, *body = opened(name).iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in body]


def count(node: Criterion) -> int:
    """Return the nodes of a tree."""
    return 1 + sum(map(count, node.children))


def test_each_sheet_has_a_row_for_each_thing_of_the_data() -> None:
    held = comparison()
    expected = {
        "Matrix": len(held.matrix), "Patients": len(held.scenarios), "Pairs": len(held.relations) // 2,
        "Criteria": sum(count(s.root) for p in held.policies for s in (*p.criteria, *p.exclusions)),
        "Approvals": sum(len(p.approvals) for p in held.policies), "Limits": sum(len(p.limits) for p in held.policies),
        "Codes": sum(len(p.codes) for p in held.policies), "Changes": sum(len(p.changes) for p in held.policies), "Revisions": sum(len(p.revisions) for p in held.policies),
        "Sources": sum(1 + len(p.findings) for p in (*held.policies, *held.labels)),
    }  # fmt: skip
    assert {name: len(rows(name)) for name in expected} == expected
    assert expected["Changes"] > 10  # one of the documents is a redline


def test_the_matrix_says_what_the_data_says() -> None:
    for row, told in zip(comparison().matrix, rows("Matrix"), strict=True):
        assert (told["Question"], told["Differs"] == "yes") == (row.dimension, row.divergent)
        for cell, name in zip(row.cells, comparison().names, strict=True):
            assert told[name] == (cell.summary or "not stated")
            assert all(" ".join(p.span.quote.split()) in str(told[f"{name}: words"]) for p in cell.passages)


def test_heads_stay_filters_are_set_and_numbers_are_numbers() -> None:
    for name in ("Matrix", "Criteria", "Approvals", "Codes"):
        sheet = opened(name)
        assert sheet.freeze_panes and sheet.auto_filter.ref
    assert all(isinstance(r["Page"], int) for r in rows("Codes"))
    assert any(isinstance(r["Value"], (int, float)) for r in rows("Approvals"))


def test_the_same_comparison_gives_the_same_bytes() -> None:
    assert comparison_workbook(comparison()) == comparison_workbook(comparison())


@pytest.mark.parametrize("words", ["=cmd|'/c calc'!A0", "@SUM(1)", "+1+1", "http://example.org", "\u202eright to left"])
def test_what_a_document_says_stays_text(words: str) -> None:
    first = comparison().policies[0]
    held = first.criteria[0]
    root = held.root.model_copy(update={"children": [], "op": "leaf", "text": words})
    policy = first.model_copy(
        update={"criteria": [held.model_copy(update={"root": root, "indication": words})], "title": words}
    )
    sheet = opened("Criteria", comparison().model_copy(update={"policies": [policy, *comparison().policies[1:]]}))
    cells = [
        cell
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and visible(words) in str(cell.value)
    ]
    assert len(cells) == 2 and all(cell.data_type == "s" and cell.hyperlink is None for cell in cells)


def test_each_link_leads_to_its_passage_under_the_number_of_the_report() -> None:
    report: Any = lxml.html.document_fromstring(render_comparison(comparison()))
    words = {x.get("id"): " ".join(x.xpath("./span[@class='w']/mark")[-1].text_content().split()) for x in report.xpath("//ol[@class='ev']/li")}  # fmt: skip
    evidence = rows("Evidence")
    assert {f"e{r['No.']}": r["Words"] for r in evidence} == words
    seen = 0
    for name in ("Matrix", "Criteria", "Approvals", "Limits", "Codes", "Revisions"):
        for row in opened(name).iter_rows():
            for cell in (c for c in row if c.hyperlink is not None):
                number = int(str(cell.value).strip("[]"))
                assert cell.hyperlink.location == f"'Evidence'!A{number + 1}" and cell.hyperlink.target is None
                assert evidence[number - 1]["No."] == number
                seen += 1
    assert seen > 100
    for row, told in zip(comparison().matrix, rows("Matrix"), strict=True):
        for cell, name in zip(row.cells, comparison().names, strict=True):
            if cell.passages:
                number = int(str(told[f"{name}: evidence"]).strip("[]"))
                assert evidence[number - 1]["Words"] == " ".join(cell.passages[0].span.quote.split())
