"""Two versions as streams of words, aligned before any tree is looked at: which words came, which went, which stayed.

A line that is set elsewhere, a page break, another bullet can have the same words read as another tree. What stands in an equal run of
both streams did not change, whatever the trees say of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby, pairwise

from payerdiff.compare.changes.content_edits import Placed, rising
from payerdiff.model.policy import LedgerBlock, Policy, Span

RUN = 4
WORD = re.compile(r"[a-z0-9]+(?:[.:/][a-z0-9]+)*|[<>=≥≤]")
PAGE = re.compile(r"^[ \t]*page:?[ \t]*\d+(?:[ \t]*(?:of|/)[ \t]*\d+)?[ \t]*$", re.MULTILINE)
"""A line that only numbers its page."""
LABEL = re.compile(r"^[^\w\n]*(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)](?=\s)|^[ \t]*o(?=[ \t])", re.MULTILINE)
"""The label of a list's item, or a bullet that is drawn as a letter, at the head of its line."""
GRAMS = (8, 4, 2)
"""Runs of so many words, which stand once in each stream, hold the two together; where there is none, shorter ones."""
SQUARE = 4_000_000
"""Pairs of words up to which two stretches without such runs are compared word by word."""


@dataclass(slots=True)
class Words:
    """The words of a version with their places, and its lines."""

    blocks: list[LedgerBlock] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    places: list[tuple[int, int, int]] = field(default_factory=list)
    """Of each word: its block, and where it starts and ends in the block's text."""
    starts: list[int] = field(default_factory=list)
    """Of each word: where it starts in the document."""
    labels: list[bool] = field(default_factory=list)
    """Of each word: whether it is the label of a list's item."""
    lines: set[str] = field(default_factory=set)

    def region(self, span: Span, text: str) -> range:
        """Return the words of a passage: those of its span, and as many more as its text has where a page break parts it."""
        low = bisect_left(self.starts, span.start)
        high = max(bisect_left(self.starts, span.end), low + len(WORD.findall(text.lower())))
        return range(low, min(high, len(self.words)))


def words_of(policy: Policy) -> Words:
    """Return all words of a version but its running heads and page numbers."""
    found = Words([b for b in policy.ledger.blocks if b.text])
    for at, block in enumerate(found.blocks):
        low = PAGE.sub(lambda m: " " * len(m.group(0)), (block.text or "").lower())
        labels = [m.span() for m in LABEL.finditer(low)]
        for match in WORD.finditer(low):
            found.words.append(match.group(0))
            found.places.append((at, match.start(), match.end()))
            found.starts.append(block.start + match.start())
            while labels and labels[0][1] < match.end():
                labels.pop(0)
            found.labels.append(bool(labels) and labels[0][0] <= match.start())
        found.lines |= {" ".join(WORD.findall(line)) for line in low.split("\n")}
    return found


Changed = tuple[int, int, str]
"""A word that went (0) or came (1), its index in its version, and the word."""


@dataclass(frozen=True, slots=True)
class Streams:
    """Two versions' words. Of each word: whether the other version has it at the same place (`kept`), or there or elsewhere (`settled`)."""

    old: Words
    new: Words
    kept_old: Sequence[bool]
    kept_new: Sequence[bool]
    settled_old: Sequence[bool]
    settled_new: Sequence[bool]
    are_readings: bool
    """True for two readings of one file, which differ by marks: their words do not speak against their trees."""

    def changed(self, old: Iterable[Placed], new: Iterable[Placed], *, moved: bool, ahead: int = 0) -> set[Changed]:
        """Return the words that came or went within passages of either version, or so many words ahead of them; labels are left out.

        With `moved` they are also those that stand elsewhere.
        """
        found: set[Changed] = set()
        same = (self.kept_old, self.kept_new) if moved else (self.settled_old, self.settled_new)
        for side, (words, kept, passages) in enumerate(zip((self.old, self.new), same, (old, new), strict=True)):
            for span, text in passages:
                own = words.region(span, text)
                every = range(max(own.start - ahead, 0), own.stop)
                found |= {(side, at, words.words[at]) for at in every if not kept[at] and not words.labels[at]}
        return found

    @property
    def every_change(self) -> set[str]:
        """Return all words that came or went."""
        sides = ((self.old, self.kept_old), (self.new, self.kept_new))
        return {words.words[at] for words, kept in sides for at in range(len(kept)) if not kept[at]}


