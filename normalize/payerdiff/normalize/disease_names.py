"""The wider list of diseases: names beyond the diagnoses that an analyst keeps, found by their words and not by one large expression.

`diagnoses.toml` comes first: its names keep their meaning. `diseases.tsv` (made by a recipe) adds names, and adds synonyms to diagnoses
that the table holds. Names are compared by a key, so that spellings which mean the same need no line of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from payerdiff.normalize import lexicon
from payerdiff.normalize.lexicon import Hit
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.vocabulary import said_of

WORD = Rule("disease_names.word", r"[^\W_]+(?:['’][^\W_]+)*", "Crohn's", "–", exact=True)
GAP = Rule("disease_names.gap", r"[\s\-‐‑–/,()]{1,3}|\s{4,14}|['’]\s", "a-b", "ab", exact=True)
"""What may stand between the words of one name."""
ASIDE = Rule(
    "disease_names.aside",
    r"\s*\([A-Za-z-]{2,8}\)(?=\s*\w)",
    "multiple sclerosis (MS) relapse",
    "multiple sclerosis",
    exact=True,
)
"""An abbreviation amid a name: `central nervous system (CNS) lymphoma`."""
ROMAN = Rule(
    "disease_names.roman", r"(i{1,3}|iv|vi{0,3}|ix|xi{1,3}|xiv)([a-e]?)", "iia", "x", exact=True, by="fullmatch"
)
ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv")
GREEK = str.maketrans({"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ß": "beta"})
ORGANS = {"renal": "kidney", "hepatic": "liver", "pulmonary": "lung", "gastric": "stomach", "cardiac": "heart"}
"""Names say the organ in Latin or in English, and mean the same."""
SILENT = frozenset(("the", "mellitus", "type"))
"""Words without which the name means the same: `diabetes mellitus type 2`, `type 2 diabetes`."""


def is_exact(name: str) -> bool:
    """Return True if a name keeps its case: an abbreviation, as `lexicon.pattern_of` has it."""
    return name.upper() == name or (len(name) <= 3 and not name.islower())


LETTERS = Rule("disease_names.letters", r"[^\W_]+", "asthma", "–", exact=True)


def exact_key(name: str) -> str:
    """Return the key of a name that keeps its case: its letters and digits."""
    return "".join(LETTERS.findall(name))


OWNER = Rule("disease_names.owner", r"['’]s?$", "Crohn's", "Crohn", exact=True)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return a word as it is compared: American spelling, no possessive, no plural, arabic numerals.

    >>> stem("Crohn’s"), stem("leukaemias"), stem("tumours"), stem("II"), stem("β")
    ('crohn', 'leukemia', 'tumor', '2', 'beta')
    """
    plain = unicodedata.normalize("NFKD", word.lower().translate(GREEK))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = OWNER.sub("", plain).replace("'", "").replace("’", "")
    plain = plain.replace("ae", "e").replace("oe", "e").replace("tumour", "tumor")
    if plain in ORGANS:
        return ORGANS[plain]
    roman = ROMAN.fullmatch(plain)
    if roman:
        return f"{ROMANS.index(roman.group(1)) + 1}{roman.group(2)}"
    if plain.endswith("ii"):  # `jirovecii`, `jiroveci`
        plain = plain[:-1]
    return plain[:-1] if len(plain) > 3 and plain.endswith("s") and not plain.endswith(("ss", "us", "is")) else plain


def key_of(name: str) -> str:
    """Return what is alike in the spellings of one name: word order, hyphens, possessives, plurals and British spelling do not count.

    >>> key_of("carcinoma of the lung") == key_of("lung carcinoma") == key_of("Carcinoma, lung")
    True
    >>> key_of("diabetes mellitus, type II") == key_of("type 2 diabetes")
    True
    >>> key_of("non-radiographic") == key_of("nonradiographic")
    True
    """
    name = ASIDE.sub("", name)
    if name.count(",") == 1:
        head, tail = name.split(",")
        name = f"{tail} {head}"
    words = WORD.findall(name)
    at = [i for i, word in enumerate(words) if word.lower() == "of"]
    if len(at) == 1 and 0 < at[0] < len(words) - 1:
        words = [*words[at[0] + 1 :], *words[: at[0]]]
    stems = [stem(word) for word in words]
    kinds = {i + 1 for i, s in enumerate(stems[:-1]) if s == "type" and len(stems[i + 1]) <= 2}
    ordered = [s for i, s in enumerate(stems) if i not in kinds] + [stems[i] for i in sorted(kinds)]
    return joined([s for s in ordered if s not in SILENT])


