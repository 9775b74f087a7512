"""Access facts weighted by plans, as a table: one row for each answer."""

from __future__ import annotations

from payerdiff.model.plans import PlanTable
from payerdiff.templates.carriers.workbook import Sheet


def plan_sheet(table: PlanTable) -> Sheet:
    """Return how many plans and lives each answer to each question holds for."""
    columns = (
        ("Drug", 18),
        ("Indication", 24),
        ("Plans grouped by", 18),
        ("Group", 18),
        ("Question", 26),
        ("Answer", 34),
        ("Decided", 9),
        ("Plans", 8),
        ("Lives", 14),
        ("Plans with unknown lives", 12),
        ("Payers", 60),
    )
    rows = tuple(
        (
            row.drug,
            row.indication,
            table.by.replace("_", " ") if table.by and row.group is not None else None,
            row.group or "all plans",
            row.question,
            one.text,
            "yes" if one.decided else "no",
            one.plans,
            one.lives,
            one.unknown,
            "; ".join(one.payers),
        )
        for row in table.rows
        for one in row.answers
    )
    return Sheet("Plans", columns, rows)
