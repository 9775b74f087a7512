"""A leaf's words → tagged tokens: terms of the vocabularies, cues, numbers and signs; what is neither is a word that no rule knows.

At each place the longest term or cue is taken. Examples and remarks in brackets are no conditions: they are set aside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from payerdiff.normalize import disease_names, lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.expression import Condition
from payerdiff.normalize.typing.numbers import NUMBERS, number_of
from payerdiff.normalize.typing.tagging.asides import fillers, set_aside
from payerdiff.normalize.typing.tagging.glossary import NOTHING, Glossary
from payerdiff.normalize.typing.tagging.phrases import phrases_in
from payerdiff.normalize.typing.tagging.stages import is_cancer_stage, stages
from payerdiff.normalize.typing.tagging.tokens import Token
from payerdiff.normalize.typing.tagging.whole_phrases import whole_phrases

TERMS = (
    ("SET", "settings"),
    ("SET", "courses"),
    ("MARK", "biomarkers"),
    ("LAB", "labs"),
    ("SITE", "sites"),
    ("EXAM", "tests"),
)
"""The tag of each vocabulary's terms."""
NUMBER = Rule(
    "tagger.number",
    r"(?<![\w.])\d[\d,]{0,14}(?:\.\d+)?(?![\d:])(?!\.\d)|\b(?:" + "|".join(NUMBERS) + r")\b",
    "2.5 mg",
    "mg",
)
AGAIN_IN_DIGITS = Rule("tagger.again_in_digits", r"\s*\(\s*\d+(?:\.\d+)?\s*\)", " (2)", " 2", exact=True, by="match")
"""A number in digits behind the same one in words: `two (2)`."""
DASH = Rule("tagger.dash", r"(?<=\d)\s*[-–—]\s*(?=<?\s*\d)", "2 – 3", "2 and 3", exact=True)
"""What stands between the ends of a span of numbers: `4-17`."""
WORD = Rule("tagger.word", r"[A-Za-z][\w’'/-]*|\d[\w.:/-]*|[^\s\w]", "T-cell", " ", exact=True)
PROTEIN_CHANGE = Rule(
    "tagger.protein_change",
    r"\b(?:p\.)?[A-Z]\d{2,4}[A-Z]\b|(?<=[A-Z0-9]{3} )[A-Z]\d{2,3}\b(?= )|\b(?:ITD|TKD)\b|\b[Ee]xon \d+\b(?: (?:skipping|deletion|insertion|duplication)s?\b)?",
    "V600E",
    "BRAF",
    exact=True,
)
GENE = Rule(
    "tagger.gene",
    r"\b(?=[A-Z0-9]*[A-Z])[A-Z][A-Z0-9]{2,7}\b(?!-(?!(?:posi|nega|muta|rear|ampl|wild|fusi|alte)))",
    "BRCA1",
    "Brca",
    exact=True,
)
FAMILY_OF_GENES = Rule(
    "tagger.family_of_genes", r"\b(?P<name>(?=[A-Z0-9]*[A-Z]{2})[A-Z0-9]{2,6}?)(?P<first>\d)/(?P<second>\d)\b", "BRCA1/2", "BRCA1", exact=True
)  # fmt: skip
"""Two genes of one family: `BRCA1/2`."""
STATE_SIGN = Rule("tagger.state_sign", r"\s?(?P<sign>[+\-–−])(?![\w])", "+ disease", " disease", exact=True, by="match")
"""A sign at the end of a marker's name: `Ph+`, `MRD-`."""
NO_GROUP = r"risk|dose|titer|level|copy|grade|\d|or\b|to\b|and\b"
HOW_MUCH = Rule(
    "tagger.how_much", rf"[-‐–\s](?P<level>ultra-?low|low|high)\b(?![\s‐–-]*(?:{NO_GROUP}))(?:\s+express(?:ion|ing))?",
    "-low breast cancer", " low-risk", by="match",
)  # fmt: skip
"""Behind the name of a marker how much of it a tumor shows, where that is a group of its own: `HER2-low`."""
WORDS_IN_CAPITALS = frozenset(("ALL", "AID", "MAC", "ACT"))
"""Abbreviations of diseases that are words too."""
BEFORE_A_DISEASE = r"diagnos\w+ (?:of |with )?|treatment of |[Pp]h\+ |[Pp]h[- ]positive |B-cell |T-cell |refractory "
BEFORE_A_NAME = r"relapsed |positive |negative |\+\)? ?|\(|with |of |for |^"
SAYS_DISEASE = Rule(
    "tagger.says_disease", rf"(?:{BEFORE_A_DISEASE}|{BEFORE_A_NAME})\s*$", "relapsed ", "took ", exact=True
)
OF_A_GENE = Rule(
    "tagger.of_a_gene", r"[\s-]+(?:genes?|mutations?|variants?|deletions?)\b", " mutation", " disease", by="match"
)
"""Behind an abbreviation that names a disease and its gene: `the DMD gene`."""
NAME_ENDS = Rule(
    "tagger.name_ends",
    r"\s*(?:$|[.,;:)\]+]|(?:in|or|and|with|that|who|patients?|disease|after|when|relapse\w*|remission)\b)",
    " in relapse",
    " cell",
    exact=True,
    by="match",
)


