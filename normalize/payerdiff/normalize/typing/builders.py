"""What a rule of the grammar makes of the tokens that it matched."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from payerdiff.model.policy import AtomOp
from payerdiff.normalize import lexicon
from payerdiff.normalize.typing.expression import Condition, Expression, Group, Unknown, joined
from payerdiff.normalize.typing.tokens import Token

Builder = Callable[[list[Token]], Token | None]
SIGNS: dict[str, AtomOp] = {"GE": ">=", "GT": ">", "LE": "<=", "LT": "<", "OR_MORE": ">=", "OR_LESS": "<="}
UNITS = (("y", "year"), ("mo", "month"), ("w", "week"), ("d", "day"), ("h", "hour"))
MAJORITY = 18


def tokens_of(tokens: Sequence[Token], *tags: str) -> list[Token]:
    """Return the tokens of some tags."""
    return [token for token in tokens if token.tag in tags]


def condition(tokens: Sequence[Token], expression: Expression) -> Token:
    """Return a token for a typed condition over the tokens that say it."""
    return Token("C", tokens[0].start, tokens[-1].end, expression)


def number(token: Token) -> float:
    """Return the number that a token stands for."""
    assert isinstance(token.value, int | float)
    return token.value


def unit_of(word: object) -> str:
    """Return the schema's unit of a word for a time.

    >>> unit_of("months"), unit_of("yrs"), unit_of("years of age")
    ('month', 'year', 'year')
    """
    text = str(word).lower()
    return next((unit for begin, unit in UNITS if text.startswith(begin)), "year")


def comparison(tokens: Sequence[Token]) -> AtomOp | None:
    """Return the operator that comparators before a number, or words behind it, give."""
    signs = [SIGNS[t.tag] for t in tokens if t.tag in SIGNS]
    return signs[0] if signs else None


def age_words(tokens: Sequence[Token]) -> bool:
    """Return True if tokens speak of an age and not of a length of time."""
    told = any(t.tag == "AGE" for t in tokens)
    elder = any(t.tag in ("OR_MORE", "OR_LESS") and re.search(r"older|younger", str(t.value)) for t in tokens)
    signed = any(t.tag in ("GT", "LT", "GE", "LE") and re.search(r"older|younger", str(t.value)) for t in tokens)
    return told or elder or signed


def of_age(op: AtomOp, value: float, unit: str, tokens: Sequence[Token]) -> Condition:
    """Return a limit of age."""
    return Condition("age", op, value, tokens[0].start, tokens[-1].end, unit=unit)


def unit_behind(tokens: Sequence[Token], at: int) -> str | None:
    """Return the unit of time behind a number, as far as one follows."""
    for token in tokens[at + 1 : at + 3]:
        if token.tag == "TIME" or (token.tag == "AGE" and str(token.value)[:1] in "ymwd"):
            return unit_of(token.value)
        if token.tag == "NUM":
            return None
    return None


def age_between(tokens: list[Token]) -> Token | None:
    """Build both ends of a span of ages; one that contradicts itself (`between 1 and 17 years or older`) has none."""
    at = [i for i, t in enumerate(tokens) if t.tag == "NUM"]
    spread = any(t.tag in ("BETWEEN", "TO", "GE", "GT") for t in tokens[: at[1]])
    if not age_words(tokens) or not spread or len(at) != 2:
        return None
    if any(t.tag in ("OR_MORE", "OR_LESS") for t in tokens):
        return Token("U", tokens[0].start, tokens[-1].end)
    unit = unit_behind(tokens, at[1]) or "year"
    low = ">" if any(t.tag == "GT" for t in tokens[: at[0]]) else ">="
    high = "<" if any(t.tag == "LT" for t in tokens[at[0] : at[1]]) else "<="
    ends = (of_age(low, number(tokens[at[0]]), unit_behind(tokens, at[0]) or unit, tokens), of_age(high, number(tokens[at[1]]), unit, tokens))  # type: ignore[arg-type]  # literals of the operator  # fmt: skip
    return condition(tokens, joined("all", ends))


def age(tokens: list[Token]) -> Token | None:
    """Build a limit of age."""
    op = comparison(tokens)
    at = next(i for i, t in enumerate(tokens) if t.tag == "NUM")
    if op is None or not age_words(tokens):
        return None
    return condition(tokens, of_age(op, number(tokens[at]), unit_behind(tokens, at) or "year", tokens))


def population(tokens: list[Token]) -> Token:
    """Build the age that a word for a population means."""
    op: AtomOp = ">=" if tokens[0].tag == "ADULT" else "<"
    return condition(tokens, of_age(op, MAJORITY, "year", tokens))


def weight(tokens: list[Token]) -> Token | None:
    """Build a limit of body weight in kilograms."""
    op, (amount,), (unit,) = comparison(tokens), tokens_of(tokens, "NUM"), tokens_of(tokens, "KG")
    if op is None or not str(unit.value).lower().startswith("k"):
        return None
    return condition(tokens, Condition("weight", op, number(amount), tokens[0].start, tokens[-1].end, unit="kg"))


def dose(tokens: list[Token]) -> Token | None:
    """Build a cap on the dose, with its unit written as `mg/kg/day` or `mg/4 weeks`."""
    amount, mass = tokens_of(tokens, "NUM")[0], tokens_of(tokens, "MASS")[0]
    op = comparison(tokens)
    rest = tokens[tokens.index(mass) + 1 :]
    if op is None or (not tokens_of(tokens, "DOSE") and not rest):
        return None
    parts = [str(mass.value)]
    count = ""
    for token in rest:
        if token.tag == "NUM":
            count = f"{number(token):g} "
        elif token.tag == "TIME":
            parts.append(f"{count}{unit_of(token.value)}{'s' if count else ''}")
        elif token.tag in ("KG", "DOSE", "U"):
            parts.append(str(token.value).lower().replace("kilogram", "kg"))
    return condition(
        tokens, Condition("dose", op, number(amount), tokens[0].start, tokens[-1].end, unit="/".join(parts))
    )


def cycles(tokens: list[Token]) -> Token:
    """Build a cap on cycles."""
    return condition(
        tokens, Condition("cycles", "<=", number(tokens[1]), tokens[0].start, tokens[-1].end, unit="cycle")
    )


def lines_before(tokens: list[Token]) -> Token | None:
    """Build which line of treatment the drug may be, by how many came before: two or more before leave the third and later."""
    (amount,) = tokens_of(tokens, "NUM")
    least = 1 + number(amount) + (1 if tokens_of(tokens, "GT") else 0)
    return condition(tokens, Condition("line_of_therapy", ">=", least, tokens[0].start, tokens[-1].end))


LINES = (
    ("first", 1),
    ("1st", 1),
    ("front", 1),
    ("initial", 1),
    ("second", 2),
    ("2nd", 2),
    ("third", 3),
    ("3rd", 3),
    ("fourth", 4),
)


def line(tokens: list[Token]) -> Token:
    """Build a line of treatment named by its number."""
    value = next(n for word, n in LINES if str(tokens[0].value).startswith(word))
    op: AtomOp = ">=" if len(tokens) > 1 else "="
    return condition(tokens, Condition("line_of_therapy", op, value, tokens[0].start, tokens[-1].end))


STATES = {"POSITIVE": "positive", "NEGATIVE": "negative", "UNAVAILABLE": "unavailable", "VARIANT": "positive"}


def marker_state(tokens: list[Token]) -> Token:
    """Build the state of a marker; alternatives of one marker (`MRD-negative or unavailable`) are one condition."""
    (marker,) = tokens_of(tokens, "MARK", "GENE")
    states: list[str | float] = []
    for token in tokens:
        if token.tag == "METABOLIZER":
            states.append(" ".join(str(token.value).split()))
        elif token.tag in STATES:
            states.append(STATES[token.tag])
    found = list(dict.fromkeys(states))
    if "negative" in found and not tokens_of(tokens, "OR", "SLASH", "AND") and "positive" in found:
        found = ["negative"]  # `negative for a mutation`
    value = tuple(found) if len(found) > 1 else found[0]
    op: AtomOp = "in" if len(found) > 1 else "="
    stated = Condition("biomarker", op, value, tokens[0].start, tokens[-1].end, subject=str(marker.value))
    narrowed = [Unknown("", t.start, t.end) for t in tokens_of(tokens, "CHANGE", "U")]
    return condition(tokens, joined("all", [stated, *narrowed]))


def marker_copies(tokens: list[Token]) -> Token:
    """Build how many copies of a gene there must be."""
    (marker,) = tokens_of(tokens, "MARK", "GENE")
    amounts = [number(t) for t in tokens_of(tokens, "NUM")]
    ends = (tokens[0].start, tokens[-1].end)
    named = str(marker.value)
    if len(amounts) == 1:
        op = comparison(tokens) or "="
        return condition(tokens, Condition("biomarker", op, amounts[0], *ends, subject=named, unit="copies"))
    low, high = (Condition("biomarker", op, value, *ends, subject=named, unit="copies") for op, value in zip((">=", "<="), amounts, strict=True))  # type: ignore[arg-type]  # literals of the operator  # fmt: skip
    return condition(tokens, joined("all", (low, high)))


def marker_alone(tokens: list[Token]) -> Token | None:
    """Build the state that a marker's name says by itself: `MSI-H`, `dMMR`."""
    entry = lexicon.table("biomarkers").get(str(tokens[0].value), {})
    state = entry.get("alone")
    if state is None:
        return None
    return condition(tokens, Condition("biomarker", "=", str(state), tokens[0].start, tokens[0].end, subject=str(entry.get("of", tokens[0].value))))  # fmt: skip


