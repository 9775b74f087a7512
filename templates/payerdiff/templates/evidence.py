"""Every statement's way back: a numbered list of passages, each with policy, page and words."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from payerdiff.model.policy import Policy, Span


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One passage of a source."""

    number: int
    policy: str
    place: str
    label: str | None
    quote: str
    before: str = ""
    after: str = ""
    """The document's words around the passage, each cut at a word; empty where the passage opens or closes its run of text."""

    @property
    def anchor(self) -> str:
        """The fragment that links lead to."""
        return f"e{self.number}"


CLOSES = re.compile(r"[;:,.)\]%]")
REACH = 140
"""Characters of a document that are shown on either side of a passage."""


class Surroundings:
    """The words around the passages of one policy, from the runs of text that its ledger keeps."""

    def __init__(self, policy: Policy) -> None:
        self.runs = sorted((b for b in policy.ledger.blocks if b.text), key=lambda b: b.start)

    def of(self, span: Span) -> tuple[str, str]:
        """Return what stands before and behind a span on its page."""
        at = bisect_right(self.runs, span.start, key=lambda run: run.start) - 1
        if at < 0 or span.start >= self.runs[at].end:
            return "", ""
        low, high = span.start, span.end
        before = after = ""
        for run in reversed(self.runs[max(at - 3, 0) : at + 1]):
            if run.page == span.page and len(before) < REACH:
                before = (run.text or "")[: max(low - run.start, 0)] + " " + before
        for run in self.runs[at : at + 8]:
            if run.page == span.page and run.end > high and len(after) < REACH:
                after += " " + (run.text or "")[max(high - run.start, 0) :]
        before, after = cut_before(before), cut_behind(after)
        return (f"{before} " if before[-1:].isalnum() or before[-1:] in ".;:,)" else before), (
            after if CLOSES.match(after) or not after else f" {after}"
        )


def cut_before(text: str) -> str:
    """Return the last words of a text.

    >>> cut_before("one two three")
    'one two three'
    """
    words = " ".join(text.split())
    return words if len(words) <= REACH else words[-REACH:].split(" ", 1)[-1]


def cut_behind(text: str) -> str:
    """Return the first words of a text."""
    words = " ".join(text.split())
    return words if len(words) <= REACH else words[:REACH].rsplit(" ", 1)[0]


@dataclass(slots=True)
class Evidence:
    """Hands out numbers: the same passage keeps its number."""

    exhibits: list[Exhibit] = field(default_factory=list)
    known: dict[tuple[str, int, int], Exhibit] = field(default_factory=dict)
    places: list[tuple[str, Span]] = field(default_factory=list)
    """For each exhibit its source and span."""

    def cite(
        self,
        source: str,
        policy: str,
        span: Span,
        label: str | None = None,
        *,
        paged: bool = True,
        around: Surroundings | None = None,
    ) -> Exhibit:
        """Return the exhibit of a span; `source` tells readings apart (file names do not: two payers may share one)."""
        key = (source, span.start, span.end)
        if key not in self.known:
            place = f"page {span.page}" if paged else f"characters {span.start}–{span.end}"
            before, after = around.of(span) if around else ("", "")
            quote = " ".join(span.quote.split())
            exhibit = Exhibit(len(self.exhibits) + 1, policy, place, label, quote, before, after)
            self.exhibits.append(exhibit)
            self.places.append((source, span))
            self.known[key] = exhibit
        return self.known[key]
