"""Criteria as sentences for and against in one section: each tells its phase by its own words, or the heading above it does."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Phase
from payerdiff.normalize.criteria.list_items import Result
from payerdiff.normalize.criteria.sentence_sets import BY_USE, add_statement, add_uses, uses_below
from payerdiff.normalize.criteria.statements import AGAIN, AGAINST
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.layouts.base import Layout
from payerdiff.normalize.outline.list_ends import FOR, LEADING, NOTE, list_below, list_end, passage_of
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Section, plain_title
from payerdiff.normalize.terms.approvals import read_approval

VERDICT = Rule("for_and_against.verdict", r"^(?:(investigational|not medically necessary|experimental|cosmetic|reconstructive).*|medical(?:ly)? necess(?:ary|ity))\W*$", "Medical Necessity", "Medical Necessity of infusions", by="match")  # fmt: skip
"""A heading that gives the answer to what stands below it."""
DURATION = Rule(
    "for_and_against.duration",
    r"\b(?:approval|authori[sz]ation) (?:approval )?(?:duration|period)\b",
    "Authorization period",
    "Duration of response",
)
CRITERIA_HEAD = Rule(
    "for_and_against.criteria_head", r"^(?:initial|criteria|coverage)\b", "Initial approval", "Asthma", by="match"
)


def read_stated(draft: Draft, section: Section, default: Phase, result: Result) -> None:
    """Read a section whose sentences speak for and against coverage: each tells its phase, or the heading above it does."""
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
            heads += further_terms(draft, blocks[at + len(heads) :]) if DURATION.search(words) else []
            file_note(draft, heads, words, phase, result)
            end = blocks.index(heads[-1]) + 1
        elif is_title(heads, words) and end == at + len(heads):
            draft.claim_blocks("criteria", heads)
            phase, title = ("renewal" if AGAIN.match(words) else default), plain_title(words).rstrip(":")
            title = None if AGAIN.match(words) or CRITERIA_HEAD.match(words) else title
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


PHASE_NAME = r"\b(?:initial|continuation|continued|renewal|re-?authori[sz]ation)\b[^:]{0,40}:"
PART = Rule(
    "for_and_against.part",
    rf"{PHASE_NAME}\s*(?P<term>.+?)(?=\s*{PHASE_NAME}|$)",
    "Initial approval: 6 months",
    "6 months",
)
TERM_OF = Rule(
    "for_and_against.term_of",
    r"\b(?:duration|period) for (?P<use>[^:]{2,60}?)\s*(?:initial|continu|renew|re-?auth|:|$)",
    "Approval duration for asthma: 6 months",
    "Approval duration: 6 months",
)


LINE = Rule("for_and_against.line", rf"{PHASE_NAME}\s*(?:for |up to )?\d+ (?:day|week|month|year)s?\W*", "Continuation Requests: 12 months", "Continuation: 12 months if the patient improves", by="fullmatch")  # fmt: skip


def further_terms(draft: Draft, blocks: Sequence[Block]) -> list[Block]:
    """Return the lines that go on with the periods above them, also behind a page break: `Continuation requests: 12 months`."""
    found: list[Block] = []
    for block in blocks:
        if block.kind == "furniture":
            continue
        if block.kind != "paragraph" or not LINE.fullmatch(draft.words(block)):
            break
        found.append(block)
    return found


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
        named = passage.text[part.start() : part.start("term")]
        for own in phases_in(named):
            result.approvals.append(
                read_approval(draft, passage.cut(*part.span("term")), own, use["use"] if use else None)
            )
    for said_of in [] if parts else phases_in(words) or [phase]:
        result.approvals.append(read_approval(draft, passage, said_of, use["use"] if use else None))


PHASES: tuple[tuple[Phase, Rule], ...] = (
    ("initial", Rule("for_and_against.initial", r"\binitial", "initial approval", "approval")),
    ("renewal", Rule("for_and_against.renewal", r"\bcontinu|\brenew|\bre-?auth", "reauthorization", "authorization")),
)


def phases_in(words: str) -> list[Phase]:
    """Return the phases that words name."""
    return [phase for phase, rule in PHASES if rule.search(words)]


FOR_AND_AGAINST = Layout(read_stated)
