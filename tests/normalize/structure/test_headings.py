"""Which lines are headings, and which headings a line stands below."""

from __future__ import annotations

import pytest

from payerdiff.ingest.reader import read_bytes
from payerdiff.ingest.reading.reading import Reading
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.looks import Look, over
from payerdiff.normalize.structure.blocks.names import named_by
from payerdiff.normalize.structure.outline import Told, told_of

PAGE = """# Sampletinib

## Coverage Criteria

### Plaque psoriasis (PsO)1,4

- Member is 18 years of age or older
- Trial and failure of methotrexate

### Psoriatic arthritis (PsA)

- Member is 18 years of age or older

## Continuation of Therapy

### Plaque psoriasis (PsO)

- Member is doing better on the drug

## References

1. Doe J, et al. A trial. J Sample. 2020;1:1-2.
"""


def told(text: str, name: str = "page.md") -> list[Told]:
    """Return the blocks of a text with their roles."""
    return told_of(Draft(Reading(read_bytes(text.encode(), name), "published")))


def above(one: Told) -> list[str]:
    """Return the words of the headings that a block stands below."""
    return [head.words for head in one.facts.above]


def found(blocks: list[Told], words: str) -> list[Told]:
    """Return the blocks that begin with words."""
    return [one for one in blocks if one.facts.words.startswith(words)]


def test_a_line_stands_below_its_section_and_its_indication() -> None:
    blocks = told(PAGE)
    (renewed,) = found(blocks, "Member is doing better")
    assert above(renewed)[-2:] == ["Continuation of Therapy", "Plaque psoriasis (PsO)"]
    first, second = found(blocks, "Member is 18")
    assert above(first)[-2:] == ["Coverage Criteria", "Plaque psoriasis (PsO)1,4"]
    assert above(second)[-2:] == ["Coverage Criteria", "Psoriatic arthritis (PsA)"]


PLAIN = """Criteria for coverage:

Plaque Psoriasis
- Member is 18 years of age or older AND
- Diagnosis of plaque psoriasis

Psoriatic Arthritis
- Member is 18 years of age or older AND
- Diagnosis of psoriatic arthritis

Criteria for continuation of therapy:

Plaque Psoriasis
- Member responds to the drug AND
- Member is not on another biologic

Psoriatic Arthritis
- Member has fewer swollen joints AND
- Member is not on another biologic
"""


def test_headings_of_one_look_nest_where_one_stands_directly_below_the_other() -> None:
    blocks = told(PLAIN, "page.txt")
    (last,) = found(blocks, "Member has fewer")
    assert above(last) == ["Criteria for continuation of therapy:", "Psoriatic Arthritis"]


def test_every_heading_stands_before_what_stands_below_it_and_each_once() -> None:
    for one in (*told(PAGE), *told(PLAIN, "page.txt")):
        places = [head.at for head in one.facts.above]
        assert places == sorted(set(places)) and all(place < one.facts.at for place in places)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Plaque psoriasis (PsO)1-6,10", "disease"),
        ("For diagnosis of ulcerative colitis:", "disease"),
        ("Asthma (must meet all):", "disease"),
        ("Tremfya (guselkumab)", "drug"),
        ("Reauthorization criteria", "phase"),
        ("Diagnosis of asthma", None),
        ("The patient has asthma", None),
        ("Patient is Currently Receiving the drug. Approve for 1 year if BOTH apply:", "phase"),
    ],
)
def test_a_title_names_a_disease_a_drug_or_a_phase_and_a_sentence_nothing(words: str, named: str | None) -> None:
    assert named_by(words) == named


def look(size: float = 0.0, bold: bool = False, indent: float = 0.0, capitals: bool = False) -> Look:
    """Return a look."""
    return Look(size, bold, capitals, indent)


@pytest.mark.parametrize(
    ("head", "other"),
    [(look(4), look(2)), (look(bold=True), look()), (look(), look(indent=20)), (look(bold=True, capitals=True), look(bold=True))],
)  # fmt: skip
def test_the_more_prominent_heading_holds_and_the_less_prominent_does_not(head: Look, other: Look) -> None:
    assert over(head, other) and not over(other, head)


def test_no_heading_is_more_prominent_than_its_like() -> None:
    assert not over(look(2, True), look(2, True))


def test_a_heading_in_the_type_of_its_paragraph_is_told_by_its_line() -> None:
    text = (
        "Coverage Criteria\nSampletinib is considered medically necessary when ALL of the following criteria are met, each of them:\n"
        "1. Member is 18 years of age or older\n2. Diagnosis of asthma\n"
    )
    blocks = told(text, "page.txt")
    assert any(one.facts.words == "Coverage Criteria" for one in blocks)


def test_facts_of_a_block_are_the_same_each_time() -> None:
    def shown(one: Told) -> tuple[object, ...]:
        facts: Facts = one.facts
        return facts.at, facts.words, facts.heading, sorted(facts.cues), facts.kind, facts.titled, one.role

    assert [shown(one) for one in told(PAGE)] == [shown(one) for one in told(PAGE)]


USES = """# Sampletinib

Policy number: S.1

## Renewal criteria

1. Plaque psoriasis
    - Member has responded to therapy
    - Member has no infection
2. Therapy-related colitis
    - Member has fewer stools
    - Member has no infection
"""


def test_one_of_several_uses_is_a_use_whatever_else_its_name_says() -> None:
    (last,) = found(told(USES), "Member has fewer")
    assert above(last)[-2:] == ["Renewal criteria", "Therapy-related colitis"]
    assert last.role == "criterion"


NUMBERED = """# Sampletinib

## I. Coverage criteria

### A. Plaque psoriasis

- Member is 18 years of age or older

### B. Psoriatic arthritis

- Member is an adult with joint pain

## C. difficile infection

- Member has an infection
"""


def test_headings_are_read_without_the_numbers_that_they_count_and_an_initial_is_none() -> None:
    blocks = told(NUMBERED)
    words = [one.facts.words for one in blocks if one.block.kind == "heading"]
    assert words[2:] == ["Plaque psoriasis", "Psoriatic arthritis", "C. difficile infection"]


@pytest.mark.parametrize(("line", "heads"), [("Madeup Panel (0999U)", True), ("Other Panel (0999U)", False)])
def test_a_line_that_names_what_the_sentence_below_covers_is_its_heading(line: str, heads: bool) -> None:
    text = f"Inventa policy\n\nINDICATIONS:\n\nAnal cancer:\nInventa is considered medically necessary for:\n- adults\n{line}\nMadeup Panel is considered medically necessary for the following:\n- children\n"
    assert {one.facts.words: one.facts.heading for one in told(text, "page.txt")}[line] == heads
