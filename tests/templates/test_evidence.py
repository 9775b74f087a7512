"""Evidence: each passage stands in the document's own words around it."""

from __future__ import annotations

import pytest
from ground import sample_files

from payerdiff.ingest.reader import read_file
from payerdiff.model.policy import Policy, leaves
from payerdiff.normalize.normalizer import normalize
from payerdiff.templates.comparison.page_views import leads_of
from payerdiff.templates.evidence import REACH, SHORT, Surroundings, completed

FILES = [p for p in sample_files() if p.parent.name != "rvu_edge"]


def squeezed(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_the_words_around_a_passage_stand_around_it_in_the_document(path) -> None:  # type: ignore[no-untyped-def]  # a parameter of pytest
    policy = normalize(read_file(path))
    assert isinstance(policy, Policy)
    whole = squeezed("".join(b.text or "" for b in policy.ledger.blocks))
    around, seen = Surroundings(policy), 0
    for leaf in (leaf for s in policy.criteria for leaf in leaves(s.root)):
        if leaf.span is None or not leaf.span.quote:
            continue
        before, after = around.of(leaf.span)
        assert len(before) <= REACH + 1 and len(after) <= REACH + 1
        passage = squeezed(before + leaf.span.quote + after)
        seen += bool(before and after) and passage in whole
        assert squeezed(before + leaf.span.quote) in whole or squeezed(leaf.span.quote) not in whole
    assert seen


@pytest.mark.parametrize("path", FILES[:4], ids=lambda p: p.stem)
def test_a_short_passage_is_marked_with_what_it_completes_and_nothing_is_reworded(path) -> None:  # type: ignore[no-untyped-def]  # a parameter of pytest
    policy = normalize(read_file(path))
    assert isinstance(policy, Policy)
    whole = squeezed("".join(b.text or "" for b in policy.ledger.blocks))
    around, leads = Surroundings(policy), leads_of(policy)
    short = [place for s in policy.criteria for place in s.leaf_places() if place.node.span and len(place.node.span.quote.split()) < SHORT]  # fmt: skip
    for place in short:
        span = place.node.span
        assert span
        before, _ = around.of(span)
        left, lead, between = completed(" ".join(span.quote.split()), before, leads.get(span.start, ""))
        assert squeezed(left + lead + between).endswith(squeezed(before.lstrip())) or squeezed(lead + between) in whole
        above = [node.text for node in place.parents if node.text]
        assert not above or lead == " ".join(above[-1].split())
