"""Files that no program should have written: each is read for what it says, or refused by reason; none ends in a fault or takes for ever."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

import pdfplumber
import pypdfium2
import pytest
from drawing import Canvas, pdf
from pdfplumber.utils.exceptions import PdfminerException

from payerdiff.corpus.library import samples
from payerdiff.ingest.pdf import file
from payerdiff.ingest.reader import read_bytes
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy, leaves
from payerdiff.model.units import factor
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


def test_a_list_of_hundreds_of_items_stays_one_list() -> None:
    items = "".join(f"<li>Trial of drug {at}</li>" for at in range(250))
    page = f"<html><body><h1>Alphamab Policy</h1><h2>Coverage Criteria</h2><p>Alphamab is medically necessary when all of the following are met:</p><ol>{items}</ol></body></html>"
    document = read_bytes(page.encode(), "long.html")
    assert [line.marker for line in document.lines if line.kind == "item"] == [f"{at + 1}." for at in range(250)]
    policy = normalize(document)
    assert isinstance(policy, Policy)
    assert [len(found.root.children) for found in policy.criteria] == [250]


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


@pytest.mark.parametrize("pages", [[], [None]], ids=["no page", "no page that can be asked"])
def test_a_page_over_which_only_one_engine_stumbles_is_damaged(
    pages: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Opened:
        def __init__(self) -> None:
            self.pages = pages

    monkeypatch.setattr(pdfplumber, "open", lambda _: Opened())
    monkeypatch.setattr(file, "inked", lambda text: text * 9)  # PDFium counts other characters than the fast engine
    page = Canvas()
    page.text(72, 100, "Adults only")
    with pytest.raises(PayerdiffError, match=r"pdfplumber: (Index|Attribute)Error.*\[damaged\]"):
        read_bytes(pdf(page), "broken.pdf")


def test_a_turned_page_without_a_size_is_refused_by_reason() -> None:
    page = Canvas()
    page.text(72, 100, "Adults only")
    turned = pdf(page).replace(b"/MediaBox [0 0 612 792]", b"/Rotate 90 /None [0 61]")
    with pytest.raises(PayerdiffError, match=r"page 1 cannot be read \(pdfplumber: TypeError.*\[damaged\]"):
        read_bytes(turned, "no-size.pdf")


POLICY = "# Alphamab Policy\n\n## Coverage Criteria\n\nAlphamab is medically necessary when all of the following are met:\n\n- Age {age} years or older\n- Diagnosis of psoriasis\n\n## Revision History\n\n{day} New policy\n13/45/2024 Reviewed\n"


def test_a_day_that_no_calendar_has_is_no_date_of_a_log() -> None:
    policy = normalize(read_bytes(POLICY.format(age=18, day="02/30/2024").encode(), "log.md"))
    assert isinstance(policy, Policy) and [r.dates for r in policy.revisions if r.dates] == []


def test_an_age_of_hundreds_of_digits_stays_words() -> None:
    policy = normalize(read_bytes(POLICY.format(age="9" * 400, day="02/03/2024").encode(), "age.md"))
    assert isinstance(policy, Policy)
    said = [atom for found in policy.criteria for leaf in leaves(found.root) for atom in leaf.atoms]
    assert [atom for atom in said if atom.concept == "age"] == []


@pytest.mark.parametrize("tag", ["<div>", "<ol><li>"])
def test_a_page_that_the_parser_gives_up_on_is_refused_and_not_read_in_part(tag: str) -> None:
    page = "<html><body>{}<p>Diagnosis of psoriasis</p></body></html>"
    assert "psoriasis" in read_bytes(page.format(f"{tag}part " * 100).encode(), "deep.html").text
    with pytest.raises(PayerdiffError) as caught:
        read_bytes(page.format(f"{tag}part " * 300).encode(), "deep.html")
    assert caught.value.code == "damaged"


def test_a_page_that_only_begins_like_xml_warns_nobody() -> None:
    with pytest.raises(PayerdiffError, match=r"\[empty\]"):
        read_bytes('<?xml²version="1.0"'.encode(), "begun.html")


def test_lists_too_deep_to_be_told_apart_are_named_and_the_json_can_be_read_again() -> None:
    lists = "".join(f"<ol><li>One of the following, part {at}:" for at in range(100))
    page = f"<html><body><h1>Alphamab Policy</h1><h2>Coverage Criteria</h2><p>Alphamab is medically necessary when all of the following are met:</p>{lists}<ol><li>Diagnosis of psoriasis</li><li>Diagnosis of asthma</li></ol></body></html>"
    policy = normalize(read_bytes(page.encode(), "deep.html"))
    assert isinstance(policy, Policy) and Policy.model_validate_json(policy.model_dump_json()) == policy
    assert "list-too-deep" in {finding.code for finding in policy.findings}
    assert {"Diagnosis of psoriasis", "Diagnosis of asthma"} <= {leaf.text for s in policy.criteria for leaf in leaves(s.root)}  # fmt: skip


def test_a_letter_that_stands_nowhere_damages_its_page() -> None:
    nowhere, sound = Canvas(), Canvas()
    nowhere.parts.append(f"BT /F1 11 Tf {'9' * 400} 700 Td (Adults) Tj ET")
    sound.text(72, 100, "Adults only")
    with pytest.raises(PayerdiffError, match=r"letters without a place.*\[damaged\]"):
        read_bytes(pdf(nowhere), "nowhere.pdf")
    document = read_bytes(pdf(sound, nowhere), "nowhere.pdf")
    assert document.text.strip() == "Adults only" and [r.code for r in document.remarks] == ["page-damaged"]


@pytest.mark.parametrize("words", ["BSA >= {}%", "LDL-C at least {} mg/dL", "BMI 3 to {} kg/m2", "ANC > {},000 cells/uL", "ECOG 0 to {}", "weight of {} kg", "{} prior therapies"])  # fmt: skip
def test_a_measure_of_hundreds_of_digits_stays_words(words: str) -> None:
    said = []
    for digits in ("9", "9" * 400):
        page = f"{POLICY.format(age=18, day='02/03/2024')}".replace("Diagnosis of psoriasis", f"Diagnosis of psoriasis\n- {words.format(digits)}")  # fmt: skip
        policy = normalize(read_bytes(page.encode(), "measures.md"))
        assert isinstance(policy, Policy) and Policy.model_validate_json(policy.model_dump_json()) == policy
        said.append({atom.concept for found in policy.criteria for leaf in leaves(found.root) for atom in leaf.atoms})
    assert said[1] <= said[0] and not said[1] & {"lab_value", "performance_status", "weight"}


TERMS = "# Alphamab Policy\n\n## Coverage Criteria\n\nAlphamab is medically necessary when all of the following are met:\n\n- Diagnosis of psoriasis\n\n## Length of Authorization\n\nInitial approval duration: {many} months, up to {many} total cycles\n\n## Quantity Limits\n\n{many} vials per 28 days\n2 syringes per {many} days\n{many} billable units per 14 days\nvials, billable units per 14 days\nMaximum dose is {many} mg/day\n"


def test_amounts_of_hundreds_of_digits_are_no_lengths_and_no_limits() -> None:
    policies = [normalize(read_bytes(TERMS.format(many=many).encode(), "long.md")) for many in ("6", "9" * 400)]
    said, silent = (p for p in policies if isinstance(p, Policy))
    lengths = [{a.value for a in p.approvals} for p in (said, silent)]
    limits = [{x.kind for x in p.limits} for p in (said, silent)]
    assert 6.0 in lengths[0] and lengths[1] <= lengths[0] - {6.0}
    assert limits[0] >= {"quantity", "billable_units"} and not limits[1]


def test_a_day_that_no_calendar_has_costs_an_entry_of_the_log_no_word() -> None:
    page = (samples() / "bcbsnc" / "blinatumomab.html").read_text(encoding="utf-8")
    odd = page.replace(
        "Notification given 9/29/17; effective date 12/29/17", "Notification given 9/31/17; effective date 2/30/17"
    )
    assert odd != page
    policy = normalize(read_bytes(odd.encode(), "log.html"))
    assert isinstance(policy, Policy)
    entry = next(r for r in policy.revisions if "9/31/17" in r.text)
    assert entry.dates.entry is not None and entry.dates.notified is None and entry.dates.effective is None


@pytest.mark.parametrize("unit", ["mg/0", "mg**9**9**9", "(mg", "mg/", "2**mg", "mg -", "²"])
def test_a_unit_that_is_none_measures_nothing(unit: str) -> None:
    assert factor(unit, "mg") is None
    assert factor("mg", unit) is None
