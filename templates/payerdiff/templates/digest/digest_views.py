"""Digest → what its page and its other carriers show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from payerdiff.compare.library.digest_items import Digest, Event, Item, WatchedSource
from payerdiff.model.phrasing import counted
from payerdiff.templates.words import WAYS

EVENTS: dict[Event, str] = {"new": "new", "changed": "changed", "withdrawn": "no longer published"}
BASES = {"first seen": "no date stated; first seen then", "not stated": "date not stated"}


@dataclass(frozen=True, slots=True)
class ItemView:
    """One thing that happened, in words."""

    title: str
    payer: str
    drugs: str
    event: str
    day: str
    in_force: str
    direction: str
    headline: str
    loses: tuple[str, ...]
    gains: tuple[str, ...]
    disclosed: str
    parts: str
    document: str
    before: str
    review: str
    """The page of its review, beside the digest; empty where there is none."""
    renamed: str
    rules: str


@dataclass(frozen=True, slots=True)
class DigestView:
    """Everything that a digest shows."""

    title: str
    headline: str
    clinical: tuple[ItemView, ...]
    editorial: tuple[ItemView, ...]
    scope: tuple[str, ...]
    unreadable: tuple[tuple[str, str], ...]


def digest_view(digest: Digest) -> DigestView:
    """Return the view of a digest."""
    clinical = [i for i in digest.items if i.clinical]
    editorial = [i for i in digest.items if not i.clinical]
    return DigestView(
        title=f"Policy changes from {digest.since} to {digest.until}", headline=headline(digest),
        clinical=tuple(item_view(i) for i in clinical), editorial=tuple(item_view(i) for i in editorial),
        scope=tuple(scope(digest)), unreadable=tuple((u.document, u.message) for u in digest.scope.unreadable),
    )  # fmt: skip


def headline(digest: Digest) -> str:
    """Return the counts in one sentence."""
    events = [(event, sum(i.event == event for i in digest.items if i.clinical)) for event in EVENTS]
    told = [f"{count} {'clinically changed' if event == 'changed' else EVENTS[event]}" for event, count in events]
    editorial = sum(not i.clinical for i in digest.items)
    others = f" {digest.others} more that no rule asks for." if digest.others else ""
    return f"Policies: {', '.join(told)}; {editorial} with editorial changes only.{others}"


def scope(digest: Digest) -> list[str]:
    """Return what the digest rests on, a sentence each."""
    held = digest.scope
    said = [
        f"{held.documents} documents with {held.policies} policies; {len(held.unreadable)} documents could not be read."
    ]
    said.append(f"A document was last added, changed or removed on {held.surveyed}." if held.surveyed else "Nothing is stored of earlier days: policies count on their own dates.")  # fmt: skip
    if held.stale:
        said.append(f"No longer there, and read by an earlier version of payerdiff: {', '.join(held.stale)}.")
    if held.corrected:
        said.append(f"Corrected by hand: {', '.join(held.corrected)}.")
    return said + watched(held.sources)


def watched(sources: Sequence[WatchedSource]) -> list[str]:
    """Return how many sources are watched, how old what they gave is, and which failed: of those, silence is no sign that nothing changed."""
    if not sources:
        return []
    failing = [one for one in sources if one.failing]
    new = [one for one in sources if not one.reached and not one.failing]
    days = [one.reached for one in sources if one.reached]
    said = f"{counted(len(sources), 'watched source')}"
    said += f", the one that was not reached for longest on {min(days)}" if days else ""
    said += f"; {len(failing)} could not be reached" if failing else ""
    said += f"; {len(new)} not looked at yet" if new else ""
    missing = (
        f"Not reached since {one.failing}: {one.address} ({one.failure}). What it published since then is not in this digest."
        for one in failing
    )
    return [f"{said}.", *missing]


def item_view(item: Item) -> ItemView:
    """Return one item in words."""
    note = item.note
    return ItemView(
        title=" ".join(x for x in (item.number, item.title or item.document) if x), payer=item.payer, drugs=", ".join(item.drugs) or "no drug named",
        event=EVENTS[item.event], day=item.day.isoformat(), in_force=in_force(item), direction=direction(item),
        headline=(note.step.headline or "") if note else "", loses=tuple(note.loses if note else ()), gains=tuple(note.gains if note else ()),
        disclosed=disclosed(item), parts=", ".join(item.parts), document=item.document, before=item.before or "",
        review=review_name(item) if note else "", renamed=item.renamed or "", rules=", ".join(item.rules),
    )  # fmt: skip


def in_force(item: Item) -> str:
    """Return since when the version is in force, and what that rests on."""
    return f"{item.in_force} ({BASES.get(item.basis, item.basis)})" if item.in_force else BASES["not stated"]


def direction(item: Item) -> str:
    """Return which way criteria moved: sets of criteria by direction."""
    moved = item.note.step.directions if item.note else {}
    return ", ".join(f"{count} {WAYS[way]}" for way, count in moved.items() if way != "equivalent")


def disclosed(item: Item) -> str:
    """Return how many clinical changes the revision history does not disclose, and where; empty where there are none."""
    if item.note is None or not item.note.step.clinical:
        return ""
    step = item.note.step
    where = f": {'; '.join(item.note.undisclosed)}" if item.note.undisclosed else ""
    return f"{step.untold} of {step.clinical} clinical changes not disclosed{where}" if step.untold else f"all {step.clinical} clinical changes disclosed"  # fmt: skip


def review_name(item: Item) -> str:
    """Return the name of the page of an item's review."""
    plain = re.sub(r"[^a-z0-9]+", "-", item.document.lower()).strip("-")
    return f"reviews/{plain}-{item.sha256[:8]}.html"
