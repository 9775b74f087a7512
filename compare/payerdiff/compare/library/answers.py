"""What the policies of a library answer to a question, a statement for each policy with the payer's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import Field

from payerdiff.compare.library.policy_versions import lineages
from payerdiff.compare.logic.diseases import same_disease
from payerdiff.compare.side_by_side.label import is_label
from payerdiff.compare.side_by_side.payer_names import short_name
from payerdiff.corpus.library import Subject
from payerdiff.model.phrasing import ALL_INDICATIONS, PHASES, listed
from payerdiff.model.policy import CriteriaSet, Criterion, Frozen, Policy

OPS = {
    "all": "all of:",
    "any": "any of:",
    "none": "none of:",
    "if": "if the first, then the second:",
    "never": "never:",
}


class Words(Frozen):
    """The payer's words behind a statement."""

    words: str
    page: int
    depth: int = 0
    """How deep in the criteria it stands."""


class Statement(Frozen):
    """What one policy answers."""

    payer: str
    document: str
    says: str
    sure: bool = True
    """False where words that were not evaluated could change it."""
    passages: list[Words] = Field(default_factory=list)


class Answer(Frozen):
    """The answer to a question (`payerdiff.answer/1`)."""

    kind: Literal["coverage", "requirements", "differences", "changes", "steps"]
    understood: str
    """The question as it was understood."""
    statements: list[Statement]


def newest_about(policies: Sequence[Policy], drug: Subject) -> list[Policy]:
    """Return the newest version of each payer's policy on a drug, as far as it speaks of it."""
    newest = [line[-1] for line in lineages([p for p in policies if not is_label(p)])]
    return [
        p.about(drug.generic) for p in sorted(newest, key=lambda p: (short_name(p), p.source.name)) if drug.is_of(p)
    ]


def coverage(policy: Policy, indication: str | None) -> Statement:
    """Return whether a policy has criteria for a disease, lists it as not covered, or does not mention it; without a disease, which ones it has."""
    initial = [s for s in policy.criteria if s.phase in ("initial", "universal")]
    if indication is None:
        return in_general(policy)
    own = [s for s in initial if s.phase == "initial" and any(same_disease(indication, d) for d in s.diseases)]
    refused = [s for s in policy.exclusions if any(same_disease(indication, d) for d in s.diseases)]
    general = [s for s in initial if not s.diseases]
    if own:
        return statement(policy, f"has criteria for {indication}" + (", and lists uses that are not covered" if refused else ""), [w for s in (*own, *refused) for w in title_words(s)])  # fmt: skip
    if refused:
        return statement(policy, f"lists {indication} among uses that are not covered, or not in all cases", [w for s in refused for w in title_words(s)])  # fmt: skip
    if general:
        return statement(policy, f"has criteria that name no disease; {indication} is not mentioned in their titles", [w for s in general for w in title_words(s)], sure=False)  # fmt: skip
    return statement(policy, f"does not mention {indication} in the titles of its criteria", [], sure=policy.ledger.unread == 0)  # fmt: skip


def in_general(policy: Policy) -> Statement:
    """Return for which diseases a policy has criteria. Criteria without a disease are not told to be for all."""
    own = [s for s in policy.criteria if s.phase == "initial"]
    named = [s.indication or listed(s.diseases, "and") for s in own]
    held = own or policy.criteria
    if any(named):
        others = "" if all(named) else ", and criteria that name no disease"
        says = f"has criteria for {listed([one for one in named if one], 'and')}{others}"
    elif own or any(s.phase == "universal" for s in held):
        says = "has criteria that name no disease"
    else:
        says = "has criteria for reauthorization alone" if held else "has no criteria that were read"
    return statement(policy, says, [w for s in held for w in title_words(s)])


def title_words(criteria: CriteriaSet) -> Iterator[Words]:
    """Yield the words that a set begins with."""
    span = criteria.span or criteria.root.span
    if span is not None and span.quote.strip():
        yield Words(words=" ".join(span.quote.split())[:300], page=span.page)


def requirements(policy: Policy, indication: str | None) -> list[Statement]:
    """Return what a policy requires, by indication and phase, as the document joins it."""
    chosen = [
        s for s in policy.criteria
        if indication is None or s.phase == "universal" or not s.diseases or any(same_disease(indication, d) for d in s.diseases)
    ]  # fmt: skip
    return [
        statement(policy, f"{s.indication or ALL_INDICATIONS}, {PHASES[s.phase]}", list(outline(s.root)), sure=s.root.read_as is None)
        for s in chosen
    ]  # fmt: skip


def outline(node: Criterion, depth: int = 0) -> Iterator[Words]:
    """Yield the words of a tree, each with its depth; a list begins with how its items join."""
    page = node.span.page if node.span else 1
    if not node.children:
        yield Words(words=node.text, page=page, depth=depth)
        return
    op = f"at least {node.k} of:" if node.op == "at_least" else OPS[node.op]
    yield Words(words=f"{node.text} [{op}]" if node.text else f"[{op}]", page=page, depth=depth)
    for child in node.children:
        yield from outline(child, depth + 1)


def statement(policy: Policy, says: str, passages: Sequence[Words], *, sure: bool = True) -> Statement:
    """Return a statement of a policy."""
    return Statement(
        payer=short_name(policy), document=policy.source.name, says=says, sure=sure, passages=list(passages)
    )
