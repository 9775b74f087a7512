"""A heading that stands on a line of its own within a paragraph, in the paragraph's own type: it is a block of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from payerdiff.ingest.reading.marker import Marker, decimal_of, label_of
from payerdiff.ingest.reading.reading import Block
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.demands import demands_apart
from payerdiff.normalize.structure.blocks.names import kind_of, named_by

WORDS = 7
"""Words of the longest heading that is told by its words alone."""
SHORT = 0.6
"""The share of the paragraph's longest line that a heading's line reaches at the most: a full line goes on."""
OPENS = Rule("run_ins.opens", r"[A-Z•\d(]", "Asthma", "asthma", exact=True, by="match")
CLOSED = Rule("run_ins.closed", r"[.;,]$|\b(?:and|or|of|the|for|to|with|in|by|is|are|a)$", "treatment of", "treatment")


def parted(draft: Draft, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks; a paragraph whose first line is a heading is two, and headings stand without their numbers."""
    parts = [part for block in blocks for part in parts_of(draft, signed_twice(draft, block))]
    return numbered(draft, [sentence for part in parts for sentence in sentences_of(draft, part)])


def sentences_of(draft: Draft, block: Block) -> Iterator[Block]:
    """Yield a block of running text, what asks for something of every request apart."""
    if block.kind != "paragraph":
        yield block
        return
    yield from demands_apart(draft.reading.text[block.body : block.end], block)


SECOND = Rule("run_ins.second", r"[–—▪◦○‣o-]\s+(?=\S)", "– Asthma", "Asthma", exact=True, by="match")


def signed_twice(draft: Draft, block: Block) -> Block:
    """Return a list item of a web page whose words open with a sign of their own as an item of a list within that list: it has no indent to tell so."""
    if draft.reading.document.paginated or block.kind != "item" or block.marker is None or block.marker.places:
        return block
    sign = SECOND.match(draft.reading.text, block.body)
    if sign is None:
        return block
    own = Marker("bullet", sign[0].strip(), 0, ())
    return replace(block, marker=own, body=sign.end(), indent=block.indent + 1.0)


def parts_of(draft: Draft, block: Block) -> Iterator[Block]:
    """Yield a block's heading, if its first line is one, and the rest."""
    text = draft.reading.text
    if block.kind == "item" and (remark := remark_in(draft, block)):
        yield replace(block, end=remark)
        noted = REMARK.search(text[remark - 1 : block.end]) is not None
        yield replace(block, start=remark, body=remark, kind="note" if noted else "paragraph", marker=None)
        return
    end = text.find("\n", block.start, block.end)
    rest = next((at for at in range(end, block.end) if not text[at].isspace()), -1) if end > 0 else -1
    if block.kind != "paragraph" or rest < 0 or not heads(draft, block, end, rest):
        yield block
        return
    yield replace(block, end=end)
    yield from parts_of(draft, replace(block, start=rest, body=rest))


REQUESTS = r"not covered(?: for| when| if)?|exclusions?|renewal|re-?authori[sz]ation"
PARTS = rf"{REQUESTS}|(?:length|duration) of (?:approval|authori[sz]ation|coverage)|(?:approval|authori[sz]ation|coverage) (?:duration|length|period)"
LABELED = Rule("run_ins.labeled", rf"(?<=\n)[ \t]*(?:{PARTS})\s*:(?=\s*\S)", "of asthma\nNot covered for: gout", "Not covered for: gout")  # fmt: skip
"""A line within an item that has a label of its own: the item has ended before it."""
REMARK = Rule("run_ins.remark", r"(?<=\n)[ \t]*notes?:(?![^\n]*\bmust\b)", "Asthma\nNote: ages are rounded", "Asthma. Note: mild")  # fmt: skip
JOINED = Rule("run_ins.joined", r"\b(?:and|or|must|required?|only)\b\W*$|[;:,]\W*$", "Asthma; and", "Asthma.")


def remark_in(draft: Draft, block: Block) -> int | None:
    """Return where a remark or a labeled line begins within an item, None where there is none or where it is part of what is asked for."""
    words = draft.reading.text[block.body : block.end]
    remark = REMARK.search(words)
    label = LABELED.search(words)
    if label is not None:
        return block.body + label.start()
    if remark is None or JOINED.search(words[: remark.start()]) or JOINED.search(words):
        return None
    return block.body + remark.start()


def heads(draft: Draft, block: Block, end: int, rest: int) -> bool:
    """Return True if a paragraph's first line is a heading: a few words that name a part of a policy, in a line that is not full."""
    text = draft.reading.text
    first = draft.reading.words(block.body, end)
    if not first[:1].isupper() or len(first.split()) > WORDS or CLOSED.search(first) or not OPENS.match(text[rest]):
        return False
    longest = max(len(line.strip()) for line in text[block.start : block.end].split("\n"))
    if len(first) > SHORT * longest and not first.endswith(":"):
        return False
    return kind_of(first) is not None or named_by(first) is not None


def numbered(draft: Draft, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks, headings without the numbers that they count: a number alone may be an initial, and takes a neighbor of its level to tell."""
    labels = {at: label for at, one in enumerate(blocks) if one.kind == "heading" and (label := label_in(draft, one))}
    counted = {(blocks[at].level, place) for at, label in labels.items() for place in label.places}
    found = list(blocks)
    for at, label in labels.items():
        beside = {(style, ordinal + step) for style, ordinal in label.places for step in (-1, 1)}
        if any((blocks[at].level, place) in counted for place in beside):
            found[at] = replace(blocks[at], marker=label, body=blocks[at].body + label.width)
    return found


def label_in(draft: Draft, block: Block) -> Marker | None:
    """Return the number that a heading begins with, or None."""
    words = draft.reading.words(block.body, block.end)
    decimal = decimal_of(words)
    label = decimal[0] if decimal else label_of(words)[0]
    return label if label is not None and label.width < len(words) else None
