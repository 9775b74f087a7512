"""What changed in the words that no typed part holds: unread text, introductions, background, boilerplate.

The tree sees criteria only. So that nothing is lost, all other words of two versions are held against each other: words
that the other version has neither at the same place nor elsewhere are new (or gone). Moved and reflowed text is neither.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel

from payerdiff.compare.changes.content_edits import Draft
from payerdiff.compare.changes.words.statements import grants, is_navigation, is_notice, leads_over, of_quantifier
from payerdiff.compare.changes.words.streams import RUN, WORD, Streams, Words
from payerdiff.model import concepts
from payerdiff.model.polarity import walk
from payerdiff.model.policy import Direction, Kind, LedgerBlock, Policy, Span, meetable
from payerdiff.model.words import plain_words
from payerdiff.normalize import lexicon

COVERAGE = re.compile(
    r"\b(?:medically necessary|medical necessity|investigational|experimental|unproven|not covered|covered|coverage|criteria|indicated|contraindicated|must|required|approved|authori[sz]ed?)\b",
    re.IGNORECASE,
)
IDLE = frozenset(lexicon.table("phrases")["titles"]["words"])
UNSAID = frozenset(lexicon.table("phrases")["filler"]["words"]) - frozenset(
    lexicon.table("phrases")["joining"]["words"]
)
"""Words of an introduction that say nothing, whether they come or go."""
DATED = re.compile(r"\b(?:effective|review(?:ed)?|revis(?:ed|ion)|publish(?:ed)?|updated?|approv(?:ed|al)|policy)\b.{0,40}?\bdate\b|^\W*(?:effective|reviewed|revised|published|updated)\b", re.IGNORECASE)  # fmt: skip
DAY = re.compile(r"\b(?:\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d{2}-\d{2}|[a-z]{3,9}\.? \d{1,2}, \d{4}|[a-z]{3,9} (?:19|20)\d\d)\b", re.IGNORECASE)  # fmt: skip
LABEL = re.compile(r"[a-z]|[ivx]+")
NEAR = 120
"""Characters between two passages that are shown as one: about a line."""
WIDE = 160
"""Characters that are shown on each side of a change where the text has no lines."""
BESIDE = 60
"""Characters beside words in a text without lines that can still make a ruling of them: `is not`, `medically necessary`."""
ITEM = re.compile(r"\s*(?:[•▪◦●o*-]|\(?[a-z0-9]{1,3}[.)])\s+\S", re.IGNORECASE)
LEAD = 5
"""Lines that introduce a list, at most."""
ROW = 4
"""Words of a passage that can be known again elsewhere."""
NOT_READ = "text not read as criteria"
ELSEWHERE = "other text"


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that the other version does not have, widened to their lines."""

    block: LedgerBlock
    start: int
    end: int
    before: tuple[str, ...]
    """The words ahead of it, by which the other version's passage at the same place is found."""
    core: tuple[int, int] = (0, 0)
    """Where the words themselves stand in the block, without the rest of their lines."""

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(page=self.block.page, start=self.block.start + self.start, end=self.block.start + self.end, quote=self.text)  # fmt: skip

    @property
    def text(self) -> str:
        """Its words."""
        return (self.block.text or "")[self.start : self.end]

    @property
    def lead(self) -> str:
        """Return the lines that introduce the list in which the words stand as an item; nothing where they are none."""
        if not ITEM.match(self.text):
            return ""
        lines = (self.block.text or "")[: self.start].rstrip().split("\n")
        while lines and ITEM.match(lines[-1]):
            lines.pop()
        found: list[str] = []
        while lines and lines[-1].strip() and len(found) < LEAD and (found or lines[-1].rstrip().endswith(":")):
            found.insert(0, lines.pop())
        return " ".join(found)

    @property
    def ruling(self) -> str:
        """Return its words with those that can make a ruling of them: the rest of their lines, or of a text without lines those nearby."""
        text = self.block.text or ""
        low, high = self.core
        if "\n" in text[max(low - WIDE, 0) : high + WIDE]:
            return f"{self.lead} {self.text}"
        return text[max(self.start, low - BESIDE) : min(self.end, high + BESIDE)]


