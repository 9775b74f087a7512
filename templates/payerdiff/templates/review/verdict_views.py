"""The verdict of a review in a few words, and the indications that came or went as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from payerdiff.model.review import ChangeReview
from payerdiff.templates.words import ALL, PHASES


@dataclass(frozen=True, slots=True)
class WholeView:
    """An indication that only one version has, with the phase that it stands in."""

    indication: str
    phase: str
    excluded: bool


def verdict_words(review: ChangeReview) -> str:
    """Return what a review comes to, over all phases and indications; a direction that was not determined is never left out."""
    ways = {v.direction for v in review.verdicts}
    more, less = bool(ways & {"tightened", "both"}), bool(ways & {"loosened", "both"})
    if more and less:
        words = "more restrictive for some patients, less restrictive for others"
    elif more or less:
        words = f"{'more' if more else 'less'} restrictive"
    elif "unknown" in ways:
        return "changed, direction not determined"
    elif any(c.kind == "clinical" for c in review.changes):
        return "clinical changes, but the same patients are covered"
    else:
        return "no clinical change found"
    return f"{words}, in part not determined" if "unknown" in ways else words


def wholes(review: ChangeReview, state: str) -> tuple[WholeView, ...]:
    """Return the indications that were `inserted` or `deleted` as a whole, by phase."""
    return tuple(
        WholeView(s.indication or ALL, PHASES[s.phase], s.phase == "exclusion")
        for s in review.redline
        if s.state == state
    )
