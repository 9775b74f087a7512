"""Two versions of a policy → ChangeReview: the one door of the annual review."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, TypeVar

from payerdiff.compare.disclosure import audit
from payerdiff.compare.matching import plain_words
from payerdiff.compare.review_schema import ChangeReview, ReviewedChange, ReviewVerdict, Sureness
from payerdiff.compare.schema import Headline
from payerdiff.compare.tree_changes import changes_of_criteria
from payerdiff.compare.wording import say_approval, say_limit
from payerdiff.normalize.schema import Approval, Code, Direction, Finding, Kind, Limit, Phase, Policy, Reference, Span

T = TypeVar("T")
Held = Approval | Limit | Code | Reference
DAYS = {"day": 1.0, "week": 7.0, "month": 30.4, "year": 365.0}


def review(old: Policy, new: Policy) -> ChangeReview:
    """Return what changed between two versions, which way, and whether the log says so."""
    changes, verdicts = changes_of_criteria(old, new)
    for found in (terms(old, new), codes(old, new), cited(old, new), heads(old, new)):
        for change in found:
            changes.append(change.model_copy(update={"id": f"C{len(changes) + 1:02d}"}))
    disclosure, changes = audit(old, new, changes)
    return ChangeReview(
        old=old,
        new=new,
        verdicts=verdicts,
        changes=changes,
        disclosure=disclosure,
        headlines=headlines(verdicts, changes),
        findings=[*(f for f in new.findings if f.severity != "info"), *doubts(old, new)],
    )


Sides = tuple[str, str]
Spans = tuple[Span | None, Span | None]
Op = Literal["insert", "delete", "replace"]


def made(
    kind: Kind,
    direction: Direction,
    texts: Sides,
    where: str,
    spans: Spans,
    phase: Phase | None = None,
    indication: str | None = None,
) -> ReviewedChange:
    """Return a change outside the criteria tree; its operation follows from the sides that are there."""
    span = spans[1] or spans[0]
    assert span is not None  # what was read has a span
    op: Op = "replace" if spans[0] and spans[1] else "insert" if spans[1] else "delete"
    sure: Sureness = "open" if direction == "unknown" else "certain"
    return ReviewedChange(
        id="", op=op, before=texts[0], after=texts[1], where=where, kind=kind, direction=direction, sure=sure, confidence="stored", span=span,
        phase=phase, indication=indication, old_span=spans[0], new_span=spans[1],
    )  # fmt: skip


def paired(old: Sequence[T], new: Sequence[T], key: Callable[[T], object]) -> Iterator[tuple[T | None, T | None]]:
    """Yield items of two lists that share a key, in order; then what stands on one side."""
    rest = list(new)
    for item in old:
        other = next((x for x in rest if key(x) == key(item)), None)
        if other is not None:
            rest.remove(other)
        yield item, other
    for item in rest:
        yield None, item


def spans_of(a: Held | None, b: Held | None) -> Spans:
    """Return the spans of both sides."""
    return a.span if a else None, b.span if b else None


def terms(old: Policy, new: Policy) -> Iterator[ReviewedChange]:
    """Yield changed approvals and limits. A longer approval and a higher cap loosen."""
    for a, b in paired(old.approvals, new.approvals, lambda x: (x.phase, plain_words(x.indication or ""))):
        texts = (say_approval(a) if a else "", say_approval(b) if b else "")
        either = b or a
        if texts[0] != texts[1] and either is not None:
            yield made(
                "clinical",
                longer(a, b),
                texts,
                f"{either.phase} approval",
                spans_of(a, b),
                either.phase,
                either.indication,
            )
    own = [x for x in old.limits if x.kind != "max_dose"], [x for x in new.limits if x.kind != "max_dose"]
    for x, y in paired(*own, lambda z: (z.kind, z.unit, plain_words(z.scope or ""))):
        texts = (say_limit(x) if x else "", say_limit(y) if y else "")
        one = y or x
        if texts[0] != texts[1] and one is not None:
            yield made("clinical", higher(x, y), texts, one.kind.replace("_", " "), spans_of(x, y))


def longer(a: Approval | None, b: Approval | None) -> Direction:
    """Return which way an approval's length moved."""
    if a is None or b is None or not (a.value and b.value and a.unit in DAYS and b.unit in DAYS):
        return "unknown"
    left, right = a.value * DAYS[a.unit or "day"], b.value * DAYS[b.unit or "day"]
    return "loosened" if right > left else "tightened" if right < left else "equivalent"


