"""Atoms about the patient: age, weight, disease, markers, setting, transplants, exposure, vaccines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from payerdiff.normalize import lexicon
from payerdiff.normalize.leaf_words import GREATER, NUMBER, SIGNS, UNIT, Found, Words, joined, number_of, unit_of
from payerdiff.normalize.schema import AtomOp

AGES: tuple[tuple[str, AtomOp], ...] = (
    (
        rf"\b(?:patient|member|individual)?s?\s*(?:is|are|must be|age[sd]?|aged)?\s*{GREATER}\s*{NUMBER}[\s-]*{UNIT}(?:\s*(?:of age|old))?",
        ">=",
    ),
    (rf"\b{NUMBER}[\s-]*{UNIT}(?:\s*(?:of age|old))?\s*(?:and|or)\s*(?:older|above|over)", ">="),
    (rf"\bage\s*(?:is\s*)?(?:≥|of at least|at least)\s*{NUMBER}[\s-]*{UNIT}", ">="),
    (rf"(?:\bage\s*)?>\s*{NUMBER}[\s-]*{UNIT}(?:\s*(?:of age|old))?", ">"),
    (
        rf"(?:\bage\s*)?<\s*{NUMBER}[\s-]*{UNIT}(?:\s*(?:of age|old))?|\b(?:younger|less) than\s*{NUMBER}[\s-]*{UNIT}|\bage[ds]?\s*(?:is\s*)?(?:below|under)\s*{NUMBER}[\s-]*{UNIT}",
        "<",
    ),
    (rf"(?:\bage\s*)?(?:≤|less than or equal to|up to)\s*{NUMBER}[\s-]*{UNIT}\s*(?:of age|old)", "<="),
)
AGE_WORD = re.compile(r"\bage|\bold(?:er)?\b|younger|years?\b", re.IGNORECASE)
NOT_AGE = re.compile(
    r"(?:for|within|over|every|last|past|after|during|trial of|receiv\w+ \w+ \w+ for|therapy for)\s+(?:at least\s+|the\s+)?$",
    re.IGNORECASE,
)


def find_ages(words: Words) -> Iterator[Found]:
    """Yield age limits: `at least 15 years of age`, `Age ≥ 1 month`, `55 years and older`."""
    taken: list[tuple[int, int]] = []
    for expression, op in AGES:
        for match in re.finditer(expression, words.plain, re.IGNORECASE):
            if any(low < match.end() and match.start() < high for low, high in taken):
                continue
            groups = [g for g in match.groups() if g]
            context = words.plain[max(0, match.start() - 8) : match.end() + 12]
            if not AGE_WORD.search(context) or NOT_AGE.search(words.plain[: match.start()]):
                continue
            if unit_of(groups[-1]) == "month" and not re.search(r"\bage|\bold", context, re.IGNORECASE):
                continue
            if (
                "year" in unit_of(groups[-1])
                and not re.search(r"\bage|\bold|older|younger|above|over", context, re.IGNORECASE)
                and not words.plain.lower().startswith("age")
            ):
                continue
            taken.append(match.span())
            yield Found("age", op, number_of(groups[0]), *match.span(), unit=unit_of(groups[-1]))


POPULATION = re.compile(r"\b(?P<adult>adults?)\b|\b(?:pediatrics?|paediatrics?|children)\b", re.IGNORECASE)
FOLLOWED = re.compile(r"\s+(?:patients?|members?|individuals?|disease|only|with)\b", re.IGNORECASE)
MAJORITY = 18


def find_populations(words: Words) -> Iterator[Found]:
    """Yield the age that a leaf's words for a population mean: `Adult disease only`, `pediatric ALL`. Both together say nothing."""
    named = list(POPULATION.finditer(words.plain))
    if len({bool(m["adult"]) for m in named}) != 1 or any(True for _ in find_ages(words)):
        return
    for match in named:
        rest = words.plain[match.end() :]
        disease = any(hit.start <= 1 for hit in lexicon.hits("diagnoses", rest))
        if (
            FOLLOWED.match(rest) or disease or not words.plain.replace(match.group(), "").strip()
        ) and not GIVEN_FOR.search(words.plain[: match.start()].rstrip()):
            yield Found("age", ">=" if match["adult"] else "<", MAJORITY, *match.span(), unit="year")
            return


