"""Codes: a range is one entry, however its sign is written."""

from __future__ import annotations

import pytest
from pages import draft_of

from payerdiff.normalize.sections.headings import Section
from payerdiff.normalize.terms.codes import read_codes


@pytest.mark.parametrize("sign", ["-", " - ", "–", " -hyphen "])
@pytest.mark.parametrize(("first", "last"), [("96365", "96368"), ("L20.0", "L20.9")])
def test_a_range_is_read_as_a_range_and_not_as_its_ends(first: str, last: str, sign: str) -> None:
    draft = draft_of(f"CPT and ICD-10 codes\n\n{first}{sign}{last} Something invented")
    section = Section("codes", "CPT codes", blocks=list(draft.reading.blocks))
    assert [code.code for code in read_codes(draft, section)] == [f"{first}-{last}"]


@pytest.mark.parametrize(
    ("heading", "row", "system"),
    [
        ("ICD-10 codes", "E1100 Something invented", "ICD-10-CM"),
        ("ICD-10 codes", "L409 Something invented", "ICD-10-CM"),
        ("HCPCS and ICD-10 codes", "E1100 Something invented", "HCPCS"),
        ("ICD-10 codes", "J0001 Injection of something invented", "HCPCS"),
    ],
)
def test_a_diagnosis_code_needs_no_dot_below_words_that_name_its_system_alone(heading: str, row: str, system: str) -> None:  # fmt: skip
    section = Section("codes", heading, blocks=list(draft_of(f"Inventa\n\n{row}").reading.blocks))
    assert [(code.system, code.code) for code in read_codes(draft_of(f"Inventa\n\n{row}"), section)] == [(system, row.split()[0])]  # fmt: skip
