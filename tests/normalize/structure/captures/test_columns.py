"""Tables that set criteria: what the head of a column and the label of a row say holds for the cells below and beside them."""

from __future__ import annotations

import html

import pytest
from dresses.rows import POLICY
from pages import table

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Policy, leaves
from payerdiff.normalize.normalizer import normalize

FIRST = ("Member is 18 years of age or older", "Member has tried methotrexate for 3 months")
AGAIN = ("Member has responded to therapy", "Member has no serious infection")


def listed(items: tuple[str, ...], mark: str) -> str:
    """Return the items of a cell, each on a line of its own."""
    return "".join(f"<p>{mark.replace('1', str(at))} {html.escape(item)}</p>" for at, item in enumerate(items, 1))


def policy_of(body: str) -> Policy:
    """Return the policy of a page with a table of criteria."""
    page = f"<html><body><h1>Inventa (inventamab)</h1><p>Policy number: S.2</p><h2>Coverage criteria</h2>{body}</body></html>"
    found = normalize(read_bytes(page.encode(), "page.html"))
    assert isinstance(found, Policy)
    return found


@pytest.mark.parametrize("mark", ["1.", "•", "☐"])
@pytest.mark.parametrize("heads", [("Indication", "Initial criteria", "Continuation criteria"), ("Diagnosis", "Initial approval", "Renewal criteria")])  # fmt: skip
def test_the_head_of_a_column_says_for_which_request_its_cells_are(mark: str, heads: tuple[str, ...]) -> None:
    uses = [one.use for one in POLICY if one.phase == "initial"]
    rows = [(use, listed(FIRST, mark), listed(AGAIN, mark)) for use in uses]
    found = policy_of(table(heads, *rows)).criteria
    assert [(one.phase, one.indication, tuple(leaf.text for leaf in leaves(one.root))) for one in found] == [
        (phase, use, items) for use in uses for phase, items in (("initial", FIRST), ("renewal", AGAIN))
    ]


def test_a_table_without_lists_stays_a_table() -> None:
    body = table(("Indication", "Initial", "Continuation"), ("Plaque psoriasis", "6 months", "12 months"))
    criteria = f"<p>Inventa is medically necessary when ALL of the following criteria are met:</p>{listed(FIRST, '1.')}"
    found = policy_of(f"{criteria}<h2>Approval duration</h2>{body}")
    assert [leaf.text for one in found.criteria for leaf in leaves(one.root)] == list(FIRST)


REFUSED = ("Use of Inventa for hair loss is considered not medically necessary", "Use of two biologics at one time is considered not medically necessary")  # fmt: skip


@pytest.mark.parametrize("mark", ["•", "☐"])
def test_what_a_column_refuses_is_an_exclusion_whatever_heading_stands_above_the_table(mark: str) -> None:
    criteria = f"<p>Inventa is medically necessary when ALL of the following criteria are met:</p>{listed(FIRST, '1.')}"
    caps = table(("Drug", "Quantity limit"), ("Inventa", "2 pens per 28 days"))
    refused = table(("Drug", "Not Medically Necessary"), ("As listed", listed(REFUSED, mark)))
    found = policy_of(f"{criteria}<h2>Quantity Limits</h2>{caps}<p>Pens are for one person.</p>{refused}")
    assert [leaf.text for one in found.criteria for leaf in leaves(one.root)] == list(FIRST)
    assert [leaf.text for one in found.exclusions for leaf in leaves(one.root)] == list(REFUSED)
    assert [(one.value, one.unit) for one in found.limits] == [(2, "pen")]


@pytest.mark.parametrize("label", ["<p>Fictavo</p><p>(fictavomab) SC</p>", "<p>Inventa</p><p>Fictavo (fictavomab) SC</p>"])  # fmt: skip
def test_the_label_of_a_row_is_no_criterion_on_however_many_lines_it_stands(label: str) -> None:
    rows = [(label, listed(FIRST, mark)) for mark in ("•", "1.")]
    found = policy_of(table(("Drug", "Medical Necessity"), *rows))
    assert {leaf.text for one in found.criteria for leaf in leaves(one.root)} == set(FIRST)


def test_a_first_column_of_lengths_is_for_the_first_request() -> None:
    criteria = f"<p>Inventa is medically necessary when ALL of the following criteria are met:</p>{listed(FIRST, '1.')}"
    lengths = table(("", "First", "Renewal"), ("On demand", "6 months", "12 months"))
    found = policy_of(f"{criteria}<h2>Approval Length</h2>{lengths}").approvals
    assert {(one.phase, one.value) for one in found} == {("initial", 6), ("renewal", 12)}
