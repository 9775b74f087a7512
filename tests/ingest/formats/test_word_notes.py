"""What hangs on the text of a Word file is read with it: notes, comments, strikes by hand, files taken in whole."""

from __future__ import annotations

import io
import zipfile

import pytest

from payerdiff.ingest.document import Document
from payerdiff.ingest.reader import read_bytes
from payerdiff.ingest.reading.reading import Reading

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def run(words: str, properties: str = "") -> str:
    """Return a run of words."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(*runs: str, style: str = "") -> str:
    """Return a paragraph."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{"".join(runs)}</w:p>'


def read(body: str, **parts: str) -> Document:
    """Return a document with further parts below `word/`; one whose name ends in `_html` is a file that it takes in."""
    held = io.BytesIO()
    spaces = f'xmlns:w="{WORD}" xmlns:r="{OFFICE}"'
    with zipfile.ZipFile(held, "w") as package:
        package.writestr("word/document.xml", f"<w:document {spaces}><w:body>{body}</w:body></w:document>")
        for name, inside in parts.items():
            if name.endswith("_html"):
                package.writestr("word/chunk.html", inside)
                link = f'<Relationship Id="c1" Type="{OFFICE}/aFChunk" Target="/word/chunk.html"/>'
                package.writestr("word/_rels/document.xml.rels", f"<Relationships>{link}</Relationships>")
            else:
                package.writestr(f"word/{name}.xml", f"<w:{name} {spaces}>{inside}</w:{name}>")
    return read_bytes(held.getvalue(), "notes.docx")


def noted(kind: str, words: str) -> str:
    """Return a note."""
    return f'<w:{kind} w:id="2"><w:p><w:r><w:{kind}Ref/></w:r>{run(words)}</w:p></w:{kind}><w:{kind} w:id="0" w:type="separator"><w:p>{run("-")}</w:p></w:{kind}>'  # fmt: skip


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_a_note_stands_behind_the_paragraph_that_refers_to_it(kind: str) -> None:
    reference = f'<w:r><w:{kind}Reference w:id="2"/></w:r>'
    body = paragraph(run("Trial of betamab"), reference, run(" for a month")) + paragraph(run("Adults"))
    document = read(body, **{f"{kind}s": noted(kind, " Waived in pregnancy")})
    first, second = document.lines
    assert document.text[first.start : first.end] == "Trial of betamab for a month\n Waived in pregnancy"
    assert document.text[second.start : second.end] == "Adults"


@pytest.mark.parametrize(("words", "style"), [("All of the following:", ""), ("Criteria", "Heading2")])
def test_a_note_of_a_heading_or_of_words_above_a_list_comes_last(words: str, style: str) -> None:
    body = paragraph(run(words), '<w:r><w:footnoteReference w:id="2"/></w:r>', style=style) + paragraph(run("Adults"))
    assert read(body, footnotes=noted("footnote", "See plan")).text == f"{words}\nAdults\nSee plan\n"


def test_a_change_within_a_note_is_tracked() -> None:
    body = paragraph(run("Trial"), '<w:r><w:footnoteReference w:id="2"/></w:r>')
    gone = f'<w:footnote w:id="2"><w:p><w:del w:author="PT"><w:r><w:delText>Waived</w:delText></w:r></w:del></w:p></w:footnote>'  # fmt: skip  # noqa: F541
    document = read(body, footnotes=gone)
    assert [(m.kind, document.text[m.start : m.end]) for m in document.marks] == [("deleted", "Waived")]


BEGIN, END = '<w:commentRangeStart w:id="7"/>', '<w:commentRangeEnd w:id="7"/>'
SIGN = '<w:r><w:commentReference w:id="7"/></w:r>'
ABOUT = {
    "words": (paragraph(run("Age "), BEGIN, run("18"), END, SIGN), "18"),
    "paragraphs": (BEGIN + paragraph(run("Age 18")) + paragraph(run("Adults")) + END + paragraph(SIGN), "Age 18\nAdults\n"),
    "nothing": (paragraph(run("Age 18")), ""),
}  # fmt: skip


