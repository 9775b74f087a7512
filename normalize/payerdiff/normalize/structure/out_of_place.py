"""What stands out of its place: lists of contents, footnotes within lists, and what is asked for or refused in notes, instructions and lines on lengths."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from payerdiff.normalize.criteria.statements import AGAINST
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.demands import DEMAND
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.looks import step_of
from payerdiff.normalize.structure.blocks.names import BRACKETS, WORD
from payerdiff.normalize.structure.blocks.roles import Role

ASKING_ASIDE: frozenset[Role] = frozenset({"description", "boilerplate", "head", "navigation", "limit", "note"})
"""What a sentence may be taken for that asks for something of every request, by the place where it stands."""
AGAIN = r"(?:renewal|re-?(?:authori[sz]ation|certification|approval)|continuation)"
YEARLY_IF = Rule("out_of_place.yearly_if", rf"{AGAIN}\b[^.;:]{{0,30}}:\s[^.;]{{0,40}}\b(?:year|month|week|yearly|annually)s?,? (?:only )?(?:if|when|with) \w", "Renewal: 1 year, if the patient responds", "Renewal: 1 year", by="match")  # fmt: skip
"""A length of renewal with what it is granted on, in a line of its own."""
AT_RENEWAL = r"(?:renewals?|re-?(?:authori[sz]ations?|approvals?|certifications?)|continuations?|thereafter)"
FOR_SO_LONG = r"(?:(?:day|week|month|year)s?|yearly|annually)"
RENEWED_IF = Rule(
    "out_of_place.renewed_if",
    rf"\b{AT_RENEWAL}\b[^.;]*?\b{FOR_SO_LONG}\b,? (?:provided |only )?(?P<asked>(?:if|when|with|that) (?!(?:all|the) (?:of the )?(?:above )?criteria)[^.;]{{12,}}\w)",
    "renewal 1 year with documentation of response",
    "renewal 1 year",
)
"""A length of renewal with what it is granted on."""
COVERED_WHEN = Rule("out_of_place.covered_when", r"(?:\w+ (?:is|are) )?(?:covered|approved|authori[sz]ed)\b[^.:;]{0,80}\b(?:when|if|only after) (?!all (?:of the )?(?:above )?criteria)", "Covered when methotrexate has failed. Coverage period: 1 year", "Approved for 1 year", by="match")  # fmt: skip
"""A paragraph that grants coverage on a condition, whatever it says of its length."""


def is_asked_aside(facts: Facts, role: Role) -> bool:
    """Return True if a block asks for something, or refuses it, whatever the place where it stands made of it."""
    if role == "note" and rules_against(facts):
        return True
    if role in ASKING_ASIDE and facts.block.kind in ("item", "paragraph"):
        return DEMAND.search(facts.words) is not None
    return role == "approval" and bool(YEARLY_IF.match(facts.words) or COVERED_WHEN.match(facts.words))


def contents(found: Sequence[Facts]) -> set[int]:
    """Return the places of items that only name what headings further down name too: a list of what a document holds."""
    heads = [(facts.at, named(facts.words)) for facts in found if facts.heading and facts.names]
    result: set[int] = set()
    start = 0
    for at in range(len(found) + 1):
        if at < len(found) and found[at].marked and found[at].names and not found[at].opens:
            continue
        run = found[start:at]
        told = [one for one in run if any(place > one.at and named(one.words) in name for place, name in heads)]
        below = run and run[0].at > 0 and found[run[0].at - 1].heading
        if len(run) >= LISTED and below and len(told) > 0.7 * len(run):
            result.update(one.at for one in run)
        start = at + 1
    return result


LISTED = 3
"""Items at least of a list of contents."""


def sections_listed(found: Sequence[Facts]) -> set[int]:
    """Return the places of short lines, one below the other, that stand again further down, each alone: the parts that a page lists before it gives them.

    Lines that tell parts of a policy are among them; a list of products or of answers tells none. A line may hold two of them, side by side.
    """
    last = {facts.words: facts.at for facts in found if facts.block.kind in PRINTED and is_brief(facts)}
    result: set[int] = set()
    start = 0
    for at in range(len(found) + 1):
        if at < len(found) and is_brief(found[at]) and found[at].block.kind in PRINTED:
            continue
        run = found[start:at]
        again = [one for one in run if stands_below(one.words, run[-1].at, last)]
        parts = {one.words for one in again if PART.search(one.words)}
        held = run[run.index(again[0]) : run.index(again[-1]) + 1] if again else []
        if len(again) >= LISTED and len(parts) >= LISTED and 3 * len(again) > 2 * len(held):
            result.update(one.at for one in held)
        start = at + 1
    return result


SAYS = Rule("out_of_place.says", r"\b(?:is|are|has|have|was|were|will|must|can|cannot|does|did)\b.*\w{3}", "The use is listed in a guideline", "One year of therapy")  # fmt: skip
"""A sentence: it has a verb and goes on behind it."""
OF_LENGTHS = frozenset({"approval", "span", "field", "date", "code", "leads"})
"""Signs of words on lengths, on fields and on codes."""


def asked_between(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with a sentence alone between the heading of a use, below criteria, and the length for which that is approved, as its criterion."""
    mended = list(roles)
    for at in range(1, len(found) - 1):
        facts, head = found[at], found[at - 1]
        between = roles[at] == "approval" == roles[at + 1] and "approval" in found[at + 1].cues
        below = roles[at - 1] == "indication_head" and any(
            one.kind == "criteria" for one in (*facts.above, *head.above)
        )
        if between and below and not facts.cues & OF_LENGTHS and SAYS.search(facts.words):
            mended[at], facts.heading = "criterion", False
    return mended


