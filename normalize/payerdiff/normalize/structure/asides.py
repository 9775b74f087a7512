"""What stands among criteria and is none: which requests need an authorization, how they are sent, and where the criteria for another drug stand."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.blocks.looks import step_of
from payerdiff.normalize.structure.blocks.plain_heads import peer_before
from payerdiff.normalize.structure.blocks.roles import CRITERIAL, HEADS, Role

PA = r"(?:clinical )?(?:(?:prior|pre)[- ]?authori[sz]ation|PA)"
NEEDS_ONE = rf"\b(?:requires?|needs?|(?:is|are) subject to) (?:an? )?{PA}\b|^{PA} is (?:required|needed|recommended)\b|^(?:no )?{PA} required\b"
GATED = Rule(
    "asides.gated",
    rf"\b(?:must be|are|is) (?:prior|pre)[- ]?authori[sz]ed\b|{NEEDS_ONE}",
    "Prescriptions of more than 30 tablets must be prior authorized.",
    "Prior authorization may be approved when asthma is severe.",
)
"""What says which requests are looked at, not which are approved."""
REQUEST = r"\b(?:pa|prior authori[sz]ation|authori[sz]ation)\b"
SENT = r"(?:completed|submitted|signed|faxed|sent)\b"
FORMS_ARE = rf"^(?:{REQUEST} )?(?:request|form|submission)s?\b.*\bmust be {SENT}|{REQUEST} requests?\b.*\b(?:must|may|can|should) be {SENT}"
WHO_SENDS = r"\b(?:prescriber|provider|pharmacy)s? (?:is|are) required to (?:send|submit|complete|fax|sign)\b"
TO_COMPLETE = r"^\W*to be completed (?:and signed )?by the (?:requesting )?(?:prescriber|provider|physician|pharmacy)\b"
PROCESS = Rule(
    "asides.process",
    rf"{FORMS_ARE}|{WHO_SENDS}|{TO_COMPLETE}|^all {REQUEST} requests must include\b|^topic #?\d+$",
    "PA requests must be submitted by fax.",
    "Prescriber must submit chart notes of the diagnosis",
)
"""How requests are sent, and by whom: nobody's disease is asked for."""
DOES = (
    r"this (?:clinical |medical |coverage |drug )?(?:policy|guideline|document) (?:will appl|appl|does|is|was|has)\w*"
)
ON_BENEFITS = (
    r".{0,90}\b(?:dependent (?:up)?on|subject to) (?:the )?(?:member[’']s )?benefit|.{0,60}\breserves the right to\b"
)
EXCLUDED_BY = r".{0,60}\bmay be excluded by (?:the )?(?:member[’']s )?(?:certificate|contract|plan|benefit)"
ABOUT_BENEFITS = rf"{ON_BENEFITS}|.{{0,150}}\btakes? precedence over\b|{EXCLUDED_BY}"
ABOUT_POLICY = Rule(
    "asides.about_policy",
    rf"^(?:{DOES}|for (?:all )?services referred to in this policy|additional criteria .{{0,60}}\bmay apply|{ABOUT_BENEFITS})\b",
    "This policy applies to all plans.",
    "This policy's drug must be tried",
)
"""What is said of the policy as a document."""
GIVEN = r"\b(?:coverage|approval|authori[sz]ation|requests?|drugs?|agents?|products?)\b.{0,60}\b(?:may|will|can) be (?:provided|approved|covered|considered|granted)\b"
ABOVE_MET = r"if (?:all|the) (?:of )?(?:the )?(?:above |criteria )?(?:requirements|criteria|conditions)?(?: above)? (?:is|are|have been) met"
ALL_ABOVE = (
    rf"{ABOVE_MET},? (?:then )?(?:the )?(?:[\w-]+ ){{1,3}}(?:will|may|can) be (?:approved|authori[sz]ed|covered)\b"
)
DECISIONS = r"\b(?:benefits?|coverage|claims?|payment)(?: coverage)? (?:determinations?|decisions?)\b"
WEIGHED = Rule("asides.weighed", rf"^\W*{DECISIONS}[^.:]{{0,60}}\b(?:consider\w*|based (?:up)?on|depend\w*|subject to|account)\b(?![^.:]*\bcriteria\b)", "Benefit determinations for single requests consider:", "Coverage decisions are based on these criteria:")  # fmt: skip
"""What a payer weighs for every service: its contracts and the law."""
OUTCOME = Rule("asides.outcome", rf"{ALL_ABOVE}(?![^.]*\b(?:if|when|who|unless|with)\b)", "If all the above requirements are met, the drug will be approved for 6 months.", "If all the above requirements are met, the drug is preferred", by="match")  # fmt: skip
"""What says only for how long is approved what the criteria above are met for."""
DELEGATED = Rule("asides.delegated", r"\bhas delegated\b[^.]{0,80}\b(?:authority|responsibility|determinations?|decisions?|review)\b", "The plan has delegated authority to Sample Rx.", "The plan has reviewed it")  # fmt: skip
"""Who decides in the payer's place."""
POINTS = Rule(
    "asides.points",
    rf"{GIVEN}.{{0,60}}\b(?:meets?|met|satisf\w+)\b.{{0,60}}\bcriteria (?:below|above|for\b|in\b|under\b|listed\b|found\b)",
    "For Inventa, coverage may be provided if members meet the PA criteria for “Inventa”",
    "Coverage may be provided if the member has asthma",
)
"""What says where criteria stand, and names none."""
SUBJECT_TO = Rule("asides.subject_to", r"\b(?:covered|eligible for coverage),? subject to (?:the )?(?:indications|criteria|conditions|limits|limitations)\b[^.;:]{0,40}\b(?:below|above)\b(?!\W*:)", "A scan is covered subject to the indications listed below.", "A scan is covered subject to review")  # fmt: skip
"""What says that coverage depends on criteria that stand elsewhere in the document."""
TO_RULES = r"\bexceptions? to (?:some|any|all|the|these|this)\b[^.]{0,60}\b(?:criteria|policy|requirements?)\b"
EXCEPTS = Rule("asides.excepts", rf"{TO_RULES}[^.]{{0,40}}\bmay be (?:granted|made|considered|approved)\b", "An exception to the criteria above may be granted", "Exceptions: asthma")  # fmt: skip
"""What leaves room for decisions that no criterion tells."""
SAMPLES = Rule("asides.samples", r"\b(?:samples|free goods|coupons|vouchers)\b.*\b(?:do|does|will|shall) not (?:qualify|count|meet|be considered)\b", "Samples do not qualify for a response", "No samples were used")  # fmt: skip
"""What does not count as treatment that went before."""
COUNTS = Rule("asides.counts", r"\b(?:do|does|will|shall) not (?:qualify|count) (?:as|toward|for)\b[^.]{0,60}\b(?:contraindications?|intolerances?|trials?|failures?|responses?)\b", "A habit does not qualify as a contraindication", "Children do not qualify for coverage")  # fmt: skip
"""What is no instance of what criteria ask for: nothing is refused by it."""
BUSINESS = r"commercial|medicare|medicaid|marketplace|exchange|public plans?|HMO|PPO|large group|small group|individual"
PLAN = Rule(
    "asides.plan",
    rf"\W*[☐☒☑□✓✔]\s*(?=.*\b(?:{BUSINESS})\b)[^.;:]{{0,90}}\b(?:products?|plans?|business)\b[^.;:]{{0,60}}$",
    "☒ Sample Health Plan Commercial products",
    "☒ Member has Medicare",
    by="match",
)
"""A plan with its box."""
LIMITS = Rule("asides.limits", r"\bfollowing (?:quantity|dose|dispensing) limit(?:ation)?s?\b.{0,20}:\s*$|\b(?:quantity|dispensing) limits? (?:apply|applies|are as follows):\s*$", "The following quantity limits apply:", "Quantity is within the limit")  # fmt: skip
"""What leads over to a list of limits."""
DENIAL_TEXT = Rule("asides.denial_text", r"(?:initial |renewal )?denial text\b", "INITIAL DENIAL TEXT: Our guideline", "Denial of care", by="match")  # fmt: skip
"""What a member is sent where a request is denied: it says again what the criteria say."""
RULED = Rule("asides.ruled", r"\bmedically necessary\b|\b(?:approved|covered|granted)\b.{0,40}\b(?:when|if)\b|\bcriteria\b", "is medically necessary when", "requires authorization")  # fmt: skip
"""What lays down coverage besides."""

