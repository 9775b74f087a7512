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
