"""Texts whose line breaks were lost: read by their sentences, and said so."""

from __future__ import annotations

from pages import page

from payerdiff.model.policy import Policy, leaves
from payerdiff.normalize.normalizer import normalize

TOLD = "Tumors shed small fragments of DNA. Such fragments are found in the blood of many people with cancer. "
CAPTURE = (
    "Madeup Health Plan Medical Policy Blood Test for Tumors Policy Number: MP-77 Effective Date: March 1, 2025 "
    "DESCRIPTION The test looks for DNA of tumors (e.g., Examplar® Liquid. It is a kit) in blood. " + TOLD * 20 +
    "Policy Statement The blood test is considered medically necessary when all of the following criteria are met: "
    "Individual has lung cancer; and Tissue cannot be taken (e.g. Biopsy failed); and The result will guide treatment. "
    "All other uses of the blood test are considered investigational. RATIONALE " + TOLD * 20 +
    "In a study of 224 participants the test was of use when it was compared with biopsy. REFERENCES Author A. A paper. 2020."
)  # fmt: skip


def read(text: str) -> Policy:
    """Return the policy of a text."""
    found = normalize(page(text))
    assert isinstance(found, Policy)
    return found


def test_a_list_within_one_long_line_is_read() -> None:
    found = read(CAPTURE)
    assert [[leaf.text for leaf in leaves(one.root)] for one in found.criteria] == [
        ["Individual has lung cancer", "Tissue cannot be taken (e.g. Biopsy failed)", "The result will guide treatment"]
    ]
    assert found.criteria[0].root.op == "all"


def test_what_is_told_of_the_test_is_no_criterion() -> None:
    found = read(CAPTURE)
    told = [leaf.text or "" for one in (*found.criteria, *found.exclusions) for leaf in leaves(one.root)]
    assert not any("fragments" in text or "participants" in text for text in told)
    assert [text for text in told if "investigational" in text] == [
        "All other uses of the blood test are considered investigational"
    ]


def test_a_text_without_its_line_breaks_says_so() -> None:
    assert "lines-lost" in {finding.code for finding in read(CAPTURE).findings}
    kept = CAPTURE.replace(". ", ".\n").replace(": ", ":\n").replace("; and ", "; and\n")
    assert "lines-lost" not in {finding.code for finding in read(kept).findings}


def test_no_character_of_a_long_line_is_lost() -> None:
    document = page(CAPTURE)
    between = CAPTURE
    for line in reversed(document.lines):
        between = between[: line.start] + between[line.end :]
    assert len(document.lines) > 40
    assert between.strip() == ""


def test_bars_in_a_long_line_make_no_table_of_it() -> None:
    barred = read(CAPTURE.replace("Madeup Health Plan", "Blood Test | Madeup Health Plan | Providers"))
    assert len(list(leaves(barred.criteria[0].root))) == 3
