"""One policy of our own wording in many dresses: its numbering, its connectors, its headings and what carries it change, and its meaning does not.

A dress turns the policy into lines, and a carrier turns lines into a file. Whatever they are, the same trees must be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Op = Literal["all", "any", "at_least"]


@dataclass(frozen=True, slots=True)
class Part:
    """A criterion: its words, and for a list the parts below them with how they join."""

    words: str
    op: Op | None = None
    parts: tuple[Part, ...] = ()
    k: int | None = None


@dataclass(frozen=True, slots=True)
class Set:
    """The criteria of one request for one use."""

    phase: Literal["initial", "renewal"]
    use: str
    root: Part


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a dressed policy. `depth` counts lists from 0; a heading's counts ranks."""

    kind: Literal["title", "plain", "head", "lead", "item", "joint"]
    words: str
    depth: int = 0
    mark: str = ""


def leaf(words: str) -> Part:
    """Return a criterion without parts."""
    return Part(words)


def every(words: str, *parts: Part) -> Part:
    """Return a list of which all items are asked for."""
    return Part(words, "all", parts)


def some(words: str, *parts: Part) -> Part:
    """Return a list of which any item is enough."""
    return Part(words, "any", parts)


STEP = some(
    "Patient meets ONE of the following:",
    leaf("Patient has tried and failed methotrexate for at least 3 months"),
    every(
        "Patient meets BOTH of the following:",
        leaf("Disease affects at least 10% of the body surface area, or the hands, the feet, the face or the scalp"),
        leaf("Patient has a contraindication to phototherapy"),
    ),
    leaf("Patient is intolerant of acitretin"),
)
AGAIN = every(
    "Reauthorization may be approved when ALL of the following criteria are met:",
    leaf("Patient has responded to therapy with a reduction of symptoms"),
    leaf("Patient has no serious infection"),
)
POLICY = (
    Set(
        "initial",
        "Plaque Psoriasis",
        every(
            "Inventa may be approved when ALL of the following criteria are met:",
            leaf("Patient has a diagnosis of moderate to severe plaque psoriasis"),
            leaf("Patient is 18 years of age or older"),
            STEP,
            leaf("Inventa is prescribed by or in consultation with a dermatologist"),
        ),
    ),
    Set("renewal", "Plaque Psoriasis", AGAIN),
    Set(
        "initial",
        "Psoriatic Arthritis",
        every(
            "Inventa may be approved when ALL of the following criteria are met:",
            leaf("Patient has a diagnosis of active psoriatic arthritis"),
            some(
                "Patient meets ONE of the following:",
                leaf("Patient has tried and failed leflunomide"),
                leaf("Patient has predominantly axial disease and a contraindication to all nonsteroidal anti-inflammatory drugs"),
            ),
            leaf("Inventa is not used in combination with another biologic"),
        ),
    ),
    Set("renewal", "Psoriatic Arthritis", AGAIN),
)  # fmt: skip
"""Two uses, each at its first request and at the next; three lists deep."""


def roman(at: int) -> str:
    """Return a small Roman numeral of a short list."""
    return ("i", "ii", "iii", "iv", "v", "vi")[at]


Marks = Callable[[tuple[int, ...]], str]
"""The mark of an item, by the places of the items above it and its own, from 0."""


def counted(*patterns: str) -> Marks:
    """Return numbering by level: `1`, `a`, `A`, `i` and `I` in a pattern stand for the number."""

    def mark(path: tuple[int, ...]) -> str:
        pattern, at = patterns[len(path) - 1], path[-1]
        signs = {"1": str(at + 1), "a": "abcdef"[at], "A": "ABCDEF"[at], "i": roman(at), "I": roman(at).upper()}
        return "".join(signs.get(sign, sign) for sign in pattern)

    return mark


def decimals(path: tuple[int, ...]) -> str:
    """Return a number with those above it: `1.2.1`."""
    return ".".join(str(at + 1) for at in path) + ("." if len(path) == 1 else "")


MARKS: dict[str, Marks] = {
    "1. a. i.": counted("1.", "a.", "i."),
    "1. a) i)": counted("1.", "a)", "i)"),
    "A. 1. a.": counted("A.", "1.", "a."),
    "I. A. 1.": counted("I.", "A.", "1."),
    "(1) (a) (i)": counted("(1)", "(a)", "(i)"),
    "a) i) 1)": counted("a)", "i)", "1)"),
    "1. 1.1 1.1.1": decimals,
    "• o ▪": counted("•", "o", "▪"),
    "• • •": counted("•", "•", "•"),
    "- - -": counted("-", "-", "-"),
    "☐ ☐ ☐": counted("☐", "☐", "☐"),
    "1. • -": counted("1.", "•", "-"),
    "no marks": counted("", "", ""),
}
Joins = Literal["end", "line", "lead", "capitals", "start"]
JOINS: tuple[Joins, ...] = ("end", "capitals", "line", "lead", "start")


