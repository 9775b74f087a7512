"""What a leaf says beside its conditions: examples and restatements, which ask nothing, and remarks that narrow what is said, which stay open."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.numbers import NUMBERS
from payerdiff.normalize.typing.tagging.abbreviating import abbreviates, full_name
from payerdiff.normalize.typing.tagging.plain_text import plain_of

EXAMPLE_WORDS = (
    "for example", "such as", "including", "included?", "includes", "examples?", "see", "refer to", "note", "formerly", "also known as",
    "aka", "icd", "please", r"document (?:the )?(?:drugs?|names?|dates?|medications?)", "doctors? who", "if applicable", "where applicable", "when applicable", "as applicable", "if available",
)  # fmt: skip
EXAMPLE = Rule(
    "asides.example",
    rf"\s*(?:e\.?\s?g\.?|i\.?\s?e\.?|{'|'.join(EXAMPLE_WORDS)})(?!\w)",
    "e.g., methotrexate",
    "methotrexate",
    by="match",
)
"""How a bracket begins that gives examples or points elsewhere."""
GIVES_EXAMPLES = Rule(
    "asides.gives_examples",
    r"\b(?:e\.\s?g\.|i\.\s?e\.|such as|for example)",
    "NSAIDs such as ibuprofen",
    "NSAIDs and ibuprofen",
)
ET_CETERA = Rule("asides.et_cetera", r"\betc\b\.?\s*$|\bor others?\s*$", "ibuprofen, etc.", "ibuprofen")
LINES_BEFORE = ("not", "therapy", "lines", "regimens", "treatment", "therapies", "therapy,", "therapies,", "lines,", "regimens,", "treatments", "treatments,")  # fmt: skip
INCLUDING = "".join(f"(?<!{word} )" for word in LINES_BEFORE) + "including"
GOES_ON_AFTER = (
    r"\b(?:was|were|is|are|has|have|had|did|does|failed|must|should|will|cannot|unless|within|despite)\b",
    r"\b(?:for|over) (?:at least|a minimum|[≥\d])|\bin the (?:past|last|previous)\b",
)
"""What is no example any more, but says something of the thing that the examples are of."""
INTRODUCES = rf"such as|for example|including,? but not limited to|{INCLUDING}|e\.g\.,?|i\.e\.,?"
EXAMPLES_BEHIND = Rule(
    "asides.examples_behind",
    rf"[,;]?\s*(?<!\w)(?:{INTRODUCES})(?!\w)(?:(?!{'|'.join(GOES_ON_AFTER)})[^.;()\[\]])*",
    "NSAIDs, such as ibuprofen",
    "NSAIDs and ibuprofen",
)
"""Examples without brackets: what stands in them is named and not asked for. Behind `two lines of therapy` it is asked for."""
SHOWS = "detected|identified|evidenced|measured|demonstrated|indicated|shown|defined|determined|judged|assessed|documented|confirmed|verified"
SHOWN = "confirmed|evidenced|demonstrated|verified|shown|documented"
SHOWN_BY = Rule(
    "asides.shown_by",
    rf"[,;]?\s*\b(?:as (?:{SHOWS}) by|(?:as )?defined (?:as|by)|based (?:up)?on|(?:as )?(?:{SHOWN}) (?:by|through|via))\b(?P<way>(?:[^.;()\[\]]|\.(?=\d))*)",
    "anemia, as shown by a test",
    "anemia in a test",
)
"""How a thing is shown or defined: more than its name, and for a reader."""
EXAMPLE_HINTS = ("such as", "for example", "including", "e.g.", "i.e.")
SHOWN_HINTS = (" by", "defined", "based", "through", "via")
REMARK_HINTS = ("Note", "Example", "Rationale", "see", "See", "efer to", "If ")
"""What a text holds that may hold an example, a way of showing or a remark: looked for first, as it is found faster."""
WAYS = frozenset(
    ("as", "detected", "identified", "fda-approved", "evidenced", "measured", "demonstrated", "indicated", "determined", "judged", "assessed", "defined", "based", "upon",
     "treating", "prescriber's", "genetic", "testing", "test", "tests")
)  # fmt: skip
NOTED = r"(?:^|(?<=[.;:\s]))(?:Notes?|Examples? of|Rationale)\b(?!\W*(?:(?i:this|the) \w+ (?:is|may be) )?(?i:waived)\b)\s*:?.*$"
POINTS = r"[.;]\s*(?:[Ss]ee|[Rr]efer to)\b.*$"
OTHER_USES = r",?\s*\b[Ss]ome [Mm]edically[- ]accepted [Ii]ndications?\b.*$"
"""How a list for Medicare names uses beyond the label, which are further ways to be covered and no condition of the others."""
ANSWERED = r"[.;?]\s*If (?:yes|no|so)\b.*$|\bIf (?:yes|no|so),? (?:please|then|submit|provide|list|go)\b.*$"
REMARK = Rule(
    "asides.remark",
    rf"{NOTED}|{POINTS}|{ANSWERED}",
    "Note: doses are rounded",
    "doses are rounded",
    exact=True,
    flags=re.DOTALL,
)
NOT_BEEN = r"(?:have|has) not (?:yet )?been (?:established|studied|evaluated|demonstrated)"
WANTING = rf"{NOT_BEEN}|(?:is|are) not (?:recommended|indicated)"
DEMANDS = r"(?:[Ii]f|[Uu]nless|must|should|[Oo]nly|requires?|required|[Mm]embers?|[Pp]atients?|[Ii]ndividuals?|[Bb]eneficiar(?:y|ies))"
REASON = Rule("asides.reason", rf"(?<=[.)] )(?=[A-Z])(?:(?!\b{DEMANDS}\b)[^.()])*\b(?:{WANTING})\b(?:(?!\b{DEMANDS}\b).)*$", "Gout. Its use is not recommended.", "Gout. If it is not recommended, a reason is needed.", exact=True, flags=re.DOTALL)  # fmt: skip
"""Sentences behind another one that say what is known of the drug, not of the patient: they give a reason, and ask nothing."""
PROOF = "(?:safety|efficacy|effectiveness)"
UNPROVED = Rule(
    "asides.unproved",
    rf"^\W*(?:the )?{PROOF}(?: (?:and|or|and/or) {PROOF})? of\b|\b(?:{NOT_BEEN})\W*$",
    "The efficacy of both have not been established",
    "Both are established",
)
"""What says of something that nothing is known of it: as a refusal, it is refused."""
WANTS = Rule("asides.wants", rf"\b(?:{WANTING})\b", "is not recommended", "is recommended")
BOTH_ENDS = 2
FURTHER_USES = Rule(
    "asides.further_uses", OTHER_USES, "All uses of the label, Some Medically-accepted Indications: gout", "All uses of the label", flags=re.DOTALL
)  # fmt: skip
NO_CHOICE = r"(?! (?:older|younger|above|below|higher|lower|more|greater|less|fewer|over|under)\b)"
QUALIFIES = Rule(
    "asides.qualifies",
    rf"\b(?:if|must|only|when|where|unless|except|provided|adults?|pediatrics?|children|or{NO_CHOICE})\b",
    "only adults",
    "mild asthma",
)
BRACKET = Rule("asides.bracket", r"\(([^()\[\]]*)\)|\[([^\[\]()]*)\]", "asthma (mild)", "asthma", exact=True)
QUANTITY_AGAIN = Rule("asides.quantity_again", r"\d[\d,.]*\s*(?:mg|mcg|g|mL|ml|kg|lbs?\.?|pounds|weeks?|months?|days?|years?|vials?|units?|pens?|syringes?)?", "12 weeks", "weeks", exact=True, by="fullmatch")  # fmt: skip
ABBREVIATION = Rule(
    "asides.abbreviation",
    r"[A-Z][\w.+/-]{1,9}s?|[a-z]{1,3}[A-Z][\w/-]{1,8}",
    "NSAIDs",
    "drugs",
    exact=True,
    by="fullmatch",
)
SYMBOL = Rule("asides.symbol", r"[A-Z][A-Z0-9]{2,7}", "BRCA1", "Brca", exact=True, by="fullmatch")
GENETIC = Rule(
    "asides.genetic",
    r"\b(?:genes?|genetic|mutations?|mutated|variants?|deletions?|alleles?|biallelic)\b",
    "a mutation",
    "a test",
)
STATE_SIGN = Rule("asides.state_sign", r"[+\-–−]$", "HER2-", "HER2", exact=True)
YEAR_OF_A_SOURCE = Rule(
    "asides.year_of_a_source",
    r"\s*[A-Z][\w .&’'-]{1,40},? (?:19|20)\d\d[a-z]?\s*",
    "Sample Society 2020",
    "2020",
    exact=True,
    by="fullmatch",
)
NUMBER_BEFORE = Rule("asides.number_before", r"(?:\d|\b(?:" + "|".join(NUMBERS) + r"))\s*$", "for 12", "for")
QUANTITY_BEFORE = Rule("asides.quantity_before", r"(?:\d|[A-Za-z]{2,})\s*$", "for 12", "for –", exact=True)


@dataclass(slots=True)
class Parted:
    """A leaf's words with blanks where asides stood, and the places of those that narrow what is said."""

    plain: str
    qualifying: list[tuple[int, int]] = field(default_factory=list)
    grouping: list[tuple[int, int]] = field(default_factory=list)
    """Where brackets stood that say which conditions belong together."""
    others: list[int] = field(default_factory=list)
    """Where brackets begin that set the limit before them anew for other patients."""

    def blank(self, low: int, high: int) -> None:
        """Put blanks in place of an aside."""
        self.plain = self.plain[:low] + " " * (high - low) + self.plain[high:]


