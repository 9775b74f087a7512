"""A leaf's words → an expression of typed conditions: tag, then the rules of `data/grammar.toml` in their order, lists between them, clauses last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache

from payerdiff.normalize import lexicon
from payerdiff.normalize.needles import Sieve
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.coordination import with_lists
from payerdiff.normalize.typing.definitions import with_definitions
from payerdiff.normalize.typing.expression import (
    Condition,
    Expression,
    Group,
    Unknown,
    conditions_of,
    joined,
    unknowns_of,
)
from payerdiff.normalize.typing.introduced.fitting import given_together, waits_for, with_plus
from payerdiff.normalize.typing.joining.neighbors import with_without_apart
from payerdiff.normalize.typing.names import with_names
from payerdiff.normalize.typing.rules import through
from payerdiff.normalize.typing.sentences import is_weak, sentence, unknown_of, weighs
from payerdiff.normalize.typing.tagging.asides import without_reasons
from payerdiff.normalize.typing.tagging.glossary import NOTHING, Glossary
from payerdiff.normalize.typing.tagging.tagger import tagged
from payerdiff.normalize.typing.tagging.tokens import Token, tokens_of

OWN = frozenset(
    ("OUTL", "COMBINED", "PRESCRIBED_BY", "CONSULTED", "RESPL", "TAKING", "ON_DRUG", "FAMILY", "RISK", "C", "DOCUMENT", "LAB", "NOT", "ALONE")
)  # fmt: skip
"""Tags of items that say by themselves what they ask."""
LABEL = frozenset(
    ("DISL", "SETL", "SEVL", "THERL", "C", "U", "FOR", "FOR_THOSE", "ADULT", "CHILD", "COMMA", "OR", "AND", "SLASH", "ONLY", "IDLE",
     "DX", "USED_FOR", "IF", "SUPPORTL", "ALL_OF")
)  # fmt: skip
"""What stands before a colon where the words behind it are for one product, disease or part of the patients."""


@cache
def statements() -> tuple[Sieve, ...]:
    """Return what makes a text a statement of the payer, a source or a row of a log, and no condition."""
    return tuple(Sieve.of(pattern, re.IGNORECASE) for pattern in lexicon.table("cues")["statements"]["patterns"])


@lru_cache(maxsize=4_096)
def is_statement(text: str) -> bool:
    """Return True if a text is a statement of the payer, a source or a row of a log; leads and leaves ask for the same words."""
    return any(sign.search(text) for sign in statements())


def parsed(
    text: str, lead: Sequence[Token] = (), alternative: bool = False, fired: list[str] | None = None, glossary: Glossary = NOTHING
) -> Expression | None:  # fmt: skip
    """Return what a leaf says: its typed conditions and what they leave open, joined as its words join them; None where nothing is said.

    `lead` are the tokens of the words above a list that say what its members stand for (`Trial and failure of one of the following:`);
    `alternative` tells that one member of the list is enough; `fired` collects the names of the rules that found something; `glossary` holds
    the abbreviations that the document spells out.
    """
    text = without_reasons(text)
    if (applies := APPLICABLE.search(text)) is not None:
        rest = text[: applies.start()] + " " * len(applies.group()) + text[applies.end() :]
        return if_it_applies(parsed(rest, lead, alternative, fired, glossary), applies.span(), alternative)
    if (told := use_with_evidence(text, fired, glossary)) is not None:
        return told
    if is_statement(text):
        return refused_use(text, fired, glossary) or Unknown(text, 0, len(text))
    tokens = list(tagged(text, glossary))
    if lead and lead[0].tag == "AGE":
        tokens, lead = with_age(tokens, lead[0]), ()
    qualifying = tokens_of(tokens, "QUALIFIER")
    terms = through("terms", [t for t in tokens if t.tag != "QUALIFIER"], fired)
    heads = with_heads_again(with_names(terms, text, lead, glossary.own), text)
    named = with_plus(heads, lead, text)
    listed = with_lists(with_without_apart(with_verbs_apart(named, text), text))
    tokens = commas_again(given_together(listed, lead))
    found = labeled(tokens, text, lead, alternative, fired)
    if found is not None and says_little(found, text):
        return Unknown(text[found.start : found.end], found.start, found.end)
    if found is None or not qualifying:
        return found
    return with_definitions(found, qualifying, tokens, text, lambda words: parsed(words, (), False, fired, glossary))


APPLICABLE = Rule(
    "grammar.applicable",
    r"[(\[]?\b(?:if|when|where|as) applicable\b[)\]]?",
    "chart notes (if applicable)",
    "all applicable criteria",
)
"""Words that leave open of whom a thing is asked."""


def if_it_applies(said: Expression | None, at: tuple[int, int], alternative: bool) -> Expression | None:
    """Return what is asked of those to whom it applies: nobody else can fail it, and of alternatives it is none that is known to be open."""
    if said is None or not any(conditions_of(said)):
        return said
    applies = Unknown("", *at)
    return joined("all", [applies, said]) if alternative else Group("if", (applies, said))


BEGINS = Rule("grammar.begins", r"\s*(?:has|have|had|is|are|was|were|will|must)\b", " has gout", " gout", by="match")
"""How a clause begins that has a verb of its own."""


def with_verbs_apart(tokens: list[Token], text: str) -> list[Token]:
    """Return the tokens with each comma or semicolon before a verb marked: no list of names goes on behind it (`owns a scale, has gout`)."""
    return [
        replace(t, tag=f"{t.tag}_HAS") if t.tag in ("COMMA", "SEMI") and BEGINS.match(text, t.end) else t
        for t in tokens
    ]


HEAD_AGAIN = Rule("grammar.head_again", r"\s*(?:of|to|with|for)\s", " of a statin", " a statin", by="match")
"""A preposition that stands before the first member of a list too, and parts what it says again from that: `failure of A or B and of C`."""


def with_heads_again(tokens: list[Token], text: str) -> list[Token]:
    """Return the tokens with a comma where a therapy's preposition is said again: what it parts is the wider of two connectors."""
    found: list[Token] = []
    for at, token in enumerate(tokens):
        between = 0 < at < len(tokens) - 1 and tokens[at - 1].tag == tokens[at + 1].tag == "THER"
        if between and token.tag in ("AND", "OR") and HEAD_AGAIN.match(text, token.end):
            found.append(Token("COMMA", token.start, token.start, ","))
        found.append(token)
    return found


