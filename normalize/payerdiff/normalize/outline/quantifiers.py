"""How many items of a list are asked for: `all of the following`, `at least 2 of`, `none of these`."""

from __future__ import annotations

import re

from payerdiff.model.policy import Op
from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule

COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "2": 2, "3": 3, "4": 4, "5": 5}


COUNT = r"(?:at least |any |either |a minimum of )?(?:one|two|three|four|any|all|both|either|each|\d)\b(?: \(\d\))?(?: or more)?"
OF_LIST = r"(?: of)? (?:the following|these)\b[^:]*:\W*$"
BESIDE = Rule("quantifiers.beside", rf"\b(?P<joint>and|or),? (?=(?:(?:meets?|has|have|had|with) )?{COUNT}{OF_LIST})", "Failure of a biologic and one of the following:", "Failure of or intolerance to one of the following:")  # fmt: skip
"""What joins a condition to the list behind it: the count behind it is the list's, whatever else was counted before."""
OF_ANOTHER = Rule(
    "quantifiers.of_another", r"\b(?:the following|these)\b", "all of the following and ", "at least one biologic and "
)


def joint_of(text: str) -> tuple[str, int] | None:
    """Return the word that joins the words of a parent to its list, and where the list is spoken of; None where the words lead over to it.

    >>> joint_of("Severe asthma or one of the following:"), joint_of("Intolerance to one of the following:")
    (('or', 17), None)
    """
    found = BESIDE.search(text)
    if found is None or OF_ANOTHER.search(text[: found.start()]):
        return None
    return found["joint"].lower(), found.end()


def quantifier_of(text: str) -> tuple[Op | None, int | None, int]:
    """Return the operator that a phrase names, k, and where the phrase begins (the text's end where there is none).

    >>> quantifier_of("Failure of at least one biologic and two of the following:")
    ('at_least', 2, 37)
    """
    joint = joint_of(text)
    if joint is not None:
        op, k, start = first_in(text[joint[1] :])
        if op is not None:
            return op, k, joint[1] + start
    return first_in(text)


def first_in(text: str) -> tuple[Op | None, int | None, int]:
    """Return the first operator that a phrase names, a number before any other."""
    phrases = lexicon.table("phrases")["quantifier"]
    best: tuple[Op | None, int | None, int] = (None, None, len(text))
    for pattern in phrases["at_least"]:
        match = re.search(pattern, text, re.IGNORECASE)
        if match:
            word = next(g for g in match.groups() if g).lower()
            k = COUNTS.get(word)
            if k:
                return "at_least", k, match.start()
    for op in ("none", "any", "all"):
        for pattern in phrases[op]:
            match = re.search(pattern, text, re.IGNORECASE)
            if match and match.start() < best[2]:
                best = (op, None, match.start())
    return best
