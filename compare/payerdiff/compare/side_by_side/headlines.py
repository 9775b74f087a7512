"""Headlines: sentences drawn from the matrix and the policies, most consequential first.

Each rule states one kind of fact and names the rows that show it. No rule knows a drug or a payer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from payerdiff.compare.side_by_side.matrix import SOME_USES, standing
from payerdiff.model import concepts
from payerdiff.model.comparison import Cell, Headline, Row
from payerdiff.model.phrasing import DAYS, counted, listed, number, say_approval
from payerdiff.model.policy import Approval, Atom, Policy

UNREAD = 0.02
"""Share of unread characters above which nothing is said about what a policy does not state."""
ONLY = {
    "Prescriber": "names a prescriber specialty",
    "Vaccines": "rules on vaccines",
    "Prior therapy": "asks for prior therapy",
    "Dose": "caps the dose",
    "Quantity limit": "sets a quantity limit",
    "Documentation": "asks for documentation with every request",
    "Transplant": "asks for a transplant",
}


NAMED, WAYS, USES = 6, 5, 2
"""Payers that a headline names; beyond that it counts them, and the row it leads to names all. Answers that it tells apart. Uses that have a headline each."""
PLURALS = {"asks": "ask", "covers": "cover", "sets": "set", "names": "name"}
"""Verbs of one payer and of several."""


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
        groups.sort(key=lambda group: -len(group[1]))
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


class Facts:
    """What the rules look at."""

    def __init__(
        self, policies: Sequence[Policy], keys: Sequence[str], names: Sequence[str], matrix: Sequence[Row]
    ) -> None:
        self.policies = dict(zip(keys, policies, strict=True))
        self.names = dict(zip(keys, names, strict=True))
        self.matrix = [row.model_copy(update={"cells": [asking(cell) for cell in row.cells]}) for row in matrix]

    def is_known(self, key: str) -> bool:
        """Tell whether a policy's silence means something: it was read by its own template, and hardly any of it is unread."""
        policy = self.policies[key]
        return policy.source.template != "generic" and policy.ledger.unread <= UNREAD * policy.ledger.characters

    def rows(self, dimension: str, phase: str | None = None) -> list[Row]:
        """Return the rows of a dimension."""
        return [r for r in self.matrix if r.dimension == dimension and (phase is None or r.phase == phase)]

    def atoms(self, key: str, concept: str, phase: str = "initial") -> list[Atom]:
        """Return the atoms of a concept in a policy's criteria of a phase."""
        return [
            a
            for s in self.policies[key].criteria
            if s.phase == phase
            for item in standing(s)
            if not item.refused
            for a in item.leaf.atoms
            if a.concept == concept
        ]


def asking(cell: Cell) -> Cell:
    """Return a cell with what it asks for alone: what it excludes is no requirement to be said of it."""
    return cell.model_copy(update={"passages": [p for p in cell.passages if not p.refused]})


def draw(
    policies: Sequence[Policy], keys: Sequence[str], names: Sequence[str], matrix: Sequence[Row]
) -> list[Headline]:
    """Return the headlines."""
    if len(policies) < 2:
        return []
    facts = Facts(policies, keys, names, matrix)
    rules = (
        unknown_templates,
        settings,
        steps,
        ages,
        only_one,
        first_approval,
        renewals,
        never,
        contradictions,
        codes,
        proposals,
    )
    return [headline for rule in rules for headline in rule(facts)]


def unknown_templates(facts: Facts) -> Iterator[Headline]:
    """Say first whose document fits no known template: what is not stated there may only be unread."""
    keys = [key for key in facts.names if not facts.is_known(key)]
    if keys:
        text = f"{people([facts.names[k] for k in keys])}: read without a template of its own or in part; what is not stated may only be unread."
        yield Headline(text=text, kind="unread", policies=keys, refs=[f"findings-{k}" for k in keys])


