"""DOCX: tracked changes as stored, held against the author's two texts and against foreign test files."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from centene_sample import centene_sample
from ground import SHARED
from hypothesis import given, settings
from hypothesis import strategies as st
from paper import Paper

from payerdiff.ingest.document import Document
from payerdiff.ingest.reader import read_bytes
from payerdiff.ingest.reading.reading import Reading, ReadingName
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy, leaves
from payerdiff.normalize.normalizer import normalize


def saved(paper: Paper, folder: Path) -> Document:
    """Return a sample read from its DOCX."""
    path = folder / "sample.docx"
    paper.save(path)
    return read_bytes(path.read_bytes(), "sample.docx")


def words(document: Document, name: ReadingName) -> str:
    """Return the words of a reading without heads and feet, bullets that Word draws left out."""
    reading = Reading(document, name)
    text = " ".join(reading.text[b.start : b.end] for b in reading.blocks if b.kind != "furniture")
    return " ".join(text.split())


def plain(texts: list[str]) -> str:
    """Return the author's text without the bullets that Word draws."""
    return " ".join(" ".join(re.sub(r"^[•▪–] |^o (?=[A-Z])", "", t) for t in texts).split())


def test_both_readings_of_the_docx_are_the_authors_two_texts(tmp_path: Path) -> None:
    paper = centene_sample()
    document = saved(paper, tmp_path)
    assert words(document, "baseline") == plain(paper.old)
    assert words(document, "proposed") == plain(paper.new)
    assert {m.author for m in document.marks} == {"Sample Author"}


def test_the_docx_and_the_pdf_of_one_document_give_the_same_criteria(tmp_path: Path) -> None:
    from payerdiff.corpus.library import samples
    from payerdiff.ingest.reader import read_file

    from_word = normalize(saved(centene_sample(), tmp_path))
    from_pdf = normalize(read_file(samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf"))
    assert isinstance(from_word, Policy) and isinstance(from_pdf, Policy)
    said = [[(s.phase, x.label, x.text) for s in p.criteria for x in leaves(s.root)] for p in (from_word, from_pdf)]
    assert said[0] == said[1]
    assert len(from_word.changes) == len([c for c in from_pdf.changes if c.op != "format"])


WORD = st.text(alphabet="abcdefg", min_size=1, max_size=8)
RUN = st.tuples(st.sampled_from(["", "-", "+"]), st.lists(WORD, min_size=1, max_size=4).map(" ".join))


@settings(max_examples=40)
@given(st.lists(st.lists(RUN, min_size=1, max_size=4), min_size=1, max_size=5))
def test_rejecting_and_accepting_rebuild_the_authors_texts(
    tmp_path_factory: pytest.TempPathFactory, paragraphs: list[list[tuple[str, str]]]
) -> None:
    paper = Paper()
    for runs in paragraphs:
        paper.para("x " + " ".join(f"{{{sign}{text}{sign}}}" if sign else text for sign, text in runs))
    document = saved(paper, tmp_path_factory.mktemp("made"))
    if document.is_redlined:
        assert words(document, "baseline") == plain(paper.old)
        assert words(document, "proposed") == plain(paper.new)


@pytest.mark.parametrize(
    ("name", "kinds"), [("move", {"inserted", "deleted"}), ("insertion", {"inserted"}), ("deletion", {"deleted"})]
)
def test_foreign_tracked_files_show_their_changes(name: str, kinds: set[str]) -> None:
    path = SHARED / "documents" / "reference" / f"docx_trackchanges_pandoc_track_changes_{name}.docx"
    if not path.is_file():
        pytest.skip("the reference files do not lie beside this checkout")
    document = read_bytes(path.read_bytes(), path.name)
    assert {m.kind for m in document.marks} == kinds


def test_a_zip_without_a_document_and_a_broken_one_are_refused() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        package.writestr("other.bin", "<a/>")
    for data, code in ((held.getvalue(), "unsupported"), (b"PK\x03\x04 cut", "damaged")):
        with pytest.raises(PayerdiffError) as caught:
            read_bytes(data, "book.xlsx")
        assert caught.value.code == code


def test_an_underlined_sign_of_inequality_is_or_equal_in_a_docx() -> None:
    import docx

    held, file = io.BytesIO(), docx.Document()
    paragraph = file.add_paragraph("Age is ")
    paragraph.add_run(">").underline = True
    paragraph.add_run(" 18 years, LDL > 70")
    file.save(held)
    text = read_bytes(held.getvalue(), "sample.docx").text
    assert "is ≥ 18" in text and "LDL > 70" in text
