"""Laws of lists: what is offered and what is asked for, and for which request, whatever the items name and however they are marked."""

from __future__ import annotations

import pytest
from texts.policy_pages import LEGAL

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Criterion, Policy, leaves
from payerdiff.normalize.normalizer import normalize

HEAD = "# Inventa testing\n\nPolicy number: S.1\nEffective date: 01/01/2026\n\n"


def policy_of(body: str, heading: str = "Coverage criteria") -> Policy:
    """Return the policy of a page with some criteria."""
    found = normalize(read_bytes(f"{HEAD}## {heading}\n\n{body}{LEGAL}".encode(), "page.md"), template="generic")
    assert isinstance(found, Policy)
    return found


def operator_over(node: Criterion, first: str, second: str) -> str | None:
    """Return the operator of the smallest group that holds both leaves."""
    for child in node.children:
        if (inner := operator_over(child, first, second)) is not None:
            return inner
    texts = " ".join(leaf.text or "" for leaf in leaves(node))
    return node.op if node.children and first in texts and second in texts else None


def joined(policy: Policy, first: str, second: str) -> str | None:
    """Return how two leaves of one set are joined."""
    return next((op for one in policy.criteria if (op := operator_over(one.root, first, second))), None)


def listed(items: list[str], sign: str, depth: int = 0) -> str:
    """Return items as a list."""
    signs = {"-": ["-"] * 9, "1": [f"{n}." for n in range(1, 10)]}[sign]
    return "\n".join(f"{'   ' * depth}{mark} {item}" for mark, item in zip(signs, items, strict=False))


SERVICES = ["Myringotomy for children", "Removal of the stapes", "Tympanoplasty, revision of both ears"]
TRIED = ["Prior myringotomy", "Failed removal of the stapes", "Member has had a tympanoplasty"]


@pytest.mark.parametrize("sign", ["-", "1"])
@pytest.mark.parametrize("order", [1, -1])
def test_services_are_alternatives_and_services_that_a_patient_must_have_had_are_not(sign: str, order: int) -> None:
    for items, op in ((SERVICES[::order], "any"), (TRIED[::order], "all")):
        found = policy_of(f"The plan covers surgery of the ear:\n\n{listed(items, sign)}\n")
        assert joined(found, items[0][6:12], items[1][6:12]) == op


@pytest.mark.parametrize("lead", ["may include", "may include (see the benefit document)", "must include"])
def test_what_may_be_included_is_offered_and_what_must_be_is_asked_for(lead: str) -> None:
    items = ["Tuning of the aid", "Moulds for the ear", "Batteries"]
    found = policy_of(f"Hearing services are covered. Basic services {lead}:\n\n{listed(items, '-')}\n")
    assert joined(found, "Tuning", "Moulds") == ("all" if "must" in lead else "any")


@pytest.mark.parametrize("names", [("Humira", "Stelara"), ("Skyrizi", "Tremfya")])
def test_items_labeled_with_other_products_are_alternatives(names: tuple[str, str]) -> None:
    items = listed([f"{names[0]}: at least 2 years", f"{names[1]}: at least 18 years"], "-", 1)
    found = policy_of(f"Coverage requires all of the following:\n\n- Age:\n{items}\n- Diagnosis of plaque psoriasis\n")
    assert joined(found, "at least 2", "at least 18") == "any"
    assert joined(found, "at least 2", "plaque psoriasis") == "all"


@pytest.mark.parametrize("heading", ["Background or Purpose", "Clinical overview"])
@pytest.mark.parametrize("bracket", ["[]", "()"])
def test_a_list_that_says_that_its_items_must_be_met_is_criteria_whatever_heads_it(heading: str, bracket: str) -> None:
    low, high = bracket[0], bracket[1]
    body = listed(["Biopsy confirms the disorder", "A specialist has seen the member"], "-", 1)
    found = policy_of(f"- Appropriate use {low}must meet all listed below{high}:\n{body}\n", heading)
    assert joined(found, "Biopsy", "specialist") == "all"
    assert not any("[" in (leaf.text or "") for one in found.criteria for leaf in leaves(one.root))


@pytest.mark.parametrize("use", ["Plaque Psoriasis", "Psoriatic Arthritis"])
@pytest.mark.parametrize("who", ["Patient is Currently Receiving Humira", "Members Already Established on Humira"])
def test_a_title_of_those_who_take_the_drug_already_opens_the_renewal_of_its_use(use: str, who: str) -> None:
    asked = listed(["The patient has responded to therapy; AND", "The dose is as labeled"], "-", 1)
    first = listed(["The patient has tried methotrexate; AND", "The patient is an adult"], "-", 1)
    heads = [f"1. {use} – Initial Therapy.\n{first}", f"2. {use} – {who}.\n{asked}"]
    found = policy_of("Approve for the following uses:\n\n" + "\n".join(heads) + "\n")
    renewals = [one for one in found.criteria if one.phase == "renewal"]
    assert [one.indication for one in renewals] == [use]
    assert any("responded" in (leaf.text or "") for one in renewals for leaf in leaves(one.root))
    assert not any("methotrexate" in (leaf.text or "") for one in renewals for leaf in leaves(one.root))


