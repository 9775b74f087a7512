"""Policies against the drug's label: consistent, more restrictive, less restrictive, by what, with a patient.

The label is one more policy, read from its SPL. Each of its indications is held against all uses of a policy at once, catch-all clauses
included, so that an indication under another title is no difference. Labels name no prescriber and ask for no papers: a policy that does is
more restrictive by that, as the Tufts SPEC database counts it, and the reasons say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.scope import counting
from payerdiff.compare.logic.sides import Side, is_open_set
from payerdiff.compare.proofs.reasons import reasons_of
from payerdiff.model.comparison import Parity, ParityKind, Reason
from payerdiff.model.meaning.parts import parts_of
from payerdiff.model.policy import CriteriaSet, Criterion, Policy

LABEL = "FDA label"


def is_label(policy: Policy) -> bool:
    """Return True if a document is a drug's label."""
    return policy.is_label


def label_of(policies: Sequence[Policy], labels: Sequence[Policy]) -> Policy | None:
    """Return the newest label of the one drug that all policies are about, or None."""
    drugs = [{d.generic for d in p.drugs} for p in policies]
    own = [x for x in labels if all({d.generic for d in x.drugs} & about for about in drugs)]
    return max(own, key=lambda x: (str(x.dates.effective or ""), x.source.name), default=None)


def side_of_label(label: Policy) -> Side:
    """Return a label's indications as a side, each condition of its sentences a criterion of its own."""
    uses = (s for s in label.criteria if s.phase == "initial")
    return Side(label, (), tuple(s.model_copy(update={"root": taken_apart(s.root)}) for s in uses))


def taken_apart(node: Criterion) -> Criterion:
    """Return a tree whose leaves hold one condition each; what the types do not carry of a sentence is one more leaf."""
    if node.children:
        return node.model_copy(update={"children": [taken_apart(child) for child in node.children]})
    return parts_of(node) if node.op == "leaf" else node


def parity(policies: Sequence[Policy], keys: Sequence[str], label: Policy) -> list[Parity]:
    """Return how each policy stands to each indication of a label, then beyond it."""
    found: list[Parity] = []
    whole = side_of_label(label)
    sides = {key: side_of(policy) for key, policy in zip(keys, policies, strict=True)}
    for criteria in whole.uses:
        found += [against(key, side, criteria, whole) for key, side in sides.items() if side.uses]
    for key, side in sides.items():
        found += beyond(key, side, whole) if side.uses else []
    return found


def side_of(policy: Policy) -> Side:
    """Return all that a policy approves for a first request, with its exclusions. A catch-all clause in words of their own is set aside and named."""
    universal, every = (tuple(s for s in policy.criteria if s.phase == phase) for phase in ("universal", "initial"))
    open_ = [s for s in every if s.catch_all and is_open_set(s)]
    aside = tuple(s.indication or "other uses" for s in open_)
    return Side.of(policy, universal, [s for s in every if s not in open_], aside, counting(policy))


def against(key: str, side: Side, criteria: CriteriaSet, whole: Side) -> Parity:
    """Return how a policy stands to one indication of the label."""
    bare = Parity(policy=key, label=whole.policy.source.name, indication=criteria.indication, relation="consistent")
    one = Side(whole.policy, (), (criteria,))
    with Matter({LABEL: one, key: side}, "initial", disease_of(criteria), label=whole) as matter:
        unless = matter.open_texts([LABEL, key])
        meant = [matter.formulas[LABEL]]
        reasons = list(reasons_of(matter, LABEL, key))
        if not reasons:
            possible = matter.can(*meant, -matter.formulas[key]) or side.policy.ledger.unread > 0
            return bare.model_copy(update={"relation": "depends" if possible else "consistent", "unless": unless})
        covered = matter.can(*meant, matter.formulas[key])
        kind: ParityKind = "unknown" if not any(r.witness for r in reasons) else "more_restrictive" if covered else "not_covered"  # fmt: skip
        return bare.model_copy(update={"relation": kind, "reasons": reasons, "unless": unless})


def beyond(key: str, side: Side, whole: Side) -> Iterator[Parity]:
    """Yield whom a policy approves with a disease of the label whom the label does not mean, if there is anybody."""
    named = list(dict.fromkeys(d for s in whole.uses for d in s.diseases))
    reasons: list[Reason] = []
    unless: list[str] = []
    for disease in named:
        with Matter({LABEL: whole, key: side}, "initial", disease, label=whole) as matter:
            found = list(reasons_of(matter, key, LABEL))
            reasons += [r for r in found if r.witness and r.criteria not in [known.criteria for known in reasons]]
            unless += matter.open_texts([LABEL, key]) if found else []
    if reasons:
        unless = list(dict.fromkeys(unless))
        yield Parity(policy=key, label=whole.policy.source.name, relation="less_restrictive", reasons=reasons, unless=unless)  # fmt: skip


def disease_of(criteria: CriteriaSet) -> str:
    """Return the disease that an indication is about, or nothing."""
    return next(iter(criteria.diseases), "")
