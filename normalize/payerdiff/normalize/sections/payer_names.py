"""A payer's name in a word or two, as a column's head has room for."""

from __future__ import annotations

import re

CORPORATE = re.compile(
    r",?\s*\b(?:Inc|LLC|Corp(?:oration)?|Company|Health(?:care)?|Plans?|Connections|Pharmacy|Solutions|Insurance|Services)\b\.?"
)
BLUES = re.compile(r"^Blue ?Cross(?: and| &)? ?Blue ?Shield(?: of)?\s*")


def short_name(name: str) -> str:
    """Return a name's short form: its abbreviation, where it gives one, else its words without the corporate ones.

    >>> short_name("Aspirus Health Plan, Inc."), short_name("Blue Cross and Blue Shield of Nebraska"), short_name("Some Corporation (HCSC)")
    ('Aspirus', 'BCBS Nebraska', 'HCSC')
    """
    known_as = re.search(r"\(([A-Z]{3,6})\)$", name)
    if known_as:
        return known_as.group(1)
    if BLUES.match(name):
        return ("BCBS " + BLUES.sub("", name)).strip()
    short = CORPORATE.sub("", name).strip(" ,")
    return short if re.search(r"[^\W\d]{2}", short) else name
