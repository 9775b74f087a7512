"""Policies → Comparison: the one door of this room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from payerdiff.compare.access.table import Asked, access
from payerdiff.compare.logic.one_drug import drug_of
from payerdiff.compare.proofs.relations import relations
from payerdiff.compare.side_by_side.headlines.rules import facts_of
from payerdiff.compare.side_by_side.headlines.wording import worded
from payerdiff.compare.side_by_side.indications import align, initial_indications
from payerdiff.compare.side_by_side.label import is_label, label_of, parity, side_of_label
from payerdiff.compare.side_by_side.matrix import fill
from payerdiff.compare.side_by_side.path_counts import counted_as
from payerdiff.compare.side_by_side.payer_names import names_of
from payerdiff.corpus.memory import Memory
from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.comparison import Alignment, Comparison
from payerdiff.model.policy import Finding, Policy


def compare(
    documents: Sequence[Policy], subject: str, drug: str | None = None, memory: Memory | None = None
) -> Comparison:
    """Return policies side by side: aligned indications, the matrix, headlines drawn from it, and how each pair of payers stands.

    Labels among the documents are no payers: policies are held against the one of their drug. Labels alone are shown as policies.
    `drug` is told where the documents were narrowed to one. What `memory` knows of two payers is not proved again.
    """
    labels = [d for d in documents if is_label(d)]
    policies = [d for d in documents if not is_label(d)] or labels
    label = None if policies is labels else label_of(policies, labels)
    keys, names = names_of(policies)
    told = dict(zip(keys, names, strict=True))
    alignment = align(policies, keys)
    matrix = fill(policies, keys, alignment)
    by_key = dict(zip(keys, policies, strict=True))
    asked = access_facts(by_key, alignment, drug)
    facts = asked or facts_alone(by_key, alignment)
    proved = relations(policies, keys, alignment, side_of_label(label) if label else None, memory)
    return Comparison(
        subject=subject,
        drug=drug,
        policies=list(policies),
        keys=keys,
        names=names,
        alignment=alignment,
        matrix=matrix,
        headlines=[worded(fact, told) for fact in facts_of(by_key, matrix, facts, proved.easiest)],
        relations=proved.relations,
        scenarios=proved.scenarios,
        orders=proved.orders,
        easiest=counted_as(proved.easiest, facts),
        access=asked,
        labels=[label] if label else [],
        parity=parity(policies, keys, label) if label else [],
        findings=[
            Finding(
                severity="info",
                code="verdicts-assume",
                message="Example patients show how payers compare. What is proved holds whatever the criteria say that were not evaluated automatically; what depends on them says so and names them. Where a policy wants a fact documented, the fact counts as documented. What is not said of a patient (who prescribes, what is submitted, the dose) is as the criteria ask.",
            )
        ],
    )


def facts_alone(policies: Mapping[str, Policy], alignment: Sequence[Alignment]) -> list[AccessFacts]:
    """Return what each policy asks before it approves the one drug that all are about, or the one that it is about itself: its steps are the same whoever is compared."""
    shared = drug_of(list(policies.values()))
    own = ({key: policy} for key, policy in policies.items())
    return access_facts(policies, alignment, shared) if shared else [f for one in own for f in access_facts(one, alignment, drug_of(list(one.values())) or None)]  # fmt: skip


def access_facts(policies: Mapping[str, Policy], alignment: Sequence[Alignment], drug: str | None) -> list[AccessFacts]:
    """Return what each policy asks before it approves the drug that is compared; nothing where the comparison is not about one."""
    if drug is None:
        return []
    brands = [brand for p in policies.values() for d in p.drugs if d.generic == drug for brand in d.brands]
    names = frozenset(name.lower() for name in (drug, *brands))
    facts = access(policies, Asked(drug, drug, names), initial_indications(alignment, policies))
    return [one for one in facts if one.is_addressed]
