"""Which drugs a policy is about: those that its title names, else those whose code it lists, else those that its text pairs and repeats.

The drug table knows some; for any other drug the payers' own way of writing names must do: `Brand® (generic-suffix)` or
`generic (Brand)`. The four letters behind a biologic's name are left off, as payers write it with them and without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from payerdiff.model.policy import Code, CriteriaSet, Drug, leaves
from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule

BRAND = r"[A-Z][A-Za-z]{3,}(?:[ -]\d{1,3})?"
SECOND = r"[a-z]*(?:vec|cel|vedotin|ozogamicin|emtansine|deruxtecan|govitecan|tirumotecan|alfa|beta|etexilate|mofetil|medoxomil)"
"""Second words of names; another word behind a name is no part of it."""
GENERIC = rf"(?:[A-Za-z][a-z]{{2,}}[\s-]{SECOND}|[A-Za-z][a-z]{{4,}})(?:-\s?[a-z]{{4}}\b)?"
SIGN = r"(?:TM\b)?\s*(?P<sign>[®™]*)\s*"
BRAND_FIRST = Rule(
    "drugs.brand_first",
    rf"\b(?P<brand>{BRAND}){SIGN}\((?P<generic>{GENERIC})(?:[\s,;:–-][^()]{{0,80}})?\)",
    "Madeupra® (madeupumab-abcd)",
    "madeupumab (Madeupra)",
    exact=True,
)
GENERIC_FIRST = Rule(
    "drugs.generic_first",
    rf"\b(?P<generic>{GENERIC})\s*\((?P<brand>{BRAND}){SIGN}(?:[,;][^()]{{0,60}})?\)",
    "madeupumab (Madeupra®)",
    "Severe asthma (adults)",
    exact=True,
)
SUFFIX = Rule("drugs.suffix", r"-\s?[a-z]{4}$", "madeupumab-abcd", "madeupumab", exact=True)
OPENING = 12_000
"""Characters of a policy in which the drugs that it is about are introduced."""
REPEATED, MOST = 5, 6
"""A drug that only the text names counts from so many mentions on; and no more drugs than these are taken from a text."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A brand and its nonproprietary name, as a text pairs them."""

    brand: str
    generic: str

    @property
    def names(self) -> tuple[str, str]:
        """Return both names in lower case."""
        return self.brand.lower(), self.generic.lower()


@cache
def stems() -> re.Pattern[str]:
    """Return the expression of names that are built like drugs'."""
    words = sorted(lexicon.table("stems")["stems"]["words"], key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, words))})(?:-[a-z]{{4}})?$", re.IGNORECASE)


def is_drug_name(name: str) -> bool:
    """Tell a nonproprietary name by its stem.

    >>> is_drug_name("evinacumab-dgnb"), is_drug_name("voretigene neparvovec"), is_drug_name("leukodystrophy")
    (True, True, False)
    """
    return stems().search(name) is not None


LATTER_WORD = Rule("drugs.latter_word", SECOND, "autotemcel", "autologous", exact=True, by="fullmatch")


def pairs_in(text: str) -> list[Pair]:
    """Return the pairs of brand and nonproprietary name that a text writes, each once, in order.

    >>> pairs_in("Skysona® (elivaldogene autotemcel) treats cerebral adrenoleukodystrophy (CALD)")
    [Pair(brand='Skysona', generic='elivaldogene autotemcel')]
    """
    found: dict[tuple[str, str], Pair] = {}
    for pattern in (BRAND_FIRST, GENERIC_FIRST):
        for match in pattern.finditer(text):
            generic = " ".join(SUFFIX.sub("", match["generic"]).lower().replace("-", " ").split())
            pair = Pair(match["brand"].removesuffix("TM"), generic)
            short = (
                pair.brand.isupper() and len(pair.brand) < 6 and not match["sign"]
            )  # an abbreviation of what stands before it
            half = LATTER_WORD.fullmatch(generic) is not None
            if is_drug_name(generic) and not short and not half and not is_drug_name(pair.brand.lower()):
                found.setdefault(pair.names, pair)
    return list(found.values())


