"""Criteria as sentences, each with its list: `X may be considered medically necessary when all of the following are met:`.

Where a section holds statements for and against, each sentence tells its phase by its own words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from payerdiff.ingest.reading import CONTINUED, Block
from payerdiff.normalize import lexicon
from payerdiff.normalize.approvals import APPROVAL_LINE, read_approval
from payerdiff.normalize.criteria import Entry, Introduction, extend, introduce, join, leaf_of
from payerdiff.normalize.draft import Draft, Passage, flow
from payerdiff.normalize.groups import INTRO, Result, entry_of, goes_on, population_of
from payerdiff.normalize.outline import connector_of
from payerdiff.normalize.schema import CriteriaSet, Criterion, Phase
from payerdiff.normalize.sections import Section, plain_title

USE = re.compile(
    r"\b(?:for the treatment of|treatment of|when used for|for)\s+(?:patients with\s+|individuals with\s+|members with\s+)?(.+?)[.:]?$",
    re.IGNORECASE,
)


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
        elif at == 0 and block.kind == "item" and end > 1 and not LEADS.search(words):  # the section's heading is what the list stands below
            add_list(draft, blocks[:end], phase, result)
        else:
            add_statement(draft, [blocks[at]], blocks[at + 1 : end], phase, result)
        at = end


def add_list(draft: Draft, blocks: Sequence[Block], phase: Phase, result: Result) -> None:
    """Add the set of a list that no sentence introduces."""
    root = join(draft, entries_of(draft, blocks), "", None)
    root = root if root.children else Criterion(op="all", children=[root], span=root.span)
    result.sets.append(
        CriteriaSet(id=next_id(result, phase), phase=phase, root=root, span=draft.span(blocks[0].start, blocks[-1].end))
    )


def next_id(result: Result, phase: Phase) -> str:
    """Return the name of a phase's next set."""
    return f"{phase}-{sum(1 for s in result.sets if s.phase == phase) + 1}"


AGAINST = re.compile(
    r"\b(?:(?:is|are|as|be|considered)\s+(?:\w+\s+){0,2}?(?:not\s+(?:be\s+)?(?:considered\s+)?(?:medically necessary|covered)|(?:experimental|investigational|unproven)\b)|\bconsiders\b[^.]{0,200}\b(?:experimental|investigational|unproven)\b|not medically necessary|may not be approved|will not be (?:approved|covered))",
    re.IGNORECASE,
)
FOR = re.compile(r"\b(?:medically necessary|covered|approved|indicated|appropriate|eligible|meets? coverage criteria|will be (?:granted|authorized))\b", re.IGNORECASE)  # fmt: skip
AGAIN = re.compile(
    r"^(?:continu(?:ed|ation|ing)|renewal|re-?authori[sz]ation|reapproval|subsequent (?:authori[sz]ation|approval|request)s?|maintenance treatment)\b",
    re.IGNORECASE,
)
VERDICT = re.compile(r"^(?:(investigational|not medically necessary|experimental|cosmetic|reconstructive).*|medical(?:ly)? necess(?:ary|ity))\W*$", re.IGNORECASE)  # fmt: skip
"""A heading that gives the answer to what stands below it."""
DURATION = re.compile(r"\b(?:approval|authori[sz]ation) (?:approval )?(?:duration|period)\b", re.IGNORECASE)
NOTE = re.compile(r"^notes?\b[\s\d]*:", re.IGNORECASE)


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
        elif FOR.search(words) or end > at + len(heads):
            own: Phase = "renewal" if AGAIN.match(words) else phase
            add_statement(draft, heads, blocks[at + len(heads) : end], own, result, title)
        at = end


BY_USE = re.compile(
    r"\bfollowing (?:\w+ ){0,2}(?:indications|diagnoses|disorders|diseases|uses)\b[^:]*:\s*$", re.IGNORECASE
)
"""A sentence that says for which uses a drug is covered, and names them below."""


