"""A leaf's words → typed conditions.

Each finder claims the words it understood; what is claimed by none decides whether the leaf is `partial`.
A finder that is not sure says nothing: a missing atom leaves a criterion opaque, a wrong one misleads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from payerdiff.normalize import lexicon
from payerdiff.normalize.schema import AtomOp

NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "eighteen": 18,
}
NUMBER = r"(\d+(?:\.\d+)?|" + "|".join(NUMBERS) + ")"
UNIT = r"(years?|yrs?|months?|mos?)"
LATEX = {"\\geq": "≥", "\\leq": "≤", "\\ge": "≥", "\\le": "≤", ">=": "≥", "<=": "≤"}
SIGNS: dict[str, AtomOp] = {
    "≥": ">=",
    "at least": ">=",
    "greater than or equal to": ">=",
    "≤": "<=",
    "less than or equal to": "<=",
    "<": "<",
    "less than": "<",
    ">": ">",
}
GREATER = r"(?:≥|greater than or equal to|at least|no (?:younger|less) than|not less than)"
LESSER = r"(?:≤|less than or equal to|at most|no (?:older|more) than|up to|not to exceed|does not exceed|do not exceed|not exceed(?:ed|ing)?)"


@dataclass(frozen=True, slots=True)
class Found:
    """An atom before it has a span; offsets count in the leaf's text."""

    concept: str
    op: AtomOp
    value: str | float | list[str | float] | None
    start: int
    end: int
    subject: str | None = None
    unit: str | None = None
    outcome: str | None = None
    duration: str | None = None
    role: str | None = None
    negated: bool = False


@dataclass(slots=True)
class Words:
    """A leaf's text, its signs made plain at equal length, examples and bans blanked out."""

    text: str
    plain: str = field(init=False)
    qualified: bool = field(init=False)
    """True where a bracket limits what the leaf says to some patients: no atom may assert that for all."""

    def __post_init__(self) -> None:
        plain = self.text
        for written, sign in LATEX.items():
            plain = plain.replace(written, sign + " " * (len(written) - 1))
        for match in EXAMPLES.finditer(plain):
            plain = plain[: match.start()] + " " * (match.end() - match.start()) + plain[match.end() :]
        self.qualified = QUALIFIER.search(plain) is not None
        for match in QUALIFIER.finditer(plain):
            plain = plain[: match.start()] + " " * (match.end() - match.start()) + plain[match.end() :]
        self.plain = plain


EXAMPLES = re.compile(
    r"\([^()]*\b(?:e\.g\.|i\.e\.|for example|such as)[^()]*\)|\bExamples? of .*$|[,;]?\s*\bsuch as\b[^,;.()]*(?:,[^;.()]*)?$",
    re.DOTALL,
)
QUALIFIER = re.compile(r"\([^()]*\b(?:if|must|only|when|unless|adults?|pediatrics?|children)\b[^()]*\)", re.IGNORECASE)
Finder = Callable[[Words], Iterator[Found]]


def number_of(word: str) -> float:
    """Return a number written in digits or words."""
    value = float(NUMBERS.get(word.lower(), 0) or word)
    return int(value) if value == int(value) else value


def unit_of(word: str) -> str:
    """Return the schema's unit of time."""
    return "month" if word.lower().startswith("mo") else "year"


