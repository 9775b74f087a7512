"""Documents without a section of criteria: sentences that state coverage are read, all that may hold criteria is unread."""

from __future__ import annotations

import pytest

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Criterion, Policy
from payerdiff.normalize.normalizer import normalize

HEAD = """Zolgensma Review Paper
Policy Number: ZR.12
Effective Date: 01/01/2026

Spinal muscular atrophy is a disease of motor neurons. Onset before 6 months of age is common, and treatment is indicated early. Prior authorization
is needed; the diagnosis is confirmed by a test. Coverage follows these pages. Patients are seen by a neurologist. CPT codes are in the annex.

"""
LISTED = """Onasemnogene is considered medically necessary when all of the following are met:

- The patient is less than 2 years of age
- The diagnosis is spinal muscular atrophy

"""
BROKEN = "Nusinersen is considered medically necessary when the following criteria are met.\n\n"
REFUSED = "Onasemnogene is considered investigational for use after gene therapy.\n\n"
ABOUT = "Services are medically necessary where this policy says so.\n\n"
FILLER = (
    "The trial enrolled infants with two copies of the gene, who were followed for a long time and did well in many ways.\n\n"
    * 12
)


def policy_of(*parts: str) -> Policy:
    """Return the policy of a text that is made of parts."""
    found = normalize(read_bytes("".join((HEAD, *parts, FILLER)).encode(), "paper.txt"))
    assert isinstance(found, Policy) and found.source.template == "generic"
    return found


def texts(node: Criterion) -> list[str]:
    """Return the words of all leaves."""
    return [t for child in node.children for t in texts(child)] if node.children else [node.text]


def test_a_sentence_with_its_list_is_read_where_it_stands() -> None:
    policy = policy_of(LISTED, REFUSED)
    (given,) = policy.criteria
    assert texts(given.root) == ["The patient is less than 2 years of age", "The diagnosis is spinal muscular atrophy"]
    assert given.root.op == "all"
    (refused,) = policy.exclusions
    assert refused.indication == "investigational" and "after gene therapy" in texts(refused.root)[0]


@pytest.mark.parametrize("sentence", [BROKEN, ABOUT])
def test_a_sentence_without_its_conditions_and_one_about_rules_give_no_criteria(sentence: str) -> None:
    policy = policy_of(sentence)
    assert not policy.criteria and not policy.exclusions
    unread = "".join(b.text for b in policy.ledger.blocks if b.cls == "unread" and b.text)
    assert sentence.strip() in unread


def test_what_may_hold_criteria_is_listed_as_unread_and_the_finding_says_so() -> None:
    policy = policy_of(BROKEN)
    (finding,) = [f for f in policy.findings if f.code == "no-criteria-found"]
    assert finding.severity == "warning" and "listed as unread" in finding.message
    unread = " ".join("".join(b.text for b in policy.ledger.blocks if b.cls == "unread" and b.text).split())
    assert "disease of motor neurons" in unread and "two copies of the gene" in unread
    assert policy.number == "ZR.12" and "ZR.12" not in unread


def test_a_document_with_a_section_of_criteria_keeps_its_head_and_background() -> None:
    policy = policy_of("Coverage Criteria\n\n", LISTED, "Background\n\n")
    assert policy.criteria and not any(f.code == "no-criteria-found" for f in policy.findings)
    assert policy.ledger.unread < 200
