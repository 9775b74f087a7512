"""Amounts as payers write them: `two 45 mg syringes or pens per 28 days`, `2/28`, `one tablet daily`, `up to 6 cycles per lifetime`."""

from __future__ import annotations

import re

from payerdiff.normalize.rules import Rule, either
from payerdiff.normalize.typing.numbers import DIGITS, GROUPED, NUMBERS

COUNT = rf"(?:{GROUPED}(?:\.\d+)?|{'|'.join(NUMBERS)})"
PIECES = (
    "vials?", "syringes?", "tablets?", "tabs?", "capsules?", "caps?", "pens?", "kits?", "auto-?injectors?", "injectors?", "cartridges?",
    "patch(?:es)?", "packets?", "packs?", "bottles?", "boxes", "box", "tubes?", "inhalers?", "implants?", "films?", "suppositor(?:y|ies)",
    "sensors?", "strips?", "packages?", "cartons?", "ampules?", "devices?", "canisters?", "pumps?", "rings?", "lozenges?", "blisters?",
    "transmitters?", "receivers?", "readers?", "meters?", "monitors?", "pouch(?:es)?", "sprayers?", "lancets?", "needles?",
)  # fmt: skip
"""What is dispensed by the piece."""
SHARES = (
    "doses?", "injections?", "inj", "infusions?", "units? of service", "units?", "mL", "milliliters?", "grams?", "gm", "treatments?", "courses?",
    "applications?", "bill(?:able|ing) units?", "fills?", "refills?", "prescriptions?", "therap(?:y|ies)", "operations?", "replacements?", "each", "EA", "tests?", "sessions?", "visits?", "procedures?", "transfusions?", "panels?", "surger(?:y|ies)", "evaluations?", "scans?",
)  # fmt: skip
"""What is given or measured."""
PLURAL = r"(?:\(s\)|\(es\))?"
KIND = r"(?:IR|XR|ER|DR|SR|CR|LA|XL|ODT|IV|SC|SQ|SUBQ|oral|intravenous|subcutaneous|topical|nasal|auto|starter|loading|induction|maintenance|treatment)"
PACKED = r"(?:(?:single|multi|multiple)[- ](?:dose|use)|pre-?filled|(?:delayed|extended|immediate)[- ]release|\d+[- ](?:day|gram|g|mL|count|pack|pen)s?)"
BEFORE = rf"(?:(?:{KIND}|{PACKED})[\s-]+)*"
FORM = rf"{BEFORE}{either(*PIECES, *SHARES)}"
PIECE = rf"{BEFORE}{either(*PIECES)}"
LINK_OF_FORMS = r"(?:\s?/\s?|,?\s+or\s+|\s+and/or\s+)"
NOUN = rf"{FORM}{PLURAL}(?:{LINK_OF_FORMS}{FORM}{PLURAL})*(?![\w-])"
PIECES_NOUN = rf"{PIECE}{PLURAL}(?:{LINK_OF_FORMS}{PIECE}{PLURAL})*(?![\w-])"
MASS = r"(?:mcg|mg|g|mL|units?|IU)"
STRENGTH = r"\(?\d[\d,.]*\s?-?(?:mcg|mg|g|mL|units|IU)(?![A-Za-z])(?:\s?/\s?[\d.]*\s?(?:mL|kg|m2))?\)?"
ASIDE = r"(?:\([^)]{0,70}\)\s*)"
STRENGTHS = rf"(?:{STRENGTH}\s*(?:,? or |,? and |, ?)?\s*)+{ASIDE}?"
CONTENT = rf"(?:\s+(?:of|with)\s+(?:{STRENGTH}|[A-Za-z][\w-]*(?: [A-Za-z][\w-]*){{0,4}}?))?"
"""`doses of 5 mg/kg`, `fill of one product`, `cartridge with on-body injector`."""
WHOSE = r"(?:(?:per|in each|for each|each)\s+(?:affected |treated )?(?:eye|knee|joint|hip|side|limb|member|patient|person|recipient)s?,?\s+)?"
"""`1 implant per eye every 6 months`."""
OCCASIONS = r"flare|attack|episode|visit|claim|rx|script|dispensing|request|encounter|date of service"
SPAN_UNITS = rf"days?|weeks?|wks?|months?|mos?|years?|yrs?|lifetime|seasons?|doses?|fill|cycles?|course|treatment|prescription|pregnancy|{OCCASIONS}"
PERIOD = rf"(?P<period>{SPAN_UNITS})"
NTH = r"(?:first|initial|1st|2nd|3rd|second|third)"
LINK = r"(?P<link>per|every|each|q(?=\s?\d)|in(?: the| a)?|for(?: the)?|within|over|/|a(?= (?:day|week|month|year)))"
PER = rf"{LINK}\s*(?:an? |the |each |rolling |calendar |plan |benefit |single )*(?P<nth>{NTH})?\s*(?:(?P<span>{COUNT})(?:\s*\(\d+\))?[\s-]*)?{PERIOD}(?![\w-])"
NUMBERED = r"(?P<number>\s\d{1,2}\b(?!\s*(?:mg|mL|days?|weeks?)))?"
AT_WEEKS = r"(?:at|on|in) (?:weeks?|months?|days?) \d[\d,&\s]*(?:and \d+)?,?\s*(?:and\s+|&\s*)?then\s+"
DONE = r"(?:is|are|may be|will be) (?:dispensed|covered|allowed|approved|filled|paid(?: for)?)\s+"
LOOSE = rf",?\s*(?:(?:total|allowed|only|maximum)\s+|(?:separated by\s+{COUNT}\s+(?:weeks?|days?)|{COUNT}\s+(?:weeks?|days?) apart)\s*{ASIDE}?|{AT_WEEKS}|{DONE})?{WHOSE}"
"""What may stand between a form and its time: how far doses of one course lie apart, at which weeks the first ones are given."""
START = r"(?<![\w.,/-])"
NOT_A_KIND = r"days?|weeks?|months?|years?|hours?|additional|extra|further|other|different|consecutive|failed|prior|previous|more|less|such|bill(?:able|ing)"
ADJECTIVE = rf"(?:(?!(?:{NOT_A_KIND})\b)[a-z]{{5,}}\s+){{0,2}}?"
"""`one bariatric procedure`, `one primary bariatric operation`."""
HOW_MANY = rf"(?:(?P<count>{COUNT})(?:\s*\(\d+\))?,?\s+|(?P<single>(?:an? )?(?:one[- ]time|single))\s+|(?P<glued>{DIGITS})\s*[xX]\s*|[A-Za-z]+-[a-z]+\s*\((?P<digits>{DIGITS})\)\s*)"
"""A number; `Twenty-four (24)` by its digits."""
RATE = Rule(
    "amounts.rate",
    rf"{START}(?:{HOW_MANY}{ADJECTIVE})?(?P<strength>{STRENGTHS}\s*,?\s*)?(?P<noun>{NOUN}){CONTENT}\s*{ASIDE}?{LOOSE}{PER}{NUMBERED}",
    "Two 45 mg syringes or pens per 28 days",
    "two weeks per month",
)
WEEKS = r"weeks?|months?"
SCHEDULED = Rule(
    "amounts.scheduled",
    rf"{START}(?P<count>{GROUPED}(?:\.\d+)?)\s+bill(?:able|ing) units?\s*{ASIDE}?\s*(?:[xX×]\s*(?P<doses>{DIGITS}) doses?\b"
    rf"|(?:at|on|in) (?:weeks?|months?|days?) \d[\d,&\s]*(?:and \d+)?"
    rf"|\d+ (?:{WEEKS}) after [\w ]{{3,30}}?\s*(?:&|and)?\s*(?:then )?every (?P<span>{DIGITS}) (?P<period>{WEEKS}))",
    "90 billable units (90 mg) at weeks 0 & 4",
    "90 billable units every 12 weeks",
)
"""Billable units at given weeks, for a number of doses, or at intervals from some weeks after the first dose on."""
MASS_RATE = Rule(
    "amounts.mass_rate",
    rf"{START}(?P<count>{GROUPED}(?:\.\d+)?)\s?(?P<noun>{MASS})\s+{PER}{NUMBERED}",
    "45 mg per dose",
    "45 mg weekly",
)
DAILY = Rule(
    "amounts.daily",
    rf"{START}{HOW_MANY}(?P<strength>{STRENGTHS}\s*,?\s*)?(?P<noun>{NOUN})\s*{ASIDE}?(?:once\s+|a\s+|(?P<twice>twice)\s+(?:a\s+)?)?(?P<often>daily|weekly|monthly)\b",
    "one tablet (2 mg) daily",
    "one tablet three times daily",
)
SAID_BEFORE = Rule(
    "amounts.said_before",
    rf"\b(?P<often>daily|weekly|monthly) (?:quantity|amount|max(?:imum)?|limit|quantity limit)\b(?: (?:is|of|allowed))*\s*[:=]?\s*(?P<count>{COUNT})\s+(?P<noun>{NOUN})(?!\s*(?:per|every|each|/|daily))",
    "The maximum daily quantity is 4 capsules",
    "The daily quantity depends on 4 visits",
)
"""An amount whose time its label names."""
DAY_SUPPLY = Rule(
    "amounts.day_supply",
    rf"{START}(?P<count>{COUNT})[\s-]*days?(?:'|’)?[\s-]+supply\b(?!\s*(?:of|per) (?:therapy|\d))",
    "limited to a 7-day supply",
    "a 7-day trial",
)
"""The days that one fill may be for."""
IN_BRACKETS = Rule(
    "amounts.in_brackets",
    rf"{START}{STRENGTH}\s*\((?P<count>{COUNT})\s+(?P<strength>{STRENGTHS}\s*)?(?P<noun>{PIECES_NOUN})\)\s*{PER}",
    "300 mg (1 vial) every 8 weeks",
    "300 mg every 8 weeks (1 vial)",
)
"""A dose with the pieces that it takes."""
AT_ONCE = r"(?:one[- ]time(?: only)?|once(?=\W*$)|for (?:a |one )(?:one[- ]time|single) (?:use|dose|fill))(?!\w)"
ONE_TIME = rf"\bone[- ]time (?:dose|fill|limit|use)?(?: of|:)?\s*(?P<alone>{COUNT})\s+(?P<form>{NOUN})(?=\W*$)"
ONCE = Rule(
    "amounts.once",
    rf"{START}{HOW_MANY}(?P<strength>{STRENGTHS}\s*,?\s*)?(?P<noun>{NOUN})\s*{ASIDE}?,?\s*{AT_ONCE}|{ONE_TIME}",
    "1 starter kit one time",
    "1 kit once monthly",
)
"""An amount that is given one time."""
COVERED = r"(?:is|are|may be|can be|will be) (?:covered|approved|allowed|limited|authori[sz]ed|considered medically necessary)(?: to)?(?: only)?"
LIFETIME = r"(?:per|in (?:a|the|their)(?: (?:patient|member)'?s)?|each|/)\s*(?:patient |member )?life\s?time"
ONCE_EVER = Rule(
    "amounts.once_ever",
    rf"{START}(?:{HOW_MANY}(?P<noun>{NOUN})\s*|(?P<form>{NOUN}) {COVERED} |)\b(?:once|one[- ]time|one \(1\) time|1 time)(?: (?:only|dose|use))?\s*{LIFETIME}",
    "limited to once per lifetime",
    "once per month",
)
"""What is given once in a lifetime."""
EVER = Rule(
    "amounts.ever",
    rf"{START}(?:only )?{HOW_MANY}(?P<noun>{NOUN})(?: of (?:therapy|treatment|[A-Za-z]{{5,}}))? {COVERED} {LIFETIME}",
    "Only one course of therapy will be approved per lifetime",
    "one course per month",
)
"""An amount that is covered in a lifetime, told behind it."""
AND_THEN = r"[,;]?\s*(?:and\s+|&\s*)?(?:then|thereafter|followed by)\s+"
AT_TIMES = Rule(
    "amounts.at_times",
    rf"{START}(?P<count>{COUNT})\s+(?:{STRENGTHS}\s*)?(?P<noun>{NOUN})\s*{ASIDE}?(?:at|on|in) (?:weeks?|months?|days?) \d+(?:\s*(?:,|and|&|,\s*and)\s*\d+)*"
    rf"(?:{AND_THEN}(?:(?P<again>{COUNT})\s+{NOUN}\s+)?every (?P<span>{COUNT}) (?P<period>weeks?|months?|days?))?",
    "1 syringe at weeks 0 and 4",
    "1 syringe in the morning",
)
"""Pieces at given weeks, and then at intervals."""
SUPPLY = Rule(
    "amounts.supply",
    rf"{START}{HOW_MANY}(?:{STRENGTHS}\s*,?\s*)?{PIECES_NOUN}\s*{ASIDE}?{LOOSE}(?:(?:per|/)\s*\d\d+|(?:in|for) (?:the )?{NTH} \d\d*)[\s-]*days?\b",
    "2 pens per 28 days",
    "1 pen every 2 weeks",
)
"""Pieces for a number of days: what a pharmacy dispenses, and no dosing."""
NAMED_FIRST = Rule(
    "amounts.named_first",
    rf"(?P<noun>{NOUN})\s*(?::|[–-])\s*(?P<count>{COUNT})\s+{PER}{NUMBERED}",
    "200 mg vial: 2 for the first month",
    "vial: see the label",
)
USUAL_DAYS = r"(?:7|14|21|28|30|31|34|35|42|56|60|63|84|90|91|112|120|168|180|182|365)"
"""Days that supplies are counted by, where the word for them is left out."""
BARE = Rule(
    "amounts.bare",
    rf"(?:^|[:;(,]\s*|\b(?:QLL?|qty|quantity|max(?:imum)?)(?: of)?:?\s*|#\s*|\bthen\s+)(?P<count>{GROUPED}(?:\.\d+)?)\s*(?:per|/|every)\s*(?P<span>{USUAL_DAYS}(?!\d)|{DIGITS}(?=[\s-]*(?:day|week|month|year))|(?=(?:day|month|year)\b))[\s-]*(?P<period>days?|weeks?|months?|years?)?(?![\s-]*(?:mm|mg|[\d%/]))",
    "QL: 2/28",
    "140/90 mmHg",
)
"""Numbers alone: what is counted is understood."""
AGAIN = Rule(
    "amounts.again",
    rf"^\s*(?:,|;|and|then|followed by)+\s*(?:then\s+)?(?P<count>{COUNT})\s+{PER}{NUMBERED}",
    ", then 1 every 8 weeks",
    "beginning week 8",
)
"""A further amount of the form named before it."""
OR_ELSE = Rule(
    "amounts.or_else",
    rf"^\s*,?\s*OR\s+(?P<count>{COUNT})\s+(?P<strength>{STRENGTHS}\s*)?(?P<noun>{NOUN})(?!\s*(?:per|every|for|in))",
    " OR six 200 mg pens",
    " or six 200 mg pens per month",
)
"""An alternative for the same time."""
INSIDE = Rule(
    "amounts.inside",
    rf"\(\s*or\s+(?P<count>{COUNT})\s+(?P<strength>{STRENGTHS}\s*)?(?P<noun>{NOUN})\s*\)",
    "(or eight 25 mg syringes or vials)",
    "(or 2 mg)",
)
"""An alternative in brackets, between a form and its time."""
BEFORE_OR = Rule(
    "amounts.before_or",
    rf"{START}(?P<count>{COUNT})(?:\s*\(\d+\))?,?\s+(?P<strength>{STRENGTHS}\s*,?\s*)?(?P<noun>{NOUN}),?\s+OR\s+$",
    "Four 50 mg syringes OR ",
    "Four 50 mg syringes and ",
)
LIMITING = r"(?:limit(?:ed)?(?: of| to)?|no more than|not (?:to )?exceed|maximum(?: of)?|max(?: of)?|up to(?: a (?:maximum|total) of)?)"
CYCLES = Rule(
    "amounts.cycles",
    rf"\b{LIMITING}:?\s+(?:a total of )?(?P<count>{COUNT})(?:\s*\(\d+\))?\s+(?:[\w/-]+ ){{0,3}}?cycles?\b(?:\s+of\s+[\w/-]+)?(?:\s+{PER})?",
    "a maximum of 6 IVF cycles per lifetime",
    "after 6 cycles",
)
BIGGEST = (
    r"max(?:imum|\.)? (?:recommended |daily |total |single |weekly |monthly |allowed |approved )*dos(?:e|es|age|ing)"
)
APPROVED = r"approv(?:e|al of) (?:(?:a|one|the) dose of )?up to|approve(?= \d)|\bdose (?:is|of) up to"
"""Words that grant a dose up to a ceiling: the doses of a regimen are what is approved."""
NAMED_LIMIT = r"(?:daily|weekly|monthly) (?:dose )?limit (?:of|is)|(?:dose|dosing|dosage) limit(?: of| is|:)"
NO_MORE = r"(?:is|are|be) (?:not|no) (?:above|over|more than|greater than|higher than)|(?:not|never) (?:be |receive |use |get )?more than"
CEILING = (
    rf"{NAMED_LIMIT}|{NO_MORE}|{APPROVED}"
    + r"|(?:does|do|will|should|must|may|can|shall) not exceed|not to exceed|up to a max(?:imum)? (?:dose )?of|max(?:imum)? of|\(max(?:imum|\.)?|limited to"
    + r"|max(?:imum)?(?=:? \d)"
)
ACTIVITY = r"GBq|MBq|mCi"
"""Units of radioactive doses."""
VALUE = rf"(?P<value>{GROUPED}(?:\.\d+)?)\s*(?P<unit>{ACTIVITY}|mcg|mg|g|IU|units|(?:milli|micro)?grams?)(?![A-Za-z])(?P<base>\s?/\s?(?:kg|m2|m²)(?:\s?/\s?dose)?)?(?:\s*\(\d[\d,.]* ?(?:mcg|mg|g|IU|{ACTIVITY})\)(?=\s+every))?"
NOT_A_DRUG = r"every|once|twice|daily|weekly|monthly|given|each|every|within|during|following|divided"
OF_WHAT = rf"(?:\s+(?:of )?(?!(?:{NOT_A_DRUG})\b)[a-z][a-z-]{{5,}})?"
"""The ingredient that a dose is of: `4 grams acetaminophen per day`."""
GIVEN_AS = r"(?:,?\s+(?:injections?|infusions?|doses?|IV|SC|SQ|intravenously|subcutaneously|by mouth|orally))?"
EVERY = rf"\)?(?:{GIVEN_AS}|{OF_WHAT})\s*(?:/|per|every|once(?: an?)?|each|in|given every|an?(?= (?:day|week|month)))\s*(?P<span>{DIGITS}|other|{'|'.join(NUMBERS)})?[\s-]*"
TIME = r"(?P<per>day|daily|week|weekly|month|monthly|dose|infusion|year|injection|course|cycle|attack|episode|treatment)s?\b"
LARGEST = Rule(
    "amounts.largest",
    rf"(?P<said>(?<!\w){BIGGEST}|(?<!\w)(?:{CEILING}))(?P<between>:?[^.;:0-9]{{0,50}}?[:\s]\s*){VALUE}(?:{EVERY}{TIME}|{GIVEN_AS}\s+(?P<often>daily|weekly|monthly)\b)?",
    "maximum dose of 300 mg every 4 weeks",
    "usual dose of 300 mg every 4 weeks",
)
BEYOND = r"\b(?:doses?|dosages?|requests?) (?:\w+ ){0,2}?(?:exceeding|greater than|higher than|more than|in excess of|above|over)\s+"
EXCESS = Rule(
    "amounts.excess",
    rf"{BEYOND}{VALUE}(?:{EVERY}{TIME}|{GIVEN_AS}\s+(?P<often>daily|weekly|monthly)\b)(?=[^.;]{{0,40}}\b(?:requires?|needs?|will|must|(?:is|are) (?:not|subject))\b)",
    "Doses above 24 mg per day require prior authorization",
    "Doses above 24 mg per day failed",
)
"""A dose beyond which a request is reviewed, or not covered: the cap is the dose."""
IN_COLUMN = Rule(
    "amounts.in_column",
    rf"(?:^|\bup to\s+|:\s*|\bor\s+|;\s*|\bthen\s+){VALUE}(?:{EVERY}{TIME}|{GIVEN_AS}\s+(?P<often>daily|weekly|monthly)\b|(?=\W*$|\s+(?:over|divided|in total)\b))",
    "Up to 10 mg/kg every 4 weeks",
    "10 mg/kg at week 0",
)
"""A dose for a time in a column of largest doses."""
MORE_DOSES = Rule(
    "amounts.more_doses",
    rf"^\s*{ASIDE}?,?\s*(?:or|and)\s+{VALUE}{EVERY}{TIME}",
    " or 3 mg/kg every 4 weeks",
    " or 3 weeks",
)
"""A further largest dose behind the first."""
DOSE_RATE = Rule(
    "amounts.dose_rate",
    rf"(?<!\(){START}{VALUE}{EVERY}{TIME}",
    "0.2 mg/kg per day",
    "0.2 mg/kg",
)
"""A dose for a time, where a heading or the head of a column makes it a cap."""
NAMED_DOSE = Rule(
    "amounts.named_dose",
    rf"\W*[A-Z][^:;.]{{2,60}}(?::| [–-]) (?:(?:no more than|up to) )?{VALUE}{EVERY}{TIME}(?:\W*$|[^.;]{{0,80}};|\s+for\b)",
    "Inventa: 2 mg/kg every 2 weeks",
    "Inventa is given at 2 mg/kg every 2 weeks",
    by="match",
)
"""A line that opens with a name and a dose for a time: nothing, a further dose or the patients that it is for may follow."""
OFTEN_AT_MOST = r"(?:no(?:t)? more (?:frequently|often) than|(?:given|administered|infused|injected|repeated)(?: (?!than)[a-z]+){0,2}?)\s+(?:once\s+)?"
APART = r"(?:separated by|spaced|at intervals of|apart by)\s+(?:at least|no less than|a minimum of)\s+"
FREQUENCY = Rule(
    "amounts.frequency",
    rf"(?:(?!\d\s?(?:mcg|mg|g)\b)[^.;]){{0,170}}?\b(?:{OFTEN_AT_MOST}(?:(?:every|each|per)\s+(?P<span>{COUNT}|other)?[\s-]*{TIME}|(?P<often>daily|weekly|monthly)\b)"
    rf"|{APART}(?P<apart>{COUNT})[\s-]*(?P<unit>days?|weeks?|months?)\b)",
    " as an infusion, then no more frequently than once every 8 weeks",
    " as an infusion. Then every 8 weeks",
    by="match",
)
"""How often a dose that words before it cap is given at most, in the same sentence, with no further dose between."""
HOW_OFTEN = Rule("amounts.how_often", rf"\W*(?:[A-Za-z0-9]{{1,4}}[.)]\s+)?(?:the |each )?(?:doses?|infusions?|injections?) (?:is|are|will be|must be|may be|can be) (?={OFTEN_AT_MOST}|{APART}|(?:given|administered) no)", "B) Doses are given no more often than once weekly", "The dose is 2 mg", by="match")  # fmt: skip
"""An item that says how often the doses of the item above it are given at most."""
NO_DRUG = Rule("amounts.no_drug", r"\s*(?:/|per)\s*(?:dL|mL|L|min(?:ute)?|h(?:ou)?r?|tablet|capsule)\b", "/dL", "/day", by="match")  # fmt: skip
"""Units behind a mass that make it a level in the blood, a speed or a strength."""
GIVEN = r"(?:doses?|infusions?|injections?|treatments?|courses?|sessions?|applications?)"
IN_ALL = Rule(
    "amounts.in_all",
    rf"\b(?:for up to|(?:limited to|maximum of|no more than)(?: a)? total of) (?P<count>{COUNT}) (?:total )?(?P<noun>{GIVEN})(?=\W*(?:$|[.;)]))",
    "every 6 weeks for up to 6 doses.",
    "for up to 6 doses per month",
)
"""How many times something is given in all."""
ADVICE = Rule("amounts.advice", r"\b(?:may be|consider(?:ed)?|recommended|beginning|not taking)\b", "may be considered", "per day")  # fmt: skip
"""Words behind a dose that advise it and cap nothing."""
DOSING = Rule("amounts.dosing", r"\b(?:dosing|dosage|administration|indication|references?|(?:approved|recommended|usual) doses?)\b", "Dosing", "Limits")  # fmt: skip
OFTEN = {"daily": "day", "weekly": "week", "monthly": "month"}
TIMES = {"mo": "month", "mos": "month", "wk": "week", "wks": "week", "yr": "year", "yrs": "year"}
SHORT_FORMS = {"inj": "injection", "tab": "tablet", "cap": "capsule", "gram": "g", "gm": "g", "milliliter": "ml", "auto injector": "autoinjector", "auto-injector": "autoinjector", "billing unit": "billable unit", "ea": "unit", "each": "unit", "units of service": "unit of service"}  # fmt: skip
PREPARED = Rule("amounts.prepared", rf"^(?:(?:{KIND}|{PACKED})[\s-]+)+(?=\w)", "prefilled syringe", "syringe")
WHOLE = Rule("amounts.whole", PIECE, "cartridges", "cartridg", by="fullmatch")
PARTS = Rule("amounts.parts", r"\s*/\s*|,?\s+and/or\s+|,?\s+or\s+", "syringes or pens", "syringes for pens")


