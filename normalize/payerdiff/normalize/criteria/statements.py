"""Sentences that each state a rule of coverage, with the list behind each: in any template what refuses is written so."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Phase
from payerdiff.normalize.criteria.list_items import INTRO, Result
from payerdiff.normalize.criteria.sentence_sets import add_list, add_statement
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.outline.list_ends import RULE, UNTOLD, list_below, list_end
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Section
from payerdiff.normalize.terms.approvals import APPROVAL_LINE, read_approval

UNPROVEN = r"(?:experimental|investigational|unproven)\b"
IS_NOT = r"(?:is|are|as|be|considered)\s+(?:\w+\s+){0,2}?"
IS_ONLY = r"(?:is|are|as|be|considered)\s+(?:(?!not\b)\w+\s+){0,2}?"
NO_DENIAL = rf"(?<!not )(?<!not to ){UNTOLD}"
NOT_COVERED = r"not\s+(?:be\s+)?(?:considered\s+)?(?:medically necessary|covered)"
REFUSING = r"(?:will|shall|do|does) not (?:cover|authori[sz]e|approve|pay for)\b"
SAID_AGAINST = rf"not medically necessary|may not be approved|will not be (?:approved|covered|authori[sz]ed)|{REFUSING}|not a covered (?:benefit|service)|(?:does|do) not meet the definition of medical necessity"
REFUSED = r"(?:should|will) be denied"
NOT_ELIGIBLE = r"not (?:be )?eligible (?:for (?:coverage|benefits|reimbursement|payment)|under (?:the|a|this|their|your) (?:\w+ )?(?:plan|benefit|policy))"
AGAINST = Rule(
    "statements.against",
    rf"(?:{NO_DENIAL}\b{IS_ONLY}{UNPROVEN}|\b(?:{IS_NOT}{NOT_COVERED}|considers\b(?:\b(?:e\.g|i\.e)\.|[^.]){{0,300}}?\b{UNPROVEN}|{SAID_AGAINST}|{REFUSED}|{NOT_ELIGIBLE}))",
    "is considered not medically necessary",
    "is considered medically necessary",
)
AGAIN = Rule(
    "statements.again",
    r"^(?:continu(?:ed|ation|ing)|renewal|re-?authori[sz]ation|reapproval|subsequent (?:authori[sz]ation|approval|request)s?|maintenance treatment|re-?treatment)\b",
    "Continuation of therapy",
    "Initial therapy",
)
LEADS = Rule(
    "statements.leads", r":\s*$|\b(?:following|below|as follows)\b", "when all of the following are met", "for adults"
)
"""Words of a sentence whose conditions stand in a list behind it."""


PRODUCT = Rule("statements.product", r"[A-Z][\w™®-]+\s*\([a-z][\w -]+\)", "MADEUPRA (madeumab-abcd)", "Madeupra for asthma (severe)", exact=True, by="fullmatch")  # fmt: skip
"""A brand with its generic name and nothing else."""


def read_statements(draft: Draft, section: Section, phase: Phase, result: Result) -> None:
    """Read sentences that each state a rule; a list belongs to the sentence above it."""
    at = 0
    blocks = section.blocks
    while at < len(blocks):
        block = blocks[at]
        words = draft.words(block)
        if APPROVAL_LINE.match(words):
            draft.claim("metadata", block.start, block.end)
            result.approvals.append(read_approval(draft, draft.passage(block), phase, None))
            at += 1
            continue
        below = behind_subject(draft, blocks, at)
        end = list_end(draft, blocks, below)
        if below > at:
            add_statement(draft, blocks[at : below + 1], blocks[below + 1 : end], phase, result)
        elif end == at + 1 and block.bold and PRODUCT.fullmatch(words):  # the title of what follows
            draft.claim("metadata", block.start, block.end)
        elif end == at + 1 and INTRO.search(words):  # it leads over to the next section
            draft.claim("criteria", block.start, block.end)
        elif (
            at == 0 and block.kind == "item" and end > 1 and not LEADS.search(words)
        ):  # the section's heading is what the list stands below
            add_list(draft, blocks[:end], phase, result)
        else:
            add_statement(draft, [blocks[at]], blocks[at + 1 : end], phase, result)
        at = end


GOES_ON = Rule("statements.goes_on", r"(?:is|are)\b\W*(?:are\)|is\))?\s*(?:considered|not)\b", "is(are) considered", "Inventa is considered", exact=True, by="match")  # fmt: skip
"""How a sentence goes on behind its subject, where that stands in items of its own."""


def behind_subject(draft: Draft, blocks: Sequence[Block], at: int) -> int:
    """Return the place of the paragraph that goes on with the items from a place on: they are its subject, and no list. The place itself where none does."""
    end = at
    while end < len(blocks) and blocks[end].kind == "item":
        end += 1
    goes_on = end < len(blocks) and blocks[end].kind == "paragraph" and GOES_ON.match(draft.words(blocks[end]))
    return end if goes_on else at


PAPERS = r"policy|policies|guidelines?|contracts?|programs?|definition|means|defined|refers|documentation|determin\w+"
OWN_WORDS = Rule(
    "statements.own_words",
    rf"\b(?:{PAPERS}|clinicians?|physicians?|providers?)\b|\?\s*$",
    "This policy says what is necessary",
    "Madeupra is necessary",
)
"""Words of sentences that speak of coverage rules as such, not of one service."""
MANY = 700


def read_scattered(draft: Draft, section: Section, result: Result) -> None:
    """Read only the sentences that lay down coverage, each with its list; all else of the section stays as it is filed.

    For documents in which no section of criteria is found. A sentence whose list cannot be told is left unread:
    without its conditions it would say too much.
    """
    at = 0
    blocks = section.blocks
    while at < len(blocks):
        words = draft.words(blocks[at])
        plain = blocks[at].kind in ("paragraph", "item") and len(words) < MANY
        if not plain or not RULE.search(words) or OWN_WORDS.search(words):
            at += 1
            continue
        end = list_below(blocks, at) if blocks[at].kind == "item" else list_end(draft, blocks, at)
        if end > at + 1 or not LEADS.search(words):
            phase: Phase = "exclusion" if AGAINST.search(words) else "renewal" if AGAIN.match(words) else "initial"
            add_statement(draft, [blocks[at]], blocks[at + 1 : end], phase, result)
        at = end
