"""Scanned pages: sample documents turned into pictures, hung a little, with the grain of a scanner, and read back."""

from __future__ import annotations

import io
import socket
from collections import Counter
from functools import cache

import pypdfium2
import pytest
from drawing import Canvas, pdf

from payerdiff.corpus.library import samples
from payerdiff.ingest.document import Document
from payerdiff.ingest.pdf.file import read_pdf
from payerdiff.ingest.reader import read_file
from payerdiff.ingest.scan import ocr, rows
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy, leaves
from payerdiff.normalize.normalizer import normalize

pytest.importorskip("rapidocr", reason="the extra payerdiff[ocr] is not installed")
np = pytest.importorskip("numpy")
Image = pytest.importorskip("PIL.Image")

FEP = samples() / "fep" / "ibrance-5.21.054.pdf"
REDLINE = samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf"


def picture(path: object, number: int, hangs: float = 0.4, turned: int = 0) -> object:
    """Return a page as a scanner at 200 dots an inch would give it: hung by an angle, grained, turned by quarters."""
    page = pypdfium2.PdfDocument(path)[number].render(scale=200 / 72).to_pil().convert("RGB")
    page = page.rotate(hangs, resample=Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    grain = np.random.default_rng(7).normal(0, 10, (page.height, page.width, 1))
    page = Image.fromarray((np.asarray(page) + grain).clip(0, 255).astype("uint8"))
    return page.rotate(90 * turned, expand=True)


def scan(path: object, numbers: list[int], **how: float) -> bytes:
    """Return a PDF that holds pictures of pages and no text."""
    first, *rest = [picture(path, number, **how) for number in numbers]  # type: ignore[arg-type]
    held = io.BytesIO()
    first.save(held, "PDF", save_all=True, append_images=rest, resolution=200, quality=85)  # type: ignore[attr-defined]
    return held.getvalue()


@cache
def fep_scan() -> Document:
    """Return the FEP sample read from its picture."""
    return read_pdf(scan(FEP, list(range(len(pypdfium2.PdfDocument(FEP))))), "scan.pdf")


@cache
def redline_picture() -> bytes:
    """Return the first page of the redlined sample as a picture."""
    return scan(REDLINE, [0])


@cache
def redline_scan() -> Document:
    """Return it read back."""
    return read_pdf(redline_picture(), "redline.pdf")


def letters(text: str) -> Counter[str]:
    """Return the words of a text."""
    return Counter(text.split())


def shared(a: Counter[str], b: Counter[str]) -> float:
    """Return the share of `a` that `b` holds."""
    return sum((a & b).values()) / sum(a.values())


def test_the_criteria_of_a_scan_are_those_of_the_text() -> None:
    from_text, from_scan = normalize(read_file(FEP)), normalize(fep_scan())
    assert isinstance(from_text, Policy) and isinstance(from_scan, Policy)
    assert from_scan.source.template == from_text.source.template
    assert from_scan.number == from_text.number and from_scan.dates == from_text.dates
    said = [Counter((s.phase, x.text) for s in p.criteria for x in leaves(s.root)) for p in (from_text, from_scan)]
    assert sum((said[0] & said[1]).values()) >= 0.9 * sum(said[0].values())
    assert sum(said[1].values()) == sum(said[0].values())
    found = {f.code for f in from_scan.findings}
    assert "recognised" in found and "recognised" not in {f.code for f in from_text.findings}


def test_a_statement_of_a_scan_leads_back_to_its_place() -> None:
    policy, twin = normalize(fep_scan()), normalize(read_file(FEP))
    assert isinstance(policy, Policy) and isinstance(twin, Policy)
    places = {x.text: x.span for s in twin.criteria for x in leaves(s.root) if x.span}
    near = []
    for criterion in (x for s in policy.criteria for x in leaves(s.root) if x.text in places):
        span, true = criterion.span, places[criterion.text]
        assert span is not None and fep_scan().text[span.start : span.end].strip()
        assert span.bbox is not None and true is not None and true.bbox is not None
        near.append(span.page != true.page or abs(span.bbox[0] - true.bbox[0]) < 8)
    assert near and sum(near) >= 0.9 * len(near)


def test_struck_words_of_a_scan_are_found_and_marked_for_review() -> None:
    true = read_file(REDLINE)
    wanted = Counter("".join(true.text[m.start : m.end] for m in true.marks if m.kind == "deleted" and true.page_of(m.start) == 1))  # fmt: skip
    marks = [m for m in redline_scan().marks if m.kind == "deleted"]
    found = Counter("".join(redline_scan().text[m.start : m.end] for m in marks))
    assert shared(wanted, found) >= 0.7
    assert marks and all(m.confidence == "recognised" for m in marks)
    assert any(r.code == "marks-in-scan" for r in redline_scan().remarks)


@pytest.mark.parametrize("turned", [1, *(pytest.param(n, marks=pytest.mark.laws) for n in (2, 3))])
def test_a_page_that_lies_on_its_side_or_head_is_set_upright(turned: int) -> None:
    wanted = letters(read_file(FEP).text)
    straight = pypdfium2.PdfDocument(FEP)[0].get_textpage().get_text_range()
    found = letters(read_pdf(scan(FEP, [0], turned=turned), "turned.pdf").text)
    assert shared(letters(straight), found) >= 0.9
    assert shared(found, wanted) >= 0.85


def mixed() -> bytes:
    """Return a PDF whose first page is text and whose second is a picture, with an empty third."""
    book, canvas = pypdfium2.PdfDocument.new(), Canvas()
    canvas.text(72, 100, "Patient is 18 years of age or older")
    for part in (pdf(canvas), scan(FEP, [1]), pdf(Canvas())):
        book.import_pages(pypdfium2.PdfDocument(part))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def test_only_the_pages_without_text_are_recognised() -> None:
    document = read_pdf(mixed(), "mixed.pdf")
    remark = next(r for r in document.remarks if r.code == "recognised")
    assert "on page 2:" in remark.message
    assert {line.page for line in document.lines} == {1, 2}


def test_without_the_extra_pictures_are_named_as_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    document = read_pdf(mixed(), "mixed.pdf")
    (remark,) = [r for r in document.remarks if r.code == "page-not-read"]
    assert remark.severity == "error" and "page 2" in remark.message and "payerdiff[ocr]" in remark.message
    with pytest.raises(PayerdiffError) as caught:
        read_pdf(scan(FEP, [1]), "scan.pdf")
    assert caught.value.code == "scanned" and "payerdiff[ocr]" in str(caught.value)


def test_nothing_is_fetched_and_the_same_scan_gives_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the recognizer asked for the network")

    monkeypatch.setattr(socket, "socket", refuse)
    ocr.engine.cache_clear()
    again = read_pdf(redline_picture(), "redline.pdf")
    assert again == redline_scan()


def test_what_the_recogniser_mistakes_is_set_right_and_nothing_else() -> None:
    assert rows.CIRCLE.sub("o ", "0 Used as a single agent") == "o Used as a single agent"
    assert rows.CIRCLE.sub("o ", "0.5 mg daily") == "0.5 mg daily"
    assert rows.SLASH.sub("/", "DosagelAdministration") == "Dosage/Administration"
    assert rows.SLASH.sub("/", "controlled by IL-5") == "controlled by IL-5"


@pytest.mark.parametrize(
    ("given", "want"),
    [
        ("Ill. Renewal Criteria", "III. Renewal Criteria"),
        ("criteria of section Ill, item", "criteria of section III, item"),
        ("used with a TKl;", "used with a TKI;"),
        ("All patients, Ill or well, LDL 70 mg/dL", "All patients, Ill or well, LDL 70 mg/dL"),
    ],
)
def test_roman_figures_and_capitals_are_told_from_small_letters(given: str, want: str) -> None:
    for pattern in (rows.ROMAN, rows.CAPITALS):
        given = pattern.sub(lambda found: found[0].translate(rows.UPRIGHTS), given)
    assert given == want


def test_a_page_drawn_from_a_scan_says_so_at_its_head() -> None:
    from payerdiff.compare.side_by_side.comparison import compare
    from payerdiff.templates.rendering import render_comparison

    policies = [normalize(document) for document in (fep_scan(), read_file(FEP))]
    assert all(isinstance(policy, Policy) for policy in policies)
    page = render_comparison(compare(policies, "Ibrance"))  # type: ignore[arg-type]  # checked above
    assert page.split("Where payers differ")[0].count("read by OCR") == 1
