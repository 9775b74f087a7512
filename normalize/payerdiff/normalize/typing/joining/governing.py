"""What governs a condition and no rule has taken in: denials, risks, aims, other people. What stands behind it is not said of the patient."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.coordination import held
from payerdiff.normalize.typing.expression import conditions_of
from payerdiff.normalize.typing.joining.neighbors import is_a_limit, left_open
from payerdiff.normalize.typing.tagging.tokens import Token

DENIALS = frozenset(("NOT", "NONE_OF", "NOT_ON"))
"""What turns round whatever stands behind it, as long as no rule has taken it in."""
OF_ANOTHER = frozenset(("FAMILY",))
GOVERNS = frozenset(("RISK", "FORESEEN", "AIM", "TESTED_FOR"))
"""What tells that the thing behind it is feared, looked for or aimed at."""
BEGINS_ANEW = frozenset(("IDLE", "FOR_THOSE"))
"""Words that speak of the patient again: `for primary prevention, patient has gout`."""
SAYS_DIAGNOSIS = Rule("governing.says_diagnosis", r"diagnos|confirm", "diagnosis of gout", "gout", by="match")
"""What a condition begins with that was found, whatever was looked for: `testing for antibodies supports the diagnosis of lupus`."""
VERB_DENIED = Rule(
    "governing.verb_denied",
    r"\s*(?:is|are|was|were|do|does|did|has|have|had|will|can|may|must|should)(?: not|n[’']t)\b|\s*cannot\b",
    " is not counted", " not counted", by="match",
)  # fmt: skip
"""A denied verb right behind a condition, of which that is the subject: `gout is not counted`."""


POOR = r"sub-?optimal|inadequate|insufficient|poor|incomplete|lack|loss|lost|minimal|unlikely"
AIMED = r"helps?|helping|needs?|goals?|potential|barriers?|plans?|hope|aims?|attempts?"
SPOILS = Rule(
    "governing.spoils", rf"(?:.*\s)?(?:{POOR}|{AIMED})(?:\s.*)?", "suboptimal lipid", "optimal lipid", by="fullmatch"
)
"""Words that a response behind them is not, or not yet: `a suboptimal lipid lowering response`, `needs care to improve`."""


def with_spoiled_response_open(tokens: list[Token]) -> list[Token]:
    """Return the tokens of a clause with a response as not typed where words before it that no rule took say that it did not come."""
    at = next((i for i, t in enumerate(tokens) if t.tag == "U" and SPOILS.fullmatch(t.words)), len(tokens))
    behind = tokens[at:]
    if any(c.concept == "response" for t in behind if t.tag == "C" for c in conditions_of(held(t))):
        return [*tokens[:at], left_open(behind)]
    return tokens


def with_governed_open(tokens: Sequence[Token], text: str) -> list[Token]:
    """Return the tokens of a clause with what words govern that no rule took in as one open part with them.

    A denial of which no rule told how far it reaches governs all behind it; a relative, a risk or an aim what stands before the next words on
    the patient. A number that is measured is no risk and no aim.
    """
    found = with_spoiled_response_open(list(tokens))
    at = next((i for i, t in enumerate(found) if t.tag in DENIALS), len(found) - 1)
    if any(t.tag == "C" for t in found[at + 1 :]):
        return [*found[:at], left_open(found[at:])]
    at = next((i for i, t in enumerate(found) if t.tag in GOVERNS | OF_ANOTHER), len(found) - 1)
    end = next((i for i, t in enumerate(found) if i > at and t.tag in BEGINS_ANEW), len(found))
    if any(is_governed(found[at], t, text) for t in found[at + 1 : end]):
        return [*found[:at], left_open(found[at:end]), *found[end:]]
    return found


def is_governed(word: Token, token: Token, text: str) -> bool:
    """Return True if a token is a condition that a word before it may govern."""
    if token.tag != "C" or word.tag in OF_ANOTHER:
        return token.tag == "C"
    is_found = word.tag != "RISK" and SAYS_DIAGNOSIS.match(text, token.start) is not None
    return not is_found and not is_a_limit(token)


def with_denied_subjects_open(tokens: list[Token], text: str) -> list[Token]:
    """Return the tokens with a clause as not typed where a condition is what its denied verb is said of: `gout is not counted`.

    Where a condition stands behind the verb it is that which is denied.
    """
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        end = next((i for i in range(at + 1, len(tokens)) if tokens[i].tag in PARTS), len(tokens))
        asked = any(t.tag == "C" for t in tokens[at + 1 : end])
        if (
            token.tag == "NOT"
            and found
            and found[-1].tag == "C"
            and VERB_DENIED.match(text, found[-1].end)
            and not asked
        ):
            low = next((i + 1 for i in range(len(found) - 1, -1, -1) if found[i].tag in PARTS), 0)
            found[low:] = [left_open([*found[low:], *tokens[at:end]])]
            at = end
        else:
            found.append(token)
            at += 1
    return found


PARTS = frozenset(
    ("COMMA", "SEMI", "STOP", "COLON", "AND", "OR", "AND_HAS", "OR_HAS", "FOR_THOSE", "IF", "UNLESS", "THEN")
)
"""What parts the clause of a denied verb from what stands around it."""
