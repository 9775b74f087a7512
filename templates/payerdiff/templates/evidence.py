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
    lead: str = ""
    """The words that a short passage completes: those that introduce its list, or name what its amount is; marked as the passage is."""
    between: str = ""
    """What stands between the two, where it is known."""

    @property
    def anchor(self) -> str:
        """The fragment that links lead to."""
        return f"e{self.number}"


OVERLAP = 20
"""Letters by which words before a passage are found to begin within those that introduce it."""
SHORT = 6
"""Words of a passage that is told with what it completes if it has fewer."""
NAMES_AMOUNT = re.compile(r"[^\W\d_][^\d.;:•]{0,80}:\s*$")
"""Words before an amount that say what it is: `Initial requests:`."""
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


def completed(quote: str, before: str, lead: str) -> tuple[str, str, str]:
    """Return what stands before a passage, what it completes if it is short, and what stands between these.

    >>> completed("Eucrisa", "asthma. Failure of one of these: A. Elidel OR B. ", "Failure of one of these:")
    ('asthma. ', 'Failure of one of these:', ' A. Elidel OR B. ')
    >>> completed("6 months", "for asthma. Initial requests: ", ""), completed("Eucrisa", "B. ", "Failure of:")
    (('for asthma. ', 'Initial requests:', ' '), ('', 'Failure of:', ' … B. '))
    """
    if len(quote.split()) >= SHORT:
        return before, "", ""
    at = before.rfind(lead) if lead else -1
    if at >= 0:
        return before[:at], lead, before[at + len(lead) :]
    if lead:
        tail = lead.find(before[:OVERLAP]) if before else -1
        return "", lead, before[len(lead) - tail :] if tail >= 0 and before.startswith(lead[tail:]) else f" … {before}"
    named = NAMES_AMOUNT.search(before)
    if named is None:
        return before, "", ""
    words = named.group().rstrip()
    return before[: named.start()], words, before[named.start() + len(words) :]


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
        lead: str = "",
    ) -> Exhibit:
        """Return the exhibit of a span; `source` tells readings apart (file names do not: two payers may share one)."""
        key = (source, span.start, span.end)
        if key not in self.known:
            place = f"page {span.page}" if paged else f"characters {span.start}–{span.end}"
            before, after = around.of(span) if around else ("", "")
            quote = " ".join(span.quote.split())
            found = completed(quote, before, " ".join(lead.split()))
            exhibit = Exhibit(len(self.exhibits) + 1, policy, place, label, quote, found[0], after, *found[1:])
            self.exhibits.append(exhibit)
            self.places.append((source, span))
            self.known[key] = exhibit
        return self.known[key]
