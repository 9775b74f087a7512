"""A reauthorization that stands once, behind the last of several indications, holds for all of them: only the heading above it made it the last one's."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.model.policy import CriteriaSet, leaves
from payerdiff.normalize import lexicon
from payerdiff.normalize.criteria.subjects import diseases_asked
from payerdiff.normalize.draft.ledger import Draft

SEVERAL = 3
"""Indications from which on a single reauthorization is that of all: of two, one may have none."""


def for_all_indications(draft: Draft, criteria: Sequence[CriteriaSet]) -> list[CriteriaSet]:
    """Return sets whose only reauthorization is of no indication, where it inherited that of the last set and names none itself."""
    initial = [s for s in criteria if s.phase == "initial"]
    renewals = [s for s in criteria if s.phase == "renewal"]
    titles = {s.indication for s in initial if s.indication}
    if len(renewals) != 1 or len(titles) < SEVERAL:
        return list(criteria)
    only = renewals[0]
    if only.indication is None or only.indication != initial[-1].indication or not is_behind(draft, only, initial):
        return list(criteria)
    return [s.model_copy(update={"indication": None, "population": None}) if s is only else s for s in criteria]


def is_behind(draft: Draft, only: CriteriaSet, initial: Sequence[CriteriaSet]) -> bool:
    """Return True if a set stands behind all others, with a heading between, and neither that nor its criteria name a disease."""
    ends = [leaf.span.end for s in initial for leaf in leaves(s.root) if leaf.span]
    starts = [leaf.span.start for leaf in leaves(only.root) if leaf.span]
    if not ends or not starts or max(ends) >= min(starts) or any(diseases_asked(only)):
        return False
    view = draft.reading
    between = view.words(view.view(max(ends)), view.view(min(starts)))
    return bool(between) and not lexicon.hits("diagnoses", between)
