"""What is measured and no vocabulary holds: scales by their names in capitals, and any thing with a limit in a unit of laboratories."""

from __future__ import annotations

import re
from collections.abc import Iterator

from payerdiff.model import concepts
from payerdiff.normalize import disease_names, lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.tagging.limits import MORE, SIGNS, UNIT, VALUE

NO_NAMES = "The|Total|Baseline|An|This|That|Patient|Member|Individual|Risk|Pain|Symptom|Documented|Documentation|Current|Has|Have|Average|Mean|Overall|Raw|Composite"
KIND_OF_SCALE = r"(?P<kind>(?:[Tt]otal )?(?:[Ss]ub-?scores?|[Ss]core|[Ss]cale|[Ii]ndex|[Qq]uestionnaire))"
PART_OF_A_SCALE = (
    r"(?:item|symptom|endoscopic|motor|cognitive|pain|mood|total|subscale|domain|severity|disability|fatigue)"
)
SCALE_BY_NAME = Rule(
    "unlisted.scale_by_name",
    rf"\b(?P<name>(?!(?:{NO_NAMES})\b)(?:v?[A-Z][\w'’-]+ ){{1,6}}?(?:{PART_OF_A_SCALE} )?){KIND_OF_SCALE}\b(?: [Ss]core)?(?:\s*\((?P<short>[A-Z][\w-]+)\))?",
    "Karvel Function Scale", "a score",
    exact=True,
)  # fmt: skip
"""A scale that no vocabulary holds, by its name in capitals: a limit behind it is one of it."""
SCALE = Rule("unlisted.scale", r"\b(?:(?:sub-?)?scores?|scale|index|questionnaire)\b", "a score", "a dose")


def unlisted(text: str) -> list[lexicon.Hit]:
    """Return what a text measures and no vocabulary holds: scales by their abbreviation where one stands beside, other things by their words."""
    known = [(hit.start, hit.end) for name in listed() for hit in lexicon.hits(name, text)]
    found = [hit for hit in (*scales(text), *things(text)) if not overlaps(hit, known)]
    return [hit for i, hit in enumerate(found) if not overlaps(hit, [(h.start, h.end) for h in found[:i]])]


def listed() -> tuple[str, ...]:
    """Return the vocabularies of what is told by a number: laboratory values, and what a package of the user's own adds."""
    return tuple(dict.fromkeys(["labs", *(name for one in concepts.every() if one.shape == "number" for name in one.tables)]))  # fmt: skip


def overlaps(hit: lexicon.Hit, places: list[tuple[int, int]]) -> bool:
    """Return True if a hit lies on one of some places."""
    return any(low < hit.end and hit.start < high for low, high in places)


def scales(text: str) -> Iterator[lexicon.Hit]:
    """Yield the scales that a text names in capitals."""
    for match in SCALE_BY_NAME.finditer(text) if SCALE.search(text) else ():
        name = match["short"] or match["name"].strip()
        whole = name if name.isupper() or "-" in name else f"{name} {match['kind'].lower()}"
        yield lexicon.Hit(whole, *match.span())


