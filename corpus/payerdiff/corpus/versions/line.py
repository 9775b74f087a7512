"""Policies in time: documents of one policy form a line of versions, each in force from its own date until the next one's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Literal

from payerdiff.corpus.policy_lines import Identity, dated, identity_of, lasting, lines_of
from payerdiff.corpus.store.fingerprint import digest
from payerdiff.corpus.store.version_hashes import VersionHashes, version_hashes
from payerdiff.model.policy import Policy
from payerdiff.model.words import plain_words

Basis = Literal["effective date", "review date", "revision history", "first seen", "not stated"]


@dataclass(frozen=True)
class Held:
    """A policy of one document, and when that document lay in the library."""

    policy: Policy
    path: str
    seen: date | None = None
    """The day on which it was first there; None where nothing is remembered."""
    first: int = 0
    gone: date | None = None
    last: int | None = None
    is_stale: bool = False
    """True where the document is gone and another version of the program read it: it cannot be read again."""
    library: str = ""
    """The folder below which `path` lies, where that is remembered."""
    is_one_of_many: bool = False
    """True where the document holds other policies too: its place alone does not say which one this is."""

    @cached_property
    def identity(self) -> Identity | None:
        """By what the policy is known: its own head, or where that says too little the place of its document, which only a newer version takes."""
        known = identity_of(self.policy)
        if known is not None or self.seen is None:
            return known
        return Identity(
            f"{self.library}/{self.path}",
            " ".join(plain_words(self.policy.title or "")) if self.is_one_of_many else "",
            "",
            "",
        )

    @cached_property
    def hashes(self) -> VersionHashes:
        """The four hashes of its content."""
        return version_hashes(self.policy)

    @property
    def own_date(self) -> date | None:
        """The newest date that the policy bears of itself."""
        return dated(self.policy)


@dataclass(frozen=True)
class Version:
    """One version of a policy: a document, with its copies, in force from a day on."""

    held: Held
    since: date | None
    basis: Basis
    until: date | None = None
    """The day from which it is in force no more: the next version's, or the one on which it was no longer published."""
    copies: tuple[Held, ...] = ()

    @property
    def gone(self) -> date | None:
        """The day from which no copy of it was there any more; None while one is."""
        days = [one.gone for one in (self.held, *self.copies)]
        return None if None in days else max(day for day in days if day)

    @property
    def seen(self) -> date | None:
        """The day on which the first copy of it was there."""
        return min((one.seen for one in (self.held, *self.copies) if one.seen), default=None)


@dataclass(frozen=True)
class Line:
    """The versions of one policy, the oldest first."""

    key: str
    versions: tuple[Version, ...]

    @property
    def newest(self) -> Version:
        """Its last version."""
        return self.versions[-1]

    @property
    def withdrawn(self) -> date | None:
        """The day from which no document of it was there any more; None while one of its newest version is."""
        return self.newest.gone

    def on(self, day: date) -> Version | None:
        """Return the version that was in force on a day, None where none was, or none is known to have been."""
        found = [v for v in self.versions if v.since and v.since <= day and (v.until is None or day < v.until)]
        return found[-1] if found else None


def lines_in(held: Iterable[Held], joined: Iterable[tuple[str, str]] = ()) -> list[Line]:
    """Return policies as lines, by payer and title.

    `joined` are pairs of lines, by their keys, that a person has confirmed to be one policy under two names. Documents of one date that do not say the same, and
    neither of which took the other's place, are no versions of each other: each is a line of its own.
    """
    groups = merged(named(held), joined)
    found = []
    for key, same in groups.items():
        versions = in_order(same)
        if versions is None:
            found += [
                Line(digest([key, one.policy.source.sha256]), ended([begun(one, one.own_date or one.seen)]))
                for one in same
            ]
        else:
            found.append(Line(key, ended(versions)))
    return sorted(found, key=lambda line: (line.newest.held.policy.payer.name or "", line.newest.held.policy.title or "", line.newest.held.path, line.key))  # fmt: skip


