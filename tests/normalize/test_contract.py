"""What every adapter owes: a sample, one claim, a ledger that adds up, quotes found at their place, valid JSON."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from ground import sample_files
from laws import check_result
from readings import document, policy, said

from payerdiff.corpus.library import samples
from payerdiff.ingest.reader import read_file
from payerdiff.ingest.reading.reading import Reading, reading_names
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.policy import leaves, to_json
from payerdiff.normalize.families import own_adapters
from payerdiff.normalize.normalizer import normalize
from payerdiff.normalize.template_family import Adapter

FILES = sample_files()


@pytest.mark.parametrize("adapter", own_adapters(), ids=lambda a: a.slug)
def test_every_adapter_has_a_sample_and_is_alone_in_claiming_it(adapter: Adapter) -> None:
    own = [p for p in FILES if p.parent.name == adapter.slug]
    assert own, f"no sample in corpus/samples/{adapter.slug}"
    for path in own:
        text = Reading(document(path), reading_names(document(path))[0]).plain
        assert [a.slug for a in own_adapters() if a.claims(text)] == [adapter.slug]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_reading_of_a_sample_keeps_the_laws(path: Path) -> None:
    for name in reading_names(document(path)):
        check_result(document(path), said(path, name))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_the_json_of_a_sample_validates_against_its_schema(path: Path) -> None:
    result = said(path)
    schema = type(result).model_json_schema(by_alias=True, mode="serialization")
    jsonschema.validate(json.loads(to_json(result)), schema)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_the_same_document_gives_the_same_bytes(path: Path) -> None:
    assert to_json(normalize(read_file(path))) == to_json(said(path))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_no_text_of_a_sample_is_left_unread(path: Path) -> None:
    result = said(path)
    assert result.ledger.unread == 0
    assert isinstance(result, CodeReference) or any(leaves(s.root) for s in result.criteria)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_sample_reads_as_it_was_reviewed(path: Path, golden) -> None:  # type: ignore[no-untyped-def]  # the fixture's type is in conftest
    result = json.loads(to_json(said(path)))
    result["ledger"].pop("blocks")
    result["source"].pop("sha256")
    golden(f"{path.parent.name}-{path.stem}", result)


def test_struck_words_stand_in_no_criterion() -> None:
    path = samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf"
    proposed = policy(path)
    words = " ".join(leaf.text for s in proposed.criteria for leaf in leaves(s.root))
    assert "KMT2A" not in words and "once consolidation therapy is over" not in words and "Infant ALL" in words
    baseline = policy(path, "baseline")
    old = " ".join(leaf.text for s in baseline.criteria for leaf in leaves(s.root))
    assert "KMT2A" in old and "BCR::ABL1" not in old
    assert baseline.dates.last_review != proposed.dates.last_review
