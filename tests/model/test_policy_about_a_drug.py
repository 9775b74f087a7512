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


CLASS = """<html><body><h1>Madeup class policy</h1><p>Effective Date: 01/01/2025</p><h2>Coverage criteria</h2>
<p>Gout is medically necessary when all of the following criteria are met:</p><ol><li>Diagnosis of gout; and</li>
<li>Request is for Otezla</li></ol>
<p>Psoriasis is medically necessary when all of the following criteria are met:</p><ol><li>Diagnosis of plaque psoriasis; and</li>
<li>If the request is for a JAK inhibitor or Otezla, the member has tried methotrexate; and</li>
<li>One of the following:<ol><li>The request is for Humira; or</li><li>The member has tried etanercept</li></ol></li></ol>
</body></html>"""


def class_policy(*elsewhere: str) -> Policy:
    """Return the policy of a class, for adalimumab, apremilast and tofacitinib."""
    read = normalize(page(CLASS, "class.html"), template="generic")
    assert isinstance(read, Policy)
    names = ("adalimumab", "apremilast", "tofacitinib")
    drugs = [Drug(generic=name, elsewhere="Madeup list" if name in elsewhere else None) for name in names]
    return read.model_copy(update={"drugs": drugs})


def words_about(drug: str) -> str:
    """Return the words of what is left of the criteria for a drug."""
    return "\n".join(leaf.text for s in class_policy().about(drug).criteria for leaf in leaves(s.root))


@pytest.mark.parametrize(
    ("drug", "gout", "methotrexate", "humira"),
    [("apremilast", True, True, False), ("tofacitinib", False, True, False), ("adalimumab", False, False, True)],
)
def test_what_is_asked_of_requests_for_other_products_is_left_out(drug: str, gout: bool, methotrexate: bool, humira: bool) -> None:  # fmt: skip
    words = words_about(drug)
    assert ("gout" in words, "methotrexate" in words, "is for Humira" in words) == (gout, methotrexate, humira)
    assert "etanercept" in words and "plaque psoriasis" in words
    assert any(f.code == "other-drugs-left-out" for f in class_policy().about("tofacitinib").findings)


def test_a_drug_that_the_policy_sends_elsewhere_has_no_criteria_in_it_and_that_is_said() -> None:
    policy = class_policy("tofacitinib")
    assert policy.about("adalimumab").criteria
    sent = policy.about("tofacitinib")
    assert (sent.criteria, sent.exclusions, sent.approvals, sent.limits) == ([], [], [], [])
    assert [f.message for f in sent.findings if f.code == "drug-elsewhere"] == ["This policy has no criteria for tofacitinib: it refers to “Madeup list”"]  # fmt: skip


def test_a_limit_below_the_heading_of_another_product_is_left_out() -> None:
    policy = class_policy()
    span = next(leaf.span for leaf in leaves(policy.criteria[0].root) if leaf.span)
    limit = Limit(kind="quantity", value=2.0, unit="pen", drugs=["adalimumab"], text="2 pens", span=span)
    told = policy.model_copy(update={"limits": [limit, limit.model_copy(update={"drugs": []})]})
    assert [len(told.about(drug).limits) for drug in ("adalimumab", "apremilast")] == [2, 1]


def test_a_set_titled_with_the_product_alone_is_of_no_indication() -> None:
    policy = class_policy()
    assert policy.criteria[1].diseases == ["plaque psoriasis"]
    titled = policy.criteria[0].model_copy(update={"drugs": ["apremilast"], "indication": "Apremilast-abcd and biosimilars", "diseases": []})  # fmt: skip
    told = policy.model_copy(update={"criteria": [titled, policy.criteria[1]]}).about("apremilast")
    assert [(s.phase, s.indication is None) for s in told.criteria] == [("universal", True), ("initial", True)]
    assert len({s.id for s in told.criteria}) == len(told.criteria)
