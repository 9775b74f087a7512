"""How long authorizations run: in sentences, lines and tables, by phase and indication."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import draft_of, table

from payerdiff.normalize.sections.headings import Section
from payerdiff.normalize.terms.approvals import read_authorization
from payerdiff.normalize.terms.authorizations import read_lengths

Length = tuple[str, float | None, str | None]


def lengths(text: str) -> list[Length]:
    """Return phase, value and unit of the approvals of a text."""
    draft = draft_of(text)
    return [(a.phase, a.value, a.unit) for a in read_lengths(draft, draft.reading.blocks)]


TEMPLATES = (
    "Authorization of {n} {u}s may be granted when the patient has psoriasis.",
    "Approve for {n} {u}s if the patient meets the criteria.",
    "Initial approval will be for {n} {u}s",
    "Length of Approval: {n} {u}(s)",
    "Approval Duration: {n} {u}s",
    "Approval duration\nAll lines of business: {n} {u}s",
    "Coverage Duration\nInitial: {n} {u}s",
    "Initial authorization will be placed for up to {n} {u}s",
    "Authorization is valid for a period of {n} {u}s.",
    "Coverage will be provided for {n} {u}s.",
)


@given(st.integers(2, 60), st.sampled_from(["day", "week", "month", "year"]), st.sampled_from(TEMPLATES))
def test_a_length_is_read_in_every_way_to_say_it(number: int, unit: str, template: str) -> None:
    assert lengths(f"Inventa\n\n{template.format(n=number, u=unit)}") == [("initial", float(number), unit)]


@pytest.mark.parametrize(
    "text",
    [
        "The patient has tried methotrexate for at least 3 months.",
        "Inventa is approved for patients 6 months of age and older.",
        "The patient has received Inventa within the past 120 days.",
        "A trial of 12 weeks of therapy was approved by the prescriber after 3 months of failure.",
        "Updated approval duration from 6 months to 12 months.",
        "In the study, approval came after 24 weeks.",
        "Where an approval is authorized in months, 1 month is equal to 30 days.",
        "Approval: 30 days supply",
    ],
)
def test_trials_ages_supplies_and_history_are_no_lengths(text: str) -> None:
    assert lengths(f"Inventa\n\n{text}") == []


def test_phases_follow_the_headings_above() -> None:
    text = "Criteria for initial approval\n\nAuthorization of 6 months may be granted.\n\nContinuation of therapy\n\nAuthorization of 12 months may be granted."
    assert lengths(text) == [("initial", 6.0, "month"), ("renewal", 12.0, "month")]


@pytest.mark.parametrize(
    "text",
    [
        "Coverage Duration\nInitial: 6 months\nReauthorization: 12 months",
        "Initial approval is for 6 months. Renewals are approved for 12 months.",
        "<table><tr><td>Approval duration</td><td>Initial: 6 months; Renewal: 12 months</td></tr></table>",
        table(("Indication", "Initial approval", "Renewal approval"), ("Plaque psoriasis", "6 months", "12 months")),
    ],
)
def test_both_phases_are_told_apart(text: str) -> None:
    assert lengths(text if text.startswith("<") else f"Inventa\n\n{text}") == [("initial", 6.0, "month"), ("renewal", 12.0, "month")]  # fmt: skip


def test_a_length_for_both_phases_is_one_of_each() -> None:
    assert lengths("Inventa\n\nInitial and renewal approval: 12 months")[-2:] == [("initial", 12.0, "month"), ("renewal", 12.0, "month")]  # fmt: skip


def test_the_indication_is_that_of_the_row_or_of_the_heading() -> None:
    rows = table(("Indication", "Approval duration"), ("Plaque psoriasis", "6 months"), ("Crohn's disease", "3 months"))
    draft = draft_of(rows)
    found = read_lengths(draft, draft.reading.blocks)
    assert [(a.indication, a.value) for a in found] == [("Plaque psoriasis", 6.0), ("Crohn's disease", 3.0)]


@pytest.mark.parametrize("said", ["lifetime", "duration of treatment", "Plan Year", "one-time approval"])
def test_a_length_without_a_number_keeps_its_words(said: str) -> None:
    draft = draft_of(f"Inventa\n\nApproval duration: {said}")
    (found,) = read_lengths(draft, draft.reading.blocks)
    assert (found.value, found.text) == (None, said)


def test_every_quote_stands_at_its_place() -> None:
    draft = draft_of("Inventa\n\nApproval duration: 12 months\n\nRenewal\n\nApprove for 1 year if it helps.")
    for found in read_lengths(draft, draft.reading.blocks):
        assert draft.reading.text[found.span.start : found.span.end] == found.span.quote


@pytest.mark.parametrize(
    "line",
    [
        "Initial: 12 months; renewal: 6 months",
        "Initial approval: 12 months. Renewal: 6 months.",
        "Initial authorization 12 months, reauthorization 6 months",
        "Approve for 12 months; reauthorize for 6 months",
    ],
)
def test_a_line_that_states_both_lengths_gives_each_to_its_request(line: str) -> None:
    assert lengths(line) == [("initial", 12, "month"), ("renewal", 6, "month")]


@pytest.mark.parametrize(
    "line", ["Initial: 12 months; renewal: 6 months", "Initial approval: 12 months. Renewal: 6 months."]
)
def test_so_does_a_line_of_a_section_on_the_length_of_authorization(line: str) -> None:
    draft = draft_of(line)
    section = Section("authorization", "Authorization", None, list(draft.reading.blocks))
    found = read_authorization(draft, section, [])
    assert [(a.phase, a.value) for a in found] == [("initial", 12), ("renewal", 6)]


def of_section(*lines: str) -> list[tuple[str, str | None, float | None, str | None]]:
    """Return the lengths that a section on authorization states, with what each is for."""
    draft = draft_of("\n\n".join(lines))
    section = Section("authorization", "Authorization", None, list(draft.reading.blocks))
    return [(a.phase, a.indication, a.value, a.unit) for a in read_authorization(draft, section, [])]


def test_a_line_of_such_a_section_is_for_what_it_names() -> None:
    assert of_section(
        "Authorization is provided initially for 6 months, unless otherwise specified.",
        "Crohn's disease: authorization is provided initially for 8 weeks.",
        "Authorization may be renewed annually thereafter.",
        "Therapy for acute colitis may not be renewed.",
        "Gout: authorization is provided initially for a single loading dose plus up to 2 later doses.",
        "Hives: coverage will be granted for up to four infusions.",
    ) == [
        ("initial", None, 6.0, "month"),
        ("initial", "Crohn's disease", 8.0, "week"),
        ("renewal", None, 1.0, "year"),
        ("renewal", "acute colitis", None, None),
        ("initial", "Gout", None, None),
        ("initial", "Hives", None, None),
    ]


def test_a_first_length_and_that_of_its_renewal_are_parted() -> None:
    both = of_section("Coverage is provided for 6 months and may be renewed annually.")
    assert both == [("initial", None, 6.0, "month"), ("renewal", None, 1.0, "year")]
    assert of_section("Coverage is provided for 1.5 months.") == [("initial", None, 1.5, "month")]


def test_a_heading_over_terms_ends_the_indication_above_it() -> None:
    draft = draft_of(
        "Inventa\n\nCrohn's disease\n\n100 mg each week\n\nQuantity limits and duration:\n\nApprove for 6 months"
    )
    assert [(a.indication, a.value) for a in read_lengths(draft, draft.reading.blocks)] == [(None, 6.0)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Coverage will be provided for 6 months and may be renewed annually.",
            [("initial", 6.0, "month"), ("renewal", 1.0, "year")],
        ),
        ("Coverage will be provided for 6 months and may be renewed.", [("initial", 6.0, "month")]),
        (
            "Coverage will be provided for 6 months and may be renewed every 12 months.",
            [("initial", 6.0, "month"), ("renewal", 12.0, "month")],
        ),
        ("Renewal: authorization may be renewed annually.", [("renewal", 1.0, "year")]),
    ],
)
def test_a_section_on_lengths_tells_the_first_approval_from_its_renewal(line: str, expected: list[Length]) -> None:
    draft = draft_of(line)
    section = Section("authorization", "Length of Authorization", blocks=list(draft.reading.blocks))
    assert [(a.phase, a.value, a.unit) for a in read_authorization(draft, section, [])] == expected


@given(
    st.integers(2, 24),
    st.integers(2, 24),
    st.sampled_from([("Initial", "Continuation"), ("Initial", "Renewal"), ("Initial", "Reauthorization")]),
)
def test_columns_that_only_name_the_request_give_a_length_each(first: int, later: int, heads: tuple[str, str]) -> None:
    rows = table(("", *heads), ("Plaque psoriasis", f"{first} months (2 treatments)", f"{later} months"))
    assert lengths(rows) == [("initial", float(first), "month"), ("renewal", float(later), "month")]
    told = table(("Request", "Length"), (heads[0], f"{first} months"), (heads[1], f"{later} months"))
    assert lengths(told) == [("initial", float(first), "month"), ("renewal", float(later), "month")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Authorization is valid for 4 weeks initially, then 12 months.", [("initial", 4.0, "week"), ("renewal", 12.0, "month")]),
        ("Duration of approval: Initial – 6 months; continuation – 1 year", [("initial", 6.0, "month"), ("renewal", 1.0, "year")]),
        ("Initial: 12 months Extended: 6 months approval", [("initial", 12.0, "month"), ("renewal", 6.0, "month")]),
        ("Approval duration: 6 months (180 days)", [("initial", 6.0, "month")]),
        ("Approval length: 1 time only", [("initial", 1.0, "time")]),
        ("Coverage of supplies is renewed every 12 months if:", [("renewal", 12.0, "month")]),
        ("Approve up to 1 injection every 3 months", []),
        ("Duration of pain greater than 2 weeks", []),
        ("Extended culture of cells, 4-7 days", []),
        ("Differences continued at 2 to 4, 5 to 9, and 10 to 18 weeks after the last dose.", []),
    ],
)  # fmt: skip
def test_lengths_that_follow_each_other_and_numbers_that_are_none(line: str, expected: list[Length]) -> None:
    label = "Approval duration\n" if line.startswith("Initial: 12") else ""
    assert lengths(f"Inventa\n\n{label}{line}") == expected


USES = "Inventa\n\n- Gout: Inventa\n  - Age of 18 years or older\n- Asthma: Inventa\n  - Age of 12 years or older\n\n"


@pytest.mark.parametrize("lines", ["Initial Approval: 6 months\n\nRenewal Approval: 9 months", "Initial authorization: 6 months\n\nReauthorization approval: up to 9 months"])  # fmt: skip
def test_lengths_behind_a_list_of_uses_are_no_lengths_of_the_last_alone(lines: str) -> None:
    draft = draft_of(f"{USES}{lines}\n\n- Chart notes must show a response")
    found = [(a.phase, a.indication, a.value) for a in read_lengths(draft, draft.reading.blocks)]
    assert found == [("initial", None, 6.0), ("renewal", None, 9.0)]


def test_a_length_that_each_use_has_behind_it_stays_its_own() -> None:
    draft = draft_of(
        "Inventa\n\n- Gout: Inventa\n\nInitial Approval: 6 months\n\n- Asthma: Inventa\n\nInitial Approval: 9 months\n"
    )
    found = [(a.indication, a.value) for a in read_lengths(draft, draft.reading.blocks)]
    assert found == [("Gout", 6.0), ("Asthma", 9.0)]


@pytest.mark.parametrize(
    "line",
    ["Approval duration: One-time treatment per lifetime The safety of repeat use has not been studied", "Approval duration: 6 months Requests beyond that are reviewed again"],
)  # fmt: skip
def test_the_words_of_a_length_end_with_its_sentence(line: str) -> None:
    draft = draft_of(f"Inventa\n\n{line}")
    (found,) = read_lengths(draft, draft.reading.blocks)
    assert found.text.endswith(("per lifetime", "6 months"))