def diseases(text: str) -> Iterator[Token]:
    """Yield the diseases that a text names; an abbreviation that is a plain word in capitals here (`has ALL requirements`) is none."""
    for hit in disease_names.diseases(text):
        word = text[hit.start : hit.end]
        if word.isupper() and (OF_A_GENE.match(text, hit.end) or (hit.start == 0 and LABEL_ENDS.match(text, hit.end))):
            continue
        if word not in WORDS_IN_CAPITALS or (NAME_ENDS.match(text, hit.end) and SAYS_DISEASE.search(text[: hit.start])):
            yield Token("DIS", hit.start, hit.end, hit.canonical)


LABEL_ENDS = Rule("tagger.label_ends", r"\.\s+[A-Z]", ". Assay", ", assay", exact=True, by="match")
"""Behind letters at the beginning that number an item: `AA. FLT3 mutation`."""
SPECIALTY = Rule(
    "tagger.specialty",
    r"\b(?:[a-z]{3,}(?:ologist|iatrist|odontist)|(?!(?:by|the|or|and|with|of|appropriate|qualified|other|another|same)\b)[a-z]{4,} surgeon)s?\b",
    "karvelologist", "a surgeon",
)  # fmt: skip
"""How the names of specialists end that no vocabulary holds."""


TREATED_BEFORE = Rule(
    "tagger.treated_before",
    r"\b(?:previous|prior|standard|conventional|first[- ]line|other|alternative)\s+$",
    "to previous ",
    "history of ",
)
TREATMENT = Rule(
    "tagger.treatment",
    r"\s+(?:treatment|therap(?:y|ies)|medication|agent)s?(?:\(s\))?(?!\w)",
    " treatment(s)",
    " test",
    by="match",
)
"""Treatments that are named by their disease alone: `failure of previous prurigo nodularis treatment(s)`."""
PHYSICIAN = r"(?:physician|provider|prescriber|clinician|practitioner|specialist)s?(?: (?:who|that) is)?"
WORKS_AT = r"(?:affiliated|associated|practicing|working|employed)(?: with| at| in)?"
CENTER = r"(?:center|centre|clinic|program)s?"
OF_A_CENTER = Rule(
    "tagger.of_a_center",
    rf"\b{PHYSICIAN} {WORKS_AT} an? (?P<field>(?!medical|health|care|academic|specialty)[a-z]+(?:[ -][a-z]+)?) {CENTER}\b",
    "a physician affiliated with a transplant center", "a physician affiliated with a medical center",
)  # fmt: skip
"""A physician by the kind of center where he works, among specialists."""


def is_more_than_measured(hit: lexicon.Hit, text: str) -> bool:
    """Return True if a word names what is counted, or a drug too (`testosterone`, `potassium`): by itself it speaks of no measure."""
    same = ((drug.start, drug.end) for drug in lexicon.treatments(text))
    entry = lexicon.table("labs")[hit.canonical]
    return bool(entry.get("counted") or entry.get("untagged")) or (hit.start, hit.end) in same