def named(held: Iterable[Held]) -> dict[str, list[Held]]:
    """Return the documents of each policy by its key: payer, title and lines of business, its number only where another policy shares these."""
    documents = list(held)
    identities = known_by(documents)
    groups = lines_of(range(len(documents)), lambda at: identities[at])
    heads = Counter(one[:3] for same in groups if (one := identities[same[0]]))
    found: dict[str, list[Held]] = {}
    for numbers in groups:
        same, one = [documents[at] for at in numbers], identities[numbers[0]]
        if one is None:
            key = digest(["document", same[0].policy.source.sha256, same[0].policy.title])
        else:
            key = digest([*one[:3], one.number if heads[one[:3]] > 1 else ""])
        found.setdefault(key, []).extend(same)
    return found


def known_by(documents: Sequence[Held]) -> list[Identity | None]:
    """Return by what each policy is known.

    One whose payer or title was not recognized, as where a sentence was read for it, is known as the policy whose place it took, or that took its place, unless something that it says contradicts; else by its place.
    So is one whose title differs from that of the other by words for the kind of document alone.
    """
    found = [identity_of(one.policy) for one in documents]
    places: dict[tuple[str, str], list[int]] = {}
    for at, one in enumerate(documents):
        if one.seen and not one.is_one_of_many:
            places.setdefault((one.library, one.path), []).append(at)
    for same in places.values():
        in_turn = sorted(same, key=lambda at: documents[at].first)
        for before, after in (*pairwise(in_turn), *pairwise(reversed(in_turn))):
            told, own = found[before], found[after]
            if told is None:
                continue
            policy = documents[after].policy
            if could_be(policy, told) if own is None or is_sentence(policy.title) else is_alike(own, told):
                found[after] = told
    return [one.identity if known is None else known for one, known in zip(documents, found, strict=True)]


def could_be(policy: Policy, known: Identity) -> bool:
    """Return True if nothing that a policy says of itself contradicts an identity."""
    title = "" if is_sentence(policy.title) else " ".join(plain_words(policy.title or ""))
    number = lasting(policy.number)
    same_payer = policy.payer.name is None or policy.payer.id == known.payer
    return same_payer and title in ("", known.title) and (not number or known.number in ("", number))


def is_sentence(title: str | None) -> bool:
    """Return True if what was read for a title is a sentence: a notice above the text, by which no policy is known.

    >>> is_sentence("This notice is worded by the plan, and nothing in it decides on coverage.¹"), is_sentence("Drug X (brand)")
    (True, False)
    """
    words = (title or "").split()
    return len(words) > LONG and words[-1].rstrip(MARKS).endswith((".", "!", "?"))


LONG = 9
"""Words of a title that may be a sentence."""
MARKS = "¹²³⁴⁵⁶⁷⁸⁹⁰*†‡§"
"""Signs of footnotes."""
KINDS = frozenset(["authorization", "clinical", "coverage", "criteria", "drug", "guideline", "guidelines", "medical", "pharmacy", "policies", "policy", "prior"])  # fmt: skip
"""Words for the kind of document, which a title may end with, or go on with in a line that was not read."""


def is_alike(one: Identity, other: Identity) -> bool:
    """Return True if two identities differ at most in words for the kind of document at the end of their titles, or in a number that one of them does not state.

    >>> is_alike(Identity("plan", "drug x prior authorization policy", "", "1"), Identity("plan", "drug x prior authorization", "", ""))
    True
    """
    titles = [named_in(title) for title in (one.title, other.title)]
    numbers = {n for n in (one.number, other.number) if n}
    return one.payer == other.payer and one.lines == other.lines and len(numbers) < 2 and titles[0] == titles[1] != []


def named_in(title: str) -> list[str]:
    """Return the words of a title without those for the kind of document behind them."""
    words = title.split()
    while words and words[-1] in KINDS:
        words.pop()
    return words


def merged(groups: dict[str, list[Held]], joined: Iterable[tuple[str, str]]) -> dict[str, list[Held]]:
    """Return groups with those put together that are one policy, under the key of the newer name. What is joined and not there changes nothing."""
    newer = {old: new for old, new in joined if old in groups and new in groups}
    found: dict[str, list[Held]] = {}
    for key, same in groups.items():
        seen = {key}
        while key in newer and newer[key] not in seen:
            key = newer[key]
            seen.add(key)
        found.setdefault(key, []).extend(same)
    return found


