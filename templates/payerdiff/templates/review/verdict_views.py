"""The verdict of a review in a few words, and the indications that came or went as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from payerdiff.model.phrasing import listed
from payerdiff.model.review import ChangeReview
from payerdiff.templates.words import ALL, PHASES


@dataclass(frozen=True, slots=True)
class WholeView:
    """An indication that only one version has, with the phases that it stands in."""

    indication: str
    phases: str
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
    """Return the indications that were `inserted` or `deleted` as a whole, each with the phases in which it was."""
    found: dict[tuple[str, bool], list[str]] = {}
    for one in review.redline:
        if one.state == state:
            found.setdefault((one.indication or ALL, one.phase == "exclusion"), []).append(PHASES[one.phase].lower())
    return tuple(WholeView(name, listed(phases, "and"), excluded) for (name, excluded), phases in found.items())