@cache
def fillers() -> frozenset[str]:
    """Return the words that weigh nothing."""
    return frozenset(lexicon.table("cues")["filler"]["words"])


def without_reasons(text: str) -> str:
    """Return a leaf's words with blanks where sentences behind the first give a reason."""
    found = REASON.search(text) if WANTS.search(text) else None
    return text[: found.start()] + " " * (found.end() - found.start()) if found else text


def set_aside(text: str) -> Parted:
    """Return a leaf's words without examples, restatements and remarks; words in other brackets are read with the others."""
    parted = Parted(plain_of(text))
    for match in list(REMARK.finditer(parted.plain)) if any(hint in parted.plain for hint in REMARK_HINTS) else ():
        if match.start() > 0:
            parted.blank(*match.span())
    found = list(UNPROVED.finditer(parted.plain)) if WANTS.search(parted.plain) else []
    for match in found if len(found) == BOTH_ENDS else ():
        parted.blank(*match.span())
    other_uses = FURTHER_USES.search(parted.plain)
    if other_uses and other_uses.start() > 0:
        parted.qualifying.append(other_uses.span())
        parted.blank(*other_uses.span())
    while bracket := BRACKET.search(parted.plain):
        set_bracket_aside(parted, bracket)
    low = parted.plain.lower()
    for match in list(EXAMPLES_BEHIND.finditer(parted.plain)) if any(hint in low for hint in EXAMPLE_HINTS) else ():
        parted.blank(*match.span())
    for match in list(SHOWN_BY.finditer(parted.plain)) if any(hint in low for hint in SHOWN_HINTS) else ():
        if match.start() == 0 or names_tests(match.group()):
            continue
        if weighs(match.group()):
            parted.qualifying.append(match.span())
        parted.blank(*match.span())
    return parted


