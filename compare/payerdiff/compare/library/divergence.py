"""All policies of a library held against each other: which drugs' payers part most, and what new versions changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import pairwise

from pydantic import Field

from payerdiff.compare.library.policy_versions import lineages
from payerdiff.corpus.library import order_of
from payerdiff.corpus.memory import Memory, contents, recalled
from payerdiff.corpus.policy_lines import dated
from payerdiff.model.comparison import REQUESTED, Comparison, RelationKind
from payerdiff.model.policy import Frozen, Policy, VersionStep
from payerdiff.model.review import ChangeReview

Told = Callable[[str], object]
"""Is told what is worked at."""


class Addressed(Frozen):
    """An indication of a drug, and the documents whose policies have criteria for it."""

    indication: str
    hashes: list[str]


class Divergence(Frozen):
    """How the payers of one drug part: on how many questions, and how often each way when held pair by pair."""

    drug: str
    documents: list[str]
    hashes: list[str]
    """SHA-256 of each document: names may be shared."""
    payers: list[str]
    questions: int
    answered: int
    """Questions that two policies or more answer."""
    opposed: int
    """Of these, those to which the answers differ."""
    parted: int
    """All questions on which they part: silence is a difference too."""
    relations: dict[RelationKind, int] = Field(default_factory=dict)
    """Pairs of payers by indication and phase; each pair counts once, and what one does not address counts as such."""
    headline: str | None = None
    """The first of the drug's report."""
    indications: list[Addressed] = Field(default_factory=list)
    """The indications of the drug, as the policies are aligned, and whose criteria speak of each."""


def steps(policies: Sequence[Policy], told: Told = lambda _: None, memory: Memory | None = None) -> list[VersionStep]:
    """Return what each newer version of the library changed against the one before it, the newest first."""
    found = []
    for line in lineages(policies):
        for old, new in pairwise(line):
            found.append(known_step(old, new, memory, told))
    return sorted(found, key=lambda s: (s.dated or date.min, s.new), reverse=True)


def known_step(old: Policy, new: Policy, memory: Memory | None, told: Told = lambda _: None) -> VersionStep:
    """Return what one version changed, from memory where that is known; `told` hears of it where it is not."""

    def made() -> VersionStep:
        told(f"reviewing {new.source.name} against {old.source.name}")
        return step(old, new)

    return recalled(memory, "step", lambda: contents((old, new)), VersionStep, made)


def step(old: Policy, new: Policy) -> VersionStep:
    """Return what one version changed."""
    from payerdiff.compare.changes.review import (
        review,  # half a second of loading, which a library that remembers saves
    )

    return step_of(review(old, new))


def step_of(result: ChangeReview) -> VersionStep:
    """Return what a review found, in numbers."""
    old, new = result.old, result.new
    clinical = [c for c in result.changes if c.kind == "clinical"]
    return VersionStep(
        old=old.source.name, new=new.source.name, payer=new.payer.name or "", title=new.title or "", dated=dated(new), changes=len(result.changes),
        clinical=len(clinical), untold=sum(not c.log for c in clinical),
        directions=dict(sorted(Counter(v.direction for v in result.verdicts).items())),
        headline=result.headlines[0].text if result.headlines else None,
    )  # fmt: skip


def divergences(
    policies: Sequence[Policy], told: Told = lambda _: None, memory: Memory | None = None
) -> list[Divergence]:
    """Return how the payers of each drug part, newest versions only: those with most differing answers first."""
    newest = sorted((line[-1] for line in lineages(policies)), key=lambda p: (p.payer.name or "", p.source.name, p.source.sha256))  # fmt: skip
    said = contents(newest) if memory else [""] * len(newest)
    about: dict[str, list[tuple[Policy, str]]] = {}
    for policy, content in zip(newest, said, strict=True):
        for drug in dict.fromkeys(d.generic for d in policy.drugs):
            about.setdefault(drug, []).append((policy, content))
    found = []
    for drug, pairs in about.items():
        own, held = zip(*pairs, strict=True)
        found.append(recalled(memory if len(own) > 1 else None, "divergence", partial(rests_on, drug, held), Divergence, partial(divergence, drug, own, told)))  # fmt: skip
    return sorted(found, key=lambda d: (-d.opposed, -d.parted, -len(d.documents), d.drug))


def rests_on(drug: str, held: Sequence[str]) -> list[str]:
    """Return what a drug's divergence rests on: the drug, and its policies by their hashes."""
    return [drug, *held]


def divergence(drug: str, own: Sequence[Policy], told: Told = lambda _: None) -> Divergence:
    """Return how the policies on one drug part; `told` hears that several are compared."""
    plain = Divergence(
        drug=drug, documents=[p.source.name for p in own], hashes=[p.source.sha256 for p in own],
        payers=[p.payer.name or p.payer.author or "not named" for p in own], questions=0, answered=0, opposed=0, parted=0,
    )  # fmt: skip
    if len(own) < 2:
        return plain.model_copy(update={"indications": alone(own[0].about(drug))})
    from payerdiff.compare.side_by_side.comparison import compare  # as is this

    told(f"comparing {len(own)} policies on {drug}")
    result = compare([p.about(drug) for p in sorted(own, key=order_of)], drug, drug)
    said = [[c.summary for c in row.cells if c.summary is not None] for row in result.matrix]
    answered = [summaries for summaries in said if len(summaries) > 1]
    return plain.model_copy(update={
        "questions": len(result.matrix), "answered": len(answered), "opposed": sum(len(set(s)) > 1 for s in answered),
        "parted": sum(r.divergent or r.silence for r in result.matrix), "relations": dict(sorted(Counter(r.relation for r in result.relations[::2]).items())),
        "headline": result.headlines[0].text if result.headlines else None, "indications": addressed(result),
    })  # fmt: skip


def addressed(result: Comparison) -> list[Addressed]:
    """Return the indications of a comparison with the documents that speak of each, in its order."""
    hashes = {key: policy.source.sha256 for key, policy in zip(result.keys, result.policies, strict=True)}
    return [Addressed(indication=one.indication, hashes=[hashes[m.policy] for m in one.members]) for one in result.alignment]  # fmt: skip


def alone(policy: Policy) -> list[Addressed]:
    """Return the indications of a policy that no other one is compared with."""
    names = dict.fromkeys(s.indication for s in policy.criteria if s.indication and s.phase in REQUESTED)
    return [Addressed(indication=name, hashes=[policy.source.sha256]) for name in names]