def number(text: str) -> float:
    """Return a number written in digits or words."""
    return float(NUMBERS.get(text.lower(), 0) or text.replace(",", ""))


def noun_of(text: str) -> str:
    """Return a unit in the singular; forms that stand for each other are joined by a stroke.

    >>> noun_of("Syringes/Injectors"), noun_of("prefilled syringes or pens"), noun_of("inj"), noun_of("patches"), noun_of("Cartridg es")
    ('syringe/injector', 'syringe/pen', 'injection', 'patch', 'cartridge')
    """
    parts = []
    for part in PARTS.split(text.lower().replace("(s)", "").replace("(es)", "")):
        word = PREPARED.sub("", part.strip())
        word = word.replace(" ", "") if WHOLE.fullmatch(word.replace(" ", "")) else word
        if word.endswith(("patches", "boxes")):
            word = word[:-2]
        elif word.endswith("ies"):
            word = f"{word[:-3]}y"
        elif word.endswith("s"):
            word = word[:-1]
        parts.append(SHORT_FORMS.get(word, word))
    return "/".join(parts)


def period_of(match: re.Match[str]) -> tuple[float, str]:
    """Return the time of a rate: its number and unit."""
    unit = (match["period"] or "days").lower()
    return (number(match["span"]) if match["span"] else 1.0), TIMES.get(unit, unit.rstrip("s"))
