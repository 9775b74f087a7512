"""Short names and unique keys for the payers of one comparison."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from payerdiff.model.policy import Policy
from payerdiff.model.words import identifier


def short_name(policy: Policy) -> str:
    """Return a payer's short name: `Aspirus`, `Louisiana`, `BCBS North Carolina`, `HCSC`."""
    return policy.payer.short_name or policy.payer.name or policy.payer.author or policy.source.name


def distinct(words: Sequence[str], marks: Sequence[str]) -> list[str]:
    """Return the words, those that occur twice told apart by their marks, or by a number where that does not do.

    >>> distinct(["a", "b", "a"], ["x", "y", "z"])
    ['a x', 'b', 'a z']
    """
    counts = Counter(words)
    told = [f"{word} {mark}" if counts[word] > 1 else word for word, mark in zip(words, marks, strict=True)]
    again = Counter(told)
    seen: Counter[str] = Counter()
    out = []
    for word in told:
        seen[word] += 1
        out.append(f"{word} {seen[word]}" if again[word] > 1 else word)
    return out


def marks(policies: Sequence[Policy], otherwise: Sequence[str]) -> list[str]:
    """Return what tells the policies of one name apart: the benefit, else the line of business, where each states another one; else what is given."""
    held: dict[str, list[int]] = {}
    for at, policy in enumerate(policies):
        held.setdefault(short_name(policy), []).append(at)
    found = list(otherwise)
    for same in held.values():
        for words in ([policies[at].benefit or "" for at in same], [", ".join(policies[at].payer.lines_of_business) for at in same]):  # fmt: skip
            if "" not in words and len(set(words)) == len(same):
                for at, word in zip(same, words, strict=True):
                    found[at] = word
                break
    return found


def names_of(policies: Sequence[Policy]) -> tuple[list[str], list[str]]:
    """Return keys and short names of the policies, each unique."""
    years = [str(p.dates.last_review.year if p.dates.last_review else p.number or p.source.name) for p in policies]
    sides = [
        p.source.reading if p.source.reading != "published" else year for p, year in zip(policies, years, strict=True)
    ]
    names = distinct([short_name(p) for p in policies], marks(policies, sides))
    plain = [identifier(side) for side in sides]  # before telling apart: "a-1" and "a.1" become one
    keys = distinct([identifier(p.payer.id) for p in policies], plain)
    return [key.replace(" ", "_") for key in keys], names
