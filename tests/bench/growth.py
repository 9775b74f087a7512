"""How reading grows with each thing that a document may hold many of: processor time and calls at n, 2n, 4n and 8n, and the exponent between.

    python tests/bench/growth.py [NAME …]

An exponent of 1 is linear; n log n shows as a little more. Calls do not waver; time shows what happens within a call.
"""

from __future__ import annotations

import io
import math
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from drawing import Canvas, pdf
from ratios import calls
from verdicts import group, prove

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.errors import PayerdiffError
from payerdiff.normalize.normalizer import normalize

STEPS = (1, 2, 4, 8)
MET = "Alphamab is medically necessary when all of the following are met:"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
Make = Callable[[int], Callable[[], object]]
"""Gives, for a number of things, the work that reads them. Each number's words are its own: what is remembered of one serves no other."""


@dataclass(frozen=True, slots=True)
class Grown:
    """One thing that there may be many of."""

    name: str
    least: int
    """The n of n, 2n, 4n, 8n."""
    make: Make


@dataclass(frozen=True, slots=True)
class Growth:
    """What was measured of it."""

    seconds: tuple[float, ...]
    calls: tuple[int, ...]

    @property
    def by_time(self) -> float:
        """Return the exponent of the processor's time."""
        return exponent(self.seconds)

    @property
    def by_calls(self) -> float:
        """Return the exponent of the calls."""
        return exponent(self.calls)


def exponent(found: Sequence[float]) -> float:
    """Return with which power of n figures at n, 2n, 4n, 8n grow: the slope of their logarithms.

    >>> round(exponent([3, 6, 12, 24]), 2), round(exponent([1, 4, 16, 64]), 2)
    (1.0, 2.0)
    """
    told = [(math.log2(step), math.log2(max(value, 1e-9))) for step, value in zip(STEPS, found, strict=True)]
    middle = tuple(sum(part) / len(told) for part in zip(*told, strict=True))
    across = sum((x - middle[0]) ** 2 for x, _ in told)
    return float(sum((x - middle[0]) * (y - middle[1]) for x, y in told) / across)


def read(content: bytes, name: str) -> Callable[[], object]:
    """Return the work of reading and normalizing a document. One that is no policy is refused at the end, which costs as much."""

    def work() -> None:
        document = read_bytes(content, name)
        with suppress(PayerdiffError):
            normalize(document)

    return work


def page(body: str) -> Callable[[], object]:
    """Return the work of reading a web page."""
    return read(f"<html><body><h1>Alphamab Policy</h1><h2>Coverage Criteria</h2><p>{MET}</p><ul><li>Age 18 years or older</li><li>Diagnosis of psoriasis</li></ul>{body}</body></html>".encode(), "made.html")  # fmt: skip


def word(body: str) -> Callable[[], object]:
    """Return the work of reading a Word document."""
    listed = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
    )
    asked = "".join(map(listed.format, ("Age 18 years or older", "Trial and failure of methotrexate for 12 weeks", "Diagnosis of psoriasis")))  # fmt: skip
    numbering = '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        package.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{paragraph(MET)}{asked}{body}</w:body></w:document>')  # fmt: skip
        package.writestr("word/numbering.xml", f'<w:numbering xmlns:w="{WORD}">{numbering}</w:numbering>')
    return read(held.getvalue(), "made.docx")


def paragraph(words: str, more: str = "") -> str:
    """Return a paragraph of Word."""
    return f"<w:p><w:r><w:t>{words}</w:t></w:r>{more}</w:p>"


def items(many: int) -> Callable[[], object]:
    """Return the work of reading an ordered list, each item of which a browser numbers by those before it."""
    return page(f"<ol>{''.join(f'<li>Trial of drug {many}-{at}</li>' for at in range(many))}</ol>")


def label_items(many: int) -> Callable[[], object]:
    """Return the work of reading a label's ordered list."""
    inner = "".join(f"<item>adults with disease {many}-{at}</item>" for at in range(many))
    text = f'<document xmlns="urn:hl7-org:v3"><component><structuredBody><component><section><code code="34067-9"/><title>1 INDICATIONS AND USAGE</title><text><list listType="ordered">{inner}</list></text></section></component></structuredBody></component></document>'
    return read(text.encode(), "label.xml")


