"""A text whose line breaks were lost (a web page copied as one line): where its lines must have ended, as far as sentences and titles tell.

Items without a mark or a full stop between them cannot be told apart any more: they stay one line, and the document says that its lines were lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

LONGEST = 4000
"""Characters from which on a line is no paragraph."""
RAISED = r"(?:\d{1,2}(?:[,-]\d{1,2})*)?"
NEXT = r"\s+(?=[A-Z0-9(“\"•])"
SENTENCE = re.compile(
    rf"(?<=[a-z)\]”\"%®™])[.?!]\)?{RAISED}{NEXT}|(?<=\d)[.]{NEXT}|(?<=[A-Z]{{2}})[.]\s+(?=[A-Z][a-z])|(?<=[A-Za-z])\s[.]\s+(?=[A-Z])"
)
"""A full stop before a new sentence; a raised number of a reference may stand behind it."""
SHORTENED = re.compile(r"\b(?:e\.g|i\.e|et al|vs|incl|Dr|Inc|Ltd|No|Nos|Vol|Fig|pp|St|approx|[A-Z])$")
"""Words whose full stop ends no sentence."""
LEAD = re.compile(
    r"\b(?:following|met|criteria|indications|situations|conditions|circumstances|of|if|when)\b[^.:;]{0,60}:\s+(?=[A-Z0-9(•])"
)
"""Words that lead to a list, up to its colon."""
JOINED = re.compile(r"(?:[;,.]\s+(?:and|or|AND|OR)|\s(?:AND|OR)|;)\s+(?=[A-Z(•])")
"""How an item of a list ends."""
WHOLE = r"Policy Position|Position Statement|Policy Statement|Coverage (?:Rationale|Criteria|Policy)|Medical (?:Necessity|Appropriateness)"
CODES = r"(?:Procedure|Diagnosis|CPT|HCPCS|ICD-10) Codes?"
ALONE = r"Description(?:/Scope|(?: of (?:the )?\w+(?: or \w+)?)?)|Background|Rationale|Policy(?: Guidelines?)?|Coverage|Definitions?|References|Coding|Overview|Summary|History"
ANYWHERE = re.compile(rf"\b(?:{WHOLE}|{CODES})\s+(?=[A-Z0-9])")
"""Titles of sections that no sentence speaks of."""
FIRST = re.compile(
    rf"(?:{ALONE})\s+(?!(?:Number|Manual|List|Name|Effective|History|Statement|Position|Type)\b)(?=[A-Z“])"
)
"""Titles of sections where a sentence begins: a word with a capital behind them begins the text."""
CAPITALS = re.compile(r"(?<![\w-])(?:[A-Z][A-Z/&]{5,}\s+)(?:[A-Z/&]{2,}\s+)*(?=[A-Z][a-z])")
"""Titles in capitals before a word that is not."""
BRACKETS = {"(": ")", "[": "]"}


def broken_lines(text: str, low: int, high: int) -> list[tuple[int, int]]:
    """Return the lines that a range of a text must have had; the range itself where it is no longer than a paragraph.

    >>> text = "It is covered when all of the following are met: Is an adult; and Has asthma. POLICY HISTORY Reviewed in May. " + "It is so. " * 400
    >>> [text[low:high] for low, high in broken_lines(text, 0, len(text))][:5]
    ['It is covered when all of the following are met:', 'Is an adult; and', 'Has asthma.', 'POLICY HISTORY', 'Reviewed in May.']
    """
    if high - low <= LONGEST:
        return [(low, high)]
    within = bracketed(text, low, high)
    cuts = sorted({at for at in cuts_in(text, low, high) if not any(start < at <= end for start, end in within)})
    return [
        trimmed for start, end in pairwise([low, *cuts, high]) if (trimmed := trim(text, start, end))[0] < trimmed[1]
    ]


def cuts_in(text: str, low: int, high: int) -> Iterator[int]:
    """Yield where lines begin: behind sentences, leads and items, and on both sides of titles."""
    begins = [low]
    for match in SENTENCE.finditer(text, low, high):
        if not SHORTENED.search(text, max(low, match.start() - 12), match.start()):
            begins.append(match.end())
    yield from begins[1:]
    for pattern in (LEAD, JOINED):
        for match in pattern.finditer(text, low, high):
            yield match.end()
    for pattern in (ANYWHERE, CAPITALS):
        for match in pattern.finditer(text, low, high):
            yield match.start()
            yield match.end()
    for begin in begins:
        title = FIRST.match(text, begin, high)
        if title:
            yield title.end()


def bracketed(text: str, low: int, high: int) -> list[tuple[int, int]]:
    """Return the ranges between brackets that close again within a sentence's length."""
    found: list[tuple[int, int]] = []
    stack: list[int] = []
    for at in range(low, high):
        char = text[at]
        if char in BRACKETS:
            stack.append(at)
        elif stack and char == BRACKETS[text[stack[-1]]]:
            start = stack.pop()
            if at - start < FARTHEST:
                found.append((start, at))
    return [one for one in found if not any(a < one[0] and one[1] < b for a, b in found)]


FARTHEST = 600
"""Characters between a bracket and the one that closes it."""


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a range without the white space at its ends."""
    body = text[start:end]
    return start + len(body) - len(body.lstrip()), end - len(body) + len(body.rstrip())
