"""Two versions of a policy → ChangeReview: the one door of the annual review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from payerdiff.compare.changes.content_edits import Draft, Key, content, edits_between
from payerdiff.compare.changes.criteria_changes import changes_of_criteria
from payerdiff.compare.changes.direction import OPPOSITE
from payerdiff.compare.changes.disclosure import audit
from payerdiff.compare.changes.redlined_tree import Redline
from payerdiff.compare.changes.summary import LIMITS, headlines
from payerdiff.compare.changes.term_changes import changes_of_lists
from payerdiff.compare.changes.words.borne_out import CORRECTED, borne_out, is_corrected, settled
from payerdiff.compare.changes.words.hidden_operators import ABOVE, in_their_sets
from payerdiff.compare.changes.words.prose_changes import changes_of_words
from payerdiff.compare.changes.words.streams import streams_of
from payerdiff.model.policy import Direction, Finding, Policy, Span
from payerdiff.model.review import ChangeReview, Disclosure, Edit, ReviewedChange, ReviewVerdict
from payerdiff.model.words import plain_words

DOUBTED = frozenset({"no-criteria-found", "recognised", "page-not-read"})
"""Codes of findings that leave no direction certain: criteria are single sentences within text that is not read, or OCR gave the words."""


def review(old: Policy, new: Policy) -> ChangeReview:
    """Return what changed between two versions, which way, and whether the log says so."""
    drafts, verdicts, homes, pairs = changes_of_criteria(old, new)
    listed, known = changes_of_lists(old, new)
    drafts, listed = with_their_terms(drafts, listed)
    drafts = [told_by_terms(d, listed) for d in drafts]
    streams = streams_of(old, new)
    by_words = not (streams.are_readings or is_corrected(old) or is_corrected(new))
    if by_words:
        told = drafts
        generic = old.source.is_generic or new.source.is_generic
        drafts, listed = (borne_out(found, streams, generic=generic) for found in (drafts, listed))
        verdicts = settled(verdicts, told, drafts)
    verdicts = [with_terms(v, listed) for v in verdicts]
    other = changes_of_words(old, new, streams, [*drafts, *listed] if by_words else None)
    other, verdicts = in_their_sets(other, verdicts, homes)
    verdicts += verdicts_on_terms(listed, verdicts)
    every = sorted([*drafts, *listed, *other], key=consequence)
    owner = owners(every)
    edits = edits_between(content(old), content(new), {**pairs, **known})
    changes = finished(every, owner, edits)
    made = set(map(key_of, edits))
    named = {key: changes[at].id for key, at in owner.items() if key[0] in ("remove", "add") or key in made}
    if any(f.code in DOUBTED for side in (old, new) for f in side.findings):
        changes = [c.model_copy(update={"sure": "likely"}) if c.sure == "certain" else c for c in changes]
    disclosure, changes = audit(old, new, [doubted(c, new.findings) for c in changes], streams)
    verdicts = [with_doubts(v, changes) for v in verdicts]
    return ChangeReview(
        old=old,
        new=new,
        verdicts=verdicts,
        changes=changes,
        disclosure=disclosure,
        redline=list(Redline(old, new, pairs, named).sets()),
        headlines=headlines(old, new, verdicts, changes),
        findings=[*found_in(old, new), *doubts(old, new), *untold(changes, disclosure)],
    )


def found_in(old: Policy, new: Policy) -> Iterator[Finding]:
    """Yield what the review must say of the reading itself: warnings of the new version, corrections of both."""
    yield from (f for f in new.findings if f.severity != "info" or f.code == CORRECTED)
    for finding in old.findings:
        if finding.code in (CORRECTED, "correction-dropped"):
            yield finding.model_copy(update={"message": f"In the old version: {finding.message}"})


def doubted(change: ReviewedChange, findings: Sequence[Finding]) -> ReviewedChange:
    """Leave a direction open that rests on a mark which the log contradicts, and say the other one."""
    spans = [s for s in (change.old_span, change.new_span) if s is not None]
    against = [f.span for f in findings if f.code == "polarity-contradicted" and f.span is not None]
    if change.kind != "clinical" or not any(a.start < s.end and s.start < a.end for s in spans for a in against):
        return change
    other = OPPOSITE[change.direction]
    return change.model_copy(update={"sure": "open", "turned": other if other != change.direction else None})


def with_doubts(verdict: ReviewVerdict, changes: Sequence[ReviewedChange]) -> ReviewVerdict:
    """Name in a verdict the changes whose marks are in doubt: turned round, they could overturn it."""
    own = [c.after or c.before for c in changes if c.turned and (c.phase, c.indication) == (verdict.phase, verdict.indication)]  # fmt: skip
    return verdict.model_copy(update={"unless": list(dict.fromkeys([*verdict.unless, *own]))}) if own else verdict


def with_their_terms(drafts: Sequence[Draft], listed: Sequence[Draft]) -> tuple[list[Draft], list[Draft]]:
    """Put the approval of an indication that came or went as a whole to that change."""
    rest = list(listed)
    found = []
    for draft in drafts:
        own = [t for t in rest if draft.whole and is_approval(t) and (t.op, t.phase, t.indication) == (draft.op, draft.phase, draft.indication)]  # fmt: skip
        for term in own:
            rest.remove(term)
            before, after = (f"Approval duration: {words}" if words else "" for words in (term.before, term.after))
            draft = replace(
                draft, before="\n".join(filter(None, (draft.before, before))), after="\n".join(filter(None, (draft.after, after))),
                claims=draft.claims | term.claims,
            )  # fmt: skip
        found.append(draft)
    return found, rest


def told_by_terms(draft: Draft, listed: Sequence[Draft]) -> Draft:
    """Return a criterion that asks for the same as before as an edit of words, where a length of authorization within it is what changed."""
    if draft.kind != "clinical" or draft.direction != "equivalent" or draft.new_span is None:
        return draft
    spans = [s for t in listed if is_approval(t) for s in (t.new_span, t.old_span) if s is not None]
    own = [s for s in (draft.new_span, draft.old_span) if s is not None]
    told = any(a.start < b.end and b.start < a.end for a in spans for b in own)
    return replace(draft, kind="editorial") if told and wordless(draft.before) == wordless(draft.after) else draft


def wordless(text: str) -> list[str]:
    """Return the words of a text without its numbers."""
    return [word for word in plain_words(text) if not word.isdigit()]


def is_approval(draft: Draft) -> bool:
    """Return True if a change is one of how long an authorization runs."""
    return draft.where.endswith(" approval")


def holds_for(draft: Draft, verdict: ReviewVerdict) -> bool:
    """Return True if a term is one of what a verdict is about: a limit names no indication, and is one of the criteria for all."""
    if is_limit(draft):
        return (verdict.phase, verdict.indication) == ("universal", None)
    return is_approval(draft) and draft.phase == verdict.phase and draft.indication in (None, verdict.indication)


def is_limit(draft: Draft) -> bool:
    """Return True if a change is one of a quantity, a dose or a number of cycles that is paid for."""
    return draft.where in LIMITS and draft.kind == "clinical"


def with_terms(verdict: ReviewVerdict, listed: Sequence[Draft]) -> ReviewVerdict:
    """Add to the verdict of the tree what became of the terms that hold for it."""
    own = [t for t in listed if holds_for(t, verdict)]
    ways = {verdict.direction, *(t.direction for t in own)} - {"equivalent"}
    if not own or not ways or verdict.direction == "both":
        return verdict
    because = list(dict.fromkeys([*verdict.because, *(t.where for t in own)]))
    return verdict.model_copy(update={"direction": way_of(ways), "because": because})


def way_of(ways: set[Direction]) -> Direction:
    """Return one direction for several."""
    return "unknown" if "unknown" in ways else next(iter(ways)) if len(ways) == 1 else "both"


def verdicts_on_terms(listed: Sequence[Draft], verdicts: Sequence[ReviewVerdict]) -> list[ReviewVerdict]:
    """Return the verdicts on terms for which no set of criteria stands: one for each phase and indication."""
    own = [t for t in listed if (is_approval(t) or is_limit(t)) and t.direction != "equivalent"]
    left = [t for t in own if not any(holds_for(t, v) for v in verdicts)]
    found: list[ReviewVerdict] = []
    for phase, indication in dict.fromkeys((t.phase, t.indication) for t in left):
        same = [t for t in left if (t.phase, t.indication) == (phase, indication)]
        because = list(dict.fromkeys(t.where for t in same))
        found.append(ReviewVerdict(phase=phase, indication=indication, direction=way_of({t.direction for t in same}), because=because))  # fmt: skip
    return found


def consequence(draft: Draft) -> int:
    """Return the place of a change in the register: indications that came or went, who gains or loses, terms, what is not determined, then the rest as it was found."""
    if draft.kind != "clinical":
        return 5
    if draft.direction in ("unknown", "equivalent"):
        return 3 if draft.direction == "unknown" else 4
    return 0 if draft.whole else 2 if is_approval(draft) or is_limit(draft) else 1


def key_of(edit: Edit) -> Key:
    """Return what names an edit."""
    path = edit.new if edit.do == "add" else edit.old
    return edit.do, tuple(path or ()), edit.field or ""


def owners(drafts: Sequence[Draft]) -> dict[Key, int]:
    """Return which change stands for each edit: the first that claims it."""
    found: dict[Key, int] = {}
    for at, draft in enumerate(drafts):
        for key in draft.claims:
            found.setdefault(key, at)
    return found


def finished(drafts: Sequence[Draft], owner: Mapping[Key, int], edits: Sequence[Edit]) -> list[ReviewedChange]:
    """Return the changes with their numbers and edits; edits that no change claims are one change of format."""
    own: dict[int | None, list[Edit]] = {}
    for edit in edits:
        own.setdefault(owner.get(key_of(edit)), []).append(edit)
    found = [numbered(draft, at + 1, own.get(at, [])) for at, draft in enumerate(drafts)]
    if None in own:
        found.append(format_noise(own[None], len(found) + 1))
    return found


def numbered(draft: Draft, number: int, edits: list[Edit]) -> ReviewedChange:
    """Return a change with its number."""
    span = draft.new_span or draft.old_span
    assert span is not None  # what was read has a place
    held = draft.where == ABOVE or (draft.claims and min(path[0] for _, path, _ in draft.claims) in (1, 2))
    inside = draft.phase if held else None
    return ReviewedChange(
        id=f"C{number:02d}", op=draft.op, before=draft.before, after=draft.after, where=draft.where, criterion=draft.label,  # type: ignore[arg-type]  # ops are the schema's
        kind=draft.kind, direction=draft.direction, sure=draft.sure, under=list(draft.under), confidence="stored", span=span, phase=inside,
        indication=draft.indication, old_span=draft.old_span, new_span=draft.new_span, edits=edits,
    )  # fmt: skip


def format_noise(edits: list[Edit], number: int) -> ReviewedChange:
    """Return what says nothing of its own (punctuation, case, order of lists, repeated titles) as one change."""
    start = Span(page=1, start=0, end=0, quote="")
    fields = sorted({edit.field or "order" for edit in edits})
    return ReviewedChange(
        id=f"C{number:02d}", op="format", after=f"{len(edits)} differences of punctuation, case, order or repeated words ({', '.join(fields)})", where="format",
        kind="formatting", direction="equivalent", confidence="stored", span=start, edits=edits,
    )  # fmt: skip


def doubts(old: Policy, new: Policy) -> Iterator[Finding]:
    """Yield what stands against the review: a review date that the log does not bear out."""
    entries = {r.dates.entry for r in new.revisions} | {r.dates.reviewed for r in new.revisions}
    dated = new.dates.last_review
    if (
        dated
        and new.revisions
        and dated not in entries
        and not any(e and (e.year, e.month) == (dated.year, dated.month) for e in entries)
    ):
        yield Finding(
            severity="warning",
            code="review-date-unlogged",
            message=f"The header gives {dated} as the last review date; no entry in the revision history has that date.",
        )
    if old.number and new.number and not same_number(old.number, new.number):
        yield Finding(
            severity="warning",
            code="other-policy",
            message=f"The two documents have different policy numbers: {old.number} and {new.number}.",
        )


def untold(changes: Sequence[ReviewedChange], disclosure: Sequence[Disclosure]) -> Iterator[Finding]:
    """Yield what the log and the text say against each other: codes that went in silence, statements without a change."""
    gone = [c for c in changes if c.kind == "codes" and c.op == "delete" and not c.log]
    if gone:
        names = ", ".join(c.before.split()[0] for c in gone[:NAMED]) + (f" and {len(gone) - NAMED} more" if len(gone) > NAMED else "")  # fmt: skip
        yield Finding(severity="warning", code="codes-dropped-untold", message=f"Codes were removed and the revision history does not say so: {names}.", span=gone[0].span)  # fmt: skip
    rewritten = [c for c in changes if c.where == "revision log" and c.before]
    if rewritten:
        yield Finding(severity="warning", code="log-rewritten", message=f"The new version's revision history drops or rewrites {len(rewritten)} older {'entry' if len(rewritten) == 1 else 'entries'}: “{rewritten[0].before[:120]}”.", span=rewritten[0].span)  # fmt: skip
    for line in disclosure:
        if line.status == "not_found" and line.statement is not None:
            yield Finding(severity="warning", code="told-not-found", message=f"The revision history says “{line.statement.text}”; no matching change was found.")  # fmt: skip


NAMED = 8
"""Codes that a finding names before it counts."""


def same_number(old: str, new: str) -> bool:
    """Return True if two policy numbers are one, but for the year and the version that some payers put in.

    >>> same_number("2024 P 2116-18", "2025 P 2116-22"), same_number("5.21.054", "5.21.169")
    (True, False)
    """
    if old == new:
        return True
    return bool(parts_of(old) & parts_of(new))


def parts_of(number: str) -> set[str]:
    """Return the runs of three letters and digits or more in a policy's number, but for a year."""
    runs = "".join(c if c.isascii() and c.isalnum() else " " for c in number).split()
    return {run for run in runs if len(run) > 2 and not (len(run) == 4 and run.startswith("20") and run.isdigit())}