def set_bracket_aside(parted: Parted, match: re.Match[str]) -> None:
    """Take a bracket out of the text: a restatement or example for good, a qualification as an open part; of another only its signs."""
    inner = match.group(1) or match.group(2) or ""
    before = parted.plain[: match.start()]
    if SYMBOL.fullmatch(inner) and GENETIC.search(parted.plain) and (begins := full_name(inner, before)) is not None:
        parted.blank(begins, match.start() + 1)
        parted.blank(match.end() - 1, match.end())
    elif says_nothing(inner) or is_restated(before, inner):
        parted.blank(*match.span())
    elif brand := BRAND.search(before) if is_one_drug(inner) else None:
        parted.blank(*brand.span())
        parted.blank(match.start(), match.start() + 1)
        parted.blank(match.end() - 1, match.end())
    elif goes_on(inner) and not ENTERS.match(parted.plain, match.end()):
        parted.blank(match.start(), match.start() + 1)
        parted.blank(match.end() - 1, match.end())
    elif OTHER_LIMIT.search(inner) and A_LIMIT.search(before):
        parted.others.append(match.start())
        parted.blank(match.start(), match.start() + 1)
        parted.blank(match.end() - 1, match.end())
    elif HOLDS_TWO.search(inner) and groups(before, parted.plain[match.end() :]):
        parted.grouping.append(match.span())
        parted.blank(match.start(), match.start() + 1)
        parted.blank(match.end() - 1, match.end())
    elif QUALIFIES.search(inner) or are_members(before, inner):
        parted.qualifying.append(match.span())
        parted.blank(*match.span())
    else:
        parted.blank(match.start(), match.start() + 1)
        parted.blank(match.end() - 1, match.end())