RELEASES = (
    r"XR|ER|SR|XL|CR|DR|LA|LAR|IR|ODT|HFA|LQ|SC|SQ|IV|HD|AQ|CD|PM|Depot|Aria|Faspro|Hytrulo|Maintena|Sustenna|BCise"
)
ROUTES = r"subcutaneous(?:ly)?|intravenous(?:ly)?"
SALTS = (
    r"hydrochloride|hydrobromide|HCl|citrate|acetate|sulfate|sulphate|succinate|tartrate|bitartrate|fumarate|maleate|mesylate|tosylate|besylate",
    r"phosphate|malate|lactate|nitrate|bromide|mofetil|axetil|disoproxil|alafenamide|medoxomil|etexilate|dipropionate|propionate|furoate|valerate",
    r"acetonide|pivalate|decanoate|palmitate|enanthate|cypionate|pamoate|xinafoate|magnesium|sodium|potassium|calcium|trihydrate|monohydrate|anhydrous",
)
FORMS = Rule(
    "tagger.forms",
    rf"(?: (?:{'|'.join(SALTS)})\b)*(?:[ /-]{{1,3}}(?:{RELEASES}|{ROUTES})\b(?: (?:products?|injections?|infusions?)\b)?)+|(?: (?:{'|'.join(SALTS)})\b)+",
    "/XR or another", " or XR", exact=True, by="match",
)  # fmt: skip
"""Forms behind the name of a drug, which leave it the same drug: `Xeljanz/XR`, `Stelara subcutaneous`."""


BASED = Rule(
    "tagger.based",
    r"[-‐– ](?:based|containing)(?: (?:regimens?|(?:chemo)?therap(?:y|ies)|treatments?|chemotherapy|combinations?))?\b",
    "-containing regimen", " regimen", by="match",
)  # fmt: skip
"""Behind the name of a treatment, that others may be given with it: `a fluoropyrimidine-containing regimen`."""
PROVEN = Rule(
    "tagger.proven",
    r"[\s-]+(?:proven|proved|confirmed|verified|documented|based|guided)\b",
    "-proven",
    " shows",
    by="match",
)
"""Behind the name of a test that shows the disease named next, as words before its name: `biopsy-proven nephropathy`."""
STEPS = Rule(
    "tagger.steps",
    r"\b(?:step|tier)[ -]?\d(?:,? ?(?:or|and|/|-) ?\d)*[ -](?:plan[ -])?$",
    "step 1 or 2 plan-", "two steps ",
)  # fmt: skip
"""The step of the plan's list before its preferred products, which are told elsewhere: `step 1 or 2 preferred agents`."""


OF_ANOTHER_KIND = Rule(
    "tagger.of_another_kind",
    r"[-‐–](?:\s?(?:releasing|sparing|induced)|free|naive|naïve)\b", "-sparing agent", " agent", by="match",
)  # fmt: skip
"""Behind a treatment's name what makes it another one, or none: `steroid-sparing agent`, `drug-induced lupus`."""


BIOLOGIC = Rule(
    "tagger.biologic",
    r"(?:mab|cept|stim|kin(?:ra)?|ase|alfa|beta|teplase|toxin[AB]|insulin \w+)$",
    "adalimumab",
    "methotrexate",
)
BIOSIMILAR = Rule("tagger.biosimilar", r"-[a-z]{4}\b(?!-)", "-adaz", "-based", exact=True, by="match")
"""The four letters behind the name of a biologic drug that tell its makers apart: `adalimumab-adaz`."""


NEVER_BEFORE = Rule("tagger.never_before", r"[-‐– ](?:treatment[- ])?na[iï]ve\b", "-naive", "-induced", by="match")
"""Behind the name of a treatment that the patient never had: `biologic-naive`."""
STEP_AGENT = Rule(
    "tagger.step_agent",
    r"\b(?P<step>(?:step|tier)[ -]?\d[a-z]?) (?:agent|drug|product|medication|therap(?:y|ie))s?\b",
    "two Step 1 agents", "two steps",
)  # fmt: skip
"""Drugs by the step of the plan's list that they stand on."""


def physicians(text: str) -> Iterator[Token]:
    """Yield the specialists that a text names: by the vocabularies, by how their names end, and by the kind of center where they work."""
    known = lexicon.specialists(text)
    yield from (Token("SPEC", hit.start, hit.end, hit.canonical) for hit in known)
    for match in SPECIALTY.finditer(text):
        if not any(hit.start < match.end() and match.start() < hit.end for hit in known):
            yield Token("SPEC", *match.span(), match.group().lower().removesuffix("s"))
    for match in OF_A_CENTER.finditer(text):
        yield Token("SPEC", *match.span(), f"{match['field'].lower()} center physician")