PAPERS = Rule("asides.papers", r"\b(?:documentation|chart notes|medical records)\b", "with chart notes", "by fax")
"""What has to be sent in with a request is asked for."""
ASKS = Rule(
    "asides.asks",
    r"\b(?:has|have|had|is not|are not|diagnos\w+|tried|trial|fail\w*|years|months)\b",
    "has asthma",
    "must be",
)
"""What is said of a patient, or refuses."""


CONSISTS = Rule("asides.consists", r"\b(?:consists? of|(?:is|are) composed of|comprises?|(?:is|are) made up of)(?: the following)?:\s*$", "It consists of:", "It consists of a lead")  # fmt: skip
"""How a description leads over to the parts of a thing, whatever joins them."""


CHANGES = Rule("asides.changes", r"\W*(?:addend(?:um|a)|amendments?|(?:summary of )?(?:recent |policy )?(?:changes|revisions|updates))\W*$", "Addendum:", "Changes in weight", by="match")  # fmt: skip
"""A heading over what was changed in a document."""
CHANGED = Rule("asides.changed", r"\W*(?:add(?:s|ed|ition)?|remov(?:e[sd]?|al)|updat(?:e[sd]?)|revis(?:e[sd]?|ion)|chang(?:e[sd]?)|delet(?:e[sd]?|ion)|clarif\w+|correct\w*|expand(?:s|ed)?)\b", "Add Madeupra for children", "Additional test", by="match")  # fmt: skip
"""How an entry of such a list begins."""