def uses_below(blocks: Sequence[Block], at: int) -> list[list[Block]]:
    """Return the uses that stand below a sentence, each with its blocks; none where they are no more than a plain list.

    On web pages what lies within a list item is set in further: a heading there opens a use, or an outer item with items of its own.
    """
    level = blocks[at].indent or 0
    inner = list(takewhile(lambda b: (b.indent or 0) > level and b.kind != "row", blocks[at + 1 :]))
    if not inner or inner[0].kind not in ("heading", "item"):
        return []
    level = inner[0].indent
    parts: list[list[Block]] = []
    for block in inner:
        if block.indent == level and (block.kind == inner[0].kind or not parts):
            parts.append([])
        parts[-1].append(block)
    return parts if inner[0].kind == "heading" or any(len(part) > 1 for part in parts) else []


def add_uses(
    draft: Draft, statement: Block, parts: Sequence[Sequence[Block]], phase: Phase, result: Result
) -> None:
    """Add a set for each use that a sentence covers: its list, or its sentences, each with its list."""
    draft.claim("criteria", statement.start, statement.end)
    condition = introduce(draft.passage(statement)).condition
    told = leaf_of(draft, condition, None) if condition else None
    for part in parts:
        before = len(result.sets)
        heading, inner = part[0], part[1:]
        named = introduce(draft.passage(heading))
        title = plain_title(named.condition.text if named.condition else draft.words(heading)).rstrip(" ;.:")
        at = 0
        if not inner or heading.kind == "item":
            add_statement(draft, [heading], inner, phase, result, title)
        elif inner[0].kind == "item":
            draft.claim("criteria", heading.start, heading.end)
            add_statement_of(draft, [heading], inner, phase, result, Introduction(None, "any", None, ()), title)
        else:
            draft.claim("criteria", heading.start, heading.end)
            while at < len(inner):
                end = list_below(inner, at)
                add_statement(draft, [inner[at]], inner[at + 1 : end], phase, result, title)
                at = end
        for place in range(before, len(result.sets)):
            made = result.sets[place]
            root = made.root if told is None else Criterion(op="all", children=[told, made.root], span=made.root.span)
            result.sets[place] = made.model_copy(update={"indication": title, "root": root})


def speaks_in_statements(draft: Draft, section: Section) -> bool:
    """Tell whether a section says in sentences what is covered and what is not."""
    sentences = (draft.words(b) for b in section.blocks if b.kind == "paragraph")
    return any(len(words) > 40 and (FOR.search(words) or AGAINST.search(words)) for words in sentences)


RULE = re.compile(
    r"\b(?:is|are|as|be|been)\s+(?:considered\s+)?(?:to be\s+)?(?:not\s+)?(?:considered\s+)?(?:reasonable and necessary|(?:not )?medically necessary|experimental|investigational|unproven|not (?:a )?covered\b(?! by))",
    re.IGNORECASE,
)
"""Words that lay down coverage; weaker ones (`indicated`, `appropriate`) stand in every description of a disease."""
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


def list_below(blocks: Sequence[Block], at: int) -> int:
    """Return the index behind the items below an item: those that are set in further."""
    end = at + 1
    while end < len(blocks) and blocks[end].kind in ("item", "note", "paragraph") and (blocks[end].indent or 0) > (blocks[at].indent or 0):  # fmt: skip
        end += 1
    return end


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


def passage_of(draft: Draft, blocks: Sequence[Block]) -> Passage:
    """Return the words of several blocks as one passage."""
    return flow(draft.reading.text, [(b.body, b.end) for b in blocks])


def list_end(draft: Draft, blocks: Sequence[Block], at: int) -> int:
    """Return the index behind the list that a sentence introduces (the next index where it introduces none).

    Items may have lost their signs: after a colon, sentences that close with `;` or a connector are items, and
    so is the one after the last of them.
    """
    end = at + 1
    if not re.search(r":\s*$|\b(?:following|either|when)\b.*:\s*$", draft.words(blocks[at])):
        while end < len(blocks) and blocks[end].kind == "item":
            end += 1
        return end
    while end < len(blocks) and (
        blocks[end].kind == "item" or is_open(draft.words(blocks[end])) or is_nested(draft, blocks, at, end)
    ):
        end += 1
    if (
        end < len(blocks)
        and end > at + 1
        and blocks[end].kind == "paragraph"
        and is_open(draft.words(blocks[end - 1]))
        and not APPROVAL_LINE.match(draft.words(blocks[end]))
    ):
        end += 1
    return end


