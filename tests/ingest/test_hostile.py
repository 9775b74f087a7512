"""Files that no program should have written: each is read for what it says, or refused by reason; none ends in a fault or takes for ever."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

import pypdfium2
import pytest
from drawing import Canvas, pdf
from pdfplumber.utils.exceptions import PdfminerException

from payerdiff.ingest.pdf import file
from payerdiff.ingest.reader import read_bytes
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy, leaves
from payerdiff.normalize.normalizer import normalize

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPL = '<?xml version="1.0"?><!DOCTYPE document [<!ENTITY drug "alphamab">]><document xmlns="urn:hl7-org:v3"><component><structuredBody><component><section><title>Dosage</title><text><table><tbody><tr><td>Daily dose</td>&drug;<!-- by weight --><td>5 mg</td></tr></tbody></table></text></section></component></structuredBody></component></document>'  # fmt: skip


def docx(body: str, **parts: str) -> bytes:
    """Return a Word package; `parts` are further parts below `word/`."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, xml in {"document": f"<w:body>{body}</w:body>", **parts}.items():
            package.writestr(f"word/{name}.xml", f'<w:{name} xmlns:w="{WORD}">{xml}</w:{name}>')
    return held.getvalue()


def paragraph(words: str, properties: str = "") -> str:
    """Return a paragraph of Word."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    "properties",
    [
        '<w:numPr><w:ilvl w:val="first"/><w:numId w:val="1"/></w:numPr>',
        '<w:ind w:left="1.5in"/>',
        '<w:ind w:left="wide"/>',
        '<w:pStyle w:val="Heading²"/>',
        '<w:pStyle w:val=""/>',
    ],
)
def test_attributes_of_word_that_are_no_numbers_cost_no_word(properties: str) -> None:
    numbering = '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="none"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    document = read_bytes(docx(paragraph("Adults only", properties), numbering=numbering), "odd.docx")
    assert document.text == "Adults only\n"


def test_a_length_with_a_unit_indents_by_that_length() -> None:
    document = read_bytes(docx(paragraph("Adults", '<w:ind w:left="1.5in"/>')), "inches.docx")
    assert document.lines[0].indent == 108


def test_text_boxes_within_text_boxes_are_read_once_each() -> None:
    body = "<w:p><w:r><w:t>box</w:t></w:r></w:p>"
    for _ in range(60):
        body = f"<w:p><w:r><w:t>box</w:t><w:txbxContent>{body}</w:txbxContent></w:r></w:p>"
    assert read_bytes(docx(body), "boxes.docx").text == "box\n" * 61


def broken(data: bytes) -> bytes:
    """Return a package whose compressed part is none."""
    at = data.index(b"document.xml") + len("document.xml")
    return data[:at] + b"\xff" * 20 + data[at + 20 :]


def flagged(data: bytes, place: int, value: int) -> bytes:
    """Return a package with a field of its one part changed, in both its headers."""
    changed = bytearray(data)
    changed[place], changed[data.index(b"PK\x01\x02") + place + 2] = value, value
    return bytes(changed)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (broken, "damaged"),
        (lambda data: flagged(data, 6, 1), "encrypted"),
        (lambda data: flagged(data, 8, 99), "damaged"),
        (lambda data: flagged(data, 4, 220), "damaged"),
    ],
    ids=["deflate", "encrypted", "method", "version"],
)
def test_a_word_package_that_cannot_be_unpacked_is_refused_by_reason(
    change: Callable[[bytes], bytes], code: str
) -> None:
    with pytest.raises(PayerdiffError) as caught:
        read_bytes(change(docx(paragraph("Adults only"))), "broken.docx")
    assert caught.value.code == code


@pytest.mark.parametrize("fault", [EOFError("ends"), ValueError("negative seek value"), zlib.error("no block")])
def test_whatever_the_packing_lacks_is_damage(fault: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> bytes:
        raise fault

    monkeypatch.setattr(zipfile.ZipFile, "read", read)
    with pytest.raises(PayerdiffError, match="damaged"):
        read_bytes(docx(paragraph("Adults only")), "broken.docx")


@pytest.mark.parametrize(
    ("attributes", "marker"),
    [
        ('start="first"', "1."),
        ('start="-3" type="a"', "-3."),
        ('start="0" type="A"', "0."),
        ('start="200000000" type="i"', "200000000."),
        ('start="5000" type="i"', "5000."),
        (f'start="{"9" * 5000}" type="I"', "I."),
        ('start="3" type="I"', "III."),
    ],
    ids=["word", "negative", "zero", "millions", "thousands", "digits", "three"],
)
def test_a_list_that_starts_anywhere_has_a_sign_that_a_browser_draws(attributes: str, marker: str) -> None:
    page = f"<html><body><ol {attributes}><li>Adults only</li></ol></body></html>"
    assert read_bytes(page.encode(), "list.html").lines[0].marker == marker


def test_a_page_without_any_element_is_empty() -> None:
    with pytest.raises(PayerdiffError, match=r"\[empty\]"):
        read_bytes(b"<!doctype html>", "empty.html")


def test_what_stands_between_the_cells_of_a_label_is_no_cell() -> None:
    document = read_bytes(SPL.encode(), "label.xml")
    row = next(line for line in document.lines if line.kind == "row")
    assert [document.text[low:high] for low, high in row.cells] == ["Daily dose", "5 mg"]


@pytest.mark.parametrize(
    "fault", [RuntimeError("no object"), PdfminerException("no dictionary"), pypdfium2.PdfiumError("no page")], ids=str
)
def test_a_page_that_an_engine_cannot_read_is_named(fault: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_page(*_: object) -> None:
        raise fault

    page = Canvas()
    page.text(72, 100, "Adults only")
    monkeypatch.setattr(file, "read_page", read_page)
    with pytest.raises(PayerdiffError) as caught:
        read_bytes(pdf(page), "broken.pdf")
    assert caught.value.code == "damaged" and f"page 1 cannot be read ({fault})" in str(caught.value)


POLICY = "# Alphamab Policy\n\n## Coverage Criteria\n\nAlphamab is medically necessary when all of the following are met:\n\n- Age {age} years or older\n- Diagnosis of psoriasis\n\n## Revision History\n\n{day} New policy\n13/45/2024 Reviewed\n"


def test_a_day_that_no_calendar_has_is_no_date_of_a_log() -> None:
    policy = normalize(read_bytes(POLICY.format(age=18, day="02/30/2024").encode(), "log.md"))
    assert isinstance(policy, Policy) and [r.dates for r in policy.revisions if r.dates] == []


def test_an_age_of_hundreds_of_digits_stays_words() -> None:
    policy = normalize(read_bytes(POLICY.format(age="9" * 400, day="02/03/2024").encode(), "age.md"))
    assert isinstance(policy, Policy)
    said = [atom for found in policy.criteria for leaf in leaves(found.root) for atom in leaf.atoms]
    assert [atom for atom in said if atom.concept == "age"] == []