def told_of_changes(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with a list of what was changed in the document, and its heading, as its log: each entry says what was added or removed."""
    mended = list(roles)
    for at, facts in enumerate(found):
        end = behind_list(found, at) if CHANGES.match(facts.words) else at
        items = [item for item in found[at + 1 : end] if item.marked]
        if items and all(CHANGED.match(item.words) for item in items):
            mended[at:end] = ["log"] * (end - at)
            for item in items:
                item.heading = False
    return mended


def set_aside(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with sentences on what needs an authorization, with their lists, and items that only point to criteria elsewhere, as boilerplate."""
    mended = list(roles)
    at = 0
    while at < len(found):
        facts, end = found[at], at + 1
        if CONSISTS.search(facts.words) and facts.above and facts.above[-1].kind == "description":
            end = behind_list(found, at)
            mended[at:end] = ["description"] * (end - at)
            facts.heading, at = False, end
            continue
        opens = roles[at] in HEADS and facts.closes not in ("colon", "stop") and not DENIAL_TEXT.match(facts.words)
        if roles[at] in CRITERIAL and not opens and is_aside(facts):
            facts.heading, facts.titled = False, None
            if facts.closes == "colon":
                end = behind_list(found, at)
            mended[at:end] = ["boilerplate"] * (end - at)
        at = end
    return mended


MEANS = r"\b(?:means?|(?:shall|will) mean|(?:is|are) defined as|refers? to)\b|\s[–—-]\s"
NECESSITY = Rule("asides.necessity", rf"^\W*(?:the terms? )?\W*medical(?:ly)? (?:necess(?:ary|ity)|appropriate)\b.{{0,60}}?(?:{MEANS})", "Medically Necessary means services that are:", "Medically necessary for adults:", by="match")  # fmt: skip
ONSET = r"\breasonably expected to,? (?:prevent the onset|reduce or ameliorate)\b|\bmaximum functional capacity\b"
IN_GENERAL = Rule("asides.in_general", rf"\bprimarily for the (?:\w+ )?convenience of\b|{ONSET}", "not primarily for the convenience of the member", "for the treatment of asthma")  # fmt: skip
"""How a payer's definition of medical necessity goes on, whatever leads over to it."""


def told_of_necessity(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with a payer's definition of medical necessity and its list as boilerplate: it holds for every service, and asks for nothing of this one's patients."""
    mended = list(roles)
    at = 0
    while at < len(found):
        end = behind_list(found, at) if found[at].closes in ("colon", "") and not found[at].marked else at + 1
        listed = found[at + 1 : end]
        defined = NECESSITY.match(found[at].words) is not None
        if defined or any(IN_GENERAL.search(one.words) for one in listed):
            mended[at:end] = ["boilerplate"] * (end - at)
            for one in found[at:end]:
                one.heading = False
        at = max(end, at + 1)
    return mended


AGENCY = r"centers for medicare (?:and|&) medicaid(?: services)?(?: \(CMS\))?(?: coverage)?"
DETERMINED = r"(?:national|local) coverage determinations?(?: \([NL]CDs?\))?"
OTHER_PROGRAM = Rule("asides.other_program", rf"\W*(?:medicare (?:national |local )?coverage|government regulations|{AGENCY}|{DETERMINED})\W*", "Medicare National Coverage", "Medicare Part B", by="fullmatch")  # fmt: skip
"""A heading over what another program covers, behind what a payer says of its own."""
RULES = frozenset({"rules", "refuses"})
TOLD: frozenset[Role] = frozenset({"description", "head"})
STATEMENT = Rule("asides.statement", r"\W*(?:(?:medical|coverage|clinical) )?(?:policy|position) (?:statement|position)\W*", "POLICY STATEMENT", "Policy number", by="fullmatch")  # fmt: skip
"""A heading over what a payer rules."""


def told_in_statements(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with a sentence that rules on coverage right below a heading of criteria as a criterion, and what another program covers as description."""
    mended = list(roles)
    for facts in found:
        head = facts.above[-1] if facts.above else None
        below = (
            head is not None
            and head.kind == "criteria"
            and (mended[head.at] == "section_head" or STATEMENT.fullmatch(head.words))
        )
        if below and mended[facts.at] in TOLD and facts.cues >= RULES and facts.block.kind == "paragraph":
            mended[facts.at], facts.heading = "criterion", False
            mended[facts.above[-1].at] = "section_head"
    for head in found:
        own = head.heading and OTHER_PROGRAM.fullmatch(head.words) and "criterion" in mended[: head.at]
        for facts in found[head.at :] if own else ():
            if (facts is head or head in facts.above) and mended[facts.at] in CRITERIAL:
                mended[facts.at], facts.heading = "description", facts is head
    return mended


def of_the_head(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with ticked plans as what the head of a document says, and lists of limits as limits."""
    mended = list(roles)
    for at, facts in enumerate(found):
        if mended[at] in CRITERIAL and PLAN.match(facts.words) and not facts.cues & {"needs", "grants"}:
            mended[at] = "head"
        if mended[at] == "criterion" and "criterion" not in mended[:at] and is_letterhead(found, at):
            mended[at] = "head"
        if mended[at] in ("criterion", "lead_in") and LIMITS.search(facts.words):
            end = at + 1
            while end < len(found) and (
                found[end].block.kind == "row" or found[end].block.indent > facts.block.indent + step_of(facts.block)
            ):
                end += 1
            mended[at:end] = ["limit"] * (end - at)
        if facts.block.kind == "row" and LIMIT_COLUMN.search(facts.words) and not facts.cues & {"person", "needs"}:
            mended = in_limit_table(found, mended, at)
    return mended


LIMIT_COLUMN = Rule("asides.limit_column", r"\b(?:(?:quantity|dos(?:e|ing|age)|dispensing|maximum daily|daily) limits?|maximum (?:daily )?dos(?:e|age)|max(?:imum)? quantity)\W*$", "Drug Dosing limit", "Drug Criteria")  # fmt: skip
"""The head of a table whose last column states caps."""


def in_limit_table(found: Sequence[Facts], roles: Sequence[Role], at: int) -> list[Role]:
    """Return roles, with the rows below a head as limits where a patient is asked for nothing in them."""
    mended = list(roles)
    end = at
    while end < len(found) and found[end].block.kind == "row" and len(found[end].block.cells) == len(found[at].block.cells):  # fmt: skip
        if mended[end] in CRITERIAL and not found[end].cues & {"person", "needs", "grants"}:
            mended[end], found[end].heading = "limit", False
        end += 1
    return mended


SHORTEST, LONGEST = 2, 7
"""Words of a line below the title that names whose document it is."""


def is_letterhead(found: Sequence[Facts], at: int) -> bool:
    """Return True for a plain line of capitals between the title and the first heading: it names a payer or a program, and asks for nothing."""
    facts = found[at]
    if facts.block.kind != "paragraph" or facts.cues or facts.titled or facts.closes or len(facts.above) != 1:
        return False
    words = facts.words.split()
    named = SHORTEST <= len(words) <= LONGEST and all(word[:1].isupper() or word in ("of", "and", "the") for word in words)  # fmt: skip
    return named and at + 1 < len(found) and found[at + 1].heading


def one_of_a_list(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with a bullet that has a list of its own as a criterion where the bullet before it in its list has none: it heads no part."""
    mended = list(roles)
    for at, facts in enumerate(found):
        if mended[at] in HEADS and facts.marked and not facts.heading and facts.opens:
            peer = peer_before(found[:at], facts)
            if peer is not None and not peer.opens and mended[peer.at] == "criterion":
                mended[at] = "criterion"
    return mended


def is_aside(facts: Facts) -> bool:
    """Return True for a sentence that says which requests need an authorization, or an item that only says where criteria stand."""
    if facts.marked and facts.closes not in ("colon", "and", "or") and POINTS.search(facts.words):
        return True
    if (
        DELEGATED.search(facts.words)
        or DENIAL_TEXT.match(facts.words)
        or SAMPLES.search(facts.words)
        or COUNTS.search(facts.words)
        or WEIGHED.search(facts.words)
    ):
        return True
    if ABOUT_POLICY.search(facts.words) and not RULED.search(facts.words):
        return True
    if (EXCEPTS.search(facts.words) or SUBJECT_TO.search(facts.words)) and facts.closes not in ("colon", "and", "or"):
        return True
    sent = facts.block.kind == "paragraph" and PROCESS.search(facts.words) and not PAPERS.search(facts.words)
    if sent and not facts.cues & {"grants", "leads"}:
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


ASKED = frozenset({"person", "needs"})
"""Signs of what is asked of a patient."""
ASKING = ASKED | {"grants", "rules", "refuses", "leads"}
"""Signs of words that ask for something, or rule on it."""
DOSED = Rule("asides.dosed", r"\W*(?:recommended )?(?:dosing|dosages?) (?:in|for|of)\b[^.:]{2,90}[.:]\s+(?:the recommended|\d)", "Dosing in Asthma. 25 mg twice weekly", "Dosing in line with the label", by="match")  # fmt: skip
"""How a paragraph below the criteria tells the dose of each use: it asks for nothing."""
LABELED_DOSE = Rule("asides.labeled_dose", r"\W*(?:recommended |usual |FDA[- ]approved )?(?:dosing|dosages?|doses?)(?: (?:regimens?|schedules?|information|and administration))?\s*:\s*(?=\S)", "Dosage regimen: 100 mg every 4 weeks", "Dose does not exceed 100 mg", by="match")  # fmt: skip
CAPPED = Rule("asides.capped", r"\b(?:not (?:to )?exceed|up to|within|at or below|limit\w*|max(?:imum)?|according to|per (?:the )?(?:label|FDA)|approv\w*)\b", "Dose: not to exceed 100 mg", "Dose: 100 mg every week")  # fmt: skip


def tells_a_dose(facts: Facts) -> bool:
    """Return True for a paragraph that tells how much is given: below a heading of a use, or behind a label, without a cap and without anything that a patient must meet."""
    if DOSED.match(facts.words):
        return True
    labeled = LABELED_DOSE.match(facts.words) is not None and "dose" in facts.cues
    return labeled and not facts.cues & ASKING and CAPPED.search(facts.words) is None


def told_behind_doses(found: Sequence[Facts], roles: Sequence[Role]) -> list[Role]:
    """Return roles, with a list that is asked for as criteria, its lead-in and the heading right above it too, where they follow a part on doses.

    A list on doses says nothing of a patient, or does not lead over to what all or one of must be met.
    """
    mended = list(roles)
    for at, facts in enumerate(found):
        request = facts.titled == "phase"  # `Reauthorization:` leads over to its list by itself
        if facts.heading or facts.closes != "colon" or not (request or "leads" in facts.cues):
            continue
        end = behind_list(found, at)
        listed = found[at + 1 : end]
        above = found[at - 1] if at else None
        named = above is not None and above.titled in ("disease", "phase")
        if (
            not listed
            or not (named or request or "grants" in facts.cues)
            or mended[at] not in ("dosage", "lead_in", "criterion")
        ):
            continue
        if sum(bool(one.cues & ASKED) for one in listed) * 2 < len(listed):
            continue
        if above is not None and named and mended[above.at] == "dosage":
            mended[above.at] = "indication_head" if above.names else "section_head"
        if mended[at] == "dosage":
            mended[at:end] = ["criterion"] * (end - at)
            mended[at] = "section_head" if request else "lead_in"
    return mended
