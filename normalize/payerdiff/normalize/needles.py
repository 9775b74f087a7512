"""What a text must hold for an expression to find anything in it: most expressions find nothing in most texts, and a word that is not there says so.

The parts of an expression that every match spells out are read off its syntax, as Python's own compiler reads it. A text without any of them is
not searched. So an answer never depends on this, only how long it takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from re import _constants as code  # type: ignore[attr-defined]  # Python's own syntax of expressions has no stubs
from re import _parser as syntax  # type: ignore[attr-defined]
from typing import Any

SHORTEST = 2
"""Letters of the shortest part that is looked for."""
SIGN = 3
"""How rare a sign alone is, in letters."""
MOST = 40
"""Parts of which one must be there; to look for more takes as long as the search itself."""
FOLDED = "\u0130\u0131\u017f\u212a"
"""Letters beyond ASCII that an expression without regard to case takes for `i`, `s` and `k`."""
NEVER = 0xFFFF
"""A width that is no limit."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What an expression asks of a text."""

    parts: tuple[str, ...]
    """In lower case; one of them stands in every text in which the expression finds something. Without any, nothing is known."""
    at_start: bool
    """True if it can match at the beginning alone."""
    reach: int | None
    """How many characters before the end a match begins at most; None where it may end anywhere."""
    digit: bool = False
    """True if every match holds a digit."""

    def may_be_in(self, text: str) -> bool:
        """Return False where the expression finds nothing in a text for want of a part."""
        if self.digit and not has_digit(text):
            return False
        if not self.parts:
            return True
        low = plain(text) if len(text) < LONG else UNFOLDED(text)
        return low is None or any(map(low.__contains__, self.parts))

    def first_place(self, text: str) -> int:
        """Return from where on a match can begin."""
        return 0 if self.reach is None else max(0, len(text) - self.reach - 1)


@lru_cache(maxsize=1_024)
def plain(text: str) -> str | None:
    """Return a text in lower case; None where that does not tell which of its letters an expression takes for others."""
    return None if not text.isascii() and any(letter in text for letter in FOLDED) else text.lower()


@lru_cache(maxsize=1_024)
def has_digit(text: str) -> bool:
    """Return True if a text holds a digit."""
    return not ASCII_DIGITS.isdisjoint(text) if text.isascii() else any(map(str.isdecimal, text))


ASCII_DIGITS = frozenset("0123456789")
UNFOLDED = plain.__wrapped__
LONG = 10_000
"""Characters of a text that is put into lower case anew for each expression, so that no whole documents are kept."""


def needs_of(pattern: re.Pattern[str]) -> Needs:
    """Return what an expression asks of a text.

    >>> needs_of(re.compile(r"(?:prior )?(?:cover|approv)ed", re.IGNORECASE)).parts
    ('approv', 'cover')
    >>> needs_of(re.compile("^a")).at_start, needs_of(re.compile("non-?$")).reach, needs_of(re.compile("x|.")).parts
    (True, 4, ())
    """
    tree = syntax.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    steps = list(tree)
    parts = best(steps)
    lines = bool(tree.state.flags & re.MULTILINE)
    width = tree.getwidth()[1]
    ends = not lines and width < NEVER and all_end(steps)
    return Needs(parts or (), not lines and all_begin(steps), width if ends else None, holds_digit(steps))


def is_sure(steps: Sequence[Any], place: Callable[[Any], bool], at: int) -> bool:
    """Return True if every way through an expression has an assertion of a place first (`at` 0) or last (`at` -1)."""
    if not steps:
        return False
    kind, held = steps[at]
    if kind is code.AT:
        return place(held)
    if kind is code.SUBPATTERN:
        return not held[1] & re.MULTILINE and is_sure(list(held[3]), place, at)
    return kind is code.BRANCH and all(is_sure(list(way), place, at) for way in held[1])


def all_begin(steps: Sequence[Any]) -> bool:
    """Return True if an expression matches at the beginning of a text alone."""
    return is_sure(steps, lambda held: held in (code.AT_BEGINNING, code.AT_BEGINNING_STRING), 0)