def drugs_of(title: str, text: str, criteria: str, codes: list[Code]) -> list[Drug]:
    """Return the drugs that a policy is about; none is better than a wrong one. `criteria` are the words of its criteria sections."""
    pairs = pairs_in(text)
    return [with_brands(drug, pairs, text) for drug in told_drugs(title, text, criteria, codes, pairs)]


def drugs_listed(products: Mapping[str, str]) -> list[Drug]:
    """Return the drugs of a list of products, given by their nonproprietary names with the names listed."""
    return [
        known(generic)
        if generic in lexicon.table("drugs")
        else Drug(generic=generic, brands=[] if generic in name.lower() else [name.title()])
        for generic, name in products.items()
    ]


def with_brands(drug: Drug, pairs: Iterable[Pair], text: str) -> Drug:
    """Return a drug with the brands that the text pairs with it and marks as such, besides those of the table: biosimilars have many."""
    held = {brand.lower() for brand in drug.brands}
    more = [p.brand for p in pairs if p.generic == drug.generic and p.brand.lower() not in held]
    marked = [brand for brand in dict.fromkeys(more) if is_marked(brand, text)]
    return drug.model_copy(update={"brands": [*drug.brands, *marked]}) if marked else drug


SPACE = Rule("drugs.space", r"\\[ -]", "madeup\\ vec", "madeup", exact=True)
VERDICT = Rule(
    "drugs.verdict",
    r"\b(?:medically necessary|approved|covered|experimental|investigational|unproven)\b",
    "Madeupra is considered medically necessary when",
    "Madeupra is given by infusion",
)


def parted_by_drug(sets: Iterable[CriteriaSet], drugs: Sequence[Drug]) -> list[CriteriaSet]:
    """Return the sets, each with the drugs that they are for, where those are some of the policy's and not all.

    They are the ones that the set's title names; else those that its own sentence names before its verdict. Criteria that only name a drug are not for it alone.
    """
    names = {
        drug.generic: re.compile(
            "|".join(rf"\b{SPACE.sub('[ -]', re.escape(name))}\b" for name in (drug.generic, *drug.brands)),
            re.IGNORECASE,
        )
        for drug in drugs
    }
    parted = []
    for one in sets:
        sentence = before_verdict(one)
        by_title, by_sentence = (
            [generic for generic, pattern in names.items() if pattern.search(words)]
            for words in (one.indication or "", sentence)
        )
        named = by_title or by_sentence
        parted.append(one.model_copy(update={"drugs": named}) if 0 < len(named) < len(drugs) else one)
    return parted


def before_verdict(criteria: CriteriaSet) -> str:
    """Return the words of a set's own sentence before its verdict; nothing where a verdict stands only behind its first criterion, in the words of another (`FDA approved`)."""
    verdict = VERDICT.search(criteria.span.quote) if criteria.span else None
    if criteria.span is None or verdict is None:
        return ""
    first = next((leaf.span for leaf in leaves(criteria.root) if leaf.span), None)
    behind = first is not None and criteria.span.start + verdict.start() > first.end
    return "" if behind else criteria.span.quote[: verdict.start()]


def told_drugs(title: str, text: str, criteria: str, codes: list[Code], pairs: list[Pair]) -> list[Drug]:
    """Return the drugs by what tells them best."""
    classes = [(h.start, h.end) for h in lexicon.hits("regimens", title)]
    placed = [
        (h.start, known(h.canonical))
        for h in lexicon.hits("drugs", title)
        if not any(low <= h.start and h.end < high for low, high in classes)  # `calcitonin gene-related peptide`
    ]
    placed += written_in(title, pairs)
    named = each_once(drug for _, drug in sorted(placed, key=lambda pair: pair[0]))
    if named:
        return named
    own = {code.code for code in codes if code.system == "HCPCS"}
    coded = [known(name) for name, entry in lexicon.table("drugs").items() if own & set(entry.get("hcpcs", ()))]
    alone = None if coded else only_name(title, text)
    return coded or ([alone] if alone else []) or repeated(text, criteria, pairs) or foremost(text)


