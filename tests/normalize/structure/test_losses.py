"""Nothing is lost in silence: what may be criteria is criteria or unread, and whoever reads the policy is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ground import real_files
from hypothesis import given
from hypothesis import strategies as st

from payerdiff.ingest.reader import read_bytes, read_file
from payerdiff.ingest.reading.reading import Reading, reading_names
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Criterion, Policy
from payerdiff.normalize.criteria.list_items import CONNECTOR_LINE
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.normalizer import normalize
from payerdiff.normalize.sections.headings import Section
from payerdiff.normalize.structure.losses import RECOGNISED, is_labeled_use, leave_askings_unread, may_be_criterion
from payerdiff.normalize.structure.outline import KINDS, Told, told_of
from payerdiff.normalize.structure.statements.statements import is_table_head

REAL = real_files(".pdf", ".html", ".docx", ".txt", ".md")
LARGE = 1_500_000
SCRAPS = 2
"""Ends of broken lines in a document that may stand in no tree: where a page parts a word or a box, its rest is no block of sense."""
ITEMS = (
    "Member is 18 years of age or older",
    "Diagnosis of gout",
    "Trial and failure of colchicine",
    "Patient does not have an active infection",
    "Prescribed by a rheumatologist",
)
CLOSINGS = re.compile(r"\W*\b(?:and|or)\W*$", re.IGNORECASE)


def words_of(node: Criterion) -> str:
    """Return the words of a tree."""
    return " ".join([node.text or "", *map(words_of, node.children)])


def letters(words: str) -> str:
    """Return words as their letters and digits, without the connector that closes them."""
    return re.sub(r"\W+", "", CLOSINGS.sub("", words))


def class_at(policy: Policy, offset: int) -> str:
    """Return the class of a character of the document."""
    return next(b.cls for b in policy.ledger.blocks if b.start <= offset < b.start + b.characters)


def silent(policy: Policy, draft: Draft, told: list[Told]) -> list[str]:
    """Return what may be criteria and is filed as something else, and criteria that stand in no tree."""
    read = letters(" ".join(words_of(s.root) for s in (*policy.criteria, *policy.exclusions)))
    lost = []
    for at, one in enumerate(told):
        words = one.facts.words
        cls = class_at(policy, draft.reading.place(one.block.body, one.block.end).start)
        other = KINDS.get(one.role)
        if (
            other is not None
            and other not in RECOGNISED
            and may_be_criterion(one.facts)
            and not is_labeled_use(
                one.facts
            )  # told under a heading on what the FDA approved: a class that a rule recognized
            and cls in ("boilerplate", "metadata")
        ):
            lost.append(words)
        leads = one.facts.cues & {"leads", "grants"} or one.facts.closes == "colon"
        stands = one.role == "criterion" and cls == "criteria" and not leads and not CONNECTOR_LINE.match(words)
        ends = (
            letters(words)[:25],
            letters(words)[-25:],
        )  # a sentence on how long approval lasts stands before what it is for
        if stands and not any(end in read for end in ends) and not is_table_head(told, at):
            lost.append(words)
    return lost


@given(
    st.permutations(ITEMS),
    st.sampled_from(["AND", "OR", ""]),
    st.sampled_from(
        ["## Coverage criteria", "## Background", "## Overview", "Words", "## Quantity limits", "## Notes"]
    ),
    st.sampled_from(["-", "1."]),
)
def test_a_list_on_the_patient_is_criteria_or_unread_below_any_heading(
    items: list[str], joint: str, heading: str, sign: str
) -> None:
    marks = [sign if sign == "-" else f"{n}." for n in range(1, len(items) + 1)]
    body = "\n".join(f"{mark} {item}{f'; {joint}' if joint and item is not items[-1] else ''}" for mark, item in zip(marks, items, strict=True))  # fmt: skip
    text = f"# Sampletinib\n\n## Policy\n\nSampletinib is considered medically necessary for gout when all of the following are met:\n\n- Member has gout\n- Member is an adult\n\n{heading}\n\n{body}\n"
    policy = normalize(read_bytes(text.encode(), "page.md"))
    assert isinstance(policy, Policy)
    for item in items:
        if joint or item.startswith(("Member", "Patient")):
            assert class_at(policy, text.index(item)) in ("criteria", "unread")


def test_criteria_that_were_not_read_are_a_warning() -> None:
    text = "# Sampletinib\n\n## Policy\n\nSampletinib is considered medically necessary for gout when:\n\n- Member has gout; and\n- Member is an adult\n\n## Background\n\nWords on the drug.\n\n"
    text += "\n".join(f"- Patient {n} must have a documented trial and failure of drug {n}; and" for n in range(12))
    policy = normalize(read_bytes(text.encode(), "page.md"))
    assert isinstance(policy, Policy)
    unread = [b for b in policy.ledger.blocks if b.cls == "unread"]
    assert not unread or any(f.code == "criteria-unread" and f.severity == "warning" for f in policy.findings)


@pytest.mark.laws
@pytest.mark.skipif(not REAL, reason="the real documents do not lie beside this checkout")
@pytest.mark.parametrize("path", REAL or [Path("none")], ids=lambda p: f"{p.parent.name}-{p.stem}"[:60])
def test_no_real_document_loses_criteria_in_silence(path: Path) -> None:
    if path.stat().st_size > LARGE:
        pytest.skip("large")
    try:
        document = read_file(path)
        policy = normalize(document, template="generic")
    except PayerdiffError:
        return
    if not isinstance(policy, Policy):
        return
    draft = Draft(Reading(document, reading_names(document)[0]))
    told = told_of(draft)
    lost = silent(policy, draft, told)
    stated = sum(one.role == "criterion" for one in told)
    assert len(lost) <= stated // 100 + SCRAPS, lost[:5]


ASIDES = {
    "These tests are covered when:\n\n- Inventine is planned, AND\n- A positive test is needed to start it": "unread",
    "Tests are only eligible for reimbursement when ALL of the following conditions are met:\n\nThe test is accurate; and\n\nCare gets better": "unread",
    "These codes are covered when:\n\n- Inventine is planned\n- A positive test is needed to start it": "boilerplate",
    "Considered medically necessary when criteria in the statements above are met:\n\n- Codes of tests": "boilerplate",
    "- Individual has relatives with gout in a study; OR\n- Swelling of a joint": "unread",
}
"""Text under a heading on background, and what becomes of its last line."""


@pytest.mark.parametrize(("aside", "kept"), ASIDES.items())
def test_a_list_that_lays_down_coverage_under_a_heading_on_background_is_left_unread(aside: str, kept: str) -> None:
    text = f"# Sampletinib\n\n## Policy\n\nSampletinib is considered medically necessary for gout when:\n\n- Member has gout; and\n- Member is an adult\n\n## Background\n\nWords on the drug.\n\n{aside}\n\nWords on the market.\n"
    policy = normalize(read_bytes(text.encode(), "page.md"))
    assert isinstance(policy, Policy)
    assert class_at(policy, text.index(aside.splitlines()[-1])) == kept
    assert class_at(policy, text.index("Words on the market")) == "boilerplate"


def test_what_is_covered_below_a_heading_on_codes_is_criteria() -> None:
    text = "# Sampletinib\n\n## CPT Codes\n\n81235 A gene test\n\nI. Madeup panel tests (0999U) are considered medically necessary when meeting all of the following:\n   A. The member has gout;\n   B. The member is an adult.\n\n## References\n\n1. Doe J. A trial. J Sample. 2020.\n"
    policy = normalize(read_bytes(text.encode(), "page.md"))
    assert isinstance(policy, Policy)
    assert "gout" in " ".join(words_of(one.root) for one in policy.criteria)
    assert class_at(policy, text.index("81235")) == "metadata"


@pytest.mark.parametrize(("proviso", "kept"), [("provided that the patient has", "unread"), ("as follows", "metadata")])
def test_what_a_higher_dose_asks_of_patients_amid_terms_is_left_unread(proviso: str, kept: str) -> None:
    lines = (f"A higher dose may be given {proviso}:", "o Shown a response; AND", "o Received all first doses")
    cell = "<br>".join(("45 mg every 12 weeks", *lines))
    lists = f"<p>{lines[0]}</p><ul><li>{lines[1]}</li><li>{lines[2]}</li></ul>"
    for body in (f"<table><tr><td>Gout</td><td>{cell}</td></tr></table>", lists):
        document = read_bytes(f"<html><body><h1>Madeupra</h1><h2>Dosage</h2>{body}</body></html>".encode(), "page.html")
        draft = Draft(Reading(document, reading_names(document)[0]))
        draft.claim_blocks("metadata", draft.reading.blocks)
        leave_askings_unread(draft, [Section("dosage", blocks=list(draft.reading.blocks))])
        assert {b.cls for b in draft.ledger().blocks if "Received all first" in (b.text or "")} == {kept}


@pytest.mark.parametrize(
    ("row", "kept"),
    [("Patient has tried ALL of the products", "unread"), ("Approve up to two doses of 10 mg", "metadata")],
)
def test_what_is_asked_of_patients_is_never_filed_as_a_term(row: str, kept: str) -> None:
    text = f"<html><body><h1>Madeupra</h1><h2>Criteria</h2><table><tr><td>Madeupra</td><td>{row}</td></tr></table></body></html>"
    document = read_bytes(text.encode(), "page.html")
    draft = Draft(Reading(document, reading_names(document)[0]))
    blocks = [block for block in draft.reading.blocks if block.kind == "row"]
    draft.claim_blocks("metadata", blocks)
    leave_askings_unread(draft, [Section("initial", blocks=blocks)])
    assert {block.cls for block in draft.ledger().blocks if row in (block.text or "")} == {kept}
