"""Sections by the levels that a document stores for its headings: what is general within one section does not speak for the next."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from payerdiff.ingest.reading.reading import Block, Reading
from payerdiff.model.policy import CriteriaSet, leaves
from payerdiff.normalize import lexicon
from payerdiff.normalize.criteria.subjects import diseases_in, is_every_use
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.names import named_by
from payerdiff.normalize.structure.context import POINTED, phase_of_head
from payerdiff.normalize.structure.outline import told_of
from payerdiff.normalize.terms.length_headings import RENEWS

MOST = 3
"""Drugs that a heading names at most where it is a product's."""
SAME = "biosimilar"
"""The class of what is the same drug under another name."""


OTHERS = Rule("sections.others", r"\W*(?:all |any )?other (?:indications|diagnoses|conditions|uses)\W*$", "All other indications", "All indications", by="match")  # fmt: skip
"""A heading of what renews those indications of a section that no other one renews."""


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
    criteria = [of_its_phase(draft, s, criteria) for s in criteria]
    placed = {s.id: (s.phase, place_of(draft, s)) for s in criteria if not is_general(s) and s.span}
    renewed = renewed_apart(criteria)

    def scoped(one: CriteriaSet) -> CriteriaSet:
        if one.holds_for:
            return one
        first = one.phase == "renewal"  # what renews all that a section approves stands below a heading of its own
        uses = {name: at for name, (phase, at) in placed.items() if phase == "initial" or not first}
        around = [section for section in sections if one.span and section.holds(place_of(draft, one))]
        for section in reversed(around):
            within = [name for name, at in uses.items() if section.holds(at)]
            if one.indication and OTHERS.match(one.indication):
                within = [name for name in within if name not in renewed]
            if within:
                rest = one.phase == "renewal" and OTHERS.match(one.indication or "") is not None
                title = None if rest and not is_every_use(one.indication or "") else one.indication
                whole = len(within) == len(uses) and title == one.indication
                return one if whole else one.model_copy(update={"holds_for": within, "indication": title})
        return one

    if not sections:
        return of_first_requests(draft, criteria), list(exclusions)
    placed_ones = [scoped(s) if is_general(s) else s for s in criteria]
    return of_first_requests(draft, placed_ones), list(map(scoped, exclusions))


PHASE_ONLY = Rule(
    "sections.phase_only",
    r"\b(?:(initial|first|new)|continu\w+|renewal|reauthorization) (?:approvals?|authorizations?|requests?|therapy|treatment)s? only\b",
    "Prescriber specialties (initial approvals only)",
    "Criteria for initial approval",
)
"""Words of a heading that keep what is general below it for one kind of request."""
ABOVE = 2
"""Blocks above general criteria of which one may be their heading: a sentence may lead from it to the list."""


def of_its_phase(draft: Draft, one: CriteriaSet, criteria: Sequence[CriteriaSet]) -> CriteriaSet:
    """Return general criteria that hold for the sets of one phase alone where the words above them say so."""
    of_drug = one.phase == "initial" and named_by(one.indication or "") == "drug"
    if not (of_drug or one.phase == "universal") or one.holds_for or one.span is None:
        return one
    at = place_of(draft, one)
    heads = [block for block in draft.reading.blocks if block.start <= at][-ABOVE - 1 :]
    said = next((match for head in heads if (match := PHASE_ONLY.search(draft.words(head)))), None)
    phase = "initial" if said and said[1] else "renewal"
    own = [s.id for s in criteria if s.phase == phase and s is not one] if said else []
    return one.model_copy(update={"holds_for": own}) if own else one


def of_first_requests(draft: Draft, criteria: Sequence[CriteriaSet]) -> list[CriteriaSet]:
    """Return sets of which general ones below headings of the first request hold for no renewal."""
    first = {s.id for s in criteria if s.phase == "initial"}
    if not first or all(s.phase != "renewal" for s in criteria):
        return list(criteria)
    found = []
    for one in criteria:
        held = [name for name in one.holds_for or (s.id for s in criteria) if name in first]
        general = one.phase == "universal" and held and below_initial(draft, one)
        found.append(one.model_copy(update={"holds_for": held}) if general else one)
    return found


FIRST = Rule("sections.first", r"\binitial (?:authori[sz]ation|approval|request|certification|review|criteria|coverage)s?\b|\bnew starts?\b", "Initial authorization request must include:", "Initial and renewal criteria")  # fmt: skip


def below_initial(draft: Draft, one: CriteriaSet) -> bool:
    """Return True if all that general criteria ask for stands below headings that name the first request, and no other one."""
    told = {one.block.start: one.facts for one in told_of(draft)}
    starts = sorted(told)
    places = (draft.reading.view(leaf.span.start) for leaf in leaves(one.root) if leaf.span)
    blocks = [told[starts[at - 1]] for place in places if (at := bisect_right(starts, place))]

    def of_first(facts: Facts) -> bool:
        named = next((head for head in reversed(facts.above) if phase_of_head(head) is not None), None)
        return named is not None and bool(FIRST.search(named.words)) and not RENEWS.search(named.words)

    return bool(blocks) and all(map(of_first, blocks))


