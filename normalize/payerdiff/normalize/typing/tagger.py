"""A leaf's words → tagged tokens: terms of the vocabularies, cues, numbers and signs; what is neither is a word that no rule knows.

At each place the longest term or cue is taken. Examples and remarks in brackets are no conditions: they are set aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from payerdiff.normalize import lexicon
from payerdiff.normalize.typing.expression import Condition
from payerdiff.normalize.typing.measures import measures
from payerdiff.normalize.typing.tokens import Token

LATEX = {"\\geq": "≥", "\\leq": "≤", "\\ge": "≥", "\\le": "≤", ">=": "≥", "<=": "≤"}
TERMS = (
    ("DIS", "diagnoses"), ("SET", "settings"), ("SPEC", "specialties"), ("MARK", "biomarkers"), ("LAB", "labs"), ("SITE", "sites"),
)  # fmt: skip
"""The tag of each vocabulary's terms."""
PHRASES = (("RESP", "responses"), ("SUPPORT", "supports"))
"""The tag of each vocabulary whose terms are phrases, written as expressions."""
NUMBERS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "eighteen": 18, "twenty": 20, "twice": 2, "birth": 0,
}  # fmt: skip
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\d:])(?!\.\d)|\b(?:" + "|".join(NUMBERS) + r")\b", re.IGNORECASE)
AGAIN_IN_DIGITS = re.compile(r"\s*\(\s*\d+(?:\.\d+)?\s*\)")
"""A number in digits behind the same one in words: `two (2)`."""
DASH = re.compile(r"(?<=\d)\s*[-–—]\s*(?=<?\s*\d)")
"""What stands between the ends of a span of numbers: `4-17`."""
WORD = re.compile(r"[A-Za-z][\w’'/-]*|\d[\w.:/-]*|[^\s\w]")
PROTEIN_CHANGE = re.compile(r"\b(?:p\.)?[A-Z]\d{2,4}[A-Z]\b|\bexon \d+\b")
GENE = re.compile(r"\b(?=[A-Z0-9]*[A-Z])[A-Z][A-Z0-9]{2,7}\b(?!-)")
EXAMPLE = re.compile(r"^\s*(?:e\.?\s?g\.?|i\.?\s?e\.?|for example|such as|including|include[sd]?|examples?|see|refer to|note|formerly|also known as|aka|ICD|please)\b", re.IGNORECASE)  # fmt: skip
GIVES_EXAMPLES = re.compile(r"\b(?:e\.\s?g\.|i\.\s?e\.|such as|for example)", re.IGNORECASE)
ET_CETERA = re.compile(r"\betc\b\.?\s*$|\bor others?\s*$", re.IGNORECASE)
EXAMPLES_BEHIND = re.compile(
    r"[,;]?\s*\b(?:such as|for example|including,? but not limited to|(?<!not )including|e\.g\.,?|i\.e\.,?)\b[^.;()\[\]]*",
    re.IGNORECASE,
)
"""Examples: what stands in them is named and not asked for."""
SHOWN_BY = re.compile(
    r"[,;]?\s*\b(?:as (?:evidenced|measured|demonstrated|indicated|shown|defined|determined|judged|assessed|documented|confirmed) by|(?:as )?defined (?:as|by)|based (?:up)?on|confirmed by|(?:as )?evidenced by|demonstrated by)\b[^.;()\[\]]*",
    re.IGNORECASE,
)
"""How a thing is shown or defined: more than its name, and for a reader."""
REMARK = re.compile(r"(?:^|(?<=[.;:\s]))(?:Notes?|Examples? of|Rationale)\b\s*:?.*$", re.DOTALL)
QUALIFIES = re.compile(r"\b(?:if|must|only|when|unless|except|adults?|pediatrics?|children|or)\b", re.IGNORECASE)
BRACKET = re.compile(r"\(([^()\[\]]*)\)|\[([^\[\]()]*)\]")


@dataclass(frozen=True, slots=True)
class Tagged:
    """A leaf's tokens, and the places of what was set aside as example, remark or restatement."""

    tokens: tuple[Token, ...]
    aside: tuple[tuple[int, int], ...]
    plain: str


@cache
def cues() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the expression of each tag's phrases."""
    return tuple((tag, phrase(patterns)) for tag, patterns in lexicon.table("cues")["tags"].items())