def each_once(drugs: Iterable[Drug]) -> list[Drug]:
    """Return drugs without those that share a name with one before."""
    found: list[Drug] = []
    seen: set[str] = set()
    for drug in drugs:
        names = {drug.generic, *(brand.lower() for brand in drug.brands)}
        if not names & seen:
            found.append(drug)
        seen |= names
    return found


def known(canonical: str) -> Drug:
    """Return a drug of the table."""
    entry = lexicon.table("drugs")[canonical]
    return Drug(generic=canonical, brands=list(entry.get("brands", ())), hcpcs=list(entry.get("hcpcs", ())))


def drug_of(pair: Pair) -> Drug:
    """Return the drug that a pair names: the table's, where it knows one of the names."""
    hits = lexicon.hits("drugs", pair.generic) or lexicon.hits("drugs", pair.brand)
    return known(hits[0].canonical) if hits else Drug(generic=pair.generic, brands=[pair.brand])


CAPITALS = Rule(
    "drugs.capitals",
    r"\b([A-Z]{4,})\s*[®™]?\s*\(([A-Z]{5,})\)",
    "MADEUPRA (MADEUPUMAB)",
    "Madeupra (madeupumab)",
    exact=True,
)


def written_in(title: str, pairs: Iterable[Pair]) -> Iterator[tuple[int, Drug]]:
    """Yield the drugs of pairs one of whose names the title has, and where; then pairs that stand in the title alone, in capitals."""
    low = title.lower()
    for pair in pairs:
        places = [
            found.start()
            for name in pair.names
            if (found := re.search(rf"\b{re.escape(name)}\b", low.replace("-", " ")))
        ]
        if places:
            yield min(places), drug_of(pair)
    for match in CAPITALS.finditer(title):
        pair = Pair(match[1].capitalize(), match[2].lower())
        if is_drug_name(pair.generic):
            yield match.start(), drug_of(pair)


WHOLE_TITLE = Rule(
    "drugs.whole_title",
    r"([A-Za-z][\w -]+?)\s*\(([A-Z][A-Za-z]{3,})\)",
    "madeupumab-abcd (Madeupra)",
    "Madeupra",
    exact=True,
    by="fullmatch",
)
ONE_WORD = Rule("drugs.one_word", r"[A-Za-z]{4,}", "MADEUPRA", "MADEUPRA INJECTION", exact=True, by="fullmatch")


def only_name(title: str, text: str) -> Drug | None:
    """Return the drug whose name alone is the title, where the text writes it as one: with ® or ™, built like a drug's name, or as a proper name."""
    word = title.strip(" ®™")
    pair = WHOLE_TITLE.fullmatch(word)
    if pair and (
        is_marked(pair[2], text) or ((is_drug_name(pair[1]) or SUFFIX.search(pair[1])) and is_proper(pair[2], text))
    ):
        return Drug(generic=SUFFIX.sub("", pair[1]).lower(), brands=[pair[2]])
    if ONE_WORD.fullmatch(word) and (is_marked(word, text) or (word.isupper() and is_proper(word, text))):
        return Drug(generic=word.lower(), brands=[word.capitalize()])
    return None


def is_marked(word: str, text: str) -> bool:
    """Tell whether a text writes a word with ® or ™."""
    return re.search(rf"\b{word}\s*[®™]", text, re.IGNORECASE) is not None


def is_proper(word: str, text: str) -> bool:
    """Tell whether a text writes a word as a name: with a capital within its sentences, and never without."""
    return len(re.findall(rf"\b{word.capitalize()}\b", text)) >= 3 and not re.search(rf"\b{word.lower()}\b", text)


