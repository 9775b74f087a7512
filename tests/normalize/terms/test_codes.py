"""Codes: a range is one entry, however its sign is written."""

from __future__ import annotations

import pytest
from pages import draft_of

from payerdiff.normalize.sections.headings import Section
from payerdiff.normalize.terms.codes import read_codes, read_scattered_codes


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


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("HCPCS: Inventa: J0001; Fictavo: J0002", ["J0001", "J0002"]),
        ("CPT codes: 12345, 12346", ["12345", "12346"]),
        ("Member has something invented (ICD-10: C50).", ["C50"]),
        ("Member has something invented (ICD-10-CM codes: C50, D24.1)", ["C50", "D24.1"]),
        ("Form 12345 is sent by fax to 98765.", []),
        ("Member has type C50 of it.", []),
    ],
)
def test_codes_behind_the_name_of_their_system_are_read_wherever_they_stand(line: str, codes: list[str]) -> None:
    draft = draft_of(f"Inventa\n\n{line}")
    assert [code.code for code in read_scattered_codes(draft, draft.reading.blocks, ())] == codes


def test_what_is_made_of_codes_may_head_them_below_the_heading_that_names_their_system() -> None:
    draft = draft_of("Inventa\n\n12345 12346")
    section = Section("codes", "Covered when medically necessary", blocks=list(draft.reading.blocks))
    assert [code.code for code in read_codes(draft, section, above="CODING INFORMATION")] == ["12345", "12346"]
    assert not read_codes(draft, section)


@pytest.mark.parametrize(
    ("heading", "row", "role"),
    [
        ("HCPCS codes", "J0001 INVENTA Injection, 10 mg Not Covered CA (Covered Alternative: Fictavo)", "not covered"),
        ("HCPCS codes", "J0001 INVENTA Injection, 10 mg Covered PA; Not covered for other uses", None),
        ("HCPCS codes not covered for indications listed", "J0001 Injection, inventa, 10 mg", "not covered"),
        ("HCPCS codes covered when criteria are met, else not covered", "J0001 Injection, inventa, 10 mg", None),
        ("HCPCS codes non-covered", "J0001 Injection, inventa, 10 mg Covered", None),
    ],
)
def test_a_code_that_is_listed_as_not_covered_says_so(heading: str, row: str, role: str | None) -> None:
    draft = draft_of(f"Inventa\n\n{row}")
    (code,) = read_codes(draft, Section("codes", heading, blocks=list(draft.reading.blocks)))
    assert code.role == role