def higher(a: Limit | None, b: Limit | None) -> Direction:
    """Return which way a cap moved; a new cap tightens."""
    if a is None or b is None:
        return "tightened" if b else "loosened"
    rates = [x.value / ((x.per_value or 1) * DAYS.get(x.per_unit or "", 1.0)) for x in (a, b)]
    return "loosened" if rates[1] > rates[0] else "tightened" if rates[1] < rates[0] else "equivalent"


def codes(old: Policy, new: Policy) -> Iterator[ReviewedChange]:
    """Yield codes that came and went."""

    def key(code: Code) -> tuple[str, str]:
        return code.system, code.code

    for a, b in paired(old.codes, new.codes, key):
        one = b or a
        if (a is None or b is None) and one is not None:
            yield made(
                "codes", "unknown", (a.code if a else "", b.code if b else ""), f"{one.system} codes", spans_of(a, b)
            )


def cited(old: Policy, new: Policy) -> Iterator[ReviewedChange]:
    """Yield changed references, those of one number as one change."""

    def key(reference: Reference) -> object:
        return reference.number if reference.number is not None else plain_words(reference.text)[:6]

    for a, b in paired(old.references, new.references, key):
        texts = [plain_words(x.text) if x else [] for x in (a, b)]
        if texts[0] != texts[1]:
            yield made(
                "references", "equivalent", (a.text if a else "", b.text if b else ""), "references", spans_of(a, b)
            )


def heads(old: Policy, new: Policy) -> Iterator[ReviewedChange]:
    """Yield changed dates and the new log entries, as administrative changes."""
    known = {" ".join(plain_words(r.text)) for r in old.revisions}
    for entry in new.revisions:
        if " ".join(plain_words(entry.text)) not in known:
            yield made("administrative", "equivalent", ("", entry.text), "revision log", (None, entry.span))


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
            message=f"The head gives {dated} as last review; no entry of the log bears that date.",
        )
    if old.number and new.number and old.number != new.number:
        yield Finding(
            severity="warning",
            code="other-policy",
            message=f"The two documents have different numbers: {old.number} and {new.number}.",
        )


def headlines(verdicts: Sequence[ReviewVerdict], changes: Sequence[ReviewedChange]) -> list[Headline]:
    """Return the verdicts as sentences, then what the log leaves out."""
    words = {
        "tightened": "is tightened",
        "loosened": "is loosened",
        "both": "is tightened for some and loosened for others",
        "unknown": "changed in a way that is not decided here",
    }
    found = []
    for verdict in verdicts:
        if verdict.direction in words:
            phase = {
                "initial": "initial approval",
                "renewal": "continued therapy",
                "universal": "criteria for every use",
                "exclusion": "what is not covered",
            }[verdict.phase]
            subject = f"{verdict.indication}: {phase}" if verdict.indication else phase.capitalize()
            refs = [c.id for c in changes if (c.phase, c.indication) == (verdict.phase, verdict.indication)]
            found.append(
                Headline(text=f"{subject} {words[verdict.direction]}.", kind=verdict.direction, policies=[], refs=refs)
            )
    silent = [c for c in changes if c.kind == "clinical" and not c.log]
    if silent:
        noun = "change" if len(silent) == 1 else "changes"
        found.append(
            Headline(
                text=f"The log does not tell {len(silent)} clinical {noun}.",
                kind="undisclosed",
                policies=[],
                refs=[c.id for c in silent],
            )
        )
    if not any(c.kind == "clinical" for c in changes):
        found.append(Headline(text="No clinical change was found.", kind="equivalent", policies=[], refs=[]))
    return found
