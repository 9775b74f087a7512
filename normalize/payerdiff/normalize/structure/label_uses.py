"""What the label of each product names as its uses, listed before the criteria: it tells what was approved elsewhere, and asks for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.looks import alike, step_of
from payerdiff.normalize.structure.blocks.roles import CRITERIAL, HEADS, Role

OF_LABEL = r"(?:(?:US |U\.S\. )?(?:FDA|food and drug administration)\W{1,2}|label\W)"
INDICATED = r"(?:uses?|indications?|indication\(s\)|use\(s\))"
LABEL_USES = Rule(
    "label_uses.label_uses",
    rf"\W*(?:{OF_LABEL}(?:approved |labell?ed )?{INDICATED}(?: of use| and usage| for use)?|labell?ed {INDICATED}|{INDICATED} \((?:US )?FDA[- ](?:approved|labell?ed)\))\W*$",
    "FDA Approved Use:",
    "FDA-approved indications are covered when:",
    by="match",
)
RULING = frozenset({"grants", "rules", "refuses"})
"""Signs of words that rule on a request: a label speaks of patients, and of no request."""


def told_by_labels(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with the products and uses below a heading of the label's uses as description, where criteria of the document's own stand under a heading further down.

    A list of which an item rules on requests, or with no criteria behind it, may be what the payer covers: it stays as it was read.
    """
    mended = list(roles)
    for head in found:
        if not (head.heading and LABEL_USES.match(head.words)):
            continue
        below = [facts for facts in found if head in facts.above]
        if not below or any(facts.cues & RULING for facts in below) or not criteria_behind(found, roles, below[-1].at):
            continue
        for facts in (head, *below):
            if mended[facts.at] in CRITERIAL:
                mended[facts.at] = "description"
    return mended


def criteria_behind(found: Sequence[Facts], roles: Sequence[Role], at: int) -> bool:
    """Return True if behind a place a heading of criteria stands, with criteria that ask something of a member below it."""
    asking = (facts for facts in found[at + 1 :] if roles[facts.at] == "criterion" and "person" in facts.cues)
    return any(head.heading and head.kind == "criteria" for facts in asking for head in facts.above)


USES = Rule("label_uses.uses", r"\W*(?:(?:US )?FDA[- ])?(?:(?:approved|labell?ed|selected?|covered) )?(?:indications?|uses)\W*$", "Indications:", "Indications and limits", by="match")  # fmt: skip
"""The label above what one product of a class is given for."""
ASKING = RULING | {"person", "leads"}
BRIEF = 20
"""Words at most of a line that names uses."""
SEVERAL = 3
"""Products at least whose uses a document of a class lists."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The uses that a document lists of one product: the product's headings, the label, and a line for each."""

    heads: tuple[Facts, ...]
    label: Facts
    lines: tuple[Facts, ...]


def listed_uses(found: Sequence[Facts]) -> list[Listed]:
    """Return the uses of products that stand below a label of their own under each product's heading; nothing where fewer than several do, or where a line asks for more than a use."""
    lists: list[Listed] = []
    for label in found:
        heads = label.above
        if not (heads and heads[-1].titled == "drug" and USES.match(label.words)):
            continue
        below = (
            facts.marked and facts.block.indent > label.block.indent + step_of(label.block)
            for facts in found[label.at + 1 :]
        )
        count = next((at for at, inner in enumerate(below) if not inner), 0)
        lines = tuple(found[label.at + 1 : label.at + 1 + count])
        if lines and not any(facts.cues & ASKING or len(facts.words.split()) > BRIEF for facts in lines):
            lists.append(Listed(tuple(head for head in heads if head.titled == "drug"), label, lines))
    return lists if len(lists) >= SEVERAL else []


