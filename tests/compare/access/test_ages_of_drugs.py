"""An age that a criterion states for some of a policy's drugs is no age of the others."""

from __future__ import annotations

import pytest
from trees import NOWHERE, facts_of_tree, group

from payerdiff.model.mention import Mention
from payerdiff.model.policy import Atom, Criterion


def words(text: str, *ages: int, drugs: dict[str, str]) -> Criterion:
    atoms = [Atom(concept="age", op=">=", value=n, unit="year", text=f"{n} years", span=NOWHERE) for n in ages]
    named = [Mention(concept="drug", subject=drug, text=name, start=text.find(name), end=text.find(name) + len(name)) for name, drug in drugs.items()]  # fmt: skip
    return Criterion(op="leaf", text=text, span=NOWHERE, atoms=atoms, mentions=named)


NAMES = {"Tremfya": "guselkumab", "Enbrel": "etanercept"}


@pytest.mark.parametrize(
    ("text", "ages", "drugs", "expected"),
    [
        ("At least 18 years (6 years for Tremfya and 4 years for Enbrel)", (18, 6, 4), NAMES, 6),
        ("At least 18 years (4 years for Enbrel and 6 years for Tremfya)", (18, 4, 6), NAMES, 6),
        ("Enbrel: 4 years or older; Tremfya: 6 years or older", (4, 6), NAMES, 6),
        ("Tremfya: 6 years or older; Enbrel: 4 years or older", (6, 4), NAMES, 6),
        ("At least 18 years (4 years for Enbrel)", (18, 4), {"Enbrel": "etanercept"}, None),
    ],
)
def test_the_age_of_the_drug_that_is_requested(
    text: str, ages: tuple[int, ...], drugs: dict[str, str], expected: int | None
) -> None:
    facts = facts_of_tree(group("all", words(text, *ages, drugs=drugs)))
    assert facts.age_min_years == expected
    assert ("age_min_years" in facts.undecided) is (expected is None)