def changes_of_words(old: Policy, new: Policy, streams: Streams, told: Sequence[Draft] | None = None) -> list[Draft]:
    """Return changed passages outside everything typed, in the new version's order; then what is gone.

    Words of criteria that changed while no change of criteria (`told`) stands there are among them: no tree hides a written word.
    """
    hidden = [silence_of(side, told, at) for at, side in enumerate((old, new))]
    gone = list(passages(streams.old, streams.new, streams.settled_old, typed_places(old), hidden[0]))
    come = list(passages(streams.new, streams.old, streams.settled_new, typed_places(new), hidden[1]))
    named = named_by(old) | named_by(new)
    gone, come = ([p for p in side if not repeats(p, *pair)] for side, pair in ((gone, (old, new)), (come, (new, old))))
    at_same_place = {p.before: p for p in reversed(gone) if len(p.before) == RUN}
    found = []
    for passage in come:
        other = at_same_place.pop(passage.before, None)
        other = within(passage, gone) or dated_before(passage, gone) if other not in gone else other
        if other is not None:
            gone.remove(other)
        if other is not None and told is not None and of_quantifier(other.text, passage.text) and joins_behind(passage, told):  # fmt: skip
            continue  # the list that it introduces says so
        if other is None or not is_moved(other, passage):
            found.append(drawn(other, passage, new.source.is_generic, named))
    return found + [drawn(passage, None, old.source.is_generic, named) for passage in gone]


def joins_behind(passage: Passage, told: Sequence[Draft]) -> bool:
    """Return True if a change of how the items of a list join is told of one that begins right behind a passage."""
    starts = (span.start for draft in told if draft.joins for span, _ in draft.places[1])
    return any(0 <= start - passage.span.end <= NEAR for start in starts)


def repeats(passage: Passage, own: Policy, other: Policy) -> bool:
    """Return True if a passage is the title of criteria and says no more than one of them, which the other version has in the same words."""
    words = plain_words(passage.text)
    titled = [s for s in own.criteria if s.indication and words == plain_words(s.indication)]
    below = [plain_words(leaf.text) for s in titled for leaf in meetable(s.root)]
    same = {tuple(plain_words(leaf.text)) for s in other.criteria for leaf in meetable(s.root)} if below else set()
    return any(tuple(text) in same and f" {' '.join(words)} " in f" {' '.join(text)} " for text in below)


def within(passage: Passage, gone: Sequence[Passage]) -> Passage | None:
    """Return a passage of the old version all of whose words a new one has: a row of a table beside which others came, or which stands elsewhere."""
    held = Counter(plain_words(passage.text))
    return next((old for old in gone if old.block.cls == passage.block.cls and len(own := plain_words(old.text)) >= ROW and Counter(own) <= held), None)  # fmt: skip


def dated_before(passage: Passage, gone: Sequence[Passage]) -> Passage | None:
    """Return the passage of the old version that a new one dates anew: both stand in the head, and beside its days the old one says nothing else than the new."""
    if passage.block.cls != "metadata" or not DAY.search(passage.text):
        return None
    words = undated(passage.text)
    return next((old for old in gone if old.block.cls == "metadata" and DAY.search(old.text) and undated(old.text) <= words), None)  # fmt: skip


def undated(text: str) -> set[str]:
    """Return the words of a text beside its dates.

    >>> undated("6/1/2024"), sorted(undated("8/2025 Effective Date 11/1/2025"))
    (set(), ['date', 'effective'])
    """
    return {word for word in plain_words(DAY.sub(" ", text)) if any(c.isalpha() for c in word)}


def is_moved(old: Passage, new: Passage) -> bool:
    """Return True if two passages have the same words, a row of a table whose cells stand otherwise: nothing is said that was not."""
    return len(plain_words(old.text)) >= ROW and Counter(plain_words(old.text)) == Counter(plain_words(new.text)) and old.block.cls not in ("criteria", "unread")  # fmt: skip


