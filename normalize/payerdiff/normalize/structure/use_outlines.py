"""Outlines of several uses: numbered items that are the name of a disease and nothing else, each above criteria of its own, are headings of these."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.looks import step_of
from payerdiff.normalize.structure.blocks.names import BRACKETS, NOT_NAMES, WORD, name_in, names_a_use_before
from payerdiff.normalize.structure.blocks.plain_heads import ASKED, COVERED, LISTED, is_asked_for
from payerdiff.normalize.structure.blocks.roles import CRITERIAL, Role

Parents = dict[int, Facts]
"""Items by their place, with the item that each stands below."""
FEW = 2
"""Uses at least of an outline."""
NAME = 8
"""Words of the longest name of a group of uses."""
SPECIALIST = Rule("use_outlines.specialist", r"\b(?:\w+(?:ologists?|iatrists?|geons?)|\w*specialists?|physicians?|prescribers?|providers?)\b", "Dermatologist", "Dermatology")  # fmt: skip
"""Who prescribes: a list of specialists, each with the diseases that they treat, is asked for."""
REGIMEN = Rule("use_outlines.regimen", r"\W*(?:recommended |approved |usual )?(?:dos(?:e|es|ing|age)s?|dosage and administration)(?: (?:regimens?|schedules?|recommendations?|information|table))?\W*", "Dosing regimen:", "Dose is at most 45 mg", by="fullmatch")  # fmt: skip
REGIMEN_OF = Rule("use_outlines.regimen_of", r"\W*(?:dos(?:ing|age)|dose) (?:regimens?|schedules?)\s*:\s*\S", "Dosage regimen: Inventa.", "Dosage regimen is that of the label", by="match")  # fmt: skip


def told_by_outlines(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with the uses of an outline as headings, each of criteria of its own, and the dosing regimens listed below them as dosage.

    No patient has all of the diseases, and nothing says that one of them is enough for what stands below another: an outline whose items name
    different diseases, each above a list, is one of policies, whatever number stands before them.
    """
    mended = list(roles)
    parents = parents_of(found)
    uses = [facts for facts in found if is_use(found, roles, facts, parents)]
    uses = [one for one in uses if sum(like(one, other) for other in uses) >= FEW]
    if len({named(one) for one in uses}) < FEW or 2 * sum(roles[one.at] in CRITERIAL for one in uses) < len(uses):
        return mended
    groups = [above for one in uses for above in lineage(one, parents)]
    for group in groups:
        mended[group.at], group.heading = "section_head", True
    for other in found:
        if other.opens and mended[other.at] in ("criterion", "lead_in") and is_beside(found, other, groups, parents):
            mended[other.at], other.heading = "section_head", True
    for one in uses:
        mended[one.at], one.heading, one.kind, one.titled = "indication_head", True, None, "disease"
    for facts in found:
        if mended[facts.at] in TELLING and any(one in uses for one in lineage(facts, parents)):
            mended[facts.at], facts.heading = "criterion", False
    return with_regimens(found, mended, uses, parents)


def is_beside(found: Sequence[Facts], other: Facts, groups: Sequence[Facts], parents: Parents) -> bool:
    """Return True if an item that names something stands in the list of groups of uses, so that it is a part of the document as they are; specialists are asked for."""
    if other.titled == "disease" or not is_name(other):
        return False
    if is_asked_for(found[: other.at]):
        return False
    return any(
        like(other, group)
        and parents.get(other.at) is parents.get(group.at)
        and (other.at >= group.at or goes_on_to(found, other, group))
        for group in groups
    )


def goes_on_to(found: Sequence[Facts], other: Facts, group: Facts) -> bool:
    """Return True if no heading without a number parts an item from a group below it: both are of one list."""
    return not any(facts.heading and not facts.marked for facts in found[other.at : group.at])


TELLING: frozenset[Role] = frozenset({"description", "boilerplate", "navigation", "head"})
"""What an item below a use of an outline of criteria is never."""


