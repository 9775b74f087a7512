"""Roles, mended where the blocks around one leave no choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from payerdiff.normalize import lexicon
from payerdiff.normalize.criteria.list_items import CONNECTOR_LINE
from payerdiff.normalize.criteria.statements import AGAINST
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.outline.list_ends import RULE, SENTENCE
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.asides import (
    OUTCOME,
    of_the_head,
    one_of_a_list,
    set_aside,
    tells_a_dose,
    told_behind_doses,
    told_in_statements,
    told_of_necessity,
)
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.looks import step_of
from payerdiff.normalize.structure.blocks.names import WORD
from payerdiff.normalize.structure.blocks.plain_heads import is_among
from payerdiff.normalize.structure.blocks.roles import CRITERIAL, HEADS, Role
from payerdiff.normalize.structure.label_uses import covered_below, told_by_labels, told_by_peers, told_of_products
from payerdiff.normalize.structure.out_of_place import (
    contents,
    is_asked_aside,
    is_footnote,
    other_parts,
    sections_listed,
)
from payerdiff.normalize.structure.tables.beside import set_beside
from payerdiff.normalize.structure.tables.code_lines import told_of_codes
from payerdiff.normalize.terms.approvals import PERIOD

PAGED = Rule("surroundings.paged", r"\W*\bpage \d+(?: of \d+)?\W*$|\W*\d+\W*$", "Inventa Page 2 of 3", "Inventa")
"""The number of a page at the end of a running line."""
LETTERHEAD = 12
"""Characters of the shortest running line that is taken for a title."""


def with_what_follows(draft: Draft, found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, mended where the blocks around one leave no choice.

    What `and` or `or` joins to a criterion before it, under the same sign and at the same place, is a criterion; an item whose words are those
    that run on every page names the document.
    """
    running = [PAGED.sub("", draft.words(b)) for b in draft.reading.blocks if b.kind == "furniture"]
    titles = {words for words in running if len(words) >= LETTERHEAD}
    labels = told_of_products(found, told_by_labels(found, covered_below(found, told_of_necessity(found, roles))))
    labels = told_by_peers(found, labels)
    told = told_in_rulings(found, told_of_custom(found, told_in_background(found, told_behind_doses(found, labels))))
    offered = offered_in_tables(found, told_of_codes(found, told))
    asked = set_aside(found, joined_by_lines(found, asked_for(found, told_in_statements(found, offered))))
    mended = set_beside(found, of_the_head(found, one_of_a_list(found, told_of_fields(found, asked))))
    links, parts = repeated_links(found), sections_listed(found)
    listed, others = contents(found) | parts, other_parts(found, parts)
    for at, facts in enumerate(found):
        if mended[at] in HEADS and is_among(found, facts):
            mended[at] = "criterion"
        if facts.marked and facts.words in titles:
            mended[at] = "navigation"
        if facts.words in links or at in listed:
            mended[at], facts.heading = "navigation", facts.heading and at not in listed
            continue
        if at in others and mended[at] in CRITERIAL:
            mended[at], facts.heading = "boilerplate", False
            continue
        if is_asked_aside(facts, mended[at]) and not is_term(facts.words):
            mended[at], facts.heading = "criterion", False
        if mended[at] in CRITERIAL and is_footnote(found, facts):
            mended[at] = "note"
        if mended[at] in ("criterion", "lead_in", "dosage") and is_approval(facts):
            mended[at] = "approval"
        mended[at] = labeled(facts, mended[at])
        if mended[at] == "approval" and TERM_SENTENCE.search(facts.words) and states_term(facts):
            facts.heading = False
        if is_crumb(facts) or (at + 1 < len(found) and is_crumb(found[at + 1]) and facts.marked):
            mended[at] = "navigation"
        if mended[at] in CRITERIAL and INDICATED.match(facts.words) and not facts.cues & RULING_OR_LEADING:
            mended[at], facts.heading, facts.titled = "description", False, None
            if at and is_label_of(found[at - 1], facts):
                mended[at - 1] = "description"
        if mended[at] in ("criterion", "lead_in") and facts.block.kind == "paragraph" and tells_a_dose(facts):
            mended[at] = "dosage"
        if mended[at] in ("criterion", "lead_in") and (is_small_print(facts) or asks_nothing(facts)):
            mended[at] = "note"
        before = found[at - 1] if at and mended[at - 1] == "criterion" else None
        if before is not None and mended[at] not in CRITERIAL and before.closes in ("and", "or"):
            mended[at] = "criterion" if stand_alike(before, facts) else mended[at]
    return mended


