"""Comparison → executive page: what each payer requires, fact by fact, the same answers told once for all indications that they hold for."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.model.access.wording import QUESTIONS
from payerdiff.model.comparison import Comparison, Row
from payerdiff.model.phrasing import listed
from payerdiff.model.program_version import VERSION
from payerdiff.templates.brief.brief import LAST, SENTENCES, Brief, BriefCell, BriefRow
from payerdiff.templates.brief.sheet import filled
from payerdiff.templates.comparison.access_views import EVERYWHERE, AccessRowView, AccessView, access_view
from payerdiff.templates.comparison.page_views import UNREAD, Builder, limited_to, question
from payerdiff.templates.comparison.payer_views import PayerView, payer_view

WIDE = 5
"""Payers that have a column each; of more, each row counts who gives which answer."""
NAMED = 3
"""Payers whom a counted answer names."""
PATH = (
    "For a new adult patient on the least demanding path. Bold: the payers differ. “See policy text” and “not evaluated” are no answers: "
    "read the policy."
)


def comparison_brief(comparison: Comparison) -> Brief:
    """Return the sheet of a comparison; what does not fit is counted, and stands in the report."""
    builder = Builder(comparison)
    access = access_view(comparison, builder.cite)
    crowd = len(comparison.names) > WIDE
    rows = rows_of_access(access, crowd) if access else rows_of_matrix(comparison, crowd)
    heads = (("Answers", "with the number of payers"),) if crowd else tuple(heads_of(builder))
    told = [h.text for h in comparison.headlines if h.kind != UNREAD]
    more = len(told) - SENTENCES
    rest = [f"{more} more {'difference' if more == 1 else 'differences'} in the full report."] if more > 0 else []
    sheet = Brief(
        title=f"{comparison.subject}: {len(comparison.names)} {'payer' if len(comparison.names) == 1 else 'payers'}",
        question=" ".join(filter(None, (question(comparison), limited_to(comparison)))),
        warning=" ".join(h.text for h in comparison.headlines if h.kind == UNREAD),
        leads=("Requirement", "Indication"),
        heads=heads,
        rows=(),
        notes=(*silent_notes(access), *([PATH] if access else []), *rest),
        sentences=tuple(told[:SENTENCES]),
        source=source_of([p.source.name for p in comparison.policies]),
    )
    return filled(sheet, rows, "report")


def source_of(names: Sequence[str]) -> str:
    """Return what a sheet was made from, in one line."""
    shown = listed(names[:6], "and") if len(names) <= 6 else f"{listed(names[:5], 'and')} and {len(names) - 5} others"
    return f"payerdiff {VERSION}, from {shown}. The payers' own words are in the full report; nothing here replaces the policy."


def heads_of(builder: Builder) -> list[tuple[str, str]]:
    """Return the payers, each with its line of business, benefit and date."""
    views = [payer_view(key, builder.names[key], builder.policies[key], False) for key in builder.comparison.keys]
    return [(view.name, below(view)) for view in views]


def below(view: PayerView) -> str:
    """Return the line below a payer's name."""
    benefit = f"{view.benefit} benefit" if view.benefit else ""
    return ", ".join(filter(None, (view.line, benefit, f"effective {view.since}")))


def silent_notes(access: AccessView | None) -> list[str]:
    """Return what no payer's criteria ask for in any indication, in one sentence."""
    groups = access.groups if access else ()
    shared = [row for group in groups if group.title == EVERYWHERE or len(groups) == 1 for row in group.silent]
    told = "; ".join(f"{row.title.lower()}: {row.cells[0].text}" for row in shared)
    return [f"The same for all payers: {told}."] if told else []


def rows_of_access(access: AccessView, crowd: bool) -> list[BriefRow]:
    """Return a row for each fact and each way in which it is answered, with the indications that are answered so."""
    everywhere = "all indications" if len(access.groups) > 1 else access.groups[0].title
    found: dict[tuple[str, tuple[tuple[str, bool], ...]], list[tuple[str, AccessRowView]]] = {}
    for group in access.groups:
        title = everywhere if group.title == EVERYWHERE else group.title
        silent = () if group.title == EVERYWHERE or len(access.groups) == 1 else group.silent
        for row in (*group.rows, *silent):
            cells = tuple((cell.text, cell.decided) for cell in row.cells)
            found.setdefault((row.title, cells), []).append((title, row))
    uses = sum(group.title != EVERYWHERE for group in access.groups)
    order = {q.title: at for at, q in enumerate(QUESTIONS)}
    rows = []
    for (title, _), held in sorted(found.items(), key=lambda item: order[item[0][0]]):
        of = everywhere if len(held) == uses and uses > 1 else listed([use for use, _ in held], "and")
        rows.append(brief_row(title, of, [row for _, row in held], crowd))
    return rows


def brief_row(title: str, of: str, same: Sequence[AccessRowView], crowd: bool) -> BriefRow:
    """Return one row of the sheet from rows that say the same of several indications: first those that differ, then those with most answers."""
    first = same[0]
    open_cells = sum(not cell.decided for cell in first.cells)
    rank = 0 if first.differs else LAST if first.silent else min(1 + open_cells, LAST - 1)
    if crowd:
        said = "; ".join(f"{a.text} ({people(a.names)})" for a in first.answers)
        return BriefRow(title, of, (BriefCell(said, strong=first.differs),), rank)
    cells = []
    for at, cell in enumerate(first.cells):
        pages = {row.cells[at].exhibit.place for row in same if row.cells[at].exhibit}  # type: ignore[union-attr]  # asked for in the condition
        numbers = sorted(int(place.removeprefix("page ")) for place in pages if place.startswith("page "))
        place = f"p. {', '.join(map(str, numbers))}" if numbers else ""
        cells.append(BriefCell(cell.text, place, first.differs and cell.decided, not cell.decided))
    return BriefRow(title, of, tuple(cells), rank)


def people(names: Sequence[str]) -> str:
    """Return payers by name where they are few, else their number."""
    return listed(names, "and") if len(names) <= NAMED else f"{len(names)} payers"


def rows_of_matrix(comparison: Comparison, crowd: bool) -> list[BriefRow]:
    """Return the questions on which payers differ, where a comparison has no access facts."""
    names = dict(zip(comparison.keys, comparison.names, strict=True))
    return [row_of_matrix(row, names, crowd) for row in comparison.matrix if row.divergent]


def row_of_matrix(row: Row, names: dict[str, str], crowd: bool) -> BriefRow:
    """Return one question; silence is no answer."""
    rank = 1 if row.silence else 0
    of = row.indication or ""
    if crowd:
        held: dict[str, list[str]] = {}
        for cell in row.cells:
            held.setdefault(cell.summary or "not stated", []).append(names[cell.policy])
        told = "; ".join(f"{words} ({people(who)})" for words, who in held.items())
        return BriefRow(row.dimension, of, (BriefCell(told),), rank)
    cells = tuple(
        BriefCell(c.summary or "not stated", f"p. {c.span.page}" if c.span else "", not row.silence, c.summary is None) for c in row.cells
    )  # fmt: skip
    return BriefRow(row.dimension, of, cells, rank)