def settings(facts: Facts) -> Iterator[Headline]:
    """Say who names fewer disease settings than the others, and whether a clause by reference widens that."""
    named = {key: values(facts.atoms(key, concepts.SETTING)) for key in facts.names}
    every = list(dict.fromkeys(v for own in named.values() for v in own))
    found: dict[str, list[str]] = {}
    for key, own in named.items():
        others = [v for v in every if v not in own]
        covering = any(theirs and set(own) >= set(theirs) and set(theirs) != set(own) for theirs in named.values())
        if own and len(others) > 1 and not covering:
            found.setdefault(few_settings(facts, key, own, others), []).append(key)
    for text, keys in found.items():
        refs = [r.id for r in facts.rows("Disease setting", "initial")]
        refs += [r.id for r in facts.rows("By reference to another text", "initial") if ", but lets " in text and said(r, keys[0])]  # fmt: skip
        words = text if len(keys) == 1 else plural(text)
        yield Headline(
            text=f"{people([facts.names[k] for k in keys])} {words}", kind="setting", policies=keys, refs=refs
        )


def few_settings(facts: Facts, key: str, own: Sequence[str], others: Sequence[str]) -> str:
    """Return the predicate of a policy that names few settings."""
    references = {"fda_label": "the FDA label", "compendia": "compendia", "guideline": "practice guidelines", "literature": "literature"}  # fmt: skip
    text = f"names only {listed([plain(v) for v in own])} disease"
    wider = list(dict.fromkeys(values([a for a in facts.atoms(key, concepts.SUPPORT) if a.role == "allows"])))
    if wider:
        text += f", but lets {listed([references.get(w, w) for w in wider])} widen it"
    return f"{text}; others also name {listed([plain(v) for v in others], 'and')}."


def ages(facts: Facts) -> Iterator[Headline]:
    """Say each policy's age limits where they differ; uses on which the same policies are silent are told together where they are many."""
    rows = facts.rows("Age", "initial")
    held: dict[tuple[str, ...], list[Row]] = {}
    for row in (r for r in rows if r.divergent):
        held.setdefault(tuple(ageless(facts, row)), []).append(row)
    for silent, own in held.items():
        speaking = list(dict.fromkeys(c.policy for row in own for c in row.cells if c.passages))
        if len(own) > USES and silent:
            uses = listed([row.indication or "every use" for row in own], "and")
            verb, other = ("states" if len(silent) == 1 else "state"), ("sets" if len(speaking) == 1 else "set")
            text = f"{people(silent)} {verb} no age for {len(own)} uses; {people([facts.names[k] for k in speaking])} {other} ages there ({uses})."
            yield Headline(text=text, kind="age", policies=speaking, refs=[row.id for row in own])
            continue
        for row in own:
            use = f"{row.indication}: " if row.indication and len(rows) > 1 else ""
            parts = told_together([(facts.names[c.policy], asked(facts, c)) for c in row.cells if c.passages], "set other ages")  # fmt: skip
            tail = f"; {people(silent)} {'states' if len(silent) == 1 else 'state'} no age" if silent else ""
            policies = [c.policy for c in row.cells if c.passages]
            yield Headline(text=f"{use}{'; '.join(parts)}{tail}.", kind="age", policies=policies, refs=[row.id])


def ageless(facts: Facts, row: Row) -> list[str]:
    """Return who speaks of a row's indication, was read, and states no age."""
    return [
        facts.names[cell.policy]
        for cell in row.cells
        if not cell.passages and covers(facts, cell.policy, row.indication) and facts.is_known(cell.policy)
    ]


def steps(facts: Facts) -> Iterator[Headline]:
    """Say for how many uses each policy asks for earlier therapy, typed or in words of its own, where several are compared and the numbers differ."""
    rows = facts.rows("Prior therapy", "initial")
    counts = {key: sum(said(r, key) for r in rows) for key in facts.names}
    if len(rows) < 2 or len(set(counts.values())) < 2:
        return
    told = [(facts.names[k], f"for {n} use{'s' if n != 1 else ''}") for k, n in counts.items() if n]
    never = [facts.names[k] for k, n in counts.items() if not n and facts.is_known(k)]
    ways = told_together(told, "for other numbers of uses", "{words} at {who}")
    text = f"Earlier therapy is part of the criteria {listed(ways, 'and')}"
    text += f", for none at {people(never)}" if never else ""
    yield Headline(
        text=f"{text}.", kind="step", policies=[k for k, n in counts.items() if n], refs=[r.id for r in rows]
    )


