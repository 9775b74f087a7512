"""Entries of a log that were printed in the line of another one: a sentence ends, and a date with a dash opens the next entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from payerdiff.model.policy import Revision
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.log.revision_log import entry_of, stated
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.dates import DATE, dates_in

OPENS = Rule(
    "inner_entries.opens", rf"(?<=[.;])\s+(?={DATE.pattern}\s*[–—:-]\s*[A-Z])", "No changes. 12/12/2022 – Updated", "No changes since 12/12/2022"
)  # fmt: skip
"""How an entry opens in the line of the one before it."""


def with_inner_entries(draft: Draft, entries: Sequence[Revision]) -> list[Revision]:
    """Return the entries of a log, each by itself: those that stand in the line of another one too, where they are dated between it and the next."""
    found: list[Revision] = []
    for at, entry in enumerate(entries):
        following = entries[at + 1].dates.entry if at + 1 < len(entries) else None
        found += parted(draft, entry, following)
    return stated(found) if len(found) > len(entries) else list(entries)


def parted(draft: Draft, entry: Revision, following: date | None) -> Iterator[Revision]:
    """Yield an entry, and those that opened in its line."""
    cut = OPENS.search(entry.text)
    named = dates_in(entry.text[cut.end() :])[:1] if cut else []
    if cut is None or not named or not is_between(entry.dates.entry, named[0][0], following):
        yield entry
        return
    day, precision, _, end = named[0]
    rest = entry.text[cut.end() + end :].lstrip(" –—:-")
    low, high = draft.reading.view(entry.span.start), draft.reading.view(entry.span.end)
    again = OPENS.search(draft.reading.text, low, high)
    opened = again.end() if again else low
    yield entry.model_copy(
        update={"text": entry.text[: cut.start()], "span": draft.span(low, again.start() if again else high)}
    )
    yield from parted(draft, entry_of(draft, day, precision, rest, (opened, high)), following)


def is_between(entry: date | None, inner: date, following: date | None) -> bool:
    """Return True if an inner date keeps the order of the log, newest first or oldest first."""
    if entry is None or inner == entry:
        return False
    if following is None:
        return True
    return entry > inner >= following or entry < inner <= following
