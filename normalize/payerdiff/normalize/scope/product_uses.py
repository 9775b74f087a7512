"""Products and their uses in the document of a class: criteria of a disease are for the products whose list of uses names it, each from the age that its list states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from payerdiff.model.policy import CriteriaSet, Criterion
from payerdiff.normalize import lexicon
from payerdiff.normalize.criteria.document_names import names_of
from payerdiff.normalize.criteria.tree import leaf_of
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.scope.sections import drugs_named
from payerdiff.normalize.structure.blocks.names import WORD
from payerdiff.normalize.structure.label_uses import listed_uses
from payerdiff.normalize.structure.outline import told_of

ASKED = Rule("product_uses.asked", r"(?:,\s*)?\b(?:ages?|aged|weight|weighing|in combination|with|without|for)\b", "RA, Age 18 years", "RA, PsA", by="search")  # fmt: skip
"""Where a use ends, and what is asked of it begins."""
PARTS = Rule("product_uses.parts", r"\s*(?:,|;|/|\band\b|\bor\b)\s*", "RA, PsA", "RA")


@dataclass(frozen=True, slots=True)
class Use:
    """A line of a product's list: its drugs, the names of its diseases, and what it asks for besides."""

    drugs: tuple[str, ...]
    names: tuple[str, ...]
    asked: Passage | None

    def is_of(self, title: str, known: dict[str, str]) -> bool:
        """Return True if a title names one of the diseases: by its name, by its abbreviation, or by the words that this stands for."""
        held = {hit.canonical for hit in lexicon.hits("diagnoses", title)}
        words = WORD.findall(title)
        initials = "".join(word[0] for word in words).upper()
        for name in self.names:
            meant = {hit.canonical for hit in lexicon.hits("diagnoses", name)} | {known.get(name, "")}
            if held & meant or name in title.replace("(", " ").replace(")", " ").split() or name == initials:
                return True
        return False


def uses_of(draft: Draft, own: Sequence[str]) -> list[Use]:
    """Return the uses that a document lists of its products, line by line."""
    found: list[Use] = []
    for listed in listed_uses([one.facts for one in told_of(draft)]):
        named = (drugs_named(head.words) for head in reversed(listed.heads))
        drugs = tuple(drug for drug in next(filter(None, named), []) if drug in own)
        for line in listed.lines if drugs else ():
            words = draft.passage(line.block)
            asked = ASKED.search(words.text)
            names = PARTS.split(words.text[: asked.start()] if asked else words.text)
            behind = words.cut(asked.start(), len(words.text)) if asked else None
            found.append(Use(drugs, tuple(filter(None, map(str.strip, names))), without_comma(behind)))
    return found


def without_comma(words: Passage | None) -> Passage | None:
    """Return words without the comma and blanks that they begin with."""
    return words.cut(len(words.text) - len(words.text.lstrip(", ")), len(words.text)) if words else None


def for_listed_products(draft: Draft, criteria: Sequence[CriteriaSet], own: Sequence[str]) -> list[CriteriaSet]:
    """Return sets of which each initial one of a disease is for the products whose lists name it, with what their lines ask for beside it.

    A product of which no list was read stays in all; a disease that no list names is for all, as it was.
    """
    uses = uses_of(draft, own) if len(own) > 1 else []
    if not uses:
        return list(criteria)
    known = {short: disease for short, tag, disease in names_of(draft.reading.text).terms if tag == "DIS"}
    listed = {drug for use in uses for drug in use.drugs}
    found: list[CriteriaSet] = []
    asked: dict[tuple[str, ...], dict[str, list[Use]]] = {}
    for one in criteria:
        mine = [use for use in uses if use.is_of(one.indication or "", known)]
        if one.phase != "initial" or one.drugs or not mine:
            found.append(one)
            continue
        named = {drug for use in mine for drug in use.drugs}
        found.append(one.model_copy(update={"drugs": [d for d in own if d in named or d not in listed]}))
        for use in mine:
            asked.setdefault(use.drugs, {}).setdefault(one.id, []).append(use)
    return [*found, *stated(draft, asked, {one.id for one in criteria})]


def stated(draft: Draft, asked: dict[tuple[str, ...], dict[str, list[Use]]], taken: set[str]) -> Iterator[CriteriaSet]:
    """Yield what the lines of a product ask for of those diseases that they name, each beside the criteria of these; of two lines on one disease either is enough."""
    free = (name for number in count(1) if (name := f"universal-{number}") not in taken)
    for drugs, by_set in asked.items():
        groups: dict[tuple[int, ...], tuple[list[str], list[Use]]] = {}
        for name, uses in by_set.items():
            places = tuple(use.asked.offsets[0] for use in uses if use.asked and use.asked.text)
            if len(places) == len(uses):
                groups.setdefault(places, ([], uses))[0].append(name)
        for names, uses in groups.values():
            words = [use.asked for use in uses if use.asked]
            for passage in words:
                draft.claim("criteria", passage.offsets[0], passage.offsets[-1] + 1)
            kids = [leaf_of(draft, passage, None) for passage in words]
            root = Criterion(op="any" if len(kids) > 1 else "all", children=kids, span=kids[0].span)
            yield CriteriaSet(id=next(free), phase="universal", drugs=list(drugs), holds_for=names, root=root, span=kids[0].span)  # fmt: skip