BETWEEN_ITEMS: frozenset[Role] = frozenset({"boilerplate", "description"})
"""What a remark between two items of a list may be taken for."""
ASIDES = 3
"""Paragraphs that stand between two items of a list at the most."""


def within_numbers(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with what stands between an item and the next number of its list as a note: a list that counts on has not ended."""
    mended = list(roles)
    for at, facts in enumerate(found):
        behind = next((n for n in range(at, min(at + ASIDES, len(found))) if found[n].marked), at)
        between = range(at, behind)
        if not at or not between or not found[at - 1].marked:
            continue
        aside = all(roles[n] in BETWEEN_ITEMS and not found[n].heading and not leads_on(found[n]) for n in between)
        if aside and roles[at - 1] == roles[behind] == "criterion" and counts_on(found, at, found[behind]):
            mended[at:behind] = ["note"] * len(between)
            facts.heading = False
    return mended


def leads_on(facts: Facts) -> bool:
    """Return True if words lead over to what stands below them, or rule on coverage themselves."""
    return facts.closes == "colon" or "leads" in facts.cues or {"grants", "rules"} <= facts.cues


def counts_on(found: Sequence[Facts], at: int, facts: Facts) -> bool:
    """Return True if an item has the number behind that of the last item before a place in the document that stands as far to the left as it does."""
    own = facts.block
    one = next((found[n].block for n in range(at - 1, -1, -1) if found[n].block.indent <= own.indent + NEAR), None)
    if one is None or one.kind != "item" or one.marker is None or own.marker is None:
        return False
    return bool({(style, ordinal + 1) for style, ordinal in one.marker.places} & set(own.marker.places))


NEAR = 0.5
"""What two items of one list stand apart at the most, where a format counts depths."""


GRADED = r"(?:conditionally|strongly|weakly)"
GUIDELINE = Rule(
    "out_of_place.guideline",
    rf"\b{GRADED} recommend\w*\b|\brecommend(?:ed|s)? (?:over|against|in favor of)\b|\b(?:strong|conditional|weak) recommendations? (?:for|against)\b",
    "Otherna is conditionally recommended over others",
    "Otherna is recommended by the prescriber",
)
"""The words of a society's guideline: it grades what it recommends, and weighs one treatment against another."""
RULES_ON_COVERAGE = frozenset({"grants", "rules", "refuses"})


def told_by_guidelines(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with what a guideline recommends, the cases that it parts, and what stands between two of its items, as description: it asks for nothing."""
    graded = [
        role in ("criterion", "lead_in") and GUIDELINE.search(facts.words) is not None and not facts.cues & RULES_ON_COVERAGE
        for facts, role in zip(found, roles, strict=True)
    ]  # fmt: skip
    if not any(graded):
        return list(roles)
    mended: list[Role] = ["description" if told else role for told, role in zip(graded, roles, strict=True)]
    for at in range(len(found) - 2, -1, -1):
        facts = found[at]
        open_case = facts.closes == "colon" and mended[at + 1] == "description" and (graded[at + 1] or mended[at + 1] != roles[at + 1])  # fmt: skip
        between = at > 0 and graded[at - 1] and graded[at + 1] and facts.marked == found[at + 1].marked
        if roles[at] in ("criterion", "lead_in") and not facts.cues & RULES_ON_COVERAGE and (open_case or between):
            mended[at] = "description"
    return mended


PRINTED = ("paragraph", "item", "heading")
NAME_OF_A_PART = 7
"""Words of the longest name of a part."""
PART = Rule("out_of_place.part", r"\b(?:descriptions?|background|coverage|criteria|cod(?:es|ing)|references?|history|revisions?|summary|information|guidelines|policy|limitations|determination)\b", "Coding information", "Inventa")  # fmt: skip
"""A word in the name of a part of a policy."""


def is_brief(facts: Facts) -> bool:
    """Return True for a line that may name a part: a few words, no sentence, no value."""
    return (
        0 < len(facts.words.split()) <= NAME_OF_A_PART
        and facts.closes == ""
        and not facts.cues & {"date", "needs", "person"}
    )


def stands_below(words: str, at: int, last: Mapping[str, int]) -> bool:
    """Return True if words, or the two names that they hold, stand alone further down."""
    cuts = [sign.start() for sign in WORD.finditer(words)]
    names = [(words[:cut].strip(), words[cut:].strip()) for cut in cuts]
    return any(all(last.get(name, -1) > at for name in pair if name) for pair in names)


def named(words: str) -> str:
    """Return a name as headings and lists may share it: without case, signs and abbreviations in brackets."""
    return " ".join(WORD.findall(BRACKETS.sub(" ", words).lower()))


NOTED = Rule("out_of_place.noted", r"notes?(?: \d+)?:\s", "Note: ages are rounded", "Notes of the visit", by="match")


def rules_against(facts: Facts) -> bool:
    """Return True for a note that refuses coverage: it is more than a remark."""
    return NOTED.match(facts.words) is not None and AGAINST.search(facts.words) is not None and "person" in facts.cues


ASKS = Rule("out_of_place.asks", r"\b(?:must|required|requires)\b", "must be tested again", "counts as a test")
STARS = "*†‡§"


EXPLAINS = Rule("out_of_place.explains", r"\b(?:includes?|(?:is|are) (?:defined|listed|available)|means?|refers? to|examples?|see|applies|apply)\b", "Biologics include adalimumab", "Member has asthma")  # fmt: skip
"""How a line under a star explains a word."""


def is_footnote(found: Sequence[Facts], facts: Facts) -> bool:
    """Return True for a lone line under a star or dagger that opens no list of its own: a word above it bears the sign too, or it explains one and asks for nothing."""
    marker = facts.block.marker
    sign = marker.text.strip() if facts.marked and marker is not None else ""
    if not sign or sign not in STARS or ASKS.search(facts.words):
        return False
    beside = [found[at] for at in (facts.at - 1, facts.at + 1) if 0 <= at < len(found)]
    if any(one.marked and one.block.marker is not None and one.block.marker.text.strip() == sign for one in beside):
        return False
    if any(BEARS[sign].search(one.words) for one in found[max(facts.at - 40, 0) : facts.at]):
        return True
    return EXPLAINS.search(facts.words) is not None and facts.closes == "stop" and not facts.cues & ASKING


BEARS = {sign: re.compile(rf"[a-z)]{re.escape(sign)}(?=\W|$)") for sign in STARS}
"""A word that bears the sign of a footnote."""


EXAMPLES = Rule("out_of_place.examples", r"\W*(?:(?:some|common|possible|potential|acceptable) )?(?:examples of|definitions? of)\b[^.;]*:\W*$", "*Examples of contraindications include:", "One example was tried:", by="match")  # fmt: skip
"""What leads over to examples of what a criterion speaks of."""
REMARK = Rule("out_of_place.remark", r"\W*(?:notes?\b[^:]{0,20}:|[*†‡§^¥]+\s?\w)", "Note: these count:", "Notes of a visit", by="match")  # fmt: skip
DEMANDED = Rule("out_of_place.demanded", r"\b(?:must|required|requires?|approv\w+|cover\w*|criteria|met|member|patient)\b", "must be met", "may include")  # fmt: skip


def told_in_notes(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with the list below a remark that gives examples or names, and asks for nothing, as part of the remark: neither items of the list above it, nor an indication.

    The list ends with an item that goes on with the one above the remark, or stands left of it.
    """
    mended = list(roles)
    for at, facts in enumerate(found):
        remark = roles[at] == "note" or facts.block.kind == "note" or REMARK.match(facts.words) is not None
        example = EXAMPLES.match(facts.words) is not None
        if facts.closes != "colon" or not (example or (remark and not DEMANDED.search(facts.words))):
            continue
        before = found[at - 1] if at and found[at - 1].marked else None  # what stands between has ended the list above
        end = at + 1
        while end < len(found) and found[end].marked and not is_outside(found[end], facts, before):
            end += 1
        if end > at + 1:
            mended[at:end] = ["note"] * (end - at)
            for one in found[at:end]:
                one.heading, one.titled, one.kind = False, None, None
    return mended


def is_outside(facts: Facts, remark: Facts, before: Facts | None) -> bool:
    """Return True if an item does not stand below a remark: it stands left of it, heads something, or goes on with the list that the remark stands in."""
    step = step_of(facts.block)
    within = remark.block.indent + (step if remark.marked else -step)
    if facts.block.indent <= within or (facts.heading and facts.look.bold):
        return True
    return before is not None and goes_on(before, facts)


def goes_on(before: Facts, facts: Facts) -> bool:
    """Return True if an item has the number behind another's, or its sign, and stands at its place."""
    own, other = before.block.marker, facts.block.marker
    if own is None or other is None or abs(before.block.indent - facts.block.indent) >= step_of(facts.block):
        return False
    follows = {(style, ordinal + 1) for style, ordinal in own.places} & set(other.places)
    return bool(follows) or (not own.places and own.text == other.text)


ASKING = frozenset({"grants", "rules", "refuses", "leads", "needs", "person"})
"""Signs of words that may belong to criteria."""


def other_parts(found: Sequence[Facts], listed: Collection[int]) -> set[int]:
    """Return the places of what stands below a name of the list of parts that is none of criteria, and asks for nothing: `Transmittal Information`."""
    names = {found[at].words for at in listed}
    last = max(listed, default=-1)
    result: set[int] = set()
    other = False
    for facts in found[last + 1 :]:
        if facts.words in names and is_brief(facts):
            other = facts.kind is None and facts.titled is None
        elif facts.heading and facts.kind is not None:
            other = False
        if other and not facts.cues & ASKING:
            result.add(facts.at)
    return result
