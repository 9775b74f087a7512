"""Dosing tables and lists → Dosage rows."""

from __future__ import annotations

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Dosage
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Section, plain_title

WEIGHT = Rule(
    "dosage.weight",
    r"^(?:patients?\s+)?(?:weight\b.*\bkg|[≥<>≤]\s*\d+\s*kg)",
    "Patient weight of 45 kg or more",
    "Take 45 mg",
)
AMOUNT = Rule("dosage.amount", r"\d\s*(?:mcg|mg|g|units|IU)\b", "9 mcg/day", "9 days")
TAGS = Rule("dosage.tags", r"</?\w+[^>]*>", "15<sup>th</sup>", "15 < 20", exact=True)


def read_dosage(draft: Draft, section: Section) -> list[Dosage]:
    """Return the rows of a dosing section: table rows where it has a table, else the lines below each indication."""
    rows = [b for b in section.blocks if b.kind == "row" and len(b.cells) > 1]
    if rows:
        at = column_of_largest(draft, rows)
        return [row for block in rows if (row := table_row(draft, block, at)) is not None]
    return listed(draft, section.blocks)


TABLE_HEAD = Rule("dosage.table_head", r"^(?:indication|drug)", "Indication", "Asthma", by="match")


LARGEST = Rule("dosage.largest", r"\bmax(?:imum)?\b", "Maximum dose", "Maintenance dose")


def column_of_largest(draft: Draft, rows: list[Block]) -> int:
    """Return the column of a table that its head says holds the largest doses, else the third."""
    for block in rows:
        cells = [draft.reading.words(*cell) for cell in block.cells]
        if TABLE_HEAD.match(cells[0]):
            return next((at for at, cell in enumerate(cells) if LARGEST.search(cell)), 2)
    return 2


def table_row(draft: Draft, block: Block, at: int = 2) -> Dosage | None:
    """Return a table row, with the largest dose that its column `at` names; the table's head is none."""
    cells = [TAGS.sub(" ", draft.reading.words(*cell)) for cell in block.cells]
    if TABLE_HEAD.match(cells[0]) or not any(AMOUNT.search(c) for c in cells):
        return None
    return Dosage(
        indication=cells[0] or None,
        regimen=cells[1],
        max_dose=cells[at] if len(cells) > at else None,
        span=draft.span(block.start, block.end),
    )


INDICATION_LINE = Rule("dosage.indication_line", r"^indication\b", "Indication", "Dose by indication", by="match")


def listed(draft: Draft, blocks: list[Block]) -> list[Dosage]:
    """Return one row for each regimen line, with the indication and the weight group above it."""
    found: list[Dosage] = []
    indication: str | None = None
    population: str | None = None
    cycle: str | None = None
    for block in blocks:
        words = draft.words(block)
        if WEIGHT.match(words):
            population, cycle = words.rstrip(": "), None
        elif AMOUNT.search(words) and block.kind != "note":
            regimen = f"{cycle}: {words}" if cycle else words
            found.append(
                Dosage(
                    indication=indication,
                    population=population,
                    regimen=regimen,
                    span=draft.span(block.start, block.end),
                )
            )
        elif block.kind == "paragraph" or block.kind == "heading":
            if not INDICATION_LINE.match(words):
                indication, population, cycle = plain_title(words).rstrip(":"), None, None
        elif block.kind == "item":
            cycle = words.rstrip(": ")
    return found
