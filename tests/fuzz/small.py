"""Small inputs of each carrier, a few hundred bytes each: mutants of them are read in milliseconds, so that a million of them can be tried.

Each holds some of what its format and the prose of policies know: lists and their signs, tables, tracked changes, a log, lengths, limits, codes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import packing
from carriers import BETWEEN, CARRIERS
from drawing import Canvas, pdf

COVERED = "Alphamab is medically necessary when all of the following are met:"
"""A sentence that makes a policy of what would be too little for one."""
TEXTS = (
    f"# Alphamab Policy\n\n{COVERED}\n\n- Age 18 years or older\n- Trial and failure of methotrexate for 12 weeks\n",
    f"Alphamab (J9039)\n\nInitial Approval Criteria\n{COVERED}\n1. Diagnosis of psoriasis; and\n2. One of the following:\n   a. BSA >= 10%\n   b. PASI > 12\nApproval duration: 6 months\n",
    f"Policy: Alphamab\nEffective Date: 01/02/2024\n\n{COVERED}\n- Psoriasis, unless contraindicated\nNot covered: hair loss\n\nRevision History\n01/02/2024 New policy\n03/04/2025 Age lowered\n",
    "Criteria\n\nI. Prescribed by or in consultation with a dermatologist AND\nII. LDL-C is at least 190 mg/dL OR\nIII. ICD-10 C91.0\n\nQuantity limit: 2 vials per 28 days\n",
    f"{COVERED}\nA. Asthma (must meet all):\n1. Member is currently receiving Alphamab\n2. At least 2 of the following: (i) FEV1 < 80%, (ii) one course of steroids, (iii) EOS 300 cells/uL\n",
)
ELEMENTS = (
    f"<h1>Alphamab</h1><p>{COVERED}</p><ol><li>Age 18 years or older<ol type=a><li>or 12 years</li></ol></li><li start=3>Diagnosis of psoriasis</li></ol>",
    f"<h2>Coverage Criteria</h2><p>{COVERED}</p><ul><li>Age 18 years or older</li><li>Diagnosis of psoriasis</li></ul><table><tr><th>Drug</th><th>Criteria</th></tr><tr><td rowspan=2>Alphamab</td><td><ul><li>Trial of methotrexate</li></ul></td></tr><tr><td>6 months</td></tr></table>",
    f"<p>{COVERED}</p><p><b>Initial</b> approval: <del>12</del><ins>6</ins> months</p><ul><li>Age <u>18</u> years<br>AND</li><li>No <strike>asthma</strike></li></ul><h2>Revision History</h2><p>01/02/2024<sup>1</sup> New</p>",
)
LINE = f"<w:p><w:r><w:t>{COVERED}</w:t></w:r></w:p>"
PARAGRAPH = '<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>'
BODIES = (
    LINE
    + PARAGRAPH.format(level=0, words="Age 18 years or older")
    + PARAGRAPH.format(level=1, words="Diagnosis of psoriasis"),
    LINE
    + PARAGRAPH.format(level=0, words="Age 18 years or older")
    + PARAGRAPH.format(level=0, words="Diagnosis of psoriasis")
    + '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Criteria</w:t></w:r></w:p><w:p><w:r><w:t>Approval: </w:t></w:r><w:del w:id="1" w:author="A"><w:r><w:delText>12</w:delText></w:r></w:del><w:ins w:id="2"><w:r><w:t>6</w:t></w:r></w:ins><w:r><w:t> months</w:t></w:r></w:p>',
    LINE
    + PARAGRAPH.format(level=0, words="Age 18 years or older")
    + PARAGRAPH.format(level=0, words="Trial and failure of methotrexate for 12 weeks")
    + PARAGRAPH.format(level=0, words="Members must have a diagnosis of psoriasis")
    + '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>Alphamab criteria</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>Age</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>18 years or older</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:t>box</w:t><w:txbxContent><w:p><w:r><w:t>Not covered</w:t></w:r></w:p></w:txbxContent></w:r></w:p>',
)
NUMBERING = '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
WORD = ' xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SECTION = '<document xmlns="urn:hl7-org:v3"><component><structuredBody><component><section><code code="34067-9"/><title>1 INDICATIONS AND USAGE</title><text>{}</text></section></component></structuredBody></component></document>'
LABELS = (
    "<paragraph>Alphamab is indicated for adults with psoriasis.</paragraph><list><item><caption>1.</caption>Asthma</item><item>Eczema</item></list>",
    '<table><tbody><tr><td>Dose</td><td>5 mg</td></tr></tbody></table><paragraph><content styleCode="bold">Limits</content><br/>Not for children</paragraph>',
)
FORMS = {
    "patient": (
        'age = "15 years"\nphase = "renewal"\nbiomarker = { CD19 = true }\n',
        '[lab_value]\n"LDL-C mg/dL" = 190\n',
    ),
    "assertions": ('[[assertion]]\nname = "step"\nat_most = { step = 1 }\n',),
    "corrections": (),
}


def printed(*lines: str) -> bytes:
    """Return a PDF of one page with these lines, opened."""
    page = Canvas()
    for at, line in enumerate(lines):
        page.text(72, 100 + 16 * at, line)
    return packing.opened_pdf(pdf(page))


def word(body: str) -> bytes:
    """Return the parts of a Word package with this body."""
    return f"%part word/document.xml\n<w:document{WORD}><w:body>{body}</w:body></w:document>\n%part word/numbering.xml\n<w:numbering{WORD}>{NUMBERING}</w:numbering>\n".encode()


def drawn() -> bytes:
    """Return a PDF of one page with a ruled table and a struck word, opened."""
    page = Canvas()
    for at, line in enumerate(
        (
            COVERED,
            "- Age 18 years or older",
            "- Trial and failure of methotrexate for 12 weeks",
            "- Diagnosis of psoriasis, prescribed by a dermatologist",
        )
    ):
        page.text(72, 100 + 20 * at, line)
    page.line(72, 110, 136, (1, 0, 0))
    for y in (200, 220, 240):
        page.line(72, 300, y)
    for x in (72, 180, 300):
        page.upright(x, 200, 240)
    page.text(76, 215, "Alphamab")
    page.text(184, 235, "6 months")
    return packing.opened_pdf(pdf(page))


MADE: dict[str, Callable[[], list[bytes]]] = {
    "pdf": lambda: [*(printed(*text.split("\n")) for text in TEXTS), drawn()],
    "web": lambda: [f"<html><body>{body}</body></html>".encode() for body in ELEMENTS],
    "word": lambda: [word(body) for body in BODIES],
    "text": lambda: [text.encode() for text in TEXTS],
    "label": lambda: [SECTION.format(body).encode() for body in LABELS],
    "review": lambda: [old.encode() + BETWEEN + old.replace("18", "12").replace("6 months", "1 year").replace("all of", "one of").encode() for old in TEXTS],
}  # fmt: skip


@cache
def small_seeds(name: str) -> tuple[bytes, ...]:
    """Return the small inputs of a carrier; of a form also what its page of the documentation shows."""
    if name in MADE:
        return tuple(MADE[name]())
    return (*(form.encode() for form in FORMS[name]), *CARRIERS[name].seeds())