def renewed_apart(criteria: Sequence[CriteriaSet]) -> set[str]:
    """Return the ids of the sets of indications that have a reauthorization of their own: of their group, by their title, or by their disease or a wider one."""
    renewals = [s for s in criteria if s.phase == "renewal"]
    titles = {s.indication for s in renewals if s.indication}
    names = {name for title in titles for name in diseases_in(title)}

    def has_own(one: CriteriaSet) -> bool:
        held = diseases_in(one.indication or "")
        return one.indication in titles or any(name in disease for name in names for disease in held)

    return {name for s in renewals for name in s.holds_for} | {s.id for s in criteria if s.phase == "initial" and has_own(s)}  # fmt: skip


def is_general(criteria: CriteriaSet) -> bool:
    """Return True if a set says for several indications alike what is required, at once or at reauthorization."""
    if criteria.phase == "renewal":
        title = criteria.indication
        return title is None or is_every_use(title) or OTHERS.match(title) is not None
    return criteria.phase == "universal"


def with_products_above(draft: Draft, sets: Sequence[CriteriaSet], own: Sequence[str]) -> list[CriteriaSet]:
    """Return sets with the drugs that the heading of their section names: those of the policy's `own`, or others."""
    sections = [(section, drugs_named(draft.words(section.heading))) for section in sections_of(draft.reading)]
    titled = [(section, drugs) for section, drugs in sections if drugs]
    blocks = told_of(draft) if len(own) > 1 else []
    starts = sorted(one.block.start for one in blocks)
    hung = {one.block.start: one.facts.above for one in blocks}
    products = {one.facts.at for one in blocks if heads_product(one.facts) and product_of(one.facts.words)}

    def told(one: CriteriaSet) -> CriteriaSet:
        above = [drugs for section, drugs in titled if one.span and section.holds(place_of(draft, one))]
        if not above and one.span:
            at = bisect_right(starts, place_of(draft, one))  # criteria may begin within a block, behind its label
            heads = hung[starts[at - 1]] if at else []
            alone = (head for head in heads if head.at in products and products.isdisjoint((head.at - 1, head.at + 1)))
            above = [drugs for head in alone if (drugs := product_of(head.words))]  # a list of products heads nothing
        if one.drugs or not above:
            return one
        named = [drug for drug in above[-1] if drug in own] or above[-1]
        return one if set(named) >= set(own) else one.model_copy(update={"drugs": named})

    return [told(one) for one in sets]


def drugs_named(words: str) -> list[str]:
    """Return the drugs that a heading is the name of; nothing where it names a class, with or without examples of it.

    >>> drugs_named("Stelara (ustekinumab) and biosimilars"), drugs_named("TNF inhibitors (Humira)")
    (['ustekinumab'], [])
    >>> drugs_named("adalimumab (See Table 2 for Preferred Products)")
    ['adalimumab']
    """
    words = POINTED.sub("", words)
    if named_by(words) != "drug":
        return []
    named = list(dict.fromkeys(hit.canonical for hit in lexicon.treatments(words)))
    classes = lexicon.table("regimens")
    found = [name for name in named if name not in classes]
    return found if len(found) <= MOST and all(name in found or name == SAME for name in named) else []


GIVEN = r"subcutaneous|intravenous|oral|sc|iv|sq"
MADE_AS = r"tablets?|capsules?|solution|suspension|syringes?|pens?|vials?|injections?|infusions?|xr|er"
FORMS = Rule("sections.forms", rf"(?:{GIVEN}|{MADE_AS}|formulations?|products?|biosimilars?|and|or|\W)*", "subcutaneous,oralsolution", "failure", by="fullmatch")  # fmt: skip
"""What stands behind a product's name of its form; read without the blanks, with which a narrow cell breaks words apart."""
LONGEST = 80
"""Letters of the longest name of a product with its forms."""


def product_of(words: str) -> list[str]:
    """Return the drugs of the product that a heading or the cell at the head of a row is the name of, whatever form of it is named.

    >>> product_of("Simponi Subcutane ous"), product_of("Xeljanz tablets, Xeljanz XR tablets"), product_of("Enbrel failure")
    (['golimumab'], ['tofacitinib'], [])
    """
    named = drugs_named(words) if len(words) < LONGEST else []
    hits = lexicon.treatments(words) if len(words) < LONGEST and not named else ()
    rest = words
    for hit in sorted(hits, key=lambda one: one.start, reverse=True):
        rest = rest[: hit.start] + rest[hit.end :]
    found = list(dict.fromkeys(hit.canonical for hit in hits))
    alone = found and not set(found) & set(lexicon.table("regimens")) and FORMS.fullmatch("".join(rest.split()))
    return found if alone and len(found) <= MOST else named


def heads_product(facts: Facts) -> bool:
    """Return True if what a block is titled with is a product, or a form of one that no list of words has."""
    return facts.titled == "drug" or (facts.titled is None and bool(product_of(facts.words)))


def place_of(draft: Draft, criteria: CriteriaSet) -> int:
    """Return where a set begins in the reading."""
    return draft.reading.view(criteria.span.start) if criteria.span else 0
