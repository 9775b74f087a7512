"""What a committee should know first: who loses coverage, who gains it, what was added and removed, what was not disclosed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

from payerdiff.compare.changes.disclosure import should_be_told
from payerdiff.compare.changes.words.prose_changes import NOT_READ
from payerdiff.model import phrasing
from payerdiff.model.comparison import Headline
from payerdiff.model.phrasing import listed
from payerdiff.model.policy import Direction, Limit, Policy
from payerdiff.model.review import ReviewedChange, ReviewVerdict

PHASES = {
    **phrasing.PHASES,
    "universal": f"criteria for {phrasing.ALL_INDICATIONS}",
    "exclusion": "the list of exclusions",
}
BOTH_WAYS = "more restrictive for some patients and less restrictive for others"
Way = tuple[Direction, str, str]
WAYS: tuple[Way, ...] = (
    ("loosened", "is less restrictive", "are less restrictive"),
    ("tightened", "is more restrictive", "are more restrictive"),
    ("both", f"is {BOTH_WAYS}", f"are each {BOTH_WAYS}"),
)
"""Who gains, then who loses."""
OPEN_WAY: Way = ("unknown", "changed; the direction was not determined", "changed; the directions were not determined")
LIMITS = frozenset(kind.replace("_", " ") for kind in get_args(Limit.model_fields["kind"].annotation))
"""Where changes of limits stand."""
NAMED = 4
"""Criteria that a headline quotes before it counts."""
USES = 6
"""Indications that a headline names before it counts."""


def headlines(
    old: Policy, new: Policy, verdicts: Sequence[ReviewVerdict], changes: Sequence[ReviewedChange]
) -> list[Headline]:
    """Return the sentences, each with the changes that it rests on: indications that came or went, who gains, who loses, terms, then what is not determined."""
    whole = [c for c in changes if is_whole(c)]
    known = {(c.phase, c.indication) for c in whole}
    trees = [v for v in verdicts if (v.phase, v.indication) not in known]
    sides = [[v for v in trees if (v.phase == "exclusion") == excluded] for excluded in (False, True)]
    found = [*came_and_went(whole, inserted=False), *came_and_went(whole, inserted=True)]
    for way in WAYS:
        found += [line for own in sides for line in moved_way(own, changes, way)]
    found += terms(changes)
    for op, word in (("delete", "Removed from"), ("insert", "Added to")):
        found += branches(
            [c for c in changes if c.kind == "clinical" and c.op == op and c not in whole and c.phase], word
        )
    found += [line for own in sides for line in moved_way(own, changes, OPEN_WAY)]
    found += [*silences(changes, logged=bool(new.revisions)), *open_words(changes)]
    if not any(c.kind == "clinical" for c in changes):
        found.append(Headline(text="No clinical change was found.", kind="equivalent", policies=[], refs=[]))
    return found


def changes_of(verdict: ReviewVerdict, changes: Sequence[ReviewedChange]) -> list[ReviewedChange]:
    """Return the clinical changes that a verdict rests on: those of its criteria, and those of the terms that hold for them."""
    return [c for c in changes if c.kind == "clinical" and is_of(c, verdict)]


def is_of(change: ReviewedChange, verdict: ReviewVerdict) -> bool:
    """Return True if a change is one of a verdict's criteria, or of a length or limit that holds for them; a limit that names no indication is one of all."""
    if change.phase is not None:
        return (change.phase, change.indication) == (verdict.phase, verdict.indication)
    if change.where == f"{verdict.phase} approval":
        return change.indication in (None, verdict.indication)
    return change.where in LIMITS and (verdict.phase, verdict.indication) == ("universal", None)


def is_whole(change: ReviewedChange) -> bool:
    """Return True if a change is an indication that came or went as a whole; criteria for all indications, or what is to be sent in, are none, nor a set of which it is not known."""
    gains = (change.op == "insert") != (change.phase == "exclusion")
    placed = any(edit.do in ("add", "remove") and len(edit.new or edit.old or []) == 2 for edit in change.edits)
    return placed and change.kind == "clinical" and change.op in ("insert", "delete") and change.phase is not None and change.direction == ("loosened" if gains else "tightened")  # fmt: skip


def place_of(phase: str | None, indication: str | None) -> str:
    """Say a phase and an indication: `Asthma: initial approval`."""
    words = PHASES[phase or "universal"]
    return f"{indication}: {words}" if indication and phase != "exclusion" else words[:1].upper() + words[1:]


def places(sets: Sequence[tuple[str | None, str | None]]) -> list[str]:
    """Name the indications of some phases and indications, each once: those of the same phases stand together.

    >>> places([("initial", "Asthma"), ("renewal", "Asthma"), ("initial", "COPD"), ("universal", None)])
    ['Asthma (initial approval and reauthorization)', 'COPD (initial approval)', 'Criteria for all indications']
    """
    held: dict[str, list[str]] = {}
    for phase, use in sets:
        held.setdefault(use or "" if phase != "exclusion" else "", []).append(PHASES[phase or "universal"])
    alone = [words[:1].upper() + words[1:] for words in held.pop("", [])]
    alike: dict[str, list[str]] = {}
    for use, phases in held.items():
        alike.setdefault(listed(phases, "and"), []).append(use)
    return [*(f"{named(uses)} ({phases})" for phases, uses in alike.items()), *alone]


