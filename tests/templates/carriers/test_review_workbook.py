"""The committee's workbook: every change a row, typed cells, nothing that a document says can run."""

from __future__ import annotations

import io
from datetime import datetime

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from reviews import redline

from payerdiff.model.review import ChangeReview
from payerdiff.templates.carriers.review_workbook import DECISIONS, review_workbook
from payerdiff.templates.carriers.workbook import LONGEST
from payerdiff.templates.words import visible


def opened(result: ChangeReview, name: str = "Register") -> Worksheet:
    """Return a sheet as another library reads it."""
    return openpyxl.load_workbook(io.BytesIO(review_workbook(result)))[name]


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    """Return a sheet's rows by their heads."""
    head, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in body]


def test_every_change_is_a_row_with_its_words_direction_and_pages() -> None:
    table = {str(r["Change"]): r for r in rows(opened(redline()))}
    assert set(table) == {c.id for c in redline().changes}
    for change in redline().changes:
        row = table[change.id]
        assert (row["Old text"] or "", row["New text"] or "") == (change.before, change.after)
        assert row["New page"] == (change.new_span.page if change.new_span and change.new_span.quote else None)
        assert row["Decision"] is None and row["Initials"] is None


def test_clinical_changes_stand_first_and_the_decision_is_picked_from_a_list() -> None:
    sheet = opened(redline())
    kinds = [r["Kind"] for r in rows(sheet)]
    assert kinds == sorted(kinds, key=lambda k: k != "clinical")
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == '"' + ",".join(DECISIONS) + '"'
    assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref


def test_dates_are_dates_and_the_audit_has_a_row_for_each_answer() -> None:
    assert all(isinstance(r["Date"], datetime) for r in rows(opened(redline(), "Revision history")))
    assert len(rows(opened(redline(), "Disclosure audit"))) == len(redline().disclosure)
    assert len(rows(opened(redline(), "Verdicts"))) == len(redline().verdicts)


def test_the_same_review_gives_the_same_bytes() -> None:
    assert review_workbook(redline()) == review_workbook(redline())


@pytest.mark.parametrize(
    "words", ["=cmd|'/c calc'!A0", "@SUM(1)", "+1+1", "http://example.org", "\u202eright to left", "<b>", "a\x07b"]
)
def test_what_a_document_says_stays_text(words: str) -> None:
    change = redline().changes[0].model_copy(update={"after": words, "kind": "clinical"})
    cell = next(
        c for c in opened(redline().model_copy(update={"changes": [change], "disclosure": []}))["J"] if c.row == 2
    )
    assert cell.data_type in ("s", "inlineStr") and cell.hyperlink is None
    assert str(cell.value).replace("_x0007_", "\x07") == visible(words)


def test_text_that_fills_a_cell_says_that_it_was_cut() -> None:
    change = redline().changes[0].model_copy(update={"after": "x" * (LONGEST + 10), "kind": "clinical"})
    value = str(rows(opened(redline().model_copy(update={"changes": [change], "disclosure": []})))[0]["New text"])
    assert len(value) < 32_767 and "cut" in value
