"""A disease named as the case of a prescriber is no diagnosis asked for: neither before his name nor in a list below it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import pytest
from texts.policy_pages import policy_of

from payerdiff.compare.logic.scope import general
from payerdiff.compare.side_by_side.indications import align
from payerdiff.compare.side_by_side.matrix import fill
from payerdiff.model.policy import Policy, leaves

PAGE = """# Drug Policy: Madeupra (madeupumab)

## Criteria for all indications

The medication must be prescribed by or in consultation with one of the following:

{prescribers}

Member is 18 years of age or older.

## Coverage Criteria

### Plaque psoriasis

Madeupra is medically necessary when all of the following are met:

1. Diagnosis of plaque psoriasis
2. Failure of methotrexate

### Ulcerative colitis

Madeupra is medically necessary when all of the following are met:

1. Diagnosis of ulcerative colitis
2. Failure of mesalamine
"""
CASES = (
    ("Dermatologist", ("plaque psoriasis", "psoriatic arthritis")),
    ("Rheumatologist", ("psoriatic arthritis",)),
    ("Gastroenterologist", ("ulcerative colitis",)),
)


def before(specialist: str, diseases: tuple[str, ...]) -> str:
    """Return a line with its diseases first."""
    return f"- {' or '.join(diseases).capitalize()}: {specialist.lower()}"


def below(specialist: str, diseases: tuple[str, ...]) -> str:
    """Return a specialist with the diseases that he is meant for in a list of his own."""
    return f"- {specialist}\n   - {' or '.join(diseases).capitalize()}"


def named(policy: Policy, indication: str) -> dict[str, list[object]]:
    """Return the values of the general criteria for an indication, by concept."""
    found: dict[str, list[object]] = {}
    for atom in (a for s in general(policy, indication) for leaf in leaves(s.root) for a in leaf.atoms):
        found.setdefault(atom.concept, []).append(atom.value)
    return found


@pytest.mark.parametrize("line", [before, below])
@pytest.mark.parametrize("order", list(permutations(range(3)))[::2])
def test_the_case_of_a_prescriber_is_no_diagnosis(
    line: Callable[[str, tuple[str, ...]], str], order: tuple[int, ...]
) -> None:
    policy = policy_of(PAGE.format(prescribers="\n".join(line(*CASES[at]) for at in order)))
    for indication, specialist in (("plaque psoriasis", "dermatologist"), ("ulcerative colitis", "gastroenterologist")):
        found = named(policy, indication)
        assert found["prescriber"] == [specialist]
        assert "diagnosis" not in found
        rows = fill([policy], ["a"], align([policy], ["a"]))
        (row,) = (r for r in rows if r.question == "diagnosis" and r.indication == indication and r.phase == "initial")
        assert row.cells[0].summary == indication