@lru_cache(maxsize=16_384)
def key_once(name: str) -> str:
    """Return the same for words of a text, the words of each place put together once."""
    return key_of(name)


def joined(stems: list[str]) -> str:
    """Return the words of a key as one; a carcinoma of one kind of cells is the cancer of these cells."""
    return "".join(stems).replace("cellcarcinoma", "cellcancer").replace("cellularcarcinoma", "cellularcancer")


@dataclass(frozen=True, slots=True)
class Names:
    """The names of both files by their keys, and what a search needs to know of them."""

    folded: dict[str, str]
    exact: dict[str, str]
    starts: frozenset[str]
    parents: dict[str, str]


START = 4
"""So many letters decide whether any name begins like that."""
MOST = 11
"""More words has no name that is kept."""
SHORT = 4
"""More words has no name that keeps its case."""


def rows() -> Iterator[tuple[str, list[str], str]]:
    """Yield the lines of the wider lists: a disease, its other names, the nearest wider disease."""
    for name, others, parent in lexicon.disease_rows():
        yield name, [other for other in others.split(", ") if other], parent


@cache
def names() -> Names:
    """Return the names of both files; a diagnosis of the table is never renamed by the wider list."""
    table = lexicon.table("diagnoses")
    folded: dict[str, str] = {}
    exact: dict[str, str] = {}
    parents: dict[str, str] = {}

    def add(name: str, canonical: str) -> None:
        if is_exact(name):
            exact.setdefault(exact_key(name), canonical)
        else:
            folded.setdefault(key_of(name), canonical)

    for canonical in sorted(
        table, key=lambda name: -len(lexicon.wider(name))
    ):  # of two spellings alike the narrower disease has it
        for name in said_of(table[canonical]):
            add(name, canonical)
    for canonical, others, parent in rows():
        for name in others if canonical in table else (canonical, *others):
            add(name, canonical)
        if parent:
            parents[canonical] = parent
    return Names(folded, exact, frozenset(key[:START] for key in folded), parents)


def parent_of(name: str) -> str:
    """Return the nearest wider disease, or nothing.

    >>> parent_of("B-ALL"), parent_of("fever of the moon")
    ('ALL', '')
    """
    return str(lexicon.table("diagnoses").get(name, {}).get("is_a", "")) or names().parents.get(name, "")


def diseases(text: str) -> list[Hit]:
    """Return the diseases that a text names, in order, longest match first at each place.

    To be asked only where a disease must stand (a diagnosis, an indication): elsewhere a name may mean a symptom or a word of everyday life.

    >>> [h.canonical for h in diseases("diagnosis of arthritis, psoriatic, or Crohn disease")]
    ['psoriatic arthritis', "Crohn's disease"]
    """
    return list(diseases_once(text))


@lru_cache(maxsize=4_096)
def diseases_once(text: str) -> tuple[Hit, ...]:
    """Return the same, each text searched once."""
    said = Said.of(text)
    found: list[Hit] = []
    end = -1
    for at, word in enumerate(said.words):
        hit = longest(said, at) if word.start() >= end else None
        if hit and is_whole(text, hit):
            found.append(hit)
            end = hit.end
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Said:
    """A text by its words."""

    text: str
    words: list[re.Match[str]]
    stems: list[str]
    gaps: list[str]
    """What stands between a word and the next one."""
    reach: list[int]
    """For each word the end of the words that one name could hold."""

    @classmethod
    def of(cls, text: str) -> Said:
        """Return the words of a text."""
        words = list(WORD.finditer(text))
        gaps = [text[a.end() : b.start()] for a, b in pairwise(words)]
        reach = [len(words)] * len(words)
        for i in range(len(words) - 2, -1, -1):
            genus = gaps[i] == ". " and len(words[i].group()) == 1  # `C. difficile`
            reach[i] = reach[i + 1] if genus or gaps[i] in (" ", "-") or GAP.fullmatch(gaps[i]) else i + 1
        return cls(text, words, [stem(word.group()) for word in words], gaps, reach)


