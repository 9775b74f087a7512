"""Criteria as sentences, each with its list: `X may be considered medically necessary when all of the following are met:`.

Where a section holds statements for and against, each sentence tells its phase by its own words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Phase
from payerdiff.normalize.criteria.list_items import INTRO, Result
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.layouts.sentence_sets import BY_USE, add_list, add_statement, add_uses, uses_below
from payerdiff.normalize.outline.list_ends import FOR, LEADING, NOTE, RULE, SENTENCE, list_below, list_end, passage_of
from payerdiff.normalize.sections.headings import Section, plain_title
from payerdiff.normalize.terms.approvals import APPROVAL_LINE, read_approval


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
        end = list_end(draft, blocks, at)
        if end == at + 1 and INTRO.search(words):  # it leads over to the next section
            draft.claim("criteria", block.start, block.end)
        elif (
            at == 0 and block.kind == "item" and end > 1 and not LEADS.search(words)
        ):  # the section's heading is what the list stands below
            add_list(draft, blocks[:end], phase, result)
        else:
            add_statement(draft, [blocks[at]], blocks[at + 1 : end], phase, result)
        at = end


AGAINST = re.compile(
    r"\b(?:(?:is|are|as|be|considered)\s+(?:\w+\s+){0,2}?(?:not\s+(?:be\s+)?(?:considered\s+)?(?:medically necessary|covered)|(?:experimental|investigational|unproven)\b)|\bconsiders\b[^.]{0,200}\b(?:experimental|investigational|unproven)\b|not medically necessary|may not be approved|will not be (?:approved|covered))",
    re.IGNORECASE,
)
AGAIN = re.compile(
    r"^(?:continu(?:ed|ation|ing)|renewal|re-?authori[sz]ation|reapproval|subsequent (?:authori[sz]ation|approval|request)s?|maintenance treatment)\b",
    re.IGNORECASE,
)
VERDICT = re.compile(r"^(?:(investigational|not medically necessary|experimental|cosmetic|reconstructive).*|medical(?:ly)? necess(?:ary|ity))\W*$", re.IGNORECASE)  # fmt: skip
"""A heading that gives the answer to what stands below it."""
DURATION = re.compile(r"\b(?:approval|authori[sz]ation) (?:approval )?(?:duration|period)\b", re.IGNORECASE)


def read_stated(draft: Draft, section: Section, result: Result) -> None:
    """Read a section whose sentences speak for and against coverage: each tells its phase, or the heading above it does."""
    default: Phase = section.kind if section.kind in ("initial", "renewal", "exclusion", "universal") else "initial"
    phase, title, at = default, None, 0
    blocks = section.blocks
    while at < len(blocks):
        heads = head_of(draft, blocks, at)
        words = " ".join(draft.words(b) for b in heads)
        end = list_below(blocks, at) if blocks[at].kind == "item" else list_end(draft, blocks, at + len(heads) - 1)
        verdict = VERDICT.match(words)
        if verdict and len(heads) == 1:
            draft.claim_blocks("criteria", heads)
            phase, title, end = ("exclusion" if verdict.group(1) else default), None, at + 1
        elif heads[0].kind == "note" or NOTE.match(words) or DURATION.search(words):
            file_note(draft, heads, words, phase, result)
            end = at + len(heads)
        elif is_title(heads, words) and end == at + len(heads):
            draft.claim_blocks("criteria", heads)
            phase, title = ("renewal" if AGAIN.match(words) else default), plain_title(words).rstrip(":")
            title = (
                None
                if AGAIN.match(words) or re.match(r"^(?:initial|criteria|coverage)\b", words, re.IGNORECASE)
                else title
            )
        elif AGAINST.search(words):
            add_statement(draft, heads, blocks[at + len(heads) : end], "exclusion", result, title)
        elif len(heads) == 1 and BY_USE.search(words) and (parts := uses_below(blocks, at)):
            add_uses(draft, heads[0], parts, phase, result)
            end = at + 1 + sum(map(len, parts))
        elif LEADING.search(words) and end == at + len(heads):
            draft.claim_blocks("criteria", heads)
        elif FOR.search(words) or end > at + len(heads):
            own: Phase = "renewal" if AGAIN.match(words) else phase
            add_statement(draft, heads, blocks[at + len(heads) : end], own, result, title)
        at = end


def speaks_in_statements(draft: Draft, section: Section) -> bool:
    """Tell whether a section says in sentences what is covered and what is not."""
    sentences = (draft.words(b) for b in section.blocks if b.kind == "paragraph")
    if any(len(words) > SENTENCE and (FOR.search(words) or AGAINST.search(words)) for words in sentences):
        return True
    items = [b for b in section.blocks if b.kind == "item" and b.marker]
    styles = {style for style, ordinal in items[0].marker.places if ordinal == 1} if items and items[0].marker else ()
    outer = [draft.words(b) for b in items if b.marker and any(style in styles for style, _ in b.marker.places)]
    ruling = [words for words in outer if len(words) > SENTENCE and RULE.search(words)]
    return len(ruling) > 1 and 2 * len(ruling) > len(outer) and any(AGAINST.search(words) for words in ruling)


OWN_WORDS = re.compile(r"\b(?:policy|policies|guidelines?|clinicians?|physicians?|providers?|contracts?|programs?|definition|means|defined|refers|documentation|determin\w+)\b|\?\s*$", re.IGNORECASE)  # fmt: skip
"""Words of sentences that speak of coverage rules as such, not of one service."""
LEADS = re.compile(r":\s*$|\b(?:following|below|as follows)\b", re.IGNORECASE)
"""Words of a sentence whose conditions stand in a list behind it."""
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


def head_of(draft: Draft, blocks: Sequence[Block], at: int) -> list[Block]:
    """Return the blocks of one sentence: a change of weight within it parts them on paper."""
    heads = [blocks[at]]
    while at + len(heads) < len(blocks):
        following = blocks[at + len(heads)]
        words = draft.words(heads[-1]).rstrip()
        if heads[-1].kind != "paragraph" or following.kind != "paragraph" or words.endswith((".", ":", ";")):
            break
        if not draft.words(following)[:1].islower() and (heads[-1].bold or following.bold is heads[-1].bold):
            break
        heads.append(following)
    return heads


def is_title(heads: Sequence[Block], words: str) -> bool:
    """Tell whether a line is a heading within the section: short, bold or marked as one, and no sentence."""
    short = len(heads) == 1 and len(words) < 110 and not words.rstrip().endswith((".", ";"))
    return short and (heads[0].kind == "heading" or heads[0].bold) and not AGAINST.search(words) and not (FOR.search(words) and words.rstrip().endswith(":") and len(words) > 60)  # fmt: skip


PART = re.compile(
    r"\b(initial|continuation|continued|renewal|re-?authori[sz]ation)\b[^:]{0,40}:\s*(?P<term>.+?)(?=\s*\b(?:initial|continuation|continued|renewal|re-?authori[sz]ation)\b[^:]{0,40}:|$)",
    re.IGNORECASE,
)
TERM_OF = re.compile(
    r"\b(?:duration|period) for (?P<use>[^:]{2,60}?)\s*(?:initial|continu|renew|re-?auth|:|$)", re.IGNORECASE
)


def file_note(draft: Draft, heads: Sequence[Block], words: str, phase: Phase, result: Result) -> None:
    """File a note: one on how long approvals run is a term, for each phase that it names; others are remarks."""
    if not DURATION.search(words):
        draft.claim_blocks("boilerplate", heads)
        return
    draft.claim_blocks("metadata", heads)
    passage = passage_of(draft, heads)
    use = TERM_OF.search(passage.text)
    parts = list(PART.finditer(passage.text))
    for part in parts:
        named = passage.text[part.start() : part.start("term")].lower()
        for own in phases_in(named):
            result.approvals.append(
                read_approval(draft, passage.cut(*part.span("term")), own, use["use"] if use else None)
            )
    for said_of in [] if parts else phases_in(words.lower()) or [phase]:
        result.approvals.append(read_approval(draft, passage, said_of, use["use"] if use else None))


def phases_in(words: str) -> list[Phase]:
    """Return the phases that lower-case words name."""
    named: tuple[tuple[Phase, str], ...] = (("initial", r"\binitial"), ("renewal", r"\bcontinu|\brenew|\bre-?auth"))
    return [phase for phase, sign in named if re.search(sign, words)]
