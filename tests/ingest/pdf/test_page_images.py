"""Crops of pages: the passage marked, the same bytes each time, nothing where there is no page."""

from __future__ import annotations

import io
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image
from reviews import policies

from payerdiff.corpus.library import by_hash, samples
from payerdiff.ingest.pdf.page_images import PageImages
from payerdiff.model.policy import Policy, leaves

FILES = sorted(samples().rglob("*"))
PDFS = [p for p in policies() if p.source.media_type == "application/pdf"]


def images() -> PageImages:
    """Return the pages of the sample documents."""
    return PageImages(by_hash([p.source.sha256 for p in policies()], [f for f in FILES if f.is_file()]))


@pytest.mark.parametrize("policy", PDFS, ids=lambda p: p.source.name)
def test_each_criterion_is_shown_where_it_stands_with_its_place_marked(policy: Policy) -> None:
    with closing(images()) as pages:
        for leaf in (leaf for s in policy.criteria for leaf in leaves(s.root)):
            assert leaf.span is not None and leaf.span.bbox is not None
            png = pages.crop(policy.source.sha256, leaf.span.page, leaf.span.bbox)
            assert png is not None
            shown = Image.open(io.BytesIO(png)).convert("RGB")
            blue = sum(n for n, (r, _, b) in shown.getcolors(1 << 20) or [] if b - r > 12 and r > 140)  # type: ignore[misc]  # an RGB picture has triples
            assert blue > 100, leaf.text
            assert len(png) < 60_000 and shown.height <= 350


def test_the_same_passage_gives_the_same_bytes() -> None:
    policy = PDFS[0]
    span = leaves(policy.criteria[0].root)[0].span
    assert span is not None and span.bbox is not None
    with closing(images()) as one, closing(images()) as other:
        assert one.crop(policy.source.sha256, span.page, span.bbox) == other.crop(
            policy.source.sha256, span.page, span.bbox
        )


def test_what_has_no_page_has_no_picture() -> None:
    page = next(p for p in policies() if p.source.media_type == "text/html")
    with closing(images()) as pages:
        assert pages.crop(page.source.sha256, 1, (10, 10, 100, 20)) is None
        assert pages.crop(PDFS[0].source.sha256, 99, (10, 10, 100, 20)) is None
        assert pages.crop("0" * 64, 1, (10, 10, 100, 20)) is None


def test_documents_are_found_by_hash_whatever_they_are_called(tmp_path: Path) -> None:
    source = next(f for f in FILES if f.suffix == ".pdf")
    (tmp_path / "other name.pdf").write_bytes(source.read_bytes())
    (tmp_path / "another.pdf").write_bytes(b"x")
    wanted = next(p.source.sha256 for p in PDFS if p.source.name == source.name)
    assert by_hash([wanted, "0"], sorted(tmp_path.iterdir())) == {wanted: tmp_path / "other name.pdf"}