def longest(said: Said, at: int) -> Hit | None:
    """Return the longest name that begins with a word."""
    known, stems = names(), said.stems
    last = min(at + MOST, said.reach[at])
    plain = "".join(stems[at : at + 3])[:START] in known.starts
    turns = turning(said, at, last)
    capital = not said.words[at].group().islower()
    while last > at and (plain or turns < last or capital):
        start, end = said.words[at].start(), said.words[last - 1].end()
        whole = said.text[start:end]
        if not is_rounded(said, at, last, whole):
            last -= 1
            continue
        canonical = known.exact.get(exact_key(whole)) if capital and last <= at + SHORT else None
        if canonical is None and turns < last:
            canonical = known.folded.get(key_once(whole))
        elif canonical is None and plain:
            canonical = known.folded.get(joined(stems[at:last]))
        if canonical is not None:
            return Hit(canonical, start, end + (said.text[end : end + 1] == ")" and "(" in whole))
        last -= 1
    return None


def is_rounded(said: Said, at: int, last: int, whole: str) -> bool:
    """Return True if some words can be a name for how they begin and end: no loose article, no half bracket, and behind a comma the end of a phrase."""
    if (
        said.stems[last - 1] in ("the", "type", "of")
        or said.stems[at] in ("the", "mellitus", "of")
        or (")" in whole and "(" not in whole)
    ):
        return False
    if said.stems[at] == "type" and len(said.stems[at + 1]) > 2:
        return False
    if "," in whole and at and "," in said.gaps[at - 1]:  # a member of a list, and the next one
        return False
    return "," not in whole or last == len(said.words) or said.gaps[last - 1].strip() != ""


def turning(said: Said, at: int, last: int) -> int:
    """Return the word by which what begins with a word may have to be turned to meet a name, or one that is out of reach.

    That is a silent word, and an `of`, a comma or a bracket behind which a name begins: `carcinoma of the lung`, `arthritis, psoriatic`.
    """
    for i in range(at, last):
        if said.stems[i] in SILENT:
            return i
        behind = i + 2 if said.stems[i + 1 : i + 2] == ["of"] else i + 1
        if i + 1 < last and (behind > i + 1 or "," in said.gaps[i]):
            behind += said.stems[behind : behind + 1] == ["the"]
            begins = "".join(said.stems[behind : behind + 3])[:START]
            if begins in names().starts or 0 < len("".join(said.stems[behind : behind + 1])) < START:  # `anemia of CKD`
                return i + 1
        if i + 1 < last and "(" in said.gaps[i] and i > at:
            return i + 1
    return last


