"""Which payers state terms of a request (how long it is authorized, what response is documented) without criteria for it: they address it all the same."""

from __future__ import annotations

from payerdiff.model.access.wording import QUESTIONS, SILENCE, answer
from payerdiff.model.comparison import Comparison
from payerdiff.model.policy import Phase

Stated = frozenset[tuple[str, str | None, str]]
"""Policies by their keys, with the indication and the phase of which they state terms."""
TERMS: tuple[tuple[str, Phase], ...] = (("initial_months", "initial"), ("renewal_months", "renewal"), ("renewal_response_documented", "renewal"))  # fmt: skip
TERMS_ONLY = "no criteria read, terms stated"
"""What is said of such a payer, where one without any word on the request does not address it."""


def stated_terms(comparison: Comparison) -> Stated:
    """Return whose terms are told anywhere: by the access facts, as the grid tells them, else by the authorization periods for all indications."""
    told = {
        (facts.policy, facts.indication, phase)
        for key, phase in TERMS
        for question in QUESTIONS
        if key in question.keys
        for facts in comparison.access
        for said in (answer(question, facts),)
        if said.evidence is not None or (said.decided and said.text not in SILENCE)
    }
    every = {
        (key, alignment.indication, approval.phase)
        for key, policy in zip(comparison.keys, comparison.policies, strict=True)
        for approval in policy.approvals
        if approval.indication is None
        for alignment in comparison.alignment
        if any(member.policy == key for member in alignment.members)
    }
    return frozenset(told | every)