def commas_again(tokens: list[Token]) -> list[Token]:
    """Return the tokens with marked commas as what they are."""
    return [replace(t, tag=t.tag[:-4]) if t.tag in ("COMMA_HAS", "SEMI_HAS") else t for t in tokens]


def with_age(tokens: list[Token], cue: Token) -> list[Token]:
    """Return the tokens of a leaf below `Age:` with that word before its first limit in years or months (`Madeupra: at least 12 years`)."""
    at = next((i for i, t in enumerate(tokens) if t.tag in LIMITS), len(tokens))
    if not tokens_of(tokens[at:], "TIME") or tokens_of(tokens, "AGE"):
        return tokens
    return [*tokens[:at], replace(cue, start=tokens[at].start, end=tokens[at].start), *tokens[at:]]


LIMITS = frozenset(("GE", "GT", "LE", "LT", "BETWEEN", "NUM"))
"""What a limit begins with."""


def says_little(found: Expression, text: str) -> bool:
    """Return True if a word for a setting or a population is all that is typed of a leaf, and stands behind words that nothing knows."""
    if isinstance(found, Group) and found.op == "if":
        return False
    typed = list(conditions_of(found))
    open_words = [part.start for part in unknowns_of(found)]
    return (
        bool(typed and open_words)
        and all(is_weak(c, text) for c in typed)
        and min(open_words) < min(c.start for c in typed)
    )


VERDICT = Rule(
    "grammar.verdict",
    r"\s+(?:is|are)\s+(?:also\s+)?(?:considered\s+|deemed\s+)?(?:not\s+(?:be\s+)?(?:medically necessary|covered)|investigational|experimental|unproven)\b",
    "of gout is considered investigational", "of gout",
)  # fmt: skip
"""What the payer thinks of a use that it names before."""
REASON = Rule(
    "grammar.reason", r"\b(?:due to|because|since|given|as)\b", "due to a lack of evidence", "unless it failed"
)
"""Where the reason for a verdict begins: it asks for nothing."""
NARROWED = Rule(
    "grammar.narrowed", r"\b(?:for|in|with|who|whose|among|during|after|before)\b", "in children", "and not covered"
)
"""What holds a verdict to a part of the use that it is on."""
LIFTED = Rule(
    "grammar.lifted",
    r"\b(?:unless|except\w*|without|when|if|until|other than|where)\b",
    "unless it failed",
    "and not covered",
)
"""What takes a verdict back for some patients."""


