"""One source for each fact: what the grid tells of a payer, no headline, row, example patient or path denies."""

from __future__ import annotations

from functools import cache

import lxml.html
import pytest
from reviews import policies
from trees import asking

from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.model.access.wording import QUESTIONS, SILENCE, STEPS, answer
from payerdiff.model.comparison import Comparison
from payerdiff.model.policy import Policy
from payerdiff.templates.comparison.ladder_views import steps_of
from payerdiff.templates.comparison.page_views import Builder
from payerdiff.templates.rendering import render_comparison

DRUGS = ("dupilumab", "blinatumomab", "guselkumab")
RENEWAL = next(q for q in QUESTIONS if "renewal_months" in q.keys)


def without_renewal_criteria() -> Policy:
    """Return a policy that says for how long it renews, and lists no criteria for that."""
    policy = asking("Failure of methotrexate for at least 3 months")
    return policy.model_copy(update={"criteria": [s for s in policy.criteria if s.phase != "renewal"]})


@cache
def drawn(drug: str) -> Comparison:
    """Return a comparison of the policies on a drug."""
    if drug == "guselkumab":
        return compare([without_renewal_criteria(), asking("Prescribed by a dermatologist", number=3), asking("Failure of two of the agents that the formulary lists", number=4)], "Tremfya (guselkumab)", drug)  # fmt: skip
    return compare([p.about(drug) for p in policies() if any(d.generic == drug for d in p.drugs)], drug, drug)


@pytest.mark.parametrize("drug", DRUGS)
def test_nobody_of_whom_terms_are_told_is_said_not_to_address_the_request(drug: str) -> None:
    found = drawn(drug)
    view = Builder(found).report()
    names = dict(zip(found.keys, found.names, strict=True))
    told = [f for f in found.access if (said := answer(RENEWAL, f)).evidence or (said.decided and said.text not in SILENCE)]  # fmt: skip
    assert told
    for facts in told:
        name, title = names[facts.policy], f"{facts.indication}: reauthorization"
        assert not any(name in m.silent for m in view.matters if m.title == title)
        rows = [row for m in view.matters if m.title == title for row in m.rows]
        assert not any(cell.verdict == "silent" for row in rows for cell in row.cells if cell.name == name)
        groups = [g for g in view.groups if g.indication == facts.indication and g.phase == "renewal"]
        assert all(cell.addressed for g in groups for row in g.rows for cell in row.cells if cell.name == name)


def test_terms_without_criteria_are_told_as_such() -> None:
    page: lxml.html.HtmlElement = lxml.html.document_fromstring(render_comparison(drawn("guselkumab")))
    assert "states terms; no criteria were read" in page.get_element_by_id("who").text_content()


@pytest.mark.parametrize("drug", DRUGS)
def test_no_headline_calls_unstated_what_the_grid_leaves_open(drug: str) -> None:
    found = drawn(drug)
    names = dict(zip(found.keys, found.names, strict=True))
    lengths = [h.text for h in found.headlines if h.kind == "approval" and h.text.startswith("Initial")]
    for key in {f.policy for f in found.access if "initial_months" in f.undecided}:
        assert not any(f"{names[key]} states none for" in text for text in lengths)
    steps = [h.text for h in found.headlines if h.kind == "step"]
    for facts in (f for f in found.access if f.generic_steps is None and not f.brand_steps):
        assert not any(f"{names[facts.policy]} states no step therapy" in text for text in steps)


@pytest.mark.parametrize("drug", DRUGS)
def test_ladder_grid_and_easiest_path_have_one_count(drug: str) -> None:
    found = drawn(drug)
    facts = {(f.policy, f.indication): f for f in found.access}
    compared = 0
    for path in (p for p in found.easiest if p.phase == "initial" and (p.policy, p.indication) in facts):
        own = facts[path.policy, path.indication or ""]
        rungs = [kind for kind, _ in steps_of(own)]
        cells = {q.keys[0]: answer(q, own).decided for q in QUESTIONS if q.title != STEPS}
        assert path.undecided == (not (cells["generic_steps"] and cells["brand_steps"])) == (own.steps is None)
        if own.steps is not None:
            compared += 1
            assert path.steps == own.steps == rungs.count("step")
            assert sum(s.count for s in own.path if s.kind == "conventional") == own.generic_steps
            assert sum(s.count for s in own.path if s.kind == "branded") == own.brand_steps
    assert compared


def test_documentation_is_not_assumed_complete_beside_a_patient_without_it() -> None:
    page = render_comparison(drawn("guselkumab"))
    assert "assumed complete" not in page and "counts as documented" in page
