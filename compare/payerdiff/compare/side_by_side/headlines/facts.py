"""What a headline says, before it is worded: whom it is about, the rows that show it, and the values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from payerdiff.model.phrasing import SEE_TEXT
from payerdiff.model.policy import Phase, Population

LIMIT = "limit:quantity"
"""The question of the quantity limit, told of as concepts are."""
Kind = Literal["unread", "setting", "step", "age", "only", "approval", "renewal", "contradiction", "codes", "redline"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: the policies that it is about, by their keys, and the rows (or other places of the report) that show it."""

    kind: ClassVar[Kind]
    policies: tuple[str, ...]
    refs: tuple[str, ...]

    @property
    def is_sure(self) -> bool:
        """Return True if the fact rests on nothing that was left unevaluated."""
        return True

    @property
    def is_silence(self) -> bool:
        """Return True if no two answers differ: some policies state something, and others nothing of it."""
        return False


@dataclass(frozen=True, slots=True)
class Unread(Fact):
    """Documents that fit no known template, or were read in part: what they do not state may only be unread."""

    kind = "unread"


@dataclass(frozen=True, slots=True)
class FewSettings(Fact):
    """Policies that name the same few disease settings, those that others also name, and the texts by which these policies may be widened."""

    kind = "setting"
    own: tuple[str, ...]
    others: tuple[str, ...]
    widened_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepTherapy(Fact):
    """For how many indications each policy asks for earlier therapy; `silent` say nothing of it, `spared` name it beside ways to do without.

    Of `by_product` some criteria are for requests for some products alone: whether those ask for it depends on the product.
    """

    kind = "step"
    counts: tuple[tuple[str, int], ...]
    silent: tuple[str, ...]
    spared: tuple[str, ...] = ()
    evaluated: tuple[tuple[str, int, int], ...] = ()
    """Policies that were evaluated for some of their indications only: for how many, and of how many."""
    named: tuple[int, int] = (0, 0)
    """For how many indications some policy names earlier therapy, which are those that are counted, and how many there are."""
    by_product: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Return False if some indication of some policy was not evaluated."""
        return not self.evaluated


@dataclass(frozen=True, slots=True)
class AgeLimits:
    """The ages of one policy: by population where its titles name some, else for all; `unconditional` is false where all are asked under a condition alone."""

    by_population: tuple[tuple[Population, str], ...]
    limits: tuple[str, ...]
    unconditional: bool
    alternative: bool = False
    """True where each age stands among other conditions of which one is enough, or on which it depends."""

    @property
    def is_evaluated(self) -> bool:
        """Return False if age is named in words alone that were not evaluated."""
        return bool(self.by_population) or not all(words.endswith(SEE_TEXT) for words in self.limits)


@dataclass(frozen=True, slots=True)
class Ages(Fact):
    """The ages of some indications (none named where there is but one), by policy; `silent` state none."""

    kind = "age"
    indications: tuple[str, ...]
    said: tuple[tuple[str, AgeLimits], ...]
    silent: tuple[str, ...]
    unread: tuple[str, ...] = ()
    """Policies for which no age was read either, where that may only be that it was not read."""

    @property
    def is_sure(self) -> bool:
        """Return True if no age of them is named in words alone that were not evaluated."""
        return all(limits.is_evaluated for _, limits in self.said)

    @property
    def is_silence(self) -> bool:
        """Return True if all who state ages state the same."""
        return len({limits for _, limits in self.said}) < 2


@dataclass(frozen=True, slots=True)
class AgesUnstated(Fact):
    """Indications for which the same policies state no age, where others do."""

    kind = "age"
    indications: tuple[str | None, ...]
    silent: tuple[str, ...]
    always: bool = True
    """False where the policies that state one do not do so for each of the indications."""
    unread: tuple[str, ...] = ()
    """Policies for which none was read either, for some of the indications or all, where that may only be that it was not read."""

    @property
    def is_silence(self) -> bool:
        """Return True: it is told who states no age."""
        return True


@dataclass(frozen=True, slots=True)
class Asked:
    """What a policy asks for, and the condition under which alone it does."""

    words: str
    only_if: str | None


@dataclass(frozen=True, slots=True)
class OnlyOne(Fact):
    """A question that one policy alone answers, and what it asks for."""

    kind = "only"
    question: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Length:
    """A length of approval; `at_most` where it is the longest that may be granted."""

    value: float
    unit: str
    at_most: bool = False


@dataclass(frozen=True, slots=True)
class ApprovalLengths:
    """The shortest and the longest approval of a policy, or the words of one without a number; and the indications for which it states none."""

    shortest: Length | None
    longest: Length | None
    words: str | None = None
    without: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    """The indications for which the policy's own words must be read."""
    others: bool = False
    """True where `words` are not all that is stated: other indications have other words, or a length."""

    @property
    def is_told(self) -> bool:
        """Return True if a length is stated for some indication, in months or in other words."""
        return self.shortest is not None or self.words is not None


@dataclass(frozen=True, slots=True)
class Approvals(Fact):
    """How long approvals of a phase run, by policy; `silent` do not state it."""

    kind = "approval"
    phase: Phase
    said: tuple[tuple[str, ApprovalLengths], ...]
    silent: tuple[str, ...]
    unread: tuple[str, ...] = ()
    """Policies of which silence means nothing: that they state none for some indications may only be that it was not read."""
    see: tuple[str, ...] = ()
    """Policies whose own words must be read, whatever the indication."""

    @property
    def is_silence(self) -> bool:
        """Return True if all who state a length state the same."""
        return len({(found.shortest, found.longest, found.words) for _, found in self.said}) < 2


@dataclass(frozen=True, slots=True)
class NeverRenewed(Fact):
    """What policies never renew: the settings that the titles name and how many further titles there are, or the titles."""

    kind = "renewal"
    settings: tuple[str, ...]
    further: int
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contradictions(Fact):
    """How many lists of criteria contradict themselves; with `mixed`, how many mix AND and OR."""

    kind = "contradiction"
    count: int
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class SharedCodes(Fact):
    """The codes that all policies list, and the one policy that lists diagnosis codes too."""

    kind = "codes"
    shared: tuple[str, ...]
    listing: str
    count: int


@dataclass(frozen=True, slots=True)
class Redline(Fact):
    """A document that shows tracked changes, and which of its readings is compared."""

    kind = "redline"
    reading: str
    count: int


@dataclass(frozen=True, slots=True)
class Redlines(Fact):
    """Many documents that show tracked changes: the fewest and the most of one."""

    kind = "redline"
    fewest: int
    most: int
