"""Comparison → executive page: what each payer requires, fact by fact, indication by indication."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.model.access.wording import STEPS
from payerdiff.model.comparison import Comparison, Row
from payerdiff.model.phrasing import listed
from payerdiff.model.policy import Policy
from payerdiff.model.program_version import VERSION
from payerdiff.templates.brief.brief import LAST, SENTENCES, Brief, BriefBlock, BriefCell, BriefRow
from payerdiff.templates.brief.sheet import filled, filled_by_blocks
from payerdiff.templates.comparison.access_views import (
    EVERYWHERE,
    AccessGroupView,
    AccessRowView,
    AccessView,
    access_view,
)
from payerdiff.templates.comparison.overview_views import OverviewRowView, OverviewView, overview
from payerdiff.templates.comparison.page_views import UNREAD, Builder, limited_to, question
from payerdiff.templates.comparison.payer_views import PayerView, payer_view
from payerdiff.templates.cutting import fitted

WIDE = 5
"""Payers that have a column each; of more, each row counts who gives which answer."""
NAMED = 5
"""Payers whom a counted answer names."""
DETAILED, WHICH = 10, "which they are"
"""Payers whose steps are named one by one, and what the row is called that does so."""
CROWDED = 90
"""Letters of one of several answers in a cell."""
PATH, BOLD, DIFFER = (
    "For a new adult patient on the least demanding path.",
    "Bold: the payers differ.",
    "≠: the payers differ.",
)
"""For whom a sheet answers, and how it marks what differs: an answer in a column of its own, a row that counts all answers."""
EVERY = "Steps before the drug, and what is stated of age, specialist, first approval and renewal"
"""The head of the rows of all indications."""


def comparison_brief(comparison: Comparison) -> Brief:
    """Return the sheet of a comparison; what does not fit is counted, and stands in the report."""
    builder = Builder(comparison)
    over = overview(comparison, builder.cite)
    access = access_view(comparison, builder.cite, without=frozenset({STEPS} if over else ()))
    crowd = len(comparison.names) > WIDE
    heads = (("Answers", "with the number of payers"),) if crowd else tuple(heads_of(builder))
    told = [h.text for h in comparison.headlines if h.kind != UNREAD]
    more = len(told) - SENTENCES
    rest = [f"{more} more {'difference' if more == 1 else 'differences'} in the full report."] if more > 0 else []
    sheet = Brief(
        title=f"{comparison.subject}: {comparison.counted}",
        question=" ".join(filter(None, (question(comparison), limited_to(comparison)))),
        warning=" ".join(h.text for h in comparison.headlines if h.kind == UNREAD),
        leads=("Requirement",) if access else ("Requirement", "Indication"),
        heads=heads,
        rows=(),
        notes=(*reading_notes(access, crowd), *rest),
        sentences=tuple(told[:SENTENCES]),
        source=source_of(comparison.policies),
    )
    if access:
        first = [block_of_overview(over, crowd)] if over else []
        return filled_by_blocks(sheet, [*first, *blocks_of_access(access, crowd)], "report")
    return filled(sheet, rows_of_matrix(comparison, crowd), "report")


def source_of(policies: Sequence[Policy]) -> str:
    """Return what a sheet was made from, in one line, and which of it was corrected by hand."""
    names = list(dict.fromkeys(p.source.name for p in policies))
    corrected = [f"{p.source.name} ({len(p.corrections)})" for p in policies if p.corrections]
    by_hand = f" Corrected by hand: {listed(corrected, 'and')}." if corrected else ""
    shown = listed(names[:6], "and") if len(names) <= 6 else f"{listed(names[:5], 'and')} and {len(names) - 5} others"
    return f"payerdiff {VERSION}, from {shown}.{by_hand} The payers' own words are in the full report; nothing here replaces the policy."


def heads_of(builder: Builder) -> list[tuple[str, str]]:
    """Return the payers, each with its line of business, benefit and date."""
    views = [payer_view(key, builder.names[key], builder.policies[key], False) for key in builder.comparison.keys]
    return [(view.name, below(view)) for view in views]


def below(view: PayerView) -> str:
    """Return the line below a payer's name."""
    benefit = f"{view.benefit} benefit" if view.benefit else ""
    return ", ".join(filter(None, (view.line, benefit, f"effective {view.since}")))


def reading_notes(access: AccessView | None, crowd: bool) -> list[str]:
    """Return how the table is read: for whom it answers, and what the cells without a requirement mean."""
    return (
        [
            " ".join(
                (PATH, DIFFER if crowd else BOLD, *(f"{words[:1].upper()}{words[1:]}." for words in access.meanings))
            )
        ]
        if access
        else []
    )


