"""Which sets of criteria speak of the same indication.

Typed facts decide, words only propose: sets are brought together by the disease that their title or their
leaves name (B-ALL belongs to ALL), catch-all clauses by their kind, and what is left by its wording.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from payerdiff.compare.logic.diseases import same_disease
from payerdiff.model.comparison import Alignment, Member
from payerdiff.model.phrasing import ALL_INDICATIONS
from payerdiff.model.policy import CriteriaSet, Policy
from payerdiff.model.policy.scopes import beside
from payerdiff.normalize import lexicon
from payerdiff.normalize.criteria.subjects import is_every_use

ALIKE = 0.75
OTHERS = "Other indications"
"""What the group of uses that policies do not list is called."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A set of one policy: where it stands among all sets, and the diseases that it is about."""

    at: int
    key: str
    criteria: CriteriaSet
    diseases: tuple[str, ...]

    @property
    def title(self) -> str:
        """Return the indication."""
        return self.criteria.indication or ""

    @property
    def rank(self) -> tuple[object, ...]:
        """Return when the set is placed, whatever the order of payers: narrow diseases first, so that wider ones find them; sets for several behind those for one; words last."""
        depth = max((len(lexicon.wider(d)) for d in self.diseases), default=0)
        return (
            not self.diseases,
            len(self.diseases) > 1,
            -depth,
            sorted(self.diseases),
            self.title.lower(),
            self.key,
            self.criteria.id,
        )


@dataclass(slots=True)
class Group:
    """Sets that speak of the same; the first is the one that others are held against."""

    name: str
    by: Literal["diagnosis", "wider diagnosis", "other uses", "wording"]
    confidence: float
    members: list[Entry]

    def add(self, entry: Entry) -> None:
        """Add a set; one that shares no disease by name makes the group as sure as a wider disease is, under the narrowest name."""
        theirs = self.members[0].diseases
        self.members.append(entry)
        if self.by in ("diagnosis", "wider diagnosis") and not set(theirs) & set(entry.diseases):
            self.name = min((*theirs, *entry.diseases), key=lambda d: (-len(lexicon.wider(d)), d))
            self.by, self.confidence = "wider diagnosis", 0.9


def align(policies: Sequence[Policy], keys: Sequence[str]) -> list[Alignment]:
    """Return the aligned indications over the initial and renewal sets, in document order of the first policy.

    Which sets come together does not depend on the order of the policies.
    """
    held = [(key, s) for key, policy in zip(keys, policies, strict=True) for s in policy.criteria if s.phase != "universal" and is_placed(s)]  # fmt: skip
    entries = [Entry(at, key, s, () if s.catch_all else tuple(s.diseases)) for at, (key, s) in enumerate(held)]
    named = {e.key for e in entries if e.criteria.phase == "initial" and e.diseases}
    entries = [e for e in entries if e.criteria.indication is not None or e.key in named]
    general = [e for e in entries if e.key in named and renews_every_use(e.criteria)]
    groups: list[Group] = []
    for entry in sorted((e for e in entries if e not in general), key=lambda entry: entry.rank):
        found = groups_of(entry, groups)
        if not found:
            groups.append(opened(entry))
        for group in found:
            group.add(entry)
    for group in groups:
        group.members += [entry for entry in general if awaits_renewal(group, entry.key) and holds_in(group, entry)]
    groups.sort(key=lambda group: min(entry.at for entry in group.members))
    return [aligned(number, group) for number, group in enumerate(groups, 1)] + general_group(policies, keys)


def is_placed(criteria: CriteriaSet) -> bool:
    """Return True if a set belongs to indications: to the one that it names, or, as reauthorization without a name, to all."""
    return criteria.indication is not None or renews_every_use(criteria)


def renews_every_use(criteria: CriteriaSet) -> bool:
    """Return True if a set says for all indications alike what reauthorization requires: it names none, or says so (`All indications in section I`).

    A set that holds for those of its section may ask something else of some of them.
    """
    named = criteria.indication is not None and not is_every_use(criteria.indication)
    return criteria.phase == "renewal" and not named and (not criteria.diseases or bool(criteria.holds_for))


def awaits_renewal(group: Group, key: str) -> bool:
    """Return True if a payer has criteria for a group's indication, and none of its own for reauthorization."""
    phases = {entry.criteria.phase for entry in group.members if entry.key == key}
    return "initial" in phases and "renewal" not in phases


