"""What happened in a library between two days: new, changed and withdrawn policies, clinical changes apart from editorial ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from payerdiff.compare.changes.review import review
from payerdiff.compare.library.digest_items import ORDER, Digest, Event, Item, Note, Scope
from payerdiff.compare.library.digest_rules import Rule, matching
from payerdiff.compare.library.divergence import step_of
from payerdiff.compare.side_by_side.label import is_label
from payerdiff.corpus.memory import Memory, contents, recalled
from payerdiff.corpus.versions.line import Line, Version, changed
from payerdiff.corpus.versions.renames import Rename
from payerdiff.model.phrasing import ALL_INDICATIONS, PHASES
from payerdiff.model.policy import Policy
from payerdiff.model.review import ChangeReview, PathWitness, ReviewVerdict


def digest(
    lines: Sequence[Line],
    renames: Iterable[Rename],
    days: tuple[date, date],
    scope: Scope,
    rules: Sequence[Rule] = (),
    memory: Memory | None = None,
) -> Digest:
    """Return what happened from one day to another, both included: clinical changes first, by drug and payer.

    A version counts on the day on which it was first seen. What was there when the library was first looked through counts on the date that it bears itself.
    """
    since, until = days
    proposed = {r.old.key: r for r in renames}
    found = [item for line in lines if not is_label(line.newest.held.policy) for item in happened(line, since, until, proposed, memory)]  # fmt: skip
    told = [item.model_copy(update={"rules": names}) for item in found if (names := matching(item, rules)) or not rules]
    told.sort(key=lambda i: (not i.clinical, ORDER.index(i.event), i.drugs, i.payer, i.title or "", i.day, i.document))
    return Digest(since=since, until=until, items=told, others=len(found) - len(told), scope=scope)


def happened(line: Line, since: date, until: date, proposed: dict[str, Rename], memory: Memory | None) -> Iterator[Item]:  # fmt: skip
    """Yield what happened to one policy between two days."""
    for at, version in enumerate(line.versions):
        day = noticed(version)
        if day is None or not since <= day <= until:
            continue
        if at == 0:
            yield item_of("new", line, version, day)
        else:
            yield change(line, line.versions[at - 1], version, day, memory)
    if line.withdrawn and since <= line.withdrawn <= until:
        other = proposed.get(line.key)
        held = other.new.newest.held if other else None
        yield item_of("withdrawn", line, line.newest, line.withdrawn).model_copy(
            update={"renamed": f"{held.path} ({other.reason})" if held and other else None}
        )


def noticed(version: Version) -> date | None:
    """Return the day on which a version was noticed; of what was there from the start, or of which nothing is remembered, its own date."""
    firsts = [one.first for one in (version.held, *version.copies)]
    return version.seen if min(firsts) > 1 else version.held.own_date


def change(line: Line, old: Version, new: Version, day: date, memory: Memory | None) -> Item:
    """Return what a newer version changed."""
    pair = (old.held.policy, new.held.policy)
    found = recalled(memory, "note", lambda: contents(pair), Note, lambda: note_of(review(*pair)))
    return item_of("changed", line, new, day).model_copy(
        update={"clinical": found.step.clinical > 0, "before": old.held.path, "parts": changed(old, new), "note": found}
    )


def item_of(event: Event, line: Line, version: Version, day: date) -> Item:
    """Return an item with the head of its policy."""
    policy: Policy = version.held.policy
    return Item(
        event=event, clinical=True, day=day, payer=policy.payer.name or policy.payer.author or "payer not named", number=policy.number, title=policy.title,
        drugs=sorted(d.generic for d in policy.drugs), brands=sorted(b for d in policy.drugs for b in d.brands), document=version.held.path, sha256=policy.source.sha256, in_force=version.since, basis=version.basis,
    )  # fmt: skip


def note_of(result: ChangeReview) -> Note:
    """Return what a review found, in a few lines."""
    hidden = [c for c in result.changes if c.kind == "clinical" and not c.log]
    return Note(
        step=step_of(result), loses=[w for v in result.verdicts for w in witness(v, v.witness_lost)],
        gains=[w for v in result.verdicts for w in witness(v, v.witness_gained)],
        undisclosed=list(dict.fromkeys(c.where or c.indication or PHASES[c.phase or "universal"] for c in hidden)),
    )  # fmt: skip


def witness(verdict: ReviewVerdict, found: PathWitness | None) -> Iterator[str]:
    """Yield an example patient with the place, in words."""
    if found is not None:
        yield f"{verdict.indication or ALL_INDICATIONS}, {PHASES[verdict.phase]}: {', '.join(found.words) or 'any patient'}"  # fmt: skip
