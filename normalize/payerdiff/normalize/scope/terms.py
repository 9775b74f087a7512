"""What terms hold for, by the headings above them: the product of a limit, the indication of an authorization period."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TypeVar

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Approval, Limit
from payerdiff.normalize import lexicon
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.scope.regimens import products_above
from payerdiff.normalize.scope.sections import product_of
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.names import TAKEN, name_in
from payerdiff.normalize.structure.outline import Told, told_of
from payerdiff.normalize.terms.length_headings import BEGINS, RENEWS

Term = TypeVar("Term", Limit, Approval)


class Places:
    """The blocks of a reading with the headings above them, found by a place of the document."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.told = sorted(told_of(draft), key=lambda one: one.block.start)
        self.starts = [one.block.start for one in self.told]

    def at(self, start: int) -> Told | None:
        """Return the block that holds a character of the document."""
        place = self.draft.reading.view(start)
        number = bisect_right(self.starts, place) - 1
        found = self.told[number] if number >= 0 else None
        return found if found is not None and place < found.block.end else None

    def of(self, term: Limit | Approval) -> Told | None:
        """Return the block that a term stands in; what begins with the heads of its row stands where it ends."""
        told = self.at(term.span.start)
        return (self.at(term.span.end - 1) or told) if told is not None and told.is_head else told


def by_product(draft: Draft, terms: Sequence[Term], own: Sequence[str]) -> list[Term]:
    """Return limits or lengths of approval with the products that their row or the nearest heading of a product names, where a policy has several drugs and these are some of them."""
    if len(own) < 2 or not terms:
        return list(terms)
    places = Places(draft)
    found = []
    for one in terms:
        told = places.of(one)
        drugs = products_of(draft, told, own)
        found.append(below_use(one.model_copy(update={"drugs": drugs}), told) if drugs else one)
    return found


def below_use(term: Term, told: Told | None) -> Term:
    """Return a length of one product with the use that it stands below, and the phase that the use's heading tells: those who take the product already have been approved."""
    head = told.facts.above[-1] if told and told.facts.above else None
    if not isinstance(term, Approval) or term.indication or head is None or head.titled != "disease":
        return term
    again = RENEWS.search(head.words) is not None and not BEGINS.search(head.words)
    return term.model_copy(update={"indication": name_in(TAKEN.sub("", name_in(head.words))), "phase": "renewal" if again else term.phase})  # fmt: skip


def products_of(draft: Draft, told: Told | None, own: Sequence[str]) -> list[str]:
    """Return the policy's drugs that a block is for by the first cell of its row or by the nearest heading of a product; nothing where it is for all."""
    if told is None:
        return []
    names = first_cell(draft, told.block) or next(
        filter(None, (product_of(h.words) for h in reversed(told.facts.above))), []
    )
    if not names and told.role == "dosage":
        names = products_above(draft, told.facts)
    found = [name for name in names if name in own] or names
    return found if len(found) < len(own) else []


def first_cell(draft: Draft, block: Block) -> list[str]:
    """Return the drugs that the first cell of a row is the name of."""
    return product_of(draft.reading.words(*block.cells[0])) if block.kind == "row" and block.cells else []


def approvals_in_place(draft: Draft, approvals: Sequence[Approval]) -> list[Approval]:
    """Return authorization periods without an indication that an earlier passage gave them, where they stand in a section of their own.

    An indication that the passage itself names, or a heading above it, stays. Where neither does, the section above is none of an indication: the
    period holds for all.
    """
    if not any(one.indication for one in approvals):
        return list(approvals)
    places = Places(draft)
    return [placed_under(one, told) if one.indication and (told := places.at(one.span.start)) else one for one in approvals]  # fmt: skip


def placed_under(approval: Approval, told: Told) -> Approval:
    """Return an authorization period with the indication that its own words or the headings above it name."""
    above = told.facts.above
    title = approval.indication or ""
    if not above or names_it(title, told.facts.words) or any(names_it(title, head.words) for head in above):
        return approval
    named = [head for head in above if is_indication(head)]
    return approval.model_copy(update={"indication": named[-1].words.strip(" :.") if named else None})


def is_indication(head: Facts) -> bool:
    """Return True if a heading names a disease, or nothing that is known, below a heading of another kind."""
    return head.titled == "disease" or (head.titled is None and head.kind is None and bool(head.above))


def names_it(title: str, words: str) -> bool:
    """Return True if words name an indication: as its title does, or by one of its diseases."""
    if title.lower() in words.lower() or words.lower().strip(" :.") in title.lower():
        return True
    diseases = {hit.canonical for hit in lexicon.hits("diagnoses", title)}
    return bool(diseases & {hit.canonical for hit in lexicon.hits("diagnoses", words)})
