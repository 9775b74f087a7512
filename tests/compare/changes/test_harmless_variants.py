"""The law of quiet: a variant of a document that says the same raises no alarm. Beside it real edits, which must be found, the right way round."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from ground import ROOT, sample_files
from readings import document
from texts.edits import edits_of
from texts.variants import PAGE_VARIANTS, VARIANTS, joined, lines_of

from payerdiff.compare.changes.direction import OPPOSITE
from payerdiff.compare.changes.review import review
from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Policy
from payerdiff.model.review import ChangeReview
from payerdiff.normalize.normalizer import normalize

DRAWN = ("gout", "dupixent", "onpattro", "ztalmy")
"""Samples whose variants the quick suite reads; `make laws` reads those of all."""
LEAST = 0.95
"""Of real edits the share whose direction must be right; the opposite one is never told."""
SAMPLES = [p for p in sample_files() if p.suffix in (".html", ".pdf", ".md") and p.parent.name != "rvu_edge"]
PAGES = [p for p in SAMPLES if p.suffix == ".html"]


def drawn(paths: list[Path]) -> list[object]:
    """Return samples as parameters, those that the quick suite leaves out marked `laws`."""
    return [p if p.name.startswith(DRAWN) else pytest.param(p, marks=pytest.mark.laws) for p in paths]


def said(text: str, name: str) -> Policy:
    """Return the policy that a text is."""
    found = normalize(read_bytes(text.encode(), name))
    assert isinstance(found, Policy)
    return found


@cache
def lines(path: Path) -> list[str]:
    """Return a sample's lines as text."""
    return lines_of(document(path))


def alarms(result: ChangeReview) -> list[object]:
    """Return what a review says that a harmless variant must not bring about."""
    clinical = [(c.op, c.direction, c.before, c.after) for c in result.changes if c.kind == "clinical"]
    moved = [(v.phase, v.indication, v.direction) for v in result.verdicts if v.direction != "equivalent"]
    silent = [(d.status, d.statement and d.statement.text) for d in result.disclosure if d.status != "disclosed"]
    return [*clinical, *moved, *silent]


@pytest.mark.parametrize("path", drawn(SAMPLES), ids=lambda p: p.stem)
def test_a_harmless_variant_raises_no_alarm(path: Path) -> None:
    tried = 0
    for name, variant in VARIANTS.items():
        versions = variant(lines(path))
        if versions is None:
            continue
        tried += 1
        assert alarms(review(*(said(text, f"{path.stem}.md") for text in versions))) == [], name
    assert tried > len(VARIANTS) / 3


@pytest.mark.parametrize("path", drawn(PAGES), ids=lambda p: p.stem)
@pytest.mark.parametrize("name", PAGE_VARIANTS)
def test_tags_and_attributes_that_set_a_page_otherwise_raise_no_alarm(path: Path, name: str) -> None:
    page = path.read_text(encoding="utf-8")
    other = PAGE_VARIANTS[name](page)
    assert other != page
    assert alarms(review(*(said(text, path.name) for text in (page, other)))) == []


def test_every_kind_of_variant_is_tried() -> None:
    tried = {name for path in SAMPLES for name, variant in VARIANTS.items() if variant(lines(path)) is not None}
    assert tried == set(VARIANTS)


def held(paths: list[Path]) -> None:
    """Hold the law of real edits over samples: each is found, nearly all the right way round, and none the wrong way."""
    right: list[bool] = []
    for path in paths:
        text = joined(lines(path))
        policy = said(text, f"{path.stem}.md")
        for edit in edits_of(text, policy):
            mutant = said(edit.text, f"{path.stem}.md")
            for old, new, way in ((policy, mutant, edit.direction), (mutant, policy, OPPOSITE[edit.direction])):
                result = review(old, new)
                ways = {c.direction for c in result.changes if c.kind == "clinical"}
                assert ways, (path.name, edit.kind)
                assert OPPOSITE[way] not in ways | {v.direction for v in result.verdicts}, (path.name, edit.kind)
                right.append(ways == {way})
    assert right and sum(right) / len(right) >= LEAST


def test_real_edits_are_found_the_right_way_round() -> None:
    held([p for p in SAMPLES if p.name.startswith(DRAWN)])


@pytest.mark.laws
def test_real_edits_of_all_samples_are_found_the_right_way_round() -> None:
    held(SAMPLES)


def test_a_word_that_turns_a_list_round_is_never_lost() -> None:
    """An operator that is written otherwise is a change even where another list of the document has the same words."""
    text = (ROOT / "tests" / "data" / "two_lists.md").read_text(encoding="utf-8")
    first = re.sub(r"ALL of", "ONE of", text, count=1)
    found = [c for c in review(said(text, "old.md"), said(first, "new.md")).changes if c.kind == "clinical"]
    assert {c.direction for c in found} == {"loosened"}
