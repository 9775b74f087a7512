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
