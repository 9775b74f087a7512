"""Nothing lost in silence: what may be criteria is criteria or unread, and a policy whose criteria were not read says so."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import CriteriaSet
from payerdiff.normalize.draft.ledger import CLASSES, Draft, LedgerClass
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.dates import DATE
from payerdiff.normalize.sections.headings import Section, SectionKind
from payerdiff.normalize.structure.asides import is_aside
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.outline import Told, told_of
from payerdiff.normalize.structure.surroundings import lays_down

RECOGNISED: frozenset[SectionKind] = frozenset({"codes", "references", "log"})
"""Sections that show what they are by the form of each line; what stands there is no criterion, whatever its words."""
JOINED = Rule("losses.joined", r"(?:[;,.]\s*(?:and|or)|\b(?:AND|OR))\W*$", "has asthma; and", "has asthma", exact=True)
ASKS = Rule("losses.asks", r"\b(?:all|any|one|both|either|each|none) of the following\b|\bmust (?:all )?(?:be met|meet)\b|\bcriteria (?:is|are|must be) (?:also )?(?:met|satisfied)\b", "criteria are met", "criteria")  # fmt: skip
STATES = Rule("losses.states", r"(?:the )?(?:patient|member|individual)s? (?:is|are|has|have|had|was|does|do|will|must|cannot)\b", "Member is 18", "Age is 18", by="match")  # fmt: skip
TRIED_FIRST = r"(?:trials?|failure|step therapy|(?:prior|previous|first-line|conventional) (?:therapy|treatments?))"
EXEMPTS = Rule(
    "losses.exempts",
    rf"\b{TRIED_FIRST}\b[^.;]{{0,160}}\b(?:is|are|will) (?:not (?:be )?required|waived)|\bnot (?:be )?required to\b[^.;]{{0,40}}\b(?:try|step|fail)\b",
    "Those with severe asthma: a trial of inhaled corticosteroids is not required",
    "A referral is not required",
)
"""What frees some patients from a therapy that criteria ask for: whoever reads only the list asks too much of them."""
TENTH = 0.1


def may_be_criterion(facts: Facts) -> bool:
    """Return True if a block shows the form of a criterion: an item joined to the next, words that ask for what follows, an item on a patient's state."""
    if is_aside(facts):
        return False
    states = STATES.match(facts.words) or {"person", "needs"} <= facts.cues
    joined = JOINED.search(facts.words)
    if facts.marked and (
        states or joined
    ):  # what speaks of studies may be an item of a patient's history where others are joined to it
        return not facts.cues & ({"reference"} if states and joined else {"reference", "study"})
    if lays_down(facts):
        return True
    return (
        ASKS.search(facts.words) is not None and bool(facts.cues & {"grants", "person"}) and "study" not in facts.cues
    )


USE = Rule("losses.use", r"(?:the )?(?:treat|manag|prevent|reduc|induc|improv|slow|relie|prophylaxis|maint|adjunct|combination|adults?|pediatric|patients)\w*\b", "Treatment of adults with asthma", "Diagnosis of asthma", by="match")  # fmt: skip
INDICATED = Rule("losses.indicated", r"\b(?:FDA|labell?ed|approved)\b.*\bindications?\b", "FDA-Approved Indication(s)", "Covered indications")  # fmt: skip


def is_labeled_use(facts: Facts) -> bool:
    """Return True for an item that names a use under a heading on what the FDA approved the drug for: it is told there, not asked for."""
    heads = " ".join(head.words for head in facts.above)
    return facts.marked and USE.match(facts.words) is not None and INDICATED.search(heads) is not None


STEPS = Rule("losses.steps", r"\brequires? (?:the )?(?:prior|previous) (?:use|trial|treatment)\b", "requires prior use of one step 1 drug", "requires authorization")  # fmt: skip
"""What a row of a table of steps asks for."""


def leave_unread(draft: Draft, sections: Sequence[Section]) -> None:
    """File what may be criteria as unread where its section is taken for something else."""
    shown = {one.block.start: one for one in told_of(draft)}
    for section in sections:
        for block in section.blocks:
            words = draft.words(block) if block.kind == "row" and section.kind != "initial" else ""
            if STEPS.search(words) and not DATE.search(words):
                draft.claim("unread", block.start, block.end)
        if section.kind not in RECOGNISED and section.kind != "initial":
            for block in section.blocks:
                told = shown.get(block.start)
                if told is not None and may_be_criterion(told.facts) and not is_labeled_use(told.facts):
                    draft.claim("unread", block.start, block.end)
        if section.kind != "initial":
            leave_lists_unread(draft, [shown[block.start] for block in section.blocks if block.start in shown])


