"""What can be given to payerdiff by a stranger, one carrier each: its seeds, its words, and a trial that holds the result against the laws."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import packing
from ground import ROOT, sample_files
from laws import check_result
from readings import policy

from payerdiff.compare.changes.content_edits import apply, content
from payerdiff.compare.changes.review import review
from payerdiff.compare.checks.assertions import outcome, read_assertions
from payerdiff.compare.checks.gate import new_restrictions
from payerdiff.compare.checks.lint import lint
from payerdiff.compare.logic.judge import judge
from payerdiff.corpus.corrections import corrected, read_corrections
from payerdiff.corpus.library import samples
from payerdiff.ingest.reader import read_bytes
from payerdiff.ingest.reading.reading import reading_names
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.patient import read_patient
from payerdiff.model.policy import Policy
from payerdiff.model.review import ChangeReview
from payerdiff.normalize.normalizer import normalize, normalize_all
from payerdiff.templates.rendering import render_review

BETWEEN = b"\n%%%% the newer version\n"
"""What parts the two texts of a review."""
SAID = "all of the following|at least two of|one of the following|must meet all|not covered|Initial Approval Criteria|Continued Therapy|age 18 years or older|unless contraindicated|trial and failure of|prescribed by or in consultation with a|Approval duration: 6 months|mg/dL|J9039|C91.0|Revision History|01/02/2024|•|(a)|IV.|2.|AND|OR"
TAGS = "<ol>|<li>|</li>|</ul>|<table>|<tr>|<td rowspan='3'>|<td colspan='70000'>|<th>|<h2>|<p>|<del>|<ins>|<u>|<strike>|<br>|<script>|<!--|-->|<style>|<sup>|<title>|<div>|</div>"
WORD = '<w:p>|</w:p>|<w:r>|<w:t>|<w:del w:author="A">|<w:ins w:date="2024">|<w:moveFrom>|<w:tbl>|<w:tr>|<w:tc>|<w:gridSpan w:val="2"/>|<w:vMerge/>|<w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr>|<w:tab/>|<w:br/>|<w:txbxContent>|<w:pStyle w:val="Heading1"/>'
LABEL = '<paragraph>|<list>|<item>|<caption>|<table>|<tr>|<td>|<section>|<title>|<text>|<component>|<content styleCode="bold">|<code code="34067-9"/>|<br/>|<renderMultiMedia/>|<effectiveTime value="20240102"/>'
PAGE = "BT|ET|Tj|TJ|Tf|Td|Tm|T*|re f|m|l S|q|Q|cm|Do|1 0 0 rg|0 Tr|/MediaBox [0 0 612 792]|/Rotate 90|/Contents|/Kids|/Font|/ToUnicode|/Encoding|<00>|(a)|[(a) -250 (b)]|1e9"
FORM = 'age = "15 years"|phase = "renewal"|[biomarker]|[lab_value]|[facts]|[criteria]|prior_therapy = [{ drug = "dasatinib", outcome = "failed", count = 2 }]|"LDL-C mg/dL" = 190|true|inf|nan|1979-05-27|[[assertion]]|at_most = { step = 1 }|ruling = "depends"|[[correction]]|atoms = []|op = "at_least"|k = 2|partial = true|meaning = { op = "any", of = [0, 1] }|{ unknown = "large" }'


@dataclass(frozen=True, slots=True)
class Carrier:
    """One way in. `seeds` are plain bytes that mutations reach; `held` gives the file that they stand for; `trial` raises where a law is broken."""

    words: tuple[bytes, ...]
    seeds: Callable[[], list[bytes]]
    trial: Callable[[bytes], object]
    held: Callable[[bytes], bytes] = bytes
    longest: int = 60_000


ENDINGS = {"pdf": "pdf", "web": "html", "word": "docx", "text": "md", "label": "xml"}
"""The carriers of documents, and what their files end in."""


def try_document(data: bytes, name: str) -> None:
    """Read a document on each side of its changes, and as a book; hold every result against the laws."""
    document = read_bytes(data, name)
    for reading in reading_names(document):
        result = normalize(document, reading)
        check_result(document, result)
        assert type(result).model_validate_json(result.model_dump_json()) == result, "the JSON says less"
        if isinstance(result, Policy):
            lint(result)
    held = normalize_all(document)
    if len(held) > 1:
        assert sum(one.ledger.characters for one in held) <= len(document.text), "a book tells a character twice"


def try_quickly(name: str, data: bytes) -> None:
    """Hold a document, or a review's edits, against the laws of ledger, spans and edits, no more; any other carrier is tried as ever."""
    if name == "review":
        reviewed(data)
    elif name not in ENDINGS:
        CARRIERS[name].trial(data)
    else:
        document = read_bytes(data, f"made.{ENDINGS[name]}")
        for reading in reading_names(document):
            check_result(document, normalize(document, reading))


@lru_cache(maxsize=64)
def older(data: bytes) -> Policy | CodeReference:
    """Return what the older text of a review says. Half of the mutants leave that side alone, and what is refused is asked again."""
    return normalize(read_bytes(data, "old.md"))


