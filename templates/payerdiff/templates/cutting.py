"""Long words in a short place: what is cut off is marked, and an amount that they state stays."""

from __future__ import annotations

import re
from textwrap import shorten

CUT, AGAIN = " …", "… "
LEAST = 20
"""Letters of an amount beside which there is room for the number of the others."""
BETWEEN = "; "
"""What stands between the limits of one policy."""
CLAUSE = re.compile(r"(?<=[:,.])\s+")
WORD, NUMBER = re.compile(r"\s+"), re.compile(r"\d+")


def fitted(text: str, letters: int) -> str:
    """Return words of no more than some letters: of several amounts the first that fit whole, with the number of the others; of a single long one, what is said last, where its number stands.

    >>> fitted("2 pens per 28 days; 4 pens for the first 28 days; 1 pen per week", 34)
    '2 pens per 28 days; and 2 more'
    >>> fitted("Quantity limit: for patients with the ordinary form of the disease: 100 mg: 2 per 28 days", 40)
    '… 100 mg: 2 per 28 days'
    >>> fitted("a dose that is in the label", 16)
    'a dose that is …'
    """
    words = " ".join(text.split())
    if len(words) <= letters:
        return words
    amounts = words.split(BETWEEN)
    for kept in range(len(amounts) - 1, 0, -1):
        told = f"{BETWEEN.join(amounts[:kept])}{BETWEEN}and {len(amounts) - kept} more"
        if len(told) <= letters:
            return told
    rest = f"{BETWEEN}and {len(amounts) - 1} more" if len(amounts) > 1 else ""
    own = letters - len(rest)
    return shortened(amounts[0], own) + rest if own >= LEAST else shortened(amounts[0], letters)


def shortened(words: str, letters: int) -> str:
    """Return words cut to some letters: behind, or before where that keeps more of their numbers."""
    head = shorten(words, max(letters, len(CUT) + 1), placeholder=CUT)
    starts = [*(at.end() for at in CLAUSE.finditer(words)), *(at.end() for at in WORD.finditer(words))]
    tail = next((f"{AGAIN}{words[at:]}" for at in starts if len(words) - at <= letters - len(AGAIN)), head)
    return max(head, tail, key=lambda told: len(NUMBER.findall(told)))