def is_nested(draft: Draft, blocks: Sequence[Block], at: int, end: int) -> bool:
    """Tell whether a paragraph behind a list's item lies within the list: it is set in further than the sentence above."""
    words = draft.words(blocks[end])
    if blocks[end].kind != "paragraph" or end == at + 1 or APPROVAL_LINE.match(words) or NOTE.match(words):
        return False
    return (blocks[end].indent or 0) > (blocks[at].indent or 0) + 5 and not draft.reading.document.is_plain_text


def is_open(words: str) -> bool:
    """Tell whether an item's words say that another item follows."""
    return connector_of(words) is not None or words.rstrip().endswith(";")


def add_statement(
    draft: Draft, heads: Sequence[Block], items: Sequence[Block], phase: Phase, result: Result, title: str | None = None
) -> None:
    """Add the set of one sentence and its list; a heading above it names the use where the sentence does not."""
    draft.claim_blocks("criteria", heads)
    introduction = introduce(passage_of(draft, heads))
    if phase == "exclusion" and introduction.op is None:  # whichever of them holds, the use is refused
        introduction = replace(introduction, op="any")
    add_statement_of(draft, heads, items, phase, result, introduction, title)


def entries_of(draft: Draft, items: Sequence[Block]) -> list[Entry]:
    """Return the items of a list; what goes on with an item is part of it."""
    entries: list[Entry] = []
    for block in items:
        runs_over = block.marker is CONTINUED or (block.kind == "paragraph" and entries and goes_on(draft, entries[-1], block, draft.words(block)))  # fmt: skip
        if entries and runs_over:
            extend(draft, entries[-1], block)
        else:
            entries.append(entry_of(draft, block))
    return entries


def add_statement_of(
    draft: Draft, heads: Sequence[Block], items: Sequence[Block], phase: Phase, result: Result,
    introduction: Introduction, title: str | None,
) -> None:  # fmt: skip
    """Add the set of a list below words whose meaning is known."""
    passage = passage_of(draft, heads)
    entries = entries_of(draft, items)
    if entries:
        root = join(draft, entries, "", introduction)
        if phase == "exclusion":
            root = root if root.children else Criterion(op="any", children=[root], span=root.span)
        elif introduction.condition is not None:
            lead = leaf_of(draft, introduction.condition, None)
            root = Criterion(op="all", children=[lead, root], span=draft.span(heads[0].start, items[-1].end))
    else:
        root = Criterion(
            op="any" if phase == "exclusion" else "all",
            children=[leaf_of(draft, passage, None)],
            span=draft.span_of(passage),
        )
    result.sets.append(
        CriteriaSet(
            id=next_id(result, phase),
            phase=phase,
            indication=indication_of(passage.text, introduction, bool(entries), phase) or title,
            population=population_of(introduction.condition.text if introduction.condition else None),
            root=root,
            span=draft.span(heads[0].start, heads[-1].end),
        )
    )


TREATED = re.compile(r".*\bfor (?:the )?(?:treatment of )?((?:(?!\b(?:when|if|who|that|therapy|coverage)\b|:).){3,90}?)\s+(?:may be|is|are|will be)\b", re.IGNORECASE | re.DOTALL)  # fmt: skip
POPULATION_ONLY = re.compile(r"(?:adult|pediatric|children)s?(?: patients?| individuals?| members?)?", re.IGNORECASE)
REFUSED = re.compile(
    r"\b(?:considered|is|are)\s+(not medically necessary|investigational|experimental|not covered)\b", re.IGNORECASE
)


def indication_of(text: str, introduction: Introduction, has_items: bool, phase: Phase) -> str | None:
    """Return the use that a sentence names (for an exclusion, in what way it is refused), or None."""
    if phase == "exclusion":
        refused = REFUSED.search(text)
        return refused.group(1).lower() if refused else None
    if has_items:
        treated = TREATED.match(text)
        if treated and not lexicon.hits("drugs", treated.group(1)):
            return treated.group(1)
        condition = introduction.condition.text if introduction.condition else None
        return None if condition and POPULATION_ONLY.fullmatch(condition) else condition
    match = USE.search(text)
    return match.group(1) if match and len(match.group(1)) < 120 else None
