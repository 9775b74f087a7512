"""ChangeReview → what the committee's page and workbook show, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from payerdiff.compare.changes.disclosure import should_be_told
from payerdiff.compare.changes.summary import changes_of
from payerdiff.compare.library.divergence import step_of
from payerdiff.compare.side_by_side.payer_names import short_name
from payerdiff.model.phrasing import ALL_INDICATIONS, counted
from payerdiff.model.policy import Policy, Span, leaves
from payerdiff.model.review import ChangeReview, PathWitness, ReviewedChange, ReviewVerdict
from payerdiff.templates.evidence import Evidence, Exhibit, Surroundings
from payerdiff.templates.log_figure import Timeline, timeline
from payerdiff.templates.page_parts import HeadlineView, RevisionView, headlines_of, log_entry
from payerdiff.templates.pictures import Pictures, pictures_of
from payerdiff.templates.review.patient_pairs import PairsView, pairs_view
from payerdiff.templates.review.redline_views import Mark, Piece, TreeView, pieces_of, tree_view
from payerdiff.templates.review.verdict_views import WholeView, verdict_words, wholes
from payerdiff.templates.words import (
    ACTIONS,
    ALL,
    LOG,
    MOVES,
    NOT_DISCLOSED,
    PHASES,
    PLACES,
    SIGNS,
    SURE,
    WAYS,
    caution,
)


@dataclass(frozen=True, slots=True)
class PlaceView:
    """One place of a change: what it is called, and both versions' words."""

    id: str
    where: str
    set: str
    old: Exhibit | None
    new: Exhibit | None


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One row of the register: a change, in all the places where the same was done."""

    places: tuple[PlaceView, ...]
    pieces: tuple[tuple[Piece, ...], ...]
    """Line by line: a branch that came or went has many."""
    before: str
    after: str
    op: str
    kind: str
    direction: str
    sign: str
    ways: str
    """The directions that the page's filter knows."""
    sure: str
    turned: str
    told: tuple[str, ...]
    in_log: bool
    """It is in the revision history itself, which nothing else discloses."""
    expected: bool
    """A history should tell it: the audit lists it as not disclosed where none does."""


@dataclass(frozen=True, slots=True)
class WayView:
    """A patient and the way through the criteria: what sets it apart, what both versions ask as well, and what it fails."""

    patient: str
    own: tuple[str, ...]
    shared: tuple[str, ...]
    fails: str


@dataclass(frozen=True, slots=True)
class VerdictView:
    """The verdict of one phase and indication."""

    subject: str
    phase: str
    direction: str
    sign: str
    lost: WayView | None
    gained: WayView | None
    unless: tuple[str, ...]
    changes: tuple[str, ...]
    excluded: bool
    grave: bool
    """True where somebody loses coverage."""


@dataclass(frozen=True, slots=True)
class AuditChange:
    """One change of the audit: its number, and its words or the first line of a branch that has `more` of them."""

    id: str
    pieces: tuple[Piece, ...]
    more: int


@dataclass(frozen=True, slots=True)
class AuditView:
    """One statement of the log with the changes that carry it out, or changes that no statement tells."""

    words: str
    """The statement; empty where the log says nothing."""
    kind: str
    changes: tuple[AuditChange, ...]
    sign: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class TreeBeside:
    """A tree and the verdict over it."""

    tree: TreeView
    verdict: VerdictView | None


@dataclass(frozen=True, slots=True)
class ReviewView:
    """Everything on the page."""

    title: str
    subject: str
    sources: tuple[tuple[str, str], ...]
    standfirst: str
    lost: tuple[WholeView, ...]
    """Indications that the new version no longer has."""
    gained: tuple[WholeView, ...]
    headlines: tuple[HeadlineView, ...]
    verdicts: tuple[VerdictView, ...]
    pairs: PairsView | None
    """None where nobody is known to lose or gain."""
    same: int
    clinical: tuple[ChangeView, ...]
    others: tuple[ChangeView, ...]
    disclosed: tuple[AuditView, ...]
    undisclosed: tuple[AuditView, ...]
    not_found: tuple[AuditView, ...]
    trees: tuple[TreeBeside, ...]
    log: tuple[RevisionView, ...]
    timeline: Timeline | None
    findings: tuple[tuple[str, str, str], ...]
    exhibits: tuple[Exhibit, ...]
    pictures: dict[int, str]
    """Passages as their pages show them, by exhibit: `data:` addresses."""


