"""Running heads and feet are told from criteria that happen to end several pages."""

from __future__ import annotations

from pathlib import Path

from drawing import Canvas, pdf

from payerdiff.ingest.document import Document
from payerdiff.ingest.reader import read_file

ITEM = "a. The drug will be approved based on all of the following criteria:"


def pages(tmp_path: Path, *lasts: list[tuple[float, str]]) -> Document:
    """Return a document whose pages share a foot and end with their own lines."""
    drawn = []
    for number, last in enumerate(lasts, 1):
        page = Canvas()
        for at in range(14):
            page.text(72, 80 + 40 * at, f"Sentence {'abcdefghijklmnop'[at]} of page {'xyzuvw'[number]} says something of its own here.")  # fmt: skip
        for y, words in last:
            page.text(72, y, words)
        page.text(72, 740, "Sample Health Plan, all rights reserved")
        page.text(300, 756, f"Page {number}")
        drawn.append(page)
    path = tmp_path / "policy.pdf"
    path.write_bytes(pdf(*drawn))
    return read_file(path)


def furniture(document: Document) -> set[str]:
    """Return the lines taken for furniture."""
    return {document.text[line.start : line.end].strip() for line in document.lines if line.kind == "furniture"}


def test_a_criterion_that_ends_two_pages_at_different_heights_stays(tmp_path: Path) -> None:
    document = pages(tmp_path, [(650, ITEM), (670, "(1) Diagnosis of asthma")], [(690, ITEM), (710, "(1) Diagnosis of eczema")], [])  # fmt: skip
    assert ITEM not in furniture(document)
    assert {"Sample Health Plan, all rights reserved", "Page 1", "Page 3"} <= furniture(document)


def test_a_criterion_behind_lines_of_the_pages_own_stays(tmp_path: Path) -> None:
    ends: list[list[tuple[float, str]]] = [[(650, ITEM), (670, f"(1) Diagnosis of {x}"), (690, f"(2) Prescribed for {x}")] for x in ("asthma", "eczema", "hives")]  # fmt: skip
    assert ITEM not in furniture(pages(tmp_path, *ends))


def test_a_connector_at_the_edge_of_pages_stays(tmp_path: Path) -> None:
    document = pages(tmp_path, [(715, "-AND-")], [(715, "-AND-")], [(715, "-AND-")])
    assert "-AND-" not in furniture(document)