def duration(tokens: list[Token]) -> Token:
    """Build a length of time, in words of the schema: `3 month`."""
    amount, unit = tokens_of(tokens, "NUM")[0], tokens_of(tokens, "TIME")[0]
    return Token("DUR", tokens[0].start, tokens[-1].end, f"{number(amount):g} {unit_of(unit.value)}")


def unknown(tokens: list[Token]) -> Token:
    """Build words without a typed meaning."""
    return Token("U", tokens[0].start, tokens[-1].end)


def idle(tokens: list[Token]) -> Token:
    """Build words that ask nothing."""
    return Token("IDLE", tokens[0].start, tokens[-1].end)


def mapped(part: Expression, change: Callable[[Condition], Expression]) -> Expression:
    """Return an expression with each of its conditions changed."""
    if isinstance(part, Condition):
        return change(part)
    if isinstance(part, Unknown):
        return part
    return joined(part.op, [mapped(p, change) for p in part.parts]) if part.op in ("all", "any") else replace(part, parts=tuple(mapped(p, change) for p in part.parts))  # fmt: skip


def group(op: str, parts: Sequence[Expression], k: int | None = None) -> Expression:
    """Return parts under an operator, k of them where it is `at_least`."""
    return Group("at_least", tuple(parts), k) if op == "at_least" else joined("all" if op == "all" else "any", parts)


BUILDERS: dict[str, Builder] = {
    f.__name__: f
    for f in (age_between, age, population, weight, dose, cycles, lines_before, line, marker_state, marker_copies, marker_alone, duration, unknown, idle)
}  # fmt: skip
"""The builders by the names under which the grammar calls them."""
