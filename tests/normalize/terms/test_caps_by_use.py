"""A cap in a table's cell is for the uses that stand above it, also where those end one row and the cap begins the next, over the page."""

from __future__ import annotations

import pytest
from pages import page, table

from payerdiff.model.policy import Policy
from payerdiff.normalize.normalizer import normalize

HEAD = ("Trade Name", "Generic Name", "Quantity Limit", "Dosing")
FIRST = "Gout and Plaque Psoriasis Maintenance: 1 syringe per 56 days"
SECOND = "Maintenance: 3 vials per 28 days"
USES = "Ulcerative Colitis and Crohn’s Disease"
GOUT = "Madeupra – Gout and Plaque Psoriasis"


def scopes(*rows: tuple[str, ...]) -> list[tuple[float | None, str | None]]:
    """Return the caps of a table of limits, each with what it is for."""
    lines = ("Madeup Health Plan", "Madeupra (madeupumab)", "<b>Criteria</b>", "Approve for 6 months when the patient has gout and has tried colchicine.", "<b>Quantity Limits</b>")  # fmt: skip
    body = "".join(f"<p>{line}</p>" for line in lines) + table(HEAD, *rows)
    policy = normalize(page(f"<html><body>{body}</body></html>", "p.html"), template="generic")
    assert isinstance(policy, Policy)
    return [(one.value, one.scope) for one in policy.limits]


@pytest.mark.parametrize(
    "rows",
    [
        (("Madeupra", "madeupumab", FIRST, ""), (USES, USES), ("", "", SECOND, "")),
        (("Madeupra", "madeupumab", f"{FIRST} {USES}", ""), ("", "", SECOND, "")),
        (("Madeupra", "madeupumab", f"{FIRST} {USES}", ""), HEAD, ("", "", SECOND, "")),
        (("Madeupra", "madeupumab", FIRST, ""), ("", "", f"{USES} {SECOND}", "")),
    ],
)
def test_a_cap_is_for_the_uses_above_it(rows: tuple[tuple[str, ...], ...]) -> None:
    assert scopes(*rows) == [(1.0, GOUT), (3.0, USES)]


def test_uses_of_one_product_are_none_of_the_next() -> None:
    found = scopes(("Madeupra", "madeupumab", f"{FIRST} {USES}", ""), ("Inventa", "inventumab", SECOND, ""))
    assert found == [(1.0, GOUT), (3.0, "Inventa")]
