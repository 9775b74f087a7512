"""Policies → Comparison: the one door of this room."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.compare.proofs.relations import relations
from payerdiff.compare.side_by_side.headlines.rules import facts_of
from payerdiff.compare.side_by_side.headlines.wording import worded
from payerdiff.compare.side_by_side.indications import align
from payerdiff.compare.side_by_side.label import is_label, label_of, parity, side_of_label
from payerdiff.compare.side_by_side.matrix import fill
from payerdiff.compare.side_by_side.payer_names import names_of
from payerdiff.model.comparison import Comparison
from payerdiff.model.policy import Finding, Policy


def compare(documents: Sequence[Policy], subject: str, drug: str | None = None) -> Comparison:
    """Return policies side by side: aligned indications, the matrix, headlines drawn from it, and how each pair of payers stands.

    Labels among the documents are no payers: policies are held against the one of their drug. Labels alone are shown as policies.
    `drug` is told where the documents were narrowed to one.
    """
    labels = [d for d in documents if is_label(d)]
    policies = [d for d in documents if not is_label(d)] or labels
    label = None if policies is labels else label_of(policies, labels)
    keys, names = names_of(policies)
    told = dict(zip(keys, names, strict=True))
    alignment = align(policies, keys)
    matrix = fill(policies, keys, alignment)
    proved = relations(policies, keys, alignment, side_of_label(label) if label else None)
    return Comparison(
        subject=subject,
        drug=drug,
        policies=list(policies),
        keys=keys,
        names=names,
        alignment=alignment,
        matrix=matrix,
        headlines=[worded(fact, told) for fact in facts_of(dict(zip(keys, policies, strict=True)), matrix)],
        relations=proved.relations,
        scenarios=proved.scenarios,
        orders=proved.orders,
        easiest=proved.easiest,
        labels=[label] if label else [],
        parity=parity(policies, keys, label) if label else [],
        findings=[
            Finding(
                severity="info",
                code="verdicts-assume",
                message="Example patients show how payers compare. Criteria not evaluated automatically are assumed met and documentation is assumed complete; each pair lists the criteria that could change its result.",
            )
        ],
    )
