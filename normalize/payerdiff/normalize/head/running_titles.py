"""Titles in texts that have no type: a captured page that begins with its name, labels within a running line, and lines that lost their width.

Nothing of type tells a title there. What tells it are a label before it and the next label behind it, the site's navigation behind a page's name,
and that a long line is followed by a short one that ends before a label.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from payerdiff.normalize.head.printed import Row
from payerdiff.normalize.rules import Rule

RUNNING = 150
"""Characters from which on a first line is a page whose lines were lost."""
REACH = 4000
"""Characters of a running head."""
NEXT_LABEL = r"(?:section|document|effective|policy|number|category|issued?|status|original|date|last|line|department|product|publish\w*|version|coverage|application|review)"
WITHIN = Rule(
    "running_titles.within",
    rf"\b(?-i:Topic|Subject|(?:Policy )?Title|Manual Section Title)\s*:\s*(?P<name>(?-i:[A-Z0-9])[^:]{{2,120}}?)\s+{NEXT_LABEL}\b[\w #/.-]{{0,25}}:",
    "Number: 12 Topic: Asthma Agents Section: Pharmacy",
    "The topic: asthma",
)
"""A label within a running line, with its value up to the next label."""
SITE = r"skip to|log ?in|sign in|click here|toggle|search|menu|home|expand all|providers?\b|members?\b|\||»|›|medical policy|pharmacy policy|polic(?:y|ies) manual"
PAGE_NAME = Rule(
    "running_titles.page_name",
    rf"(?:(?-i:[A-Z]{{2,6}}[.-]?\d[\w.-]*)\s+)?(?P<name>(?-i:[A-Z])[^.;:|]{{3,110}}?)\s+(?:-\s*)?(?:{SITE})",
    "Asthma Agents Skip to main content",
    "asthma",
    by="match",
)
"""A page's name before its site's navigation."""
CLOSED = Rule("running_titles.closed", r"[.;:]\s*$|^\W*[a-z]|\d{2}", "is covered.", "Malignancies", exact=True)
"""A line that is no end of a title: a sentence, a label, a number."""
LABEL = Rule("running_titles.label", r"^\W*[A-Za-z][\w /#()-]{2,40}:\s|^\W*(?:effective|original|number)\b", "Original Policy Date: May 1", "Malignancies")  # fmt: skip
WIDE, SHORT = 40, 60
"""Characters of a line that may have been broken off, and of the end of a title at most."""


def is_typeless(rows: Sequence[Row]) -> bool:
    """Return True if nothing is known of the type of a text."""
    return all(row.size == 0 for row in rows)


def running_title(rows: Sequence[Row]) -> str | None:
    """Return the title that a label within running lines names, else the name of the page that it begins with."""
    head = " ".join(row.text for row in rows)[:REACH]
    labeled = WITHIN.search(head)
    if labeled:
        return labeled["name"].strip()
    named = PAGE_NAME.match(rows[0].text) if len(rows[0].text) > RUNNING else None
    return named["name"].strip() if named else None


def opens_paragraph(rows: Sequence[Row], at: int) -> bool:
    """Return True if a long line of a text runs on, in small letters, in the next one: it is a paragraph's."""
    return len(rows[at].text) > 2 * WIDE and at + 1 < len(rows) and RUNS_ON.match(rows[at + 1].text) is not None


RUNS_ON = Rule(
    "running_titles.runs_on", r"[^A-Za-z0-9(•▪◦]{0,2}[a-z]{2}", "and others", "Others", exact=True, by="match"
)


def wrapped(rows: Sequence[Row], at: int, ends: Callable[[str], bool]) -> str | None:
    """Return the short line below a long one that ends a title which a text broke: a label follows it, or a line that is no title."""
    above = rows[at].text
    if at + 1 >= len(rows) or len(above) < WIDE or CLOSED.search(rows[at + 1].text):
        return None
    below = rows[at + 1].text
    after = rows[at + 2].text if at + 2 < len(rows) else ""
    ended = LABEL.search(after) is not None or ends(after)
    return below if 3 < len(below) <= SHORT and not LABEL.search(below) and ended and not ends(below) else None
