"""ChangeReview → XLSX: the committee's register, the audit and the log, with a list of decisions to pick from."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.compare.changes.disclosure import should_be_told
from payerdiff.model.phrasing import ALL_INDICATIONS
from payerdiff.model.review import ChangeReview, ReviewedChange
from payerdiff.templates.carriers.workbook import Sheet, Value, workbook
from payerdiff.templates.review.verdict_views import verdict_words
from payerdiff.templates.words import ACTIONS, DISCLOSED, LOG, NOT_DISCLOSED, PHASES, PLACES, SIGNS, SURE, WAYS

ITSELF = "in the revision history itself"
DECISIONS = ("accept", "accept with amendment", "question to the payer", "reject")


def review_workbook(review: ChangeReview) -> bytes:
    """Return the workbook; it bears the new version's date."""
    title = f"{review.new.title or review.new.source.name}: {verdict_words(review)}"
    return workbook(title, review.new.dates.last_review or review.new.dates.effective, sheets(review))


def register(review: ChangeReview) -> Sheet:
    """Return the change register: one row a change."""
    told = {s.id: s.text for r in review.new.revisions for s in r.statements}
    columns = (
        ("Change", 8), ("Kind", 13), ("Direction", 24), ("Confidence", 12), ("Indication", 24), ("Phase", 16), ("Where", 16), ("Action", 12),
        ("Old text", 50), ("New text", 50), ("Old page", 8), ("New page", 8), ("Disclosed in the revision history", 40), ("Decision", 20), ("Initials", 9),
    )  # fmt: skip
    order = sorted(review.changes, key=lambda c: c.kind != "clinical")
    return Sheet("Register", columns, tuple(row_of(c, told) for c in order), "Decision", DECISIONS)


def row_of(change: ReviewedChange, told: dict[str, str]) -> tuple[Value, ...]:
    """Return a change as a row of the register."""
    pages = [s.page if s and s.quote else None for s in (change.old_span, change.new_span)]
    return (
        change.id, change.kind, WAYS[change.direction], SURE[change.sure], change.indication, PHASES[change.phase].lower() if change.phase else None,
        PLACES.get(change.where, change.where), ACTIONS[change.op], change.before or None, change.after or None, *pages, "\n".join(told.get(s, s) for s in change.log) or (ITSELF if change.where == LOG else NOT_DISCLOSED if should_be_told(change) else None), None, None,
    )  # fmt: skip


def verdicts(review: ChangeReview) -> Sheet:
    """Return the verdict of each phase and indication."""
    columns = (("Indication", 40), ("Phase", 20), ("Direction", 24), ("Sign", 6), ("Loses coverage: example patient", 60), ("Gains coverage: example patient", 60), ("Could change the result", 60))  # fmt: skip
    rows = []
    for v in review.verdicts:
        ways = ["\n".join([*([f"a patient: {', '.join(w.words)}"] if w.words else []), *w.meets, *([f"the other version requires: {w.fails}"] if w.fails else [])]) if w else None for w in (v.witness_lost, v.witness_gained)]  # fmt: skip
        rows.append((v.indication or ALL_INDICATIONS, PHASES[v.phase].lower(), WAYS[v.direction], SIGNS[v.direction], *ways, "\n".join(v.unless) or None))  # fmt: skip
    return Sheet("Verdicts", columns, tuple(rows))


def audit(review: ChangeReview) -> Sheet:
    """Return the disclosure audit."""
    words = {c.id: c.after or c.before for c in review.changes}
    rows = tuple(
        (DISCLOSED[d.status], d.statement.text if d.statement else words[d.changes[0]], d.statement.kind.replace("_", " ") if d.statement else None, ", ".join(d.changes) or None)
        for d in review.disclosure
    )  # fmt: skip
    return Sheet(
        "Disclosure audit", (("Disclosure", 24), ("Statement or change", 90), ("Kind", 18), ("Changes", 30)), rows
    )


def log(review: ChangeReview) -> Sheet:
    """Return the new version's log, the newest entry first."""
    columns = (
        ("Date", 12),
        ("Precision", 10),
        ("Approved", 12),
        ("Effective", 12),
        ("Entry", 100),
        ("Kinds", 30),
        ("Page", 6),
    )
    rows = tuple(
        (r.dates.entry, r.precision, r.dates.approved, r.dates.effective, r.text, ", ".join(dict.fromkeys(s.kind.replace("_", " ") for s in r.statements)) or None, r.span.page)
        for r in reversed(review.new.revisions)
    )  # fmt: skip
    return Sheet("Revision history", columns, rows)


def sources(review: ChangeReview) -> Sheet:
    """Return which documents were read, and what was found about them."""
    columns = (("Version", 8), ("Document", 40), ("SHA-256", 70), ("Reading", 14), ("Template", 12), ("Last review", 12), ("Effective", 12), ("Unread characters", 12))  # fmt: skip
    rows: list[tuple[Value, ...]] = [
        (side, p.source.name, p.source.sha256, p.source.reading, p.source.template, p.dates.last_review, p.dates.effective, p.ledger.unread)
        for side, p in (("old", review.old), ("new", review.new))
    ]  # fmt: skip
    rows += [("finding", f.code, f.message, f.severity, None, None, None, None) for f in review.findings]
    return Sheet("Sources", columns, tuple(rows))


def sheets(review: ChangeReview) -> Sequence[Sheet]:
    """Return the tables as data."""
    return (register(review), verdicts(review), audit(review), log(review), sources(review))