LIMITED = Rule(
    "unlisted.limited",
    rf"(?P<sign>{SIGNS})\s*{VALUE}{UNIT}|(?<![\w.:/-]){VALUE.replace('<value>', '<value_2>')}{UNIT.replace('<unit>', '<unit_2>')}\s+or\s+{MORE}",
    "at least 5 mg/dL", "5 mg/dL",
)  # fmt: skip
DENIED = Rule("unlisted.denied", r"(?:\bnot|\bnever|\bcannot|n['’]t)\s*$", "will not ", "will ")
"""Before a verb of comparison that a word denies of which the sign says nothing: `must never exceed`."""
OF_NORMAL = Rule("unlisted.of_normal", r"\s*of (?:the )?normal\b", " of normal", " of blood", by="match")
"""Behind a share of what is normal, which no unit tells."""
VERBS = r"is|are|was|were|remains?|remained|stays?|must be|should be|has been|have been|measures|measured|persistently|consistently|currently"
COPULA = Rule(
    "unlisted.copula",
    rf"(?<=[\w)])(?:\s*\([A-Z][\w-]{{1,8}}\))?(?:,?\s+(?:{VERBS}|of|at|with|at baseline|level|levels|values?|results?))*\s*$",
    " level is ", " – ",
)  # fmt: skip
"""What stands between the name of a thing and its limit."""
LEVELS = r"scores?|index|scale|levels?|counts?|concentration|titer|volume|clearance|saturation|fraction|pressure"
SIZES = r"ratio|density|activity|percentage|test|length|diameter|thickness|size|width"
IS_A_MEASURE = rf"{LEVELS}|{SIZES}"
NAME = Rule(
    "unlisted.name",
    r"(?:(?<![\w'’./-])[A-Za-z][\w/-]*(?:-[A-Za-z]\w*)?\s+){0,4}(?<![\w'’./-])[A-Za-z][\w/-]*\s*$",
    "Karvel clone size ", "12 ",
)  # fmt: skip
MEASURES = Rule("unlisted.measures", rf"\b(?:{IS_A_MEASURE})$", "clinical activity score", "clinical activities")
KIND_ALONE = Rule("unlisted.kind_alone", IS_A_MEASURE, "score", "activity score", by="fullmatch")
OF_A_MARKER = Rule(
    "unlisted.of_a_marker",
    r"\b(?:tumor proportion|combined positive|TPS|CPS|express\w*|staining|IHC|[Rr]ecurrence|methylation|allele|[Ii]ntensity)\b",
    "combined positive score",
    "clinical score",
)
"""What tells how much of a marker a tumor shows, which is a marker's own level."""
OF_LABORATORIES = Rule(
    "unlisted.of_laboratories",
    r".*(?:/|Hg|LN|limits? of normal|Wood|BU|Bethesda|percentile|per microliter).*", "mg/dL", "years", by="fullmatch",
)  # fmt: skip
"""Units in which nothing but a finding is told."""
NO_FINDING = frozenset(
    [
        "dose",
        "doses",
        "dosage",
        "dosing",
        "daily",
        "supply",
        "quantity",
        "tablets",
        "capsules",
        "vials",
        "syringes",
        "units",
        "cycles",
        "cycle",
        "age",
        "aged",
        "weight",
        "weighs",
        "weighing",
        "bmi",
        "treatment",
        "therapy",
        "infusion",
        "infusions",
        "trial",
        "trials",
        "duration",
        "interval",
        "frequency",
        "strength",
        "cost",
        "rate",
        "risk",
        "years",
        "months",
        "weeks",
        "days",
        "visit",
        "visits",
        "injection",
        "injections",
        "reduction",
        "increase",
        "decrease",
        "improvement",
        "decline",
        "drop",
        "change",
        "changes",
        "loss",
        "gain",
        "response",
        "difference",
        "by",
        "to",
        "in",
        "on",
        "from",
        "during",
        "after",
        "before",
        "within",
        "and",
        "or",
        "if",
        "when",
        "unless",
        "who",
        "which",
        "that",
        "initiation",
        "start",
        "starting",
        "medication",
        "medications",
        "drug",
        "drugs",
        "product",
        "products",
        "agent",
        "agents",
        "regimen",
        "requested",
        "prescribed",
        "parents",
        "parent",
        "now",
        "then",
        "using",
        "value",
        "values",
        "result",
        "results",
    ]
)
"""Words that are no part of the name of what is found in a patient, or tell of a change."""
AROUND = frozenset(
    [
        "a",
        "an",
        "the",
        "this",
        "that",
        "their",
        "his",
        "her",
        "its",
        "has",
        "have",
        "had",
        "having",
        "with",
        "of",
        "at",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "must",
        "should",
        "baseline",
        "current",
        "currently",
        "recent",
        "documented",
        "documentation",
        "confirmed",
        "confirming",
        "patient",
        "patients",
        "member",
        "members",
        "individual",
        "individuals",
        "patient's",
        "member's",
        "shows",
        "shown",
        "showing",
        "show",
        "demonstrates",
        "demonstrating",
        "demonstrated",
        "indicates",
        "indicating",
        "known",
        "any",
        "one",
        "two",
        "three",
        "repeat",
        "provider",
        "prescriber",
        "for",
        "as",
        "not",
        "no",
        "also",
        "either",
        "both",
    ]
)
"""Words that stand before the name of a thing."""


def things(text: str) -> Iterator[lexicon.Hit]:
    """Yield things by the words before their limit, where its unit or their own last word says that they are measured in a patient."""
    for match in LIMITED.finditer(text):
        before = text[: match.start()]
        link = COPULA.search(before)
        if link is None or DENIED.search(before) or OF_NORMAL.match(text, match.end()):
            continue
        name = NAME.search(before[: link.start()])
        start = beginning(name, link.start()) if name else link.start()
        words = text[start : link.start()].rstrip()
        if is_thing(words, match["unit"] or match["unit_2"]) and not is_named(words):
            yield lexicon.Hit(as_subject(words), start, start + len(words))


def beginning(name: re.Match[str], end: int) -> int:
    """Return where the name of a thing begins: behind the last word that is no part of it."""
    words = list(WORD.finditer(name.string, name.start(), end))
    start = end
    for word in reversed(words):
        low = word.group().lower()
        if low in NO_FINDING or (low in AROUND and word.group() == low):
            return start if WHEN.search(name.string[: word.end()]) is None else end
        start = word.start()
    while start < end and (first := WORD.match(name.string, start)) and first.group().lower() in AROUND:
        start = next((w.start() for w in words if w.start() > start), end)
    return start


WHEN = Rule(
    "unlisted.when",
    r"\b(?:after|during|before|in|on|from|to|within|until|while|than|despite)(?:\s+(?:the|a|an|this|that|their|both|his|her|its|each|any|all|prior))*$",
    "after this", "with a",
)  # fmt: skip
"""Words that tell when or where something is found: what stands behind them is not what is measured."""


WORD = Rule("unlisted.word", r"[A-Za-z][\w/-]*", "clone", "12")


def is_thing(words: str, unit: str | None) -> bool:
    """Return True if words before a limit name a thing that is measured in a patient."""
    if (
        len(words) < 3
        or "/" in words.split()[-1]
        or KIND_ALONE.fullmatch(words.lower())
        or OF_A_MARKER.search(words)
        or lexicon.hits("biomarkers", words)
    ):
        return False
    return bool(unit and OF_LABORATORIES.fullmatch(unit)) or MEASURES.search(words.lower()) is not None


def is_named(words: str) -> bool:
    """Return True if words are a treatment, or a disease without a word for what is measured: a number behind them is no limit of theirs."""
    drugs = lexicon.treatments(words)
    held = [*drugs, *disease_names.diseases(words)]
    return any(hit.end == len(words) for hit in held) or bool(drugs and words.lower().endswith("concentration"))


def as_subject(words: str) -> str:
    """Return the name of a thing as conditions write it: plain words in lower case, abbreviations as they are."""
    first, *rest = words.split()
    plain = [w if any(c.isupper() for c in w[1:]) or w.isupper() else w.lower() for w in rest]
    return " ".join([first if any(c.isupper() for c in first[1:]) else first.lower(), *plain])
