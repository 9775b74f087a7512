"""Libraries of many documents, made from the samples: each is a sample as text with another payer and drug, and has versions by edits and harmless variants."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ground import sample_files
from readings import document
from texts.edits import edits_of
from texts.variants import VARIANTS, joined, lines_of

from payerdiff.compare.side_by_side.label import is_label
from payerdiff.ingest.reader import read_bytes
from payerdiff.model.policy import Policy
from payerdiff.normalize import lexicon
from payerdiff.normalize.normalizer import normalize

NAMES = ("Harwick", "Larkmoor", "Tansley", "Brookmere", "Oakhurst", "Pinefold", "Westbrae", "Stonewell", "Ashgrove", "Millbank", "Redcliffe", "Elmsford", "Fenwick", "Glenhaven", "Hollins", "Kingsley")  # fmt: skip
"""Payers that do not exist."""
LEAST = 2
"""Edits for which a sample must have a place."""


@dataclass(frozen=True, slots=True)
class Base:
    """A sample as text, with the words that are other ones in each document made of it."""

    text: str
    payer: tuple[str, ...]
    drugs: tuple[str, ...]
    brands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """What a document said from a day on, and whether it differs in coverage from what it said before."""

    day: int
    text: str
    is_clinical: bool
    kind: str
    """The edit or the variant that it is, for who looks at a failure."""


def read(text: str, name: str = "plan.md") -> Policy:
    """Return the policy that a text is, read as a document of this name."""
    found = normalize(read_bytes(text.encode(), name))
    assert isinstance(found, Policy)
    return found


@cache
def bases() -> tuple[Base, ...]:
    """Return the samples about drugs that offer places for edits."""
    found: list[Base] = []
    for path in sample_files():
        if path.parent.name == "rvu_edge":
            continue
        text = joined(lines_of(document(path)))
        policy = read(text)
        if policy.drugs and not is_label(policy) and len(list(edits_of(text, policy))) >= LEAST:
            names = (policy.payer.name, policy.payer.short_name, policy.payer.author)
            found.append(Base(text, tuple(dict.fromkeys(n for n in names if n)), tuple(d.generic for d in policy.drugs), tuple(b for d in policy.drugs for b in d.brands)))  # fmt: skip
    return tuple(found)


@cache
def drugs() -> tuple[tuple[str, str], ...]:
    """Return drugs that the program knows, with a brand of each."""
    return tuple((generic, entry["brands"][0]) for generic, entry in lexicon.table("drugs").items() if entry.get("brands"))  # fmt: skip


def made(at: int) -> str:
    """Return the text of a document: as many payers as there are bases, each with a policy on one drug after the other."""
    which, number = at % len(bases()), at // len(bases())
    base, (generic, brand) = bases()[which], drugs()[number % len(drugs())]
    text = base.text
    for words, other in ((base.payer, f"{NAMES[which]} Health Plan"), (base.drugs, generic), (base.brands, brand)):
        for one in sorted(words, key=len, reverse=True):
            text = re.sub(re.escape(one), other, text, flags=re.IGNORECASE)
    return text


def editions(at: int, days: list[int]) -> Iterator[Edition]:
    """Yield what a document says from the first day on, and on further days that are drawn: an edit, another one, a harmless variant, or what it said at first."""
    draw = random.Random(at)
    first = made(at)
    edits = [("as it was", first), *((edit.kind, edit.text) for edit in edits_of(first, read(first)))]
    text, edited, edit = first, first, edits[0][0]
    yield Edition(days[0], first, False, "as it was")
    for day in days[1:]:
        if draw.random() < 0.3:
            continue
        before, held = edited, text
        if draw.random() < 0.5:
            # of two edits of one kind in one list the whole may say the same
            kind, text = draw.choice([one for one in edits if one[0] != edit])
            edited, edit = text, kind
        else:
            kind, text = draw.choice([("in plain form", edited), *harmless(edited)])
        if text != held:
            yield Edition(day, text, edited != before, kind)


def harmless(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text's harmless variants, each with its kind."""
    lines = text.splitlines()
    for kind, variant in VARIANTS.items():
        pair = variant(lines)
        if pair is not None and pair[0] == text:
            yield kind, pair[1]