def repeated(text: str, criteria: str, pairs: Iterable[Pair]) -> list[Drug]:
    """Return the drugs that a policy introduces, asks criteria for and comes back to: for titles that name a class or a disease."""
    low, asked = (" ".join(words.lower().replace("-", " ").split()) for words in (text, criteria))
    found = each_once(
        drug_of(pair)
        for pair in pairs
        if is_introduced(low[:OPENING], pair)
        or (
            sum(low.count(name) for name in pair.names) >= REPEATED
            and any(name in low[:OPENING] for name in pair.names)
            and any(name in asked for name in pair.names)
        )
    )
    return found if len(found) <= MOST else []


def is_introduced(opening: str, pair: Pair) -> bool:
    """Tell whether a text says of a drug what it is approved for: `Brand (generic) is FDA approved for`."""
    brand, generic = map(re.escape, pair.names)
    return (
        re.search(
            rf"\b{brand}\W{{0,4}}\({generic}[^()]{{0,30}}\) (?:is|are) (?:an? )?(?:fda|indicated|approved)", opening
        )
        is not None
    )


def own_names(text: str) -> tuple[str, ...]:
    """Return the drug that the opening of a text names far more often than any other, by each name that it goes by; nothing where none stands out."""
    opening = text[:OPENING]
    counted = [hit.canonical for hit in lexicon.treatments(opening) if hit.canonical not in lexicon.table("regimens")]
    low = opening.lower().replace("-", " ")
    for pair in pairs_in(text):
        if drug_name(pair) == pair.generic:
            counted += [pair.generic] * sum(low.count(name) for name in pair.names if not lexicon.treatments(name))
    ranked = sorted(set(counted), key=lambda name: (-counted.count(name), name))
    if not ranked or counted.count(ranked[0]) < REPEATED:
        return ()
    rival = counted.count(ranked[1]) if len(ranked) > 1 else 0
    return names_of_one(ranked[0], text) if counted.count(ranked[0]) >= 2 * rival else ()


def names_of_one(drug: str, text: str) -> tuple[str, ...]:
    """Return the names of a drug that mean it in a text, in lower case; of several brands none does: one may be asked for before another."""
    brands = {text[hit.start : hit.end].lower() for hit in lexicon.treatments(text) if hit.canonical == drug}
    brands |= {pair.brand.lower() for pair in pairs_in(text) if drug_name(pair) == drug}
    others = sorted(name for name in brands if not name.startswith(drug.lower()))
    return (drug.lower(), *others) if len(others) == 1 else (drug.lower(),)


def drug_name(pair: Pair) -> str:
    """Return the vocabulary's name for the drug of a pair, else its own nonproprietary name."""
    hits = lexicon.treatments(pair.generic) or lexicon.treatments(pair.brand)
    return hits[0].canonical if len(hits) == 1 else pair.generic


def names_taught(text: str) -> list[tuple[str, str]]:
    """Return the names of drugs that a text pairs with one another, each with what it stands for: `Skysona` for elivaldogene autotemcel."""
    pairs = [
        pair
        for pair in pairs_in(text)
        if is_marked(pair.brand, text) or not re.search(rf"\b{pair.brand.lower()}\b", text)
    ]
    return [
        (name, drug_name(pair)) for pair in pairs for name in (pair.brand, pair.generic) if not lexicon.treatments(name)
    ]


def foremost(text: str) -> list[Drug]:
    """Return the drug of the table that the opening of a text names far more often than any other."""
    counted = [h.canonical for h in lexicon.hits("drugs", text[:6000])]
    ranked = sorted(set(counted), key=lambda name: (-counted.count(name), name))
    if not ranked or counted.count(ranked[0]) < REPEATED:
        return []
    rival = counted.count(ranked[1]) if len(ranked) > 1 else 0
    return [known(ranked[0])] if counted.count(ranked[0]) >= 2 * rival else []
