"""What is wrong with one policy: each kind of fault planted in a sound one is found, and sound ones show none."""

from __future__ import annotations

import pytest
from forms import HEAD
from ground import SHARED, sample_files
from trees import NOWHERE, bare_policy, leaf, meant

from payerdiff.compare.checks.lint import lint
from payerdiff.ingest.reader import read_bytes, read_file
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Meaning, Policy
from payerdiff.normalize.normalizer import normalize

TAIL = """
Approval duration: 6 months
II. Continued Therapy
A. B-cell ALL (must meet all):
1. Member is responding positively to therapy;
Approval duration: 12 months
"""
SOUND = """1. Diagnosis of B-ALL;
2. Age at least 18 years;
3. One of the following (a or b):
a. Disease is Ph-negative;
b. Disease is Ph-positive;"""


def codes(body: str) -> list[str]:
    """Return the codes found in a policy with these criteria."""
    result = normalize(read_bytes((HEAD + body + TAIL).encode(), "sample.txt"), template="centene")
    assert isinstance(result, Policy)
    return [f.code for f in lint(result)]


def test_a_sound_policy_shows_nothing() -> None:
    assert codes(SOUND) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("2. Age at least 18 years;", "2. Age at least 18 years;\n4. Age below 12 years;", "cannot-be-met"),
        ("a. Disease is Ph-negative;", "a. Age below 12 years;", "dead-alternative"),
        ("2. Age at least 18 years;", "2. Age at least 18 years;\n4. Age at least 2 years;", "adds-nothing"),
        ("2. Age at least 18 years;", "2. Failure of a 12 month trial of imatinib;", "approval-shorter-than-trial"),
        ("2. Age at least 18 years;", "2. Normal CBC;", "undefined-term"),
        ("2. Age at least 18 years;", "2. Use is not excluded by section IX of this text;", "broken-reference"),
    ],
)
def test_a_planted_fault_is_found(old: str, new: str, code: str) -> None:
    assert code in codes(SOUND.replace(old, new))


@pytest.mark.parametrize("body", ["2. Normal CBC (complete blood count);", "2. Normal complete blood count (CBC);", "2. Age at least 18 years OR of ANY AGE;"])  # fmt: skip
def test_an_abbreviation_that_is_spelled_out_or_a_word_in_capitals_is_no_fault(body: str) -> None:
    assert "undefined-term" not in codes(SOUND.replace("2. Age at least 18 years;", body))


@pytest.mark.parametrize(
    ("initial", "renewal", "stricter"),
    [
        ("2. Age at least 18 years;", "2. Age at least 18 years;", False),
        ("2. Age at least 12 years;", "2. Age at least 18 years;", True),
        ("2. Age at least 21 years;", "2. Age at least 18 years;", False),
        ("2. Disease is active;", "2. Prescribed by an oncologist;", True),
        ("2. One of the following (a or b):\na. Oncologist writes the request;\nb. Disease is active;", "2. Prescribed by an oncologist;", False),
    ],
)  # fmt: skip
def test_what_only_continued_therapy_asks_of_lasting_facts_is_found(initial: str, renewal: str, stricter: bool) -> None:
    body = HEAD + SOUND.replace("2. Age at least 18 years;", initial) + TAIL
    body = body.replace("1. Member is responding positively to therapy;", f"1. Member is responding positively to therapy;\n{renewal}")  # fmt: skip
    result = normalize(read_bytes(body.encode(), "sample.txt"), template="centene")
    assert isinstance(result, Policy)
    assert ("renewal-stricter" in [f.code for f in lint(result)]) == stricter


def test_the_samples_show_only_what_is_known_of_them() -> None:
    found = {}
    for path in sample_files():
        policy = normalize(read_file(path))
        if isinstance(policy, Policy):
            found[policy.source.template] = {f.code for f in lint(policy) if f.severity == "warning"}
    # The Aspirus text joins two states of one marker by AND, as the real one does.
    assert {k: v for k, v in found.items() if v} == {"magellan": {"dead-alternative"}}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real documents do not lie beside this checkout")
def test_a_real_policy_that_asks_for_both_states_of_a_marker_is_caught() -> None:
    policy = normalize(read_file(SHARED / "documents" / "Centene" / "envolve_ERX.SPA.241_blinatumomab_2018-09.pdf"))
    assert isinstance(policy, Policy)
    assert [f.message for f in lint(policy) if f.code == "dead-alternative" and "Relapsed or refractory" in f.message]


def test_an_alternative_within_a_criterion_that_nobody_can_take_is_found() -> None:
    adult, child = (Atom(concept="age", op=op, value=18.0, unit="year", text=op, span=NOWHERE) for op in (">=", "<"))
    heavy = Atom(concept="weight", op=">=", value=40.0, unit="kg", text="40 kg", span=NOWHERE)
    for beside, dead in (([leaf("adult", adult)], ["<"]), ([], [])):
        root = Criterion(op="all", children=[*beside, meant(Meaning(op="any", of=[0, 1]), child, heavy)], span=NOWHERE)
        policy = bare_policy().model_copy(update={"criteria": [CriteriaSet(id="initial-1", phase="initial", root=root)], "codes": []})  # fmt: skip
        found = [f.message for f in lint(policy) if f.code == "dead-alternative"]
        assert [f"“{text}”" in message for text, message in zip(dead, found, strict=True)] == [True] * len(dead)
