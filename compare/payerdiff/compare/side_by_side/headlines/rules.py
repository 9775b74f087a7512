"""The rules of the headlines: each finds one kind of fact in the matrix and the policies, the most consequential first.

No rule knows a drug or a payer, and none knows the words in which its fact is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from payerdiff.compare.side_by_side.headlines import facts
from payerdiff.compare.side_by_side.headlines.compared import Compared, distinct, ids, speaks, values
from payerdiff.compare.side_by_side.matrix import lead_of
from payerdiff.model import concepts
from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.comparison import EasiestPath, Passage, Row
from payerdiff.model.mention import OF_REQUESTS
from payerdiff.model.phrasing import DAYS, length_in_months, say_approval
from payerdiff.model.polarity import walk
from payerdiff.model.policy import Approval, Phase, Policy

LIMIT_AT = 5
"""The place of the quantity limit among the questions that one policy alone answers."""
NAMED, USES = 6, 2
"""Policies of which each has a fact of its own, and indications that have; beyond that they are told together."""


def alone() -> list[str]:
    """Return the questions of which it is told that one policy alone answers them."""
    asked = [(concept.only_at, concept.name) for concept in concepts.singled()]
    return [name for _, name in sorted([*asked, (LIMIT_AT, facts.LIMIT)])]


def facts_of(
    policies: Mapping[str, Policy], matrix: Sequence[Row], access: Sequence[AccessFacts] = (), easiest: Sequence[EasiestPath] = ()
) -> list[facts.Fact]:  # fmt: skip
    """Return the facts of two policies or more, by their keys; `access` are their access facts, where the comparison is about one drug, else `easiest` tells of steps."""
    if len(policies) < 2:
        return []
    compared = Compared(policies, matrix, access, easiest)
    rules = (unread, settings, steps, ages, only_one, first_approvals, renewals, never, contradictions, codes, redlines)
    return ordered([fact for rule in rules for fact in rule(compared)])


def ordered(found: Sequence[facts.Fact]) -> list[facts.Fact]:
    """Return facts by what they mean for patients: first what is said of how documents were read, then what differs, what differs as far as it was evaluated, whose silence it is, and what is said of documents."""
    return sorted(found, key=lambda fact: (band(fact), consequence(fact)))


def band(fact: facts.Fact) -> int:
    """Return the place of a fact before its consequence is asked: answers that differ come before silence, and what payers require before how they wrote it."""
    if fact.kind == "unread":
        return 0
    if fact.kind in DOCUMENTS:
        return 4
    return 3 if fact.is_silence else 1 if fact.is_sure else 2


DOCUMENTS: frozenset[facts.Kind] = frozenset({"contradiction", "codes", "redline"})
"""What is said of documents, and of no patient."""


RANKS: dict[facts.Kind, int] = {"unread": -1, "setting": 0, "renewal": 0, "step": 1, "age": 2, "approval": 3, "contradiction": 5, "codes": 6, "redline": 7}  # fmt: skip
"""How much each kind of fact means for patients, as `concepts.consequence` counts; what is said of documents comes last."""


def consequence(fact: facts.Fact) -> int:
    """Return how much a fact means for patients."""
    if isinstance(fact, facts.OnlyOne):
        return 3 if fact.question == facts.LIMIT else concepts.consequence(concepts.of(fact.question))
    return RANKS[fact.kind]


def unread(compared: Compared) -> Iterator[facts.Fact]:
    """Find the documents that fit no known template: what is not stated there may only be unread."""
    keys = tuple(key for key in compared.policies if not compared.is_known(key))
    if keys:
        yield facts.Unread(keys, tuple(f"findings-{key}" for key in keys))


def settings(compared: Compared) -> Iterator[facts.Fact]:
    """Find who names fewer disease settings than the others, and whether a clause by reference widens that."""
    if len(compared.rows(concepts.SETTING, "initial")) != 1:
        return  # what is said of one indication is not said of the others
    named = {key: distinct(values(compared.atoms(key, concepts.SETTING))) for key in compared.policies}
    every = distinct([v for own in named.values() for v in own])
    found: dict[tuple[tuple[str, ...], ...], list[str]] = {}
    for key, own in named.items():
        others = tuple(v for v in every if v not in own)
        covering = any(theirs and set(own) >= set(theirs) and set(theirs) != set(own) for theirs in named.values())
        if own and len(others) > 1 and not covering:
            wider = distinct(values([a for a in compared.atoms(key, concepts.SUPPORT) if a.role == "allows"]))
            found.setdefault((own, others, wider), []).append(key)
    for (own, others, wider), keys in found.items():
        refs = ids(compared.rows(concepts.SETTING, "initial"))
        if wider:
            refs += ids([r for r in compared.rows(concepts.SUPPORT, "initial") if any(speaks(r, key) for key in keys)])
        yield facts.FewSettings(tuple(keys), refs, own, others, wider)


def steps(compared: Compared) -> Iterator[facts.Fact]:
    """Find for how many indications each policy asks for earlier therapy, typed or in words of its own, where several are compared and the numbers differ."""
    rows = compared.rows("prior_therapy", "initial")
    uses = compared.uses()
    answers = {key: [compared.asks_for_steps(use, key) for use in uses if compared.covers(key, use)] for key in compared.policies}  # fmt: skip
    counts = {key: own.count(True) for key, own in answers.items()}
    if len(uses) < 2 or len(set(counts.values())) < 2:
        return
    by_product = tuple(key for key, n in counts.items() if not n and depends_on_product(compared.policies[key]))
    partly = tuple(
        (key, len(own) - own.count(None), len(own))
        for key, own in answers.items()
        if None in own and key not in by_product
    )
    asking_some = tuple((key, n) for key, n in counts.items() if n)
    unasked = [key for key, n in counts.items() if not n and None not in answers[key]]
    none = [key for key in unasked if key not in by_product]
    wordless = [key for key in none if all((row.id, key) in compared.silent for row in rows)]
    silent = tuple(key for key in wordless if compared.is_known(key))
    spared = tuple(key for key in none if key not in wordless)
    every = {row.indication for row in compared.matrix if row.phase == "initial" and row.indication}
    named = (len(uses), len(uses) if compared.access else len(every))
    shown = ids(rows) or ids([row for row in compared.matrix if row.phase == "initial" and row.indication in uses])
    asking = tuple(key for key, _ in asking_some)
    yield facts.StepTherapy(asking, shown, asking_some, silent, spared, partly, named, by_product)


def depends_on_product(policy: Policy) -> bool:
    """Return True if some criteria of a policy are for requests for some of its products alone."""
    nodes = (place.node for s in policy.criteria if s.phase != "renewal" for place in walk(s.root))
    return any(m.concept in OF_REQUESTS for node in nodes for m in node.mentions)


def ages(compared: Compared) -> Iterator[facts.Fact]:
    """Find each policy's age limits where they differ; indications with the same ages are told together, those on which the same policies are silent where they are many."""
    rows = compared.rows(concepts.AGE, "initial")
    held: dict[tuple[str, ...], list[Row]] = {}
    for row in (r for r in rows if r.divergent or r.silence):
        held.setdefault(ageless(compared, row), []).append(row)
    for silent, own in held.items():
        if len(own) > USES and silent:
            told = [{c.policy for c in row.cells if compared.speaks_of_age(row, c)} for row in own]
            speaking = distinct([key for key in compared.policies if any(key in some for some in told)])
            always = all(key in some for some in told for key in speaking)
            unread = distinct([key for row in own for key in ageless(compared, row, known=False)])
            yield facts.AgesUnstated(speaking, ids(own), tuple(row.indication for row in own), silent, always, unread)
            continue
        alike: dict[tuple[tuple[str, facts.AgeLimits], ...], list[Row]] = {}
        for row in own:
            said = tuple((c.policy, compared.ages(row, c)) for c in row.cells if compared.speaks_of_age(row, c))
            alike.setdefault(said, []).append(row)
        for said, same in ((said, same) for said, same in alike.items() if said):
            uses = tuple(row.indication or "" for row in same) if len(rows) > 1 else ()
            unread = distinct([key for row in same for key in ageless(compared, row, known=False)])
            yield facts.Ages(tuple(key for key, _ in said), ids(same), tuple(filter(None, uses)), said, silent, unread)


