"""Tracked changes of one document, and what contradicts them: marks can have the wrong polarity.

A redline that somebody's program transcribed may strike the newer date and keep the older one. It is taken
as marked; its dates and its own log are held against it, and every contradiction becomes a finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from payerdiff.ingest.document import Document, Mark
from payerdiff.ingest.reading.marker import label_of
from payerdiff.ingest.reading.reading import Reading
from payerdiff.model.polarity import walk
from payerdiff.model.policy import Change, CriteriaSet, Criterion, Kind, Revision, Span
from payerdiff.normalize import lexicon
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.dates import dates_in
from payerdiff.normalize.sections.headings import Section, SectionKind

KIND_OF_SECTION: dict[SectionKind, Kind] = {
    "references": "references",
    "codes": "codes",
    "log": "administrative",
    "header": "administrative",
}
CLINICAL: tuple[SectionKind, ...] = (
    "initial",
    "renewal",
    "universal",
    "exclusion",
    "policy",
    "authorization",
    "limits",
)
FORMATTED = Rule(
    "tracked_changes.formatted",
    r"^Formatted(?::| Table\b)",
    "Formatted: Font: Bold",
    "Formatted text",
    exact=True,
    by="match",
)


def read_changes(reading: Reading, sections: Sequence[Section], sets: Sequence[CriteriaSet]) -> list[Change]:
    """Return the tracked changes in document order: a deletion with the insertion beside it is one replacement."""
    document = reading.document
    marks = merged([m for m in document.marks if m.kind in ("inserted", "deleted")], document.text)
    found: list[Change] = []
    at = 0
    while at < len(marks):
        mark = marks[at]
        pair = marks[at + 1] if at + 1 < len(marks) else None
        beside = pair is not None and pair.kind != mark.kind and not words_between(document, mark.end, pair.start)
        group = [mark, pair] if beside and pair else [mark]
        at += len(group)
        before = "".join(document.text[m.start : m.end] for m in group if m.kind == "deleted")
        after = "".join(document.text[m.start : m.end] for m in group if m.kind == "inserted")
        start, end = group[0].start, group[-1].end
        kind, where = place_of(reading, sections, start)
        found.append(
            Change(
                id=f"T{len(found) + 1:02d}",
                op="replace" if before and after else "delete" if before else "insert",
                before=before,
                after=after,
                where=where,
                criterion=criterion_at(sets, start, end),
                kind=kind,
                confidence=mark.confidence,
                author=mark.author,
                date=mark.date,
                span=source_span(document, start, end),
            )
        )
    for line in document.lines:
        words = document.text[line.start : line.end].strip()
        if line.kind == "balloon" or FORMATTED.match(words):
            kind, where = place_of(reading, sections, line.start)
            found.append(
                Change(
                    id=f"F{sum(1 for c in found if c.op == 'format') + 1:02d}",
                    op="format", after=words, where=where, kind="formatting", direction="equivalent",
                    confidence="drawn" if document.paginated else "transcribed", span=source_span(document, line.start, line.end),
                )
            )  # fmt: skip
    return found


def merged(marks: Sequence[Mark], text: str) -> list[Mark]:
    """Join marks of one kind that only white space parts (a run that wraps over a line's end)."""
    found: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.start, m.end)):
        last = found[-1] if found else None
        if last and last.kind == mark.kind and last.author == mark.author and not text[last.end : mark.start].strip():
            found[-1] = Mark(last.start, mark.end, mark.kind, mark.confidence, mark.author, mark.date)
        else:
            found.append(mark)
    return found


def words_between(document: Document, start: int, end: int) -> bool:
    """Tell whether anything but markup and one blank stands between two marks."""
    between = document.text[start:end]
    markup = sum(m.end - m.start for m in document.marks if m.kind == "markup" and start <= m.start and m.end <= end)
    return len(between) - markup > 1 or "\n" in between


def source_span(document: Document, start: int, end: int) -> Span:
    """Return a span in the document itself: its quote holds both sides of a change."""
    return Span(
        page=document.page_of(start),
        bbox=document.box_of(start, end),
        start=start,
        end=end,
        quote=document.text[start:end],
    )


def place_of(reading: Reading, sections: Sequence[Section], offset: int) -> tuple[Kind, str]:
    """Return the kind of change that a place makes likely, and the section's title."""
    at = reading.view(offset)
    inside = None
    for section in sections:
        first = section.heading or (section.blocks[0] if section.blocks else None)
        if first is not None and first.start <= at:
            inside = section
    if inside is None:
        return "administrative", ""
    kind: Kind = KIND_OF_SECTION.get(inside.kind, "clinical" if inside.kind in CLINICAL else "editorial")
    return kind, inside.title or inside.kind


def criterion_at(sets: Sequence[CriteriaSet], start: int, end: int) -> str | None:
    """Return the label of the innermost criterion whose span holds a change."""
    nodes = (place.node for criteria in sets for place in walk(criteria.root))
    around = [
        (node.span.end - node.span.start, node.label)
        for node in nodes
        if node.span and node.label and node.span.start <= start and end <= node.span.end + 3
    ]
    return min(around, key=lambda found: found[0], default=(0, None))[1]


def with_change_states(node: Criterion, marks: Sequence[Mark]) -> Criterion:
    """Return the tree with `change` set on every leaf that tracked changes touch."""
    if node.children:
        return node.model_copy(update={"children": [with_change_states(child, marks) for child in node.children]})
    if node.span is None:
        return node
    low, high = node.span.start, node.span.end
    touching = [m for m in marks if m.start < high and m.end > low and m.kind in ("inserted", "deleted")]
    if not touching:
        return node
    inserted = sum(min(m.end, high) - max(m.start, low) for m in touching if m.kind == "inserted")
    whole = inserted >= len(node.span.quote) > 0 and all(m.kind == "inserted" for m in touching)
    return node.model_copy(update={"change": "inserted" if whole else "modified"})


