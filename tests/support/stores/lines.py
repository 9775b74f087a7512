"""Policies in time, made up: one policy with other dates, words and places."""

from __future__ import annotations

from datetime import date

from stores.kept import one_policy

from payerdiff.corpus.versions.line import Held
from payerdiff.model.policy import Dates, Policy


def version_of(effective: date | None, text: str = "", **other: object) -> Policy:
    """Return a policy with an effective date of its own, and words in its criteria by which versions differ."""
    policy = one_policy()
    first, *rest = policy.criteria
    worded = first.model_copy(update={"root": first.root.model_copy(update={"text": text})})
    source = policy.source.model_copy(update={"sha256": f"{hash((effective, text)) % (1 << 60):064x}", "name": f"{effective}.html"})  # fmt: skip
    told = {"dates": Dates(effective=effective), "revisions": [], "criteria": [worded, *rest], "source": source}
    return policy.model_copy(update=told | other)


def lying(policy: Policy, seen: date | None = None, first: int = 0, gone: date | None = None, last: int | None = None) -> Held:  # fmt: skip
    """Return a policy as a document that lay in a library."""
    return Held(policy, policy.source.name, seen, first, gone, last)
