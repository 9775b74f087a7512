"""The payer's number for a policy: behind its label, or a code that stands at the head or in every running foot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from payerdiff.normalize.head.labels import Labeled, labeled
from payerdiff.normalize.head.printed import Row
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.dates import DATE

WHOSE = r"medical|clinical|coverage|pharmacy|drug|payment|reimbursement|um|corporate"
WHAT = r"policy|guideline|document|doc|reference|program|criteria|protocol|bulletin|manual section"
NUMBER_ALONE = r"number|reference(?=\s*:)|policy(?=:\s*[A-Z]*-?[A-Z]*\d)|medical policy(?=:\s*(?:[A-Z]*-?[A-Z]*\d|$)|\s+[–—-]\s+\d+\.\d)|guideline id|guideline no"
LABEL = Rule(
    "numbers.label",
    rf"(?<!\w)(?:(?:(?:{WHOSE})\s+)*(?:{WHAT})\s*(?:number|num|no(?=\W)|#|id(?!\w))|(?:^|(?<=\s))(?:{NUMBER_ALONE})(?!\w))",
    "Policy Number: 12",
    "Effective date: 12",
)
VALUE = Rule(
    "numbers.value",
    r"(?:[A-Z]{2,4}_[A-Z]{2,4} \d{1,4}|20\d\d [A-Z] \d{3,5}-\d+|[A-Z]{1,4} \d{1,4}\.\d{1,4}|(?=[A-Za-z.\-/ ]{0,12}\d)[A-Za-z0-9][A-Za-z0-9./_\-]{1,23})(?!\w)",
    "MED.00140",
    "Medical",
    exact=True,
    by="match",
)
POINTED = r"[A-Z]{2,6}[-.](?:[A-Z]{1,5}[-.])?\d{3,6}(?:[-.][A-Z0-9]{1,4})?"
OTHER_FORMS = (
    r"\d{2}-\d{5}-\d{2}|[A-Z]{2,4}\.[A-Z]{2,5}\.\d{1,4}|[A-Z]{2}\d{3}(?=[,)])|(?:SGM )?\d{3,5}-[A-Z](?: P20\d\d[a-z]?)?"
)
BARE = Rule("numbers.bare", rf"(?<![\w./-])(?:{POINTED}|{OTHER_FORMS})(?![\w-])", "MED.00140", "J9999", exact=True)
"""A code that is one by its form alone."""
IN_A_CELL = Rule("numbers.in_a_cell", r"[A-Z]{2,4}\d{4,5}", "MP1234", "J9999", exact=True, by="fullmatch")
"""A code that stands at the head apart from other words."""
IN_THE_FOOT = Rule("numbers.in_the_foot", r"^(?P<code>[A-Z]{3,10}\d{3,5})\b(?=.*\bPage \d)", "ABCDEF017 Page 1 of 3", "J9999 Page 1", exact=True)  # fmt: skip
HEAD, FIRST, LAST = 100, 10, 120


GLUED = Rule("numbers.glued", r"(?<=\d)(?=[A-Z][a-z]{3,})", "00059Publish", "00059 Publish", exact=True)
NO_NUMBER = Rule(
    "numbers.no_number",
    r"\d|\d\.\d|\d{10,}|\d{3}-\d{3}-\d{4}|\d{4}[UFTM]|[A-Z]\d{4}",
    "555-555-5555",
    "MED.00140",
    exact=True,
    by="fullmatch",
)


def is_number(text: str) -> tuple[int, int] | None:
    """Return where the number stands with which a text begins, or None.

    >>> is_number("PS645POLcm Revised"), is_number("10/01/2020"), is_number("of the policy")
    ((0, 10), None, None)
    """
    glued = GLUED.search(text)  # a lost break: `GENE.00059Publish Date`
    found = VALUE.match(text[: glued.start()] if glued else text)
    if not found or not any(char.isdigit() for char in found[0]):
        return None
    slashed = DATE.fullmatch(found[0]) and "/" in found[0]
    return None if slashed or NO_NUMBER.fullmatch(found[0]) else (0, len(found[0].rstrip(".-/")))


def is_alone(rows: Sequence[Row], found: Labeled) -> bool:
    """Return True if a label far from the head has its line for itself, or stands with its colon at the document's end."""
    if found.colon and found.row > len(rows) - LAST:
        return True
    return not found.same_line and len(rows[found.row].text) < len(found.label) + 4 and len(found.label) > 8


def policy_number(rows: Sequence[Row]) -> tuple[str, Labeled | None] | None:
    """Return the policy's number and its place: that of a label, of the head first; else a bare code that the head or the feet print."""
    places = [found for found in labeled(rows, LABEL, is_number) if found.row < HEAD or is_alone(rows, found)]
    places.sort(key=lambda found: (found.row >= FIRST, not found.colon, found.row))
    if places:
        return places[0].value, places[0]
    for row in rows[:FIRST]:
        bare = BARE.search(row.text)
        if bare and len(row.text) < 140:
            return bare[0], None
        apart = next((cell.text for cell in row.cells if len(row.cells) > 1 and IN_A_CELL.fullmatch(cell.text)), None)
        if apart:
            return apart, None
    feet = Counter(found[0] for row in rows if row.furniture for found in BARE.finditer(row.text))
    feet.update(found["code"] for row in rows if row.furniture and (found := IN_THE_FOOT.search(row.text)))
    repeated = [code for code, count in feet.most_common(1) if count > 1]
    return (repeated[0], None) if repeated else None