def audit_marks(draft: Draft, revisions: Sequence[Revision]) -> None:
    """Report marks that dates, the log or the numbering contradict."""
    document = draft.reading.document
    audit_dates(draft, document, revisions)
    audit_log(draft, document, revisions)
    audit_labels(draft, document)


CITED = Rule("tracked_changes.cited", r"accessed|available at", "Accessed March 3, 2024", "Last review: March 3, 2024")


def audit_dates(draft: Draft, document: Document, revisions: Sequence[Revision]) -> None:
    """Report a line on which the struck date is later than the one that stays."""
    newest = max((r.dates.entry for r in revisions if r.dates.entry), default=None)
    for line in document.lines:
        if line.kind == "row":
            continue
        deleted = [m for m in document.marks if m.kind == "deleted" and line.start <= m.start and m.end <= line.end]
        if not deleted or CITED.search(document.text[line.start : line.end]):
            continue
        struck = [d for m in deleted for d, *_ in dates_in(document.text[m.start : m.end])]
        live = "".join(
            c
            for i, c in enumerate(document.text[line.start : line.end], line.start)
            if not any(m.start <= i < m.end for m in deleted)
        )
        kept = [d for d, *_ in dates_in(live)]
        if struck and kept and max(struck) > max(kept):
            logged = f" The log's newest entry is dated {newest.isoformat()}." if newest else ""
            draft.note(
                "warning", "polarity-contradicted",
                f"The marks strike the later date {max(struck).isoformat()} and keep {max(kept).isoformat()}.{logged} "
                f"Taken as marked; very likely the two marks are swapped. As marked the date is {max(kept).isoformat()}, turned round it is {max(struck).isoformat()}.",
                source_span(document, line.start, line.end),
            )  # fmt: skip


PEDIATRIC = Rule("tracked_changes.pediatric", r"\bpediatric", "added pediatric dosing", "added adult dosing")
RUN_TOGETHER = Rule("tracked_changes.run_together", r"(?<=[a-z])(?=[A-Z]{2})", "removedKMT", "removed KMT", exact=True)
POPULATION = Rule(
    "tracked_changes.population",
    r"\(?(?:adults?|pediatrics?)(?: only)?\)?,?",
    "(adults only)",
    "adults with asthma",
    exact=True,
    by="fullmatch",
)


def audit_log(draft: Draft, document: Document, revisions: Sequence[Revision]) -> None:
    """Report struck words that the newest log entry says were added."""
    dated = [r for r in revisions if r.dates.entry]
    if not dated:
        return
    newest = max(dated, key=lambda r: r.dates.entry or date.min)
    added = " ".join(s.text for s in newest.statements if s.kind in ("added", "clarified"))
    news = " ".join(s.text for s in newest.statements if s.kind == "added")
    terms = {h.canonical for name in ("biomarkers", "regimens", "drugs") for h in lexicon.hits(name, news)}
    population = PEDIATRIC.search(added) is not None
    for mark in document.marks:
        if mark.kind != "deleted":
            continue
        words = document.text[mark.start : mark.end]
        named = {
            h.canonical
            for name in ("biomarkers", "regimens", "drugs")
            for h in lexicon.hits(name, RUN_TOGETHER.sub(" ", words))
        } & terms
        bracket = POPULATION.fullmatch(words.strip()) is not None and population
        if (named and len(words) < 40 and len(words.split()) < 4) or bracket:
            draft.note(
                "warning", "polarity-contradicted",
                f"“{words.strip()}” is marked as deleted, but the log of {newest.dates.entry} speaks of adding it. Taken as marked; {both_readings(document, mark)}",
                source_span(document, mark.start, mark.end),
            )  # fmt: skip


def both_readings(document: Document, mark: Mark) -> str:
    """Say how a line reads with a mark as it is, and with that mark turned round."""
    line = document.line_at(mark.start)
    gone = [
        m for m in document.marks if m.kind in ("deleted", "markup") and line.start <= m.start and m.end <= line.end
    ]
    sides = []
    for left_out in (gone, [m for m in gone if m is not mark]):
        kept = "".join(document.text[i] for i in range(line.start, line.end) if not any(m.start <= i < m.end for m in left_out))  # fmt: skip
        at = len("".join(document.text[i] for i in range(line.start, mark.start) if not any(m.start <= i < m.end for m in left_out)))  # fmt: skip
        sides.append(" ".join(kept[max(at - AROUND, 0) : at + AROUND].split()))
    return f"as marked it reads “…{sides[0]}…”, turned round “…{sides[1]}…”."


AROUND = 60
"""Characters shown on each side of a doubtful mark."""


ANY_WORD = Rule("tracked_changes.any_word", r"\w", "a", "– •", exact=True)


def audit_labels(draft: Draft, document: Document) -> None:
    """Report items whose number is struck while words behind it stay: where they belong is open."""
    if draft.reading.name != "proposed":
        return
    for mark in document.marks:
        if mark.kind != "deleted":
            continue
        line = document.line_at(mark.start)
        head = document.text[line.start : mark.start].strip("-•*~ ")
        label, _ = label_of(document.text[mark.start : mark.end])
        rest = document.text[mark.end : line.end].strip(" ~*")
        if label is not None and not head and ANY_WORD.search(rest):
            draft.note(
                "warning", "label-struck",
                f"The number “{label.text}” is struck and “{rest[:50]}…” stays: read as an item of its own; it may belong to the item above.",
                source_span(document, line.start, line.end),
            )  # fmt: skip
