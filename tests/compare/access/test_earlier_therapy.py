"""Nobody is refractory to nothing: a stage of a disease after therapy alone asks for at least one, which is not named."""

from __future__ import annotations

import pytest
from trees import asking, facts

from payerdiff import api

STEPS = ("generic_steps", "brand_steps")


@pytest.mark.parametrize("words", ["Refractory plaque psoriasis", "Plaque psoriasis is relapsed or refractory", "Patient has relapsed disease"])  # fmt: skip
def test_a_disease_after_therapy_asks_for_some(words: str) -> None:
    found = facts(asking(words))
    assert set(STEPS) <= set(found.undecided)
    assert found.generic_steps is None and found.brand_steps is None
    (path,) = (p for p in api.compare([asking(words)]).easiest if p.phase == "initial")
    assert path.steps == 1


@pytest.mark.parametrize("words", ["Severe plaque psoriasis", "Newly diagnosed, relapsed or refractory plaque psoriasis", "Disease is not refractory"])  # fmt: skip
def test_other_stages_ask_for_none(words: str) -> None:
    found = facts(asking(words))
    assert (found.generic_steps, found.brand_steps) == (0, 0)


def test_a_therapy_that_is_named_is_what_the_disease_was_refractory_to() -> None:
    policy = asking("Refractory plaque psoriasis", "Failure of methotrexate")
    assert facts(policy).generic_steps == 1
    (path,) = (p for p in api.compare([policy]).easiest if p.phase == "initial")
    assert path.steps == 1
