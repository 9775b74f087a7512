"""Sections by the levels that a document stores for its headings: what is general within one section does not speak for the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from payerdiff.ingest.reading.reading import Block, Reading
from payerdiff.model.policy import CriteriaSet
from payerdiff.normalize import lexicon
from payerdiff.normalize.criteria.subjects import is_every_use
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.structure.blocks.names import named_by
from payerdiff.normalize.structure.outline import told_of

MOST = 3
"""Drugs that a heading names at most where it is a product's."""
SAME = "biosimilar"
"""The class of what is the same drug under another name."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its level, and where its section begins and ends."""

    heading: Block
    start: int
    end: int

    def holds(self, at: int) -> bool:
        """Return True if a place is in the section."""
        return self.start <= at < self.end


def sections_of(view: Reading) -> list[Section]:
    """Return the sections of a document that stores the levels of its headings, outer ones first; nothing elsewhere."""
    heads = [block for block in view.blocks if block.kind == "heading" and block.level]
    if len({block.level for block in heads}) < 2:
        return []
    found = []
    for at, head in enumerate(heads):
        closing = (other.start for other in heads[at + 1 :] if other.level <= head.level)
        found.append(Section(head, head.start, next(closing, len(view.text))))
    return found


def with_scopes(
    draft: Draft, criteria: Sequence[CriteriaSet], exclusions: Sequence[CriteriaSet]
) -> tuple[list[CriteriaSet], list[CriteriaSet]]:
    """Return sets whose general criteria and exclusions name the sets that they hold for, where they stand with those in one section and others stand elsewhere."""
    sections = sections_of(draft.reading)
    placed = {s.id: (s.phase, place_of(draft, s)) for s in criteria if not is_general(s) and s.span}

    def scoped(one: CriteriaSet) -> CriteriaSet:
        first = one.phase == "renewal"  # what renews all that a section approves stands below a heading of its own
        uses = {name: at for name, (phase, at) in placed.items() if phase == "initial" or not first}
        around = [section for section in sections if one.span and section.holds(place_of(draft, one))]
        for section in reversed(around):
            within = [name for name, at in uses.items() if section.holds(at)]
            if within:
                return one if len(within) == len(uses) else one.model_copy(update={"holds_for": within})
        return one

    if not sections:
        return list(criteria), list(exclusions)
    return [scoped(s) if is_general(s) else s for s in criteria], list(map(scoped, exclusions))


def is_general(criteria: CriteriaSet) -> bool:
    """Return True if a set says for several indications alike what is required, at once or at reauthorization."""
    if criteria.phase == "renewal":
        return criteria.indication is None or is_every_use(criteria.indication)
    return criteria.phase == "universal"


def with_products_above(draft: Draft, sets: Sequence[CriteriaSet], own: Sequence[str]) -> list[CriteriaSet]:
    """Return sets with the drugs that the heading of their section names: those of the policy's `own`, or others."""
    sections = [(section, drugs_named(draft.words(section.heading))) for section in sections_of(draft.reading)]
    titled = [(section, drugs) for section, drugs in sections if drugs]
    blocks = told_of(draft) if len(own) > 1 else []
    hung = {one.block.start: one.facts.above for one in blocks}
    products = {one.facts.at for one in blocks if one.facts.titled == "drug"}

    def told(one: CriteriaSet) -> CriteriaSet:
        above = [drugs for section, drugs in titled if one.span and section.holds(place_of(draft, one))]
        if not above and one.span:
            heads = hung.get(place_of(draft, one), [])
            alone = (head for head in heads if head.at in products and products.isdisjoint((head.at - 1, head.at + 1)))
            above = [drugs for head in alone if (drugs := drugs_named(head.words))]  # a list of products heads nothing
        if one.drugs or not above:
            return one
        named = [drug for drug in above[-1] if drug in own] or above[-1]
        return one if set(named) >= set(own) else one.model_copy(update={"drugs": named})

    return [told(one) for one in sets]


def drugs_named(words: str) -> list[str]:
    """Return the drugs that a heading is the name of; nothing where it names a class, with or without examples of it.

    >>> drugs_named("Stelara (ustekinumab) and biosimilars"), drugs_named("TNF inhibitors (Humira)")
    (['ustekinumab'], [])
    """
    if named_by(words) != "drug":
        return []
    named = list(dict.fromkeys(hit.canonical for hit in lexicon.treatments(words)))
    classes = lexicon.table("regimens")
    found = [name for name in named if name not in classes]
    return found if len(found) <= MOST and all(name in found or name == SAME for name in named) else []


def place_of(draft: Draft, criteria: CriteriaSet) -> int:
    """Return where a set begins in the reading."""
    return draft.reading.view(criteria.span.start) if criteria.span else 0