def leave_lists_unread(draft: Draft, told: Sequence[Told]) -> None:
    """File as unread the list below words that are unread or lay down when something is covered, and what `and` or `or` joins to an unread item.

    Such words stand amid codes too, in a table of services: there only they and their list are left.
    """
    leads, joins = False, False
    for one in told:
        facts = one.facts
        listed = (
            facts.marked or joins or facts.closes in ("and", "or")
        )  # items that lost their marks are told by what joins them
        if lays_down(facts) or ((leads or joins) and listed and not facts.heading):
            draft.claim("unread", one.block.start, one.block.end)
        else:
            leads = False
        left = unread_in(draft, one.block) == one.block.end - one.block.start
        leads = left and (leads or facts.closes == "colon")
        joins = left and (facts.marked or leads) and facts.closes in ("and", "or")


ASKED = r"(?:has|have) (?:tried|failed)|meets? (?:all|both|one|any|either|each)|must (?:have|meet)"
MEETS = Rule("losses.meets", rf"\b(?:patient|member|individual)s? (?:{ASKED})\b", "Patient has tried one product", "Approve one dose")  # fmt: skip
"""What is asked of patients, whatever the block that says so was taken for."""
CRITERIA: frozenset[SectionKind] = frozenset({"initial", "renewal", "universal", "policy"})


def leave_askings_unread(draft: Draft, sections: Sequence[Section]) -> None:
    """File as unread what counts and was taken for nothing: notes that free some patients from a step, and within criteria what is asked of patients."""
    for section in sections:
        if section.kind not in RECOGNISED:
            for block in section.blocks:
                painted = {CLASSES[code] for code in draft.paint[block.start : block.end] if code < len(CLASSES)}
                exempt = "boilerplate" in painted and EXEMPTS.search(draft.words(block))
                if exempt or (section.kind in CRITERIA and is_passed_over(draft, block, painted)):
                    draft.claim("unread", block.start, block.end)
            leave_provisos_unread(draft, section.blocks)


PERSON = r"(?:the |an? )?(?:patient|member|individual)s?"
PROVISO = rf"\b(?:provided|only (?:if|when)) (?:that )?{PERSON} (?:has|have|meets?|is|are)\b[^.;:]{{0,60}}:"
PROVIDED = Rule("losses.provided", rf"{PROVISO}\W*$", "may rise provided that the patient has:", "Doses provided:")
"""What a term asks of patients before it holds, above a list."""
ITEM_AND = r"[•▪o-] [^;]{3,400};\s*(?:and|or)\b\s*"
PROVIDED_IN_ROW = Rule("losses.provided_in_row", rf"{PROVISO}\s*(?:{ITEM_AND})+[^\n]*", "provided that the patient has: o Gout; AND o Pain", "provided that the patient has gout")  # fmt: skip
"""The same within a row, with its list."""


def leave_provisos_unread(draft: Draft, blocks: Sequence[Block]) -> None:
    """File as unread what patients must meet for a term to hold (a higher dose), which stands amid the terms: the words above the list and its items."""
    led, joins = False, False
    for block in blocks:
        if block.kind == "row":
            for found in PROVIDED_IN_ROW.finditer(draft.reading.text, block.start, block.end):
                draft.claim("unread", *found.span())
        words = draft.words(block)
        leads = PROVIDED.search(words) is not None
        if leads or ((led or joins) and block.kind == "item"):
            if CLASSES.index("metadata") in draft.paint[block.start : block.end]:
                draft.claim("unread", block.start, block.end)
            led, joins = leads, JOINED.search(words) is not None
        else:
            led, joins = False, False


def is_passed_over(draft: Draft, block: Block, painted: set[LedgerClass]) -> bool:
    """Return True if a block asks something of patients and was taken for a term or a row of another table; a note explains what others ask."""
    return painted == {"metadata"} and block.kind in ("row", "item") and MEETS.search(draft.words(block)) is not None


def is_probable(one: Told) -> bool:
    """Return True if a block is probably criteria: by its role, or by its form."""
    return one.role in ("criterion", "lead_in") or (
        one.role in ("head", "description", "boilerplate") and may_be_criterion(one.facts)
    )


def note_losses(draft: Draft, sets: Sequence[CriteriaSet]) -> None:
    """Warn where no criteria for a first request were found, and where more than a tenth of what is probably criteria is unread."""
    if sets and not any(one.phase in ("initial", "universal") for one in sets):
        draft.note(
            "warning", "no-criteria-found", "No criteria for an initial request were found; read the document itself."
        )
    blocks = [one.block for one in told_of(draft) if is_probable(one)]
    total = sum(block.end - block.start for block in blocks)
    lost = sum(unread_in(draft, block) for block in blocks)
    if lost > TENTH * total:
        draft.note(
            "warning",
            "criteria-unread",
            f"{lost:,} of {total:,} characters that are probably criteria were not understood; they are listed as unread.",
        )


def unread_in(draft: Draft, block: Block) -> int:
    """Return how many characters of a block nobody read."""
    painted = draft.paint[block.start : block.end]
    return sum(code in (CLASSES.index("unread"), len(CLASSES)) for code in painted)
