"""What stands beside a list of criteria: tables that ask for nothing, rulings below headings of another kind, papers that every request needs."""

from __future__ import annotations

import pytest
from pages import table

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Policy, leaves
from payerdiff.normalize.normalizer import normalize

ASKED = ("Member is 18 years of age or older", "Member has tried methotrexate for 3 months")
LIST = f"<p>Inventa is medically necessary when ALL of the following criteria are met:</p><ol>{''.join(f'<li>{one}</li>' for one in ASKED)}</ol>"
TABLES: dict[str, tuple[tuple[str, ...], ...]] = {
    "doses": (("Body weight", "Kit", "Vials"), ("Up to 50 kg", "45 mg", "1"), ("51 kg and above", "60 mg", "2")),
    "classes": (("Class", "Examples"), ("Statin", "atorvastatin, pravastatin"), ("Fibrate", "fenofibrate")),
}


def policy_of(body: str) -> Policy:
    """Return the policy of a page."""
    page = f"<html><body><h1>Inventa (inventamab)</h1><p>Policy number: S.4</p><h2>Coverage criteria</h2>{body}</body></html>"
    found = normalize(read_bytes(page.encode(), "page.html"))
    assert isinstance(found, Policy)
    return found


def said(policy: Policy) -> list[tuple[str, tuple[str, ...]]]:
    """Return the phase and the leaves of each set."""
    return [(one.phase, tuple(leaf.text for leaf in leaves(one.root))) for one in (*policy.criteria, *policy.exclusions)]  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("between", ["", "<p>If all of the above criteria are met, the drug will be approved for 6 months.</p>"])  # fmt: skip
def test_a_table_behind_a_list_that_asks_for_nothing_is_no_criterion(name: str, between: str) -> None:
    assert said(policy_of(f"{LIST}{between}{table(*TABLES[name])}")) == [("initial", ASKED)]


def test_a_table_that_words_lead_over_to_is_what_they_say() -> None:
    body = table(("Asthma", "FEV1 below 80%"), ("Eczema", "EASI above 16"))
    found = said(policy_of(f"{LIST}<p>Inventa is medically necessary for the following:</p>{body}"))
    assert any("EASI" in leaf for _, read in found for leaf in read)


@pytest.mark.parametrize("head", ["Revision", "Updates", "Quantity Limits"])
def test_a_ruling_with_its_list_is_read_whatever_the_heading_above_it(head: str) -> None:
    items = ("Member has an obstruction shown by imaging", "Member has a leak that does not heal")
    listed = "".join(f"<li>{one}</li>" for one in items)
    body = f"{LIST}<h2>{head}</h2><p>Revision surgery may be considered medically necessary when EITHER of the following is present:</p><ul>{listed}</ul>"
    assert ("initial", items) in said(policy_of(body))


def test_a_log_stays_a_log() -> None:
    body = f"{LIST}<h2>Revisions</h2><p>01/05/2024: Coverage may be approved when one of the following was added:</p><ul><li>02/05/2024: asthma</li></ul>"
    assert said(policy_of(body)) == [("initial", ASKED)]


@pytest.mark.parametrize("head", ["Documentation Requirements", "Required Documentation", "Requirements for all products"])  # fmt: skip
def test_what_every_request_needs_holds_for_all(head: str) -> None:
    papers = ("Member's chart notes tell of the diagnosis", "Member's laboratory values are from the last 60 days")
    body = f"{LIST}<h2>{head}</h2><p>All of the following must be met:</p><ul>{''.join(f'<li>{one}</li>' for one in papers)}</ul>"
    assert ("universal", papers) in said(policy_of(body))


@pytest.mark.parametrize("services", ["procedures", "tests", "devices"])
def test_how_many_criteria_are_asked_for_weighs_more_than_a_list_of_services(services: str) -> None:
    lead = f"The following {services} may be considered medically necessary in an adult: one, and another, when ALL of the following criteria are met:"
    (found,) = policy_of(f"<p>{lead}</p><ul>{''.join(f'<li>{one}</li>' for one in ASKED)}</ul>").criteria
    assert found.root.op == "all"


def test_a_length_for_named_drugs_is_an_approval_and_no_criterion() -> None:
    found = policy_of(f"{LIST}<p>Praluent and Repatha may be approved up to 6 months.</p>")
    assert said(found) == [("initial", ASKED)]
    assert [(one.value, one.unit) for one in found.approvals] == [(6, "month")]