def told_of_products(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with what a class's document lists as the uses of each product as description: for whom a product is, is no list of criteria that all must be met."""
    mended = list(roles)
    lists = listed_uses(found)
    for one in lists:
        brands = (facts for facts in found[one.heads[-1].at + 1 : one.label.at] if not facts.cues & ASKING)
        for facts in (*brands, one.label, *one.lines):
            if mended[facts.at] in CRITERIAL:
                mended[facts.at] = "description"
    for facts in found:
        if mended[facts.at] in CRITERIAL and not facts.cues & ASKING and lists and CAPTION.match(facts.words):
            mended[facts.at], facts.heading = "description", False
    products = {head.at for one in lists for head in one.heads}
    for facts in reversed(found):
        if facts.at + 1 in products and facts.titled == "drug" and not facts.marked:
            products.add(facts.at)  # a brand above its biosimilars
        if facts.at + 1 in products and is_name_of_class(facts):
            mended[facts.at], facts.heading = "section_head", True
    return mended


def told_by_peers(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with a heading that names a drug as the first of several where a later one of its look names another and has criteria below it: it is no title.

    The title of a policy for one drug has no such peer.
    """
    mended = list(roles)
    products = [
        facts
        for facts in found
        if facts.titled == "drug" and (facts.heading or mended[facts.at] in HEADS or mended[facts.at] == "head")
    ]
    heads = [facts for facts in products if mended[facts.at] in HEADS and leads_to_criteria(found, mended, facts)]
    for facts in products:
        if mended[facts.at] != "head" or not leads_to_criteria(found, mended, facts):
            continue
        later = (one for one in heads if one.at > facts.at and alike(one.look, facts.look))
        if any(not drugs_of(one) & drugs_of(facts) for one in later):
            for one in takewhile(is_named, found[facts.at :]):  # its first use too
                mended[one.at] = "indication_head"
    return mended


def is_named(facts: Facts) -> bool:
    """Return True for a heading that names a drug or a disease."""
    return facts.names and (facts.heading or facts.titled == "drug")


def leads_to_criteria(found: Sequence[Facts], roles: Sequence[Role], head: Facts) -> bool:
    """Return True if what stands below a heading and the headings right below it are criteria."""
    below = next((facts for facts in found[head.at + 1 :] if not (facts.heading and facts.titled)), None)
    return below is not None and roles[below.at] in CRITERIAL


def drugs_of(facts: Facts) -> set[str]:
    """Return the drugs that a heading names."""
    return {hit.canonical for hit in lexicon.treatments(facts.words)}


CAPTION = Rule("label_uses.caption", r"(?:table|appendix) (?:\d+|[A-Z])\s*[.:–-]\s", "Table 1. Products and their uses", "Table 1 lists the products", by="match")  # fmt: skip
CLASS = Rule("label_uses.class", r".{3,60}\b(?:inhibitors?|antagonists?|antibod(?:y|ies)|modulators?|agonists?|blockers?|DMARDs?)\W*$", "Interleukin 4 inhibitors", "Failure of one of the inhibitors of janus kinases", by="match")  # fmt: skip
"""The name of the class whose products follow."""


def is_name_of_class(facts: Facts) -> bool:
    """Return True for a plain line that names the class of the products below it: it heads them, and asks for nothing."""
    return not (facts.marked or facts.closes or facts.cues & ASKING) and CLASS.match(facts.words) is not None


INDICATIONS = Rule(
    "label_uses.indications",
    r"\W*(?:[A-Z0-9]{1,3}[.)] )?(?:covered |approved )?indications?\W*$",
    "INDICATIONS:",
    "Indications and usage",
    by="match",
)
"""A heading over the uses of a product: those of its label, or those that are covered."""
TOLD: frozenset[Role] = frozenset({"description", "boilerplate", "navigation"})


def covered_below(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with what stands below headings on indications as criteria, where a sentence below one of them rules that they are covered and leads over to them."""
    mended = list(roles)
    parts = [
        (facts.at, part_end(found, facts.at)) for facts in found if facts.heading and INDICATIONS.match(facts.words)
    ]
    if not any(rules_and_leads(one) for start, end in parts for one in found[start + 1 : end]):
        return mended
    for start, end in parts:
        if mended[start] not in TOLD:
            continue
        mended[start] = "section_head"
        for one in found[start + 1 : end]:
            if mended[one.at] not in TOLD:
                continue
            if one.titled == "disease" and not one.marked:
                mended[one.at], one.heading = "indication_head", True
            elif one.marked or rules_and_leads(one):
                mended[one.at] = "criterion" if one.marked else "lead_in"
    return mended


def part_end(found: Sequence[Facts], at: int) -> int:
    """Return the index of the next heading of a part."""
    return next((one.at for one in found[at + 1 :] if one.heading and one.kind is not None), len(found))


def rules_and_leads(facts: Facts) -> bool:
    """Return True for a sentence that rules on coverage and leads over to what is below it."""
    return "rules" in facts.cues and "refuses" not in facts.cues and facts.closes == "colon"
