"""One indication's items in the making: what each block below a title is, and the set that they give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Literal

from payerdiff.ingest.reading.marker import Marker
from payerdiff.ingest.reading.reading import CONTINUED, Block
from payerdiff.model.policy import Approval, CriteriaSet, Criterion, Limit, Phase
from payerdiff.normalize.criteria.tree import Entry, extend, join, states_requirement
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.outline.lead_ins import Introduction
from payerdiff.normalize.outline.nesting import connector_of
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.terms.approvals import APPROVAL_LINE, read_approval

INTRO = Rule(
    "list_items.intro",
    r"\b(?:criteria|conditions|covered|coverage|medically necessary|authorization|approved|renewed|following)\b.*:\s*$",
    "The following criteria must be met:",
    "Age at least 18:",
)
BY_LINE = Rule(
    "list_items.by_line",
    r"^(?:Medicaid|HIM|Commercial|Marketplace|Medicare|Exchange)\b[\w/, ]*\s*[–:-]\s*\S",
    "Medicaid/HIM – 6 months",
    "Approval – 6 months",
)
LENGTH_BEHIND = Rule(
    "list_items.length_behind",
    r"\s*[–—:-]\s+(?:up to )?(?:\w+ (?:total )?(?:days?|weeks?|months?|years?|doses?)\b(?: total)?(?:\s*\([^()]*\))?|not applicable\b)[.;]?",
    "Gout – 6 months",
    "Gout – failure of colchicine for 6 months",
)
"""A length behind the use that it is for."""
USE_BEFORE = Rule("list_items.use_before", r"\W*(?:for )?(?P<use>[A-Za-z][^.;:]{1,80})", "For gout", "6 months", by="fullmatch")  # fmt: skip
ALL_OTHERS = Rule("list_items.all_others", r"(?:all )?(?:other|remaining) (?:indications|diagnoses|uses)\b", "all other indications", "other drugs", by="match")  # fmt: skip
CONNECTOR_LINE = Rule("list_items.connector_line", r"^\W*(AND|OR)\W*$", "-AND-", "and more")
LOST = Marker("lost", "", 0, ())
POPULATIONS = (
    ("infant", Rule("list_items.infant", r"\binfants?\b", "Infant ALL", "Adult ALL")),
    ("pediatric", Rule("list_items.pediatric", r"\b(?:pediatrics?|children)\b", "ALL in children", "ALL in adults")),
    ("adult", Rule("list_items.adult", r"\badults?\b", "ALL in adults", "adulthood")),
)
UNIVERSAL = Rule("list_items.universal", r"^universal criteria\b", "Universal Criteria", "Criteria")


@dataclass(slots=True)
class Result:
    """What the criteria sections gave."""

    sets: list[CriteriaSet] = field(default_factory=list)
    approvals: list[Approval] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    products: dict[str, str] = field(default_factory=dict)
    """The drugs that tables list as what the criteria are for, with the name written there."""
    facets: set[str] = field(default_factory=set)
    """The sets, by id, that stand below a heading that says what they ask and for no use: `Age restriction`."""


@dataclass(slots=True)
class Group:
    """The blocks of one indication: its title and what stands below it."""

    title: str | None
    heading: Block | None
    entries: list[Entry] = field(default_factory=list)
    leads: list[Passage] = field(default_factory=list)
    term_open: bool = False
    """True below `Approval duration:` while its lines by line of business, or by use, follow."""
    cut: Passage | None = None
    """A line on the length of authorization that ends before the unit of time: `will be for 12`."""
    closed: bool = False
    """True behind the sentence that ends a list (the length of authorization, where the template puts it last)."""


def population_of(title: str | None) -> Literal["adult", "pediatric", "infant"] | None:
    """Return the population that a title names, None where it names none or several."""
    named = [name for name, rule in POPULATIONS if rule.search(title or "")]
    return named[0] if len(named) == 1 else None  # type: ignore[return-value]  # the names are the literals


COLUMN = 18.0
LEVEL = 36.0
"""Points that a column of indentation counts for, and a level of a list: where a format states the depth, it decides against likeness."""


def entry_of(draft: Draft, block: Block, marker: Marker | None = None) -> Entry:
    """Return a block as a list item, and file it under criteria."""
    draft.claim("criteria", block.start, block.end)
    return Entry(draft.passage(block), marker or block.marker or LOST, indent_of(draft, block), block.page)


def indent_of(draft: Draft, block: Block) -> float | None:
    """Return how far a block is set in, in points or what counts for as many; None where the format does not tell."""
    if draft.reading.document.media_type == "text/plain":
        return None
    return block.indent * {"text/markdown": COLUMN, "text/html": LEVEL}.get(draft.reading.document.media_type, 1.0)


def take(draft: Draft, group: Group, block: Block, phase: Phase, result: Result) -> None:
    """File one block below a group's title: approval line, footnote, continuation or item."""
    words = draft.words(block)
    entries = group.entries
    if group.cut is not None and words[:1].islower():
        draft.claim("metadata", block.start, block.end)
        result.approvals[-1] = read_approval(draft, joined(group.cut, draft.passage(block)), phase, group.title)
        group.cut = None
        return
    group.cut = None
    heads = APPROVAL_LINE.match(words) is not None
    lengths = list(lengths_by_use(draft.passage(block))) if group.term_open and not heads else []
    if lengths and not BY_LINE.match(words):
        draft.claim("metadata", block.start, block.end)
        for use, passage in lengths:
            named = group.title if ALL_OTHERS.match(use) else use
            result.approvals.append(read_approval(draft, passage, phase, named))
        return
    if heads or (group.term_open and BY_LINE.match(words)):
        draft.claim("metadata", block.start, block.end)
        group.term_open = (heads and words.rstrip().endswith(":")) or not heads
        if not (heads and group.term_open):
            result.approvals.append(read_approval(draft, draft.passage(block), phase, group.title))
            group.cut = draft.passage(block) if CUT.search(words) else None
        joint = connector_of(words)
        if joint and entries:
            entries[-1].joint = joint
        return
    if block.marker is CONTINUED and entries:
        extend(draft, entries[-1], block)
        return
    sign = words[:1] if block.kind == "note" else block.marker.text if block.marker else ""
    if block.kind == "note" or points_back(group, sign):
        take_note(draft, group, block, sign)
    elif block.kind == "item":
        entries.append(entry_of(draft, block))
    elif INTRO.search(words) and not entries:
        draft.claim("criteria", block.start, block.end)
        group.leads.append(draft.passage(block))
    elif entries and block.kind == "paragraph" and goes_on(draft, entries[-1], block, words):
        extend(draft, entries[-1], block)