AGES: tuple[tuple[str, AtomOp], ...] = (
    (
        rf"\b(?:patient|member|individual)?s?\s*(?:is|are|must be|age[sd]?|aged)?\s*{GREATER}\s*{NUMBER}[\s-]*{UNIT}(?:\s*(?:of age|old))?",
        ">=",
    ),
    (rf"\b{NUMBER}[\s-]*{UNIT}(?:\s*(?:of age|old))?\s*(?:and|or)\s*(?:older|above|over)", ">="),
    (rf"\bage\s*(?:is\s*)?(?:≥|of at least|at least)\s*{NUMBER}[\s-]*{UNIT}", ">="),
    (rf"(?:\bage\s*)?>\s*{NUMBER}[\s-]*{UNIT}(?:\s*(?:of age|old))?", ">"),
    (
        rf"(?:\bage\s*)?<\s*{NUMBER}[\s-]*{UNIT}(?:\s*(?:of age|old))?|\b(?:younger|less) than\s*{NUMBER}[\s-]*{UNIT}",
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


def find_weights(words: Words) -> Iterator[Found]:
    """Yield body weight limits."""
    for match in re.finditer(
        rf"\bweigh(?:t|s)\b[^.;]{{0,25}}?(≥|≤|<|>|at least|less than or equal to|greater than or equal to|less than|more than|greater than)\s*{NUMBER}\s*kg",
        words.plain,
        re.IGNORECASE,
    ):
        sign = SIGNS.get(match.group(1).lower(), ">")
        yield Found("weight", sign, number_of(match.group(2)), *match.span(), unit="kg")


DOSE = re.compile(
    r"\bdose\s+(?:does|do|must|will|should|is)\s*(?:not|be)?\s*(?:to )?(?:exceed|≤|be more than)\s*(\d[\d,]*(?:\.\d+)?)\s*(mcg|mg|g|units?|IU|mL)"
    r"(/kg|/m2|/m²)?\s*(?:(?:/|per|a|every)\s*(day|week|month|dose|(\d+)\s*(days|weeks|months)))?",
    re.IGNORECASE,
)


def find_doses(words: Words) -> Iterator[Found]:
    """Yield dose caps: `Dose does not exceed 28 mcg per day`."""
    for match in DOSE.finditer(words.plain):
        per = match.group(4)
        unit = match.group(2) + (match.group(3) or "").replace("²", "2") + (f"/{per.lower()}" if per else "")
        yield Found("dose", "<=", number_of(match.group(1).replace(",", "")), *match.span(), unit=unit)


def joined(found: list[lexicon.Hit], concept: str, subject: str | None = None) -> Found:
    """Return one atom for alternatives of one concept."""
    values: list[str | float] = list(dict.fromkeys(h.canonical for h in found))
    start, end = found[0].start, found[-1].end
    if len(values) == 1:
        return Found(concept, "=", values[0], start, end, subject=subject)
    return Found(concept, "in", values, start, end, subject=subject)


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
        found.append(hit)
    if found:
        yield joined(found, "diagnosis")


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
    percent = re.search(rf"\bMRD\)?\s*(?:level)?\s*(?:of|is)?\s*(≥|>|<|≤)\s*{NUMBER}\s*%", words.plain)
    if percent:
        op = SIGNS[percent.group(1)]
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
        if (
            re.search(r"\bfirst(?:\s+or\s+second)?\s*$", words.plain[: hit.start], re.IGNORECASE)
            and hit.canonical == "remission"
        ):
            found.append(lexicon.Hit("first_remission", hit.start, hit.end))
            if re.search(r"second\s*$", words.plain[: hit.start], re.IGNORECASE):
                found.append(lexicon.Hit("second_remission", hit.start, hit.end))
            continue
        if hit.canonical == "second_remission" and re.search(
            r"\bfirst\s+or\s+$", words.plain[: hit.start], re.IGNORECASE
        ):
            found.append(lexicon.Hit("first_remission", hit.start, hit.end))
        found.append(hit)
    if found:
        yield joined(found, "disease_setting")


ALONE = re.compile(r"\b(?:as a )?(?:single[\s-]agent|monotherapy)\b", re.IGNORECASE)
WITH = re.compile(
    r"\b(?:(?:in|used in|given in)\s+combination\s+with|used with|concurrently with)\s+(?:an?\s+)?", re.IGNORECASE
)
BAN = re.compile(r"\b(?:not|without)\b[^.;,]{0,40}$", re.IGNORECASE)
WITH_OR_WITHOUT = re.compile(r"\bwith or without\b", re.IGNORECASE)
ALTERNATING = re.compile(r"\balternating with\b", re.IGNORECASE)


def find_regimens(words: Words) -> Iterator[Found]:
    """Yield what the drug is given with. `with or without` asks nothing; alternatives to `single agent` leave it open."""
    plain = words.plain
    if WITH_OR_WITHOUT.search(plain):
        return
    alone, mixed = ALONE.search(plain), ALTERNATING.search(plain)
    combined = WITH.search(plain)
    if alone and not mixed and not re.search(r"\bcombination\b", plain, re.IGNORECASE):
        yield Found("regimen", "=", "single_agent", *alone.span())
        return
    if not combined or alone:
        return
    tail = re.split(r"\bfor\b|[;.]", plain[combined.end() :])[0]
    partners = sorted([*lexicon.hits("regimens", tail), *lexicon.hits("drugs", tail)], key=lambda h: h.start)
    outer = [p for p in partners if tail[: p.start].count("(") == tail[: p.start].count(")")]
    if not outer:
        return
    negated = BAN.search(plain[: combined.start()]) is not None
    op: AtomOp = "without" if negated else "with"
    start, end = combined.start(), combined.end() + outer[-1].end
    values = list(dict.fromkeys(p.canonical for p in outer))
    if len(values) > 1 and re.search(r"\bor\b", tail):
        yield Found("regimen", op, list(values), start, end)
    else:
        for value in values:
            yield Found("regimen", op, value, start, end)


def find_prescribers(words: Words) -> Iterator[Found]:
    """Yield the specialties that must prescribe or be consulted."""
    match = re.search(
        r"\bprescrib\w+\s+by\b(\s*,?\s*or in consultation with)?|\bin consultation with\b", words.plain, re.IGNORECASE
    )
    if not match:
        return
    found = [h for h in lexicon.hits("specialties", words.plain) if h.start >= match.end()]
    if found:
        whole = joined(found, "prescriber")
        role = "consults" if match.group(1) or "consultation" in match.group(0).lower() else "prescribes"
        yield Found("prescriber", whole.op, whole.value, match.start(), whole.end, role=role)


RESPONSE = re.compile(
    r"\brespon(?:ding|se)\s+positively\b|\bpositive (?:clinical )?response\b|\btreatment response\b|\b(?:beneficial )?disease response\b|\bresponding positively\b",
    re.IGNORECASE,
)
STABLE = re.compile(r"\bstabili[sz]ation of disease\b|\bstable disease\b|\bdisease stabili[sz]ation\b", re.IGNORECASE)
TOXICITY = re.compile(r"\b(?:absence of|no|NO|without)\s+(?:\w+\s+){0,3}?(?:unacceptable )toxicity\b", re.IGNORECASE)


def find_outcomes(words: Words) -> Iterator[Found]:
    """Yield response, stability and absence of toxicity."""
    response, stable, toxicity = RESPONSE.search(words.plain), STABLE.search(words.plain), TOXICITY.search(words.plain)
    if response and stable:
        yield Found(
            "response",
            "in",
            ["positive", "stable"],
            min(response.start(), stable.start()),
            max(response.end(), stable.end()),
        )
    elif response or stable:
        match = response or stable
        assert match is not None
        yield Found("response", "=", "positive" if response else "stable", *match.span())
    if toxicity and "progression" not in toxicity.group(0).lower():
        yield Found("toxicity", "=", "absent", *toxicity.span())


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
    match = re.search(r"\bexposed to myelosuppressive doses? of radiation\b", words.plain, re.IGNORECASE)
    if match:
        yield Found("exposure", "=", "myelosuppressive radiation", *match.span())


SUPPORTS = (
    (
        "fda_label",
        r"\b(?:in accordance with|per|according to|supported by)\b[^.;]{0,30}\bFDA[\s-]*(?:approved )?label(?:ing|ed)?\b|\bFDA[\s-]approved\b",
    ),
    (
        "compendia",
        r"\b(?:nationally recognized |recognized )?compendi(?:a|um)\b|\brecommended by NCCN\b|\bNCCN (?:recommended|compendium)\b",
    ),
    ("guideline", r"\bpractice guidelines\b"),
    ("literature", r"\bpeer[\s-]reviewed (?:medical )?literature\b"),
)
SUPPORTED = re.compile(r"\b(?:in accordance with|supported by|must be|per)\b", re.IGNORECASE)


def find_supports(words: Words) -> Iterator[Found]:
    """Yield clauses that allow by reference to a document which the policy does not contain."""
    if not SUPPORTED.search(words.plain) or re.search(r"\bnot (?:met|specifically|reflected)\b", words.plain):
        return
    found = []
    for name, expression in SUPPORTS:
        match = re.search(expression, words.plain, re.IGNORECASE)
        if match:
            found.append(lexicon.Hit(name, *match.span()))
    if found:
        found.sort(key=lambda h: h.start)
        role = "requires" if re.search(r"\bmust be\b", words.plain, re.IGNORECASE) else "allows"
        yield replace(joined(found, "support"), role=role)


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


def find_cycles(words: Words) -> Iterator[Found]:
    """Yield caps on cycles: `has not exceeded 9 total cycles`."""
    if not re.search(r"\bnot exceed", words.plain, re.IGNORECASE):
        return
    numbers = list(re.finditer(rf"{NUMBER}\s+(?:total\s+)?cycles?\b", words.plain, re.IGNORECASE))
    for match in numbers:
        if "total" in match.group(0).lower() or len(numbers) == 1:
            yield Found("cycles", "<=", number_of(match.group(1)), *match.span(), unit="cycle")


OUTCOMES = (
    ("failed", r"\b(?:fail(?:ed|ure)|inadequate response|ineffective response|refractory to|not responded)\b"),
    ("intolerant", r"\bintoleran(?:t|ce)\b"),
    ("contraindicated", r"\bcontraindicat(?:ion|ed)\b"),
    ("tried", r"\b(?:trial of|tried)\b"),
)


def find_prior_therapies(words: Words) -> Iterator[Found]:
    """Yield step therapy: the drugs or classes that must have been tried, and with what outcome."""
    outcomes = [(re.search(e, words.plain, re.IGNORECASE), name) for name, e in OUTCOMES]
    present = [(m, name) for m, name in outcomes if m]
    received = re.search(r"\breceived (?:induction|prior) therapy with\b", words.plain, re.IGNORECASE)
    if not present and not received:
        return
    start = received.end() if received else min(m.start() for m, _ in present if m)
    partners = sorted(
        [*lexicon.hits("regimens", words.plain), *lexicon.hits("drugs", words.plain)], key=lambda h: h.start
    )
    named = [h for h in partners if h.start >= start]
    if not named:
        return
    values: list[str | float] = list(dict.fromkeys(h.canonical for h in named))
    outcome = "tried" if received else " or ".join(name for _, name in present)
    lasting = re.search(
        rf"(?:at least|minimum)[^.;]{{0,20}}?\(?{NUMBER}\)?[\s-]*(day|week|month)s?", words.plain, re.IGNORECASE
    )
    duration = f"{lasting.group(1)} {lasting.group(2)}" if lasting else None
    if received and "+" in words.plain:
        for value in values:
            yield Found("prior_therapy", "=", value, start, named[-1].end, outcome=outcome, duration=duration)
        return
    op: AtomOp = "=" if len(values) == 1 else "in"
    yield Found(
        "prior_therapy",
        op,
        values[0] if op == "=" else values,
        start,
        named[-1].end,
        outcome=outcome,
        duration=duration,
    )


def find_histories(words: Words) -> Iterator[Found]:
    """Yield that the patient is on the drug already, and for how long."""
    match = re.search(r"\bcurrently receiving\b", words.plain, re.IGNORECASE)
    if match:
        lasting = re.search(rf"\bfor at least {NUMBER} (days?|weeks?|months?)", words.plain, re.IGNORECASE)
        duration = f"{lasting.group(1)} {lasting.group(2)}" if lasting else None
        yield Found("treatment_history", "=", "on_therapy", *match.span(), duration=duration)


def find_documents(words: Words) -> Iterator[Found]:
    """Yield papers that must be sent in."""
    match = re.search(
        r"\b(?:must|should) (?:submit|provide)\b[^.;()]*?\b(documentation|evidence|chart notes|records)\b|\bdocumentation (?:must be )?submitted\b",
        words.plain,
        re.IGNORECASE,
    )
    if match:
        yield Found("documentation", "=", "required", *match.span())


FINDERS: tuple[Finder, ...] = (
    find_ages, find_weights, find_doses, find_diagnoses, find_biomarkers, find_settings, find_regimens, find_prescribers,
    find_outcomes, find_transplants, find_exposures, find_supports, find_vaccinations, find_cycles, find_prior_therapies,
    find_histories, find_documents,
)  # fmt: skip

SMALL = frozenset(
    "a an the of in on for to and or as by with is are be been has have at must patient patients member members individual individuals "
    "used use disease diagnosis treatment therapy documented documentation who prescribed this drug medication than from "
    "request requested considered medically necessary covered approved".split()
)


def find_atoms(text: str) -> tuple[list[Found], bool]:
    """Return the atoms of a leaf and whether words of weight are left over."""
    words = Words(text)
    found = [atom for finder in FINDERS for atom in finder(words)]
    prior = [f for f in found if f.concept == "prior_therapy"]
    if prior:
        found = [
            f
            for f in found
            if f.concept != "regimen" and not (f.concept == "disease_setting" and f.value == "refractory")
        ]
    if any(f.concept == "vaccination" for f in found):
        found = [f for f in found if f.concept in ("vaccination", "age")]
    open_text = words.plain
    for atom in found:
        open_text = open_text[: atom.start] + " " * (atom.end - atom.start) + open_text[atom.end :]
    for hit in lexicon.hits("drugs", open_text):
        open_text = open_text[: hit.start] + " " * (hit.end - hit.start) + open_text[hit.end :]
    rest = [w for w in re.findall(r"[A-Za-z]{2,}", open_text) if w.lower() not in SMALL]
    return found, bool(found) and (len(rest) > 1 or words.qualified)