def terms(text: str) -> Iterator[Token]:
    """Yield the terms of all vocabularies, overlaps included."""
    for match in STEP_AGENT.finditer(text):
        yield Token("THER", *match.span(), f"{match['step'].lower()} agent")
    yield from diseases(text)
    yield from (Token("SETL", one.start, one.end, one) for one in stages(text))
    for tag, name in TERMS:
        for hit in lexicon.hits(name, text):
            if name == "courses" and hit.canonical.startswith("stage_") and not is_cancer_stage(text, hit):
                continue
            if name == "tests" and PROVEN.match(text, hit.end):
                continue
            if name == "labs" and is_more_than_measured(hit, text):
                continue
            yield Token(tag, hit.start, hit.end, hit.canonical)
            if tag == "MARK" and (much := HOW_MUCH.match(text, hit.end)):
                level = Condition(
                    "biomarker",
                    "=",
                    much["level"].lower().replace("-", ""),
                    hit.start,
                    much.end(),
                    subject=hit.canonical,
                )
                yield Token("C", hit.start, much.end(), level)
            state = STATE_SIGN.match(text, hit.end) if tag == "MARK" else None
            if state:
                yield Token("POSITIVE" if state["sign"] == "+" else "NEGATIVE", *state.span(), state["sign"])
    yield from physicians(text)
    for hit in disease_names.diseases(text):
        if TREATED_BEFORE.search(text[: hit.start]) and (kind := TREATMENT.match(text, hit.end)):
            yield Token("THER", hit.start, kind.end(), f"{hit.canonical} treatment")
    for hit in lexicon.treatments(text):
        if never := NEVER_BEFORE.match(text, hit.end):
            naive = Condition(
                "prior_therapy", "=", hit.canonical, hit.start, never.end(), outcome="tried", negated=True
            )
            yield Token("C", hit.start, never.end(), naive)
        if OF_ANOTHER_KIND.match(text, hit.end):
            continue
        yield Token("THER", hit.start, hit.end, hit.canonical)
        for rule in (FORMS, BASED, *((BIOSIMILAR,) if BIOLOGIC.search(text[: hit.end]) else ())):
            if more := rule.match(text, hit.end):
                yield Token("THER", hit.start, more.end(), hit.canonical)
        if hit.canonical == "preferred product" and (step := STEPS.search(text[: hit.start])):
            yield Token("THER", step.start(), hit.end, hit.canonical)


LONGEST = 15
"""Signs of a number: what is longer is none that a criterion asks for, and its words stay open."""


def numbers(text: str) -> Iterator[Token]:
    """Yield the numbers of a text, and the dashes between two."""
    for match in NUMBER.finditer(text):
        if match.end() - match.start() > LONGEST:
            continue
        again = AGAIN_IN_DIGITS.match(text, match.end())
        yield Token("NUM", match.start(), again.end() if again else match.end(), number_of(match.group()))
    for match in DASH.finditer(text):
        yield Token("TO", *match.span(), "-")


def genes(text: str) -> Iterator[Token]:
    """Yield words that may be genes, and changes of a protein; a text all in capitals names none."""
    for match in PROTEIN_CHANGE.finditer(text):
        if lexicon.hits("biomarkers", match.group()):  # one that is known without its gene: `T315I`
            continue
        yield Token("CHANGE", *match.span(), match.group())
    if text.upper() == text and " " in text.strip():
        return
    for match in FAMILY_OF_GENES.finditer(text):
        yield Token("MARK", match.start(), match.end("first"), match["name"] + match["first"])
        yield Token("SLASH", match.end("first"), match.start("second"), "/")
        yield Token("MARK", *match.span("second"), match["name"] + match["second"])
    held = lexicon.table("phrases")
    common = {*held["well_known"]["words"], *held["no_gene"]["words"]}
    for match in GENE.finditer(text):
        if match.group() not in common:
            yield Token("GENE", *match.span(), match.group())


