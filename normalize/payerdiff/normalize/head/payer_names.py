"""Who pays in the United States, as `data/payers.tsv` lists it, and what an unknown payer's name looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule

SIGNS = str.maketrans({"®": "", "™": "", "’": "'", "\u00ad": "", "\u2011": "-"})
A_TO_I = "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana"
K_TO_M = "Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana"
N_TO_P = "Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania"
R_TO_W = "Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming"
STATES = f"{A_TO_I}|{K_TO_M}|{N_TO_P}|{R_TO_W}"
AGENCY = Rule(
    "payer_names.agency",
    rf"\b(?:State of |Commonwealth of )?(?P<state>{STATES})\b(?: State)?[\s,]+(?:Department of|Division of|Bureau (?:of|for)|Health Care Authority|Medical Assistance|Office of)",
    "State of Ohio Department of Medicaid",
    "State of Ohio",
)
"""A state's agency that pays for Medicaid, as its letterhead names it."""
MEDICAID = Rule(
    "payer_names.medicaid",
    r"\bmedicaid\b|\bmedical (?:services|assistance)\b|\bhealth\b|\bhuman services\b",
    "Medical Assistance",
    "Transportation",
)
WORD = r"(?:[A-Z][\w'&.-]*|of|and|the|&)"
PLAN = r"Health ?[Pp]lans?|Health ?Care(?: Plan)?|HealthCare|Healthcare|Health Insurance|Medical Plans?|Health Partners|Health Net(?:work)?"
COMPANY = r"Health Advantage|Health Alliance|Health System|Medicaid|Insurance Company"
UNKNOWN = Rule(
    "payer_names.unknown",
    rf"\b(?P<name>(?:[A-Z][\w'&.-]+ )(?:{WORD} ){{0,4}}?(?:{PLAN}|{COMPANY})(?:,? Inc\.)?)(?![\w-]| (?:Marketplace|Exchange|Portability))",
    "Lakeside Mutual Health Plan",
    "a health plan",
    exact=True,
)
"""What looks like the name of a health plan."""
BLUES = Rule(
    "payer_names.blues_of_a_state",
    r"\bBlue ?Cross(?:,)?(?:(?: and| &)? ?Blue ?Shield)?(?:,)? of (?P<state>(?:[A-Z][a-z]+ ?){1,3})",
    "Blue Cross and Blue Shield of Ohio",
    "Blue Plan of Ohio",
    exact=True,
)
ARTICLES = r"the|your|this|our|a|an|any|each|tool|qualified|state"
KINDS = r"applicable|individual|commercial|member|medicare|benefit"
INSTITUTIONS = r"national|department|world|US|U\.S\.|public|institute\w*|agency|essential|mental|behavioral|home|American|Journal|Center|Centers|Annals|quality"
NO_NAME = Rule(
    "payer_names.no_name", rf"\b(?:{ARTICLES}|{KINDS}|{INSTITUTIONS})\b", "your Health Plan", "Sample Health Plan"
)
"""Words of phrases that are built like a plan's name and are none."""


@dataclass(frozen=True, slots=True)
class Known:
    """A payer or an author of criteria that the data file lists."""

    id: str
    name: str
    is_author: bool
    aliases: tuple[str, ...]
    domains: tuple[str, ...]

    @property
    def is_public(self) -> bool:
        """True for programs that everybody's policies speak of: Medicare and Medicaid, of the states and of the federation."""
        return self.id.endswith("_medicaid") or self.id in ("cms", "va", "tricare", "fep")


