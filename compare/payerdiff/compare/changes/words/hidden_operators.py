"""Operators that the words of a list state otherwise now, while its tree stays as it was: which set of criteria each belongs to, and the verdict on it.

Connectors between the items can keep a tree together against the words above it. Both are written, so the verdict is likely and never proved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from payerdiff.compare.changes.content_edits import Draft
from payerdiff.model.review import ReviewVerdict

ABOVE = "words above a list"
"""Where such words stand."""
AHEAD = 300
"""Characters ahead of a set in which the words that introduce it stand."""


def in_their_sets(
    drafts: Sequence[Draft], verdicts: Sequence[ReviewVerdict], homes: Sequence[tuple[int, int] | None]
) -> tuple[list[Draft], list[ReviewVerdict]]:
    """Return changed words, those that state an operator with the set that they are about, and the verdicts with their way."""
    told, judged = list(drafts), list(verdicts)
    for n, draft in enumerate(told):
        at = home_of(draft, homes) if states_operator(draft) else None
        if at is None:
            continue
        verdict = judged[at]
        told[n] = replace(draft, phase=verdict.phase, indication=verdict.indication, where=ABOVE)
        judged[at] = with_way(verdict, told[n])
    return told, judged


def states_operator(draft: Draft) -> bool:
    """Return True if changed words say otherwise how many of a list are asked for."""
    return draft.sure == "likely" and draft.direction in ("tightened", "loosened") and draft.new_span is not None


def home_of(draft: Draft, homes: Sequence[tuple[int, int] | None]) -> int | None:
    """Return which set holds changed words, or is the next behind them."""
    assert draft.new_span is not None  # the caller looked
    start, end = draft.new_span.start, draft.new_span.end
    held = [(at, home) for at, home in enumerate(homes) if home is not None]
    inside = [(at, home) for at, home in held if home[0] <= start < home[1]]
    behind = [(at, home) for at, home in held if start <= home[0] <= end + AHEAD]
    near = min(inside or behind, key=lambda pair: abs(pair[1][0] - start), default=None)
    return near[0] if near else None


def with_way(verdict: ReviewVerdict, draft: Draft) -> ReviewVerdict:
    """Return a verdict with the way of words that no formula weighs: it rests on them, and so they stand under `unless` too."""
    ways = {verdict.direction, draft.direction} - {"equivalent"}
    direction = "unknown" if "unknown" in ways else draft.direction if len(ways) == 1 else "both"
    unless = list(dict.fromkeys([*verdict.unless, draft.after]))
    return verdict.model_copy(
        update={"direction": direction, "because": [*verdict.because, draft.where], "unless": unless}
    )
