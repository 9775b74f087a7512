"""Facts → sentences of the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from payerdiff.compare.side_by_side.headlines import facts
from payerdiff.compare.side_by_side.matrix import only_if
from payerdiff.model import concepts
from payerdiff.model.comparison import Headline
from payerdiff.model.phrasing import ALL_INDICATIONS, SEE_TEXT, counted, listed, number
from payerdiff.model.policy import Population

LEADS = {"initial": "Initial approval", "renewal": "Reauthorization"}
CUT = 160
"""Characters of the amounts that a headline tells; the section on limits has them all."""
NOTED = "*†‡"
"""Marks that lead to a footnote: words that carry one are no name of a product."""
WHO: dict[Population, str] = {"adult": "adults", "pediatric": "children", "infant": "infants"}
TEXTS = {"fda_label": "the FDA label", "compendia": "compendia", "guideline": "practice guidelines", "literature": "literature"}  # fmt: skip
SINGULAR = {"fda_label", "literature"}
COUNTS = {2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six", 7: "Seven", 8: "Eight", 9: "Nine"}
SEARCHED = "searched: the titles and all criteria of the indication and those for all indications"
"""Where nothing was found, in words."""
NAMED, WAYS, USES = 6, 5, 2
"""Payers that a headline names; beyond that it counts them, and the row it leads to names all. Answers that it tells apart. Indications that it names."""
PLURALS = {
    "was": "were",
    "mentions": "mention",
    "requires": "require",
    "covers": "cover",
    "sets": "set",
    "names": "name",
    "includes": "include",
}
"""Verbs of one payer and of several."""


def worded(fact: facts.Fact, names: Mapping[str, str]) -> Headline:
    """Return a fact as a headline; `names` are the payers' names by their keys."""
    return Headline(text=Words(names).of(fact), kind=fact.kind, policies=list(fact.policies), refs=list(fact.refs))


def people(names: Sequence[str]) -> str:
    """Return payers by name, or their number where they are too many for a sentence.

    >>> people(["A", "B"]), people(list("ABCDEFG"))
    ('A and B', '7 payers')
    """
    return listed(names, "and") if len(names) <= NAMED else f"{len(names)} payers"


def told_together(said: Sequence[tuple[str, str]], other: str, join: str = "{who} {words}") -> list[str]:
    """Return what each payer says with all who say the same before it, the largest groups alone where there are many; a single payer is no rest.

    >>> told_together([("A", "covers patients"), ("B", "requires adults"), ("C", "covers patients")], "")
    ['A and C cover patients', 'B requires adults']
    """
    held: dict[str, list[str]] = {}
    for name, words in said:
        held.setdefault(words, []).append(name)
    groups = list(held.items())
    if len(groups) > WAYS:
        groups.sort(key=lambda group: (-len(group[1]), group[0]))
    rest = sum(len(who) for _, who in groups[WAYS:])
    shown, rest = (groups, 0) if rest == 1 else (groups[:WAYS], rest)
    parts = [join.format(who=people(who), words=words if len(who) == 1 else plural(words)) for words, who in shown]
    return [*parts, join.format(who=f"{rest} other payers", words=other)] if rest else parts


def plural(words: str) -> str:
    """Return a predicate as said of several payers."""
    verb = next((v for v in PLURALS if words.startswith(f"{v} ")), None)
    return PLURALS[verb] + words.removeprefix(verb) if verb else words


def states(payers: Sequence[str]) -> str:
    """Return the verb of payers that state something, or state nothing of it."""
    return "states" if len(payers) == 1 else "state"


def indications(count: int) -> str:
    """Return a number of indications in words."""
    return f"{count} indication{'' if count == 1 else 's'}"


def few(uses: Sequence[str]) -> str:
    """Return indications by name where they are few, else their number."""
    return listed(uses, "and") if len(uses) <= USES else indications(len(uses))


