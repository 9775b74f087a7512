"""What a rule over lists makes of the tokens that it matched: therapies with their outcome, company, prescribers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from payerdiff.normalize import lexicon
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.building.builders import (
    Builder,
    condition,
    idle,
    kind_behind,
    mapped,
    noun_behind,
    setting_before_its_noun,
    unknown,
)
from payerdiff.normalize.typing.coordination import counted, held, of_several, outcome_of, split
from payerdiff.normalize.typing.expression import Condition, Expression, Unknown, conditions_of, denied, joined
from payerdiff.normalize.typing.numbers import number_of
from payerdiff.normalize.typing.tagging.tokens import Token, place_of, tokens_of


def open_words(tokens: Sequence[Token], *tags: str) -> list[Expression]:
    """Return the tokens of some tags as parts that are not typed."""
    return [Unknown("", t.start, t.end) for t in tokens_of(tokens, *tags)]


def therapy(tokens: Sequence[Token]) -> Token:
    """Return the list of therapies among the tokens, the last one."""
    return tokens_of(tokens, "THERL")[-1]


def how_many(tokens: Sequence[Token]) -> int | None:
    """Return how many of the therapies are asked for, where a number says it."""
    return next((int(t.number) for t in tokens_of(tokens, "NUM")), None)


def prior_therapy(tokens: list[Token]) -> Token:
    """Build step therapy: which therapies came before, with what outcome, for how long, how many of them."""
    outcome = outcome_of(tokens)
    lasting = next((str(t.value) for t in lengths(tokens)), None)

    def stated(c: Condition) -> Condition:
        return replace(c, concept="prior_therapy", outcome=outcome, duration=lasting)

    expression = mapped(held(therapy(tokens)), stated)
    count = how_many(tokens)
    if count not in (None, 1) and any(
        a.tag == "NUM" and b.tag in ("DOSE", "COURSE") for a, b in pairwise(tokens)
    ):  # so many doses, not therapies
        return condition(tokens, joined("all", [expression, *open_words(tokens, "NUM", "U", "DOSE")]))
    if count is None and tokens_of(tokens, "ALL_OF") and isinstance(expression, Condition) and len(expression.values) > 1:  # fmt: skip
        expression = joined("all", [replace(expression, op="=", value=v) for v in expression.values])
    if is_all_of_a_class(tokens, expression, outcome):
        expression = joined("all", [expression, *open_words(tokens, "ALL_OF")])
    return condition(tokens, joined("all", [counted(expression, count), *open_words(tokens, "U", "GENE", "WITHIN", "DOSE", "NEW")]))  # fmt: skip


def naive(tokens: list[Token]) -> Token:
    """Build therapies that must not have come before."""
    named = mapped(held(therapy(tokens)), with_concept("prior_therapy", "tried"))
    return condition(tokens, joined("all", [denied(named), *open_words(tokens, "U")]))


def combination_before(tokens: list[Token]) -> Token:
    """Build treatments that were given together before this one; that they were given at one time stays open."""
    (cue,) = tokens_of(tokens, "COMBINED")
    named = prior_therapy([t for t in tokens if t is not cue])
    return condition(tokens, joined("all", [held(named), Unknown("", cue.start, cue.end)]))


def is_all_of_a_class(tokens: Sequence[Token], expression: Expression, outcome: str) -> bool:
    """Return True if all members of a class must have been tried (`failure of all triptans`): how many those are, stands elsewhere."""
    everything = isinstance(expression, Condition) and expression.value in lexicon.table("regimens")
    return (
        everything
        and not NAMES_THEM.search(tokens_of(tokens, "ALL_OF")[-1].text if tokens_of(tokens, "ALL_OF") else "")
        and bool(tokens_of(tokens, "ALL_OF"))
        and bool({"tried", "failed"} & set(outcome.split(" or ")))
    )


NAMES_THEM = Rule("clauses.names_them", r"following|both", "all of the following", "all", exact=True)


def therapies_one_by_one(tokens: list[Token]) -> Token | None:
    """Build therapies that are counted one by one (`one topical agent plus one systemic agent`), each with the outcome that is said once for all.

    None where `and` and `or` stand between them: which binds closer is not said.
    """
    first = next(i for i, t in enumerate(tokens) if t.tag == "OUTL")
    lasting = [replace(t, start=tokens[0].start, end=tokens[0].start) for t in tokens_of(tokens, "DUR")[:1]]
    said = [*lasting, tokens[first]]
    parts, joints = split([t for t in tokens[first + 1 :] if t.tag not in ("DUR", "TO")])
    words = {joint.word for joint in joints}
    if len(words) != 1:
        return None
    named = [held(prior_therapy([*said, *part])) for part in parts]
    return condition(tokens, joined("any" if words == {"or"} else "all", named))


def lengths(tokens: Sequence[Token]) -> list[Token]:
    """Return the lengths of time among tokens that say how long something lasted, and not since when (`within the past 90 days`)."""
    return [t for before, t in pairwise([Token("", 0, 0), *tokens]) if t.tag == "DUR" and before.tag != "WITHIN"]


def contraindication(tokens: list[Token]) -> Token | None:
    """Build a contraindication to the requested drug itself."""
    said = outcome_of(tokens)
    if said != "contraindicated" and not ("intolerant" in said and ALLERGIC.search(tokens[0].text)):
        return None
    return condition(tokens, Condition("contraindication", "=", "present", *place_of(tokens)))


ALLERGIC = Rule("clauses.allergic", r"\b(?:hypersensitiv|allerg)", "hypersensitivity to", "intolerance to")
"""Of an allergy to the requested drug, which forbids it."""


def time_on_a_therapy(tokens: list[Token]) -> Token | None:
    """Build a therapy that lasted so long: `at least 6 weeks of physical therapy`; none where the time is said of something else."""
    lasting, named = tokens_of(tokens, "DUR")[0], therapy(tokens)
    over = AFTER.match(lasting.text.strip()) is not None
    if lasting.start > 0 and tokens[0] is lasting and not over and not tokens_of(tokens, "GIVING"):
        return None
    told = mapped(
        held(named), lambda c: replace(c, concept="prior_therapy", outcome="tried", duration=str(lasting.value))
    )
    return condition(tokens, joined("all", [told, *open_words(tokens, "U")]))


AFTER = Rule("clauses.after", r"after|following|complet", "after", "for", by="match")
"""How a length of time begins that is over: `after 12 months of ursodiol`."""


def therapy_before(tokens: list[Token]) -> Token:
    """Build a therapy that came before, of which no outcome is told: `prostate cancer after abiraterone`."""
    told = mapped(held(therapy(tokens)), with_concept("prior_therapy", "tried"))
    return condition(tokens, joined("all", [told, *open_words(tokens, "U")]))


OF_A_THERAPY = frozenset(("induction", "maintenance", "consolidation", "adjuvant", "neoadjuvant"))


def setting_of_a_therapy_before(tokens: list[Token]) -> list[Token] | None:
    """Leave open the setting in which a therapy before was given: `received rituximab for induction therapy` is no induction now."""
    before, setting = held(tokens[0]), held(tokens[-1])
    named = {c.concept for c in conditions_of(before)}
    of_it = isinstance(setting, Condition) and str(setting.value) in OF_A_THERAPY
    return [tokens[0], unknown(tokens[1:])] if named == {"prior_therapy"} and of_it else None


def either_outcome(tokens: list[Token]) -> Token:
    """Build the failure of one or a contraindication to all of what is named once for both."""
    at = next(i for i, t in enumerate(tokens) if t.tag == "OR")
    parts: list[Expression] = []
    for said in (outcome_of(tokens[:at]), outcome_of(tokens[at:])):
        parts.append(mapped(held(therapy(tokens)), with_concept("prior_therapy", said)))
    return condition(tokens, joined("all", [joined("any", parts), *open_words(tokens, "U", "SETL")]))


def with_concept(concept: str, outcome: str) -> Callable[[Condition], Condition]:
    """Return what makes of a named therapy a condition on what became of it."""
    return lambda c: replace(c, concept=concept, outcome=outcome)


def between_outcomes(tokens: list[Token]) -> Token | list[Token]:
    """Leave open therapies between two outcomes, of which either may be meant for all; the same outcome said again is idle.

    One therapy that is named once for each has either (`has tried statins, or statins are contraindicated`).
    """
    said, again = outcome_of(tokens[:-1]), outcome_of(tokens[-1:])
    named = held(therapy(tokens))
    if isinstance(named, Condition) and len(named.values) == 1 and NAMED_AGAIN.search(therapy(tokens).text):
        lasting = next((str(t.value) for t in lengths(tokens)), None)
        both = mapped(named, with_concept("prior_therapy", outcome_of(tokens)))
        return condition(tokens, mapped(both, lambda c: replace(c, duration=lasting)))
    if said == "tried" and not OF_ITS_OWN.match(tokens[-1].text):  # `trial of a statin with inadequate response`
        return prior_therapy(tokens)
    if said == "tried" and again == "failed" and OF_A_TRIAL.match(tokens_of(tokens, "OUTL")[0].text):
        return prior_therapy(tokens)  # the trial was ineffective, of whatever it was
    if not set(again.split(" or ")) <= set(said.split(" or ")):
        return unknown(tokens)
    return [prior_therapy(tokens[:-1]), Token("IDLE", tokens[-1].start, tokens[-1].end)]


OF_A_TRIAL = Rule(
    "clauses.of_a_trial",
    r"(?:[\w-]+ ){0,3}trials?\b|(?:[\w-]+ ){0,3}course",
    "an adequate trial of",
    "has tried",
    by="match",
)
OF_ITS_OWN = Rule(
    "clauses.of_its_own",
    r"(?:is|are|was|were|has|have|had|or|contraindicat)",
    "are contraindicated",
    "inadequate response",
    by="match",
)
"""How an outcome begins that is said of a therapy in a clause of its own."""
NAMED_AGAIN = Rule("clauses.named_again", r"\bor\b", "gout or arthritis", "gout and arthritis", exact=True)


def therapy_with_outcome(tokens: list[Token]) -> Token | None:
    """Build the outcome of a therapy named before it; none where the outcome waits for its own (`For X, a contraindication to`)."""
    (outcome,) = tokens_of(tokens, "OUTL")
    return None if WAITS.search(outcome.text) else prior_therapy(tokens)


def therapy_with_a_clause(tokens: list[Token]) -> Token | None:
    """Build the outcome of a therapy that a verb tells behind further words on it, which stay open; none of a noun (`use before failure`)."""
    return therapy_with_a_remark(tokens) if OF_ITS_OWN.match(tokens[-1].text.strip()) else None


def therapy_with_a_remark(tokens: list[Token]) -> Token | None:
    """Build the outcome of a therapy behind a remark on how it was given, which stays open but for how long it lasted."""
    named, outcome = tokens[0], tokens[-1]
    lasting = [t for t in tokens if t.tag == "DUR"]
    told = therapy_with_outcome([named, *lasting, outcome])
    rest = [t for t in tokens[1:-1] if t.tag not in ("COMMA", "DUR", "IDLE", "LASTING", "TAKING")]
    open_part = [Unknown("", *place_of(rest))] if rest else []
    return told and condition(tokens, joined("all", [held(told), *open_part]))


WAITS = Rule("clauses.waits", r" (?:to|of|with|from|on)$", "contraindication to", "was not tolerated")


def therapy_among_lines(tokens: list[Token]) -> Token:
    """Build a therapy that must be among the lines of treatment before: `two prior lines including a proteasome inhibitor`."""
    return condition(tokens, mapped(held(therapy(tokens)), with_concept("prior_therapy", "tried")))


def prior_therapy_again(tokens: list[Token]) -> Token:
    """Build an outcome of what was named before: which therapies that is, is told by the clauses before."""
    return Token("SAME", *place_of(tokens), outcome_of(tokens))


def combined_as(tokens: Sequence[Token]) -> Expression:
    """Return what the drug is given with."""
    return counted(mapped(held(therapy(tokens)), lambda c: replace(c, concept="regimen", op="with")), how_many(tokens))


def combined(tokens: list[Token]) -> Token:
    """Build a combination with other therapies."""
    return condition(tokens, joined("all", [combined_as(tokens), *open_words(tokens, "U")]))


NOW = Rule(
    "clauses.now",
    r"\b(?:is|are|now|currently|actively|presently|receiving|taking|while|remain\w*)\b|^on\b|\bbe using\b|^(?:current|ongoing) use",
    "is treated with", "using",
)  # fmt: skip


def company_now(tokens: list[Token]) -> Token | None:
    """Build a therapy that the patient is on now, which is then given beside the drug."""
    if not NOW.search(tokens_of(tokens, "TAKING")[0].text) and not tokens_of(tokens, "COMBINED"):
        return None
    return condition(tokens, joined("all", [combined_as(tokens), *open_words(tokens, "U", "SETL")]))


def taken_before(tokens: list[Token]) -> list[Token]:
    """Build a therapy that is taken as one that came before, where who is not suited for it need not take it."""
    last = tokens.index(therapy(tokens))
    tried = mapped(held(tokens[last]), with_concept("prior_therapy", "tried"))
    return [condition(tokens[: last + 1], joined("all", [tried, *open_words(tokens, "U")])), *tokens[last + 1 :]]


def without_company(tokens: list[Token]) -> Token:
    """Build therapies that the patient is not on."""
    return condition(tokens, joined("all", [denied(combined_as(tokens)), *open_words(tokens, "U")]))


def alone(tokens: list[Token]) -> Token:
    """Build treatment with nothing else."""
    return condition(tokens, Condition("regimen", "=", "single_agent", *place_of(tokens)))


def alone_or_with(tokens: list[Token]) -> Token:
    """Build treatment with nothing else, or with what is named."""
    return condition(tokens, joined("any", [Condition("regimen", "=", "single_agent", *place_of(tokens[:1])), combined_as(tokens)]))  # fmt: skip


FIELD = Rule("clauses.field", r"(?:y|ics|ine)$", "psychiatry", "psychiatrist")
"""How the name of a field of medicine ends, which by itself names nobody."""


def prescriber(tokens: list[Token]) -> Token:
    """Build who must prescribe or be consulted."""
    only = tokens_of(tokens, "PRESCRIBED_BY", "ORDERS") and not tokens_of(tokens, "CONSULTED", "ADVISES")
    role = "prescribes" if only else "consults"
    specialty = tokens_of(tokens, "SPECL")[-1]
    if tokens == [specialty] and FIELD.search(specialty.text.strip()):
        return unknown(tokens)
    named: Expression = mapped(held(specialty), lambda c: replace(c, role=role))
    if (again := tokens[-1].tag == "NUM") and tokens[-1].value != 1:  # `or in consultation with one`
        return unknown(tokens)
    count = None if again else how_many(tokens)
    if count is not None and count > 1:
        return condition(tokens, of_several([named], count))
    direct = [before for before, t in pairwise(tokens) if t is specialty]  # `a specialist in cardiology` is one
    expert = [t for t in tokens_of(tokens, "EXPERT") if t not in direct]
    if expert:  # `a neurologist or a specialist in ataxia`
        behind = expert[0].start > specialty.start
        other = [t for t in tokens if t.start > specialty.start and t.tag not in ("ORDERS", "ADVISES")] if behind else [t for t in tokens if expert[0].start <= t.start < specialty.start]  # fmt: skip
        alternatives = [named, Unknown("", other[1 if behind else 0].start, other[-1 if behind else -2].end)]
        return condition(tokens, joined("any", alternatives))
    return condition(tokens, joined("all", [named, *open_words(tokens, "U")]))


def on_drug(tokens: list[Token]) -> Token:
    """Build that the patient is on the drug already, and for how long."""
    lasting = tokens_of(tokens, "DUR")
    rest = open_words(tokens, "WITHIN")
    if not lasting or rest:
        return condition(tokens, joined("all", [Condition("treatment_history", "=", "on_therapy", *place_of(tokens)), *rest]))  # fmt: skip
    amount, unit = str(lasting[0].value).split()
    return condition(tokens, Condition("treatment_history", ">=", number_of(amount), *place_of(tokens), unit=unit))


def population_beside_its_age(tokens: list[Token]) -> list[Token] | None:
    """Let the age that a word for a population stands before say it alone; before anything else the word is asked by itself."""
    ages = all(c.concept == "age" for c in conditions_of(held(tokens[-1])))
    return [idle(tokens[:1]), tokens[-1]] if ages else None


def therapy_alone(tokens: list[Token]) -> Token:
    """Return a therapy without the disease that it was given for: which disease is said elsewhere."""
    return therapy(tokens)


def without_its_use(tokens: list[Token]) -> list[Token]:
    """Return a denied company without the disease that it is used for, which is said of the other therapy."""
    last = tokens.index(therapy(tokens))
    return tokens[: last + 1]


def therapy_by_its_use(tokens: list[Token]) -> Token | None:
    """Return a therapy that is told by what it is used for (`another biologic used for gout`), also beside the requested drug."""
    (cue,) = tokens_of(tokens, "USED_FOR")
    return therapy(tokens) if BY_ITS_USE.match(cue.text) else None


BY_ITS_USE = Rule(
    "clauses.by_its_use",
    r"(?:that (?:is|are) )?(?:used|given|intended)\b",
    "used for",
    "for the treatment of",
    by="match",
)


def labeled_therapy(tokens: list[Token]) -> Token | list[Token] | None:
    """Return a therapy of which its label is said (`a biologic that is approved for …`): which ones that leaves is for a reader."""
    named = tokens_of(tokens, "THERL")
    if not named:
        return unknown(tokens) if tokens[-1].start - tokens[-2].end <= 1 else None
    behind = tokens[0] is named[0]
    rest = Token("U", *((named[0].end, tokens[-1].end) if behind else (tokens[0].start, named[0].start)))
    return [named[0], rest] if behind else [rest, named[0]]


def plain(tokens: list[Token]) -> Token:
    """Build what a list says by itself."""
    return condition(tokens, held(tokens[-1]))


def site(tokens: list[Token]) -> Token:
    """Build where the drug is given."""
    return condition(tokens, joined("all", [held(tokens_of(tokens, "SITEL")[-1]), *open_words(tokens, "U")]))


def site_rather_than(tokens: list[Token]) -> Token:
    """Build where the drug is given, and where it is not: `at home rather than in a hospital`."""
    given, other = tokens_of(tokens, "SITEL")
    return condition(tokens, joined("all", [held(given), denied(held(other)), *open_words(tokens, "U")]))


def request_limit(tokens: list[Token]) -> Token:
    """Build that the dose keeps to what the label or a compendium allows."""
    named = held(tokens_of(tokens, "SUPPORTL")[-1])
    return condition(tokens, joined("all", [named, *open_words(tokens, "U")]))


CLAUSES: dict[str, Builder] = {
    f.__name__: f
    for f in (
        prior_therapy, naive, combination_before, therapies_one_by_one, contraindication, either_outcome, between_outcomes, therapy_with_outcome, therapy_with_a_remark, therapy_with_a_clause, therapy_among_lines, setting_of_a_therapy_before, therapy_before,
        prior_therapy_again, time_on_a_therapy,
        combined, company_now, without_company, alone, alone_or_with, prescriber, on_drug, taken_before,
        therapy_alone, without_its_use, therapy_by_its_use, labeled_therapy, plain, population_beside_its_age, noun_behind, kind_behind, setting_before_its_noun, site, site_rather_than, request_limit,
    )
}  # fmt: skip
"""The builders by the names under which the grammar calls them."""
