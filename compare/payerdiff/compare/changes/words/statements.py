"""What a sentence of a policy rules on, told from the words around it: a refusal's subject, a pointer's target, a schedule.

Sentences of these kinds can be worded anew without asking for anything else. What else their words say is not asked here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from payerdiff.model.policy import Direction
from payerdiff.model.words import plain_words

STANDING = r"(?:not\s+(?:be\s+)?(?:medically\s+)?(?:necessary|covered|reimbursable|eligible)|investigational|experimental|unproven|non-?covered|excluded(?:\s+from\s+coverage)?)"  # fmt: skip
REFUSAL = re.compile(
    rf"^(?P<subject>.+?)\s+(?:is|are|has|have|do|does|remains?|will|may)\s+(?P<ground>.*?){STANDING}(?:[\s,/]+(?:and|or|/)?[\s/]*{STANDING})*(?P<scope>.*)$",
    re.IGNORECASE | re.DOTALL,
)
"""`X has not been shown to improve outcomes and is therefore considered investigational for all other uses`."""
GROUND = re.compile(r"[,;]?\s*\b(?:because|as|since|due\s+to|given)\b.*$", re.IGNORECASE | re.DOTALL)
"""Why something is refused; whoever it is refused to, it is refused to without the reason too."""
NARROWING = r"\b(?:when|where|if|unless|except|only|who|whose|with|without|under|over|other\s+than|aged?|years?)\b|\d+"
NARROWS = re.compile(NARROWING, re.IGNORECASE)
POINTER = re.compile(r"\b(?:refer(?:\s+also)?\s+to|see(?:\s+also)?|consult)\b(?P<target>.*\b(?:polic(?:y|ies)|guidelines?|criteria|lists?|sections?|appendix|[a-z]{2,}[.-][\w.-]*\d+)\b.*)$", re.IGNORECASE | re.DOTALL)  # fmt: skip
CONDITION = re.compile(r"^\W*(?:(?:if|when|where|for|note)\b[^()]*)?$", re.IGNORECASE)
"""What may stand ahead of a pointer: when it is to be followed. Of a criterion it is an aside."""
JOINING = frozenset({"and", "or", "if", "unless", "except", "not", "only"})
NUMBERED = re.compile(r"\d")
TIME = r"(?:\d+|one|two|three|four|six|seven|ten|twelve)(?:\s*(?:-|–|to)\s*\d+)?\s*(?:\(\d+\)\s*)?(?:day|week|month|year)s?\b(?!\s+(?:of\s+age|old|or\s+older))"
"""A point or span of time, and no age."""
SCHEDULE = re.compile(
    rf"^\W*{TIME}|"
    r"^\W*(?:an?\s+)?(?:(?:up\s+to|at\s+most|no|not)\s+)?(?:more\s+(?:often\s+|frequently\s+)?than\s+)?(?:once|twice|(?:\w+\s+)?times?\b|every|each|annual(?:ly)?|yearly|monthly|weekly|daily)\b",
    re.IGNORECASE,
)
"""A window of a schedule: `once within the first month`, `not more often than every six months`."""


def refused(text: str) -> tuple[list[str], list[str]] | None:
    """Return what a refusal refuses, and within which scope, its grounds left out; None where a text is no such refusal.

    >>> refused("Panel X has not been shown to help and is considered investigational") == refused("Panel X is investigational.")
    True
    >>> refused("Panel X is investigational in children") == refused("Panel X is investigational.")
    False
    """
    match = REFUSAL.match(text.strip())
    if match is None or NARROWS.search(match["ground"]):
        return None
    because = GROUND.search(match["scope"])
    if because is not None and NARROWS.search(because.group(0)):
        return None
    return plain_words(match["subject"]), plain_words(GROUND.sub("", match["scope"]))


def limits_in(text: str) -> list[str]:
    """Return the words of a ruling that may narrow whom or what it is about, in their order.

    >>> limits_in("All other uses are investigational"), limits_in("Use in children under 12 is investigational")
    ([], ['under', '12'])
    """
    return [" ".join(match.group().lower().split()) for match in NARROWS.finditer(text)]


def points_to(text: str) -> tuple[list[str], list[str]] | None:
    """Return when a sentence points to another text, and by which numbers and joining words; None where it asks for something itself.

    >>> points_to("For other uses: refer to the policy AB.12 for the plan") == points_to("For other uses, see the policy AB.12.")
    True
    """
    match = POINTER.search(text)
    if match is None or not CONDITION.match(text[: match.start()]):
        return None
    target = plain_words(match["target"])
    return plain_words(text[: match.start()]), [word for word in target if NUMBERED.search(word) or word in JOINING]


EVIDENCE = re.compile(
    r"^(?:there\s+(?:is|are)\s+)?(?:not\s+enough|insufficient|inadequate|little|limited|no)\s+(?:\w+\s+){0,3}?evidence\s+(?:\w+\s+){0,3}?(?:that|of|for|on)\s+(?P<of>.+?)"
    r"\s*[;,.]\s*(?:it|they|this|these)\b",
    re.IGNORECASE | re.DOTALL,
)
"""`There is not enough evidence that X helps; it is therefore` refused: what it stands for is named before its ground."""


def of_evidence(text: str, subject: Sequence[str]) -> bool:
    """Return True if a sentence refuses a subject, and nothing less, by what evidence on it is lacking.

    >>> of_evidence("There is no evidence that panel X helps; it is therefore considered investigational", ["panel", "x"])
    True
    >>> of_evidence("There is no evidence that panel X helps children aged 2; it is investigational", ["panel", "x"])
    False
    """
    match = EVIDENCE.match(text.strip())
    named = plain_words(match["of"]) if match else []
    rest = " ".join(named[len(subject) :])
    refuses = re.search(rf"{STANDING}\W*$", text, re.IGNORECASE)
    return named[: len(subject)] == list(subject) and refuses is not None and not NARROWS.search(rest)


def rules_alike(a: str, b: str) -> bool:
    """Return True if two sentences refuse the same; one may name it where it tells what evidence is lacking.

    >>> rules_alike("Panel X is investigational.", "There is no evidence that panel X helps; it is therefore considered investigational.")
    True
    """
    left, right = refused(a), refused(b)
    if left is not None and left == right:
        return True
    return any(one is not None and not one[1] and of_evidence(text, one[0]) for one, text in ((left, b), (right, a)))


CONDITIONAL = JOINING - {"and", "or"}
BARE = frozenset({"the", "a", "an", "our", "this", "to", "of", "policy", "policies", "guideline", "guidelines", "criteria", "list", "lists", "section", "sections", "appendix"})  # fmt: skip
"""Words of a target that do not tell which one it is."""


def points_alike(a: str, b: str) -> bool:
    """Return True if two sentences point to the same text on the same condition; one may give the numbers of what the other only names, or more numbers of it.

    >>> points_alike("For other uses: see the off-label policy AB.12 for one plan and AB.13 for another", "For other uses: see the off-label policy of the plan")
    True
    >>> points_alike("See the off-label policy AB.12", "See the off-label policy AB.13"), points_alike("See the step policy", "See the dose policy AB.12")
    (False, False)
    """
    left, right = points_to(a), points_to(b)
    if left is None or right is None or left[0] != right[0]:
        return False
    numbers = [set(re.findall(r"\S*\d[\w.]*", text)) for text in (a, b)]
    counted = (
        all(numbers)
        and (numbers[0] <= numbers[1] or numbers[1] <= numbers[0])
        and CONDITIONAL.isdisjoint([*left[1], *right[1]])
    )
    return left == right or counted or names_alike(a, b) or names_alike(b, a)


def names_alike(numbered: str, bare: str) -> bool:
    """Return True if one of two pointers gives numbers of a text that the other one names without any, in the same words and on no further condition."""
    found = [POINTER.search(text) for text in (numbered, bare)]
    targets = [match["target"] for match in found if match]
    named, other = plain_words(re.split(r"\S*\d", targets[0])[0]), plain_words(targets[1])
    free = not CONDITIONAL.intersection(plain_words(targets[0]) + other)
    return free and not NUMBERED.search(targets[1]) and not BARE.issuperset(named) and other[: len(named)] == named


NOTICE = re.compile(
    r"\b(?:polic(?:y|ies)|guidelines?|certificates?|contracts?|plan documents?|(?:state|federal) (?:\w+ ){0,3}(?:laws?|requirements?|mandates?)|guarantee of payment)\b",
    re.IGNORECASE,
)
PRONOUN = re.compile(r"^\W*(?:it|they|these|this|such)\b", re.IGNORECASE)


def is_notice(text: str) -> bool:
    """Return True if each sentence speaks of policies and contracts as such: how they are made, what comes first.

    >>> is_notice("Policies guide reviewers. They apply where the contract covers a service."), is_notice("A trial of another drug is needed.")
    (True, False)
    """
    sentences = [one for one in re.split(r"(?<=[.;])\s+", text.strip()) if one.strip()]
    return not NUMBERED.search(text) and all(NOTICE.search(one) or PRONOUN.match(one) for one in sentences) and any(map(NOTICE.search, sentences))  # fmt: skip


def is_schedule(texts: Sequence[str]) -> bool:
    """Return True if the items of a list are windows of a schedule: they say how often, and ask nothing of a patient.

    >>> is_schedule(["once within the first month", "every six months after that"]), is_schedule(["age 18", "once a smoker"])
    (True, False)
    >>> is_schedule(["one (1) day after surgery", "every six months"]), is_schedule(["12 years of age", "6 months old"])
    (True, False)
    """
    return len(texts) > 1 and all(SCHEDULE.match(text) for text in texts)


NAVIGATION = re.compile(
    r"\b(?:log ?in|sign in|register|contact us|about us|careers|newsroom|privacy (?:policy|notice|practices)|terms of use|site ?map|accessibility|cookies?|find care|user agreement|all rights reserved|member forms)\b",
    re.IGNORECASE,
)
"""What stands around a web page and belongs to no policy."""
MANY = 3
"""Such words that make a passage a page's own frame."""
POINTS_ON = re.compile(r"^[^.;\d]{0,80}\b(?:below|above|as follows|(?:the )?following)\b\W*$", re.IGNORECASE)
"""A line that only leads over to what stands below it."""
GRANT = re.compile(r"\b(?:is|are|may be|will be)\s+(?:\w+\s+)?(?:considered\s+)?(?:to\s+be\s+)?(?:medically necessary|covered|approved|eligible for coverage)\b", re.IGNORECASE)  # fmt: skip
"""A sentence that grants coverage."""
ONLY = re.compile(r"\bonly\b|\bprior authorization\b|\bsee (?:above|below)\b|\bthese apply\b", re.IGNORECASE)
"""Words by which a grant narrows another one, or leaves open what it takes."""


