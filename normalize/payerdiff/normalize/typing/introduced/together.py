"""Treatments that an item joins by `in combination with`, below words on how treatments ended: all of them were given, and none is asked for now."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.normalize.typing.coordination import held
from payerdiff.normalize.typing.expression import Unknown, joined
from payerdiff.normalize.typing.tagging.tokens import Token, place_of, reduced, tokens_of


def given_together(tokens: list[Token], lead: Sequence[Token]) -> list[Token]:
    """Return the tokens of an item with treatments that were given together as one list; that they were given at one time stays open."""
    if not tokens_of(lead, "OUTL"):
        return tokens
    return reduced(tokens, "(?:THERL (?:IDLE|U)?)? COMBINED (?:ONE_OF|ALL_OF|U)? THERL (?:U? THERL)?", whole)


def whole(tokens: list[Token]) -> Token:
    """Return lists of treatments and the words between them as one list."""
    (cue,) = tokens_of(tokens, "COMBINED")
    parts = [*(held(t) for t in tokens_of(tokens, "THERL")), Unknown("", cue.start, cue.end)]
    return Token("THERL", *place_of(tokens), joined("all", parts), " ".join(t.text for t in tokens))