def refused_use(text: str, fired: list[str] | None, glossary: Glossary) -> Expression | None:
    """Return the use that a payer's verdict is on (`Madeupra for the treatment of gout is considered investigational`); None where more is said.

    What stands behind the verdict may repeat it and give reasons; what narrows it or takes it back for some patients leaves the leaf open.
    """
    verdict = VERDICT.search(text)
    if verdict is None or is_statement(text[: verdict.start()]):
        return None
    reason = REASON.search(text, verdict.end())
    behind = text[verdict.end() : reason.start() if reason else len(text)]
    if NARROWED.search(behind) or LIFTED.search(text[verdict.end() :]):
        return None
    named = parsed(text[: verdict.start()], (), False, fired, glossary)
    if named is None or any(unknowns_of(named)) or not any(c.concept == "diagnosis" for c in conditions_of(named)):
        return None
    if fired is not None:
        fired.append(REFUSED_USE)
    return named


REFUSED_USE = "refused_use"
"""The name under which a verdict tells that its own words ask for nothing."""
STUDIED = r"stud(?:y|ies)|randomi[sz]ed|prospective|placebo|double.blind|meta.analysis|literature"
FOUND = r"guidelines?|evidence|efficacy|information is|not (?:been )?(?:effective|established)"
EVIDENCE = Rule("grammar.evidence", rf"\b(?:{STUDIED}|{FOUND})\b", "a prospective study", "a documented trial")
"""What a passage says that gives reasons for a payer's verdict."""
ASKS = Rule(
    "grammar.asks",
    r"\b(?:must|require[sd]?|documentation|(?:has|have) (?:tried|failed)|is met)\b",
    "must fail",
    "failed",
)
"""What a passage says that asks for something."""
USE_AND_REASONS = Rule(
    "grammar.use_and_reasons", r"(?P<use>[^:.;]{3,150})[:.]\s+(?P<reasons>.{20,})",
    "Gout: a study showed no effect on its flares", "Gout: a study", by="match", flags=re.DOTALL,
)  # fmt: skip
USES = frozenset(("diagnosis", "disease_setting", "regimen"))


def use_with_evidence(text: str, fired: list[str] | None, glossary: Glossary) -> Expression | None:
    """Return a use with the reasons for the payer's verdict on it left open (`Gout: A randomized study showed no effect`); None for other leaves."""
    match = USE_AND_REASONS.match(text) if EVIDENCE.search(text) else None
    if match is None or not EVIDENCE.search(match["reasons"]) or ASKS.search(match["reasons"]):
        return None
    named = parsed(match["use"], (), False, fired, glossary)
    if named is None or any(unknowns_of(named)) or not {c.concept for c in conditions_of(named)} <= USES:
        return None
    return joined("all", [named, Unknown("", *match.span("reasons"))])


ALL_BUT = Rule("grammar.all_but", r"(?:for\s+)?(?:all|any)(?: other)? (?:drugs?|medications?|products?|agents?|therapies)?(?: ?requests?)? ?\(?(?:except|excluding|other than|but)\b[^:;.]*", "For all drugs except Madeupra", "For all patients", by="fullmatch")  # fmt: skip
"""Words before a colon that say for which products what follows is not."""