def is_navigation(text: str) -> bool:
    """Return True if words are the frame of a web page.

    >>> is_navigation("About Us Careers Contact Us Privacy Policy"), is_navigation("Members must register for the program")
    (True, False)
    """
    found = [match.group().lower() for match in NAVIGATION.finditer(text)]
    return len(found) >= MANY and len(set(found)) > 1


def leads_over(text: str) -> bool:
    """Return True if a line only leads over to what stands below it.

    >>> leads_over("Approval based upon diagnosis below:"), leads_over("Age 18 or above as the label below says.")
    (True, False)
    """
    return "\n" not in text.strip() and POINTS_ON.match(text.strip()) is not None


NUMBER = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?:[\s-]*(?P<unit>days?|weeks?|months?|years?)\b)?", re.IGNORECASE)
DAYS = {"day": 1.0, "week": 7.0, "month": 30.0, "year": 365.0}
ROUNDED = 0.05
"""How far two lengths may differ that are the same in rounded units: six months and 180 days, a year and twelve months."""


def amount_of(match: re.Match[str]) -> float:
    """Return a number, of a length its days."""
    unit = (match["unit"] or "").lower().removesuffix("s")
    return float(match["number"]) * DAYS.get(unit, 1.0)


def beside_numbers(text: str) -> list[str]:
    """Return the words beside the numbers of a text, one and several alike: what one is asked for, of two it is more; a length with its unit is one number.

    >>> beside_numbers("at least 2 relapses") == beside_numbers("at least 1 relapse"), beside_numbers("for 2 years") == beside_numbers("for 6 months")
    (True, True)
    """
    return [word.removesuffix("s") for word in NUMBER.sub("#", text).split()]