def find_weights(words: Words) -> Iterator[Found]:
    """Yield body weight limits."""
    for match in re.finditer(
        rf"\bweigh(?:t|s)\b[^.;]{{0,25}}?(≥|≤|<|>|at least|less than or equal to|greater than or equal to|less than|more than|greater than)\s*{NUMBER}\s*kg",
        words.plain,
        re.IGNORECASE,
    ):
        sign = SIGNS.get(match.group(1).lower(), ">")
        yield Found("weight", sign, number_of(match.group(2)), *match.span(), unit="kg")


GIVEN_FOR = re.compile(r"\b(?:no|not|without|other than|rule[sd]? out)\b[^.;,]{0,30}$", re.IGNORECASE)


def find_diagnoses(words: Words) -> Iterator[Found]:
    """Yield the disease that the patient must have; an abbreviation in brackets repeats the name before it."""
    found: list[lexicon.Hit] = []
    for hit in lexicon.hits("diagnoses", words.plain):
        before = words.plain[: hit.start].rstrip()
        if found and before.endswith("("):
            continue
        if hit.canonical == "cancer" and found:
            continue
        if GIVEN_FOR.search(before) or before.lower().endswith("non-"):
            return
        if found and hit.canonical in lexicon.wider(found[-1].canonical):
            continue
        if lexicon.table("diagnoses")[hit.canonical].get("with_words") and not is_asked(words.plain, hit):
            continue
        found.append(hit)
    if found:
        yield joined(found, "diagnosis")


ASKED = re.compile(
    r"\bdiagnos(?:is|ed)\b[^.;]{0,60}$|\bconfirmed\b[^.;]{0,40}$|^\W*(?:(?:the )?(?:patient|individual|member)s? (?:has|have|with)|treatment of|for|in)\b[^.;]{0,40}$",
    re.IGNORECASE,
)


def is_asked(plain: str, hit: lexicon.Hit) -> bool:
    """Tell whether a leaf asks for a disease: its words say so, or it says nothing else before it."""
    after = plain[hit.end :].lstrip().lower()
    noun = after.startswith(("exacerbation", "control", "symptom", "medication", "attack", "therapy", "treatment", "related", "-related", "flare"))  # fmt: skip
    alone = not plain[: hit.start].strip(" .:–-") and len(re.sub(r"\([^)]*\)", "", after).split()) <= 2
    return not noun and (alone or ASKED.search(plain[: hit.start]) is not None)


STATE = {
    "+": "positive",
    "positive": "positive",
    "-": "negative",
    "negative": "negative",
    "unavailable": "unavailable",
    "like": "like",
}
AFTER = re.compile(
    r"^\s*(?:\(\w[\w:]*([+-])?\)\s*)?(?:status\s*(?:is\s*)?)?(?:[\s-]*(positive|negative|unavailable|like|mutat\w+|rearrange\w+)\b|([+-])(?![\w-]))(?:\s*(?:or|/|and)\s*(?:(positive|negative|unavailable)\b))?",
    re.IGNORECASE,
)
BEFORE = re.compile(r"\b(positive|negative|unavailable)(?:\s+for)?\s*$", re.IGNORECASE)
IN_BRACKETS = re.compile(r"^\s*\(\s*\w[\w:]*\s*([+-])\s*\)")


def find_biomarkers(words: Words) -> Iterator[Found]:
    """Yield biomarker states. Alternatives of one marker (`MRD-negative or unavailable`) make one atom."""
    states: dict[str, list[lexicon.Hit]] = {}
    pieces: list[lexicon.Hit] = []
    for hit in lexicon.hits("biomarkers", words.plain):
        before, after = words.plain[: hit.start], words.plain[hit.end :]
        seen: list[str] = []
        end = hit.end
        match = AFTER.match(after)
        if match and any(match.groups()):
            word = match.group(2) or match.group(3) or ""
            if word:
                seen.append("positive" if word.lower().startswith(("mutat", "rearr")) else STATE[word.lower()])
            elif match.group(1):
                seen.append(STATE[match.group(1)])
            if match.group(4):
                seen.append(STATE[match.group(4).lower()])
            end = hit.end + match.end()
        else:
            adjective, bracket = BEFORE.search(before), IN_BRACKETS.match(after)
            if adjective:
                seen.append(STATE[adjective.group(1).lower()])
            elif bracket:
                seen.append(STATE[bracket.group(1)])
                end = hit.end + bracket.end()
        if re.search(r"\b(?:not|no)\s+$", before, re.IGNORECASE) and seen == ["positive"]:
            seen = ["negative"]
        for state in seen:
            pieces.append(lexicon.Hit(state, hit.start, end))
            states.setdefault(hit.canonical, []).append(pieces[-1])
    percent = re.search(rf"(?:\b(?:minimal|measurable) residual disease\s*\(?)?\bMRD\)?\s*(?:level)?\s*(?:of|is)?\s*(≥|>|<|≤|at least|greater than or equal to|less than)\s*{NUMBER}\s*%", words.plain, re.IGNORECASE)  # fmt: skip
    if percent:
        op = SIGNS[percent.group(1).lower()]
        yield Found("biomarker", op, number_of(percent.group(2)), *percent.span(), subject="MRD", unit="%")
    if len(states) > 1 and re.search(r"\bor\b", between(words.plain, states)):
        return  # alternatives across markers are no conjunction: the leaf stays open
    for subject, found in states.items():
        yield joined(found, "biomarker", subject)