def may_rule(text: str, named: frozenset[str]) -> bool:
    """Return True if words may rule on coverage: they speak of it, and of something that the vocabulary or the policy's title names.

    A general notice (how policies are made, which contract comes first) speaks of coverage too, but of nothing in particular.
    """
    if COVERAGE.search(text) is None:
        return False
    words = set(plain_words(text))
    return bool(words & named) or any(lexicon.hits(table, text) for table in concepts.term_tables())


def named_by(policy: Policy) -> frozenset[str]:
    """Return the words by which a policy's title and drugs name what it is about."""
    names = [policy.title or "", *(name for drug in policy.drugs for name in (drug.generic, *drug.brands, *drug.hcpcs))]
    return frozenset(w for name in names for w in plain_words(name) if len(w) > 3) - IDLE


def is_redated(old: str, new: str) -> bool:
    """Return True if a date of the document is all that changed in a passage.

    >>> is_redated("Effective date | 2/1/2025", "Effective date | 2/1/2026"), is_redated("Onset after 2/1/2025", "Onset after 2/1/2026")
    (True, False)
    """
    left, right = (DAY.sub("#", text).split() for text in (old, new))
    return left == right and DATED.search(old) is not None


def drawn(old: Passage | None, new: Passage | None, generic: bool, named: frozenset[str]) -> Draft:
    """Return the change of a passage. What may speak of coverage and was not read as criteria is left open."""
    one = new or old
    assert one is not None  # one side is there
    held = one.block.cls
    loose = held in ("unread", "criteria") or (
        generic and any(may_rule(p.ruling, named) for p in (old, new) if p is not None)
    )
    if not loose and (old is None or new is None):  # lines that were only wrapped anew hold words that did not change
        old, new = (narrowed(p) if p is not None else None for p in (old, new))
    dated = old is not None and new is not None and is_redated(old.text, new.text)
    loose = loose and not dated and not all(is_idle(p, named) for p in (old, new) if p is not None)
    kind: Kind = "clinical" if loose else "administrative" if dated or held == "metadata" else "editorial"
    asked = (
        of_quantifier(old.text, new.text)
        if loose and held == "criteria" and old is not None and new is not None
        else None
    )
    alone = new if old is None else old if new is None else None
    if loose and alone is not None and held != "criteria" and grants(alone.ruling):
        asked = "loosened" if new else "tightened"
    direction: Direction = asked or ("unknown" if loose else "equivalent")
    return Draft(
        "replace" if old and new else "insert" if new else "delete", kind, direction, old.text if old else "", new.text if new else "",
        NOT_READ if loose else ELSEWHERE, None, "universal", None, old.span if old else None, new.span if new else None,
        "likely" if asked and held == "criteria" else "open" if loose else "certain",
    )  # fmt: skip


def narrowed(passage: Passage) -> Passage:
    """Return a passage as the words that came or went, without the rest of their lines."""
    low, high = passage.core
    return replace(passage, start=low, end=high) if low < high else passage


def is_idle(passage: Passage, named: frozenset[str]) -> bool:
    """Return True if words rule on nothing: the frame of a web page, a line that leads over to the next, a notice on policies as such, a short heading that names nothing."""
    text = passage.text
    if is_navigation(text):
        return True
    if any(lexicon.hits(table, text) for table in concepts.term_tables()) or set(plain_words(text)) & named:
        return False
    return (
        leads_over(text)
        or (passage.block.cls != "criteria" and is_notice(text))
        or (len(text.split()) <= HEADING and HEADED.fullmatch(text.strip()) is not None)
    )


HEADING = 3
"""Words of a short heading."""
HEADED = re.compile(r"[A-Z][a-z]+(?: (?:[A-Z][a-z]+|of|and|for))*:?")


