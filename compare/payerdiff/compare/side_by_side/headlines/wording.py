"""Facts → sentences of the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from payerdiff.compare.side_by_side.headlines.facts import (
    LIMIT,
    AgeLimits,
    Ages,
    AgesUnstated,
    ApprovalLengths,
    Approvals,
    Asked,
    Contradictions,
    Fact,
    FewSettings,
    Length,
    NeverRenewed,
    OnlyOne,
    Redline,
    Redlines,
    SharedCodes,
    StepTherapy,
    Unread,
)
from payerdiff.compare.side_by_side.matrix import only_if
from payerdiff.model import concepts
from payerdiff.model.comparison import Headline
from payerdiff.model.phrasing import counted, listed, number
from payerdiff.model.policy import Population

LEADS = {"initial": "Initial approval", "renewal": "A renewal"}
WHO: dict[Population, str] = {"adult": "adults", "pediatric": "children", "infant": "infants"}
TEXTS = {"fda_label": "the FDA label", "compendia": "compendia", "guideline": "practice guidelines", "literature": "literature"}  # fmt: skip
NAMED, WAYS = 6, 5
"""Payers that a headline names; beyond that it counts them, and the row it leads to names all. Answers that it tells apart."""
PLURALS = {"asks": "ask", "covers": "cover", "sets": "set", "names": "name"}
"""Verbs of one payer and of several."""


def worded(fact: Fact, names: Mapping[str, str]) -> Headline:
    """Return a fact as a headline; `names` are the payers' names by their keys."""
    return Headline(text=Words(names).of(fact), kind=fact.kind, policies=list(fact.policies), refs=list(fact.refs))


def people(names: Sequence[str]) -> str:
    """Return payers by name, or their number where they are too many for a sentence.

    >>> people(["A", "B"]), people(list("ABCDEFG"))
    ('A and B', '7 payers')
    """
    return listed(names, "and") if len(names) <= NAMED else f"{len(names)} payers"


def told_together(said: Sequence[tuple[str, str]], other: str, join: str = "{who} {words}") -> list[str]:
    """Return what each payer says with all who say the same before it, the largest groups alone where there are many.

    >>> told_together([("A", "covers from 1 month"), ("B", "asks adults"), ("C", "covers from 1 month")], "")
    ['A and C cover from 1 month', 'B asks adults']
    """
    held: dict[str, list[str]] = {}
    for name, words in said:
        held.setdefault(words, []).append(name)
    groups = list(held.items())
    if len(groups) > WAYS:
        groups.sort(key=lambda group: (-len(group[1]), group[0]))
    parts = [
        join.format(who=people(who), words=words if len(who) == 1 else plural(words)) for words, who in groups[:WAYS]
    ]
    rest = sum(len(who) for _, who in groups[WAYS:])
    return [*parts, join.format(who=f"{rest} further payers", words=other)] if rest else parts


def plural(words: str) -> str:
    """Return a predicate as said of several payers."""
    verb = next((v for v in PLURALS if words.startswith(f"{v} ")), None)
    words = PLURALS[verb] + words.removeprefix(verb) if verb else words
    return words.replace(", but lets ", ", but let ")


