"""What stands among criteria and is none: which requests need an authorization at all, and where the criteria for another drug stand."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.looks import step_of
from payerdiff.normalize.structure.blocks.roles import CRITERIAL, HEADS, Role

GATED = Rule(
    "asides.gated",
    r"\b(?:must be|are|is) (?:prior|pre)[- ]?authori[sz]ed\b|\b(?:requires?|needs?|(?:is|are) subject to) (?:an? )?(?:clinical )?(?:(?:prior|pre)[- ]?authori[sz]ation|PA)\b|^(?:clinical )?(?:prior authori[sz]ation|PA) is (?:required|needed|recommended)\b",
    "Prescriptions of more than 30 tablets must be prior authorized.",
    "Prior authorization may be approved when asthma is severe.",
)
"""What says which requests are looked at, not which are approved."""
REQUEST = r"\b(?:pa|prior authori[sz]ation|authori[sz]ation)\b"
PROCESS = Rule(
    "asides.process",
    rf"^(?:{REQUEST} )?(?:request|form|submission)s?\b.*\bmust be (?:completed|submitted|signed|faxed|sent)\b|{REQUEST} requests?\b.*\b(?:must|may|can|should) be (?:completed|submitted|signed|faxed|sent)\b|\b(?:prescriber|provider|pharmacy)s? (?:is|are) required to (?:send|submit|complete|fax|sign)\b|^all {REQUEST} requests must include\b|^topic #?\d+$",
    "PA requests must be submitted by fax.",
    "Prescriber must submit chart notes of the diagnosis",
)
"""How requests are sent, and by whom: nobody's disease is asked for."""
ABOUT_POLICY = Rule(
    "asides.about_policy",
    r"^(?:this (?:policy|guideline|document) (?:will appl|appl|does|is|was|has)\w*|for (?:all )?services referred to in this policy|additional criteria .{0,60}\bmay apply)\b",
    "This policy applies to all plans.",
    "This policy's drug must be tried",
)
"""What is said of the policy as a document."""
POINTS = Rule(
    "asides.points",
    r"\b(?:coverage|approval|authori[sz]ation|requests?|drugs?|agents?|products?)\b.{0,60}\b(?:may|will|can) be (?:provided|approved|covered|considered|granted)\b.{0,60}\b(?:meets?|met|satisf\w+)\b.{0,60}\bcriteria (?:below|above|for\b|in\b|under\b|listed\b|found\b)",
    "For Inventa, coverage may be provided if members meet the PA criteria for “Inventa”",
    "Coverage may be provided if the member has asthma",
)
"""What says where criteria stand, and names none."""
EXCEPTS = Rule("asides.excepts", r"\bexceptions? to (?:some|any|all|the|these|this)\b[^.]{0,60}\b(?:criteria|policy|requirements?)\b[^.]{0,40}\bmay be (?:granted|made|considered|approved)\b", "An exception to the criteria above may be granted", "Exceptions: asthma")  # fmt: skip
"""What leaves room for decisions that no criterion tells."""
DENIAL_TEXT = Rule("asides.denial_text", r"(?:initial |renewal )?denial text\b", "INITIAL DENIAL TEXT: Our guideline", "Denial of care", by="match")  # fmt: skip
"""What a member is sent where a request is denied: it says again what the criteria say."""
RULED = Rule("asides.ruled", r"\bmedically necessary\b|\b(?:approved|covered|granted)\b.{0,40}\b(?:when|if)\b|\bcriteria\b", "is medically necessary when", "requires authorization")  # fmt: skip
"""What lays down coverage besides."""

ASKS = Rule("asides.asks", r"\b(?:has|have|had|is not|are not|diagnos\w+|tried|trial|fail\w*|years|months)\b", "has asthma", "must be", )  # fmt: skip
"""What is said of a patient, or refuses."""


def set_aside(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with sentences on what needs an authorization, with their lists, and items that only point to criteria elsewhere, as boilerplate."""
    mended = list(roles)
    at = 0
    while at < len(found):
        facts, end = found[at], at + 1
        opens = roles[at] in HEADS and facts.closes not in ("colon", "stop") and not DENIAL_TEXT.match(facts.words)
        if roles[at] in CRITERIAL and not opens and is_aside(facts):
            facts.heading, facts.titled = False, None
            if facts.closes == "colon":
                end = behind_list(found, at)
            mended[at:end] = ["boilerplate"] * (end - at)
        at = end
    return mended


def is_aside(facts: Facts) -> bool:
    """Return True for a sentence that says which requests need an authorization, or an item that only says where criteria stand."""
    if facts.marked and facts.closes not in ("colon", "and", "or") and POINTS.search(facts.words):
        return True
    if DENIAL_TEXT.match(facts.words):
        return True
    if ABOUT_POLICY.search(facts.words) and not RULED.search(facts.words):
        return True
    if EXCEPTS.search(facts.words) and facts.closes not in ("colon", "and", "or"):
        return True
    if facts.block.kind == "paragraph" and PROCESS.search(facts.words) and not facts.cues & {"grants", "leads"}:
        return True
    return GATED.search(facts.words) is not None and not RULED.search(facts.words) and not ASKS.search(facts.words)


def behind_list(found: Sequence[Facts], at: int) -> int:
    """Return the index behind the list that a block leads over to."""
    end = at + 1
    own = found[at]
    within = own.block.indent + (step_of(own.block) if own.marked else -step_of(own.block))
    while end < len(found) and found[end].marked and not found[end].heading and found[end].block.indent > within:
        end += 1
    return end