def lines_of(before: str, after: str) -> tuple[tuple[Piece, ...], ...]:
    """Return a change's words: one line of pieces, or a line for each line of a branch on one side."""
    if before and after:
        return (pieces_of(before, after),)
    kind = "come" if after else "gone"
    return tuple((Piece(kind, line),) for line in (before or after).split("\n"))


def mark(change: ReviewedChange) -> Mark:
    """Return what stands beside a change's place in the tree."""
    if change.kind != "clinical":
        return Mark(change.id)
    sure = "" if change.sure == "certain" else f", {SURE[change.sure]}"
    secret = not change.log and should_be_told(change)
    return Mark(
        change.id,
        SIGNS[change.direction],
        f"{WAYS[change.direction]}{sure}{f'; {NOT_DISCLOSED}' if secret else ''}",
        secret,
    )


class ReviewBuilder:
    """Builds the view of one review; holds the evidence numbers."""

    def __init__(self, review: ChangeReview, pictures: Pictures | None = None) -> None:
        self.review = review
        self.pictures = pictures
        self.around = {"old": Surroundings(review.old), "new": Surroundings(review.new)}
        self.evidence = Evidence()
        self.statements = {s.id: s.text for r in review.new.revisions for s in r.statements}
        sides = [{x.text for s in (*p.criteria, *p.exclusions) for x in leaves(s.root)} for p in (review.old, review.new)]  # fmt: skip
        self.shared = sides[0] & sides[1]

    def cite(self, policy: Policy, side: str, span: Span | None) -> Exhibit | None:
        """Return the exhibit of a passage of one side; the head as a whole has none."""
        if span is None or not span.quote:
            return None
        return self.evidence.cite(
            side, f"{side} version", span, paged=policy.source.pages > 1, around=self.around[side]
        )

    def page(self) -> ReviewView:
        """Return the whole page."""
        r = self.review
        rows = self.register(r.changes)
        moved = [v for v in r.verdicts if v.direction != "equivalent"]
        audits = self.audits()
        payer = r.new.payer.name or r.new.payer.author or r.new.source.name
        log = tuple(self.entry(x) for x in range(len(r.new.revisions)))[::-1]
        clinical = sum(c.kind == "clinical" for c in r.changes)
        verdicts = {(v.phase, v.indication): self.verdict(v) for v in moved}
        marks = {c.id: mark(c) for c in r.changes}
        return ReviewView(
            title=f"{r.new.title or r.new.source.name}: {verdict_words(r)}",
            subject=f"{payer}{', ' + r.new.number if r.new.number else ''}",
            sources=tuple((side, self.source(p)) for side, p in (("Old", r.old), ("New", r.new))),
            standfirst=f"{counted(len(r.changes), 'change')}, {clinical} of them clinical.",
            lost=wholes(r, "deleted"),
            gained=wholes(r, "inserted"),
            headlines=headlines_of(r.headlines),
            verdicts=tuple(verdicts.values()),
            pairs=pairs_view(r, self.shared),
            same=len(r.verdicts) - len(moved),
            clinical=tuple(row for row in rows if row.kind == "clinical"),
            others=tuple(row for row in rows if row.kind != "clinical"),
            disclosed=audits["disclosed"],
            undisclosed=audits["undisclosed"],
            not_found=audits["not_found"],
            trees=tuple(TreeBeside(tree_view(t, marks), verdicts.get((t.phase, t.indication))) for t in r.redline),
            log=log,
            timeline=timeline(
                [(short_name(r.new), r.new.revisions, [step_of(r).model_copy(update={"headline": None})])]
            ),
            findings=tuple((f.severity, f.code, f.message) for f in r.findings),
            exhibits=tuple(self.evidence.exhibits),
            pictures=pictures_of(self.evidence, {"old": r.old, "new": r.new}, self.pictures),
        )

    def source(self, policy: Policy) -> str:
        """Say which document one side is."""
        reading = {"published": "", "baseline": ", every tracked change rejected", "proposed": ", every tracked change accepted"}[policy.source.reading]  # fmt: skip
        dates = [f"{name} {day}" for name, day in (("effective", policy.dates.effective), ("last review", policy.dates.last_review)) if day]  # fmt: skip
        return "; ".join(filter(None, (f"{policy.source.name}{reading}", ", ".join(dates), caution(policy))))

    def verdict(self, verdict: ReviewVerdict) -> VerdictView:
        """Return the verdict of one phase and indication."""
        ids = [c.id for c in changes_of(verdict, self.review.changes)]
        return VerdictView(
            verdict.indication or ALL, PHASES[verdict.phase], WAYS[verdict.direction], SIGNS[verdict.direction],
            self.way(verdict.witness_lost), self.way(verdict.witness_gained), tuple(verdict.unless), tuple(ids), verdict.phase == "exclusion",
            verdict.direction in ("tightened", "both"),
        )  # fmt: skip

    def way(self, witness: PathWitness | None) -> WayView | None:
        """Return a way through the criteria, what only one version asks first."""
        if witness is None:
            return None
        own = tuple(x for x in witness.meets if x not in self.shared)
        shared = tuple(x for x in witness.meets if x in self.shared)
        return WayView(", ".join(witness.words), own, shared, witness.fails or "")

    def audits(self) -> dict[str, tuple[AuditView, ...]]:
        """Return the audit by its three answers; undisclosed changes of the same words are one line."""
        held = {c.id: c for c in self.review.changes}
        found: dict[str, dict[tuple[str, ...], list[str]]] = {"disclosed": {}, "undisclosed": {}, "not_found": {}}
        for d in self.review.disclosure:
            said = (d.statement.text, d.statement.kind) if d.statement else self.undisclosed(held[d.changes[0]])
            found[d.status].setdefault(said, []).extend(d.changes)
        return {
            status: tuple(self.audit(key, [held[i] for i in dict.fromkeys(ids)]) for key, ids in rows.items())
            for status, rows in found.items()
        }

    def undisclosed(self, change: ReviewedChange) -> tuple[str, ...]:
        """Return what undisclosed changes are joined by."""
        return ("", change.kind, change.direction, change.before, change.after)

    def audit(self, key: tuple[str, ...], changes: Sequence[ReviewedChange]) -> AuditView:
        """Return one line of the audit."""
        lines = [(c.id, lines_of(c.before, c.after)) for c in changes]
        shown = tuple(AuditChange(name, own[0], len(own) - 1) for name, own in lines)
        told = bool(key[0])
        direction = "" if told or changes[0].kind != "clinical" else changes[0].direction
        ruled = told and key[1] == "administrative" and any(c.kind == "clinical" for c in changes)
        return AuditView(
            key[0],
            "revised" if ruled else key[1].replace("_", " "),
            shown,
            SIGNS.get(direction, ""),
            WAYS.get(direction, ""),
        )

    def register(self, changes: Sequence[ReviewedChange]) -> list[ChangeView]:
        """Return the rows of the register; the same change in several places is one row."""
        groups: dict[tuple[str, ...], list[ReviewedChange]] = {}
        for c in changes:
            key = (c.op, c.kind, c.direction, c.sure, c.turned or "", c.before, c.after, *c.log)
            groups.setdefault(key if c.before or c.after else (c.id,), []).append(c)
        return [self.row(same) for same in groups.values()]

    def row(self, same: Sequence[ReviewedChange]) -> ChangeView:
        """Return one row of the register."""
        first = same[0]
        places = tuple(
            PlaceView(
                c.id, "" if c.where == c.indication else PLACES.get(c.where, c.where), f"{c.indication or ALL_INDICATIONS}, {PHASES[c.phase].lower()}" if c.phase else c.indication or "",
                self.cite(self.review.old, "old", c.old_span), self.cite(self.review.new, "new", c.new_span),
            )
            for c in same
        )  # fmt: skip
        return ChangeView(
            places=places, pieces=lines_of(first.before, first.after), before=first.before, after=first.after, op=ACTIONS[first.op], kind=first.kind,
            direction=WAYS[first.direction], sign=SIGNS[first.direction], ways=MOVES.get(first.direction, first.direction), sure=SURE[first.sure], turned=WAYS[first.turned] if first.turned else "", told=tuple(dict.fromkeys(self.statements.get(s, s) for s in first.log)),
            in_log=all(c.where == LOG for c in same), expected=any(map(should_be_told, same)),
        )  # fmt: skip

    def entry(self, at: int) -> RevisionView:
        """Return one entry of the new version's revision history."""
        r = self.review.new.revisions[at]
        exhibit = self.cite(self.review.new, "new", r.span)
        assert exhibit is not None  # an entry has words
        return log_entry(r, exhibit)
