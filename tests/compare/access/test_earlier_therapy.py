"""Nobody is refractory to nothing: a stage of a disease after therapy alone asks for at least one, which is not named. Tests and vaccines are none."""

from __future__ import annotations

import pytest
from trees import asking, facts

from payerdiff import api

KEYS = ("generic_steps", "brand_steps")


@pytest.mark.parametrize("words", ["Refractory plaque psoriasis", "Plaque psoriasis is relapsed or refractory", "Patient has relapsed disease"])  # fmt: skip
def test_a_disease_after_therapy_asks_for_some(words: str) -> None:
    found = facts(asking(words))
    assert set(KEYS) <= set(found.undecided)
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


NO_STEPS = (
    ("Patient has received treatment for latent tuberculosis",),
    ("Member has latent TB and has received at least one month of treatment",),
    ("Member has previously received prophylactic treatment for TB",),
    ("Patient has received vaccination against meningococcus",),
    ("Member has received a TB test",),
    ("Member has received and completed all of these baseline tests:", "a. Liver panel", "b. Factor IX inhibitor test", "c. Renal ultrasound"),
    ("Patient has received all of the following screening tests:", "a. Factor IX inhibitor testing", "b. Complete blood count"),
)  # fmt: skip
STEPS = (
    ("Member has previously received treatment for plaque psoriasis",),
    ("Patient has latent TB and has received treatment with adalimumab",),
    ("Patient has received a biologic and has been screened for latent TB",),
    ("Patient has received methotrexate after a negative TB test",),
    ("Member has received all of the following:", "a. methotrexate", "b. adalimumab"),
)


@pytest.mark.parametrize("criteria", NO_STEPS)
def test_a_test_or_the_treatment_of_an_infection_is_no_step(criteria: tuple[str, ...]) -> None:
    policy = asking(*criteria)
    found = facts(policy)
    assert (found.generic_steps, found.brand_steps) == (0, 0)
    (path,) = (p for p in api.compare([policy]).easiest if p.phase == "initial")
    assert path.steps == 0


@pytest.mark.parametrize("criteria", STEPS)
def test_therapies_beside_such_words_stay_steps(criteria: tuple[str, ...]) -> None:
    (path,) = (p for p in api.compare([asking(*criteria)]).easiest if p.phase == "initial")
    assert path.steps