def named(uses: Sequence[str]) -> str:
    """Name a few indications, count many."""
    return listed(list(uses), "and") if len(uses) <= USES else f"{len(uses)} indications"


def moved_way(verdicts: Sequence[ReviewVerdict], changes: Sequence[ReviewedChange], told: Way) -> Iterator[Headline]:
    """Yield a sentence for one direction, over all phases and indications that went it."""
    way, one, many = told
    same = [v for v in verdicts if v.direction == way]
    if same:
        refs = [c.id for v in same for c in changes_of(v, changes)]
        sets = [(v.phase, v.indication) for v in same]
        single = len({use or phase for phase, use in sets}) == 1
        yield Headline(text=f"{listed(places(sets), 'and')} {one if single else many}.", kind=way, policies=[], refs=list(dict.fromkeys(refs)))  # fmt: skip


def came_and_went(changes: Sequence[ReviewedChange], *, inserted: bool) -> Iterator[Headline]:
    """Yield a sentence on indications (or exclusions) that one version has alone."""
    for excluded in (False, True):
        own = [c for c in changes if (c.op == "insert") == inserted and (c.phase == "exclusion") == excluded]
        names = list(dict.fromkeys(c.indication or PHASES[c.phase or "universal"] for c in own))
        if not own:
            continue
        noun = ("exclusion" if excluded else "covered indication") + ("s" if len(names) > 1 else "")
        words = f"{'New' if inserted else 'Removed'} {noun}: {listed(names, 'and')}."
        yield Headline(text=words, kind=own[0].direction, policies=[], refs=[c.id for c in own])


def branches(changes: Sequence[ReviewedChange], word: str) -> Iterator[Headline]:
    """Yield which criteria were added or removed within a set, in the payer's words."""
    for phase, indication in dict.fromkeys((c.phase, c.indication) for c in changes):
        own = [c for c in changes if (c.phase, c.indication) == (phase, indication)]
        quotes = [f"“{shortened((c.after or c.before).split(chr(10))[0])}”" for c in own[:NAMED]]
        more = [f"{len(own) - NAMED} more"] if len(own) > NAMED else []
        ways = {c.direction for c in own}
        kind = ways.pop() if len(ways) == 1 else "both"
        where = place_of(phase, indication).replace(f"{indication}: ", f"{indication}, ")
        yield Headline(text=f"{word} {where}: {listed([*quotes, *more], 'and')}.", kind=kind, policies=[], refs=[c.id for c in own])  # fmt: skip


def shortened(words: str) -> str:
    """Return the payer's words, cut at a blank where they are long."""
    words = words.rstrip(" :;.,")
    return words if len(words) <= LONGEST else words[: words.rfind(" ", 0, LONGEST)] + " …"


LONGEST = 90


def terms(changes: Sequence[ReviewedChange]) -> Iterator[Headline]:
    """Yield a sentence for each way in which approvals became longer or shorter."""
    own = [c for c in changes if c.where.endswith(" approval") and c.before and c.after and c.direction != "equivalent"]
    for before, after in dict.fromkeys((c.before, c.after) for c in own):
        same = [c for c in own if (c.before, c.after) == (before, after)]
        sets = [(c.where.removesuffix(" approval"), c.indication or phrasing.ALL_INDICATIONS) for c in same]
        yield Headline(text=f"The authorization period is {after} instead of {before}: {listed(places(sets), 'and')}.", kind=same[0].direction, policies=[], refs=[c.id for c in same])  # fmt: skip


def silences(changes: Sequence[ReviewedChange], *, logged: bool = True) -> Iterator[Headline]:
    """Yield how many clinical changes no statement of the revision history discloses; of a document without one, that none was read."""
    silent = [c for c in changes if c.kind == "clinical" and not c.log and should_be_told(c)]
    if silent:
        words = "1 clinical change is" if len(silent) == 1 else f"{len(silent)} clinical changes are"
        where = "not disclosed in the revision history" if logged else "not disclosed: no revision history was read"
        yield Headline(text=f"{words} {where}.", kind="undisclosed", policies=[], refs=[c.id for c in silent])  # fmt: skip


def open_words(changes: Sequence[ReviewedChange]) -> Iterator[Headline]:
    """Yield how many changed passages were not read as criteria."""
    found = [c for c in changes if c.kind == "clinical" and c.where == NOT_READ]
    if found:
        one = len(found) == 1
        count, doing = ("One passage", "its effect") if one else (f"{len(found)} passages", "their effects")
        words = f"{count} changed in text that was not read as criteria; {doing} must be reviewed."
        yield Headline(text=words, kind="unknown", policies=[], refs=[c.id for c in found])