@dataclass(frozen=True, slots=True)
class Silence:
    """Where criteria stand, and where changes of criteria stand: words that changed in the first and not in the second are told by nobody."""

    criteria: Sequence[tuple[int, int]] = ()
    told: Sequence[tuple[int, int]] = ()

    def hides(self, words: Sequence[str], starts: Sequence[int]) -> bool:
        """Return True if words of weight changed in criteria and no change tells it."""
        if all(word in UNSAID for word in words):
            return False
        inside, told = (
            any(low <= at < high for low, high in ranges for at in starts) for ranges in (self.criteria, self.told)
        )
        return inside and not told


def silence_of(policy: Policy, told: Sequence[Draft] | None, side: int) -> Silence:
    """Return where a version's criteria and their changes stand; nowhere where words do not speak against the trees."""
    if told is None:
        return Silence()
    sets = (*policy.criteria, *policy.exclusions)
    every = [s.span for s in sets] + [place.node.span for s in sets for place in walk(s.root)] + [a.span for a in policy.approvals]  # fmt: skip
    spoken = [(span.start - NEAR, span.end + NEAR) for draft in told for span, _ in draft.places[side]]
    return Silence([(span.start, span.end) for span in every if span is not None], spoken)


def passages(
    own: Words, other: Words, held: Sequence[bool], typed: Sequence[tuple[int, int]], silent: Silence
) -> Iterator[Passage]:
    """Yield the passages of one version that the other does not have and no typed part holds."""
    starts = [low for low, _ in typed]
    at = 0
    last: Passage | None = None
    while at < len(held):
        if held[at]:
            at += 1
            continue
        end = at
        while end < len(held) and not held[end] and own.places[end][0] == own.places[at][0]:
            end += 1
        passage = widened(own, at, end)
        lines = [" ".join(WORD.findall(line)) for line in passage.text.lower().split("\n")]
        if (
            not all(own.labels[at:end])
            and any(LABEL.fullmatch(w) is None for w in own.words[at:end])
            and (
                silent.hides(own.words[at:end], own.starts[at:end])
                or not (is_typed(passage.span, typed, starts) or all(line in other.lines for line in lines if line))
            )
        ):
            if last is not None and last.block is passage.block and passage.start <= last.end + NEAR:
                last = replace(last, end=max(passage.end, last.end), core=(last.core[0], passage.core[1]))
            else:
                if last is not None:
                    yield last
                last = passage
        at = end
    if last is not None:
        yield last


def widened(own: Words, start: int, end: int) -> Passage:
    """Return a run of words as the lines that hold it; of a page without lines, as the words around it."""
    index, low, _ = own.places[start]
    block, high = own.blocks[index], own.places[end - 1][2]
    text = block.text or ""
    ahead = max(text.rfind("\n", 0, low), text.rfind(". ", 0, low), text.rfind(" ", 0, max(low - WIDE, 0))) + 1
    ahead = min(ahead + len(text[ahead:low]) - len(text[ahead:low].lstrip()), low)  # a line's indent is no part of it
    ends = [at for at in (text.find("\n", high), text.find(" ", high + WIDE)) if at >= 0]
    return Passage(
        block, ahead, min(ends, default=len(text)), tuple(own.words[max(start - RUN, 0) : start]), (low, high)
    )


def typed_places(policy: Policy) -> list[tuple[int, int]]:
    """Return the joined ranges of everything that is compared by type."""
    parts = (policy.criteria, policy.exclusions, policy.approvals, policy.limits, policy.codes, policy.dosage, policy.jurisdictions, policy.references, policy.revisions)  # fmt: skip
    found: list[tuple[int, int]] = []
    for low, high in sorted((s.start, s.end) for s in spans_in(parts)):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return found


def spans_in(value: object) -> Iterator[Span]:
    """Yield all spans of a value."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from spans_in(getattr(value, name))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from spans_in(item)


def is_typed(span: Span, typed: Sequence[tuple[int, int]], starts: Sequence[int]) -> bool:
    """Return True if most of a passage lies in what is compared by type."""
    at = max(bisect_right(starts, span.start) - 1, 0)
    inside = 0
    for low, high in typed[at:]:
        if low >= span.end:
            break
        inside += max(0, min(high, span.end) - max(low, span.start))
    return inside * 2 > span.end - span.start
