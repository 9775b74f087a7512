"""For which product a request is: criteria of a class name the one that they speak of (`The request is for Madeupra`; `For Madeupra: …`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from payerdiff.model.mention import ONLY_IF_REQUESTED, REQUESTED, Mention
from payerdiff.model.policy import Drug
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.product_lists import AMONG, Products, products_behind

REQUEST = Rule(
    "requests.request",
    r"\brequests? (?:is|are|was) for\b|\brequested (?:drug|medication|product|agent|therapy) is\b",
    "The request is for Madeupra",
    "Requests for review",
)
OPENS = Rule("requests.opens", r"\W*(?:the|this|a)?\s*", "The ", "Failure of one drug if the ", by="fullmatch")
IF = Rule("requests.if", r"\W*(?:if|when|where)\s+(?:the |a |this )?", "If the ", "Failure of one drug if the ", by="fullmatch")  # fmt: skip
IF_BEHIND = Rule(
    "requests.if_behind", r"\b(?:if|when|where)\s+(?:the |a |this )?$", "Failure of one drug if the ", "The "
)
OR_ELSE = Rule("requests.or_else", r"\W*or\b", " or the patient is a child", ", the patient", by="match")
SENTENCE = Rule("requests.sentence", r"\b(?:is|are|was|has|have|had|will|not|no|with|for|tried|failure|failed|trial)\b", "Madeupra was tried", "Madeupra (madeupumab intravenous infusion)")  # fmt: skip
ALL = r"(?:all|any)(?: of)?(?: the)?(?: other)?"
ASKED_FOR = r"(?:drugs?|medications?|products?|agents?|therap(?:y|ies))?(?:\s*requests?)?"
EXCEPT = r"(?:except(?: for| in)?|excluding|other than|but)"
EVERY_OTHER = Rule("requests.every_other", rf"^\W*(?:for\s+)?{ALL}\s+{ASKED_FOR}\s*,?\s*\(?{EXCEPT}\s+(?=\S)", "For all drugs except Madeupra: age 18", "For all drugs: age 18", by="match")  # fmt: skip
"""What begins a criterion that is none of requests for the products that follow."""
FOR = Rule("requests.for", r"^\W*(?:for|requests? for)\s+(?:an?\s+|the\s+)?(?:requests? for\s+)?(?=\S)", "For Madeupra: age 18", "Forty", by="match")  # fmt: skip
NAMED = Rule("requests.named", r"^\W*(?=\w)", "Madeupra only: age 18", ":", by="match")
ALONE = r"(?:\s*(?:requests?|users?|only|alone|therapy))*"
CLOSED = Rule("requests.closed", rf"(?P<lead>{AMONG.pattern}{ALONE})\W*(?::|\s[–—-])\s*(?=\S|$)", " only: age 18", ", age 18", by="match")  # fmt: skip
"""What ends the name of the products that a criterion begins with."""
CLAUSE = Rule("requests.clause", rf"(?P<lead>{AMONG.pattern}{ALONE})\)?,\s+(?=[a-z(])", ", member is an adult", ", Otherumab and Thirdumab: age 18", exact=True, by="match")  # fmt: skip
"""The same, where a clause follows: a further name begins with a capital."""
ONLY = Rule("requests.only", rf"(?P<lead>{AMONG.pattern}(?:\s*requests?)?\s*\b(?:only|alone))\s*[:,–—-]\s*(?=\S)", " only: age 18", ": age 18", by="match")  # fmt: skip


def requests_in(text: str, own: Sequence[Drug] = ()) -> Iterator[Mention]:
    """Yield for which products words are, a mention for each drug; nothing where they leave open whether a request for another is meant too.

    A criterion that begins with products of the policy's `own` is of requests for these.

    >>> [(m.concept, m.subject) for m in requests_in("The request is for Otezla")]
    [('requested', 'apremilast')]
    >>> [(m.concept, m.subject) for m in requests_in("If the request is for Otezla, the member has tried methotrexate")]
    [('only_if_requested', 'apremilast')]
    """
    found = list(told_in(text, own))
    yield from found or opening(text, own)


def told_in(text: str, own: Sequence[Drug]) -> Iterator[Mention]:
    """Yield the products that words name as those of a request."""
    for match in REQUEST.finditer(text):
        names, end = products_behind(text, match.end(), own)
        before, rest = text[: match.start()], text[end:]
        if not names or OR_ELSE.match(rest):
            continue
        whole = AMONG.fullmatch(rest) is not None
        if whole and (OPENS.fullmatch(before) or IF.fullmatch(before)):
            yield from mentions(text, (match.start(), end), names, REQUESTED)
        elif (
            IF.fullmatch(before)
            or (whole and IF_BEHIND.search(before))
            or (OPENS.fullmatch(before) and CLOSED.match(rest))
        ):
            yield from mentions(text, (match.start(), end), names, ONLY_IF_REQUESTED)


def opening(text: str, own: Sequence[Drug]) -> Iterator[Mention]:
    """Yield the products of the policy's own that a criterion begins with (`For Madeupra: …`), or those that it leaves where it begins with an exception."""
    known = {drug.generic: drug for drug in own}
    for begins, ends in ((EVERY_OTHER, (CLOSED, CLAUSE)), (FOR, (CLOSED, CLAUSE)), (NAMED, (ONLY,))):
        start = begins.match(text)
        if start is None:
            continue
        names, end = products_behind(text, start.end(), own)
        mine = {generic: products for generic, products in names.items() if generic in known}
        closed = next(filter(None, (rule.match(text, end) for rule in ends)), None)
        if mine and closed and not SENTENCE.search(text[start.end() : end]):
            meant = left_by(mine, own) if begins is EVERY_OTHER else mine
            yield from mentions(text, (0, closed.end("lead")), meant, ONLY_IF_REQUESTED)
            return


def left_by(named: Products, own: Sequence[Drug]) -> Products:
    """Return the products of the policy's own that an exception leaves: other drugs, and other products of a drug of which some are named."""
    left: dict[str, tuple[str, ...]] = {}
    for drug in own:
        if drug.generic not in named:
            left[drug.generic] = ()
            continue
        taken = {name.lower() for name in named[drug.generic]}
        others = tuple(name for name in drug.brands if name.lower() not in taken)
        if taken and others:
            left[drug.generic] = others
    return left


def product_named(text: str, own: Sequence[Drug] = ()) -> Iterator[Mention]:
    """Yield the products that a condition is, which says no more than their names: `Madeupra (madeupumab intravenous infusion)`."""
    names, end = products_behind(text, 0, own)
    if names and AMONG.fullmatch(text[end:]) and not SENTENCE.search(text):
        yield from mentions(text, (0, end), names, REQUESTED)


def mentions(text: str, at: tuple[int, int], names: Products, concept: str) -> Iterator[Mention]:
    """Yield a mention for each drug."""
    start, end = at
    for name, products in names.items():
        yield Mention(concept=concept, subject=name, text=text[start:end], start=start, end=end, products=list(products))  # fmt: skip