class Words:
    """Words facts about payers of these names."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def people(self, keys: Sequence[str]) -> str:
        """Return payers by name or number."""
        return people([self.names[key] for key in keys])

    def of(self, fact: facts.Fact) -> str:
        """Return the sentence of a fact."""
        match fact:
            case facts.Unread():
                return self.unread(fact)
            case facts.FewSettings():
                return self.few_settings(fact)
            case facts.StepTherapy():
                return self.step_therapy(fact)
            case facts.Ages():
                return self.ages(fact)
            case facts.AgesUnstated():
                return self.ages_unstated(fact)
            case facts.OnlyOne():
                return self.only_one(fact)
            case facts.Approvals():
                return self.approvals(fact)
            case _:
                return self.of_documents(fact)

    def of_documents(self, fact: facts.Fact) -> str:
        """Return the sentence of a fact about what documents end, contradict, list or mark."""
        match fact:
            case facts.NeverRenewed():
                return f"{self.people(fact.policies)} {'does' if len(fact.policies) == 1 else 'do'} not reauthorize {ended(fact)}."
            case facts.Contradictions():
                return self.contradictions(fact)
            case facts.SharedCodes():
                return f"All policies list {listed(fact.shared, 'and')}; only {self.names[fact.listing]} also lists diagnosis codes ({fact.count} ICD-10-CM codes)."
            case facts.Redline():
                return f"{self.people(fact.policies)}'s document shows {fact.count} tracked changes; its {fact.reading} text is compared."
            case facts.Redlines():
                each = f"{fact.fewest} to {fact.most}" if fact.fewest < fact.most else str(fact.fewest)
                return f"The documents of {len(fact.policies)} payers show tracked changes ({each} each); the table of sources says which text is compared."
        raise TypeError(f"no words for {type(fact).__name__}")

    def unread(self, fact: facts.Unread) -> str:
        """Say which documents were read with general rules or in part, and what a reader has to do about it."""
        others = [key for key in self.names if key not in fact.policies]
        which = f"all but {self.people(others)}" if 0 < len(others) < len(fact.policies) else self.people(fact.policies)
        return f"Read with general rules, or only in part: {which}. A requirement may have been missed: before you rely on “not stated”, “not required” or “0” there, look in the policy."

    def few_settings(self, fact: facts.FewSettings) -> str:
        """Say who names few settings, and what others also name."""
        words = f"names only {listed([plain(v) for v in fact.own])} disease"
        if fact.widened_by:
            words += f" (broader where {listed([TEXTS.get(w, w) for w in fact.widened_by])} {'supports' if len(fact.widened_by) == 1 and fact.widened_by[0] in SINGULAR else 'support'} the use)"
        words = words if len(fact.policies) == 1 else plural(words)
        return (
            f"{self.people(fact.policies)} {words}; others also name {listed([plain(v) for v in fact.others], 'and')}."
        )

    def only_one(self, fact: facts.OnlyOne) -> str:
        """Say what one policy alone asks for; of quantities no more than fits a sentence."""
        who = f"Only {self.people(fact.policies)}"
        words = [asked(a) for a in fact.asked]
        if fact.question != facts.LIMIT:
            concept = concepts.of(fact.question)
            return f"{who} {concept.only}{'' if concept.only_bare else f': {listed(words)}'}."
        shown = brief(words)
        told = f": {listed(shown)}" if shown else ""
        return f"{who} states a quantity limit{told}{'' if len(shown) == len(words) else ' (see limits)'}."

    def step_therapy(self, fact: facts.StepTherapy) -> str:
        """Say for how many indications each policy includes step therapy; where some were not evaluated, for how many it was."""
        held = {key: (seen, every) for key, seen, every in fact.evaluated}
        counts = dict(fact.counts)
        told = [(self.names[key], f"includes step therapy for {indications(n)}") for key, n in counts.items() if key not in held]  # fmt: skip
        told += [(self.names[key], in_part(counts.get(key, 0), *of)) for key, of in held.items()]
        ways = told_together(told, "include it for other numbers of indications")
        none = f"; {self.people(fact.silent)} {states(fact.silent)} no step therapy ({SEARCHED})" if fact.silent else ""
        if fact.spared:
            none += f"; {self.people(fact.spared)} {'names' if len(fact.spared) == 1 else 'name'} it only beside other ways to approval"
        if fact.by_product:
            none += f"; whether {self.people(fact.by_product)} {'requires' if len(fact.by_product) == 1 else 'require'} it depends on the product requested ({SEE_TEXT})"
        some, every = fact.named
        of = f", of the {some} of {every} indications for which a policy names earlier therapy" if some < every else ""
        return f"{f'Step therapy{of}: ' if held else ''}{'; '.join(ways)}{none}."

    def ages(self, fact: facts.Ages) -> str:
        """Say each policy's ages for an indication."""
        named = listed(list(fact.indications), "and")
        use = f"{named[:1].upper()}{named[1:]}: " if named else ""
        parts = told_together([(self.names[key], covered(ages)) for key, ages in fact.said], "set other age limits")
        tail = f"; {self.people(fact.silent)} {states(fact.silent)} no age limit ({SEARCHED})" if fact.silent else ""
        tail += f"; none was found for {self.people(fact.unread)}" if fact.unread else ""
        return f"{use}{'; '.join(parts)}{tail}."

    def ages_unstated(self, fact: facts.AgesUnstated) -> str:
        """Say for which indications some state no age."""
        named = listed([indication or ALL_INDICATIONS for indication in fact.indications], "and")
        sets = "sets" if len(fact.policies) == 1 else "set"
        others = self.people(fact.policies) if fact.always else "one or more of the others"
        return f"{self.people(fact.silent)} {states(fact.silent)} no age limit for {indications(len(fact.refs))} where {others} {sets if fact.always else 'set'} one ({named}; {SEARCHED}){self.unread_ages(fact)}."

    def unread_ages(self, fact: facts.AgesUnstated) -> str:
        """Say for whom none was found either."""
        some = "" if len(fact.refs) == 1 else " for some or all of these"
        return f"; none was found{some} for {self.people(fact.unread)}" if fact.unread else ""

    def approvals(self, fact: facts.Approvals) -> str:
        """Say an approval's length by policy: one value, a range by indication, or that it is not stated."""
        parts = [(self.names[key], approved(found)) for key, found in fact.said]
        told = listed(told_together(parts, "another length", "{words} ({who})"))
        text = (
            f"{LEADS[fact.phase]} lasts {told}" if parts else f"{LEADS[fact.phase]} has no stated authorization period"
        )
        text += self.unstated(fact)
        if fact.silent:
            text += f"; {self.people(fact.silent)} {states(fact.silent)} no authorization period (searched: the whole document)"
        if fact.see:
            text += f"; for {self.people(fact.see)}, {SEE_TEXT}"
        unread = [key for key in fact.unread if key not in dict(fact.said) and key not in (*fact.silent, *fact.see)]
        return f"{text}; none was found for {self.people(unread)}." if unread else f"{text}."

    def unstated(self, fact: facts.Approvals) -> str:
        """Say who states lengths for some indications only, and for which none: by name where they are few."""
        held: dict[tuple[tuple[str, ...], bool], list[str]] = {}
        left: dict[tuple[str, ...], list[str]] = {}
        for key, found in fact.said:
            if found.open:
                left.setdefault(found.open, []).append(key)
            if found.without:
                held.setdefault((found.without, key in fact.unread), []).append(key)
        if len(held) > WAYS:
            keys = [key for own in held.values() for key in own]
            keys = list(dict.fromkeys([*keys, *(key for own in left.values() for key in own)]))
            return f"; for some indications of {self.people(keys)}, {SEE_TEXT}"
        told = "".join(f"; for {few(uses)} of {self.people(keys)}, {SEE_TEXT}" for uses, keys in left.items())
        for (uses, unread), keys in held.items():
            named = few(uses)
            told += (
                f"; no period was found for {named} ({self.people(keys)})"
                if unread
                else f"; {self.people(keys)} {states(keys)} none for {named}"
            )
        return told

    def contradictions(self, fact: facts.Contradictions) -> str:
        """Say whose criteria contradict themselves."""
        one = fact.count == 1
        noun = "One list" if one else f"{COUNTS.get(fact.count, number(fact.count))} lists"
        whose = f"{self.people(fact.policies)}'{'' if len(fact.policies) > 1 else 's'}"
        if fact.mixed:
            return f"{noun} in {whose} criteria {'mixes' if one else 'mix'} AND and OR; which items belong together is not written. The comparison uses the nearest reading."
        verb = "contradicts itself" if one else "contradict themselves"
        return f"{noun} in {whose} criteria {verb} as written; the comparison uses the nearest reading that a patient can meet."