def between(text: str, states: dict[str, list[lexicon.Hit]]) -> str:
    """Return the text from the end of the first marker's hits to the start of the next marker's."""
    ordered = sorted((hits[0].start, hits[-1].end) for hits in states.values())
    return text[ordered[0][1] : ordered[1][0]]


PASSED = re.compile(
    r"\b(?:following|after|past|prior|previous|completed|completing|received|response to|relapse after|refractory to|end of|shorten\w*)\b[^,;.]*$",
    re.IGNORECASE,
)


def find_settings(words: Words) -> Iterator[Found]:
    """Yield where in its course the disease is treated; a phase that lies behind the patient is no setting."""
    found: list[lexicon.Hit] = []
    for hit in lexicon.hits("settings", words.plain):
        if PASSED.search(words.plain[: hit.start]) or words.plain[hit.end :].lstrip().lower().startswith(
            ("to ", "was ", "ends", "is over")
        ):
            continue
        if re.search(r"\bless than\s+(?:a\s+)?$", words.plain[: hit.start], re.IGNORECASE):
            continue
        ordinal = re.search(r"\bfirst(\s+or\s+second)?\s*$", words.plain[: hit.start], re.IGNORECASE)
        if ordinal and hit.canonical == "remission":
            found.append(lexicon.Hit("first_remission", ordinal.start(), hit.end))
            if ordinal.group(1):
                found.append(lexicon.Hit("second_remission", ordinal.start(), hit.end))
            continue
        first = re.search(r"\bfirst\s+or\s+$", words.plain[: hit.start], re.IGNORECASE)
        if hit.canonical == "second_remission" and first:
            found.append(lexicon.Hit("first_remission", first.start(), hit.end))
        found.append(hit)
    if found:
        yield joined(found, "disease_setting")


TRANSPLANT = re.compile(
    r"\b(?:following|after|undergo\w*|received|recipient of)\b[^.;]*?\b(autologous|allogene?ic)\b(\s+or\s+(?:autologous|allogene?ic))?[^.;]*?\btransplant",
    re.IGNORECASE,
)


def find_transplants(words: Words) -> Iterator[Found]:
    """Yield transplants that the patient has had."""
    match = TRANSPLANT.search(words.plain)
    if match and not match.group(2) and "mobilization" not in words.plain.lower():
        kind = "autologous" if match.group(1).lower().startswith("auto") else "allogeneic"
        yield Found("transplant", "=", "recipient", *match.span(), subject=kind)


def find_exposures(words: Words) -> Iterator[Found]:
    """Yield exposure to radiation."""
    match = re.search(r"\bexpos(?:ed|ure) to myelosuppressive doses? of radiation\b", words.plain, re.IGNORECASE)
    if match:
        yield Found("exposure", "=", "myelosuppressive radiation", *match.span())


def find_vaccinations(words: Words) -> Iterator[Found]:
    """Yield bans on live vaccines."""
    match = re.search(
        rf"\bnot\s+(?:\w+\s+){{0,3}}?(?:receive[d]?|given)\b[^.;]*?\blive vaccines?\b(?:[^.;]*?\bwithin\s+{NUMBER}\s+(days?|weeks?|months?))?",
        words.plain,
        re.IGNORECASE,
    )
    if match:
        lasting = f"{match.group(1)} {match.group(2)}" if match.group(1) else None
        yield Found("vaccination", "=", "none", *match.span(), subject="live vaccine", duration=lasting)
