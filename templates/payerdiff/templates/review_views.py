"""ChangeReview → what the committee's page shows, in order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from payerdiff.compare.review_schema import ChangeReview, PathWitness, ReviewedChange
from payerdiff.compare.wording import listed
from payerdiff.normalize.schema import Policy, Span
from payerdiff.templates.evidence import Evidence, Exhibit
from payerdiff.templates.figures import Timeline, timeline
from payerdiff.templates.views import PHASES, HeadlineView, RevisionView

WAYS = {
    "tightened": "tightened",
    "loosened": "loosened",
    "both": "tightened and loosened",
    "equivalent": "same",
    "unknown": "not decided",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: `same`, `gone` or `come`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One row of the register."""

    id: str
    where: str
    pieces: tuple[Piece, ...]
    op: str
    kind: str
    direction: str
    sure: str
    told: str
    old: Exhibit | None
    new: Exhibit | None


@dataclass(frozen=True, slots=True)
class VerdictView:
    """The verdict of one phase and indication."""

    subject: str
    phase: str
    direction: str
    lost: PathWitness | None
    gained: PathWitness | None
    unless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuditView:
    """One statement or change of the audit."""

    words: str
    kind: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewView:
    """Everything on the page."""

    title: str
    subject: str
    standfirst: str
    headlines: tuple[HeadlineView, ...]
    verdicts: tuple[VerdictView, ...]
    same: int
    clinical: tuple[ChangeView, ...]
    others: tuple[ChangeView, ...]
    disclosed: tuple[AuditView, ...]
    undisclosed: tuple[AuditView, ...]
    not_found: tuple[AuditView, ...]
    log: tuple[RevisionView, ...]
    timeline: Timeline | None
    findings: tuple[tuple[str, str, str], ...]
    exhibits: tuple[Exhibit, ...]


def pieces_of(before: str, after: str) -> tuple[Piece, ...]:
    """Return a change as runs of words that stay, go and come.

    >>> [(p.kind, p.text) for p in pieces_of("at least 18 years", "at least 15 years")]
    [('same', 'at least'), ('gone', '18'), ('come', '15'), ('same', 'years')]
    """
    left, right = re.findall(r"\S+", before), re.findall(r"\S+", after)
    found = []
    for op, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if op == "equal":
            found.append(Piece("same", " ".join(left[a:b])))
            continue
        if b > a:
            found.append(Piece("gone", " ".join(left[a:b])))
        if d > c:
            found.append(Piece("come", " ".join(right[c:d])))
    return tuple(found)


class ReviewBuilder:
    """Builds the view of one review; holds the evidence numbers."""

    def __init__(self, review: ChangeReview) -> None:
        self.review = review
        self.evidence = Evidence()
        self.statements = {s.id: s.text for r in review.new.revisions for s in r.statements}

    def cite(self, policy: Policy, side: str, span: Span | None) -> Exhibit | None:
        """Return the exhibit of a passage of one side."""
        if span is None:
            return None
        return self.evidence.cite(side, side, span, paged=policy.source.pages > 1)

    def page(self) -> ReviewView:
        """Return the whole page."""
        r = self.review
        rows = [self.change(c) for c in r.changes]
        clinical = tuple(row for row in rows if row.kind == "clinical")
        verdicts = tuple(
            VerdictView(
                v.indication or "Every use",
                PHASES[v.phase],
                WAYS[v.direction],
                v.witness_lost,
                v.witness_gained,
                tuple(v.unless),
            )
            for v in r.verdicts
            if v.direction != "equivalent"
        )
        words = {c.id: c.after or c.before for c in r.changes}
        kinds = {c.id: f"{c.kind}, {WAYS[c.direction]}" for c in r.changes}
        audits: dict[str, list[AuditView]] = {"disclosed": [], "undisclosed": [], "not_found": []}
        for d in r.disclosure:
            said = d.statement.text if d.statement else words[d.changes[0]]
            kind = d.statement.kind.replace("_", " ") if d.statement else kinds[d.changes[0]]
            audits[d.status].append(AuditView(said, kind, tuple(d.changes)))
        payer = r.new.payer.name or r.new.payer.author or r.new.source.name
        log = tuple(self.entry(x) for x in range(len(r.new.revisions)))[::-1]
        return ReviewView(
            title=f"{r.new.title or r.new.source.name}: what changed",
            subject=f"{payer}{', ' + r.new.number if r.new.number else ''}",
            standfirst=self.standfirst(len(clinical), len(rows)),
            headlines=tuple(HeadlineView(h.text, tuple(h.refs)) for h in r.headlines),
            verdicts=verdicts,
            same=len(r.verdicts) - len(verdicts),
            clinical=clinical,
            others=tuple(row for row in rows if row.kind != "clinical"),
            disclosed=tuple(audits["disclosed"]),
            undisclosed=tuple(audits["undisclosed"]),
            not_found=tuple(audits["not_found"]),
            log=log,
            timeline=timeline([(payer[:24], r.new.revisions)]),
            findings=tuple((f.severity, f.code, f.message) for f in r.findings),
            exhibits=tuple(self.evidence.exhibits),
        )

    def standfirst(self, clinical: int, every: int) -> str:
        """Return the sentence below the title."""
        old, new = self.review.old, self.review.new
        sides = [
            f"{p.source.name}, {p.source.reading}"
            + (f", reviewed {p.dates.last_review}" if p.dates.last_review else "")
            for p in (old, new)
        ]
        return f"{every} changes, {clinical} of them clinical. Old: {sides[0]}. New: {sides[1]}."

    def change(self, change: ReviewedChange) -> ChangeView:
        """Return one row of the register."""
        told = listed([f"“{self.statements.get(s, s)}”" for s in change.log], "and") if change.log else "not told"
        return ChangeView(
            id=change.id, where=change.where, pieces=pieces_of(change.before, change.after), op=change.op, kind=change.kind,
            direction=WAYS[change.direction], sure=change.sure, told=told,
            old=self.cite(self.review.old, "old", change.old_span), new=self.cite(self.review.new, "new", change.new_span),
        )  # fmt: skip

    def entry(self, at: int) -> RevisionView:
        """Return one log entry of the new version."""
        r = self.review.new.revisions[at]
        exhibit = self.cite(self.review.new, "new", r.span)
        assert exhibit is not None  # an entry has a span
        day = str(r.dates.entry)[:7] if r.precision == "month" else str(r.dates.entry)
        return RevisionView(day, r.text, listed([s.kind.replace("_", " ") for s in r.statements], "and"), exhibit)
