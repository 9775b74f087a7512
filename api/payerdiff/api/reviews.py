"""Two versions of one policy → ChangeReview: what changed, in which direction, and whether the payer's revision history discloses it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from payerdiff.api.documents import Progress, Source, normalized, policy_of, read, read_policy
from payerdiff.compare.changes.review import review as set_against
from payerdiff.compare.library.policy_versions import lineages
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Policy
from payerdiff.model.review import ChangeReview


def review(
    old: Policy | Source, new: Policy | Source | None = None, *, progress: Progress | None = None
) -> ChangeReview:
    """Review what changed between two versions of a policy: each change with its direction, results over the whole tree, and the disclosure audit.

    The versions are policies or documents; one document with tracked changes is reviewed against itself.
    Raises PayerdiffError: `no-changes-shown`, `not-a-policy`, and what kept a document from being read.

    >>> from payerdiff import api
    >>> result = review(api.samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf")
    >>> result.old.source.reading, result.new.source.reading, len(result.changes) > 10
    ('baseline', 'proposed', True)
    """
    return set_against(*two_versions(old, new, progress=progress))


def two_versions(
    old: Policy | Source, new: Policy | Source | None = None, *, progress: Progress | None = None
) -> tuple[Policy, Policy]:
    """Return the old and the new version of a policy: of two documents, or of the two sides of one with tracked changes.

    Raises PayerdiffError: `no-changes-shown`, `not-a-policy`, and what kept a document from being read.

    >>> from payerdiff import api
    >>> before, after = two_versions(api.samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf")
    >>> before.dates.last_review, after.dates.last_review
    (datetime.date(2025, 2, 20), datetime.date(2025, 9, 5))
    """
    if new is not None:
        before, after = (x if isinstance(x, Policy) else read_policy(x, progress=progress) for x in (old, new))
        return before, after
    if isinstance(old, Policy):
        raise unchanged(old.source.name)
    document = read(old, progress=progress)
    if not document.is_redlined:
        raise unchanged(document.name)
    return policy_of(normalized(document, old, "baseline")), policy_of(normalized(document, old, "proposed"))


def unchanged(name: str) -> PayerdiffError:
    """Return the error that one document is no review."""
    return PayerdiffError("no-changes-shown", name, "only one document was given, and it has no tracked changes", "Give the old and the new version.")  # fmt: skip


def newer_versions(policies: Iterable[Policy]) -> tuple[tuple[Policy, Policy], ...]:
    """Return each policy with the next version of it among the others, as payer, number and dates tell.

    >>> from payerdiff import api
    >>> before, after = two_versions(api.samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf")
    >>> newer_versions([after, before]) == ((before, after),)
    True
    """
    return tuple(pair for line in lineages(list(policies)) for pair in pairwise(line))
