"""Example patients of every policy at hand: possible, complete, and without contradiction. Skipped where the documents are not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ground import real_files
from readings import drawn_of, said

from payerdiff.compare.logic.judge import judge
from payerdiff.compare.logic.plausible import GROWTH, top_of
from payerdiff.compare.proofs.relations import side_of
from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.model.comparison import Comparison
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.patient import Patient
from payerdiff.model.policy import Criterion, Policy

REAL = real_files(".pdf", ".html", ".docx")
MOST = 40
"""Sets of criteria of a policy that is small enough to be held against itself without them."""
OLDEST = 120 * 12
EXCLUDING = (("positive", "negative"), ("normal", "positive"))


def open_to_all(policy: Policy) -> Policy:
    """Return a payer who asks for nothing that a policy asks for its indications."""
    criteria = [s.model_copy(update={"root": Criterion(op="all"), "population": None}) for s in policy.criteria if s.phase != "universal"]  # fmt: skip
    payer = policy.payer.model_copy(update={"id": "open", "name": "Open Plan", "short_name": "Open Plan"})
    return policy.model_copy(update={"payer": payer, "criteria": criteria, "exclusions": []})


def patients(found: Comparison) -> Iterator[tuple[Patient, list[str]]]:
    """Yield every example patient of a comparison with its words."""
    for relation in found.relations:
        held = [relation.only_a, relation.only_b, *(reason.witness for reason in relation.reasons)]
        yield from ((witness.patient, witness.words) for witness in held if witness is not None)
    yield from ((path.patient, []) for path in found.easiest)


def check_possible(patient: Patient) -> None:
    """Hold a patient to what bodies and scales allow."""
    if patient.age is not None:
        assert 0 <= patient.age <= OLDEST
        if patient.weight_kg is not None:
            lightest, heaviest = next((low, high) for months, low, high in reversed(GROWTH) if patient.age >= months)
            assert lightest <= patient.weight_kg <= heaviest
    for name, number in patient.lab_value.items():
        top = top_of("lab_value", name)
        assert number >= 0 and (top is None or number <= top), name


def check_consistent(patient: Patient, words: list[str]) -> None:
    """Hold a patient to itself: nothing is said to be and not to be."""
    plain = {word.casefold() for word in words}
    assert not {word for word in plain if f"no {word}" in plain or f"not {word}" in plain}
    for known in patient.facts.values():
        if isinstance(known, list):
            assert not any({a, b} <= {str(one) for one in known} for a, b in EXCLUDING), known
    if patient.line_of_therapy == 1:
        assert not [t for t in patient.prior_therapy or () if t.outcome != "contraindicated"]


@pytest.mark.skipif(not REAL, reason="the real documents do not lie beside this checkout")
@pytest.mark.parametrize("path", drawn_of(REAL) or [Path("none")], ids=lambda p: f"{p.parent.name}-{p.stem}"[:60])
def test_every_example_patient_of_a_real_policy_is_possible_and_complete(path: Path) -> None:
    try:
        policy = said(path)
    except PayerdiffError:
        return
    if not isinstance(policy, Policy) or not policy.criteria or len(policy.criteria) > MOST:
        return
    found = compare([policy, open_to_all(policy)], "itself")
    key, other = found.keys
    sets = {a.indication: {n for m in a.members if m.policy == key for n in m.sets} for a in found.alignment}
    for patient, words in patients(found):
        check_possible(patient)
        check_consistent(patient, words)
        assert patient.phase == "initial" or not words or any(word.startswith("on ") for word in words)
    for path_ in found.easiest:
        if path_.policy == key:
            alone = side_of(policy, sets[path_.indication or ""], path_.phase, path_.indication or "").alone()
            assert judge(alone, path_.patient).ruling == "approve"
    for relation in found.relations:
        assert not [r for r in relation.reasons if r.policy == other], "who asks for nothing refuses nobody"