def is_other_amount(old: str, new: str) -> bool:
    """Return True if two texts differ by a number and by nothing else.

    >>> is_other_amount("within the past 12 months", "within the past 6 months"), is_other_amount("for 24 months", "for 2 years")
    (True, False)
    """
    left, right = ([amount_of(match) for match in NUMBER.finditer(text)] for text in (old, new))
    if len(left) != len(right) or beside_numbers(old) != beside_numbers(new):
        return False
    lengths = [bool(match["unit"]) for match in NUMBER.finditer(old)]
    return any(
        abs(a - b) > (ROUNDED * max(a, b) if long else 0) for a, b, long in zip(left, right, lengths, strict=True)
    )


LEADS = re.compile(r"\bfollowing\W*$|:\s*$", re.IGNORECASE)


def leads_on(text: str) -> bool:
    """Return True if words end by leading over to what stands behind them.

    >>> leads_on("Member does not have the mutation and the following"), leads_on("The following year is covered")
    (True, False)
    """
    return LEADS.search(text) is not None


def grants(text: str) -> bool:
    """Return True if words grant coverage of something, and refuse or limit nothing.

    >>> grants("The test is considered medically necessary after surgery"), grants("It is not covered otherwise"), grants("It is covered only after surgery")
    (True, False, False)
    """
    return (
        GRANT.search(text) is not None
        and re.search(STANDING, text, re.IGNORECASE) is None
        and ONLY.search(text) is None
    )


REFUSES = re.compile(rf"\b(?:not|no|none|without|never|unless|except)\b|{STANDING}", re.IGNORECASE)
EVERY, SOME = frozenset({"all", "both", "each", "every"}), frozenset({"one", "any", "either"})


def of_quantifier(old: str, new: str) -> Direction | None:
    """Return which way words moved of which only how many of a list are asked for was replaced, and how they join the list's labels.

    >>> of_quantifier("when ALL of the following are met", "when one of the following are met"), of_quantifier("all of it", "none of it")
    ('loosened', None)
    """
    left, right = (plain_words(text) for text in (old, new))
    if len(left) != len(right) or REFUSES.search(old):
        return None
    pairs = [
        (a, b) for a, b in zip(left, right, strict=True) if a != b and {a, b} not in ({"and", "or"}, {"is", "are"})
    ]
    if len(pairs) != 1:
        return None
    ((a, b),) = pairs
    return "loosened" if a in EVERY and b in SOME else "tightened" if a in SOME and b in EVERY else None
