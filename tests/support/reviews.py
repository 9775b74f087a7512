"""The sample policies and the review of the sample redline, made once for all tests that look at them."""

from __future__ import annotations

from functools import cache

from readings import policy, sample_library

from payerdiff.compare.changes.review import review
from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.corpus.library import samples
from payerdiff.model.comparison import Comparison
from payerdiff.model.policy import Policy
from payerdiff.model.review import ChangeReview


def policies() -> tuple[Policy, ...]:
    """Return the sample policies."""
    return sample_library().policies


@cache
def blincyto() -> Comparison:
    """Return the comparison that `make report` shows."""
    library = sample_library()
    subject = library.subject("J9039")
    assert subject is not None
    return compare(library.about(subject), subject.title)


@cache
def redline() -> ChangeReview:
    """Return the review of the sample redline against itself."""
    path = samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf"
    return review(policy(path, "baseline"), policy(path, "proposed"))
