"""A disease that nobody has who was not treated before: how many steps that is, a policy does not say."""

from __future__ import annotations

import pytest
from trees import NOWHERE, facts_of_tree, group, leaf

from payerdiff.model.policy import Atom


@pytest.mark.parametrize(("setting", "known"), [("refractory", False), ("chronic", True), ("active", True)])
def test_a_refractory_disease_was_treated_before(setting: str, known: bool) -> None:
    atoms = [Atom(concept=concept, op="=", value=value, text="", span=NOWHERE) for concept, value in (("disease_setting", setting), ("diagnosis", "plaque psoriasis"))]  # fmt: skip
    steps = facts_of_tree(group("all", leaf(f"{setting} plaque psoriasis", *atoms))).generic_steps
    assert steps == (0 if known else None)