def ageless(compared: Compared, row: Row, *, known: bool = True) -> tuple[str, ...]:
    """Return who speaks of a row's indication and states no age: those that were read in full, or (not `known`) those whose silence may only be that it was not read."""
    return tuple(
        cell.policy
        for cell in row.cells
        if (row.id, cell.policy) in compared.silent
        and not compared.speaks_of_age(row, cell)
        and compared.covers(cell.policy, row.indication)
        and compared.is_known(cell.policy) is known
    )


def only_one(compared: Compared) -> Iterator[facts.Fact]:
    """Find what one policy alone asks for."""
    for question in alone():
        rows = [r for r in compared.rows(question) if r.phase in ("initial", "universal")]
        passages = [p for r in rows for c in r.cells for p in c.passages if p.typed and p.joined is None]
        speaking = distinct([c.policy for r in rows for c in r.cells if c.passages])
        speaking = distinct([*speaking, *(key for key in compared.policies if compared.answers(key, question))])
        silent = (key for key in compared.policies if key not in speaking)
        optional = question == "prior_therapy" and len(speaking) == 1 and bool(compared.uses()) and not any(compared.asks_for_steps(use, speaking[0]) for use in compared.uses())  # fmt: skip
        if len(speaking) == 1 and passages and not optional and all(map(compared.is_known, silent)):
            scoped = question == facts.LIMIT
            yield facts.OnlyOne(
                speaking, ids(rows), question, tuple(dict.fromkeys(asked(p, scoped=scoped) for p in passages))
            )


