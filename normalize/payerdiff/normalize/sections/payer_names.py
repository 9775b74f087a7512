"""A payer's name in a word or two, as a column's head has room for."""

from __future__ import annotations

from payerdiff.normalize.rules import Rule

CORPORATE = Rule(
    "payer_names.corporate",
    r"(?:,?\s*\b(?:Inc|LLC|Corp(?:oration)?|Company|Health(?: ?[Cc]are)?|Plans?|Connections|Pharmacy|Solutions|Insurance|Services)\b\.?)+\W*$",
    "Aspirus Health Plan, Inc.", "Health New Madeup", exact=True,
)  # fmt: skip
"""What closes a name; at its head or within it the same words are the name: `Health New England` is known by no less."""
BLUES = Rule("payer_names.blues", r"^Blue ?Cross(?: and| &)? ?Blue ?Shield(?: of)?\s*", "Blue Cross and Blue Shield of Nebraska", "True Blue Cross", exact=True)  # fmt: skip
KNOWN_AS = Rule("payer_names.known_as", r"\(([A-Z]{3,6})\)$", "Some Corporation (HCSC)", "Some Corporation (Ohio)", exact=True)  # fmt: skip
LETTERS = Rule("payer_names.letters", r"[^\W\d]{2}", "Aetna", "1 2")


def short_name(name: str) -> str:
    """Return a name's short form: its abbreviation, where it gives one, else its words without the corporate ones.

    >>> short_name("Aspirus Health Plan, Inc."), short_name("Madeup Health Care"), short_name("Blue Cross and Blue Shield of Nebraska"), short_name("Some Corporation (HCSC)")
    ('Aspirus', 'Madeup', 'BCBS Nebraska', 'HCSC')
    >>> short_name("Health Madeup Plan"), short_name("Health New Madeup")
    ('Health Madeup', 'Health New Madeup')
    """
    known_as = KNOWN_AS.search(name)
    if known_as:
        return known_as.group(1)
    if BLUES.match(name):
        return ("BCBS " + BLUES.sub("", name)).strip()
    short = CORPORATE.sub("", name).strip(" ,")
    return short if LETTERS.search(short) else name