def covered(ages: facts.AgeLimits) -> str:
    """Say whom a policy covers by age, and whom by its criteria for adults and for children where they differ."""
    if not ages.is_evaluated:
        return "mentions age (see policy text)"
    told = ages.by_population if {words for _, words in ages.by_population} != set(ages.limits) else ()
    apart = listed([f"{words} by its criteria for {WHO[population]}" for population, words in told], "and")
    if len(ages.limits) != 1 and apart:
        return f"covers patients {apart}"
    if ages.alternative:
        return f"requires {'; '.join(ages.limits)}"
    if len(ages.limits) == 1 and ages.unconditional:
        return f"covers patients {ages.limits[0]}{f' ({apart})' if apart else ''}"
    return f"sets age limits by indication ({listed(ages.limits)})"


def asked(given: facts.Asked) -> str:
    """Say what a policy asks for, its condition behind it."""
    words = given.words.removeprefix("prescribed by ").removeprefix("or in consultation with ")
    return f"{words} ({only_if(given.only_if)})" if given.only_if else words


def in_part(asking: int, evaluated: int, every: int) -> str:
    """Say for how many of its indications a policy includes step therapy at least, where some were not evaluated.

    >>> in_part(1, 1, 8), in_part(0, 2, 4)
    ('includes it for at least 1 of 8 indications (7 not evaluated)', 'includes none for 2 of 4 indications (2 not evaluated)')
    """
    if not evaluated:
        return "was not evaluated"
    open_ = f"({every - evaluated} not evaluated)"
    return (
        f"includes it for at least {asking} of {every} indications {open_}"
        if asking
        else f"includes none for {evaluated} of {every} indications {open_}"
    )