def asked(passage: Passage, *, scoped: bool = False) -> facts.Asked:
    """Return what a passage asks for; with `scoped`, of what it is said."""
    words = passage.summary.removeprefix(lead_of(passage))
    return facts.Asked(f"{words} ({passage.where})" if scoped and passage.where else words, passage.only_if)


def first_approvals(compared: Compared) -> Iterator[facts.Fact]:
    """Find how long the first approval runs."""
    yield from approvals(compared, "initial")


def renewals(compared: Compared) -> Iterator[facts.Fact]:
    """Find how long a renewal runs."""
    yield from approvals(compared, "renewal")


def approvals(compared: Compared, phase: Phase) -> Iterator[facts.Fact]:
    """Find an approval's length by policy where they differ: as the grid has it, else as the policy states it."""
    rows = [r for r in compared.rows(f"approval:{phase}") if r.divergent or r.silence]
    if not rows:
        return
    own = {key: compared.lengths(key, phase) or stated_lengths(compared, key, phase) for key in compared.policies}
    said = tuple((key, found) for key, found in own.items() if found.is_told)
    see = tuple(key for key, found in own.items() if not found.is_told and found.open)
    left = [key for key, found in own.items() if not (found.is_told or found.open)]
    silent = tuple(key for key in left if compared.is_known(key))
    if (
        silent or see or len({found for _, found in said}) != 1
    ):  # else the same length, in other words or for other uses
        unread = tuple(key for key in own if not compared.is_known(key))
        yield facts.Approvals(tuple(compared.policies), ids(rows), phase, said, silent, unread, see)


def stated_lengths(compared: Compared, key: str, phase: Phase) -> facts.ApprovalLengths:
    """Return the lengths that a policy states, with the indications for which it states none."""
    stated = [a for a in compared.policies[key].approvals if a.phase == phase]
    return scoped(lengths(stated), compared.uses_without(key, phase)) if stated else facts.ApprovalLengths(None, None)


