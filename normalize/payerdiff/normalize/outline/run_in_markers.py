"""Lists within running text: `one of the following: (a) …; or (b) …` → their markers, each with its depth.

What shows a list is the sequence: a first marker behind words that lead to a list, and the next one of its series somewhere behind it. A letter or a
number in brackets that belongs to no series is none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from payerdiff.ingest.reading.marker import Marker, Style, places_of
from payerdiff.normalize.rules import Rule

LABEL = (
    r"(?P<open>[(\[]?)(?P<label>\d{1,2}|[A-Za-z]|[ivx]{2,4}|[IVX]{2,4})(?P<close>\.?\)|(?<=\[\d)\]|[.](?=\s+[A-Z“\"]))"
)
SIGN = Rule(
    "run_in_markers.sign", rf"(?<![\w.(\[%/-]){LABEL}\s*(?=\S)", "of: (a) asthma", "Group(a) asthma", exact=True
)
"""What may be a marker within a line: in brackets, or with a full stop before a capital."""
LEADS = Rule(
    "run_in_markers.leads",
    r"(?:^|[:,–—-]|\b(?:following|either|both|all|if|of|and|or|must|have|has|had|with|documentation|for|to))\s*[,;]?\s*$",
    "one of the following",
    "type",
)
"""What stands before the first marker of a list."""
FEWEST_LETTERS = 2
"""Letters that an item has at least."""
JOINT = Rule("run_in_markers.joint", r"^\W*(?:and|or|to|through|,)?\W*$", " and ", "asthma and")
"""What stands between two labels that are only named: `criteria (a) and (b)`."""
SENTENCE_END = Rule(
    "run_in_markers.sentence_end", r"(?:[a-z)\]%]|[A-Z]{2})\.\s+[A-Z]", "asthma. For", "i.v. for", exact=True
)
BRACKETS = {"(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class RunIn:
    """A marker within a line: where it and its words begin, how deep its list is, and which list of the line that is."""

    start: int
    words: int
    depth: int
    list: int
    marker: Marker


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be a marker: its place, its punctuation and what it may count."""

    start: int
    words: int
    text: str
    signs: str
    places: tuple[tuple[Style, int], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """An open list: its punctuation, its style and how far it counted."""

    signs: str
    style: Style
    count: int


def run_in_markers(text: str) -> list[RunIn]:
    """Return the markers of the lists within a line of text, in their order.

    >>> [(one.marker.text, one.depth) for one in run_in_markers("Meets one of: 1) asthma and (a) is adult or (b) is a child; 2) has a rash")]
    [('1)', 0), ('(a)', 1), ('(b)', 1), ('2)', 0)]
    >>> run_in_markers("Prior therapy (a) is defined below; type 1) is rare")
    []
    """
    left = candidates_in(text)
    while True:
        found = placed(text, left)
        alone = {one.start for one in found if is_alone(one, found)}
        if not alone:
            return found
        left = [one for one in left if one.start not in alone]


def candidates_in(text: str) -> list[Candidate]:
    """Return what may be markers: no bracket is open before one that only closes with a bracket."""
    found: list[Candidate] = []
    within = bracket_depths(text)
    for match in SIGN.finditer(text):
        places = places_of(match["label"])
        if places and (match["open"] or not within[match.start()]):
            signs = f"{match['open']}{match['close']}"
            found.append(Candidate(match.start(), match.end(), match[0].strip(), signs, places))
    ends = [*(one.start for one in found[1:]), len(text)]
    return [one for one, end in zip(found, ends, strict=False) if is_item(text[one.words : end])]


def is_item(words: str) -> bool:
    """Return True if words between two markers say something: those of a label that is only named do not."""
    return not JOINT.search(words) and sum(char.isalpha() for char in words) >= FEWEST_LETTERS


def bracket_depths(text: str) -> list[int]:
    """Return for each character how many brackets are open there that close again.

    >>> bracket_depths("a (b) c) (d")
    [0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    """
    depths = [0] * len(text)
    stack: list[int] = []
    for at, char in enumerate(text):
        if char in BRACKETS:
            stack.append(at)
        elif stack and char == BRACKETS[text[stack[-1]]]:
            start = stack.pop()
            depths[start : at + 1] = [depth + 1 for depth in depths[start : at + 1]]
    return depths


def placed(text: str, candidates: list[Candidate]) -> list[RunIn]:
    """Return the candidates that go on with a list or begin one, each with its depth."""
    found: list[RunIn] = []
    stack: list[Series] = []
    number = -1
    for at, one in enumerate(candidates):
        depth, series = next_in(stack, one)
        if series is None:
            since = found[-1].words if found else 0
            depth, series = opened(text, since, stack, one, candidates[at + 1 :])
        if series is None:
            continue
        number += depth == 0 and series.count == 1
        stack = [*stack[:depth], series]
        found.append(RunIn(one.start, one.words, depth, number, Marker("label", one.text, 0, one.places)))
    return found


def next_in(stack: list[Series], one: Candidate) -> tuple[int, Series | None]:
    """Return the depth of the open list that a candidate goes on with, and that list; None where it goes on with none."""
    for depth in range(len(stack) - 1, -1, -1):
        series = stack[depth]
        if series.signs == one.signs and (series.style, series.count + 1) in one.places:
            return depth, replace(series, count=series.count + 1)
    return len(stack), None


def opened(
    text: str, since: int, stack: list[Series], one: Candidate, behind: list[Candidate]
) -> tuple[int, Series | None]:
    """Return the depth of a list that a candidate begins, and that list: one of the same signs begins anew where it stood.

    Behind a full stop since the marker before it, a list stands below that marker only where one of the open lists goes on behind it.
    """
    style = next((style for style, count in one.places if count == 1), None)
    followed = any(each.signs == one.signs and (style, 2) in each.places for each in behind)
    if style is None or not followed or not LEADS.search(text[: one.start]):
        return 0, None
    same = [depth for depth, each in enumerate(stack) if (each.signs, each.style) == (one.signs, style)]
    if not same and SENTENCE_END.search(text[since : one.start]) and not goes_on(stack, behind):
        return 0, Series(one.signs, style, 1)
    return same[0] if same else len(stack), Series(one.signs, style, 1)


def goes_on(stack: list[Series], behind: list[Candidate]) -> bool:
    """Return True if one of the open lists has a next item."""
    return any(next_in(stack, one)[1] is not None for one in behind)


def is_alone(one: RunIn, found: list[RunIn]) -> bool:
    """Return True if a marker is the only one of its list: the first, with a shallower one or another list behind it."""
    after = found[found.index(one) + 1 :]
    if not any(count == 1 for _, count in one.marker.places):
        return False
    sibling = next((each for each in after if each.depth <= one.depth), None)
    return sibling is None or sibling.depth < one.depth or any(count == 1 for _, count in sibling.marker.places)