def candidates(text: str, glossary: Glossary) -> Iterator[Token]:
    """Yield all terms, cues and numbers of a text, overlaps included."""
    yield from terms(text)
    yield from glossary.tokens(text)
    for condition in whole_phrases(text):
        yield Token("C", condition.start, condition.end, condition)
    for phrase, start, end in phrases_in(text):
        yield Token(phrase.tag, start, end, phrase.value or text[start:end].lower())
    yield from numbers(text)
    yield from genes(text)


def priority(token: Token) -> tuple[bool, int, bool, bool, str, int]:
    """Return the order in which overlapping candidates are taken: the longest first, of equals a cue before a term, genes last."""
    return (
        token.tag == "GENE",
        token.start - token.end,
        token.tag in CUES_LAST,
        token.tag == "DIS",
        token.tag,
        token.start,
    )


CUES_LAST = frozenset(("GIVEN_AT", "SYMPTOM", "FOR_THOSE", "GENE_WORD", "HISTORY", "ALL_OF"))


@lru_cache(maxsize=8_192)
def tagged(text: str, glossary: Glossary = NOTHING) -> tuple[Token, ...]:
    """Return the tokens of a leaf's text in order; asides that narrow what is said are tokens of the tag QUALIFIER.

    `glossary` holds the abbreviations that the leaf's document spells out.
    """
    parted = set_aside(text)
    plain = parted.plain
    taken = bytearray(len(plain))
    chosen: list[Token] = []
    for token in sorted(candidates(plain, glossary), key=priority):
        if not any(taken[token.start : token.end]):
            taken[token.start : token.end] = b"\x01" * (token.end - token.start)
            chosen.append(token)
    rest = "".join(" " if taken[at] else char for at, char in enumerate(plain))
    for match in WORD.finditer(rest):
        tag = tag_of_word(match.group())
        if tag and not (tag == "STOP" and INITIAL.search(plain[: match.start()])):
            chosen.append(Token(tag, *match.span(), match.group()))
    for low, high in parted.grouping:
        chosen += [Token("OPEN", low, low + 1), Token("CLOSE", high - 1, high)]
    chosen += [Token("OR_HAS", low, low + 1) for low in parted.others]
    chosen += [Token("QUALIFIER", low, high, text[low:high]) for low, high in parted.qualifying]
    return tuple(
        without_restated([replace(t, text=plain[t.start : t.end]) for t in sorted(chosen, key=lambda t: t.start)], text)
    )


RESTATED = frozenset(("MARK", "LAB", "DIS", "SPEC", "SITE"))
"""Tags of terms that a bracket behind them may only say again: `mismatch repair deficient (dMMR)`."""
INTO_A_BRACKET = Rule("tagger.into_a_bracket", r"\s*[(\[]\s*", " (", " with ", by="fullmatch")


def without_restated(tokens: list[Token], text: str) -> list[Token]:
    """Return the tokens without a term in brackets that has the meaning of the one before it, or of which that one is a kind."""
    found: list[Token] = []
    for token in tokens:
        before = found[-1] if found else None
        if (
            before is not None
            and before.tag == token.tag
            and token.tag in RESTATED
            and INTO_A_BRACKET.fullmatch(text[before.end : token.start])
            and (
                before.value == token.value
                or (token.tag == "DIS" and str(token.value) in lexicon.wider(str(before.value)))
            )
        ):
            continue
        found.append(token)
    return found


INITIAL = Rule("tagger.initial", r"(?<![A-Za-z])[A-Za-z]$", "the U", "the drug", exact=True)
"""A letter by itself: the full stop behind it ends no sentence (`U.S.`, `p. 3`)."""
PUNCTUATION = {",": "COMMA", ";": "SEMI", ":": "COLON", ".": "STOP", "/": "SLASH", "+": "PLUS", "&": "AND"}


DENIES = frozenset(("no", "not", "never", "without"))
"""Words that deny whatever phrase they begin, also where another one was taken: `no history of failure`."""


def tag_of_word(word: str) -> str | None:
    """Return the tag of a word that no vocabulary knows: none for a filler or an idle sign."""
    if word in PUNCTUATION:
        return PUNCTUATION[word]
    if not any(c.isalnum() for c in word) or (word.lower().strip("’'") in fillers() and word != "AS"):
        return None
    if word.lower() in DENIES:
        return "NOT"
    return "U"  # `AS` is a disease or a fault of the vocabulary, and no filler