class Words:
    """Words facts about payers of these names."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def people(self, keys: Sequence[str]) -> str:
        """Return payers by name or number."""
        return people([self.names[key] for key in keys])

    def of(self, fact: Fact) -> str:
        """Return the sentence of a fact."""
        match fact:
            case Unread():
                return f"{self.people(fact.policies)}: read without a template of its own or in part; what is not stated may only be unread."
            case FewSettings():
                return self.few_settings(fact)
            case StepTherapy():
                return self.step_therapy(fact)
            case Ages():
                return self.ages(fact)
            case AgesUnstated():
                return self.ages_unstated(fact)
            case OnlyOne():
                concept = None if fact.question == LIMIT else concepts.of(fact.question)
                detail = "" if concept and concept.only_bare else f": {listed([asked(a) for a in fact.asked])}"
                return (
                    f"Only {self.people(fact.policies)} {concept.only if concept else 'sets a quantity limit'}{detail}."
                )
            case Approvals():
                return self.approvals(fact)
            case _:
                return self.of_documents(fact)

    def of_documents(self, fact: Fact) -> str:
        """Return the sentence of a fact about what documents end, contradict, list or mark."""
        match fact:
            case NeverRenewed():
                return (
                    f"{self.people(fact.policies)} never renew{'s' if len(fact.policies) == 1 else ''} {ended(fact)}."
                )
            case Contradictions():
                return self.contradictions(fact)
            case SharedCodes():
                return f"All list {listed(fact.shared, 'and')}; only {self.names[fact.listing]} lists diagnosis codes too ({fact.count} ICD-10-CM codes)."
            case Redline():
                return f"{self.people(fact.policies)}'s document shows {fact.count} tracked changes; its {fact.reading} text is compared."
            case Redlines():
                each = f"{fact.fewest} to {fact.most}" if fact.fewest < fact.most else str(fact.fewest)
                return f"The documents of {len(fact.policies)} payers show tracked changes ({each} each); the sources say which text is compared."
        raise TypeError(f"no words for {type(fact).__name__}")

    def few_settings(self, fact: FewSettings) -> str:
        """Say who names few settings, and what others also name."""
        words = f"names only {listed([plain(v) for v in fact.own])} disease"
        if fact.widened_by:
            words += f", but lets {listed([TEXTS.get(w, w) for w in fact.widened_by])} widen it"
        words = words if len(fact.policies) == 1 else plural(words)
        return (
            f"{self.people(fact.policies)} {words}; others also name {listed([plain(v) for v in fact.others], 'and')}."
        )

    def step_therapy(self, fact: StepTherapy) -> str:
        """Say for how many uses each policy asks for earlier therapy."""
        told = [(self.names[key], f"for {n} use{'s' if n != 1 else ''}") for key, n in fact.counts]
        ways = told_together(told, "for other numbers of uses", "{words} at {who}")
        none = f", for none at {self.people(fact.silent)}" if fact.silent else ""
        return f"Earlier therapy is part of the criteria {listed(ways, 'and')}{none}."

    def ages(self, fact: Ages) -> str:
        """Say each policy's ages for an indication."""
        use = f"{fact.indication}: " if fact.indication else ""
        parts = told_together([(self.names[key], covered(ages)) for key, ages in fact.said], "set other ages")
        tail = f"; {self.people(fact.silent)} {'states' if len(fact.silent) == 1 else 'state'} no age" if fact.silent else ""  # fmt: skip
        return f"{use}{'; '.join(parts)}{tail}."

    def ages_unstated(self, fact: AgesUnstated) -> str:
        """Say for which indications some state no age."""
        uses = listed([use or "every use" for use in fact.indications], "and")
        states, sets = ("states" if len(fact.silent) == 1 else "state"), ("sets" if len(fact.policies) == 1 else "set")
        return f"{self.people(fact.silent)} {states} no age for {len(fact.refs)} uses; {self.people(fact.policies)} {sets} ages there ({uses})."

    def approvals(self, fact: Approvals) -> str:
        """Say an approval's length by policy: one value, a range by use, or that it is not stated."""
        parts = [(self.names[key], approved(found)) for key, found in fact.said]
        told = listed(told_together(parts, "of another length", "{words} ({who})"))
        text = f"{LEADS[fact.phase]} is {told}" if parts else f"{LEADS[fact.phase]} is stated by none"
        if fact.silent:
            text += f"; {self.people(fact.silent)} {'does' if len(fact.silent) == 1 else 'do'} not state it"
        return f"{text}."

    def contradictions(self, fact: Contradictions) -> str:
        """Say whose criteria contradict themselves."""
        noun = "One list" if fact.count == 1 else f"{number(fact.count)} lists"
        verb = "contradicts itself" if fact.count == 1 else "contradict themselves"
        whose = f"{self.people(fact.policies)}'{'' if len(fact.policies) > 1 else 's'}"
        return f"{noun} of {whose} criteria {verb} as written; the nearest reading that a patient can meet is compared."


def covered(ages: AgeLimits) -> str:
    """Say whom a policy covers by age: `asks adults to be 15 years or older and children 1 month or older`."""
    if ages.by_population:
        return "asks " + listed([f"{WHO[population]} to be {words}" for population, words in ages.by_population], "and")
    if ages.alternative:
        return f"asks for {'; '.join(ages.limits)}"
    if len(ages.limits) == 1 and ages.unconditional and ages.limits[0].endswith(" or older"):
        return f"covers from {ages.limits[0].removesuffix(' or older')}"
    return f"sets ages by use ({listed(ages.limits)})"


def asked(given: Asked) -> str:
    """Say what a policy asks for, its condition behind it."""
    words = given.words.removeprefix("prescribed by or with ").removeprefix("prescribed by ")
    return f"{words} ({only_if(given.only_if)})" if given.only_if else words


def approved(found: ApprovalLengths) -> str:
    """Say one length of approval, or the range of several."""
    if found.shortest is None or found.longest is None:
        words = found.words or ""
        return words[:1].lower() + words[1:]
    short, long = told_length(found.shortest), told_length(found.longest)
    return short if short == long else f"{short} to {long} by use"


def told_length(length: Length) -> str:
    """Return a length in words.

    >>> told_length(Length(12, "month")), told_length(Length(30, "week"))
    ('12 months', '30 weeks')
    """
    return counted(length.value, length.unit)


def ended(fact: NeverRenewed) -> str:
    """Say which uses are never renewed."""
    if not fact.settings:
        return listed(fact.titles)
    more = f", nor {number(fact.further)} further use{'s' if fact.further > 1 else ''}" if fact.further else ""
    return f"{listed([plain(v) for v in fact.settings])} therapy{more}"


def plain(value: str) -> str:
    """Return a canonical value in plain words."""
    return value.replace("_", " ")