def blocks_of_access(access: AccessView, crowd: bool) -> list[BriefBlock]:
    """Return the rows of each indication together: what holds in all of them first, then those in which payers differ most; indications with the same answers to all are one."""
    held: dict[tuple[object, ...], list[AccessGroupView]] = {}
    for group in access.groups:
        key = ("all",) if group.title == EVERYWHERE else tuple((row.title, cell.text, cell.detail) for row in (*group.rows, *group.silent) for cell in row.cells)  # fmt: skip
        held.setdefault(key, []).append(group)
    ranked = sorted(held.values(), key=lambda same: (same[0].title != EVERYWHERE, -sum(row.differs for row in same[0].rows)))  # fmt: skip
    return [block_of(same, crowd) for same in ranked if same[0].rows or same[0].alike]


def block_of(same: Sequence[AccessGroupView], crowd: bool) -> BriefBlock:
    """Return the rows of indications of which all payers say the same."""
    titles = [same[0].title, *(group.use for group in same[1:])]
    rows = zip(*(group.rows for group in same), strict=True)
    told = [one for row in rows for one in (brief_row(row, crowd), *(which_row(row[0]) if crowd else ()))]
    return BriefBlock(listed(titles, "and"), tuple(told), same[0].alike, same[0].title == EVERYWHERE)


def brief_row(same: Sequence[AccessRowView], crowd: bool) -> BriefRow:
    """Return one row of the sheet from rows that say the same of several indications: first those that differ, then those with most answers."""
    first = same[0]
    open_cells = sum(not cell.decided for cell in first.cells)
    rank = 0 if first.differs else min(1 + open_cells, LAST - 1)
    if crowd:
        said = "; ".join(f"{fitted(a.text, CROWDED)} ({counted(a.names)})" for a in first.answers)
        return BriefRow(marked(first.title, first.differs), "", (BriefCell(said),), rank)
    cells = []
    for at, cell in enumerate(first.cells):
        pages = {row.cells[at].exhibit.place for row in same if row.cells[at].exhibit}  # type: ignore[union-attr]  # asked for in the condition
        numbers = sorted(int(place.removeprefix("page ")) for place in pages if place.startswith("page "))
        place = f"p. {', '.join(map(str, numbers))}" if numbers else ""
        cells.append(BriefCell(cell.whole, place, first.differs and cell.decided and not cell.silent, not cell.decided))
    return BriefRow(first.title, "", tuple(cells), rank)


def marked(title: str, differs: bool) -> str:
    """Return the title of a row that counts answers, with the sign of one on which the payers differ."""
    return f"{title} ≠" if differs else title


def block_of_overview(over: OverviewView, crowd: bool) -> BriefBlock:
    """Return all indications, a row each: on one sheet none of them is left to the report."""
    rows = (*over.shown, *over.folded)
    return BriefBlock(EVERY, tuple(counted_row(row) if crowd else overview_row(row) for row in rows), is_shared=True)


def overview_row(row: OverviewRowView) -> BriefRow:
    """Return one indication with a cell for each payer."""
    cells = []
    for cell in row.cells:
        place = cell.exhibit.place if cell.exhibit else ""
        page = f"p. {place.removeprefix('page ')}" if place.startswith("page ") else ""
        cells.append(BriefCell("; ".join(filter(None, (cell.steps, cell.line))), page, row.differs and cell.decided, not cell.decided))  # fmt: skip
    return BriefRow(row.title, "", tuple(cells))


def counted_row(row: OverviewRowView) -> BriefRow:
    """Return one indication with who asks for how many steps: the most frequent answer first, what is not decided last."""
    held: dict[tuple[bool, str], list[str]] = {}
    for cell in row.cells:
        held.setdefault((not cell.decided, cell.steps), []).append(cell.payer)
    ranked = sorted(held.items(), key=lambda one: (one[0][0], -len(one[1])))
    told = "; ".join(f"{steps} ({counted(names)})" for (_, steps), names in ranked)
    return BriefRow(marked(row.title, row.differs), "", (BriefCell(told),))


def which_row(row: AccessRowView) -> list[BriefRow]:
    """Return which therapies the steps of each payer are, where few have any: a row below that of their numbers."""
    told = [f"{cell.payer}: {cell.detail}" for cell in row.cells if cell.detail]
    named = 0 < len(told) <= DETAILED
    return [BriefRow(WHICH, "", (BriefCell("; ".join(told)),), 1)] if named else []


def counted(names: Sequence[str]) -> str:
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
        told = "; ".join(f"{words} ({counted(who)})" for words, who in held.items())
        return BriefRow(row.dimension, of, (BriefCell(told),), rank)
    cells = tuple(
        BriefCell(c.summary or "not stated", f"p. {c.span.page}" if c.span else "", not row.silence, c.summary is None) for c in row.cells
    )  # fmt: skip
    return BriefRow(row.dimension, of, cells, rank)