@cache
def known_payers() -> tuple[Known, ...]:
    """Return the payers of the data file, in its order."""
    found = []
    for line in (lexicon.DATA / "payers.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        identity, name, kind, aliases, domains = line.split("\t")
        names = tuple(alias.translate(SIGNS) for alias in aliases.split(";") if alias)
        found.append(Known(identity, name, kind == "author", names, tuple(d for d in domains.split(",") if d)))
    return tuple(found)


AND = Rule("payer_names.and", r"(?:and|\\&)(?=\\s\+)", "and\\s+", "band", exact=True)


def words_of(name: str) -> str:
    """Return the expression of a name: `and` and `&` are alike, and so are the ways to write Blue Cross."""
    body = re.escape(name.translate(SIGNS)).replace(r"\ ", r"\s+").replace(r"\-", "[- ]?" if " " in name else "[- ]")
    body = AND.sub(r"(?:and|&)", body)
    return body.replace(
        r"Blue\s+Cross\s+(?:and|&)\s+Blue\s+Shield", r"Blue\s?Cross,?\s+(?:(?:and|&)\s+)?Blue\s?Shield"
    ).replace(r"Blue\s+Cross\s+Blue\s+Shield", r"Blue\s?Cross,?\s+(?:(?:and|&)\s+)?Blue\s?Shield")


Names = tuple[re.Pattern[str], tuple[Known, ...]]
START = Rule("payer_names.start", r"(?<![\w@/.-])\w", "Plan", "@", exact=True)
AFTER = r"(?![\w-]|'s? ?(?:disease|syndrome))"


@cache
def name_patterns() -> dict[str, Names]:
    """Return for each first letter the expression of all names, the longest first, and the payer of each group.

    One expression for all would try every name at every character.
    """
    entries = [(name, known) for known in known_payers() for name in (known.name, *known.aliases)]
    entries.sort(key=lambda entry: (-len(entry[0]), entry[0]))
    by_letter: dict[str, list[tuple[str, Known]]] = {}
    for name, known in entries:
        by_letter.setdefault(name[0].lower(), []).append((f"({form_of(name)})", known))
    return {
        letter: (re.compile(rf"(?:{'|'.join(form for form, _ in held)}){AFTER}"), tuple(known for _, known in held))
        for letter, held in by_letter.items()
    }


def form_of(name: str) -> str:
    """Return the expression of a name; a short word or an abbreviation keeps its case: `Medica`, `WHA`."""
    if len(name) > 8 and " " in name:
        return f"(?i:{words_of(name)})"
    capitals = f"|{words_of(name.upper())}" if len(name) > 4 else ""
    return f"(?:{words_of(name)}{capitals})"


@cache
def domain_pattern() -> tuple[re.Pattern[str], dict[str, Known]]:
    """Return the expression of all domains, and the payer of each."""
    owners = {domain: known for known in known_payers() for domain in known.domains}
    body = "|".join(re.escape(domain) for domain in sorted(owners, key=lambda d: (-len(d), d)))
    return re.compile(rf"(?<![\w-])(?:{body})(?![\w-])", re.IGNORECASE), owners


def names_in(text: str) -> Iterator[tuple[Known, int, int]]:
    """Yield the known payers that a text names, and where; the longest name at each place.

    >>> [known.name for known, _, _ in names_in("Aetna Better Health of Ohio, Blue Cross and Blue Shield of Kansas")]
    ['Aetna Better Health', 'Blue Cross and Blue Shield of Kansas']
    """
    plain = text.translate(SIGNS)
    patterns, end = name_patterns(), 0
    for start in START.finditer(plain):
        at = start.start()
        held = patterns.get(plain[at].lower()) if at >= end else None
        match = held[0].match(plain, at) if held else None
        if held and match:
            end = match.end()
            yield held[1][(match.lastindex or 1) - 1], at, end


def agency_in(text: str) -> Known | None:
    """Return the Medicaid program whose state agency a letterhead names, or None.

    >>> agency_in("STATE OF WEST VIRGINIA DEPARTMENT OF HEALTH AND HUMAN RESOURCES").name
    'West Virginia Medicaid'
    """
    match = AGENCY.search(text)
    if not match or not MEDICAID.search(text[match.start() : match.end() + 120]):
        return None
    identity = f"{match['state'].lower().replace(' ', '_')}_medicaid"
    return next((known for known in known_payers() if known.id == identity), None)
