"""Lists of services: each item is covered by itself, and nobody has all of them done."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule

BY_THEIR_ENDING = r"[a-z]{3,}(?:ectomy|ostomy|otomy|plasty|oscopy|pexy|rrhaphy|desis|centesis|tripsy)"
BY_THEIR_NAME = (
    r"repairs?|replacements?|resection|excision|reconstruction|removal|aspiration|extraction|implantation|ablation"
)
SURGICAL = r"surger(?:y|ies)|surgical|insemination|fertili[sz]ation|transplant(?:s|ation)?|transfers?|procedures?"
PROCEDURE = Rule(
    "services.procedure",
    rf"\b(?:{BY_THEIR_ENDING}|{BY_THEIR_NAME}|{SURGICAL})\b",
    "Partial removal of the stapes",
    "Hearing loss of 40 dB",
)
PEOPLE = r"(?<!for )(?<!in )(?<!of )\b(?:patients?|members?|individuals?)\b"
PAST = r"\b(?:history|prior|previous(?:ly)?|failed|failure|must|has|have|had|undergone|inadequate|contraindicat\w+)\b"
STATES = Rule("services.states", rf"{PEOPLE}|{PAST}", "Failure of tympanoplasty", "Tympanoplasty for children")
"""What is said of a patient, not of a service: an item with it is asked for."""
FEWEST = 3
"""Services at least of a list that is known by them."""
OF_THREE = 2
"""So many of three items name a procedure."""


def are_services(items: Sequence[str]) -> bool:
    """Return True if the items of a list name procedures and ask for nothing.

    >>> are_services(["Myringotomy", "Tympanoplasty", "Removal of the stapes"])
    True
    >>> are_services(["Prior myringotomy", "Failed tympanoplasty", "Removal of the stapes"])
    False
    """
    named = sum(PROCEDURE.search(item) is not None for item in items)
    return len(items) >= FEWEST and 3 * named >= OF_THREE * len(items) and not any(map(STATES.search, items))


PRODUCT = Rule(
    "services.product",
    r"(?P<name>[^:.;()]{3,60})(?:\s*\([^()]{3,40}\))?[\s,.;]*(?::.*)?$",
    "Otherna injection (othernamab): 30 mg",
    "Treated with Otherna.; Then with another",
    by="fullmatch",
)
BRACKETED_OR_LABELED = Rule(
    "services.bracketed_or_labeled", r":|\([^()]{3,40}\)[\s,.;]*$", "Otherna (othernamab)", "Otherna"
)


def are_products(items: Sequence[str]) -> bool:
    """Return True if items are of other products each, by their labels or as `Brand (generic)`: what is said of one is not asked of those who take another.

    >>> are_products(["Humira: at least 2 years", "Skyrizi: at least 18 years"]), are_products(["Humira", "Skyrizi"])
    (True, False)
    >>> are_products(["Trial of Humira: 3 months", "Trial of Skyrizi: 3 months"])
    False
    """
    return len(items) > 1 and all(map(is_of_product, items))


def is_of_product(item: str) -> bool:
    """Return True if an item opens with a drug, above or before what is said of it."""
    found = PRODUCT.fullmatch(item)
    if found is None or BRACKETED_OR_LABELED.search(item) is None or STATES.search(found["name"]):
        return False
    hits = lexicon.hits("drugs", found["name"])
    return bool(hits) and min(hit.start for hit in hits) <= NEAR


NEAR = len("Select ")
"""Characters before the name of a product at the most."""


def are_offered(items: Sequence[str]) -> bool:
    """Return True if items below a list of services only say which: none of them asks for something or refuses it."""
    return not any(STATES.search(item) or REFUSED.search(item) for item in items)


REFUSED = Rule("services.refused", r"\b(?:not|except|unless|without|only)\b", "Not necessary for adults", "For adults")
