"""Real documents beside the project: every one a result that keeps the laws, or a refusal. Skipped where they are not."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
from ground import SHARED, real_files
from laws import check_result
from readings import drawn_of, policy

from payerdiff.compare.changes.review import review
from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.ingest.reader import read_file
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy, leaves
from payerdiff.normalize.normalizer import normalize

MISSING = "the real documents do not lie beside this checkout"
REAL = real_files(".pdf", ".html", ".docx", ".txt", ".md")
REDLINED = {
    "bcbsil_ma_hmo_um_plan_2025_STRUCKLINE.pdf": "it has one struck line",
    "ohio_updl_denial_language.pdf": "drugs that left the list are struck through",
    "258492-5030356.pdf": "it shows the changes of a year, struck and underlined",
}
"""PDFs that show tracked changes; all others are clean."""
REFUSALS = {"not-a-policy", "scanned", "nothing-written", "empty"}


@pytest.mark.skipif(not REAL, reason=MISSING)
@pytest.mark.parametrize("path", drawn_of(REAL) or [Path("none")], ids=lambda p: f"{p.parent.name}-{p.stem}"[:60])
def test_a_real_document_keeps_the_laws_and_does_not_differ_from_itself_or_is_refused_by_reason(path: Path) -> None:
    """One reading serves all laws, as it takes most of the time; a clean PDF shows no tracked change besides."""
    try:
        document = read_file(path)
        if path.suffix == ".pdf":
            assert document.is_redlined == (path.name in REDLINED)
        result = normalize(document)
    except PayerdiffError as refusal:
        assert refusal.code in REFUSALS
        return
    check_result(document, result)
    if isinstance(result, Policy):
        itself = review(result, result)
        assert (itself.changes, itself.disclosure) == ([], [])
        twice = compare([result, result], "itself")
        assert {way for r in twice.relations for way in r.ways.values()} <= {"equivalent"} and not twice.scenarios
        for r in twice.relations:  # what was not read, or speaks of all other uses, keeps even a document from being called equivalent to itself
            assert r.relation in ("equivalent", "not_addressed") or (r.relation == "depends" and r.unless)
            assert not r.reasons and "proved" not in r.beyond.values()


@pytest.mark.skipif(not REAL, reason=MISSING)
@pytest.mark.parametrize(
    ("name", "template", "sets", "leaves_at_least"),
    [
        ("Centene/envolve_ERX.SPA.241_blinatumomab_2018-09.pdf", "centene", 5, 10),
        ("EmblemHealth/emblemhealth_mps_denosumab_2025-11.pdf", "magellan", 10, 35),
    ],
)
def test_real_policies_of_the_known_templates_give_their_criteria_trees(
    name: str, template: str, sets: int, leaves_at_least: int
) -> None:
    found = policy(SHARED / "documents" / name)
    assert found.source.template == template
    assert len(found.criteria) >= sets
    assert sum(len(leaves(s.root)) for s in found.criteria) >= leaves_at_least


@pytest.mark.skipif(not (SHARED / "fidelity").is_dir(), reason="the gold labels do not lie beside this checkout")
@pytest.mark.parametrize("name", ["aspirus", "bcbsms", "bcbsnc", "lhcc"])
def test_the_seed_texts_are_read_as_they_were_labelled(name: str, tmp_path: Path) -> None:
    path = SHARED / "fidelity" / "score.py"
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec is not None and spec.loader is not None
    command = f"{sys.executable} -m payerdiff.app.main normalize {{file}}"
    table = tmp_path / "table.json"
    run = [
        sys.executable,
        str(path),
        str(SHARED / "fidelity" / "gold"),
        str(SHARED / "seeds"),
        "--command",
        command,
        "--only",
        name,
        "--json",
        str(table),
    ]
    subprocess.run(run, check=True, capture_output=True)
    scores = json.loads(table.read_text())
    assert scores["leaves"]["f1"] >= 0.95
    assert scores["logic"]["recall"] >= 0.95
    assert scores["atoms"]["f1"] >= 0.9
    for kind in ("codes", "approvals", "revisions", "limits"):
        if kind in scores:
            assert (scores[kind]["extra"], scores[kind]["missed"]) == (0, 0), kind
