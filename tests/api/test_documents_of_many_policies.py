"""A document that holds many policies goes through every door whole: library, command line, local page, verification."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import run

from payerdiff import api
from payerdiff.app.web.shelf import Shelf
from payerdiff.app.web.shelf_page import view_of

FIELDS = ("Exclusion Criteria", "Required Medical Information", "Age Restrictions", "Prescriber Restrictions", "Coverage Duration", "Other Criteria")  # fmt: skip
RECORDS = (
    ("HUMIRA", "-", "Diagnosis of plaque psoriasis is documented.", "18 years of age or older", "Prescribed by a dermatologist", "12 months", "-"),
    ("ENBREL", "-", "Diagnosis of rheumatoid arthritis is documented.", "-", "-", "6 months", "-"),
    ("TALTZ", "-", "Diagnosis is documented.", "-", "-", "Plan Year", "-"),
)  # fmt: skip
GENERICS = ["adalimumab", "etanercept", "ixekizumab"]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return the path of a book of three policies."""
    text = "PA Criteria of a Plan\n"
    for name, *values in RECORDS:
        text += f"\nPrior Authorization Group   {name}\nDrug Names   {name}\nPA Indication Indicator   All FDA-approved Indications\nOff-label Uses   -\n"
        text += "".join(f"{label}   {value}\n" for label, value in zip(FIELDS, values, strict=True))
    path = tmp_path / "book.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_library_gives_all_of_them_from_a_path_from_bytes_and_from_a_document(book: Path) -> None:
    found = api.normalize_all(book)
    assert [one.drugs[0].generic for one in found] == GENERICS
    assert len(api.normalize_all(book.read_bytes())) == len(found) == len(api.normalize_all(api.read(book)))


def test_the_command_prints_a_list_and_a_single_policy_as_itself(book: Path, tmp_path: Path) -> None:
    printed = json.loads(run("normalize", str(book), folder=tmp_path).stdout)
    assert printed == [json.loads(api.to_json(one)) for one in api.normalize_all(book)]
    single = run("normalize", str(api.samples() / "bcbsnc" / "blinatumomab.html"), folder=tmp_path)
    assert json.loads(single.stdout)["schema"] == "payerdiff.policy/1"


def test_show_tells_of_each(book: Path, tmp_path: Path) -> None:
    shown = run("show", str(book), folder=tmp_path).stdout
    assert "plaque psoriasis" in shown and "rheumatoid arthritis" in shown


def test_a_text_with_line_ends_is_the_same_text_in_a_list(book: Path) -> None:
    one = api.normalize_all(book)[0]
    assert isinstance(one, api.Policy)
    broken = one.model_copy(update={"title": "two\nlines"})
    assert json.loads(api.to_json([broken, one])) == [json.loads(api.to_json(broken)), json.loads(api.to_json(one))]


def test_the_local_page_holds_all_of_them(book: Path, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "kept", [book])
    shelf.pool.shutdown(wait=True)
    shelf.close()
    assert [policy.drugs[0].generic for policy in shelf.library().policies] == GENERICS
    row = view_of(shelf).documents[0]
    assert row.title == "3 policies" and all(name in row.drugs for name in GENERICS)


def test_a_report_on_one_of_them_is_verified(book: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    report.write_text(api.render(api.compare_subject("etanercept", [book])), encoding="utf-8")
    assert api.verify(report, [book]).verdict == "same"
