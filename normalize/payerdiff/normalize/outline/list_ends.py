"""Where a statement's list ends: by numbers, by how far items are set in, and by how they close."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.ingest.reading.marker import Style
from payerdiff.ingest.reading.reading import Block
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage, flow
from payerdiff.normalize.outline.nesting import connector_of
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.terms.approvals import APPROVAL_LINE

FOR = Rule("list_ends.for", r"\b(?:medically necessary|covered|approved|indicated|appropriate|eligible|meets? coverage criteria|will be (?:granted|authorized))\b", "Madeupra is medically necessary for", "Madeupra is an antibody")  # fmt: skip
LEADING = Rule(
    "list_ends.leading",
    r"\bfollowing (?:\w+ ){0,2}(?:criteria|requirements|conditions)\b[^.;]{0,80}[.:]?\s*$",
    "when the following coverage criteria are met:",
    "when criteria are met",
)
"""A sentence that leads over to statements below it."""
NOTE = Rule("list_ends.note", r"^notes?\b[\s\d]*:", "Note 1: doses are rounded", "Notes on doses")
SENTENCE = 40
"""So many characters at least has a statement."""
UNTOLD = r"(?<!not determined to )(?<!not considered to )(?<!not deemed to )"
"""Before a verb: `is not determined to be investigational` is no verdict."""
IS = rf"{UNTOLD}\b(?:is|are|as|be|been)\s+(?:considered\s+)?(?:to be\s+)?"
NECESSARY = r"(?:not\s+)?(?:considered\s+)?(?:reasonable and necessary|(?:not )?medically necessary|not (?:a )?covered\b(?! by))"
NEW = r"experimental|investigational|unproven"
"""What is not one of these is no verdict: it is asked of a use."""
CONSIDERS = r"\bconsiders?\b(?:\be\.g\.|\bi\.e\.|[^.;:]){1,300}?\b"
"""A payer that gives its verdict on a service: `considers such tests experimental`."""
RULE = Rule(
    "list_ends.rule",
    rf"{IS}(?:{NECESSARY}|(?:considered\s+)?(?:{NEW}))|{CONSIDERS}(?:reasonable and necessary|(?:not )?medically necessary|{NEW})",
    "is considered medically necessary",
    "is indicated",
)
"""Words that lay down coverage; weaker ones (`indicated`, `appropriate`) stand in every description of a disease."""


def places_at(block: Block) -> set[tuple[Style, int]]:
    """Return the numbers that a block's marker may mean."""
    return set(block.marker.places) if block.marker else set()


def list_below(blocks: Sequence[Block], at: int) -> int:
    """Return the index behind the items below an item: those that are set in further, up to the next number of its own list."""
    end = at + 1
    level, own = blocks[at].indent or 0, places_at(blocks[at])
    inner: set[tuple[Style, int]] = set()
    while end < len(blocks) and blocks[end].kind in ("item", "note", "paragraph") and (blocks[end].indent or 0) > level:
        places = places_at(blocks[end])
        before = {(style, ordinal - 1) for style, ordinal in places}
        if own & before and not inner & before:
            break
        inner |= places
        end += 1
    return end


def passage_of(draft: Draft, blocks: Sequence[Block]) -> Passage:
    """Return the words of several blocks as one passage."""
    return flow(draft.reading.text, [(b.body, b.end) for b in blocks])


OPENS_LIST = Rule(
    "list_ends.opens_list",
    r":\s*$|\b(?:following|either|when)\b.*:\s*$",
    "when any of these is true:",
    "when this is true",
    exact=True,
)


def list_end(draft: Draft, blocks: Sequence[Block], at: int) -> int:
    """Return the index behind the list that a sentence introduces (the next index where it introduces none).

    Items may have lost their signs: after a colon, sentences that close with `;` or a connector are items, and
    so is the one after the last of them.
    """
    end = at + 1
    if LEADING.search(draft.words(blocks[at])) and not FOR.search(draft.words(blocks[at])) and end < len(blocks):
        below = draft.words(blocks[end])
        if blocks[end].kind == "item" and len(below) > SENTENCE and RULE.search(below):
            return end  # statements stand below, each with its own list
    if not OPENS_LIST.search(draft.words(blocks[at])):
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
    """Return True if a paragraph behind a list's item lies within the list: it is set in further than the sentence above."""
    words = draft.words(blocks[end])
    if blocks[end].kind != "paragraph" or end == at + 1 or APPROVAL_LINE.match(words) or NOTE.match(words):
        return False
    return (blocks[end].indent or 0) > (blocks[at].indent or 0) + 5 and not draft.reading.document.is_plain_text


def is_open(words: str) -> bool:
    """Return True if an item's words say that another item follows."""
    return connector_of(words) is not None or words.rstrip().endswith(";")
