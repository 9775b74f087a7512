"""How lines follow each other: on paper their usual pitch and the right edge that full lines reach, in plain text the width at which it was wrapped."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from payerdiff.ingest.document import Line

SINGLE = 1.18
"""The pitch of single spacing, as a multiple of the type size."""


def usual_pitch(lines: Sequence[Line]) -> float:
    """Return the usual distance from a full line to the next, as a multiple of the type size.

    Only lines that reach the right edge count: below a short line a new paragraph is likely.
    """
    edge = 0.88 * body_edge(lines)
    steps = []
    for above, below in itertools.pairwise(lines):
        if above.page == below.page and above.box and below.box and above.size and above.kind == below.kind == "text":
            step = (below.box[3] - above.box[3]) / above.size
            if 0.8 < step < 3 and above.box[2] >= edge:
                steps.append(round(step, 2))
    if len(steps) < 3:
        return SINGLE
    steps.sort()
    return steps[len(steps) // 8]


def body_edge(lines: Sequence[Line]) -> float:
    """Return the right edge that full lines reach."""
    edges = sorted(line.box[2] for line in lines if line.box and line.kind == "text")
    return edges[int(len(edges) * 0.95)] if edges else 0.0


FEWEST, KEPT = 8, 0.9
"""How many lines must go on in the next one to tell a width, and which share of them must keep it."""


def wrap_width(lines: Sequence[tuple[int, int, bool]]) -> int:
    """Return the width at which a text was wrapped, 0 where its lines keep none: each is as long as it can be, as the next word would not have fitted.

    Of each line its length is given, its length with the first word of the next line, and whether the sentence surely goes on there.

    >>> wrap_width([(18, 24, True)] * 9 + [(20, 27, True), (5, 9, False)]), wrap_width([(18, 24, True), (9, 14, True)] * 9)
    (20, 0)
    """
    width = max((length for length, _, _ in lines), default=0)
    sure = [longer for _, longer, goes_on in lines if goes_on]
    return width if len(sure) >= FEWEST and sum(longer > width for longer in sure) >= KEPT * len(sure) else 0