def all_end(steps: Sequence[Any]) -> bool:
    """Return True if an expression matches at the end of a text alone."""
    return is_sure(steps, lambda held: held in (code.AT_END, code.AT_END_STRING), -1)


def holds_digit(steps: Sequence[Any]) -> bool:
    """Return True if each way through an expression takes a digit.

    >>> [needs_of(re.compile(p)).digit for p in (r"a\\d{2}", "[0-9]+|x[12]", r"\\d*", r"\\d|x", r"[\\d.]", "(?:a[3]?)+5")]
    [True, True, False, False, False, True]
    """
    return any(takes_digit(kind, held) for kind, held in steps)


def takes_digit(kind: Any, held: Any) -> bool:
    """Return True if one step of an expression takes a digit in every match."""
    if kind is code.LITERAL:
        return chr(held).isdecimal()
    if kind is code.IN:
        return all(
            one == (code.CATEGORY, code.CATEGORY_DIGIT)
            or (one[0] is code.LITERAL and chr(one[1]).isdecimal())
            or (one[0] is code.RANGE and DIGITS[0] <= one[1][0] and one[1][1] <= DIGITS[1])
            for one in held
        )
    if kind is code.BRANCH:
        return all(holds_digit(list(way)) for way in held[1])
    if kind is code.SUBPATTERN:
        return holds_digit(list(held[3]))
    if kind in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
        return held[0] > 0 and holds_digit(list(held[2]))
    return kind is code.ATOMIC_GROUP and holds_digit(list(held))


DIGITS = (ord("0"), ord("9"))


def best(steps: Sequence[Any]) -> tuple[str, ...] | None:
    """Return the parts of which each match holds one: of several such sets the one whose most usual part is rarest; None without any."""
    found = [parts for parts in sets_of(steps) if len(parts) <= MOST and min(map(rarity, parts)) >= SHORTEST]
    return max(found, key=lambda parts: (min(map(rarity, parts)), -len(parts)), default=None)


def rarity(part: str) -> int:
    """Return how rare a part is: the longer the rarer, and a sign alone as rare as a short word; white space is everywhere.

    >>> rarity("prior"), rarity("/"), rarity("a"), rarity(" ")
    (5, 3, 1, 0)
    """
    if not part.strip():
        return 0
    return len(part) if any(map(str.isalnum, part)) else SIGN


def sets_of(steps: Sequence[Any]) -> Iterator[tuple[str, ...]]:
    """Yield sets of parts, of each of which a match of all steps holds one."""
    run = ""
    for kind, held in steps:
        if kind is code.LITERAL and held < 128:
            run += chr(held).lower()
            continue
        if run:
            yield (run,)
        run = ""
        inner = inner_of(kind, held)
        if inner:
            yield inner
    if run:
        yield (run,)


def inner_of(kind: Any, held: Any) -> tuple[str, ...] | None:
    """Return the parts that one step of an expression asks for."""
    if kind is code.BRANCH:
        ways = [best(list(way)) for way in held[1]]
        return tuple(sorted({part for way in ways for part in way or ()})) if all(ways) else None
    if kind is code.SUBPATTERN:
        return best(list(held[3]))
    if kind in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
        return best(list(held[2])) if held[0] else None
    if kind is code.ATOMIC_GROUP:
        return best(list(held))
    return best(list(held[1])) if kind is code.ASSERT else None


@dataclass(frozen=True, slots=True)
class Sieve:
    """An expression that searches those texts alone in which it may find something."""

    pattern: re.Pattern[str]
    needs: Needs

    @classmethod
    def of(cls, pattern: str, flags: int = 0) -> Sieve:
        """Return the expression of a pattern."""
        compiled = re.compile(pattern, flags)
        return cls(compiled, needs_of(compiled))

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match in a text."""
        if not self.needs.may_be_in(text):
            return None
        return self.within(text)

    def within(self, text: str) -> re.Match[str] | None:
        """Return the first match in a text that is known to hold what the expression needs."""
        return self.pattern.match(text) if self.needs.at_start else self.pattern.search(text, self.needs.first_place(text))  # fmt: skip
