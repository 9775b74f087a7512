"""Tagged words of a leaf, and rules over their tags: a cascade in which what a rule finds becomes one token for the rules behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from payerdiff.normalize.rules import Rule

NAME = Rule("tokens.name", r"[A-Z_][A-Z0-9_]*", "AGE_LIMIT", "age", exact=True, by="fullmatch")
FIRST = 0xE000
"""Where the private-use characters begin: each tag is written as one of them, so that a rule is a regular expression over tags."""


class Signs(dict[str, str]):
    """The character of each tag, given out as tags come up."""

    def __missing__(self, tag: str) -> str:
        """Give the next character to a tag that has none."""
        return self.setdefault(tag, chr(FIRST + len(self)))


SIGNS = Signs()


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a term or a phrase that was understood: its tag, its place in the text, and what it stands for."""

    tag: str
    start: int
    end: int
    value: object = None
    text: str = ""

    @property
    def number(self) -> float:
        """Return the number that the token stands for."""
        assert isinstance(self.value, int | float)
        return self.value

    @property
    def words(self) -> str:
        """Return what the token stands for as plain words in lower case."""
        return " ".join(str(self.value).lower().split())


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the expression for a rule over tags, written with their names: `GE NUM TIME AGE?`."""
    return re.compile(NAME.sub(lambda match: SIGNS[match.group()], pattern).replace(" ", ""))


def line_of(tokens: Iterable[Token]) -> str:
    """Return the tags of tokens as one line of characters, on which rules are matched."""
    return "".join([SIGNS[token.tag] for token in tokens])


Build = Callable[[list[Token]], Token | Sequence[Token] | None]


def reduced(tokens: list[Token], pattern: str, build: Build) -> list[Token]:
    """Return the tokens with what a rule matches put together; where `build` gives None the match stays as it is."""
    found: list[Token] = []
    at = 0
    for match in compiled(pattern).finditer(line_of(tokens)):
        if match.start() < at or match.start() == match.end():
            continue
        whole = build(tokens[match.start() : match.end()])
        if whole is None:
            continue
        found += tokens[at : match.start()]
        found += [whole] if isinstance(whole, Token) else whole
        at = match.end()
    return [*found, *tokens[at:]] if at else tokens


def tokens_of(tokens: Iterable[Token], *tags: str) -> list[Token]:
    """Return the tokens of some tags."""
    return [token for token in tokens if token.tag in tags]


def place_of(tokens: Sequence[Token]) -> tuple[int, int]:
    """Return the place of tokens that stand together."""
    return tokens[0].start, tokens[-1].end