def boxes(many: int) -> Callable[[], object]:
    """Return the work of reading text boxes beside each other, and within each other as deep as XML may be."""
    deep = paragraph(f"Age 18 years or older; trial of drug {many}")
    for _ in range(20):
        deep = paragraph("box", f"<w:r><w:txbxContent>{deep}</w:txbxContent></w:r>")
    return word(deep * many)


def rows(many: int) -> Callable[[], object]:
    """Return the work of reading a table."""
    return page(f"<table><tr><th>Drug</th><th>Criteria</th></tr>{''.join(f'<tr><td>Drug {many}-{at}</td><td>Age {at % 90} years or older, number {many}-{at}</td></tr>' for at in range(many))}</table>")  # fmt: skip


def tracked(many: int) -> Callable[[], object]:
    """Return the work of reading tracked changes, and what is told of them."""
    changed = f'<w:p><w:r><w:t>Approval for </w:t></w:r><w:del w:id="1"><w:r><w:delText>12</w:delText></w:r></w:del><w:ins w:id="2"><w:r><w:t>6</w:t></w:r></w:ins><w:r><w:t> months, {many}-{{at}}</w:t></w:r></w:p>'
    return word("".join(changed.format(at=at) for at in range(many)))


def entries(many: int) -> Callable[[], object]:
    """Return the work of reading a revision history."""
    log = "\n".join(
        f"{1 + at % 12:02}/{1 + at % 28:02}/{1990 + at % 35} Entry {many}-{at}: age lowered" for at in range(many)
    )
    return read(f"# Alphamab Policy\n\n{MET}\n\n- Age 18 years or older\n- Diagnosis of psoriasis\n\n## Revision History\n\n{log}\n".encode(), "made.md")  # fmt: skip


def pages(many: int) -> Callable[[], object]:
    """Return the work of reading a PDF of many pages, each with a running head."""
    drawn = []
    for at in range(many):
        one = Canvas()
        one.text(72, 40, f"Alphamab Policy    page {at + 1} of {many}")
        for place, line in enumerate((MET, f"- Age {at % 90} years or older", "- Diagnosis of psoriasis", f"- Trial of drug {many}-{at}")):  # fmt: skip
            one.text(72, 100 + 16 * place, line)
        drawn.append(one)
    return read(pdf(*drawn), "made.pdf")


def payers(many: int) -> Callable[[], object]:
    """Return the work of holding payers against each other: all pairs of them."""
    policies = group(2, many, 10)
    return lambda: prove(policies)


GROWN = (
    Grown("<ol> items", 200, items), Grown("items of a label", 200, label_items), Grown("text boxes", 20, boxes),
    Grown("table rows", 100, rows), Grown("tracked changes", 100, tracked), Grown("log entries", 200, entries),
    Grown("pages", 20, pages), Grown("payers (all pairs)", 4, payers),
)  # fmt: skip


def growth(one: Grown) -> Growth:
    """Return what one thing costs at n, 2n, 4n and 8n."""
    one.make(max(1, one.least // 2))()  # vocabularies are loaded once
    return Growth(
        tuple(seconds_of(one.make(one.least * step)) for step in STEPS),
        tuple(calls(one.make(one.least * step + 1)) for step in STEPS),
    )


def seconds_of(work: Callable[[], object]) -> float:
    """Return the processor's time for a work."""
    before = time.process_time()
    work()
    return time.process_time() - before


def line_of(one: Grown, found: Growth) -> str:
    """Return the line that tells of a thing."""
    times = " ".join(f"{value:8.3f}" for value in found.seconds)
    return f"{one.name:20}{one.least:>6} to {8 * one.least:<6}{times} s{found.by_time:8.2f}{found.by_calls:8.2f}"


def main(names: Sequence[str]) -> None:
    """Print how each thing grows."""
    print(f"{'':20}{'n':>6}    {'8n':<6}{'n':>8} {'2n':>8} {'4n':>8} {'8n':>8}  exponents: time   calls")
    for one in GROWN:
        if not names or one.name in names:
            print(line_of(one, growth(one)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
