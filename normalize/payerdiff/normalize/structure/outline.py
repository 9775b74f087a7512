"""A document's blocks with their roles → its sections, and for each block the headings that it stands below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from payerdiff.ingest.reading.reading import Block, Reading
from payerdiff.normalize import lexicon
from payerdiff.normalize.criteria.list_items import CONNECTOR_LINE
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.outline.list_ends import RULE, SENTENCE
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import DEFAULT_CLASS, Section, SectionKind, plain_title
from payerdiff.normalize.structure.facts import Facts, facts_of, hang
from payerdiff.normalize.structure.features import seen_of
from payerdiff.normalize.structure.list_rows import holders
from payerdiff.normalize.structure.looks import step_of
from payerdiff.normalize.structure.names import WORD
from payerdiff.normalize.structure.roles import CRITERIAL, Role, roles_of
from payerdiff.normalize.structure.run_ins import parted
from payerdiff.normalize.terms.approvals import PERIOD

KINDS: dict[Role, SectionKind] = {
    "head": "header",
    "description": "description",
    "dosage": "dosage",
    "limit": "limits",
    "codes": "codes",
    "log": "log",
    "reference": "references",
    "boilerplate": "boilerplate",
    "navigation": "boilerplate",
}


@dataclass(slots=True)
class Told:
    """A block, what is seen of it, and its role."""

    facts: Facts
    role: Role

    @property
    def block(self) -> Block:
        """The block itself."""
        return self.facts.block

    @property
    def is_head(self) -> bool:
        """True for a heading within the criteria."""
        return self.role in HEADS or (self.role in ("lead_in", "approval") and self.facts.heading)


HEADS: frozenset[Role] = frozenset({"section_head", "indication_head"})


@dataclass(slots=True)
class Outlined(Section):
    """A section whose blocks are told apart."""

    told: list[Told] = field(default_factory=list)


KEPT_ROWS: frozenset[Role] = frozenset({"log", "dosage", "limit", "codes", "reference"})
"""What a row that holds a list may be and stay a row: an entry of a log, a dosing regimen."""


def tell(draft: Draft, blocks: Sequence[Block]) -> list[Told]:
    """Return the blocks with their roles, hung below the headings among them."""
    found = facts_of(draft, parted(draft, blocks))
    roles = roles_of(seen_of(found))
    rows = holders(draft, [facts.block for facts in found])
    if rows:
        whole = [
            one.block
            for one, role in zip(found, roles, strict=True)
            if role in KEPT_ROWS or one.block.start not in rows
        ]
        kept = {block.start for block in whole}
        parts = (rows[one.block.start] if one.block.start not in kept else [one.block] for one in found)
        found = facts_of(draft, parted(draft, [part for held in parts for part in held]))
        roles = roles_of(seen_of(found))
    roles = [
        "criterion" if CONNECTOR_LINE.match(facts.words) else role for facts, role in zip(found, roles, strict=True)
    ]
    roles = with_what_follows(draft, found, roles)
    for facts, role in zip(found, roles, strict=True):
        leads = role in HEADS and not facts.heading and facts.titled is None
        facts.role = "lead_in" if leads else role
    told = [Told(facts, facts.role or role) for facts, role in zip(found, roles, strict=True)]
    hang(found, [one.is_head or (one.facts.heading and one.role not in CRITERIAL) for one in told])
    return told


PAGED = Rule("outline.paged", r"\W*\bpage \d+(?: of \d+)?\W*$|\W*\d+\W*$", "Inventa Page 2 of 3", "Inventa")
"""The number of a page at the end of a running line."""
LETTERHEAD = 12
"""Characters of the shortest running line that is taken for a title."""


def with_what_follows(draft: Draft, found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, mended where the blocks around one leave no choice.

    What `and` or `or` joins to a criterion before it, under the same sign and at the same place, is a criterion; an item whose words are those
    that run on every page names the document.
    """
    running = {PAGED.sub("", draft.words(b)) for b in draft.reading.blocks if b.kind == "furniture"}
    titles = {words for words in running if len(words) >= LETTERHEAD}
    mended = asked_for(found, told_in_rulings(found, told_in_background(found, roles)))
    links = repeated_links(found)
    for at, facts in enumerate(found):
        if facts.marked and facts.words in titles:
            mended[at] = "navigation"
        if facts.words in links:
            mended[at] = "navigation"
            continue
        if mended[at] in ("criterion", "lead_in") and (states_term(facts) or LABELED_TERM.match(facts.words)):
            mended[at] = "approval"
        if mended[at] == "approval" and TERM_SENTENCE.search(facts.words) and states_term(facts):
            facts.heading = False
        if is_crumb(facts) or (at + 1 < len(found) and is_crumb(found[at + 1]) and facts.marked):
            mended[at] = "navigation"
        if mended[at] in CRITERIAL and INDICATED.match(facts.words) and not facts.cues & RULING_OR_LEADING:
            mended[at], facts.heading, facts.titled = "description", False, None
        if mended[at] == "criterion" and facts.block.kind == "paragraph" and DOSED.match(facts.words):
            mended[at] = "dosage"
        if mended[at] == "criterion" and is_small_print(facts):
            mended[at] = "note"
        before = found[at - 1] if at else None
        if (
            before is None
            or mended[at] in CRITERIAL
            or mended[at - 1] != "criterion"
            or before.closes not in ("and", "or")
        ):
            continue
        beside = abs(before.block.indent - facts.block.indent) < 2
        if (
            facts.marked
            and before.marked
            and beside
            and before.block.marker is not None
            and facts.block.marker is not None
        ):
            alike = before.block.marker.kind == facts.block.marker.kind
            mended[at] = "criterion" if alike else mended[at]
    return mended


