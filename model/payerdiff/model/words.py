"""Words as keys: what makes two texts the same however they are set. What words mean is not asked here."""

from __future__ import annotations

import re
from functools import lru_cache

WORD = re.compile(r"[a-z0-9]+(?:[.:/][a-z0-9]+)*[+]?|[<>=≥≤]")
POLARITY = re.compile(r"\b(?:not|no|without|non|never|negative|positive|unless|except)\b|[+-](?=\W|$)", re.IGNORECASE)
SIGNS = {"+": "positive", "-": "negative"}


def plain_words(text: str) -> list[str]:
    """Return a text's words in lower case, signs of polarity and comparison kept."""
    return WORD.findall(text.lower())


@lru_cache(maxsize=20_000)
def key_words(text: str) -> str:
    """Return these words as one text, the key of all texts that are set otherwise.

    >>> key_words("Age ≥ 18 years.")
    'age ≥ 18 years'
    """
    return " ".join(plain_words(text))


def same_words(a: str, b: str) -> bool:
    """Return True if two texts differ in punctuation, case and white space only."""
    return plain_words(a) == plain_words(b)


def letters_of(text: str) -> set[str]:
    """Return a text's words in lower case, letters only.

    >>> sorted(letters_of("CD19-positive B-ALL"))
    ['all', 'b', 'cd', 'positive']
    """
    return set(re.findall(r"[a-z]+", text.lower()))


def polarity_of(text: str) -> set[str]:
    """Return the words and signs of polarity in a text.

    >>> polarity_of("Ph+ disease") == polarity_of("Ph-positive disease")
    True
    """
    return {SIGNS.get(sign, sign) for sign in POLARITY.findall(text.lower())}


def identifier(text: str) -> str:
    """Return a text as a name of letters, digits and underscores.

    >>> identifier("a-1 (new)")
    'a_1_new_'
    """
    return re.sub(r"[^A-Za-z0-9_]+", "_", text)
