"""The sample policies and the review of the sample redline, made once for all tests that look at them."""

from __future__ import annotations

from functools import cache

from ground import sample_files

from payerdiff.compare.changes.review import review
from payerdiff.corpus.library import samples
from payerdiff.ingest.reader import read_file
from payerdiff.model.policy import Policy
from payerdiff.model.review import ChangeReview
from payerdiff.normalize.normalizer import normalize


@cache
def policies() -> tuple[Policy, ...]:
    """Return the sample policies."""
    found = [normalize(read_file(path)) for path in sample_files()]
    return tuple(p for p in found if isinstance(p, Policy))


@cache
def redline() -> ChangeReview:
    """Return the review of the sample redline against itself."""
    document = read_file(samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf")
    old, new = normalize(document, "baseline"), normalize(document, "proposed")
    assert isinstance(old, Policy) and isinstance(new, Policy)
    return review(old, new)
