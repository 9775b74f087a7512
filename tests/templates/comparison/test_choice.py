"""A comparison limited to an indication or a kind of request says of it what the whole one says, and nothing of the rest."""

from __future__ import annotations

from functools import cache

import lxml.html
import pytest
from reviews import policies

from payerdiff import api
from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.compare.side_by_side.label import is_label
from payerdiff.corpus.library import library_of
from payerdiff.model.comparison import Comparison
from payerdiff.model.errors import PayerdiffError
from payerdiff.templates.rendering import render_comparison

DRUG = "dupilumab"


@cache
def whole() -> Comparison:
    """Return a comparison of several indications."""
    found = compare([p.about(DRUG) for p in policies() if any(d.generic == DRUG for d in p.drugs)], "Dupixent (dupilumab)", DRUG)  # fmt: skip
    assert len(found.alignment) > 2 and len(found.policies) > 1
    return found


def test_what_is_left_is_said_as_before_and_only_that_is_left() -> None:
    name = whole().alignment[0].indication
    part = api.choose(whole(), indications=[name.upper()], phases=["initial"])
    assert part.chosen and part.chosen.indications == [name]
    assert part.relations and all(x in whole().relations and x.phase == "initial" for x in part.relations)
    said: list[set[str | None]] = [{x.indication for x in part.relations}, {x.indication for x in part.scenarios}, {x.indication for x in part.easiest}, {x.indication for x in part.access}]  # fmt: skip
    assert all(uses <= {name, None} for uses in said) and any(said)
    assert 0 < len(part.matrix) < len(whole().matrix) and all(row in whole().matrix for row in part.matrix)
    left_out = [row for row in whole().matrix if row not in part.matrix]
    assert all(row.indication != name or row.phase != "initial" for row in left_out)
    assert {ref for h in part.headlines for ref in h.refs if ref.startswith("r")} <= {row.id for row in part.matrix}


def test_nothing_chosen_is_the_whole() -> None:
    assert api.choose(whole()) is whole() and "chosen" not in whole().model_dump()


def test_the_page_says_to_what_it_is_limited_and_every_link_leads_somewhere() -> None:
    name = whole().alignment[0].indication
    page: lxml.html.HtmlElement = lxml.html.document_fromstring(render_comparison(api.choose(whole(), indications=[name], phases=["renewal"])))  # fmt: skip
    assert f"Limited to {name}; reauthorization." in page.xpath("string(//p[@class='dek'])")
    assert {link[1:] for link in page.xpath("//a/@href")} <= set(page.xpath("//@id"))
    titles = {row.xpath("string(th)").split("\xa0")[0] for row in page.xpath("//table[contains(@class,'glance')]//tr[td]")}  # fmt: skip
    assert "Conventional steps" not in titles and "Specialist" not in titles


def test_payers_are_chosen_by_a_part_of_their_name_and_others_are_not_guessed() -> None:
    held = library_of(policies())
    kept = api.only_payers(held, ["cigna"]).policies
    payers = {p.payer.name for p in kept if not is_label(p)}
    assert payers and all("Cigna" in str(name) for name in payers)
    assert [p for p in kept if is_label(p)] == [p for p in held.policies if is_label(p)]
    for wrong, code in ((lambda: api.only_payers(held, ["nobody at all"]), "no-such-payer"), (lambda: api.choose(whole(), indications=["nothing at all"]), "no-such-indication")):  # fmt: skip
        with pytest.raises(PayerdiffError) as failed:
            wrong()
        assert failed.value.code == code