@cache
def phrases() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Return the expression of each canonical name of the vocabularies of phrases."""
    return tuple(
        (tag, name, phrase(entry["patterns"])) for tag, table in PHRASES for name, entry in lexicon.table(table).items()
    )


def phrase(patterns: list[str]) -> re.Pattern[str]:
    """Return one expression for the phrases of a tag, longest first: a blank stands for white space or a hyphen."""
    ordered = sorted(patterns, key=lambda p: -len(p))
    spaced = (p.replace("(?= *", "\x00").replace(" ?", "\x01").replace(" ", r"[\s‐‑-]+").replace("\x01", r"[\s‐‑-]*").replace("\x00", r"(?=\s*") for p in ordered)  # fmt: skip
    return re.compile(rf"(?<![A-Za-z0-9_])(?:{'|'.join(spaced)})(?![A-Za-z_])", re.IGNORECASE)


@cache
def fillers() -> frozenset[str]:
    """Return the words that weigh nothing."""
    return frozenset(lexicon.table("cues")["filler"]["words"])


def plain_of(text: str) -> str:
    """Return a text with signs of comparison made plain, at equal length."""
    for written, sign in LATEX.items():
        text = text.replace(written, sign + " " * (len(written) - 1))
    return text.replace("\n", " ").replace("\u00a0", " ")


def set_aside(plain: str) -> tuple[str, list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the text with examples and remarks blanked, where they stood, and where brackets qualify what is said."""
    aside: list[tuple[int, int]] = []
    qualifying: list[tuple[int, int]] = []

    def blank(text: str, low: int, high: int) -> str:
        return text[:low] + " " * (high - low) + text[high:]

    for match in list(REMARK.finditer(plain)):
        if match.start() > 0:
            aside.append(match.span())
            plain = blank(plain, *match.span())
    while True:
        match = BRACKET.search(plain)
        if match is None:
            break
        inner = match.group(1) or match.group(2) or ""
        if (
            EXAMPLE.match(inner)
            or GIVES_EXAMPLES.search(inner)
            or ET_CETERA.search(inner)
            or not inner.strip()
            or is_restated(plain[: match.start()], inner)
        ):
            aside.append(match.span())
            plain = blank(plain, *match.span())
        elif QUALIFIES.search(inner):
            qualifying.append(match.span())
            plain = blank(plain, *match.span())
        else:  # its words are read with the others
            plain = plain[: match.start()] + " " + inner + " " + plain[match.end() :]
    for match in list(EXAMPLES_BEHIND.finditer(plain)):
        aside.append(match.span())
        plain = blank(plain, *match.span())
    for match in list(SHOWN_BY.finditer(plain)):
        if match.start() > 0 and weighs(match.group()):
            qualifying.append(match.span())
        plain = blank(plain, *match.span()) if match.start() > 0 else plain
    return plain, aside, qualifying


WAYS = frozenset(
    (
        "as",
        "evidenced",
        "measured",
        "demonstrated",
        "indicated",
        "determined",
        "judged",
        "assessed",
        "defined",
        "based",
        "upon",
        "treating",
        "prescriber's",
    )
)


def weighs(words: str) -> bool:
    """Return True if words say more than who judges a thing."""
    return any(w.lower().strip(".,;’'") not in fillers() | WAYS for w in words.split() if any(c.isalnum() for c in w))


def is_restated(before: str, inner: str) -> bool:
    """Return True if a bracket repeats what stands before it: an abbreviation, a number in digits, a brand beside its generic name.

    >>> is_restated("plaque psoriasis ", "PsO"), is_restated("at least two ", "2"), is_restated("LDL-C ", "untreated")
    (True, True, False)
    """
    words = inner.split()
    if QUANTITY_AGAIN.fullmatch(inner.strip()) and re.search(
        r"(?:\d|\b(?:" + "|".join(NUMBERS) + r")|[A-Za-z]{2,})\s*$", before
    ):
        return True
    if len(words) == 1 and re.fullmatch(r"[A-Z][\w.+/-]{1,9}s?|[a-z]{1,3}[A-Z][\w/-]{1,8}", inner.strip()) and not re.search(r"[+-]$", inner.strip()):  # fmt: skip
        letters = re.sub(r"[^A-Za-z]", "", inner).lower().rstrip("s")
        initials = "".join(w[0] for w in re.findall(r"[A-Za-z]+", before.lower())[-len(letters) - 2 :])
        return is_subsequence(letters[:3], initials) or bool(lexicon.treatments(inner))
    return False


QUANTITY_AGAIN = re.compile(
    r"\d[\d,.]*\s*(?:mg|mcg|g|mL|ml|kg|lbs?|weeks?|months?|days?|years?|vials?|units?|pens?|syringes?)?"
)


def is_subsequence(short: str, long: str) -> bool:
    """Return True if the letters of one text stand in another in that order."""
    rest = iter(long)
    return all(letter in rest for letter in short)


def candidates(text: str) -> Iterator[Token]:
    """Yield all terms, cues and numbers of a text, overlaps included."""
    for tag, name in TERMS:
        for hit in lexicon.hits(name, text):
            if not is_common_word(text, hit):
                yield Token(tag, hit.start, hit.end, hit.canonical)
            state = STATE_SIGN.match(text, hit.end) if tag == "MARK" else None
            if state:
                yield Token("POSITIVE" if state["sign"] == "+" else "NEGATIVE", *state.span(), state["sign"])
    for hit in lexicon.treatments(text):
        yield Token("THER", hit.start, hit.end, hit.canonical)
    yield from special(text)
    for tag, expression in cues():
        for match in expression.finditer(text):
            if match.end() > match.start():
                yield Token(tag, match.start(), match.end(), text[match.start() : match.end()].lower())
    for tag, name, expression in phrases():
        for match in expression.finditer(text):
            if match.end() > match.start():
                yield Token(tag, match.start(), match.end(), name)
    for match in NUMBER.finditer(text):
        word = match.group().lower()
        value = float(NUMBERS[word]) if word in NUMBERS else float(word.replace(",", ""))
        again = AGAIN_IN_DIGITS.match(text, match.end())
        yield Token("NUM", match.start(), again.end() if again else match.end(), int(value) if value == int(value) else value)  # fmt: skip
    for match in DASH.finditer(text):
        yield Token("TO", *match.span(), "-")
    for match in PROTEIN_CHANGE.finditer(text):
        yield Token("CHANGE", *match.span(), match.group())
    for match in GENE.finditer(text):
        if match.group() not in lexicon.table("phrases")["well_known"]["words"]:
            yield Token("GENE", match.start(), match.end(), match.group())