def asked(facts: Facts, cell: Cell) -> str:
    """Say whom a policy covers by age: `asks adults to be 15 years or older and children 1 month or older`."""
    who = {"adult": "adults", "pediatric": "children", "infant": "infants"}
    apart = [(who[p.where], p.summary) for p in cell.passages if p.where in who]
    if apart:
        return "asks " + listed([f"{people} to be {summary}" for people, summary in dict.fromkeys(apart)], "and")
    of_all = [p for p in cell.passages if p.where != SOME_USES]
    summaries = list(dict.fromkeys(p.summary for p in of_all or cell.passages))
    if len(summaries) == 1 and summaries[0].endswith(" or older"):
        return f"covers from {summaries[0].removesuffix(' or older')}"
    return f"sets ages by use ({listed(summaries)})"


def covers(facts: Facts, key: str, indication: str | None) -> bool:
    """Tell whether a policy has any criteria in the rows of an indication."""
    return any(said(r, key) for r in facts.matrix if r.indication == indication)


def only_one(facts: Facts) -> Iterator[Headline]:
    """Say what one policy alone asks for."""
    for dimension, words in ONLY.items():
        rows = [r for r in facts.rows(dimension) if r.phase in ("initial", "universal")]
        speaking = {c.policy for r in rows for c in r.cells if c.passages}
        typed = any(p.typed for r in rows for c in r.cells for p in c.passages)
        if len(speaking) != 1 or not typed or not all(facts.is_known(k) for k in facts.names if k not in speaking):
            continue
        key = next(iter(speaking))
        what = list(dict.fromkeys(p.summary for r in rows for c in r.cells for p in c.passages if p.typed))
        what = [w.removeprefix("prescribed by or with ").removeprefix("prescribed by ") for w in what]
        detail = f": {listed(what)}" if dimension != "Documentation" else ""
        yield Headline(
            text=f"Only {facts.names[key]} {words}{detail}.", kind="only", policies=[key], refs=[r.id for r in rows]
        )


def first_approval(facts: Facts) -> Iterator[Headline]:
    """Say how long the first approval runs, for each policy."""
    yield from approval_line(facts, "initial", "Initial approval", "Initial approval")


def renewals(facts: Facts) -> Iterator[Headline]:
    """Say how long a renewal runs, for each policy."""
    yield from approval_line(facts, "renewal", "Renewal approval", "A renewal")


def approval_line(facts: Facts, phase: str, dimension: str, lead: str) -> Iterator[Headline]:
    """Say an approval's length by policy: one value, a range by use, or that it is not stated."""
    rows = [r for r in facts.rows(dimension) if r.divergent]
    if not rows:
        return
    parts: list[tuple[str, str]] = []
    silent = []
    for key, name in facts.names.items():
        own = [a for a in facts.policies[key].approvals if a.phase == phase]
        if own:
            parts.append((name, lengths(own)))
        elif facts.is_known(key):
            silent.append(name)
    if not silent and len({words for _, words in parts}) == 1:
        return  # the same length, in other words or for other uses
    told = listed(told_together(parts, "of another length", "{words} ({who})"))
    text = f"{lead} is {told}" if parts else f"{lead} is stated by none"
    if silent:
        text += f"; {people(silent)} {'does' if len(silent) == 1 else 'do'} not state it"
    yield Headline(text=f"{text}.", kind="approval", policies=list(facts.names), refs=[r.id for r in rows])


def lengths(approvals: Sequence[Approval]) -> str:
    """Say one length, or the range of several."""
    timed = sorted(
        (a for a in approvals if a.value and a.unit), key=lambda a: (a.value or 0) * DAYS.get(a.unit or "", 1)
    )
    if not timed:
        words = say_approval(approvals[0])
        return words[:1].lower() + words[1:]
    short, long = (told_length(a.value or 0, a.unit or "") for a in (timed[0], timed[-1]))
    return short if short == long else f"{short} to {long} by use"


def told_length(value: float, unit: str) -> str:
    """Return a length in words; years in months, so that the same length is said one way.

    >>> told_length(1, "year"), told_length(30, "week")
    ('12 months', '30 weeks')
    """
    return counted(value * 12, "month") if unit == "year" else counted(value, unit)


