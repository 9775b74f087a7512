"""A policy for several drugs, told for one of them: what it lays down for others is left out."""

from __future__ import annotations

import pytest
from pages import page

from payerdiff.model.policy import Drug, Limit, Policy, leaves
from payerdiff.normalize.normalizer import normalize

TEXT = "<html><body><h1>Madeup class policy</h1><p>Effective Date: 01/01/2025</p><h2>Coverage criteria</h2><p>Inventa is medically necessary when all of the following criteria are met:</p><ul><li>Diagnosis of gout; and</li><li>The member is an adult</li></ul><p>Otherna is medically necessary when all of the following criteria are met:</p><ul><li>Diagnosis of psoriasis; and</li><li>The member is 12 years of age or older</li></ul></body></html>"
DRUGS = [Drug(generic="inventamab", brands=["Inventa"]), Drug(generic="othernamab", brands=["Otherna"])]


@pytest.mark.parametrize(("scope", "kept"), [("Inventa – gout", True), ("Otherna – psoriasis", False), ("gout", True)])
def test_a_limit_for_another_drug_by_its_scope_is_left_out(scope: str, kept: bool) -> None:
    read = normalize(page(TEXT, "page.html"), template="generic")
    assert isinstance(read, Policy)
    first, *rest = read.criteria
    span = next(leaf.span for leaf in leaves(first.root) if leaf.span)
    limit = Limit(
        kind="quantity", value=2.0, unit="pen", per_value=28.0, per_unit="day", scope=scope, text="2 pens", span=span
    )
    own = [first.model_copy(update={"drugs": ["othernamab"]}), *rest]
    policy = read.model_copy(update={"drugs": DRUGS, "criteria": own, "limits": [limit]})
    assert bool(policy.about("inventamab").limits) is kept