def in_order(same: Sequence[Held]) -> list[Version] | None:
    """Return documents of one policy as versions, the oldest first; None where their order is not stated."""
    versions: list[Version] = []
    for day, one in sorted(dates_of(same), key=lambda pair: (pair[0] or date.max, pair[1].first, pair[1].path)):
        before = versions[-1] if versions else None
        if before is not None and before.held.hashes == one.hashes:
            versions[-1] = replace(before, copies=(*before.copies, one))
        elif before is None or (day is not None and before.since is not None and before.since < day):
            versions.append(begun(one, day))
        elif replaced(before, one):
            versions.append(Version(one, max(x for x in (before.since, one.seen) if x), "first seen"))
        else:
            return None
    return versions


def dates_of(same: Sequence[Held]) -> list[tuple[date | None, Held]]:
    """Return documents with the day from which each counts: its own date, or the day on which it was first there where it bears none.

    A document that took another one's place is not older than that, whatever date was read in it: then it counts from the day on which it was first there.
    """
    places: dict[tuple[str, str], list[Held]] = {}
    for at, one in enumerate(same):
        places.setdefault((one.library, one.path) if one.seen else ("", str(at)), []).append(one)
    found: list[tuple[date | None, Held]] = []
    for line in places.values():
        last: date | None = None
        for one in sorted(line, key=lambda held: held.first):
            day = one.own_date or one.seen
            if last is not None and one.seen is not None and (one.own_date is None or one.own_date <= last):
                day = max(last, one.seen)
            found.append((day, one))
            last = day
    return found


def replaced(before: Version, one: Held) -> bool:
    """Return True if a document was first there when all documents of a version were gone, or took its place on that very day."""
    ends = [held.last for held in (before.held, *before.copies)]
    return one.seen is not None and None not in ends and max(end for end in ends if end is not None) <= one.first


def begun(one: Held, day: date | None) -> Version:
    """Return a document as a version in force from a day, and what that rests on."""
    dates, own = one.policy.dates, one.own_date
    if own is None or own != day:
        return Version(one, day, "first seen" if day else "not stated")
    told: Basis = "effective date" if own == dates.effective else "review date" if own == dates.last_review else "revision history"  # fmt: skip
    return Version(one, own, told)


def ended(versions: Sequence[Version]) -> tuple[Version, ...]:
    """Return versions with the day on which each ends: as the next begins, the last when it is no longer published."""
    begun = [replace(old, until=new.since) for old, new in pairwise(versions)]
    return (*begun, replace(versions[-1], until=versions[-1].gone))


def changed(old: Version, new: Version) -> list[str]:
    """Return which parts of the content two versions differ in, in words."""
    names = ("criteria", "terms and codes", "dates and revision history", "other text")
    return [name for name, a, b in zip(names, old.held.hashes, new.held.hashes, strict=True) if a != b]


def found_by(lines: Iterable[Line], words: str) -> list[Line]:
    """Return the lines that a policy's number, the name or path of a document, or a drug or words of the title name, those that say it exactly before others."""
    wanted = " ".join(words.lower().split())
    exact: Callable[[Held], bool] = lambda one: wanted in exact_names(one)  # noqa: E731  # two ways to look, one after the other
    close: Callable[[Held], bool] = lambda one: wanted in (one.policy.title or "").lower()  # noqa: E731
    held = list(lines)
    for way in (exact, close):
        found = [line for line in held if any(way(one) for v in line.versions for one in (v.held, *v.copies))]
        if found:
            return found
    return []


def exact_names(one: Held) -> set[str]:
    """Return the names by which a policy is found exactly, in lower case."""
    policy = one.policy
    drugs = [name for drug in policy.drugs for name in (drug.generic, *drug.brands, *drug.hcpcs)]
    names = (policy.number, policy.title, policy.source.name, one.path, *drugs)
    return {" ".join(name.lower().split()) for name in names if name}