@pytest.mark.parametrize(("body", "about"), ABOUT.values(), ids=ABOUT)
def test_a_comment_is_a_finding_with_its_author_words_and_place(body: str, about: str) -> None:
    comment = f'<w:comment w:id="7" w:author="PT" w:date="2026-01-02T00:00:00Z"><w:p>{run("lower ")}{run("this")}</w:p></w:comment>'  # fmt: skip
    document = read(body, comments=comment)
    (remark,) = document.remarks
    assert remark.message == "Comment by PT on 2026-01-02: “lower this”"
    assert document.text[remark.start : remark.end] == about
    assert "lower" not in document.text


@pytest.mark.parametrize("strike", ["<w:strike/>", '<w:dstrike w:val="1"/>'])
def test_words_struck_by_hand_are_deleted_and_those_underlined_in_color_beside_them_inserted(strike: str) -> None:
    new = run("topicals", '<w:u w:val="single"/><w:color w:val="FF0000"/>')
    link = run("site", '<w:u w:val="single"/><w:color w:val="0563C1"/>')
    document = read(paragraph(run("Trial of ")) + paragraph(run("betamab", strike)) + paragraph(new) + paragraph(link))
    assert [(m.kind, document.text[m.start : m.end]) for m in document.marks] == [
        ("deleted", "betamab"),
        ("inserted", "topicals"),
    ]
    assert Reading(document, "baseline").text.split() == ["Trial", "of", "betamab", "site"]
    assert not read(paragraph(new) + paragraph(run("kept", '<w:strike w:val="0"/>'))).marks


def test_a_file_that_is_taken_in_stands_where_it_is() -> None:
    body = f'{paragraph(run("Criteria"))}<w:altChunk r:id="c1"/>{paragraph(run("Terms"))}'
    document = read(body, chunk_html="<html><body><ol><li>Adults</li><li><del>Age 6</del></li></ol></body></html>")
    assert document.text == "Criteria\nAdults\nAge 6\nTerms\n"
    assert [(line.kind, line.marker) for line in document.lines[1:3]] == [("item", "1."), ("item", "2.")]
    assert [document.text[m.start : m.end] for m in document.marks] == ["Age 6"]
    assert [r.code for r in read(body, chunk_html="<html><body></body></html>").remarks] == ["part-unread"]


VANISHING = '<w:style w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="Own"><w:basedOn w:val="Base"/></w:style>'
WHITE = '<w:color w:val="FFFFFF"/>'
SHADED = '<w:style w:styleId="Bar"><w:pPr><w:shd w:fill="003366"/></w:pPr></w:style>'


@pytest.mark.parametrize(
    ("properties", "style"),
    [
        ("<w:vanish/>", ""),
        ('<w:rStyle w:val="Own"/>', ""),
        ("", "Own"),
        ('<w:color w:val="ffffff"/>', ""),
        ('<w:vanish w:val="1"/><w:color w:val="FF0000"/>', ""),
    ],
)
def test_words_that_word_shows_nobody_are_no_text_and_are_quoted(properties: str, style: str) -> None:
    body = paragraph(run("Adults only")) + paragraph(run("Old words", properties), style=style)
    document = read(body, styles=VANISHING)
    assert document.text == "Adults only\n"
    assert [(r.severity, r.code, "Old words" in r.message) for r in document.remarks] == [
        ("warning", "hidden-text", True)
    ]


@pytest.mark.parametrize(
    "words",
    [
        paragraph(run("Old words", '<w:vanish w:val="0"/>'), style="Own"),
        paragraph(run("Old words", '<w:color w:val="FFFFFF"/>'), style="Bar"),
        paragraph(run("Old words", '<w:color w:val="FFFFFF"/><w:shd w:fill="000000"/>')),
        paragraph(run("Old words", "<w:specVanish/>")),
        f"<w:tbl><w:tr><w:tc>{paragraph(run('Old words', WHITE))}</w:tc></w:tr></w:tbl>",
    ],
)
def test_words_that_word_shows_somewhere_are_read(words: str) -> None:
    document = read(paragraph(run("Adults only")) + words, styles=VANISHING + SHADED)
    assert document.text == "Adults only\nOld words\n"
    assert not document.remarks