def told_of_fields(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with one or two plain words right above the heading of a use as a heading: the field that the uses below belong to (`Dermatology`)."""
    mended = list(roles)
    for facts, below in pairwise(found):
        plain = facts.block.kind in ("paragraph", "heading") and not (facts.cues or facts.closes or facts.titled)
        use = below.titled == "disease" and roles[below.at] in HEADS
        named = plain and use and len(facts.words.split()) <= 2 and facts.words[:1].isupper()
        if named and roles[facts.at] == "criterion":
            mended[facts.at], facts.heading = "section_head", True
    return mended


def stand_alike(before: Facts, facts: Facts) -> bool:
    """Return True if two items stand at one place under signs of one kind."""
    one, other = before.block.marker, facts.block.marker
    if not (before.marked and facts.marked) or one is None or other is None:
        return False
    return abs(before.block.indent - facts.block.indent) < 2 and one.kind == other.kind


def joined_by_lines(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with what `AND` or `OR` on a line of its own joins as criteria, and the use named above them as their heading."""
    mended = list(roles)
    for at, facts in enumerate(found):
        if CONNECTOR_LINE.match(facts.words) is None:
            continue
        for other in (*found[max(at - 1, 0) : at], *found[at + 1 : at + 2]):
            if other.names or other.titled == "phase" or other.block.kind not in ("item", "paragraph"):
                continue
            if mended[other.at] in TELLING or mended[other.at] in HEADS:
                mended[other.at], other.heading = "criterion", False
        head = facts.above[-1] if facts.above else None
        if head is not None and mended[head.at] in TELLING and (head.names or head.titled == "phase"):
            mended[head.at] = "indication_head" if head.names else "section_head"
    return mended


CUSTOM = Rule("surroundings.custom", r"\b(?:is|are) (?:typically|commonly|usually|generally) (?:employed|used|performed|done|offered)\b[^.]*:\W*$", "one of these tests is typically employed:", "tests are covered:")  # fmt: skip
"""Words above a list that tell what is done as a rule: they ask for nothing."""


def told_of_custom(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with a list of what is done as a rule, and the words above it, as description."""
    mended = list(roles)
    listed = False
    for at, facts in enumerate(found):
        if not facts.marked:
            listed = CUSTOM.search(facts.words) is not None and not facts.cues & RULING
        if listed:
            mended[at] = "description"
    return mended


OF_CODES = Rule("surroundings.of_codes", r"\bcod(?:es?|ing)\b", "the following codes", "the following procedures")
CODE_FIRST = Rule("surroundings.code_first", r"\W*(?:[A-Z]?\d{4,5}[A-Z]?|[A-Z]\d{2}[.\dA-Z]*)\b", "43770 Banding", "Banding 43770", exact=True, by="match")  # fmt: skip


NO_CRITERIA: frozenset[Role] = frozenset({"codes", "head", "description", "boilerplate"})
"""What rows of services may be taken for."""


def offered_in_tables(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with the rows of a table of services, each with its codes, as criteria where a sentence right above it rules on them.

    A sentence that speaks of codes, and rows that begin with them, are what they look like.
    """
    mended = list(roles)
    ruled = False
    for at, facts in enumerate(found):
        if facts.block.kind != "row":
            leads = {"leads", "rules"} <= facts.cues and facts.closes == "colon"
            ruled = leads and OF_CODES.search(facts.words) is None
        elif ruled and mended[at] in NO_CRITERIA and not CODE_FIRST.match(facts.words):
            mended[at] = "criterion"
    return mended


def labeled(facts: Facts, role: Role) -> Role:
    """Return the role of a block, of a label with nothing behind it that of a note, of a labeled limit that of a term."""
    if role in ("criterion", "lead_in") and NOTHING_SAID.match(facts.words):
        return "note"
    if role in ("criterion", "lead_in") and OUTCOME.match(facts.words):
        return "approval"
    return "limit" if role == "criterion" and LABELED_LIMIT.match(facts.words) else role


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


COVERAGE = r"(?:covered|established|medically necessary|approved|appropriate|authorized|eligible for (?:coverage|reimbursement|payment))"
COVERED_WHEN = Rule("surroundings.covered_when", rf"\b(?:is|are|be|considered) (?:\w+ ){{0,3}}{COVERAGE}\b[^.;:]{{0,80}}\b(?:when|if)\b[^.;:]{{0,90}}:\W*$", "The test is covered when:", "The test is covered:")  # fmt: skip
CODED = Rule("surroundings.coded", r"\b(?:codes?|CPT|HCPCS|ICD)\b|\bcriteria\b[^:]{0,60}\babove\b", "These codes are covered when:", "These tests are covered when:")  # fmt: skip


def lays_down(facts: Facts) -> bool:
    """Return True for words that say when a service is covered and lead over to a list, whatever heading they stand below.

    What is said of codes, of criteria above and of studies does not.
    """
    words = facts.words
    return COVERED_WHEN.search(words) is not None and not CODED.search(words) and "study" not in facts.cues


def told_in_rulings(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with a sentence that lays down coverage below a heading, and the items of its list, as criteria: they are no links of a site.

    Under a heading on limits or the like, only with a list that it leads over to.
    """
    mended = list(roles)
    for at, facts in enumerate(found):
        ruled = facts.above and len(facts.words) >= SENTENCE and RULE.search(facts.words) is not None
        listed = facts.closes == "colon" and at + 1 < len(found) and found[at + 1].marked
        granted = "person" in facts.cues or ("leads" in facts.cues and CODED.search(facts.words) is None)
        covers = ruled or (facts.above and "grants" in facts.cues and granted)
        against = facts.above and mended[at] == "limit" and AGAINST.search(facts.words) is not None
        if (
            not (ruled and mended[at] == "navigation")
            and not against
            and not (covers and listed and (mended[at] in ASIDE or is_undated(found, at, mended[at])))
            and not (mended[at] == "codes" and lays_down(facts))
        ):
            continue
        within = facts.block.indent + (-1 if listed else 1) * step_of(facts.block)
        end = at
        while end < len(found) and (end == at or (found[end].marked and found[end].block.indent > within)):
            mended[end] = "criterion"
            end += 1
    return mended


def is_undated(found: Sequence[Facts], at: int, role: Role) -> bool:
    """Return True for what is taken for a log by the heading above it (`Revision`), where neither it nor the item below it names a date."""
    return role == "log" and not any("date" in facts.cues for facts in found[at : at + 2])


ASIDE: frozenset[Role] = frozenset({"limit", "boilerplate", "description", "head"})
"""What a ruling with its list may be taken for by the heading above it."""


DEMANDS = Rule("surroundings.demands", r"\bmust meet (?:all|one|any|both|either|at least)\b|\b(?:all|one|any|both|each) of the following (?:\w+ )?must be met\b", "Use [must meet all listed below]:", "Use of the drug:")  # fmt: skip
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


APPROVES = Rule("surroundings.approves", r"\b(?:approv|authori[sz]|certif|grant|coverage|pa)\w*\b", "Approvals are for a year", "Treatment takes a year")  # fmt: skip


def states_term(facts: Facts) -> bool:
    """Return True for a sentence that says for how long requests are approved, and nothing else: no patient has to meet it."""
    return facts.closes not in ("colon", "and", "or") and is_term(facts.words)


def is_approval(facts: Facts) -> bool:
    """Return True for what says for how long requests are approved: a sentence, a labeled line, or a few words below a heading of it."""
    return states_term(facts) or LABELED_TERM.match(facts.words) is not None or is_length(facts)


def is_length(facts: Facts) -> bool:
    """Return True for a few words with a period below a heading of lengths of approval: `All other drugs: 4 months`."""
    below = any(head.kind == "approval" for head in facts.above)
    asks = facts.cues & {"person", "leads"} or facts.closes in ("colon", "and", "or")
    return below and not asks and len(facts.words.split()) <= 2 * BRIEF and PERIOD.search(facts.words) is not None


def is_term(words: str) -> bool:
    """Return True if words say for how long requests are approved, and nothing else."""
    if len(words) > LONGEST_TERM or PERIOD.search(words) is None:
        return False
    said = {word.lower() for word in WORD.findall(PERIOD.sub(" ", without_drugs(words)))}
    return APPROVES.search(words) is not None and said <= set(lexicon.table("structure")["words"]["term"])


def without_drugs(words: str) -> str:
    """Return words without the drugs that they name: for which of them a length is says nothing of a patient."""
    for hit in reversed(lexicon.treatments(words)):
        words = f"{words[: hit.start]} {words[hit.end :]}"
    return words


TERM_SENTENCE = Rule(
    "surroundings.term_sentence", r"\b(?:will|shall|may|is|are)\b", "Approval will be for a year", "Approval: a year"
)
"""A sentence on a length of approval, with or without its stop, is no heading: what stands below it stays below the heading above it."""
NOTHING_SAID = Rule("surroundings.nothing_said", r"\W*(?:[A-Za-z][\w /&-]{2,40}:\s*)?(?:none|n/?a|not applicable|no limits?)\W*$", "Other notes: N/A", "Limits: 4 units", by="match")  # fmt: skip
"""Nothing, with or without a label before it."""
LABELED_LIMIT = Rule("surroundings.labeled_limit", r"\W*(?:(?:[\w ]{3,25}/ ?)?(?:quantity |dose |dosage )?limits?|covered doses?)\s*:\s*(?=\S)", "Limits: 4 units per 28 days", "Limits apply", by="match")  # fmt: skip
LABELED_TERM = Rule("surroundings.labeled_term", r"\W*(?:length|duration|period) of (?:\w+ )?(?:approval|authori[sz]ation|coverage)s?\s*:", "Length of approval: 1 time", "Length of therapy", by="match")  # fmt: skip
LABEL_OF = Rule("surroundings.label_of", r"\W*for (?:the )?(?:diagnosis|treatment|use) of\b|\W*for diagnosis\b", "For diagnosis of Asthma", "Diagnosis of asthma", by="match")  # fmt: skip


def is_label_of(facts: Facts, below: Facts) -> bool:
    """Return True for an item that only names the use of which the label's words follow: `For diagnosis of Asthma`, `Indicated as an adjunct …`."""
    return facts.marked and not facts.closes and LABEL_OF.match(facts.words) is not None and below.at == facts.at + 1


INDICATED = Rule(
    "surroundings.indicated",
    r"\W*indicated (?:for|in|to|as)\b",
    "Indicated for the treatment of asthma",
    "Madeupra is indicated",
    by="match",
)
"""How a label tells what a drug was approved for: it asks for nothing, and opens nothing."""
RULING_OR_LEADING = frozenset({"grants", "rules", "refuses", "leads"})
CRUMB = Rule("surroundings.crumb", r"[/›»>]\s?[A-Z]", "/Providers", "/28 days", exact=True, by="match")


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


ASIDE_SAID = Rule("surroundings.aside_said", r"\(notes?: [^()]*(?:\([^()]*\)[^()]*)*\)\W*$", "(Note: see below)", "Note: see below", by="match")  # fmt: skip


def asks_nothing(facts: Facts) -> bool:
    """Return True for a paragraph without any word, such as a drawn line, and for a remark in brackets."""
    if facts.block.kind != "paragraph":
        return False
    return not any(sign.isalnum() for sign in facts.words) or ASIDE_SAID.match(facts.words) is not None


WARNS = Rule("surroundings.warns", r"\bcontraindications?\b", "Contraindications", "Exclusion criteria")


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
