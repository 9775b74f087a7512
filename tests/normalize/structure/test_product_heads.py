"""Products that head their criteria by their place in the order of trial, under a policy that is titled with a disease."""

from __future__ import annotations

import pytest

from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import CriteriaSet, Policy, leaves
from payerdiff.normalize.normalizer import normalize
from payerdiff.normalize.structure.blocks.names import named_by

HEAD = "<h1>{title}</h1><p>Example Health Plan</p><p>Effective Date: 01/01/2025</p><h2>Criteria for approval</h2>"
ONE = "<h3>{}</h3><p>Coverage criteria: Reserved for treatment failure of methotrexate. Must be prescribed by a dermatologist.</p><p>Other notes: {}</p>"


def sets_of(title: str, firsts: list[str], note: str = "N/A") -> list[CriteriaSet]:
    """Return the sets of a page with one head for each product."""
    page = HEAD.format(title=title) + "".join(ONE.format(first, note) for first in firsts)
    policy = normalize(read_bytes(f"<html><body>{page}</body></html>".encode(), "order.html"))
    assert isinstance(policy, Policy)
    return [one for one in policy.criteria if one.phase == "initial"]


ORDERS = [["1st line—", "2nd line—"], ["First-line: ", "Second-line: "], ["", ""]]


@pytest.mark.parametrize("orders", ORDERS)
@pytest.mark.parametrize("title", ["Psoriasis", "Plaque Psoriasis (PsO)", "Crohn's disease"])
def test_each_product_has_its_own_criteria_for_the_disease_of_the_title(orders: list[str], title: str) -> None:
    products = ["Infliximab-dyyb (Inflectra), Infliximab-axxq (Avsola)", "Tildrakizumab (Ilumya)"]
    found = sets_of(title, [before + product for before, product in zip(orders, products, strict=True)])
    assert [one.drugs for one in found] == [["infliximab"], ["tildrakizumab"]]
    assert all(len(one.diseases) == 1 for one in found)


@pytest.mark.parametrize("note", ["N/A", "None", "n/a", "Not applicable"])
def test_a_label_with_nothing_behind_it_is_no_criterion(note: str) -> None:
    found = sets_of("Psoriasis", ["Infliximab (Remicade)", "Tildrakizumab (Ilumya)"], note)
    assert [leaf.text for one in found for leaf in leaves(one.root) if "notes" in leaf.text.lower()] == []


def test_a_bullet_of_a_symbol_font_is_no_part_of_a_name() -> None:
    assert named_by("\uf0b0 Plaque psoriasis") == "disease"
    assert named_by("\uf0b02nd line—Tildrakizumab (Ilumya)") in ("drug", None)
