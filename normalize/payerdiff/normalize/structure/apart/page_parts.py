"""Parts of a page that are none of a policy's criteria: labels of its head with their values, links to parts without criteria, what a site sets below its documents."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.roles import CRITERIAL, Role

WHOSE = r"p\s?&\s?t|pharmacy and therapeutics|committee|policy|version|annual"
WHICH = r"current|original|last|next|most recent"
OF_WHAT = r"publish(?:ed)?|issued?|approval|created|revision|review(?:ed)?|effective|posted|archived|origination"
OF_A_DATE = rf"(?:{WHOSE}|{WHICH}|{OF_WHAT})"
NUMBERED = r"(?:policy|document|guideline|program|protocol|criteria)"
LABEL = Rule(
    "page_parts.label",
    rf"\W*(?:(?:{OF_A_DATE}[ /]?){{1,4}}date\(?s?\)?|{NUMBERED} (?:id|number|no\.?|#|type|name|category)|formular(?:y|ies)|lines? of business|applicable plans?|last (?:reviewed|updated|revised)|version)\W*",
    "P&T approval date",
    "Formulary agents were tried",
    by="fullmatch",
)
"""A label of a document's head that stands alone: its value is beside it or below."""
OF_THE_PAGE = r"contents?|contacts?|home ?page|top|legal|menu|instructions"
OF_THE_POLICY = (
    r"benefits?|background|definitions?|references?|coding|codes|disclaimers?|(?:revision|policy) history|application"
)
NO_CRITERIA = rf"(?:{OF_THE_PAGE}|{OF_THE_POLICY})"
LINK = Rule(
    "page_parts.link",
    rf"\W*(?:please )?(?:see|refer to|go to|back to|return to|view|jump to|skip to)\s+(?:the )?(?:\w+ )?{NO_CRITERIA}(?: (?:considerations?|section|information|page|below|above|application|plan documents?))?\W*",
    "See Benefit Considerations",
    "See criteria for Inventa",
    by="fullmatch",
)
"""A link to a part that holds no criteria; one to criteria asks for these."""
BENEFIT = Rule(
    "page_parts.benefit",
    r"\b(?:benefits?|rx|drugs?|limits?|performance|formulary|mgmt|tier|copay|rider|program)\b[^=.;:]{0,40}(?<!\S)=(?!\S)\s*[A-Z]",
    "Specialty Drugs Oral = Yes w/ Prior Authorization",
    "Drug level = 5 mg/dL",
)
"""How a box in the head says which design of a benefit a policy is for."""
PRODUCTS = Rule("page_parts.products", r"\W*(?:(?:affected|applicable|brand|generic|targeted|drugs?|products?|medications?|agents?|names?|list|of|and|in|this|policy)(?:\(s\))?[\s/:&,]*)+\W*", "Drugs Product(s):", "Preferred products tried", by="fullmatch")  # fmt: skip
"""A label above the products that a policy is for."""
SEVERAL = 3
VALUE = 6
"""Words of the longest value below a label."""
ASKING = frozenset({"person", "needs", "grants", "rules", "refuses", "leads"})
RULING = frozenset({"grants", "rules", "refuses", "needs"})
AFTER: frozenset[Role] = frozenset({"log", "reference"})
"""What closes a policy."""


def told_of_pages(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with labels of the head and their values, links to other parts, and what stands below the end of a policy as what they are."""
    mended = list(roles)
    for at, facts in enumerate(found):
        if mended[at] not in CRITERIAL or facts.closes in ("and", "or"):
            continue
        if LABEL.fullmatch(facts.words):
            put(mended, facts, "head")
            if at + 1 < len(found) and is_value(found[at + 1]) and mended[at + 1] in CRITERIAL:
                put(mended, found[at + 1], "head")
        elif LINK.fullmatch(facts.words):
            put(mended, facts, "note" if facts.marked else "boilerplate")
        elif BENEFIT.search(facts.words) and not facts.cues & ASKING:
            put(mended, facts, "head")
    for facts in products_listed(found, mended):
        put(mended, facts, "head")
    for facts in below_the_end(found, mended):
        put(mended, facts, "boilerplate")
    return mended


def products_listed(found: Sequence[Facts], roles: Sequence[Role]) -> list[Facts]:
    """Return the labels above lists of the products that a policy is for, before its first criteria, with their lists: names of drugs and nothing else."""
    told: list[Facts] = []
    for head in found:
        if not PRODUCTS.fullmatch(head.words) or head.block.kind == "row":
            continue
        end = head.at + 1
        while end < len(found) and found[end].titled == "drug" and found[end].marked and not found[end].closes:
            end += 1
        below = found[head.at + 1 : end]
        alone = end == len(found) or found[end].heading or not found[end].marked
        if len(below) >= SEVERAL and alone and not any(facts.opens for facts in below):
            told += [facts for facts in (head, *below) if roles[facts.at] in CRITERIAL]
    return told


def put(roles: list[Role], facts: Facts, role: Role) -> None:
    """Give a block a role in which it heads nothing."""
    roles[facts.at], facts.heading, facts.titled, facts.kind = role, False, None, None


def is_value(facts: Facts) -> bool:
    """Return True for a few words that may be the value of a label: they ask for nothing and name no part of a policy."""
    few = 0 < len(facts.words.split()) <= VALUE
    return few and not facts.cues & ASKING and facts.titled is None and facts.kind is None and not facts.closes


def below_the_end(found: Sequence[Facts], roles: Sequence[Role]) -> list[Facts]:
    """Return what is taken for criteria behind the last reference or entry of a log, where nothing there rules on coverage or is joined to a list; criteria must stand before it."""
    last = next((at for at in reversed(range(len(found))) if roles[at] in AFTER), None)
    if last is None or not any(role == "criterion" for role in roles[:last]):
        return []
    rest = [facts for facts in found[last + 1 :] if roles[facts.at] in CRITERIAL]
    asks = any(facts.cues & RULING or facts.closes in ("and", "or", "colon") or facts.names for facts in rest)
    return [] if asks else rest