def brief(words: Sequence[str]) -> list[str]:
    """Return the first amounts that fit a headline, but for those whose words run into a footnote."""
    shown: list[str] = []
    for said in words:
        if not set(NOTED) & set(said) and len(listed([*shown, said])) <= CUT:
            shown.append(said)
    return shown


def approved(found: facts.ApprovalLengths) -> str:
    """Say one length of approval, or the range of several."""
    if found.shortest is None or found.longest is None:
        words = found.words or ""
        return f"{words[:1].lower()}{words[1:]}{' and other terms by indication' if found.others else ''}"
    short, long = (counted(length.value, length.unit) for length in (found.shortest, found.longest))
    told = told_length(found.shortest) if short == long else f"{short} to {long}"
    if found.others:
        return f"{told} and other terms by indication"
    return told if short == long else f"{told} by indication"


def told_length(length: facts.Length) -> str:
    """Return a length in words.

    >>> told_length(facts.Length(12, "month")), told_length(facts.Length(30, "week"))
    ('12 months', '30 weeks')
    """
    return f"{'up to ' if length.at_most else ''}{counted(length.value, length.unit)}"


def ended(fact: facts.NeverRenewed) -> str:
    """Say which indications are never reauthorized."""
    if not fact.settings:
        return listed(fact.titles)
    more = f", nor {number(fact.further)} other indication{'s' if fact.further > 1 else ''}" if fact.further else ""
    return f"{listed([plain(v) for v in fact.settings])} therapy{more}"


def plain(value: str) -> str:
    """Return a canonical value in plain words."""
    return value.replace("_", " ")
