"""Which sets of criteria speak of the same indication.

Typed facts decide, words only propose: sets are brought together by the disease that their title or their
leaves name (B-ALL belongs to ALL), catch-all clauses by their kind, and what is left by its wording.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from payerdiff.model.comparison import Alignment, Member
from payerdiff.model.policy import CriteriaSet, Policy
from payerdiff.normalize import lexicon

ALIKE = 0.75


def same_disease(a: str, b: str) -> bool:
    """Tell whether one disease is the other or belongs to it (`cancer` alone is too wide to say so)."""
    if a == b:
        return True
    return any(x in lexicon.wider(y) and x != "cancer" for x, y in ((a, b), (b, a)))


def align(policies: Sequence[Policy], keys: Sequence[str]) -> list[Alignment]:
    """Return the aligned indications over the initial and renewal sets, in document order of the first policy."""
    groups: list[tuple[str, str, float, list[tuple[str, CriteriaSet]]]] = []
    for key, policy in zip(keys, policies, strict=True):
        for criteria in policy.criteria:
            if criteria.phase == "universal" or criteria.indication is None:
                continue
            place(groups, key, criteria)
    single = general_group(policies, keys)
    found = []
    for number, (name, by, confidence, members) in enumerate(groups, 1):
        joined: dict[str, list[CriteriaSet]] = {}
        for key, criteria in members:
            joined.setdefault(key, []).append(criteria)
        found.append(
            Alignment(
                id=f"A{number}",
                indication=name,
                members=[
                    Member(
                        policy=k,
                        sets=[s.id for s in sets],
                        titles=list(dict.fromkeys(s.indication or "" for s in sets)),
                    )
                    for k, sets in joined.items()
                ],
                by="alone" if len(joined) == 1 else by,  # type: ignore[arg-type]  # the words are the schema's literals
                confidence=confidence,
            )
        )
    return found + single


def place(groups: list[tuple[str, str, float, list[tuple[str, CriteriaSet]]]], key: str, criteria: CriteriaSet) -> None:
    """Put a set into the group that speaks of its indication, or open a group."""
    if criteria.catch_all:
        for _, by, _, members in groups:
            if by == "other uses":
                members.append((key, criteria))
                return
        groups.append(("Other uses", "other uses", 0.8, [(key, criteria)]))
        return
    named = criteria.diseases
    for at, (name, by, _, members) in enumerate(groups):
        if by == "other uses":
            continue
        theirs = members[0][1].diseases
        if named and theirs:
            exact = bool(set(named) & set(theirs))
            if exact or any(same_disease(a, b) for a in named for b in theirs):
                narrow = min((*named, *theirs), key=lambda d: -len(lexicon.wider(d)))
                groups[at] = (
                    name if exact else narrow,
                    "diagnosis" if exact and by == "diagnosis" else "wider diagnosis",
                    1.0 if exact else 0.9,
                    [*members, (key, criteria)],
                )
                return
        elif (
            not named
            and not theirs
            and SequenceMatcher(None, name.lower(), (criteria.indication or "").lower()).ratio() >= ALIKE
        ):
            members.append((key, criteria))
            return
    groups.append(
        (named[0] if named else criteria.indication or "", "diagnosis" if named else "wording", 1.0, [(key, criteria)])
    )


def general_group(policies: Sequence[Policy], keys: Sequence[str]) -> list[Alignment]:
    """Return the group of policies that list all their uses in one set without a title."""
    members = []
    for key, policy in zip(keys, policies, strict=True):
        sets = [s for s in policy.criteria if s.phase == "initial" and s.indication is None]
        if sets:
            members.append(Member(policy=key, sets=[s.id for s in sets], titles=["all uses"]))
    if not members:
        return []
    return [
        Alignment(
            id="A0",
            indication="all uses",
            members=members,
            by="alone" if len(members) == 1 else "wording",
            confidence=0.6,
        )
    ]
