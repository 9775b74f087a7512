"""What a criterion means in our own words, with how its conditions join: an alternative is never told as a plain requirement."""

from __future__ import annotations

from collections.abc import Iterator

from payerdiff.model.meaning.parts import parts_of
from payerdiff.model.phrasing import say
from payerdiff.model.policy import Atom, Criterion

LIMITS = {">=": "at least", "<=": "at most", ">": "over", "<": "under"}
OTHER_WORDS = "other words, see policy text"
"""What is said of a part that is not typed."""


def say_leaf(leaf: Criterion) -> str:
    """Say what the conditions of a leaf ask; parts that are not typed are told where they are alternatives, excluded or a condition."""
    if leaf.meaning is None:
        return "; ".join(dict.fromkeys(f"not {say(atom)}" if atom.negated else say(atom) for atom in leaf.atoms))
    asked = requirements_of(parts_of(leaf))
    return "; ".join(dict.fromkeys(say_part(part) for part in asked if part.children or part.atoms))


def requirements_of(part: Criterion) -> Iterator[Criterion]:
    """Yield what a tree of parts asks for, an `all` taken apart."""
    if part.op != "all":
        yield part
    for child in part.children if part.op == "all" else ():
        yield from requirements_of(child)


def say_part(part: Criterion) -> str:
    """Say one part of a leaf with all below it.

    >>> say_part(Criterion(op="any", children=[Criterion(op="leaf", text="alpha"), Criterion(op="leaf", text="beta")]))
    'other words, see policy text'
    """
    if not part.children:
        return "; ".join(map(say_plainly, part.atoms)) or OTHER_WORDS
    if part.op == "if":
        condition, *rest = part.children
        return f"only if {inner(condition)}: {chained(rest, 'and')}"
    if part.op == "none":
        return f"not {chained(part.children, 'or', bracketed=len(part.children) > 1)}"
    if part.op == "at_least":
        return f"at least {part.k or 1} of: {'; '.join(map(inner, part.children))}"
    return chained(part.children, "or" if part.op == "any" else "and")


def say_plainly(atom: Atom) -> str:
    """Say an atom among others: a limit that stands alone in its own row of the matrix has no subject there, and is told in words here."""
    said = say(atom)
    op, _, rest = said.partition(" ")
    words = f"{LIMITS[op]} {rest}" if op in LIMITS else said
    return f"not {words}" if atom.negated else words


def inner(part: Criterion) -> str:
    """Say a part within another; one of several conditions stands in brackets."""
    said = say_part(part)
    return f"({said})" if len(part.children) > 1 and said != OTHER_WORDS else said


def chained(parts: list[Criterion], word: str, *, bracketed: bool = False) -> str:
    """Say parts joined by a word, what is not typed last and once (`18 years or older, or at least 40 kg`)."""
    said = list(dict.fromkeys(map(inner, parts)))
    said.sort(key=lambda words: words == OTHER_WORDS)
    words = said[0] if len(said) == 1 else f"{', '.join(said[:-1])}, {word} {said[-1]}"
    return f"({words})" if bracketed and len(said) > 1 else words
