"""Mutants of an input: lines moved, tokens swapped, numbers and bytes changed. The same seed gives the same mutant."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

TOKEN = re.compile(rb"[A-Za-z]+|\d+(?:\.\d+)?|\s+|<[^<>]*>|[^\sA-Za-z\d]")
ELEMENT = re.compile(rb"(<(?P<tag>[\w:]+)[^<>]{0,200}(?<!/)>)(.{0,600}?)(?=</(?P=tag)>)</(?P=tag)>", re.DOTALL)
NUMBERS = (b"0", b"-1", b"1.5", b"2147483648", b"9" * 40, b"9" * 400, b"1e999", b"nan", "²".encode(), "٣".encode())
SIGNS = "\x00 \x0c \x85 \u2028 \ufeff \u00ad \u200b \u202e İ ﬁ ſ 𝟙 e\u0301"
ODD = (*(sign.encode() for sign in SIGNS.split(" ")), b"\xed\xa0\x80", b"\xff", b"&#xD800;", b"&#0;", b"\r")
Mutation = Callable[[bytes, Random, Sequence[bytes]], bytes]


def bounds(length: int, draw: Random, most: int) -> tuple[int, int]:
    """Return where a drawn part of a sequence begins and ends."""
    low = draw.randrange(length + 1)
    return low, min(length, low + draw.randint(1, most))


def lines(data: bytes, draw: Random, words: Sequence[bytes]) -> bytes:
    """Move, repeat or drop a few lines."""
    held = data.splitlines(keepends=True)
    low, high = bounds(len(held), draw, 5)
    part, to = held[low:high], draw.randrange(len(held) + 1)
    kept = held if draw.random() < 0.4 else held[:low] + held[high:]
    return b"".join(kept if draw.random() < 0.3 else kept[:to] + part * draw.choice((1, 1, 2, 30)) + kept[to:])


def tokens(data: bytes, draw: Random, words: Sequence[bytes]) -> bytes:
    """Put a word of the carrier, a number, an odd sign or another token in a token's place or before it."""
    held = TOKEN.findall(data)
    if not held:
        return draw.choice(words)
    at = draw.randrange(len(held))
    new = draw.choice((draw.choice(words), draw.choice(held), draw.choice(NUMBERS), draw.choice(ODD), b""))
    held[at] = new if draw.random() < 0.5 else new + held[at]
    return b"".join(held)


def elements(data: bytes, draw: Random, words: Sequence[bytes]) -> bytes:
    """Move, repeat, nest or drop one element of markup, well formed as it was."""
    found = list(ELEMENT.finditer(data))
    if not found:
        return lines(data, draw, words)
    one, other = draw.choice(found), draw.choice(found)
    part, to = one[0] * draw.choice((1, 1, 2, 20)), other.end(3)
    kind = draw.randrange(4)
    if kind == 0:
        return data[: one.start()] + data[one.end() :]
    if kind == 1:
        depth = draw.choice((1, 2, 60))
        return data[: one.start()] + one[1] * depth + one[3] + (b"</%b>" % one["tag"]) * depth + data[one.end() :]
    return data[:to] + part + data[to:]


def numbers(data: bytes, draw: Random, words: Sequence[bytes]) -> bytes:
    """Change one number."""
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return data
    one = draw.choice(found)
    return data[: one.start()] + draw.choice((*NUMBERS, b"%d" % draw.randrange(100))) + data[one.end() :]


def raw(data: bytes, draw: Random, words: Sequence[bytes]) -> bytes:
    """Drop, repeat or change a few bytes."""
    low, high = bounds(len(data), draw, 24)
    return data[:low] + draw.choice((b"", data[low:high] * 2, draw.randbytes(high - low))) + data[high:]


def cut(data: bytes, draw: Random, words: Sequence[bytes]) -> bytes:
    """End early, or begin late."""
    at = draw.randrange(len(data) + 1)
    return data[:at] if draw.random() < 0.7 else data[at:]


MUTATIONS: tuple[Mutation, ...] = (lines, lines, lines, tokens, tokens, tokens, tokens, numbers, numbers, raw, cut)


IN_MARKUP: tuple[Mutation, ...] = (elements, elements, elements, elements, *MUTATIONS[:-1])
"""For bytes with elements: those of `MUTATIONS` alone leave little XML well formed."""


def mutant(data: bytes, draw: Random, words: Sequence[bytes]) -> bytes:
    """Return a mutant: one to six mutations after each other."""
    for _ in range(draw.choice((1, 1, 2, 3, 6))):
        data = draw.choice(IN_MARKUP if data.startswith((b"<", b"%part")) else MUTATIONS)(data, draw, words)
    return data