OFTEN, BRIEF = 4, 4
"""How often a line stands in a document, and its words at the most, to be a link between its parts."""


def repeated_links(found: Sequence[Facts]) -> set[str]:
    """Return the words of short plain lines that stand between the parts of a document again and again and say nothing: `Back to top`."""
    plain = Counter(
        facts.words
        for facts in found
        if facts.block.kind == "paragraph"
        and not (facts.cues or facts.closes or facts.kind or facts.titled or facts.look.bold)
        and 1 < len(facts.words.split()) <= BRIEF
    )
    return {words for words, count in plain.items() if count >= OFTEN}


def told_in_rulings(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with a sentence that lays down coverage below a heading, and the items of its list, as criteria: they are no links of a site."""
    mended = list(roles)
    for at, facts in enumerate(found):
        ruled = facts.above and len(facts.words) >= SENTENCE and RULE.search(facts.words) is not None
        if mended[at] != "navigation" or not ruled:
            continue
        end = at
        while end < len(found) and (
            end == at or (found[end].marked and found[end].block.indent > facts.block.indent + step_of(facts.block))
        ):
            mended[end] = "criterion"
            end += 1
    return mended


DEMANDS = Rule("outline.demands", r"\bmust meet (?:all|one|any|both|either|at least)\b|\b(?:all|one|any|both|each) of the following (?:\w+ )?must be met\b", "Use [must meet all listed below]:", "Use of the drug:")  # fmt: skip
"""Words above a list that say that its items are asked for, and how many."""
TELLING: frozenset[Role] = frozenset({"description", "boilerplate", "navigation", "dosage"})
"""What items that are asked for are never."""


def asked_for(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with a list in which one item says that those below it must be met as criteria, whatever the heading above it is called."""
    mended = list(roles)
    start = 0
    while start < len(found):
        end = start
        while end < len(found) and found[end].marked and found[end].above == found[start].above:
            end += 1
        if any(DEMANDS.search(facts.words) for facts in found[start:end]):
            mended[start:end] = ["criterion" if role in TELLING else role for role in mended[start:end]]
        start = max(end, start + 1)
    return mended


APPROVES = Rule("outline.approves", r"\b(?:approv|authori[sz]|certif|grant|coverage|pa)\w*\b", "Approvals are for a year", "Treatment takes a year")  # fmt: skip


def states_term(facts: Facts) -> bool:
    """Return True for a sentence that says for how long requests are approved, and nothing else: no patient has to meet it."""
    words = facts.words
    if facts.closes in ("colon", "and", "or") or len(words) > LONGEST_TERM or PERIOD.search(words) is None:
        return False
    said = {word.lower() for word in WORD.findall(PERIOD.sub(" ", words))}
    return APPROVES.search(words) is not None and said <= set(lexicon.table("structure")["words"]["term"])


TERM_SENTENCE = Rule(
    "outline.term_sentence", r"\b(?:will|shall|may|is|are)\b", "Approval will be for a year", "Approval: a year"
)
"""A sentence on a length of approval, with or without its stop, is no heading: what stands below it stays below the heading above it."""
LABELED_TERM = Rule("outline.labeled_term", r"\W*(?:length|duration|period) of (?:\w+ )?(?:approval|authori[sz]ation|coverage)s?\s*:", "Length of approval: 1 time", "Length of therapy", by="match")  # fmt: skip
INDICATED = Rule(
    "outline.indicated",
    r"\W*indicated (?:for|in|to|as)\b",
    "Indicated for the treatment of asthma",
    "Madeupra is indicated",
    by="match",
)
"""How a label tells what a drug was approved for: it asks for nothing, and opens nothing."""
DOSED = Rule("outline.dosed", r"\W*(?:recommended )?(?:dosing|dosages?) (?:in|for|of)\b[^.:]{2,90}[.:]\s+(?:the recommended|\d)", "Dosing in Asthma. 25 mg twice weekly", "Dosing in line with the label", by="match")  # fmt: skip
"""How a paragraph below the criteria tells the dose of each use: it asks for nothing."""
RULING_OR_LEADING = frozenset({"grants", "rules", "refuses", "leads"})
CRUMB = Rule("outline.crumb", r"[/›»>]\s?[A-Z]", "/Providers", "/28 days", exact=True, by="match")


def is_crumb(facts: Facts) -> bool:
    """Return True for a step of a site's path: `/Providers`."""
    return CRUMB.match(facts.words) is not None and len(facts.words.split()) <= 2 * BRIEF


LONGEST_TERM = 200
"""Characters of the longest sentence on a length of approval."""
ASKING = frozenset({"grants", "rules", "refuses", "leads", "needs"})
"""Signs of words that ask for something, or rule on it."""


def is_small_print(facts: Facts) -> bool:
    """Return True for a paragraph in smaller type than the text that asks for nothing: a footnote whose sign was raised, and is lost."""
    plain = facts.block.kind == "paragraph" and facts.look.smaller and not facts.look.bold
    return (
        plain
        and not facts.cues & ASKING
        and facts.words[:1] not in "(["
        and not facts.words[:1].islower()
        and facts.closes not in ("and", "or")
    )


WARNS = Rule("outline.warns", r"\bcontraindications?\b", "Contraindications", "Exclusion criteria")


def told_in_background(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with what a description says under a heading such as `Contraindications` as description: it rules on no coverage."""
    aside = {
        facts.at
        for facts, role in zip(found, roles, strict=True)
        if role in HEADS
        and WARNS.search(facts.words)
        and any(head.kind == "description" and roles[head.at] == "description" for head in facts.above)
    }
    if not aside:
        return list(roles)
    return [
        "description"
        if role in CRITERIAL
        and not facts.cues & RULING
        and (facts.at in aside or any(head.at in aside for head in facts.above))
        else role
        for facts, role in zip(found, roles, strict=True)
    ]


RULING = frozenset({"grants", "rules", "refuses"})
"""Signs of words that rule on coverage."""
KNOWN: WeakKeyDictionary[Reading, list[Told]] = WeakKeyDictionary()
"""What was told of readings that are still in use: whether a document is a policy is asked first, and its sections then."""


def told_of(draft: Draft) -> list[Told]:
    """Return the blocks of a whole reading with their roles, without what belongs to the paper."""
    if draft.reading not in KNOWN:
        again = {block.start for block in repeated_heads(draft)}
        body = (b for b in draft.reading.blocks if b.kind not in ("furniture", "balloon"))
        KNOWN[draft.reading] = tell(draft, [b for b in body if b.start not in again])
    return KNOWN[draft.reading]


COLUMNS = 120
"""Characters of the longest head of a table."""


def repeated_heads(draft: Draft) -> list[Block]:
    """Return the rows that repeat a table's head at the top of a page on which the table goes on: they cut what stands in it in two."""
    seen: set[str] = set()
    found: list[Block] = []
    page = 0
    for block in draft.reading.blocks:
        if block.kind in ("furniture", "balloon"):
            continue
        opens, page = block.page > page, max(page, block.page)
        if block.kind != "row" or len(block.cells) < 2:
            continue
        words = draft.words(block)
        if opens and words in seen:
            found.append(block)
        elif len(words) < COLUMNS and not any(sign.isdigit() for sign in words):
            seen.add(words)
    return found


def outlined(draft: Draft) -> list[Section]:
    """Return the sections of a document by the roles of its blocks, and file their text under the sections' classes."""
    for block in draft.reading.blocks:
        if block.kind in ("furniture", "balloon"):
            draft.claim("furniture", block.start, block.end)
    draft.claim_blocks("furniture", repeated_heads(draft))
    sections: list[Section] = [Section("header")]
    for one in told_of(draft):
        kind = kind_of_section(one, sections[-1])
        if kind is None:
            if not isinstance(sections[-1], Outlined):
                sections.append(Outlined("initial"))
            place = sections[-1]
            if isinstance(place, Outlined):
                place.told.append(one)
            place.blocks.append(one.block)
        else:
            into(sections, one, kind)
    file_under(draft, sections)
    return sections


def kind_of_section(one: Told, last: Section) -> SectionKind | None:
    """Return the kind of section that a block belongs to; None for criteria."""
    if one.role == "approval" and "span" not in one.facts.cues and one.facts.heading and one.facts.kind == "approval":
        return "authorization"
    if (
        one.role == "approval"
        and one.facts.above
        and one.facts.above[-1].kind == "approval"
        and last.kind == "authorization"
    ):
        return "authorization"
    return KINDS.get(one.role)


DATED = Rule("outline.dated", r"\bdates?\W*$", "Effective date:", "Effective")


def into(sections: list[Section], one: Told, kind: SectionKind) -> None:
    """Put a block into the section that goes on, or open one with it."""
    last = sections[-1]
    if kind == "log" and last.kind == "log":  # lines such as `Revised dates:` say what was done on the days below
        last.blocks.append(one.block)
    elif kind == "log" and one.facts.heading and DATED.search(one.facts.words):
        sections.append(Section(kind, plain_title(one.facts.words), blocks=[one.block]))
    elif one.facts.heading and (one.facts.kind is not None or last.kind != kind) and kind != "header":
        sections.append(Section(kind, plain_title(one.facts.words), one.block))
    elif last.kind == kind and not isinstance(last, Outlined):
        last.blocks.append(one.block)
    else:
        sections.append(Section(kind, blocks=[one.block]))


def file_under(draft: Draft, sections: Sequence[Section]) -> None:
    """File the text of each section under its kind's class."""
    for section in sections:
        default = DEFAULT_CLASS.get(section.kind)
        if default:
            draft.claim_blocks(default, section.blocks)
            if section.heading:
                draft.claim(default, section.heading.start, section.heading.end)