def reviewed(data: bytes) -> tuple[Policy, Policy, ChangeReview] | None:
    """Review one text against another: the edits give the newer one. None where one of them is no policy."""
    old, _, new = data.partition(BETWEEN)
    before, after = older(old), normalize(read_bytes(new or old, "new.md"))
    if not isinstance(before, Policy) or not isinstance(after, Policy):
        return None
    found = review(before, after)
    edits = [edit for change in found.changes for edit in change.edits]
    assert apply(content(before), edits) == content(after), "the edits give another version"
    return before, after, found


def try_review(data: bytes) -> None:
    """Review one text against another; what restricts is told, and the page is drawn."""
    held = reviewed(data)
    if held is not None:
        before, after, found = held
        new_restrictions(before, after)
        render_review(found, None).encode()


@cache
def example() -> Policy:
    """Return the policy that forms are held against: a redline with initial and renewal criteria."""
    return policy(samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf", "proposed")


@cache
def form_file() -> Path:
    """Return the file that forms are written to."""
    return Path(tempfile.mkdtemp(prefix="payerdiff-fuzz-")) / "form.toml"


def written(data: bytes) -> Path:
    """Return a file that holds bytes."""
    form_file().write_bytes(data)
    return form_file()


def try_patient(data: bytes) -> None:
    """Judge a patient."""
    judge(example(), read_patient(written(data))).model_dump_json()


def try_assertions(data: bytes) -> None:
    """Check a policy against assertions."""
    for one in read_assertions(written(data)):
        outcome(example(), one).model_dump_json()


def try_corrections(data: bytes) -> None:
    """Correct a policy; what it says afterwards is a policy still."""
    new = corrected(example(), read_corrections(written(data)))
    assert Policy.model_validate_json(new.model_dump_json()) == new, "the JSON says less"
    lint(new)


def files(*suffixes: str) -> Iterator[bytes]:
    """Yield the samples, bad files and hostile files with these endings."""
    places = [p for folder in ("bad", "hostile") for p in sorted((ROOT / "tests" / folder).glob("*"))]
    yield from (p.read_bytes() for p in (*sample_files(), *places) if p.suffix in suffixes and p.stat().st_size)


def printed() -> list[bytes]:
    """Return the samples as plain text, and those of tests/bad and tests/hostile."""
    from payerdiff.ingest.reader import read_file

    return [read_file(p).text.encode() for p in sample_files()] + list(files(".md", ".txt"))


def pairs() -> list[bytes]:
    """Return pairs of versions: each shorter sample with itself, an item changed."""
    return [
        text + BETWEEN + text.replace(b"18 years", b"12 years").replace(b"all of", b"one of").replace(b"6 months", b"12 months")
        for text in printed()
        if len(text) < 3000
    ]  # fmt: skip


def forms(page: str, *more: str) -> list[bytes]:
    """Return the forms that a page of the documentation shows."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    now = text.replace("3f2a9c417be0", example().source.sha256[:12]).replace("Used with a TKI", "A.")
    return [part.split("```")[0].encode() for part in now.split("```toml\n")[1:]] + [one.encode() for one in more]


def of(words: str) -> tuple[bytes, ...]:
    """Return words that stand between bars."""
    return tuple(word.encode() for word in words.split("|"))


def pages() -> list[bytes]:
    """Return the PDFs, opened, and one as it is packed."""
    found = list(files(".pdf"))
    return [*(packing.opened_pdf(data) for data in found), min(found, key=len)]


def word_files() -> list[bytes]:
    """Return the Word packages, opened, and one as it is packed."""
    found = list(files(".docx"))
    return [*(packing.opened_word(data) for data in found), *found[:1]]


CARRIERS = {
    "pdf": Carrier(of(f"{PAGE}|{SAID}"), pages, lambda data: try_document(data, "made.pdf"), packing.pdf_of, 200_000),
    "web": Carrier(of(f"{TAGS}|{SAID}"), lambda: list(files(".html")), lambda data: try_document(data, "made.html")),
    "word": Carrier(of(f"{WORD}|{SAID}"), word_files, lambda data: try_document(data, "made.docx"), packing.word_of),
    "text": Carrier(of(SAID), printed, lambda data: try_document(data, "made.md"), longest=20_000),
    "label": Carrier(
        of(f"{LABEL}|{SAID}"), lambda: list(files(".xml")), lambda data: try_document(data, "made.xml"), longest=20_000
    ),
    "review": Carrier(of(SAID), pairs, try_review, longest=8_000),
    "patient": Carrier(of(FORM), lambda: forms("patient.md"), try_patient, longest=4_000),
    "assertions": Carrier(of(FORM), lambda: forms("assertions.md"), try_assertions, longest=4_000),
    "corrections": Carrier(of(FORM), lambda: forms("corrections.md"), try_corrections, longest=4_000),
}


def tried(carrier: Carrier, data: bytes) -> bool:
    """Return True if bytes are read, False if they are refused by reason. Whatever else is raised is a find."""
    try:
        carrier.trial(carrier.held(data))
    except PayerdiffError:
        return False
    return True