def holds_in(group: Group, general: Entry) -> bool:
    """Return True if a payer's general set holds for a group's indication: it stands in the section of one of its sets, or in none."""
    return bool(beside([general.criteria], [entry.criteria for entry in group.members if entry.key == general.key]))


def groups_of(entry: Entry, groups: Sequence[Group]) -> list[Group]:
    """Return the groups that speak of a set's indications: of one for several diseases those of each of them that others name alone."""
    first = group_of(entry, groups)
    alone = [g for g in groups if len(g.members[0].diseases) == 1 and g.members[0].diseases[0] in entry.diseases]
    return alone if len(entry.diseases) > 1 and len(alone) > 1 else [first] if first is not None else []


def group_of(entry: Entry, groups: Sequence[Group]) -> Group | None:
    """Return the group that speaks of a set's indication, one of the same disease before one of a wider, or None."""
    if entry.criteria.catch_all:
        return next((group for group in groups if group.by == "other uses"), None)
    if not entry.diseases:
        worded = (group for group in groups if group.by == "wording")
        return next((g for g in worded if are_alike(g.name.lower(), entry.title.lower())), None)
    exact = (g for g in groups if set(g.members[0].diseases) & set(entry.diseases))
    wider = (g for g in groups if any(same_disease(a, b) for a in entry.diseases for b in g.members[0].diseases))
    return next(exact, None) or next(wider, None)


def are_alike(a: str, b: str) -> bool:
    """Return True if two titles are nearly the same; the bounds of their likeness are cheap, and rule most of them out."""
    pair = SequenceMatcher(None, a, b)
    return pair.real_quick_ratio() >= ALIKE and pair.quick_ratio() >= ALIKE and pair.ratio() >= ALIKE


def opened(entry: Entry) -> Group:
    """Return a group of one set."""
    if entry.criteria.catch_all:
        return Group(OTHERS, "other uses", 0.8, [entry])
    return Group(entry.diseases[0], "diagnosis", 1.0, [entry]) if entry.diseases else Group(entry.title, "wording", 1.0, [entry])  # fmt: skip


def aligned(number: int, group: Group) -> Alignment:
    """Return a group as the comparison tells it, its members in the order of the policies."""
    joined: dict[str, list[CriteriaSet]] = {}
    for entry in sorted(group.members, key=lambda entry: entry.at):
        joined.setdefault(entry.key, []).append(entry.criteria)
    return Alignment(
        id=f"A{number}",
        indication=group.name,
        members=[
            Member(policy=key, sets=[s.id for s in sets], titles=list(dict.fromkeys(s.indication or "" for s in sets)))
            for key, sets in joined.items()
        ],
        by="alone" if len(joined) == 1 else group.by,
        confidence=group.confidence,
    )


def initial_indications(alignment: Sequence[Alignment], policies: Mapping[str, Policy]) -> list[str]:
    """Return the indications for which one of the policies has initial criteria, by the names of their groups; other uses together are none.

    Criteria without a title are for the diseases that they name themselves; only where they name none are they for all indications.
    """
    initial = {(key, s.id): s for key, policy in policies.items() for s in policy.criteria if s.phase == "initial"}
    found: dict[str, None] = {}
    untitled: list[CriteriaSet] = []
    for group in alignment:
        own = [initial[m.policy, s] for m in group.members for s in m.sets if (m.policy, s) in initial]
        if group.indication == ALL_INDICATIONS and any(s.diseases for s in own):
            untitled += own
        elif own and group.indication != OTHERS:
            found[group.indication] = None
    for disease in (d for s in untitled for d in s.diseases):
        if not any(same_disease(disease, known) for known in found):
            found[disease] = None
    return list(found)


def general_group(policies: Sequence[Policy], keys: Sequence[str]) -> list[Alignment]:
    """Return the group of policies that list all their indications in one set without a title."""
    members = []
    for key, policy in zip(keys, policies, strict=True):
        sets = [s for s in policy.criteria if s.phase == "initial" and s.indication is None]
        if sets:
            members.append(Member(policy=key, sets=[s.id for s in sets], titles=[ALL_INDICATIONS]))
    if not members:
        return []
    return [
        Alignment(
            id="A0",
            indication=ALL_INDICATIONS,
            members=members,
            by="alone" if len(members) == 1 else "wording",
            confidence=0.6,
        )
    ]