def streams_of(old: Policy, new: Policy) -> Streams:
    """Return two versions' words side by side."""
    before, after = words_of(old), words_of(new)
    kept = [False] * len(before.words), [False] * len(after.words)
    for a, b, size in aligned(before.words, after.words):
        kept[0][a : a + size] = [True] * size
        kept[1][b : b + size] = [True] * size
    return Streams(
        before,
        after,
        *kept,
        with_moved(before, after, kept),
        with_moved(after, before, kept[::-1]),
        old.source.sha256 == new.source.sha256,
    )


def with_moved(own: Words, other: Words, kept: Sequence[Sequence[bool]]) -> list[bool]:
    """Return for each word whether it was kept, or moved: it stands in a run of words that came in, or went, elsewhere in the other version."""
    found = list(kept[0])
    runs = {tuple(run[at : at + RUN]) for places in changed_runs(kept[1]) for run in [[other.words[p] for p in places]] for at in range(len(run) - RUN + 1)}  # fmt: skip
    for places in changed_runs(kept[0]):
        words = [own.words[at] for at in places]
        for at in range(len(words) - RUN + 1):
            if tuple(words[at : at + RUN]) in runs:
                found[places[at] : places[at] + RUN] = [True] * RUN
    return found


def changed_runs(kept: Sequence[bool]) -> Iterator[list[int]]:
    """Yield the runs of words that were not kept."""
    for is_kept, run in groupby(range(len(kept)), key=lambda at: kept[at]):
        if not is_kept:
            yield list(run)


def aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield equal runs of two streams, in no order: where each begins, and its length.

    >>> sorted(aligned("a b c d".split(), "a x c d".split()))
    [(0, 0, 1), (2, 2, 2)]
    """
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        a, b, c, d = waiting.pop()
        head = shared_head(old, new, (a, b, c, d))
        if head:
            yield a, c, head
        a, c = a + head, c + head
        tail = shared_tail(old, new, (a, b, c, d))
        b, d = b - tail, d - tail
        held = anchors(old[a:b], new[c:d]) if a < b and c < d else []
        if held:
            edges = [(a, c), *((a + i, c + j) for i, j in held), (b, d)]
            waiting += [(i, k, j, m) for (i, j), (k, m) in reversed(list(pairwise(edges)))]
        elif 0 < (b - a) * (d - c) <= SQUARE:
            for i, j, size in SequenceMatcher(None, old[a:b], new[c:d], autojunk=False).get_matching_blocks():
                if size:
                    yield a + i, c + j, size
        if tail:
            yield b, d, tail


def shared_head(old: Sequence[str], new: Sequence[str], place: tuple[int, int, int, int]) -> int:
    """Return how many words two stretches begin with alike."""
    a, b, c, d = place
    most = min(b - a, d - c)
    return next((n for n in range(most) if old[a + n] != new[c + n]), most)


def shared_tail(old: Sequence[str], new: Sequence[str], place: tuple[int, int, int, int]) -> int:
    """Return how many words two stretches end with alike."""
    a, b, c, d = place
    most = min(b - a, d - c)
    return next((n for n in range(most) if old[b - 1 - n] != new[d - 1 - n]), most)


def anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return places where two stretches surely meet: runs of words that stand once in each, in an order that both keep."""
    for size in GRAMS:
        left, right = ([tuple(side[at : at + size]) for at in range(len(side) - size + 1)] for side in (old, new))
        once = [{gram for gram, times in Counter(side).items() if times == 1} for side in (left, right)]
        there = {gram: at for at, gram in enumerate(right) if gram in once[1]}
        met = [(at, there[gram]) for at, gram in enumerate(left) if gram in once[0] and gram in there]
        kept = rising([j for _, j in met])
        if kept:
            return [pair for at, pair in enumerate(met) if at in kept]
    return []