def lengths_by_use(passage: Passage) -> Iterator[tuple[str, Passage]]:
    """Yield the uses that words give lengths for, each with its own; nothing where they say anything else (`gout – 6 months asthma – 1 year`)."""
    found, at = [], 0
    for match in LENGTH_BEHIND.finditer(passage.text):
        use = USE_BEFORE.fullmatch(passage.text[at : match.start()])
        if use is None:
            return
        found.append((use["use"].strip(), passage.cut(at, match.end())))
        at = match.end()
    if not passage.text[at:].strip(" .;"):
        yield from found


CUT = Rule("list_items.cut", r"\bfor \d{1,2}$", "authorization will be for 12", "authorization will be for 12 months")
"""How a line ends whose unit of time stands in the next one."""


def joined(first: Passage, rest: Passage) -> Passage:
    """Return two passages as one."""
    return Passage(f"{first.text} {rest.text}", (*first.offsets, first.offsets[-1] + 1, *rest.offsets))


def goes_on(draft: Draft, entry: Entry, block: Block, words: str) -> bool:
    """Return True if a paragraph goes on with the item before it: it opens in lower case or a bracket, the item has not ended, or it joins the next item."""
    text = entry.passage.text
    if words[:1].islower() or words[:1] in "([" or text.count("(") > text.count(")"):
        return True
    if draft.reading.document.is_plain_text or block.bold:
        return False
    if connector_of(words) and block.page == entry.page and not connector_of(text):
        return True  # what closes with `and` or `or` stands amid the list
    ended = connector_of(text) or text.rstrip().endswith((".", ";", ":", ","))
    return not ended


ELSEWHERE = Rule(
    "list_items.elsewhere",
    r"\b(?:meet|reviewed under|subject to) (?:the )?(?:initial|criterion|new|same)\b",
    "must meet the initial criteria",
    "must meet all",
)
"""Words of a footnote that send to criteria which stand elsewhere."""


def points_back(group: Group, sign: str) -> bool:
    """Return True if a star or dagger at the head of a line is a footnote's: an item above closes with the same sign."""
    return sign in ("*", "†", "‡", "§") and any(e.passage.text.rstrip(" ;.,:").endswith(sign) for e in group.entries)


def take_note(draft: Draft, group: Group, block: Block, sign: str) -> None:
    """File a footnote: a requirement joins the item that points to it, anything else is a remark."""
    words = draft.words(block)
    if states_requirement(words) and not ELSEWHERE.search(words) and group.entries:
        pointing = [e for e in group.entries if e.passage.text.rstrip().endswith(sign) or f"{sign}:" in e.passage.text]
        draft.claim("criteria", block.start, block.end)
        passage = draft.passage(block)
        skip = len(passage.text) - len(passage.text.lstrip("*†‡§ "))
        (pointing or group.entries)[-1].notes.append(passage.cut(skip, len(passage.text)))
    else:
        draft.claim("boilerplate", block.start, block.end)


def next_id(result: Result, phase: Phase) -> str:
    """Return a name for a phase's next set that no other set has, whatever phase sets were filed under before."""
    taken = {one.id for one in result.sets}
    number = sum(one.phase == phase for one in result.sets) + 1
    return next(name for at in count(number) if (name := f"{phase}-{at}") not in taken)


def close_group(
    draft: Draft, group: Group, phase: Phase, result: Result, number: str, introduction: Introduction | None
) -> None:
    """Build the set of a finished group."""
    if not group.entries:
        return
    above = group.leads[-1] if group.leads and phase != "exclusion" else None
    root = join(draft, group.entries, number, introduction, above)
    if root.op in ("leaf", "never"):
        root = Criterion(op="any" if phase == "exclusion" else "all", children=[root], span=root.span)
    elif phase == "exclusion" and (introduction is None or introduction.op is None) and root.op == "all":
        root = root.model_copy(update={"op": "any"})
    title = group.title
    start = group.heading.start if group.heading else group.entries[0].passage.offsets[0]
    end = group.heading.end if group.heading else group.entries[0].passage.offsets[-1] + 1
    actual: Phase = "universal" if title and UNIVERSAL.match(title) else phase
    result.sets.append(
        CriteriaSet(
            id=next_id(result, actual),
            phase=actual,
            indication=None if actual == "universal" and title and UNIVERSAL.match(title) else title,
            population=population_of(title),
            root=root,
            span=draft.span(start, end),
        )
    )
