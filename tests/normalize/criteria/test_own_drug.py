"""The policy's own drug is no refusal and no indication, and what a document shortens is what it spells out."""

from __future__ import annotations

import pytest
from pages import draft_of
from texts.policy_pages import LEGAL

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import CriteriaSet, Criterion, Drug, Policy, leaves
from payerdiff.normalize.criteria.own_drug import without_own_refusal
from payerdiff.normalize.normalizer import normalize

DUPILUMAB = Drug(generic="dupilumab", brands=["Dupixent"])
COVERED = "# Dupixent (dupilumab)\n\nEffective date: 01/01/2026\n\n## Coverage criteria\n\n### Asthma\n\nApproved when all of the following are met:\n\n- Age at least 12 years\n- Prescribed by a pulmonologist\n"


def policy_of(text: str, name: str = "page.md", template: str | None = None) -> Policy:
    """Return the policy of a text."""
    found = normalize(read_bytes(text.encode(), name), template=template)
    assert isinstance(found, Policy)
    return found


def refused(policy: Policy) -> list[str]:
    """Return the words of a policy's exclusions."""
    return [leaf.text for one in policy.exclusions for leaf in leaves(one.root)]


@pytest.mark.parametrize("own", ["Dupixent", "Dupixent (dupilumab)", "DUPIXENT®"])
def test_a_policy_that_covers_its_drug_never_refuses_it_by_its_name(own: str) -> None:
    policy = policy_of(f"{COVERED}\n## Not covered\n\n- {own}\n- Use with a JAK inhibitor\n{LEGAL}")
    assert [drug.generic for drug in policy.drugs] == ["dupilumab"]
    assert any("JAK inhibitor" in words for words in refused(policy))
    assert own not in refused(policy)
    assert own.rstrip("®") in "".join(block.text or "" for block in policy.ledger.blocks if block.cls != "furniture")


def test_what_is_spared_is_filed_as_unread() -> None:
    draft = draft_of("Dupixent\n\nDupixent with a JAK inhibitor\n")
    root = Criterion(
        op="any",
        children=[Criterion(op="leaf", text=words, span=draft.span(start, start + len(words))) for words, start in (("Dupixent", 0), ("Dupixent with a JAK inhibitor", 10))],
    )  # fmt: skip
    (kept,) = without_own_refusal(draft, [CriteriaSet(id="x", phase="exclusion", root=root)], [DUPILUMAB])
    assert [leaf.text for leaf in leaves(kept.root)] == ["Dupixent with a JAK inhibitor"]
    assert draft.ledger().unread >= len("Dupixent")
    both = [DUPILUMAB, Drug(generic="omalizumab", brands=["Xolair"])]
    (whole,) = without_own_refusal(draft, [CriteriaSet(id="x", phase="exclusion", root=root)], both)
    assert len(leaves(whole.root)) == 2, "of several drugs one may be refused"


NUMBERED = "Inventa Company\nINSTRUCTIONS FOR USE\n\nPOLICY STATEMENT\n\nFDA-Approved Indication\n\n1. Asthma. Approve for 1 year if the patient meets BOTH of the following (A and B):\n   A) Patient is 12 years of age or older; AND\n   B) The medication is prescribed by a pulmonologist.\n\nConditions Not Covered\n\n"


@pytest.mark.parametrize("verb", ["is considered", "is(are) considered", "are not considered"])
def test_a_subject_in_items_of_its_own_belongs_to_the_sentence_that_goes_on(verb: str) -> None:
    text = f"{NUMBERED}• Dupixent (dupilumab subcutaneous injection)\n\n{verb} not medically necessary for ANY other use(s) including the following:\n\n1. Concurrent use with another monoclonal antibody.\n"
    assert refused(policy_of(text, "page.txt", "cigna")) == ["Concurrent use with another monoclonal antibody"]


@pytest.mark.parametrize(("short", "disease"), [("PN", "prurigo nodularis"), ("BP", "bullous pemphigoid")])
def test_a_renewal_belongs_to_the_disease_that_its_sentence_shortens(short: str, disease: str) -> None:
    text = (
        "Clinical Criteria\n\nDupixent (Dupilumab)\n\n"
        f"Initial requests for Dupixent (dupilumab) for the treatment of {disease.title()} ({short}) may be approved if the following criteria are met:\n\n"
        f"I. Individual is 18 years of age or older; AND\nII. Individual has a diagnosis of {short}.\n\n"
        f"Continuation requests for Dupixent (dupilumab) for {short} may be approved if the following criterion is met:\n\n"
        "I. Treatment has resulted in improvement of the disease.\n"
    )
    policy = policy_of(text, "page.txt", "anthem")
    assert [(one.phase, one.diseases) for one in policy.criteria] == [("initial", [disease]), ("renewal", [disease])]


def test_a_drug_is_no_indication_of_itself() -> None:
    text = (
        "Clinical Criteria\n\nInitial requests for Dupixent (dupilumab) for the treatment of asthma may be approved if the following criteria are met:\n\n"
        "I. Individual is 12 years of age or older; AND\nII. Individual has a diagnosis of asthma.\n\n"
        "Dupixent (Dupilumab)\n\nContinuation requests may be approved if the following criterion is met:\n\n"
        "I. Treatment has resulted in improvement of the disease.\n"
    )
    policy = policy_of(text, "page.txt", "anthem")
    assert [(one.phase, one.indication) for one in policy.criteria if one.phase == "renewal"] == [("renewal", None)]