SIGNS = r"[≥≤<>]|\bat least\b|\b(?:greater|less|more) than\b|\bor (?:more|greater|higher|less|lower)\b"
A_LIMIT = Rule("asides.a_limit", rf"(?:{SIGNS})[^.;]*$", "BMI at least 35", "BMI is known")
OTHER_LIMIT = Rule(
    "asides.other_limit",
    rf"^(?=.*(?:{SIGNS})).*\d.*\b(?:in|for|if)\s+(?!the\b|an?\b|at\b|any\b|all\b)[A-Za-z]{{4}}",
    "BMI at least 27 in adolescents", "BMI at least 27 for 3 months",
)  # fmt: skip
"""A limit with words on whom it is for: `BMI at least 35 (27 or more in adolescents)`."""
GOES_ON = Rule(
    "asides.goes_on", r"\s*(?:or|and)\s+(?!if\b|when\b|unless\b|only\b)", "or leflunomide", "if or when", by="match"
)
"""How a bracket begins that names one more alternative or condition: `methotrexate (or leflunomide)`."""


def goes_on(inner: str) -> bool:
    """Return True if a bracket goes on with the list before it."""
    return GOES_ON.match(inner) is not None


HOLDS_TWO = Rule("asides.holds_two", r"\b(?:and|or)\b", "gout or asthma", "gout")
ENTERS = Rule("asides.enters", r"\s*(?:to|of|with|from|on)\b", " to a trial", ", a trial", by="match")
"""How words go on whose verb stands before a bracket: `did not respond (or is no candidate) to a trial`."""
CONNECTED = Rule("asides.connected", r"(?:\b(?:and|or)|:)\s*$", "gout and ", "gout ")
CONNECTS = Rule("asides.connects", r"\s*[,;]?\s*\b(?:and|or)\b", ", and gout", " gout", by="match")


WAITS = Rule("asides.waits", r"\b(?:of|to|with|by|for|failed|tried)\s*$", "failure of ", "failure ")
"""How words end that wait for what a bracket holds."""


def groups(before: str, behind: str) -> bool:
    """Return True if a bracket stands where a condition of its own must: `gout and (…)`, `(…) or gout`."""
    opens = not before.strip() or WAITS.search(before) is not None
    return CONNECTED.search(before) is not None or (opens and CONNECTS.match(behind) is not None)


BRAND = Rule(
    "asides.brand", r"\b[A-Z][\w-]+ ?[®™]?\s*$", "treated with Brandname®", "treated with generics", exact=True
)


def is_one_drug(inner: str) -> bool:
    """Return True if a bracket holds the name of one drug, as behind its brand: `Spevigo (spesolimab)`."""
    return [(hit.start, hit.end) for hit in lexicon.treatments(inner.strip())] == [(0, len(inner.strip()))]


SAYS = Rule("asides.says", r"[A-Za-z≥≤<>]", "≥ 2", "2, 3", exact=True)


def says_nothing(inner: str) -> bool:
    """Return True if what stands in a bracket is an example, a pointer or a source."""
    if not SAYS.search(inner) and not QUANTITY_AGAIN.fullmatch(inner.strip()):  # numbers of sources
        return True
    if not inner.strip() or EXAMPLE.match(inner) or GIVES_EXAMPLES.search(inner) or ET_CETERA.search(inner):
        return True
    return YEAR_OF_A_SOURCE.fullmatch(inner) is not None


BY_A_TEST = Rule(
    "asides.by_a_test",
    r"\b(?:confirmed|evidenced|demonstrated|verified|shown|documented|established)\s+(?:by|through|via)\b",
    "confirmed by a biopsy", "based on a biopsy",
)  # fmt: skip


def names_tests(words: str) -> bool:
    """Return True if a way of showing a thing is one test or several, and nothing else weighs in its words: `confirmed by a biopsy or an MRI`.

    >>> names_tests(", confirmed by right heart catheterization"), names_tests("confirmed by a biopsy of the largest node")
    (True, False)
    """
    named = lexicon.hits("tests", words)
    if not named or not BY_A_TEST.search(words):
        return False
    bare = words
    for hit in reversed(named):
        bare = bare[: hit.start] + " " + bare[hit.end :]
    return not any(
        w.lower().strip(".,;’'/") not in fillers() | WAYS | OF_TESTS
        for w in bare.split()
        if any(c.isalnum() for c in w)
    )


