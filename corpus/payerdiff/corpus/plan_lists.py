"""A user's list of plans, as CSV: which payer, line of business and state each one is, and how many lives it covers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from payerdiff.model.errors import PayerdiffError
from payerdiff.model.plans import Plan, PlanField

COLUMNS: Mapping[str, str] = {
    "payer": "payer", "payer id": "payer", "payer name": "payer", "health plan": "payer",
    "plan": "plan", "plan name": "plan", "line of business": "line_of_business", "lob": "line_of_business",
    "state": "state", "formulary owner": "formulary_owner", "pbm": "pbm", "pharmacy benefit manager": "pbm",
    "lives": "lives", "covered lives": "lives", "members": "lives",
}  # fmt: skip
"""The heads that are understood, in any case, with blanks, hyphens or underscores."""
NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
UNKNOWN = frozenset({"", "-", "n/a", "na", "unknown", "not known"})
"""What is written where lives are not known."""
LARGEST = 10**10
"""More lives than this in one plan are a slip of the pen."""


def read_plans(path: Path) -> list[Plan]:
    """Return the plans of a CSV file: commas, semicolons or tabs, UTF-8, a head that names at least the payer.

    Further columns are left alone. Raises PayerdiffError: `no-file`, `bad-plans` with the line that cannot be understood.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as cause:
        raise PayerdiffError("no-file", str(path), "the file cannot be read", "Check the path.") from cause
    except UnicodeDecodeError as cause:
        raise bad(path, "it is not UTF-8 text", "Save it as CSV UTF-8.") from cause
    head, *rest = text.splitlines()[:1] or [""], text
    mark = max(",;\t", key=head[0].count)
    try:
        rows = list(csv.reader(io.StringIO(rest[0], newline=""), delimiter=mark, strict=True))
    except csv.Error as cause:
        raise bad(path, f"it is no CSV file ({cause})", "Save it as CSV again.") from cause
    fields = fields_of(path, rows[0] if rows else [])
    plans = [plan_of(path, at, fields, row) for at, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row)]
    if not plans:
        raise bad(path, "it has no line below its head", "Write a line for each plan.")
    return plans


def fields_of(path: Path, head: Sequence[str]) -> list[str | None]:
    """Return the field of each column; None for one that is not understood."""
    fields = [COLUMNS.get(" ".join(re.split(r"[\s_-]+", title.strip().lower()))) for title in head]
    known = [field for field in fields if field]
    if "payer" not in known:
        raise bad(path, "its first line names no column “payer”", "Name the columns: payer, plan, line of business, state, formulary owner, PBM, lives.")  # fmt: skip
    double = next((field for field in known if known.count(field) > 1), None)
    if double:
        raise bad(path, f"two columns mean {double.replace('_', ' ')}", "Keep one of them.")
    return fields


def plan_of(path: Path, line: int, fields: Sequence[str | None], row: Sequence[str]) -> Plan:
    """Return one line's plan."""
    if len(row) > len(fields):
        raise bad(path, f"line {line} has more cells than the first line", "Put quotation marks around a cell with a comma.")  # fmt: skip
    held = {field: " ".join(cell.split()) for field, cell in zip(fields, row, strict=False) if field}
    lives = held.pop("lives", "")
    if not held.get("payer"):
        raise bad(path, f"line {line} names no payer", "Write the payer's name as its policies state it.")
    if lives.lower() not in UNKNOWN and (not NUMBER.fullmatch(lives) or int(lives.replace(",", "")) > LARGEST):
        raise bad(path, f"line {line}: “{lives[:40]}” is no number of lives", "Write a whole number, or leave the cell empty where the lives are not known.")  # fmt: skip
    count = None if lives.lower() in UNKNOWN else int(lives.replace(",", ""))
    return Plan(
        **{name: value or None for name, value in held.items() if name != "payer"}, payer=held["payer"], lives=count
    )


def chosen_plans(plans: Sequence[Plan], where: Sequence[tuple[PlanField, str]]) -> list[Plan]:
    """Return the plans whose fields have these values, in any case; several values of one field are alternatives.

    Raises PayerdiffError `no-such-plan`.
    """
    kept = list(plans)
    for field in dict.fromkeys(name for name, _ in where):
        wanted = {value.casefold() for name, value in where if name == field}
        known = sorted({str(getattr(plan, field)) for plan in kept if getattr(plan, field)})
        kept = [plan for plan in kept if str(getattr(plan, field) or "").casefold() in wanted]
        if not kept:
            raise PayerdiffError("no-such-plan", f"{field.replace('_', ' ')} = {', '.join(sorted(wanted))}", "no plan of the list is so", f"Choose from: {', '.join(known) or 'nothing, as no plan states it'}.")  # fmt: skip
    return kept


def bad(path: Path, what: str, advice: str) -> PayerdiffError:
    """Return the error of a list that cannot be understood."""
    return PayerdiffError("bad-plans", path.name, what, advice)
