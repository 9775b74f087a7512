"""What criteria name beside their typed conditions: laws over all samples and drawn words, and each kind once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reviews import policies
from trees import NOWHERE

from payerdiff.model.policy import Atom, Criterion, Policy, to_json
from payerdiff.normalize.publication import published
from payerdiff.normalize.typing.mentions import mentions_of


def nodes(policy: Policy) -> Iterator[Criterion]:
    """Yield all criteria of a policy."""
    held = [s.root for s in (*policy.criteria, *policy.exclusions)]
    while held:
        node = held.pop()
        yield node
        held += node.children


def atom(concept: str, **fields: object) -> Atom:
    """Return a typed condition."""
    return Atom.model_validate({"concept": concept, "op": "=", "text": "", "span": NOWHERE, **fields})


@pytest.mark.parametrize("policy", policies(), ids=lambda p: p.source.name)
def test_every_mention_stands_where_it_says(policy: Policy) -> None:
    for node in nodes(policy):
        assert [m.start for m in node.mentions] == sorted(m.start for m in node.mentions)
        assert all(0 <= m.start < m.end and node.text[m.start : m.end] == m.text for m in node.mentions)


def test_the_samples_name_each_kind_of_matter_in_words_alone() -> None:
    found = {m.concept for policy in policies() for node in nodes(policy) for m in node.mentions}
    assert found >= {"age", "biomarker", "diagnosis", "documentation", "drug", "drug_class", "duration", "prescriber", "prior_therapy", "regimen", "undefined_term"}  # fmt: skip


@pytest.mark.parametrize("policy", policies(), ids=lambda p: p.source.name)
def test_what_is_published_follows_from_the_policy_alone(policy: Policy) -> None:
    bare = Policy.model_validate_json(to_json(policy))
    assert to_json(published(bare)) == to_json(policy)


WORDS = ["not", "failed", "tried", "a trial of", "Humira", "Ph+", "two", "or more", "agents", "3", "months", "years old", "each", "prescribed by", "an oncologist", "in combination", "chart notes", "AML", "transplant", "section II", "≥", "(", ")", ";"]  # fmt: skip
TYPED = [
    atom("prior_therapy", value="adalimumab", outcome="failed", duration="3 month"),
    atom("biomarker", subject="Ph", value="positive"),
    atom("regimen", value="TNF inhibitor"),
    atom("diagnosis", value=["AML", "ALL"]),
    atom("prescriber", value="oncologist"),
    atom("prior_therapy", value="NSAID", count=2),
]


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), st.lists(st.sampled_from(TYPED), max_size=3))
def test_a_condition_only_takes_mentions_away(text: str, atoms: list[Atom]) -> None:
    plain, less = mentions_of(text, []), mentions_of(text, atoms)
    assert all(m in plain for m in less)
    assert not {m.subject for m in less if m.concept == "biomarker"} & {a.subject for a in atoms if a.subject}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (
            "Members whom other treatment has not helped, who were not relieved by it or could not tolerate it",
            [("prior_therapy", "no response"), ("prior_therapy", "intolerant")],
        ),
        (
            "Prescribed by, or in consultation with, an oncologist",
            [("prescriber", "prescribes"), ("prescriber", "consults"), ("specialty", "oncologist")],
        ),
        (
            "Trial of two or more preferred agents, each for 90 days",
            [
                ("prior_therapy", "trial"),
                ("therapies", 2),
                ("drug_class", "preferred product"),
                ("each_therapy", None),
                ("duration", 90),
            ],
        ),
        ("Not enrolled in a clinical trial", [("trial", None)]),
        ("Requests are reviewed under section IV.B", [("section", "IV")]),
        ("Received it within the past 6 months", []),
        ("Is 12 years of age", [("age", None)]),
        ("One inhaler at the highest dose (appropriately adjusted for age)", []),
        ("Adult: weight-based dosing", []),
        ("Pediatric dose of 45 mg", [("dose_amount", None)]),
        ("Adults on a stable dose", [("age", None)]),
    ],
)
def test_each_kind_of_words_is_named(text: str, named: list[tuple[str, object]]) -> None:
    assert [(m.concept, m.subject if m.value is None else m.value) for m in mentions_of(text, [])] == named


@pytest.mark.parametrize(
    ("text", "denied"), [("Has never tried it", True), ("Has tried it", False), ("Not old; tried it", False)]
)
def test_what_the_words_deny_is_marked(text: str, denied: bool) -> None:
    assert [m.negated for m in mentions_of(text, [])] == [denied]


def test_a_period_that_a_condition_carries_is_no_mention() -> None:
    tried = atom("prior_therapy", value="NSAID", duration="3 month")
    assert "duration" not in {m.concept for m in mentions_of("NSAIDs for 3 months", [tried])}
    assert "duration" not in {m.concept for m in mentions_of("From 3 months on", [atom("age", value=3.0, unit="month")])}  # fmt: skip
    assert "duration" in {m.concept for m in mentions_of("NSAIDs for 4 months", [tried])}


@pytest.mark.parametrize("name", ["heart failure", "decompensated heart failure", "chronic kidney failure"])
def test_a_disease_whose_name_has_a_word_for_an_outcome_names_no_therapy(name: str) -> None:
    named = {(m.concept, m.subject) for m in mentions_of(f"Patient has had {name} in the last 6 months", [])}
    assert ("prior_therapy", "failed") not in named
    both = {(m.concept, m.subject) for m in mentions_of(f"Patient has {name} and failure of methotrexate", [])}
    assert ("prior_therapy", "failed") in both