OF_TESTS = frozenset(("confirmed", "verified", "shown", "established", "documented", "through", "via", "or", "and", "at", "least", "one", "and/or", "positive", "diagnostic"))  # fmt: skip
TO_THE_LIST = Rule("asides.to_the_list", r"\bby (?:(?:at least )?(?:one|any|all|both|either|two|three|1|2)(?: or more)? of )?(?:the following|these)\W*$", "confirmed by one of the following:", "confirmed by a test")  # fmt: skip
"""How a thing is shown where a list below tells it."""


def weighs(words: str) -> bool:
    """Return True if words say more than who judges a thing, or that a list shows it."""
    if TO_THE_LIST.search(words):
        return False
    return any(w.lower().strip(".,;’'") not in fillers() | WAYS for w in words.split() if any(c.isalnum() for c in w))


def is_restated(before: str, inner: str) -> bool:
    """Return True if a bracket repeats what stands before it: an abbreviation, a number in digits, a brand beside its generic name.

    >>> is_restated("plaque psoriasis ", "PsO"), is_restated("at least two ", "2"), is_restated("LDL-C ", "untreated")
    (True, True, False)
    >>> is_restated("a baseline ", "pre-madeupra treatment"), is_restated("baseline ", "at rest")
    (True, False)
    """
    word = inner.strip()
    if BASELINE.search(before) and BEFORE_TREATMENT.match(word):
        return True
    if AT_A_LIST.search(before) and LABELS_OF_A_LIST.fullmatch(word):
        return True
    if QUANTITY_AGAIN.fullmatch(word):
        return (NUMBER_BEFORE if word.isdigit() else QUANTITY_BEFORE).search(before) is not None
    sign = STATE_SIGN.search(word)
    if sign and (sign.group() == "+") == ("positive" in before.lower()):
        word = word[: sign.start()]
    if ABBREVIATION.fullmatch(word) and not STATE_SIGN.search(word) and abbreviates(word, before):
        return True
    return are_brands(before, word)


AT_A_LIST = Rule("asides.at_a_list", r"\bfollowing\s*$", "one of the following ", "a test ")
LABELS_OF_A_LIST = Rule(
    "asides.labels_of_a_list",
    r"\W*\w{1,3}(?:\W+(?:(?:and|or)\W+)?\w{1,3})+\W*",
    "a, b, or c",
    "see below",
    by="fullmatch",
)
"""The labels of the items of a list, in a bracket behind `the following`."""
BASELINE = Rule("asides.baseline", r"\bbaseline\s*$", "a baseline ", "a baseline level ")
BEFORE_TREATMENT = Rule(
    "asides.before_treatment", r"(?:pre-|pre[- ]?treatment|before |prior to )", "pre-treatment", "previous", by="match"
)
"""How a bracket behind `baseline` says what that is."""
JOINTS = Rule("asides.joints", r"\b(?:and|or)\b", "a and b", "a, b", exact=True)
WORD = Rule("asides.word", r"[A-Za-z]{3}", "abc", "ab", exact=True)


def are_brands(before: str, inner: str) -> bool:
    """Return True if a bracket holds other names of the drug before it and nothing else: `azathioprine (Imuran)`."""
    named = {hit.canonical for hit in lexicon.treatments(inner)}
    if not named or not named <= {hit.canonical for hit in lexicon.treatments(before)[-1:]}:
        return False
    bare = inner
    for hit in reversed(lexicon.treatments(inner)):
        bare = bare[: hit.start] + bare[hit.end :]
    return not WORD.search(JOINTS.sub("", bare))


NOUN = Rule(
    "asides.noun",
    r"(?:(?:therap|remed)(?:y|ies)|agents?|drugs?|treatments?|medications?|products?)?",
    "agents",
    "dose",
    by="fullmatch",
)
"""What the name of a class may end with."""


def are_members(before: str, inner: str) -> bool:
    """Return True if a bracket holds nothing but several treatments, behind another one: which of a class are meant, or some of them. That is for a reader.

    >>> are_members("conventional therapy ", "methotrexate, cyclosporine"), are_members("a trial ", "methotrexate, cyclosporine")
    (True, False)
    """
    held = lexicon.treatments(inner)
    last = lexicon.treatments(before)[-1:]
    if len(held) < 2 or not last or not NOUN.fullmatch(before[last[0].end :].strip()):
        return False
    bare = inner
    for hit in reversed(held):
        bare = bare[: hit.start] + bare[hit.end :]
    return not WORD.search(JOINTS.sub("", bare))
