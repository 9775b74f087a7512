"""What a patient had before the disease that it caused is no step; a stage that nobody is in without a certain therapy is one."""

from __future__ import annotations

import pytest
from trees import NOWHERE, facts_of_tree, group, leaf

from payerdiff.model.policy import Atom
from payerdiff.normalize.disease_names import diseases


def had(therapy: str, outcome: str = "tried") -> Atom:
    return Atom(concept="prior_therapy", op="=", value=therapy, outcome=outcome, text="", span=NOWHERE)


@pytest.mark.parametrize(
    ("indication", "therapy", "outcome", "steps"),
    [
        ("checkpoint inhibitor toxicity", "immune checkpoint inhibitor", "tried", 0),
        ("checkpoint inhibitor toxicity", "nivolumab", "tried", 0),
        ("checkpoint inhibitor toxicity", "infliximab", "tried", 1),
        ("checkpoint inhibitor toxicity", "infliximab", "failed", 1),
        ("melanoma", "immune checkpoint inhibitor", "tried", 1),
        ("opioid-induced constipation", "opioid", "tried", 0),
        ("opioid-induced constipation", "laxative", "tried", 1),
        ("constipation", "laxative", "tried", 1),
    ],
)
def test_the_therapy_that_did_the_harm_is_no_step(indication: str, therapy: str, outcome: str, steps: int) -> None:
    facts = facts_of_tree(group("all", leaf("has received it", had(therapy, outcome))), use=indication)
    assert facts.steps == steps


@pytest.mark.parametrize("stage", ["steroid_dependent", "steroid_refractory"])
def test_a_stage_of_a_known_therapy_counts_as_that_therapy(stage: str) -> None:
    setting = Atom(concept="disease_setting", op="=", value=stage, text="", span=NOWHERE)
    alone = facts_of_tree(group("all", leaf("steroid dependent", setting)))
    assert (alone.generic_steps, alone.brand_steps, alone.path[0].therapies) == (1, 0, ["corticosteroid"])
    either = facts_of_tree(group("any", leaf("failed", had("azathioprine", "failed")), leaf("dependent", setting)))
    assert (either.generic_steps, either.brand_steps) == (1, 0)


@pytest.mark.parametrize(
    "title",
    [
        "Gastrointestinal Toxicity Associated with Checkpoint Inhibitor Therapy",
        "Immune checkpoint inhibitor-related diarrhea/colitis",
        "Colitis due to immune checkpoint inhibitors",
        "Immune checkpoint inhibitor (ICI)-induced enterocolitis",
        "Management of Checkpoint Inhibitor Related Toxicities",
    ],
)
def test_one_harm_has_one_name_whatever_its_cause_is_joined_by(title: str) -> None:
    assert [hit.canonical for hit in diseases(title)] == ["checkpoint inhibitor toxicity"]