def never(facts: Facts) -> Iterator[Headline]:
    """Say what a policy never renews."""
    rows = facts.rows("Never renewed")
    by_key: dict[str, list[str]] = {}
    for row in rows:
        for cell in row.cells:
            by_key.setdefault(cell.policy, []).extend(p.summary for p in cell.passages)
    found: dict[str, list[str]] = {}
    for key, titles in by_key.items():
        if titles:
            found.setdefault(ended(facts, key, titles), []).append(key)
    for what, keys in found.items():
        words = f"never renew{'s' if len(keys) == 1 else ''} {what}."
        yield Headline(text=f"{people([facts.names[k] for k in keys])} {words}", kind="renewal", policies=keys, refs=[r.id for r in rows])  # fmt: skip


def ended(facts: Facts, key: str, titles: Sequence[str]) -> str:
    """Say which uses are never renewed, by the settings that their titles name."""
    held = {s.indication: s.settings for s in facts.policies[key].criteria}
    named = [held[title] for title in titles if held.get(title)]
    phases = [plain(setting) for settings in named for setting in settings]
    if not phases:
        return listed([t.lower() for t in titles])
    more = len(set(titles)) - len(named)
    return f"{listed(phases)} therapy" + (f", nor {number(more)} further use{'s' if more > 1 else ''}" if more > 0 else "")  # fmt: skip


def contradictions(facts: Facts) -> Iterator[Headline]:
    """Say whose criteria contradict themselves."""
    counts = {
        key: sum(f.code in ("cannot-be-met", "mixed-connectors") for f in policy.findings)
        for key, policy in facts.policies.items()
    }
    keys = [key for key, count in counts.items() if count]
    for own in [[key] for key in keys] if len(keys) <= NAMED else [keys]:
        count = sum(counts[key] for key in own)
        noun = "One list" if count == 1 else f"{number(count)} lists"
        verb = "contradicts itself" if count == 1 else "contradict themselves"
        whose = f"{people([facts.names[k] for k in own])}'{'' if len(own) > 1 else 's'}"
        yield Headline(
            text=f"{noun} of {whose} criteria {verb} as written; the nearest reading that a patient can meet is compared.",
            kind="contradiction", policies=own, refs=[f"findings-{k}" for k in own],
        )  # fmt: skip


def codes(facts: Facts) -> Iterator[Headline]:
    """Say which codes all share, and who alone lists diagnoses."""
    named = {key: {c.code for c in p.codes if c.system in ("HCPCS", "CPT")} for key, p in facts.policies.items()}
    shared = sorted(set.intersection(*named.values())) if all(named.values()) else []
    listing = [key for key, p in facts.policies.items() if any(c.system == "ICD-10-CM" for c in p.codes)]
    if shared and len(listing) == 1:
        count = sum(1 for c in facts.policies[listing[0]].codes if c.system == "ICD-10-CM")
        yield Headline(
            text=f"All list {listed(shared, 'and')}; only {facts.names[listing[0]]} lists diagnosis codes too ({count} ICD-10-CM codes).",
            kind="codes", policies=list(facts.names), refs=[r.id for r in facts.matrix if r.dimension.startswith("Codes")],
        )  # fmt: skip


def proposals(facts: Facts) -> Iterator[Headline]:
    """Say whose document is a redline, and which of its readings is compared."""
    counts = {k: sum(c.op != "format" for c in p.changes) for k, p in facts.policies.items() if p.source.reading != "published"}  # fmt: skip
    for key, count in counts.items() if len(counts) <= NAMED else ():
        reading = facts.policies[key].source.reading
        yield Headline(
            text=f"{facts.names[key]}'s document shows {count} tracked changes; its {reading} text is compared.",
            kind="redline", policies=[key], refs=["sources"],
        )  # fmt: skip
    if len(counts) > NAMED:
        low, high = min(counts.values()), max(counts.values())
        each = f"{low} to {high}" if low < high else str(low)
        yield Headline(
            text=f"The documents of {len(counts)} payers show tracked changes ({each} each); the sources say which text is compared.",
            kind="redline", policies=list(counts), refs=["sources"],
        )  # fmt: skip


def values(atoms: Sequence[Atom]) -> list[str]:
    """Return all values of atoms, flat."""
    return [str(v) for a in atoms for v in (a.value if isinstance(a.value, list) else [a.value]) if v is not None]


def plain(value: str) -> str:
    """Return a canonical value in plain words."""
    return value.replace("_", " ")


def said(row: Row, key: str) -> bool:
    """Tell whether a policy says something in a row."""
    return any(cell.policy == key and cell.passages for cell in row.cells)