def scoped(found: facts.ApprovalLengths, without: tuple[str, ...]) -> facts.ApprovalLengths:
    """Return lengths with the indications for which none is stated."""
    return replace(found, without=without)


def lengths(stated: Sequence[Approval]) -> facts.ApprovalLengths:
    """Return one length, or the range of several."""
    timed = sorted((a for a in stated if a.value and a.unit), key=lambda a: (a.value or 0) * DAYS.get(a.unit or "", 1))
    if not timed:
        return facts.ApprovalLengths(None, None, say_approval(stated[0]))
    return facts.ApprovalLengths(length(timed[0]), length(timed[-1]))


def length(approval: Approval) -> facts.Length:
    """Return a length, whole years in months, so that the same length is said one way."""
    return facts.Length(*length_in_months(approval.value or 0, approval.unit or ""), approval.at_most)


def never(compared: Compared) -> Iterator[facts.Fact]:
    """Find what policies never renew, those together that never renew the same."""
    rows = compared.rows("never")
    found: dict[tuple[tuple[str, ...], int, tuple[str, ...]], list[str]] = {}
    for key in compared.policies:
        titles = [p.summary for row in rows for c in row.cells if c.policy == key for p in c.passages]
        if titles:
            found.setdefault(ended(compared.policies[key], titles), []).append(key)
    for (phases, further, titles_left), keys in found.items():
        yield facts.NeverRenewed(tuple(keys), ids(rows), phases, further, titles_left)


def ended(policy: Policy, titles: Sequence[str]) -> tuple[tuple[str, ...], int, tuple[str, ...]]:
    """Return which uses are never renewed: the settings that titles name and the number of further ones, or else the titles."""
    held = {s.indication: s.settings for s in policy.criteria}
    named = [held[title] for title in titles if held.get(title)]
    phases = distinct([setting for settings in named for setting in settings])
    if not phases:
        return (), 0, distinct([t.lower() for t in titles])
    return phases, max(len(set(titles)) - len(named), 0), ()


def contradictions(compared: Compared) -> Iterator[facts.Fact]:
    """Find whose criteria contradict themselves, and whose mix AND and OR."""
    for code, mixed in (("cannot-be-met", False), ("mixed-connectors", True)):
        counts = {key: sum(f.code == code for f in policy.findings) for key, policy in compared.policies.items()}
        keys = [key for key, count in counts.items() if count]
        for own in [[key] for key in keys] if len(keys) <= NAMED else [keys]:
            refs = tuple(f"findings-{key}" for key in own)
            yield facts.Contradictions(tuple(own), refs, sum(counts[key] for key in own), mixed)


def codes(compared: Compared) -> Iterator[facts.Fact]:
    """Find which codes all share, and who alone lists diagnoses."""
    named = [{c.code for c in p.codes if c.system in ("HCPCS", "CPT")} for p in compared.policies.values()]
    shared = sorted(set.intersection(*named)) if all(named) else []
    counts = {key: sum(c.system == "ICD-10-CM" for c in p.codes) for key, p in compared.policies.items()}
    listing = [key for key, count in counts.items() if count]
    if shared and len(listing) == 1:
        refs = ids([r for r in compared.matrix if r.question.startswith("codes:")])
        yield facts.SharedCodes(tuple(compared.policies), refs, tuple(shared), listing[0], counts[listing[0]])


def redlines(compared: Compared) -> Iterator[facts.Fact]:
    """Find whose document is a redline, and which of its readings is compared."""
    marked = {key: p for key, p in compared.policies.items() if p.source.reading != "published"}
    counts = {key: sum(c.op != "format" for c in p.changes) for key, p in marked.items()}
    if len(counts) > NAMED:
        yield facts.Redlines(tuple(counts), ("sources",), min(counts.values()), max(counts.values()))
        return
    for key, count in counts.items():
        yield facts.Redline((key,), ("sources",), marked[key].source.reading, count)