# fmt: off
PLAIN = frozenset((
    "a", "about", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "being", "both", "by", "confirmed", "diagnosed",
    "diagnosis", "documented", "eg", "either", "every", "experience", "experiencing", "for", "from", "had", "has", "have",
    "having", "her", "his", "if", "in", "include", "includes", "including", "indicated", "is", "like", "manage", "managing", "may", "nor",
    "not", "of", "on", "one", "or", "other", "prevent", "preventing", "s", "some", "such", "than", "that", "the", "their", "this", "to",
    "treat", "treating", "treats", "underlying", "vs", "versus", "was", "when", "where", "which", "who", "whose", "with", "without",
    "following", "history", "indication", "prior", "concomitant", "concurrent", "comorbid", "coexisting", "known",
    "suspected", "probable", "possible", "definite", "proven", "established", "verified", "existing", "preexisting", "certain",
))
"""Words before a disease that say nothing of which disease it is."""
MANNER = frozenset((
    "acute", "active", "actively", "adult", "adults", "advanced", "aggressive", "child", "children", "chronic", "clinical", "clinically",
    "controlled", "current", "disabling", "early", "extensive", "female", "inadequately", "infant", "infants", "late", "locally",
    "limited", "male", "men", "metastatic", "mild", "mildly", "moderate", "moderately", "new", "newly", "ongoing", "patient", "patients",
    "pediatric", "persistent", "poorly", "progressive", "recent", "recurrent", "refractory", "relapsed", "relapsing", "resistant",
    "serious", "severe", "severely", "significant", "stable", "symptomatic", "treated", "unresectable", "unstable", "untreated", "women",
    "uncontrolled", "previously", "residual", "resectable", "inoperable", "medically", "treatment", "therapy", "intractable",
))
"""Words before a disease that say how it goes or who has it; what stands before them counts."""
# fmt: on
NUMBER_OF_KIND = r"(?:type|subtype|variant)s?[\s-]+(?:\d|[IVX]+\b|[A-E]\b"
NOT_THE_DISEASE = r"vaccin|antibod|antigen|virus\b|test(?:s|ing"
AFTER = Rule(
    "disease_names.after",
    rf"[\s-]*(?:,?[\s-]+{NUMBER_OF_KIND})|[\s-](?:{NOT_THE_DISEASE})?\b|screening|area|genes?\b|scor|index|scale|society|association|foundation))",
    " type 2",
    " of asthma",
    by="match",
)
OTHER_THAN = Rule("disease_names.other_than", r"(?<!\w)non[\s‐‑-]?$", "non-", "anon")


def is_whole(text: str, hit: Hit) -> bool:
    """Return True if a name stands for the disease itself here: not `non-…`, and no kind of it that the list does not know.

    The wider a name, the likelier it is but the end of a longer one (`rotator cuff tendinopathy`); what is not known is left unread.
    The table's own names are read as ever.
    """
    before = text[: hit.start]
    if OTHER_THAN.search(before):
        return False
    entry = lexicon.table("diagnoses").get(hit.canonical)
    if entry is not None:
        return not lexicon.is_another_word(entry, text, hit)
    return not AFTER.match(text, hit.end) and not is_narrowed(before)


BLANKS = Rule("disease_names.blanks", r"[ \t\n]+", "a b", "ab", exact=True)
BRACKETS = Rule("disease_names.brackets", r"\([^()]*\)", "asthma (mild)", "asthma", exact=True)
HYPHEN = Rule("disease_names.hyphen", r"[-‐‑/(]", "a/b", "ab", exact=True)


def is_narrowed(before: str) -> bool:
    """Return True if the word before a name makes it another disease: every word does that is not known to say something else."""
    words = BLANKS.split(BRACKETS.sub("", before)[-80:])
    if words[-1]:  # a hyphen, a bracket or a quotation mark stands before the name
        return (
            words[-1].endswith(("-", "‐", "‑")) and words[-1].strip("-‐‑").lower() not in MANNER and len(words[-1]) > 1
        )
    for word in reversed(words[:-1]):
        if not word or not word[-1].isalnum() or len(word) == 1 or word.isdigit():
            return False
        plain = HYPHEN.split(word.lower())[-1]
        if plain in PLAIN:
            return False
        if plain not in MANNER:
            return True
    return False


DEGREE = r"(?:very )?(?:mild|moderate|severe)(?:ly)?"
GRADE = Rule(
    "disease_names.grade",
    rf"\W*(?:for |in |the )*(?P<grade>{DEGREE}(?:[\s,/–-]+(?:to|or|and)?[\s/–-]*{DEGREE})?)(?: active)?(?: (?:disease|form|illness|symptoms|cases?|patients?))?\W*",
    "Moderate to severe disease:",
    "Severe disease despite treatment",
    by="fullmatch",
)
"""Words that only say how severe the disease is, and not which."""


def grade_in(words: str) -> str | None:
    """Return how severe a disease is by words that say nothing else; None elsewhere.

    >>> [grade_in(words) for words in ("Mild to Moderate Disease", "For severe disease:", "Severe asthma")]
    ['mild to moderate', 'severe', None]
    """
    said = GRADE.fullmatch(words)
    return " ".join(said["grade"].lower().split()) if said else None
