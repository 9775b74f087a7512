"""Policies to keep in a store: one that was read, and as many as one likes that differ from it."""

from __future__ import annotations

from functools import cache

from payerdiff.corpus.files import read_all
from payerdiff.corpus.library import samples
from payerdiff.corpus.store.store import ReadingKey
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.policy import Policy

CODE_PAGE = samples() / "rvu_edge" / "J2820.html"
POLICY = samples() / "bcbsnc" / "blinatumomab.html"


@cache
def one_policy() -> Policy:
    """Return a policy of the samples."""
    (found,) = read_all(POLICY, None)
    assert isinstance(found, Policy)
    return found


@cache
def one_code() -> CodeReference:
    """Return a page about a code of the samples."""
    (found,) = read_all(CODE_PAGE, None)
    assert isinstance(found, CodeReference)
    return found


def another(number: int) -> Policy:
    """Return a policy of another document, with a title of its own."""
    policy = one_policy()
    source = policy.source.model_copy(update={"sha256": f"{number:064x}", "name": f"{number}.html"})
    return policy.model_copy(update={"source": source, "title": f"Policy {number}"})


def key_of(found: Policy | CodeReference, **other: str) -> ReadingKey:
    """Return the key under which what was read is kept, with some of its parts others."""
    parts = {
        "sha256": found.source.sha256,
        "name": found.source.name,
        "side": None,
        "corrections": "",
        "program": "p",
        "engines": "e",
    }
    return ReadingKey(**(parts | other))  # type: ignore[arg-type]
