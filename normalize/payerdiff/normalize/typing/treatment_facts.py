"""Atoms about the treatment: dose, regimen, prior therapy, prescriber, outcome, support, papers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from payerdiff.model.policy import AtomOp
from payerdiff.normalize import lexicon
from payerdiff.normalize.typing.leaf_words import NUMBER, Found, Words, is_denied, joined, number_of

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


APART = re.compile(r"[,;/]|\b(?:and|or|plus|either)\b", re.IGNORECASE)
PLAIN_WORDS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


def whole_list(text: str, named: list[lexicon.Hit]) -> bool:
    """Tell whether every member of a list is known: of a list known in part nothing may be said.

    >>> whole_list("ensifentrine, omalizumab or dupilumab", lexicon.treatments("ensifentrine, omalizumab or dupilumab"))
    False
    """
    bare = text
    for hit in named:
        bare = bare[: hit.start] + "_" * (hit.end - hit.start) + bare[hit.end :]
    members = APART.split(PLAIN_WORDS.sub(" ", bare))
    return len(named) < 2 or all("_" in m or not re.search(r"[a-z]{5}", m, re.IGNORECASE) for m in members)


ALONE = re.compile(r"\b(?:as a )?(?:single[\s-]agent|monotherapy)\b", re.IGNORECASE)
WITH = re.compile(
    r"\b(?:(?:in|used in|given in)\s+combination\s+with|used with|concurrently with|(?:concurrent|concomitant) (?:use|treatment|therapy) (?:of [^.;:]{3,80}? with|of|with)|(?:concurrently|concomitantly) (?:on|using|taking))\s+(?:an?\s+)?",
    re.IGNORECASE,
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
    partners = lexicon.treatments(tail)
    outer = [p for p in partners if tail[: p.start].count("(") == tail[: p.start].count(")")]
    if not outer or not whole_list(tail[: outer[-1].end], outer):
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


PRESCRIBER = re.compile(
    r"\bprescrib\w+\s+(?:and administered\s+)?by\b(\s*,?\s*or in consultation with)?|\bin consultation with\b|\b(?:has )?consult(?:ed|s) (?:with )?|^\W*(?:the )?prescriber is\b",
    re.IGNORECASE,
)


def find_prescribers(words: Words) -> Iterator[Found]:
    """Yield the specialties that must prescribe or be consulted."""
    match = PRESCRIBER.search(words.plain)
    if not match:
        alone = lexicon.hits("specialties", words.plain)
        if len(alone) == 1 and not words.plain.replace(words.plain[alone[0].start : alone[0].end], "").strip(" .;:,"):
            yield Found("prescriber", "=", alone[0].canonical, alone[0].start, alone[0].end, role="consults")
        return
    found = [h for h in lexicon.hits("specialties", words.plain) if h.start >= match.end()]
    if found:
        whole = joined(found, "prescriber")
        shared = re.search(r"\bconsult", words.plain, re.IGNORECASE) is not None
        role = "consults" if match.group(1) or shared else "prescribes"
        yield Found("prescriber", whole.op, whole.value, match.start(), whole.end, role=role)


RESPONSE = re.compile(
    r"\brespon(?:ding|se)\s+positively\b|\bpositive (?:clinical )?response\b|\btreatment response\b|\b(?:beneficial )?disease response\b|\bresponding positively\b|\bresponded to (?:therapy|treatment)\b|\b(?:beneficial|positive) (?:clinical )?response\b|\b(?:had|experienced|demonstrat\w+|shown|achieved|resulted in) (?:an? )?(?:(?!no\b|lack|loss|inadequate|insufficient|suboptimal|poor|incomplete|partial|minimal)\w+ ){0,2}?clinical (?:benefit|improvement|response)\b",
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


def find_cycles(words: Words) -> Iterator[Found]:
    """Yield caps on cycles: `has not exceeded 9 total cycles`."""
    if not re.search(r"\bnot exceed", words.plain, re.IGNORECASE):
        return
    numbers = list(re.finditer(rf"{NUMBER}\s+(?:total\s+)?cycles?\b", words.plain, re.IGNORECASE))
    for match in numbers:
        if "total" in match.group(0).lower() or len(numbers) == 1:
            yield Found("cycles", "<=", number_of(match.group(1)), *match.span(), unit="cycle")


OUTCOMES = (
    (
        "failed",
        r"\b(?:fail(?:ed|ure)|(?:inadequate|insufficient|ineffective|suboptimal) (?:clinical |treatment |therapeutic )?response|lack of (?:clinical |treatment )?(?:response|efficacy)|refractory to|not responded)\b",
    ),
    ("intolerant", r"\bintoleran(?:t|ce)\b"),
    ("contraindicated", r"\bcontraindicat(?:ion|ed)\b"),
    (
        "tried",
        r"\b(?:trial of|tried|previously (?:been )?treated with|(?:prior|previous) (?:infusion|treatment|therapy|use) (?:of|with)|history of (?:use|treatment) (?:of|with))\b",
    ),
)


def find_prior_therapies(words: Words) -> Iterator[Found]:
    """Yield step therapy: the drugs or classes that must have been tried, and with what outcome."""
    outcomes = [(re.search(e, words.plain, re.IGNORECASE), name) for name, e in OUTCOMES]
    present = [(m, name) for m, name in outcomes if m]
    received = re.search(r"\breceived (?:induction|prior) therapy with\b", words.plain, re.IGNORECASE)
    if not present and not received:
        return
    start = received.end() if received else min(m.start() for m, _ in present if m)
    partners = lexicon.treatments(words.plain)
    named = [h for h in partners if h.start >= start]
    if not named:
        return
    between = words.plain[named[0].start : named[-1].end]
    if not whole_list(between, [replace(h, start=h.start - named[0].start, end=h.end - named[0].start) for h in named]):
        return
    values: list[str | float] = list(dict.fromkeys(h.canonical for h in named))
    outcome = "tried" if received else " or ".join(name for _, name in present)
    lasting = re.search(
        rf"(?:at least|minimum)[^.;]{{0,20}}?\(?{NUMBER}\)?[\s-]*(day|week|month)s?", words.plain, re.IGNORECASE
    )
    duration = f"{number_of(lasting.group(1)):g} {lasting.group(2).lower()}" if lasting else None
    counted = number_asked(words.plain[start:], named[0].start - start, [str(v) for v in values])
    several = SEVERAL.search(words.plain[start : named[-1].end]) is not None
    every = (
        not several
        and re.search(r"\band\b", between, re.IGNORECASE)
        and not re.search(r"\bor\b", between, re.IGNORECASE)
    )
    if (received and "+" in words.plain) or every:
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
        count=counted,
    )


SEVERAL = re.compile(r"\b(?:two|three|four|five|[2-5])\b(?:\s*\(\d\))?(?! ?[a-z-]*(?:day|week|month|year|%|mg|times|doses?\b|cycles?\b))(?=\s+[a-z])", re.IGNORECASE)  # fmt: skip
"""How many treatments must have been tried, where it is more than one; where no atom carries the number, the words stay open."""
COUNTING = re.compile(
    r"(?:[\s,:;()\[\]^*†]|\b(?:or more|different|distinct|separate|unique|other|of|the|following|these|those|any|an?|prior|previous|drugs?|agents?|medications?|treatments?|therapies|products?|members|from|within|in|class)\b)*",
    re.IGNORECASE,
)
"""Words between a number and the treatments that it counts; any other one (`preferred`, `classes`) says more than the number."""


def number_asked(text: str, at: int, values: list[str]) -> int | None:
    """Return how many different treatments are asked for by the words before their names (at `at`), None for one or where it is not sure.

    A number counts the drugs of one class or drugs by name; of several classes it may count classes or drugs.

    >>> number_asked("failure of two (2) different NSAIDs", 28, ["NSAID"]), number_asked("failed two courses of rituximab", 22, ["rituximab"])
    (2, None)
    """
    found = [match for match in SEVERAL.finditer(text) if match.start() < at]
    classes = [value for value in values if value in lexicon.table("regimens")]
    if len(found) != 1 or not COUNTING.fullmatch(text[found[0].end() : at]):
        return None
    count = int(number_of(re.match(r"\w+", found[0].group()).group()))  # type: ignore[union-attr]  # a number stands there
    is_counted = len(classes) == 1 if len(values) == 1 else not classes and len(values) >= count
    return count if is_counted else None


PRESCRIBED_BY = re.compile(r"\bprescribed by (?:one|any|either|a|an) (?:of )?(?:the following)?(?![^:]*consult)", re.IGNORECASE)  # fmt: skip
"""Words above a list of specialties of which one must prescribe, not merely be consulted."""
CONTRAINDICATED_TO = re.compile(r"\bcontraindications?\b[^.;:()]{0,40}\bto\b[^.;:()]{0,40}\b(?:following|any|one|all|both|each|two)\b", re.IGNORECASE)  # fmt: skip
NOT_WITH = re.compile(r"\b(?:not|never)\b[^.;:]*\b(?:in combination with|concurrent(?:ly)? with|used with)\b", re.IGNORECASE)  # fmt: skip


def above(text: str, refused: bool) -> str:
    """Return the words above a list as far as they say what its drugs stand for: nothing where they deny that.

    Where the group refuses its items (`refused`), the denial is the group's, and the items stand for what is denied.
    """
    outcomes = (re.search(expression, text, re.IGNORECASE) for _, expression in OUTCOMES)
    denied = NOT_WITH.search(text) or any(match and is_denied(text[: match.start()]) for match in outcomes)
    return "" if denied and not refused else text


def find_below(words: Words, heading: str) -> Iterator[Found]:
    """Yield what the drugs of a leaf stand for below words on failed treatments, or on what must not be given too."""
    partners = lexicon.treatments(words.plain)
    if not partners or not whole_list(words.plain, partners):
        return
    values: list[str | float] = list(dict.fromkeys(h.canonical for h in partners))
    op: AtomOp = "=" if len(values) == 1 else "in"
    value = values[0] if op == "=" else values
    start, end = partners[0].start, partners[-1].end
    outcomes = [name for name, expression in OUTCOMES if re.search(expression, heading, re.IGNORECASE)]
    if outcomes == ["contraindicated"] and not CONTRAINDICATED_TO.search(heading):
        return  # what stands below contraindicates the drug of the policy
    if NOT_WITH.search(heading):
        yield Found("regimen", "with", value, start, end)  # the group above refuses it
    elif outcomes:
        yield Found("prior_therapy", op, value, start, end, outcome=" or ".join(outcomes))


ON_IT = re.compile(
    r"\bcurrently receiving(?= (?:the |this |an? )?(?:same |requested )?(?:medication|drug|agent|product|therapy|treatment)\b)|\bestablished on therapy\b|\bhas already received\b",
    re.IGNORECASE,
)
"""Words for being on the requested drug; what is received by name may be another one."""


def find_histories(words: Words) -> Iterator[Found]:
    """Yield that the patient is on the drug already, and for how long."""
    match = ON_IT.search(words.plain)
    if match:
        lasting = re.search(rf"\bat least {NUMBER} (days?|weeks?|months?|years?)", words.plain, re.IGNORECASE)
        duration = f"{number_of(lasting.group(1)):g} {lasting.group(2).lower()}" if lasting else None
        yield Found("treatment_history", "=", "on_therapy", *match.span(), duration=duration)


LINES = re.compile(
    rf"\b(?P<sign>at least|more than)?\s*(?<!\w){NUMBER}(?!\w)(?:\s*\(\d+\))?(?P<more> or more)?\s+(?:prior|previous) (?:lines?|regimens?|courses?)\b(?: of (?:\w+ ){{0,2}}(?:therapy|treatment|chemotherapy))?",
    re.IGNORECASE,
)


def find_lines(words: Words) -> Iterator[Found]:
    """Yield which line of treatment the drug may be: `at least 2 prior lines of systemic therapy` leaves the third and later."""
    match = LINES.search(words.plain)
    if match and (match["sign"] or match["more"]):
        over = (match["sign"] or "").lower() == "more than"
        yield Found("line_of_therapy", ">=", number_of(match.group(2)) + (2 if over else 1), *match.span())


def find_documents(words: Words) -> Iterator[Found]:
    """Yield papers that must be sent in."""
    match = re.search(
        r"\b(?:must|should) (?:submit|provide)\b[^.;()]*?\b(documentation|evidence|chart notes|records)\b|\bdocumentation (?:must be )?submitted\b",
        words.plain,
        re.IGNORECASE,
    )
    if match:
        yield Found("documentation", "=", "required", *match.span())


PLACED = re.compile(
    r"\b(?:administ\w+|given|infus\w+|inject\w+|provided|performed|treated|delivered|prescribed)\b(?P<between>[^.;:]{0,60}?)\b(?:in|at|by|within|through|as)\s+",
    re.IGNORECASE,
)


def find_sites(words: Words) -> Iterator[Found]:
    """Yield where the drug may be given: `administered in a hospital outpatient department or at home`, `not as an inpatient`."""
    for match in PLACED.finditer(words.plain):
        clause = re.split(r"[.;:]", words.plain[match.end() :])[0]
        named = lexicon.hits("sites", clause)
        if not named or len(clause[: named[0].start].split()) > MOST_BEFORE:
            continue
        found = joined(
            [replace(h, start=h.start + match.end(), end=h.end + match.end()) for h in named], "site_of_care"
        )
        refused = re.search(r"\b(?:not|never)\b", words.plain[max(0, match.start() - 20) : match.end()], re.IGNORECASE)
        ops: dict[AtomOp, AtomOp] = {"=": "!=", "in": "not_in"}
        yield replace(found, start=match.start(), op=ops[found.op] if refused else found.op)
        return


MOST_BEFORE = 4
"""Words between the preposition and the place."""