@pytest.mark.parametrize("again", ["Continuation coverage", "Continuous coverage", "Continued therapy"])
def test_a_use_before_what_is_asked_for_again_is_the_renewal_of_that_use(again: str) -> None:
    items = [
        f"{use}: {again} is limited to members whose {sign} improved"
        for use, sign in (("Plaque psoriasis", "skin"), ("Crohn's disease", "gut"))
    ]
    found = policy_of(f"The plan limits coverage as follows.\n\n{listed(items, '-')}\n")
    renewed = {
        one.indication: [leaf.text for leaf in leaves(one.root)] for one in found.criteria if one.phase == "renewal"
    }
    assert renewed == {
        "Plaque psoriasis": [f"{again} is limited to members whose skin improved"],
        "Crohn's disease": [f"{again} is limited to members whose gut improved"],
    }


@pytest.mark.parametrize("days", ["3/1/2024, 5/1/2025", "3/1/2024; 5/1/2025; 6/1/2025"])
def test_days_behind_the_name_of_a_log_are_its_entries(days: str) -> None:
    page = f"<html><body><h1>Inventa medical drug policy</h1><table><tr><td>Revision date history</td><td>{days}</td></tr></table><h2>Coverage criteria</h2><p>Inventa is medically necessary when all of the following criteria are met:</p><ul><li>Diagnosis of psoriasis</li><li>The member is an adult</li></ul></body></html>"
    found = normalize(read_bytes(page.encode(), "page.html"), template="generic")
    assert isinstance(found, Policy) and len(found.revisions) == days.count("/") // 2


@pytest.mark.parametrize("label", ["Length of authorization (LOA):", "Length of authorization:"])
def test_a_request_behind_its_length_is_the_phase_of_that_length(label: str) -> None:
    found = policy_of(
        f"{label}\n\n- All uses: 8 weeks (initial); 6 months (renewal)\n\nInventa is covered when all of the following are met:\n\n- Diagnosis of psoriasis\n- The member is an adult\n"
    )
    assert {(one.phase, one.value, one.unit) for one in found.approvals} == {
        ("initial", 8, "week"),
        ("renewal", 6, "month"),
    }


@pytest.mark.parametrize("last", ["Requests are reviewed yearly", "Claims of the last year count as a trial"])
def test_the_next_item_of_a_list_does_not_stand_below_an_item_that_heads_its_own(last: str) -> None:
    body = "1. The member is an adult\n2. **Authorization criteria for all uses:**\n   - Biopsy confirms the disorder\n   - A specialist has seen the member\n"
    found = policy_of(f"The plan limits coverage as follows.\n\n{body}3. {last}\n")
    assert joined(found, "Biopsy", "specialist") == "all"
    beside = [one for one in found.criteria if any(leaf.text == last for leaf in leaves(one.root))]
    assert beside and all("Biopsy" not in (child.text or "") for one in beside for child in one.root.children)


@pytest.mark.parametrize("sign", ["-", "1"])
@pytest.mark.parametrize(
    "uses", [("Ankylosing spondylitis", "Plaque psoriasis"), ("Uveitis (non-infectious)", "Asthma")]
)
def test_a_use_before_the_one_thing_that_is_asked_for_has_a_set_of_its_own(sign: str, uses: tuple[str, str]) -> None:
    items = [f"{use}. Approve if the drug is prescribed by a specialist in {use.lower()}." for use in uses]
    found = policy_of(f"The plan approves these uses.\n\n{listed(items, sign)}\n")
    asked = {one.indication: [leaf.text for leaf in leaves(one.root)] for one in found.criteria}
    for use in uses:
        assert asked[use] == [f"Approve if the drug is prescribed by a specialist in {use.lower()}"]


@pytest.mark.parametrize("use", ["Asthma", "Plaque Psoriasis"])
def test_a_paragraph_that_tells_the_dose_of_a_use_asks_for_nothing(use: str) -> None:
    body = listed(["The member has tried methotrexate; and", "The member is an adult"], "-")
    dose = f"Dosing in {use}. The recommended dose is 50 mg once weekly."
    found = policy_of(f"Inventa is covered when all of the following are met:\n\n{body}\n\n{dose}\n")
    texts = [leaf.text or "" for one in found.criteria for leaf in leaves(one.root)]
    assert any("methotrexate" in text for text in texts) and not any("50 mg" in text for text in texts)