TRANSPLANT = re.compile(
    r"\b(?:following|after|undergo\w*|undergone|received|recipient of|who (?:has|have) had)\b[^.;,]{0,40}?\b(?P<kind>autologous|allogene?ic)\b(?P<both>\s+or\s+(?:autologous|allogene?ic))?[^.;]{0,60}?\btransplant\w*",
    re.IGNORECASE,
)
EXPOSURE = re.compile(r"\bexpos(?:ed|ure) to myelosuppressive doses? of radiation\b", re.IGNORECASE)
VACCINE = re.compile(
    r"\bnot\s+(?:\w+\s+){0,3}?(?:receive[d]?|given)\b[^.;]*?\blive vaccines?\b(?:[^.;]*?\bwithin\s+(?P<number>\d+)\s+(?P<unit>days?|weeks?|months?))?",
    re.IGNORECASE,
)


def special(text: str) -> Iterator[Token]:
    """Yield conditions that one phrase says whole: transplants, exposure, live vaccines."""
    for match in TRANSPLANT.finditer(text):
        if not match["both"] and "mobilization" not in text.lower():
            kind = "autologous" if match["kind"].lower().startswith("auto") else "allogeneic"
            yield Token("C", *match.span(), Condition("transplant", "=", "recipient", *match.span(), subject=kind))
    for match in EXPOSURE.finditer(text):
        yield Token("C", *match.span(), Condition("exposure", "=", "myelosuppressive radiation", *match.span()))
    for match in VACCINE.finditer(text):
        lasting = f"{match['number']} {match['unit'].rstrip('s')}" if match["number"] else None
        yield Token("C", *match.span(), Condition("vaccination", "=", "none", *match.span(), subject="live vaccine", duration=lasting))  # fmt: skip
    for found in measures(text):
        yield Token("C", found.start, found.end, found)


STATE_SIGN = re.compile(r"(?P<sign>[+\-–−])(?![\w])")
"""A sign at the end of a marker's name: `Ph+`, `MRD-`."""
NOT_A_DISEASE = re.compile(r"\s+(?!patients?\b|in\b|or\b|and\b|with\b|that\b|who\b|disease\b|after\b|when\b)[a-z]")


def is_common_word(text: str, hit: lexicon.Hit) -> bool:
    """Return True if a disease's abbreviation is a plain word in capitals here: `has ALL requirements`."""
    word = text[hit.start : hit.end]
    return word in ("ALL", "AID", "MAC", "ACT") and NOT_A_DISEASE.match(text, hit.end) is not None


def priority(token: Token) -> tuple[int, int, str]:
    """Return the order in which overlapping candidates are taken: the longest first, genes last."""
    return (token.tag == "GENE", -(token.end - token.start), token.tag)


@lru_cache(maxsize=8_192)
def tagged(text: str) -> Tagged:
    """Return the tokens of a leaf's text in order."""
    plain, aside, qualifying = set_aside(plain_of(text))
    taken = bytearray(len(plain))
    chosen: list[Token] = []
    for token in sorted(candidates(plain), key=lambda t: (*priority(t), t.start)):
        if not any(taken[token.start : token.end]):
            taken[token.start : token.end] = b"\x01" * (token.end - token.start)
            chosen.append(token)
    rest = "".join(" " if taken[at] else char for at, char in enumerate(plain))
    for match in WORD.finditer(rest):
        tag = tag_of_word(match.group())
        if tag:
            chosen.append(Token(tag, *match.span(), match.group()))
    chosen += [Token("QUALIFIER", low, high, text[low:high]) for low, high in qualifying]
    ordered = sorted(chosen, key=lambda t: t.start)
    return Tagged(tuple(replace(t, text=plain[t.start : t.end]) for t in ordered), tuple(sorted(aside)), plain)


PUNCTUATION = {",": "COMMA", ";": "SEMI", ":": "COLON", ".": "STOP", "/": "SLASH", "+": "PLUS", "&": "AND"}


def tag_of_word(word: str) -> str | None:
    """Return the tag of a word that no vocabulary knows: none for a filler or an idle sign."""
    if word in PUNCTUATION:
        return PUNCTUATION[word]
    if not any(c.isalnum() for c in word) or word.lower().strip("’'") in fillers():
        return None
    return "U"
