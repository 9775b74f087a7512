"""The cells of a table of limits: one may hold a cap for each of several cases, and a row of one cell holds the notes below the table."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from payerdiff.normalize.disease_names import diseases
from payerdiff.normalize.rules import Rule

LIST_SIGN = Rule("limit_cells.list_sign", r"(?:^|\s)[•▪◦●]\s*", "• adults", "adults", exact=True)
CASE = Rule(
    "limit_cells.case",
    r"(?P<case>[^:;]{3,80}):\s*(?P<cap>\S.*)$",
    "12 years or older: 2 pens per 28 days",
    "2 pens per 28 days",
    by="match",
)
NOTE_SIGN = Rule(
    "limit_cells.note_sign", r"(?<=[.;])\s+(?=[*@%^#+†‡§]\s?\S)", "a year. *Adults", "a year. Adults", exact=True
)
SIGN = Rule("limit_cells.sign", r"^[*@%^#+†‡§\s]+", "* Adults", "Adults", exact=True)
GRANTED = Rule(
    "limit_cells.granted",
    r"(?P<case>[^.;]{3,160}?)\s*[,:]\s*(?P<cap>(?:may|can|will)\b.*)$",
    "For adults, may approve 2 pens per 28 days",
    "May approve 2 pens per 28 days",
    by="match",
)
ADDED = Rule("limit_cells.added", r"\b(?:additional|extra|one[- ]time)\b", "two additional pens", "two pens")
"""What is allowed on top of a cap is no cap itself."""


JOINS_USES = Rule("limit_cells.joins_uses", r"[\s,;/&–-]*(?:\b(?:and|or)\b[\s,]*)?", " and ", " in ", by="fullmatch")


def uses_around(cell: str) -> tuple[str, str]:
    """Return the uses that a cell names before its caps, and those that it names behind the last one: a title whose own caps stand in the row below.

    >>> uses_around("Gout and Plaque Psoriasis Start: 2 pens per 28 days Ulcerative Colitis")
    ('Gout and Plaque Psoriasis', 'Ulcerative Colitis')
    >>> uses_around("2 pens per 28 days")
    ('', '')
    """
    hits = diseases(cell)
    if not hits:
        return "", ""
    runs = [[hits[0]]]
    for one, other in pairwise(hits):
        if JOINS_USES.fullmatch(cell[one.end : other.start]):
            runs[-1].append(other)
        else:
            runs.append([other])
    first, last = runs[0], runs[-1]
    before = cell[: first[-1].end].strip() if not cell[: first[0].start].strip() else ""
    behind = cell[last[0].start :].strip() if not cell[last[-1].end :].strip(" ®™.") and first is not last else ""
    alone = before and len(before) == len(cell.strip())
    return ("", before) if alone else (before, behind if TITLED.match(behind) else "")


TITLED = Rule("limit_cells.titled", r"[A-Z]", "Ulcerative Colitis", "ulcerative colitis", exact=True, by="match")
"""How a title begins, and what is said of the cap before it does not."""


def cases_in(cell: str) -> list[tuple[str | None, str]]:
    """Return the caps of a cell, each with the case that it is for where the cell lists several.

    >>> cases_in("• Under 12 years: 1 pen per 28 days • 12 years or older: 2 pens per 28 days")
    [('Under 12 years', '1 pen per 28 days'), ('12 years or older', '2 pens per 28 days')]
    >>> cases_in("2 pens per 28 days")
    [(None, '2 pens per 28 days')]
    """
    parts = [part for part in LIST_SIGN.split(cell) if part.strip()]
    found = [CASE.match(part) for part in parts]
    if len(parts) < 2 or not all(found):
        return [(None, cell)]
    return [(match["case"].strip(), match["cap"]) for match in found if match]


def notes_in(cell: str) -> Iterator[tuple[str, str]]:
    """Yield the caps that the notes below a table give for cases of their own; what they add to a cap is none.

    >>> list(notes_in("*First month: May approve two additional pens. #For adults of 40 kg or more, may approve 4 pens per 28 days."))
    [('For adults of 40 kg or more', 'may approve 4 pens per 28 days.')]
    """
    for part in NOTE_SIGN.split(cell):
        match = GRANTED.match(SIGN.sub("", part))
        if match and not ADDED.search(match["cap"]):
            yield match["case"].strip(), match["cap"]


INDICATIONS = Rule(
    "limit_cells.indications", r"\W*(?:indications?|diagnos[ei]s)\W*$", "Indication", "Dosing", by="match"
)
"""The head of the column that says what each row of a dosing table is for."""