def parents_of(found: Sequence[Facts]) -> Parents:
    """Return the item that each item of an outline is set in below; a heading that is no item ends the outline."""
    parents: Parents = {}
    stack: list[Facts] = []
    for facts in found:
        if not facts.marked:
            stack = [] if facts.heading and facts.block.kind != "row" else stack
            continue
        while stack and stack[-1].block.indent > facts.block.indent - step_of(facts.block):
            stack.pop()
        if stack:
            parents[facts.at] = stack[-1]
        stack.append(facts)
    return parents


def lineage(facts: Facts, parents: Parents) -> list[Facts]:
    """Return the items that an item stands below, the nearest first."""
    above: list[Facts] = []
    while facts.at in parents:
        facts = parents[facts.at]
        above.append(facts)
    return above


def named(facts: Facts) -> str:
    """Return the disease that an item is the name of: as the vocabulary calls it, else its words."""
    name = BRACKETS.sub("", name_in(facts.words)).strip()
    hits = lexicon.hits("diagnoses", name)
    return hits[0].canonical if hits else name.lower()


def is_use(found: Sequence[Facts], roles: Sequence[Role], facts: Facts, parents: Parents) -> bool:
    """Return True if a numbered item is the name of a disease above a list of criteria, and no item above it asks for some of its list."""
    if not facts.marked or facts.titled != "disease" or not facts.block.marker or facts.block.marker.kind != "label":
        return False
    if (
        facts.closes in LISTED
        or names_a_use_before(facts.words)
        or ":" in name_in(facts.words)
        or roles[facts.at] not in CRITERIAL | TELLING
    ):
        return False
    below = [one for one in found[facts.at + 1 :] if parents.get(one.at) is facts]
    if len(below) < FEW or any(one.titled == "disease" and one.opens and is_name(one) for one in below):
        return False
    if any(head.kind == "exclusion" for head in facts.above):
        return False
    above = lineage(facts, parents)
    top = above[-1] if above else facts
    return all(map(is_name, above)) and not is_asked_for(found[: top.at])


def is_name(facts: Facts) -> bool:
    """Return True if an item only names what stands below it."""
    name = BRACKETS.sub("", name_in(facts.words))
    if SPECIALIST.search(name):
        return False
    asks = ASKED.search(facts.words) and not COVERED.search(facts.words)
    return 0 < len(WORD.findall(name)) <= NAME and NOT_NAMES.search(name) is None and not asks


def like(one: Facts, other: Facts) -> bool:
    """Return True if two items stand at one depth of an outline, under numbers of one style."""
    styles = {place[0] for place in one.block.marker.places} if one.block.marker else set()
    others = {place[0] for place in other.block.marker.places} if other.block.marker else set()
    return bool(styles & others) and abs(one.block.indent - other.block.indent) < step_of(one.block)


def names_regimens(facts: Facts) -> bool:
    """Return True if an item only says that dosing regimens stand below it, or behind it."""
    return facts.marked and bool(REGIMEN.fullmatch(facts.words) or REGIMEN_OF.match(facts.words))


def with_regimens(found: Sequence[Facts], roles: Sequence[Role], uses: Sequence[Facts], parents: Parents) -> list[Role]:
    """Return roles, with an item that only names dosing regimens, below a use, and all that stands below it as dosage: products and their doses, and no condition."""
    mended = list(roles)
    at = uses[0].at
    while at < len(found):
        facts = found[at]
        inner = any(use in uses for use in lineage(facts, parents))
        at += 1
        if not inner or not names_regimens(facts):
            continue
        mended[facts.at], facts.heading = "dosage", False
        while at < len(found) and (not found[at].marked or facts in lineage(found[at], parents)):
            if not found[at].marked and found[at].heading and found[at].block.kind != "row":
                break
            if mended[at] != "note":
                mended[at], found[at].heading, found[at].kind = "dosage", False, None
            at += 1
    return mended
