"""What a rule over terms makes of the tokens that it matched: ages, weights, doses, lines, times; and names that are of another thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from payerdiff.model.policy import AtomOp
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.expression import Condition, Expression, Group, Unknown, joined
from payerdiff.normalize.typing.tagging.tokens import Token, place_of, tokens_of

Builder = Callable[[list[Token]], Token | Sequence[Token] | None]
SIGNS: dict[str, AtomOp] = {
    "ATTAINED": ">=",
    "GE": ">=",
    "GT": ">",
    "LE": "<=",
    "LT": "<",
    "OR_MORE": ">=",
    "OR_LESS": "<=",
}
UNITS = (("y", "year"), ("mo", "month"), ("w", "week"), ("d", "day"), ("h", "hour"))
MAJORITY = 18
ELDER = Rule("builders.elder", r"older|younger|adult", "years or older", "years", exact=True)


def condition(tokens: Sequence[Token], expression: Expression) -> Token:
    """Return a token for a typed condition over the tokens that say it."""
    return Token("C", *place_of(tokens), expression)


def unknown(tokens: list[Token]) -> Token:
    """Build words without a typed meaning."""
    return Token("U", *place_of(tokens))


def idle(tokens: list[Token]) -> Token:
    """Build words that ask nothing."""
    return Token("IDLE", *place_of(tokens))


def mapped(part: Expression, change: Callable[[Condition], Expression]) -> Expression:
    """Return an expression with each of its conditions changed."""
    if isinstance(part, Condition):
        return change(part)
    if isinstance(part, Unknown):
        return part
    parts = [mapped(p, change) for p in part.parts]
    return joined(part.op, parts) if part.op in ("all", "any") else replace(part, parts=tuple(parts))


def unit_of(word: object) -> str:
    """Return the schema's unit of a word for a time.

    >>> unit_of("months"), unit_of("yrs"), unit_of("years of age")
    ('month', 'year', 'year')
    """
    text = str(word).lower()
    return next((unit for begin, unit in UNITS if text.startswith(begin)), "year")


def comparison(tokens: Sequence[Token]) -> AtomOp | None:
    """Return the operator that comparators before a number, or words behind it, give."""
    return next((SIGNS[t.tag] for t in tokens if t.tag in SIGNS), None)


def age_words(tokens: Sequence[Token]) -> bool:
    """Return True if tokens speak of an age and not of a length of time."""
    return any(
        t.tag in ("AGE", "ONSET", "ADULT", "CHILD", "ATTAINED") or (t.tag in SIGNS and ELDER.search(str(t.value)))
        for t in tokens
    )


def of_age(op: AtomOp, value: float, unit: str, tokens: Sequence[Token]) -> Condition:
    """Return a limit of age; of the age at which the disease began, where its onset is named."""
    concept = "age_at_onset" if tokens_of(tokens, "ONSET") else "age"
    return Condition(concept, op, value, *place_of(tokens), unit=unit)


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
        return unknown(tokens)
    unit = unit_behind(tokens, at[1]) or "year"
    low: AtomOp = ">" if any(t.tag == "GT" for t in tokens[: at[0]]) else ">="
    high: AtomOp = "<" if any(t.tag == "LT" for t in tokens[at[0] : at[1]]) else "<="
    least = of_age(low, tokens[at[0]].number, unit_behind(tokens, at[0]) or unit, tokens)
    return condition(tokens, joined("all", (least, of_age(high, tokens[at[1]].number, unit, tokens))))


def age(tokens: list[Token]) -> Token | None:
    """Build a limit of age."""
    op = comparison(tokens)
    at = next(i for i, t in enumerate(tokens) if t.tag == "NUM")
    if op is None or not age_words(tokens):
        return None
    return condition(tokens, of_age(op, tokens[at].number, unit_behind(tokens, at) or "year", tokens))


def onset(tokens: list[Token]) -> Token | None:
    """Build a limit of the age at which the disease began; `by age 2` is at most 2. None where nothing says that a number is an age."""
    (amount,) = tokens_of(tokens, "NUM")
    begun = tokens_of(tokens, "ONSET")[-1].words
    if len(tokens) == 2 and "age" not in begun.split():
        return None
    op: AtomOp = comparison(tokens) or ("<=" if begun.endswith(("by", "by age")) else "<")
    unit = unit_behind(tokens, tokens.index(amount)) or "year"
    return condition(tokens, Condition("age_at_onset", op, amount.number, *place_of(tokens), unit=unit))


def population(tokens: list[Token]) -> Token:
    """Build the age that a word for a population means."""
    op: AtomOp = ">=" if tokens[0].tag == "ADULT" else "<"
    return condition(tokens, of_age(op, MAJORITY, "year", tokens))


AGE_GROUP = Rule("builders.age_group", r"p(?:a)?ediatric|adult", "paediatric", "patient", exact=True, by="fullmatch")


def population_before_its_noun(tokens: list[Token]) -> Token | None:
    """Leave open a word for a population that belongs to the word behind it: `pediatric dosing`."""
    if not AGE_GROUP.fullmatch(tokens[0].words) or tokens[1].start - tokens[0].end > 1:
        return None
    return unknown(tokens)


def weight(tokens: list[Token]) -> Token | None:
    """Build a limit of body weight, in kilograms where it is told in them; pounds need to say that they weigh a patient."""
    told = list(zip(tokens_of(tokens, "NUM"), tokens_of(tokens, "KG"), strict=True))
    amount, unit = next((pair for pair in told if pair[1].words.startswith("k")), told[0])
    in_pounds = not unit.words.startswith("k")
    op = comparison(tokens)
    if op is None or (in_pounds and not tokens_of(tokens, "WEIGHT")):
        return None
    return condition(
        tokens, Condition("weight", op, amount.number, *place_of(tokens), unit="lb" if in_pounds else "kg")
    )


def weight_between(tokens: list[Token]) -> Token | None:
    """Build both ends of a span of body weights in kilograms."""
    low, high = tokens_of(tokens, "NUM")
    if low.number >= high.number or not tokens[-1].words.startswith("k"):
        return None
    least: AtomOp = ">" if tokens_of(tokens, "GT") else ">="
    most: AtomOp = "<" if tokens_of(tokens, "LT") else "<="
    ends = ((least, low.number), (most, high.number))
    return condition(
        tokens, joined("all", [Condition("weight", op, n, *place_of(tokens), unit="kg") for op, n in ends])
    )


def dose(tokens: list[Token]) -> Token | None:
    """Build a cap on the dose, with its unit written as `mg/kg/day` or `mg/4 weeks`."""
    amount, mass = tokens_of(tokens, "NUM")[0], tokens_of(tokens, "MASS")[0]
    op = comparison(tokens) or ("<=" if any(CAP.search(t.words) for t in tokens_of(tokens, "DOSE")) else None)
    daily = ["day"] if any("daily" in t.words.split() for t in tokens_of(tokens, "DOSE")) else []
    counted_by = denominators(tokens[tokens.index(mass) + 1 :]) or daily
    unit = "/".join((mass_of(mass), *counted_by))
    if op is None or (not tokens_of(tokens, "DOSE", "THER", "SELF") and "/" not in unit):
        return None
    return condition(tokens, Condition("dose", op, amount.number, *place_of(tokens), unit=unit))


CAP = Rule(
    "builders.cap",
    r"\bmaximum (?:(?:daily|recommended|allowed|total|single) )*dos",
    "maximum daily dose",
    "maximum tolerated dose",
)
"""A dose that is the highest one by its name."""
OPIOIDS = Rule("builders.opioids", r"morphine|mme|ome", "MME", "mg")


def mass_of(token: Token) -> str:
    """Return the unit of a mass as the schema writes it."""
    if OPIOIDS.search(token.words):
        return "MME"
    return token.words.replace("µ", "mc").replace("μ", "mc")


def denominators(tokens: Sequence[Token]) -> list[str]:
    """Return what a dose is counted by: `kg`, `day`, `4 weeks`."""
    found: list[str] = []
    count = ""
    for token in tokens:
        if token.tag == "NUM":
            count = f"{token.number:g} "
        elif token.tag == "EVERY_OTHER":
            found.append(f"2 {token.words.split()[-1]}s")
        elif token.tag == "TIME":
            unit = unit_of(token.value)
            found.append("day" if (count, unit) == ("24 ", "hour") else f"{count}{unit}{'s' if count else ''}")
        elif token.tag == "KG":
            found.append("kg")
        elif token.tag in ("DOSE", "SURFACE"):
            found.append("m2" if token.tag == "SURFACE" else "dose")
    return found


def cycles(tokens: list[Token]) -> Token:
    """Build a cap on cycles."""
    (amount,) = tokens_of(tokens, "NUM")
    return condition(tokens, Condition("cycles", "<=", amount.number, *place_of(tokens), unit="cycle"))


def lines_before(tokens: list[Token]) -> Token | None:
    """Build which line of treatment the drug may be, by how many came before: two or more before leave the third and later."""
    (amount,) = tokens_of(tokens, "NUM")
    if tokens_of(tokens, "LE", "LT", "OR_LESS"):
        most = amount.number + (0 if tokens_of(tokens, "LT") else 1)
        return condition(tokens, Condition("line_of_therapy", "<=", most, *place_of(tokens)))
    least = 1 + amount.number + (1 if tokens_of(tokens, "GT") else 0)
    return condition(tokens, Condition("line_of_therapy", ">=", least, *place_of(tokens)))


LINES = (("first", 1), ("1st", 1), ("front", 1), ("initial", 1), ("second", 2), ("2nd", 2), ("third", 3), ("3rd", 3), ("fourth", 4))  # fmt: skip


def line(tokens: list[Token]) -> Token:
    """Build a line of treatment named by its number."""
    value = next(n for word, n in LINES if tokens[0].words.startswith(word))
    op: AtomOp = ">=" if len(tokens) > 1 else "="
    return condition(tokens, Condition("line_of_therapy", op, value, *place_of(tokens)))


EXCEEDS = Rule("builders.exceeds", r"\bexceed", "does not exceed", "at most")
"""A cap on a length of time that a verb sets: how long something may last, and not how long it did."""


def duration(tokens: list[Token]) -> Token:
    """Build a length of time, in words of the schema: `3 month`."""
    amount, unit = tokens_of(tokens, "NUM")[0], tokens_of(tokens, "TIME")[0]
    if EXCEEDS.search(" ".join(t.text for t in tokens_of(tokens, "LE"))):
        return Token("CAP", *place_of(tokens))
    return Token("DUR", *place_of(tokens), f"{amount.number:g} {unit_of(unit.value)}", tokens[0].text)


ONE = Rule("builders.one", r"\bfor (?:a|an|one|at least a)$", "for a", "for the last")


def duration_of_one(tokens: list[Token]) -> Token | None:
    """Build a length of one unit of time: `for a month or more`."""
    unit = tokens_of(tokens, "TIME")[0]
    one = ONE.search(tokens[0].words) and not unit.words.endswith("s")
    return Token("DUR", *place_of(tokens), f"1 {unit_of(unit.value)}") if one else None


def members_named(tokens: list[Token]) -> list[Token] | None:
    """Leave out the name of a class of which the members that count follow (`one of the following biologics: A or B`)."""
    return [tokens[0]] if "following" in tokens[0].text.lower() else None


def products_named(tokens: list[Token]) -> list[Token] | None:
    """Leave out `preferred products` before their names, where a number or a connector says how many of them count."""
    at = next(i for i, t in enumerate(tokens) if t.tag == "THER")
    counted = at > 0 or any(t.tag in ("OR", "AND") for t in tokens)
    if tokens[at].value != "preferred product" or not counted:
        return None
    behind = tokens[at + 1 :]
    return [*tokens[:at], *(behind[1:] if behind[0].tag == "COLON" else behind)]


def quantity(tokens: list[Token]) -> Token:
    """Build that the quantity stays within the limit that the plan sets elsewhere."""
    return condition(tokens, Condition("quantity", "=", "within_limit", *place_of(tokens)))


def quantity_above(tokens: list[Token]) -> Token:
    """Build that the quantity does not stay within the limit that the plan sets elsewhere."""
    return condition(tokens, Condition("quantity", "=", "within_limit", *place_of(tokens), negated=True))


def approved_before(tokens: list[Token]) -> Token:
    """Build that the plan has approved the drug for the patient before."""
    return condition(tokens, Condition("treatment_history", "=", "approved_before", *place_of(tokens)))


def adherence(tokens: list[Token]) -> Token:
    """Build that the patient takes the drug as prescribed."""
    return condition(tokens, Condition("adherence", "=", "adherent", *place_of(tokens)))


ENDS_OF_PARTICIPLES = (
    r"ed|ing|ive|able|ible|ous|ent|ly|despite|within|per|not|affects|involves|requires|causes|persists"
)
OTHER_VERBS = r"interferes|impacts|limits|covers|remains|whose|who|which"
PARTICIPLE = Rule(
    "builders.participle", rf".*(?:{ENDS_OF_PARTICIPLES}|{OTHER_VERBS})$", "failed", "drug", exact=True, by="match"
)


def noun_behind(tokens: list[Token]) -> Token | None:
    """Leave open a disease that stands before a noun: `asthma exacerbation` is no asthma; `asthma requiring oxygen` is."""
    named, behind = tokens[-2:]
    if behind.start - named.end > 1 or PARTICIPLE.match(behind.words):
        return None
    return unknown(tokens)


ONE_KIND = Rule("builders.one_kind", r"cancers?|tumou?rs?|infections?", "cancer", "breast cancer", by="fullmatch")


def kind_behind(tokens: list[Token]) -> Token | None:
    """Leave open a kind of disease right behind words that nothing knows, which say more of it: `somatic cancer`."""
    before, named = tokens
    apart = named.start - before.end > 3 or ONE_KIND.fullmatch(named.text.lower().strip()) is None
    return None if apart else unknown(tokens)


IDLE_NOUN = Rule("builders.idle_noun", r"settings?|phase|intent", "setting", "decisions", by="fullmatch")
"""Nouns that say no more than the setting before them: `in the adjuvant setting`."""


def setting_before_its_noun(tokens: list[Token]) -> list[Token] | None:
    """Leave open a setting of another thing than the disease: `persistent cough`."""
    first, noun = tokens
    if IDLE_NOUN.fullmatch(noun.words) and isinstance(first.value, Condition | Group):
        told = mapped(first.value, lambda c: replace(c, end=noun.end))
        return [replace(first, end=noun.end, value=told)]
    if isinstance(first.value, Condition) and all(str(v).startswith("stage_") for v in first.value.values):
        return None  # a stage is the disease's, whatever words stand before its name
    return [unknown([first]), noun] if noun.text and noun.start - first.end <= 1 else None


def induction_of_a_thing(tokens: list[Token]) -> Token | None:
    """Leave open what is induced, which is no setting of a disease: `ovulation induction`."""
    before, setting = tokens
    return unknown(tokens) if setting.value == "induction" and setting.start - before.end <= 1 else None


EARLIER = Rule("builders.earlier", r"(?:prior|previous|past)", "prior", "has tried", by="fullmatch")


def history_word(tokens: list[Token]) -> Token | None:
    """Return a word for what came before as one for the past, where a disease stands behind it: `prior ischemic stroke`."""
    (word,) = tokens
    return replace(word, tag="HISTORY") if EARLIER.fullmatch(word.words) else None


def setting_behind_a_therapy(tokens: list[Token]) -> list[Token] | None:
    """Leave open the setting in which another therapy is given: `basiliximab induction` is no induction by the requested drug."""
    named, behind = tokens
    apart = behind.start - named.end > 1 or behind.value == "maintenance"  # by a drug that is taken for long
    return None if apart else [named, unknown([behind])]


BUILDERS: dict[str, Builder] = {
    f.__name__: f
    for f in (
        age_between, age, onset, population, population_before_its_noun, weight, weight_between, dose, cycles, lines_before, line, duration, duration_of_one,
        unknown, idle, members_named, products_named, setting_behind_a_therapy, induction_of_a_thing, history_word, quantity, quantity_above, approved_before, adherence,
    )
}  # fmt: skip
"""The builders by the names under which the grammar calls them."""
