"""A leaf's words → an expression of typed conditions: tag, then the rules of `data/grammar.toml` in their order, lists between them, clauses last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from payerdiff.normalize import lexicon
from payerdiff.normalize.typing.builders import BUILDERS, Builder, condition, mapped, tokens_of
from payerdiff.normalize.typing.coordination import held, sentence, with_lists
from payerdiff.normalize.typing.expression import Condition, Expression, Unknown, joined
from payerdiff.normalize.typing.tagger import tagged
from payerdiff.normalize.typing.tokens import Token, compiled, reduced


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: a pattern over tags, and the builder of what it finds."""

    name: str
    pattern: str
    builds: str
    stage: str
    example: str
    counterexample: str


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of the grammar in their order."""
    return tuple(
        Rule(r["name"], r["pattern"], r["builds"], r.get("stage", "terms"), r["example"], r["counterexample"])
        for r in lexicon.table("grammar")["rule"]
    )


def parsed(text: str, lead: Sequence[Token] = ()) -> Expression | None:
    """Return what a leaf says: its typed conditions and what they leave open, joined as its words join them; None where nothing is said.

    `lead` are the tokens of the words above a list that say what its members stand for (`Trial and failure of one of the following:`).
    """
    if REFERS.match(text):
        return Unknown(text, 0, len(text))
    tokens = list(tagged(text).tokens)
    qualifying = tokens_of(tokens, "QUALIFIER")
    tokens = [t for t in tokens if t.tag not in ("QUALIFIER", "COLON")]
    tokens = through("terms", tokens)
    tokens = with_lists(tokens)
    if lead and tokens and not any(t.tag in OWN for t in tokens):
        at = tokens[0].start
        tokens = [*(replace(t, start=at, end=at) for t in lead), *tokens]
    tokens = through("clauses", tokens)
    found = sentence(tokens, text)
    if found is None or not qualifying:
        return found
    return joined("all", [found, *(Unknown(text[t.start : t.end], t.start, t.end) for t in qualifying)])


CUE = (
    r"((?:NOT+)?(?:(?:TAKING)?(?:THERL|SELF)?COMBINED|TAKING)|(?:NOT+)?(?:DUR|LINE)?OUTL(?:DUR|WITHIN DUR?|OUTL|TO|OR|COMMA|AND)*|"
    r"(?:PRESCRIBED_BY|CONSULTED)(?:(?:COMMA)?(?:OR|SLASH|AND)|COMMA|PRESCRIBED_BY|CONSULTED)*|DX+|USED_FOR+|GIVEN_AT|FAMILY|RISK|HISTORY)"
    r"(?:(?:U|TO|THERL|FOR){0,3}(?:(?:GE|LE)?NUM(?:OR_MORE)?|ONE_OF|ALL_OF)+.*|(?:U|TO|IDLE)?)$"
)
"""The end of words above a list that wait for what the list names."""
REFERS = re.compile(r"^\W*(?:refer to|see\b|note\b|please|for more information)", re.IGNORECASE)
"""How a pointer to another place begins: no condition."""
OWN = frozenset(
    (
        "OUTL",
        "COMBINED",
        "PRESCRIBED_BY",
        "CONSULTED",
        "RESPL",
        "TAKING",
        "ON_DRUG",
        "FAMILY",
        "RISK",
        "C",
        "DOCUMENT",
        "LAB",
        "NOT",
        "ALONE",
    )
)
"""Tags of items that say by themselves what they ask."""


def cue_of(lead: str, refused: bool) -> tuple[Token, ...]:
    """Return the tokens at the end of words above a list that say what its members stand for; none where they say nothing of it.

    Where the group refuses its items (`refused`), the denial is the group's, and the items stand for what is denied.
    """
    tokens = with_lists(
        through("terms", [t for t in tagged(lead).tokens if t.tag not in ("QUALIFIER", "COLON", "STOP")])
    )
    if INCLUDING.search(lead) and any(t.tag in ("OUTL", "C") for t in tokens) and "line" in lead.lower():
        return (Token("OUTL", 0, 0, ("tried",)),)
    match = compiled(CUE).search("".join(t.sign for t in tokens))
    if match is None:
        return ()
    found = tokens[match.start(1) : match.end(1)]
    return tuple(t for t in found if t.tag != "NOT" or not refused)


INCLUDING = re.compile(r"\bincluding\b[^.;]{0,30}:?\s*$", re.IGNORECASE)


def through(stage: str, tokens: list[Token]) -> list[Token]:
    """Return the tokens after the rules of one stage."""
    for rule in rules():
        if rule.stage == stage:
            builder = CLAUSES.get(rule.builds) or BUILDERS[rule.builds]
            tokens = reduced(tokens, rule.pattern, builder)
    return tokens


def therapy(tokens: Sequence[Token]) -> Token:
    """Return the list of therapies among the tokens, the last one."""
    return tokens_of(tokens, "THERL")[-1]


def wide(tokens: Sequence[Token]) -> tuple[int, int]:
    """Return the place of all tokens together."""
    return tokens[0].start, tokens[-1].end


def prior_therapy(tokens: list[Token]) -> Token:
    """Build step therapy: which therapies came before, with what outcome, for how long, how many of them."""
    named = therapy(tokens)
    outcomes = tuple(dict.fromkeys(o for t in tokens_of(tokens, "OUTL") for o in t.value))  # type: ignore[attr-defined]  # outcomes
    lasting = next((str(t.value) for t in tokens_of(tokens, "DUR")), None)
    outcome = " or ".join(o for o in ("failed", "intolerant", "contraindicated", "tried") if o in outcomes)
    if len(outcomes) > 1 and "tried" in outcomes and "failed" in outcomes:
        outcome = " or ".join(o for o in ("failed", "intolerant", "contraindicated") if o in outcomes)

    def stated(c: Condition) -> Condition:
        return replace(c, concept="prior_therapy", outcome=outcome, duration=lasting)

    expression = counted(tokens, mapped(held(named), stated))
    unknown = [Unknown("", t.start, t.end) for t in tokens_of(tokens, "U", "WITHIN", "DOSE")]
    return condition(tokens, joined("all", [expression, *unknown]))


def counted(tokens: Sequence[Token], expression: Expression) -> Expression:
    """Return therapies with how many of them it takes, where the words before them say a number above one; `all of` and `one of` decide the operator."""
    amounts = [t for t in tokens_of(tokens, "NUM") if isinstance(t.value, int | float)]
    if tokens_of(tokens, "ALL_OF") and isinstance(expression, Condition) and len(expression.values) > 1 and not amounts:
        return joined("all", [replace(expression, op="=", value=v) for v in expression.values])
    if not amounts or amounts[0].value == 1:
        return expression
    if isinstance(expression, Condition):
        return replace(expression, count=int(str(amounts[0].value)))
    return Unknown("", expression.start, expression.end)


def prior_therapy_again(tokens: list[Token]) -> Token:
    """Build the outcome of what was named before without a name here: which therapies is for a reader."""
    return Token("U", *wide(tokens))


def combined_as(tokens: Sequence[Token]) -> Expression:
    """Return what the drug is given with."""
    return counted(tokens, mapped(held(therapy(tokens)), lambda c: replace(c, concept="regimen", op="with")))


def combined(tokens: list[Token]) -> Token:
    """Build a combination with other therapies."""
    unknown = [Unknown("", t.start, t.end) for t in tokens_of(tokens, "U")]
    return condition(tokens, joined("all", [combined_as(tokens), *unknown]))


def alone(tokens: list[Token]) -> Token:
    """Build treatment with nothing else."""
    return condition(tokens, Condition("regimen", "=", "single_agent", *wide(tokens)))


def alone_or_with(tokens: list[Token]) -> Token:
    """Build treatment with nothing else, or with what is named."""
    return condition(tokens, joined("any", [Condition("regimen", "=", "single_agent", *wide(tokens[:1])), combined_as(tokens)]))  # fmt: skip


def prescriber(tokens: list[Token]) -> Token:
    """Build who must prescribe or be consulted."""
    named = tokens_of(tokens, "SPECL")[-1]
    only = tokens_of(tokens, "PRESCRIBED_BY") and not tokens_of(tokens, "CONSULTED")
    role = "prescribes" if only else "consults"
    unknown = [Unknown("", t.start, t.end) for t in tokens_of(tokens, "U")]
    return condition(tokens, joined("all", [mapped(held(named), lambda c: replace(c, role=role)), *unknown]))


def on_drug(tokens: list[Token]) -> Token:
    """Build that the patient is on the drug already, and for how long."""
    lasting = tokens_of(tokens, "DUR")
    if lasting:
        amount, unit = str(lasting[0].value).split()
        return condition(tokens, Condition("treatment_history", ">=", float(amount), *wide(tokens), unit=unit))
    return condition(tokens, Condition("treatment_history", "=", "on_therapy", *wide(tokens)))


def no_toxicity(tokens: list[Token]) -> Token:
    """Build that the drug did no harm that stops it."""
    return condition(tokens, Condition("toxicity", "=", "absent", *wide(tokens)))


def no_progression(tokens: list[Token]) -> Token:
    """Build that the disease did not progress under the drug."""
    return condition(tokens, Condition("response", "=", "no_progression", *wide(tokens)))


def response(tokens: list[Token]) -> Token:
    """Build what became of the disease under the drug."""
    said = [held(t) for t in tokens_of(tokens, "RESPL")]
    rest = [t for t in tokens if t.tag not in ("RESPL", "SELF", "IDLE", "THERL", "AND", "OR", "COMMA")]
    open_words = [Unknown("", rest[0].start, rest[-1].end)] if rest else []
    return condition(tokens, joined("all", [joined("any", said), *open_words]))


def documents(tokens: list[Token]) -> Token:
    """Build papers that must be sent in."""
    return condition(tokens, Condition("documentation", "=", "required", *wide(tokens)))


def therapy_alone(tokens: list[Token]) -> Token:
    """Return a therapy without the disease that it was given for: which disease is said elsewhere."""
    return therapy(tokens)


def labeled_therapy(tokens: list[Token]) -> Token | list[Token]:
    """Return a therapy of which its label is said (`a biologic that is approved for …`): which ones that leaves is for a reader."""
    named = tokens_of(tokens, "THERL")
    rest = Token("U", tokens[0].start, tokens[-1].end) if not named else Token("U", *((named[0].end, tokens[-1].end) if tokens[0] is named[0] else (tokens[0].start, named[0].start)))  # fmt: skip
    return [*named, rest]


def plain(tokens: list[Token]) -> Token:
    """Build what a list says by itself."""
    return condition(tokens, held(tokens[-1]))


def disease(tokens: list[Token]) -> Token:
    """Build the disease that the patient must have."""
    return condition(tokens, held(tokens_of(tokens, "DISL")[-1]))


CLAUSES: dict[str, Builder] = {
    f.__name__: f
    for f in (prior_therapy, prior_therapy_again, combined, alone, alone_or_with, prescriber, on_drug, no_toxicity, no_progression, response, documents, therapy_alone, labeled_therapy, plain, disease)
}  # fmt: skip
"""The builders of clauses by the names under which the grammar calls them."""