def rows_of(part: Part, marks: Marks, joins: Joins, path: tuple[int, ...] = ()) -> Iterator[Row]:
    """Yield the lines of a list below its words."""
    last = len(part.parts) - 1
    joint = "or" if part.op == "any" else "and"
    for at, one in enumerate(part.parts):
        own = (*path, at)
        words = f"{joint.upper()} {one.words}" if joins == "start" and at else one.words
        yield Row("item", words + ("" if one.parts else closing(joins, joint, at == last)), len(path), marks(own))
        yield from rows_of(one, marks, joins, own)
        if at < last and (joins == "line" or (one.parts and joins == "capitals")):
            yield Row("joint", joint.upper(), len(path))


def closing(joins: Joins, joint: str, last: bool) -> str:
    """Return how an item without parts closes."""
    if joins in ("lead", "line", "start") or last:
        return "." if last else ""
    return f"; {joint}" if joins == "end" else f" {joint.upper()}"


Order = Literal["use over request", "request over use", "use alone"]
ORDERS: tuple[Order, ...] = ("use over request", "request over use", "use alone")
MONTHS = {"initial": 6, "renewal": 12}
REQUESTS = {"initial": "Initial Approval Criteria", "renewal": "Reauthorization Criteria"}


def dressed(marks: Marks, joins: Joins, order: Order) -> Iterator[Row]:
    """Yield the lines of the policy."""
    yield Row("title", "Inventa (inventamab)")
    yield Row("plain", "Policy number: S.100")
    yield Row("plain", "Effective date: 01/01/2026")
    yield Row(
        "plain",
        "Inventa is an invented antibody that is given under the skin every four weeks. No trial of it was ever run.",
    )
    yield Row("head", "Coverage Criteria")
    sets = sorted(POLICY, key=lambda one: one.phase) if order == "request over use" else POLICY
    last = ""
    for one in sets:
        names = [one.use] if order == "use alone" else [one.use, REQUESTS[one.phase]]
        names = names[::-1] if order == "request over use" else names
        for rank, name in enumerate(names, 1):
            if rank == len(names) > 1 or name != last:
                yield Row("head", name, rank)
        last = names[0]
        yield Row("lead", one.root.words)
        yield from rows_of(one.root, marks, joins)
        yield Row("plain", f"Approval duration: {MONTHS[one.phase]} months")
    yield Row("head", "References")
    yield Row("plain", "1. Inventor A. A study of inventamab in adults with psoriasis. J Invent Med. 2020;1(1):1-9.")


Heads = Literal["bold", "capitals", "numbered", "underlined", "large", "tag", "numbered tag"]
HEADS: tuple[Heads, ...] = ("bold", "capitals", "numbered", "underlined", "large", "tag", "numbered tag")


@dataclass(frozen=True, slots=True)
class Head:
    """How a heading is set."""

    words: str
    bold: bool = False
    underlined: bool = False
    size: float = 11.0


def head_of(row: Row, heads: Heads, number: str) -> Head:
    """Return a heading as a style sets it; a rank is seen in size, weight, capitals or its number."""
    size = {"bold": (13.0, 11.0, 11.0), "numbered": (13.0, 11.0, 11.0), "underlined": (13.0, 11.0, 11.0)}.get(
        heads, (16.0, 14.0, 12.5)
    )[row.depth]
    if heads == "capitals":
        return Head(row.words.upper(), row.depth < 2, size=(13.0, 12.0, 11.0)[row.depth])
    if heads.startswith("numbered"):
        return Head(f"{number} {row.words}", True, size=size)
    if heads == "underlined":
        return Head(row.words if row.depth < 2 else f"{row.words}:", row.depth < 2, True, size)
    return Head(row.words, True, size=size)


def with_heads(rows: Sequence[Row], heads: Heads) -> Iterator[tuple[Row, Head | None]]:
    """Yield rows, each heading with how it is set."""
    path: list[int] = []
    for row in rows:
        if row.kind != "head":
            yield row, None
            continue
        path = [*path, 0, 0, 0][: row.depth + 1]
        path[row.depth] += 1
        number = (
            roman(path[0] - 1).upper() + "."
            if row.depth == 0
            else "ABCDEF"[path[1] - 1] + "."
            if row.depth == 1
            else f"{path[2]}."
        )
        yield row, head_of(row, heads, number)
