"""Atoms about the patient: age, weight, disease, markers, setting, transplants, exposure, vaccines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from payerdiff.model.policy import AtomOp
from payerdiff.normalize import lexicon
from payerdiff.normalize.typing.disease_facts import GIVEN_FOR
from payerdiff.normalize.typing.leaf_words import (
    GREATER,
    NUMBER,
    SIGNS,
    UNIT,
    Found,
    Words,
    is_denied,
    joined,
    number_of,
    unit_of,
)

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
    (rf"\b{NUMBER}[\s-]*{UNIT}(?:\s*(?:of age|old))?\s*(?:and|or)\s*(?:younger|under|below)\b", "<="),
)
AGE_WORD = re.compile(r"\bage|\bold(?:er)?\b|younger|years?\b", re.IGNORECASE)
NOT_AGE = re.compile(
    r"(?:for|within|over|every|last|past|after|during|trial of|receiv\w+ \w+ \w+ for|therapy for)\s+(?:at least\s+|the\s+)?$",
    re.IGNORECASE,
)
SPAN_OF_AGES = re.compile(
    rf"(?:\b(?P<between>between)\s+|\b(?P<age>age[ds]?)\s+|\bfrom\s+)?\b(?P<low>{NUMBER})(?:[\s-]*(?P<low_unit>{UNIT})(?:\s+of age)?)?\s*(?P<joint>to|through|and|[-–—])\s*(?P<under><\s*|less than\s+)?(?P<high>{NUMBER})[\s-]*(?P<unit>{UNIT})\s*(?P<old>of age|old)?(?P<beyond>\s*(?:and|or) (?:older|above|over))?",
    re.IGNORECASE,
)
"""Two ages with what lies between them: `4 to 17 years of age`, `between 16 months and 9 years`, `aged 6–11 years`."""


def age_spans(words: Words) -> Iterator[tuple[int, int, list[Found]]]:
    """Yield each span of ages with its two limits; one that contradicts itself (`between 1 and 17 years or older`) has none."""
    for match in SPAN_OF_AGES.finditer(words.plain):
        lead = words.plain[max(0, match.start() - 12) : match.start()]
        named = match["old"] or match["age"] or re.search(r"\bage[ds]?\b", lead, re.IGNORECASE)
        apart = match["joint"].lower() == "and" and not match["between"]
        if apart or not named or NOT_AGE.search(words.plain[: match.start()]):
            continue
        unit, ends = unit_of(match["unit"]), match.span()
        low = Found(
            "age", ">=", number_of(match["low"]), *ends, unit=unit_of(match["low_unit"]) if match["low_unit"] else unit
        )
        high = Found("age", "<" if match["under"] else "<=", number_of(match["high"]), *ends, unit=unit)
        yield *ends, [] if match["beyond"] else [low, high]


def find_ages(words: Words) -> Iterator[Found]:
    """Yield age limits: `at least 15 years of age`, `Age ≥ 1 month`, `55 years and older`, `4 to 17 years of age`."""
    taken: list[tuple[int, int]] = []
    for low, high, found in age_spans(words):
        taken.append((low, high))
        yield from found
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


GENE = r"(?P<gene>[A-Z][A-Z0-9]{2,7})"
VARIANT = r"(?:mutations?|variants?)"
HELD = re.compile(r"\b(?:confirm\w*|document\w*|has|have|presence|diagnos\w*|positive|harbou?rs?|carr(?:y|ies)|bi-?allelic|demonstrat\w*|show\w*|evidence)\b", re.IGNORECASE)  # fmt: skip
OF_OTHERS = re.compile(r"\b(?:mother|father|parents?|siblings?|family|familial|relatives?|f(?:o?e)tus|partner|carrier|newborn)\b", re.IGNORECASE)  # fmt: skip
MUTATED = (
    re.compile(rf"\b{GENE}\s+(?:gene(?:tic)?\s+)(?:[a-z-]+\s+){{0,2}}{VARIANT}\b"),
    re.compile(rf"\b(?=[A-Z]*\d){GENE}\s+(?:[a-z-]+\s+){{0,2}}{VARIANT}\b"),
    re.compile(
        rf"\b{VARIANT}\s+(?:in|of)\s+(?:both\s+alleles of\s+)?(?:the\s+)?(?:[a-z0-9-]+\s+){{0,6}}\(?{GENE}\)?\s+gene\b"
    ),
)
"""How policies name a gene whose mutation the patient must carry; any symbol will do."""


def find_mutations(words: Words) -> Iterator[Found]:
    """Yield genes that must be mutated: `presence of an ABCD1 genetic mutation`, `pathogenic variants in the … (DDC) gene`."""
    if OF_OTHERS.search(words.plain) or not HELD.search(words.plain):
        return
    known = {hit.canonical for hit in lexicon.hits("biomarkers", words.plain)}
    for match in (m for pattern in MUTATED for m in pattern.finditer(words.plain)):
        gene = match["gene"]
        if re.fullmatch(r"[A-Z]\d{2,4}[A-Z]", gene):
            continue  # one change of a protein (V617F), no gene
        if (
            gene not in known
            and gene not in lexicon.table("phrases")["well_known"]["words"]
            and not is_denied(words.plain[: match.start()])
        ):
            known.add(gene)
            yield Found("biomarker", "=", "positive", *match.span(), subject=gene)


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
