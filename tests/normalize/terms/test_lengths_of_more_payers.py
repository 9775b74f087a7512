"""Lengths of authorization in the words of further payers, and codes below the head of their column."""

from __future__ import annotations

import pytest
from pages import draft_of, table

from payerdiff.normalize.outline.quantifiers import quantifier_of
from payerdiff.normalize.terms.authorizations import read_lengths
from payerdiff.normalize.terms.codes import read_scattered_codes

Length = tuple[str, float | None, str | None]


def lengths(text: str) -> list[Length]:
    """Return phase, value and unit of the lengths of a text."""
    draft = draft_of(text)
    return [(x.phase, x.value, x.unit) for x in read_lengths(draft, draft.reading.blocks)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("The plan covers home oxygen for an initial 12 months when all of the following are met:", [("initial", 12.0, "month")]),
        ("Approvals for members under three years of age run for six months.", [("initial", 6.0, "month")]),
        ("Authorization is given for the whole course and ends after 12 months.", [("initial", 12.0, "month")]),
        ("Approval expires after 1 year from the date of approval.", [("initial", 1.0, "year")]),
        ("The plan covers members for an average of 12 months of study.", []),
        ("Members who run for six months need no approval of a device.", []),
    ],
)  # fmt: skip
def test_a_verb_or_the_first_of_several_periods_leads_to_a_length(line: str, expected: list[Length]) -> None:
    assert lengths(f"Inventa\n\n{line}") == expected


def test_what_may_not_be_renewed_is_no_renewal_below_the_heading_on_renewal() -> None:
    above = "<h2>Renewal criteria</h2><p>Coverage cannot be renewed.</p><h2>Length of authorization</h2>"
    once = lengths(f"{above}<p>Coverage is provided for one dose within 6 months and may not be renewed.</p>")
    assert [one for one in once if one[1] is not None] == [("initial", 6.0, "month")]
    again = lengths(f"{above}<p>Coverage is approved for 6 months.</p>")
    assert ("renewal", 6.0, "month") in again


def test_the_first_request_is_the_initial_one_in_the_head_of_a_column() -> None:
    rows = table(("Product", "First request", "Reauthorization"), ("Inventa", "6 months", "12 months"))
    assert lengths(rows) == [("initial", 6.0, "month"), ("renewal", 12.0, "month")]


def test_codes_below_the_name_of_their_system_are_codes_outside_a_section_on_codes() -> None:
    said = table(
        ("Brand", "Generic name", "HCPCS"), ("Inventa", "inventamab", "J9999"), ("Madeupra", "madeupumab", "J8888")
    )
    draft = draft_of(said)
    assert [(one.system, one.code) for one in read_scattered_codes(draft, draft.reading.blocks, ())] == [
        ("HCPCS", "J9999"),
        ("HCPCS", "J8888"),
    ]
    draft = draft_of(said.replace("HCPCS", "Room"))
    assert [one.code for one in read_scattered_codes(draft, draft.reading.blocks, ())] == []


@pytest.mark.parametrize(
    ("words", "op", "k"),
    [
        ("stable in no fewer than two of these measures:", "at_least", 2),
        ("a minimum of three of the signs below", "at_least", 3),
        ("Motor ability by ONE of these examinations, done within 30 days:", "any", None),
        ("and one or more of:", "any", None),
        ("Shown by all of these tests, taken in one week:", "all", None),
        ("one of these days the plan answers", None, None),
    ],
)
def test_words_above_a_list_say_how_many_are_asked_for(words: str, op: str | None, k: int | None) -> None:
    assert quantifier_of(words)[:2] == (op, k)
