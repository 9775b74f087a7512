"""Abbreviations: whether one stands for the words before it."""

from __future__ import annotations

from payerdiff.normalize.rules import Rule


def abbreviates(word: str, before: str) -> bool:
    """Return True if an abbreviation's letters stand in order in the words before it, from the start of one of the last few.

    >>> abbreviates("PsA", "active psoriatic arthritis "), abbreviates("ADHD", "asthma ")
    (True, False)
    """
    return full_name(word, before) is not None


LETTERS = Rule("abbreviating.letters", r"[A-Za-z]+", "abc", "12", exact=True)
NO_LETTER = Rule("abbreviating.no_letter", r"[^A-Za-z]", "T-cell", "Tcell", exact=True)


def full_name(word: str, before: str) -> int | None:
    """Return where the words begin that an abbreviation stands for; None where it stands for none of the last words."""
    letters = NO_LETTER.sub("", word).lower().rstrip("s")
    last = list(LETTERS.finditer(before.lower()))[-len(letters) - 2 :]
    for at, first in enumerate(last):
        if (
            letters
            and first.group()[0] == letters[0]
            and is_subsequence(letters, "".join(w.group() for w in last[at:]))
        ):
            return first.start()
    return None


def is_subsequence(short: str, long: str) -> bool:
    """Return True if the letters of one text stand in another in that order."""
    rest = iter(long)
    return all(letter in rest for letter in short)