def labeled(tokens: list[Token], text: str, lead: Sequence[Token], alternative: bool, fired: list[str] | None) -> Expression | None:  # fmt: skip
    """Return what tokens say; words for one product, disease or part of the patients (`Psoriasis: dermatologist`) under that condition."""
    at = next((i for i, t in enumerate(tokens) if t.tag == "COLON"), len(tokens) - 1)
    if (again := next_label(tokens, at)) is not None:
        pieces = [labeled(piece, text, lead, alternative, fired) for piece in (tokens[:again], tokens[again + 1 :])]
        told = [piece for piece in pieces if piece is not None]
        return joined("all", told) if told else None
    head, body = tokens[:at], tokens[at + 1 :]
    if body and ALL_BUT.fullmatch(text[head[0].start : head[-1].end] if head else ""):
        said = labeled(body, text, lead, alternative, fired)
        named = Unknown("", head[0].start, head[-1].end)
        return said and joined("all", [named, said]) if alternative else said and Group("if", (named, said))
    exits = next((i for i, t in enumerate(head) if t.tag == "UNLESS"), None)
    if body and exits is not None:  # an exit before a list is one from all of it
        asked = head[: exits - 1] if exits and head[exits - 1].tag == "COMMA" else head[:exits]
        return labeled([*asked, *body, *head[exits:]], text, lead, alternative, fired)
    of_specialists = not tokens_of(head, "PRESCRIBED_BY", "CONSULTED") and [
        t.tag for t in body if t.tag not in ("STOP", "IDLE")
    ] == ["SPECL"]
    if (
        not body
        or not any(weighs(t, text) for t in head)
        or any(t.tag not in LABEL and not of_specialists for t in head)
    ):
        return meant([t for t in tokens if t.tag != "COLON"], text, lead, fired)
    whole = Unknown(text[tokens[0].start : tokens[-1].end], tokens[0].start, tokens[-1].end)
    said = labeled(body, text, lead, alternative, fired)
    if said is None or not any(conditions_of(said)):
        return whole
    where = None if tokens_of(head, "THERL") else either(stated(head, text, (), fired))
    if where is None or any(unknowns_of(where)):
        where = unknown_of(head, text) or whole
    # Of alternatives it is the one for these patients: who is none of them has to meet another.
    return joined("all", [where, said]) if alternative else Group("if", (where, said))


def next_label(tokens: list[Token], at: int) -> int | None:
    """Return the full stop behind which words for other patients and a colon stand again (`For gout: A. For asthma: B`); None without one."""
    for stop in (i for i, t in enumerate(tokens) if t.tag == "STOP" and i > at):
        colon = next((i for i, t in enumerate(tokens) if t.tag == "COLON" and i > stop), None)
        label = tokens[stop + 1 : colon] if colon is not None else []
        if (
            label
            and label[0].tag in ("FOR", "FOR_THOSE", "USED_FOR", "DISL", "THERL")
            and all(t.tag in LABEL for t in label)
        ):
            return stop
    return None


def either(expression: Expression | None) -> Expression | None:
    """Return diseases that stand together before a colon as alternatives, each with what stands before its name: what follows is for each."""
    parts = expression.parts if isinstance(expression, Group) and expression.op == "all" else ()
    ways: list[list[Expression]] = [[]]
    for part in parts:
        if not isinstance(part, Condition) or part.concept not in OF_A_NAME:
            return expression
        ways[-1].append(part)
        if part.concept == "diagnosis":
            ways.append([])
    whole = [joined("all", way) for way in ways if way]
    return joined("any", whole) if len(whole) > 1 and not ways[-1] else expression


OF_A_NAME = frozenset(("diagnosis", "disease_setting", "biomarker"))
"""Concepts of a disease with what stands before its name."""


def meant(tokens: list[Token], text: str, lead: Sequence[Token], fired: list[str] | None) -> Expression | None:
    """Return what tokens of one statement say; names of diseases with `and` stay open."""
    said = stated(tokens, text, lead, fired)
    return said if lead or said is None or not are_names_of_diseases(said, text) else unknown_of(tokens, text)


def stated(tokens: list[Token], text: str, lead: Sequence[Token], fired: list[str] | None) -> Expression | None:
    """Return what tokens say, whatever they are used for."""
    while tokens and tokens[0].tag == "IDLE":
        tokens = tokens[1:]
    if lead and tokens and waits_for(lead, tokens) and not any(t.tag in OWN for t in tokens):
        at = tokens[0].start
        tokens = [*(replace(t, start=at, end=at) for t in lead), *tokens]
    return sentence(through("clauses", tokens, fired), text)


SAID_OF = Rule(
    "grammar.said_of",
    r"\b(?:has|have|had|is|are|was|with|who|patients?|members?|individuals?|diagnos\w+|both|due|associated|presence|evidence|history)\b",
    "patient has gout", "gout",
)  # fmt: skip
"""What says that diseases are one patient's."""


def are_names_of_diseases(said: Expression, text: str) -> bool:
    """Return True if words are nothing but names of diseases with `and`: whether one patient has all of them is not said."""
    found = list(conditions_of(said))
    several = isinstance(said, Group) and said.op == "all" and len([c for c in found if c.concept == "diagnosis"]) > 1
    plain = all(c.concept in ("diagnosis", "disease_setting", "biomarker") for c in found)
    return several and plain and AND_IN_NAMES.search(text) is not None and SAID_OF.search(text) is None


AND_IN_NAMES = Rule("grammar.and_in_names", r"\band\b|&", "gout and asthma", "gout or asthma")
