"""For which product a request is: criteria of a class name the one that they speak of (`The request is for Madeupra`)."""

from __future__ import annotations

from collections.abc import Iterator

from payerdiff.model.mention import ONLY_IF_REQUESTED, REQUESTED, Mention
from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule

TABLES = ("drugs", "regimens")
REQUEST = Rule(
    "requests.request",
    r"\brequests? (?:is|are|was) for\b|\brequested (?:drug|medication|product|agent|therapy) is\b",
    "The request is for Madeupra",
    "Requests for review",
)
ROUTES = r"IV|SC|SQ|intravenous|subcutaneous|oral|topical|infusions?|injections?"
FORMS = (
    r"cream|foam|ointment|gel|solution|tablets?|capsules?|syringes?|pens?|vials?|auto-?injectors?|XR|ER|LQ|strengths?"
)
BESIDE = r"an?|the|either|one of|any|or|and|and/or|brand|generic|(?:non-?)?preferred|reference|biosimilars?|products?"
AMONG = Rule(
    "requests.among",
    rf"(?:\W|\b(?:{ROUTES}|{FORMS}|{BESIDE})\b|\d+(?:\.\d+)?\s?(?:%|mg|mcg|mL)|-[a-z]{{4}}\b)*",
    " (intravenous) or a ",
    " after ",
    by="fullmatch",
)
"""What may stand between the names of a list of products, and behind it."""
OPENS = Rule("requests.opens", r"\W*(?:the|this|a)?\s*", "The ", "Failure of one drug if the ", by="fullmatch")
IF = Rule("requests.if", r"\W*(?:if|when|where)\s+(?:the |a |this )?", "If the ", "Failure of one drug if the ", by="fullmatch")  # fmt: skip
IF_BEHIND = Rule(
    "requests.if_behind", r"\b(?:if|when|where)\s+(?:the |a |this )?$", "Failure of one drug if the ", "The "
)
OR_ELSE = Rule("requests.or_else", r"\W*or\b", " or the patient is a child", ", the patient", by="match")
SENTENCE = Rule("requests.sentence", r"\b(?:is|are|was|has|have|had|will|not|no|with|for|tried|failure|failed|trial)\b", "Madeupra was tried", "Madeupra (madeupumab intravenous infusion)")  # fmt: skip


def requests_in(text: str) -> Iterator[Mention]:
    """Yield for which products words are, a mention for each; nothing where they leave open whether a request for another is meant too.

    >>> [(m.concept, m.subject) for m in requests_in("The request is for Otezla")]
    [('requested', 'apremilast')]
    >>> [(m.concept, m.subject) for m in requests_in("If the request is for Otezla, the member has tried methotrexate")]
    [('only_if_requested', 'apremilast')]
    """
    for match in REQUEST.finditer(text):
        names, end = products_behind(text, match.end())
        before, rest = text[: match.start()], text[end:]
        if not names or OR_ELSE.match(rest):
            continue
        whole = AMONG.fullmatch(rest) is not None
        if whole and (OPENS.fullmatch(before) or IF.fullmatch(before)):
            yield from mentions(text, (match.start(), end), names, REQUESTED)
        elif IF.fullmatch(before) or (whole and IF_BEHIND.search(before)):
            yield from mentions(text, (match.start(), end), names, ONLY_IF_REQUESTED)


def product_named(text: str) -> Iterator[Mention]:
    """Yield the products that a condition is, which says no more than their names: `Madeupra (madeupumab intravenous infusion)`."""
    names, end = products_behind(text, 0)
    if names and AMONG.fullmatch(text[end:]) and not SENTENCE.search(text):
        yield from mentions(text, (0, end), names, REQUESTED)


def products_behind(text: str, start: int) -> tuple[dict[str, None], int]:
    """Return the products that a list from a place on names, with the members of its classes, and where the list ends."""
    names: dict[str, None] = {}
    end = start
    for hit in lexicon.treatments(text):
        if hit.start < end:
            continue
        if not AMONG.fullmatch(text[end : hit.start]):
            break
        end = hit.end
        names[hit.canonical] = None
        if hit.canonical in lexicon.table("regimens"):
            members = lexicon.members_of(TABLES, hit.canonical) & lexicon.table("drugs").keys()
            if not members:
                return {}, end
            names |= dict.fromkeys(sorted(members))
    return names, end


def mentions(text: str, at: tuple[int, int], names: dict[str, None], concept: str) -> Iterator[Mention]:
    """Yield a mention for each product."""
    start, end = at
    yield from (Mention(concept=concept, subject=name, text=text[start:end], start=start, end=end) for name in names)
