"""How an item fits the words above its list: what those wait for, and treatments that it joins by `in combination with`: all of them were given."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.coordination import held
from payerdiff.normalize.typing.expression import Unknown, joined
from payerdiff.normalize.typing.tagging.tagger import tagged
from payerdiff.normalize.typing.tagging.tokens import Token, place_of, reduced, tokens_of


def waits_for(lead: Sequence[Token], tokens: Sequence[Token]) -> bool:
    """Return True if an item may be what the words above its list wait for: below `prescribed by one of the following:` a disease is none of them."""
    return not tokens_of(lead, "PRESCRIBED_BY", "CONSULTED") or not tokens_of(tokens, "DISL") or bool(tokens_of(tokens, "SPECL"))  # fmt: skip


OUTCOMES = frozenset(("FAILED", "INTOLERANT", "CONTRAINDICATED", "TRIED"))


def tells_an_outcome(text: str) -> bool:
    """Return True if an item says by itself how a treatment ended: what the words above its list say of outcomes is of other items."""
    return any(t.tag in OUTCOMES for t in tagged(text))


def given_together(tokens: list[Token], lead: Sequence[Token]) -> list[Token]:
    """Return the tokens of an item with treatments that were given together as one list; that they were given at one time stays open."""
    if not tokens_of(lead, "OUTL"):
        return tokens
    return reduced(tokens, "(?:THERL (?:IDLE|U)?)? COMBINED (?:ONE_OF|ALL_OF|U)? THERL (?:U? THERL)?", whole)


WITH = Rule(
    "fitting.with", r"\s+(?:together )?with\s+(?:(?:an?|daily|regular|concomitant|concurrent)\s+)*", " with daily ", " without ", by="fullmatch"
)  # fmt: skip
"""What stands between two treatments of which one was given with the other."""


def with_plus(tokens: list[Token], lead: Sequence[Token], text: str) -> list[Token]:
    """Return the tokens of a leaf on how treatments ended with a sign between two of which one was given with the other (`failure of A with daily B`)."""
    if not any(t.tag in OUTCOMES for t in tokens) and not tokens_of(lead, "OUTL"):
        return tokens
    treatments = [at for at, t in enumerate(tokens) if t.tag == "THER"]
    found = list(tokens)
    for first, second in reversed(list(pairwise(treatments))):
        low, high = tokens[first].end, tokens[second].start
        if WITH.fullmatch(text[low:high]):
            found[first + 1 : second] = [Token("PLUS", low, high)]
    return found


def whole(tokens: list[Token]) -> Token:
    """Return lists of treatments and the words between them as one list."""
    (cue,) = tokens_of(tokens, "COMBINED")
    parts = [*(held(t) for t in tokens_of(tokens, "THERL")), Unknown("", cue.start, cue.end)]
    return Token("THERL", *place_of(tokens), joined("all", parts), " ".join(t.text for t in tokens))
