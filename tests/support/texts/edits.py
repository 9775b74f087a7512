"""Real edits of a document's text, each with the direction that a review must give it: the other side of the harmless variants.

Each is made where the text offers a place: in a criterion that speaks for approval, as the text itself was read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from payerdiff.model.polarity import Place, walk
from payerdiff.model.policy import Criterion, Direction, Policy, Span


@dataclass(frozen=True, slots=True)
class Edited:
    """A kind of edit, the text after it, and which way it moves coverage."""

    kind: str
    text: str
    direction: Direction


STEP = "trial and failure of methotrexate"
COUNTS = {"two": "three", "2": "3", "three": "four", "3": "4"}
NUMBERS: tuple[tuple[str, re.Pattern[str], float, Direction], ...] = (
    ("age", re.compile(r"(?P<n>\d+) years? of age (?:or|and) (?:older|above)|\bage[ds]? (?:≥|>=|of) ?(?P<m>\d+)|≥ ?(?P<o>\d+) years", re.IGNORECASE), 2, "tightened"),
    ("threshold", re.compile(r"(?:≥|>|at least|greater than|more than) ?(?P<n>\d+(?:\.\d+)?)(?! ?(?:year|month|week|day|\(|of|or|prior|\d|,))", re.IGNORECASE), 2, "tightened"),
    ("upper threshold", re.compile(r"(?:≤|<|less than|below|no more than) ?(?P<n>\d+(?:\.\d+)?)(?! ?(?:year|month|week|day|\(|\d|,))", re.IGNORECASE), 2, "loosened"),
    ("time window", re.compile(r"within the (?:last|past|previous|prior) (?P<n>\d+) (?:day|week|month|year)", re.IGNORECASE), 2, "loosened"),
    ("length of trial", re.compile(r"for at least (?P<n>\d+) (?:day|week|month)", re.IGNORECASE), 2, "tightened"),
)  # fmt: skip
COUNT = re.compile(r"\b(?P<n>two|2|three|3)(?= (?:\(\d\) )?(?:or more )?of the following)", re.IGNORECASE)
ALL = re.compile(r"\ball(?= of the following)", re.IGNORECASE)
ONE = re.compile(r"(?<!least )\b(?:one|1|any)(?= of the following)", re.IGNORECASE)
LIMITED = re.compile(
    r"\b(?:not|no|without|never|unless|except|none|when|if|following|these|criteri\w+)\b", re.IGNORECASE
)
"""Words that turn what is said round, or make more of it than one criterion."""
END = re.compile(r"(?:[\s.;,:]|\b(?:and|or)\b)*$", re.IGNORECASE)
MONTHS = re.compile(r"\b(?P<n>\d+)(?= months?\b)", re.IGNORECASE)


def spliced(text: str, start: int, end: int, words: str) -> str:
    """Return a text with other words in a place."""
    return text[:start] + words + text[end:]


def edits_of(text: str, policy: Policy) -> Iterator[Edited]:
    """Yield the edits of each kind that a text offers a place for, at most two of a kind."""
    made: dict[str, int] = {}
    for edit in every_edit(text, policy):
        made[edit.kind] = made.get(edit.kind, 0) + 1
        if made[edit.kind] <= 2 and edit.text != text:
            yield edit


def every_edit(text: str, policy: Policy) -> Iterator[Edited]:
    """Yield all edits."""
    for criteria in policy.criteria:
        for place in walk(criteria.root):
            if place.polarity == "for" and not place.is_condition and place.node.span is not None:
                yield from of_group(text, place) if place.node.children else of_leaf(text, place, place.node.span)
    for approval in policy.approvals:
        match = MONTHS.search(text, approval.span.start, approval.span.end)
        if match and approval.unit == "month" and approval.value == float(match["n"]):
            yield Edited("approval halved", spliced(text, *match.span("n"), f"{int(match['n']) / 2:g}"), "tightened")
            yield Edited("approval doubled", spliced(text, *match.span("n"), f"{int(match['n']) * 2}"), "loosened")
    for criteria in policy.exclusions:
        for place in walk(criteria.root):
            if (
                place.is_leaf
                and place.node.span is not None
                and is_whole(text, place.node)
                and not LIMITED.search(place.node.text)
            ):
                at = last_word(text, place.node.span)
                yield Edited("exclusion qualified", spliced(text, at, at, " in combination with methotrexate"), "loosened")  # fmt: skip


def last_word(text: str, span: Span) -> int:
    """Return where the words of a passage end, before its points and the connector to the next."""
    found = END.search(text, span.start, span.end)
    return found.start() if found else span.end


def is_whole(text: str, leaf: Criterion) -> bool:
    """Return True if a criterion is a whole phrase that stands on lines of its own and opens no list."""
    span = leaf.span
    assert span is not None  # the caller looked
    behind = text[span.end :].lstrip(" .;,")
    words = leaf.text.split()
    ends = not behind or behind[0] == "\n" or re.match(r"(?:and|or)\b", behind, re.IGNORECASE) is not None
    goes_on = re.match(r"\s*[a-z]{2}", behind) is not None or re.search(r"(?:following|:|\b(?:the|a|of|is|by|in|with|and|or|medically))\W*$", leaf.text) is not None  # fmt: skip
    return 2 < len(words) < 40 and ends and not goes_on


def of_leaf(text: str, place: Place[Criterion], span: Span) -> Iterator[Edited]:
    """Yield the edits of one criterion."""
    said = text[span.start : span.end]
    if LIMITED.search(said) or not is_whole(text, place.node):
        return
    for kind, pattern, factor, way in NUMBERS:
        match = pattern.search(text, span.start, span.end)
        if match:
            name = next(key for key, value in match.groupdict().items() if value)
            yield Edited(kind, spliced(text, *match.span(name), f"{float(match[name]) * factor:g}"), way)
    at = last_word(text, span)
    if at > span.start and not re.search(r"\bor\b", said):
        yield Edited("step added with and", spliced(text, at, at, f" and {STEP}"), "tightened")
        yield Edited("step added with or", spliced(text, at, at, f" or {STEP}"), "loosened")


def of_group(text: str, place: Place[Criterion]) -> Iterator[Edited]:
    """Yield the edits of one list."""
    node = place.node
    kids = node.children
    plain = all(not kid.children and kid.span is not None for kid in kids)
    last = kids[-1].span
    if len({kid.text for kid in kids}) < 3 or not plain or last is None or node.read_as is not None:
        return
    first = kids[0].span
    assert first is not None and node.span is not None  # they are plain, and the caller looked
    span = (min(node.span.start, max(first.start - 200, 0)), first.start)
    low, high = text.rfind("\n", 0, last.start) + 1, text.find("\n", last.end)
    cut = spliced(text, low, high + 1, "")
    if node.op == "all":
        yield Edited("conjunct deleted", cut, "loosened")
    if node.op == "any":
        yield Edited("disjunct deleted", cut, "tightened")
    changes: tuple[tuple[str, re.Pattern[str], str, Callable[[str], str], Direction], ...] = (
        ("all made one", ALL, "all", lambda _: "one", "loosened"), ("one made all", ONE, "any", lambda _: "all", "tightened"),
        ("count raised", COUNT, "at_least", lambda word: COUNTS[word.lower()], "tightened"),
    )  # fmt: skip
    for kind, pattern, op, other, way in changes:
        found = list(pattern.finditer(text, *span))
        if found and node.op == op:
            yield Edited(kind, spliced(text, *found[-1].span(), other(found[-1].group(0))), way)
