"""Access at a glance: one grid of payers and facts, by indication, each cell with its passage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.access.wording import NOT_STATED, QUESTIONS, SILENCE, Question, answer
from payerdiff.model.comparison import Comparison
from payerdiff.model.phrasing import SEE_TEXT, listed
from payerdiff.model.policy import Phase, Span
from payerdiff.templates.comparison.coverage_views import NAMED
from payerdiff.templates.comparison.plan_views import PlansView, plans_view
from payerdiff.templates.cutting import fitted
from payerdiff.templates.evidence import Exhibit

Cite = Callable[[str, Span], Exhibit]
"""Gives the exhibit of a policy's passage."""
EVERYWHERE = "In every indication"
NOT_ADDRESSED = "not addressed"
LONGEST = 110
"""Characters of an answer that a cell shows; the rest stands in the passage that it is linked to."""
MEANINGS = (
    (frozenset({NOT_STATED}), f"“{NOT_STATED}”: searched for, and not found"),
    (frozenset({"0", "not required"}), "“0” and “not required”: there is a path without it"),
    (frozenset({SEE_TEXT}), f"“{SEE_TEXT}”: in words that were not evaluated, so read them"),
    (frozenset({NOT_ADDRESSED}), f"“{NOT_ADDRESSED}”: no criteria for the indication"),
)
"""What cells without a requirement say, and what each of them means."""


@dataclass(frozen=True, slots=True)
class AccessCellView:
    """One cell: what a payer asks, in our words; one that is not decided leads to the payer's."""

    payer: str
    text: str
    decided: bool
    exhibit: Exhibit | None
    detail: str = ""
    """Which therapies the steps are."""
    elsewhere: str = ""
    """Where the payer's words are listed, for a cell that is not decided and has no passage of its own."""
    silent: bool = False
    """The policy was searched and does not speak of it."""
    meaning: str = ""
    """What the answer comes to, whatever order its words stand in: two answers of one meaning do not differ."""

    @property
    def whole(self) -> str:
        """Return the answer with what it is in particular."""
        return f"{self.text}: {self.detail}" if self.detail else self.text


@dataclass(frozen=True, slots=True)
class AccessAnswerView:
    """One answer to a question, and who gives it."""

    text: str
    decided: bool
    cells: tuple[AccessCellView, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the payers."""
        return tuple(cell.payer for cell in self.cells)

    @property
    def told(self) -> tuple[str, ...]:
        """Return the payers, each with what the answer is in particular."""
        return tuple(f"{cell.payer} ({cell.detail})" if cell.detail else cell.payer for cell in self.cells)


@dataclass(frozen=True, slots=True)
class AccessRowView:
    """One fact for all payers."""

    title: str
    cells: tuple[AccessCellView, ...]

    @property
    def differs(self) -> bool:
        """Return True if two payers give different answers; one that is not decided, and silence, are no answers."""
        return len({cell.meaning for cell in self.cells if cell.decided and not cell.silent}) > 1

    @property
    def partly_silent(self) -> bool:
        """Return True if some payers give one answer and others say nothing."""
        return not self.differs and {cell.silent for cell in self.cells if cell.decided} == {True, False}

    @property
    def silent(self) -> bool:
        """Return True if no payer's criteria ask for it: all give the same answer, and none has words for it."""
        told = {cell.text for cell in self.cells}
        return len(told) == 1 and all(cell.decided and cell.exhibit is None for cell in self.cells)

    @property
    def answers(self) -> tuple[AccessAnswerView, ...]:
        """Return the answers with who gives them: the most frequent first, those that are not decided last."""
        held: dict[tuple[bool, str], list[AccessCellView]] = {}
        for cell in self.cells:
            held.setdefault((cell.decided, cell.meaning), []).append(cell)
        ranked = sorted(held.values(), key=lambda same: (not same[0].decided, -len(same)))
        return tuple(AccessAnswerView(same[0].text, same[0].decided, tuple(same)) for same in ranked)


@dataclass(frozen=True, slots=True)
class AccessGroupView:
    """The facts of one indication, or those that are the same in every indication."""

    title: str
    use: str
    """The indication; empty for what holds in all of them."""
    rows: tuple[AccessRowView, ...]
    silent: tuple[AccessRowView, ...]
    """What no payer's criteria ask for."""
    anchor: str = ""
    """Where it stands on the page."""

    @property
    def alike(self) -> str:
        """Return what no payer's criteria ask for, in one sentence; empty where there is nothing of the kind."""
        return "; ".join(f"{row.title.lower()}: {row.cells[0].text}" for row in self.silent)


@dataclass(frozen=True, slots=True)
class AccessView:
    """The grid of all indications."""

    payers: tuple[str, ...]
    uses: str
    """Which payers have criteria for which indications, in a sentence or two; empty where the grid is about one."""
    groups: tuple[AccessGroupView, ...]
    plans: PlansView | None
    """The same weighted by plans, where a list of them was given."""

    @property
    def meanings(self) -> tuple[str, ...]:
        """Return what the cells without a requirement mean, of those kinds that occur."""
        rows = [row for group in self.groups for row in (*group.rows, *group.silent)]
        found = {cell.text for row in rows for cell in row.cells}
        return tuple(told for words, told in MEANINGS if words & found)


def access_view(comparison: Comparison, cite: Cite, *, without: frozenset[str] = frozenset()) -> AccessView | None:
    """Return the grid: first what each payer asks alike in all indications, then each of these; None where there are no facts.

    `without` are rows that stand above it on the page.
    """
    held: dict[str, dict[str, AccessFacts]] = {}
    for one in comparison.access:
        held.setdefault(one.indication, {})[one.policy] = one
    if not held:
        return None
    names = dict(zip(comparison.keys, comparison.names, strict=True))
    addressed = {(member.policy, a.indication) for a in comparison.alignment for member in a.members}
    phases = comparison.chosen.phases if comparison.chosen else []
    asked = [q for q in QUESTIONS if q.title not in without and (not phases or phase_of(q) in phases)]
    common = [q for q in asked if len(held) > 1 and is_same_everywhere(q, held, comparison.keys)]
    rest = [q for q in asked if q not in common]
    grid = Grid(names, addressed, cite)
    merged = {key: next(own[key] for own in held.values() if key in own) for key in comparison.keys if any(key in own for own in held.values())}  # fmt: skip
    groups = [grid.group(EVERYWHERE, common, merged)] if common else []
    groups += [replace(grid.group(use, rest, own), anchor=anchor(n)) for n, (use, own) in enumerate(held.items(), 1)]
    return AccessView(
        tuple(comparison.names),
        uses_said(
            comparison.names,
            {
                use: [names[key] for key in comparison.keys if not is_told(own.get(key), (key, use) in addressed)]
                for use, own in held.items()
            },
        ),
        tuple(group for group in groups if group.rows or group.silent),
        plans_view(comparison.plans),
    )


def is_told(facts: AccessFacts | None, is_aligned: bool) -> bool:
    """Return True if a payer has criteria for an indication: under a title of it, or without a title, where anything is decided of it."""
    return is_aligned or (facts is not None and facts.is_addressed)


def anchor(number: int) -> str:
    """Return the address of an indication's part of the grid."""
    return f"glance-{number}"


def uses_said(payers: Sequence[str], lacking: Mapping[str, Sequence[str]]) -> str:
    """Return for which indications all payers have criteria, and who has none for the others; a few are named, of more their number is told. Nothing where each has some for all.

    >>> uses_said(["A", "B", "C"], {"asthma": [], "hives": ["B"]}), uses_said(["A", "B"], {"asthma": ["B"]})
    ('All payers have criteria for asthma; all but B for hives.', '')
    """
    if len(lacking) < 2 or not any(lacking.values()):
        return ""
    everywhere = [use for use, names in lacking.items() if not names]
    told = [f"{who(payers, [])} have criteria for {listed(everywhere, 'and')}"] if everywhere else []
    for use, names in lacking.items():
        if names:
            told.append(f"{who(payers, names)} {'' if told else 'have criteria '}for {use}")
    sentence = "; ".join(told)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def who(payers: Sequence[str], lacking: Sequence[str]) -> str:
    """Return who is meant where some payers are left out."""
    if len(lacking) > min(NAMED, len(payers) - 2):
        return f"{len(payers) - len(lacking)} of {len(payers)} payers"
    return f"all but {listed(list(lacking), 'and')}" if lacking else "all payers"


def phase_of(question: Question) -> Phase:
    """Return the kind of request that a question is about."""
    return "renewal" if question.keys[0].startswith("renewal") else "initial"


def is_same_everywhere(question: Question, held: Mapping[str, Mapping[str, AccessFacts]], keys: Sequence[str]) -> bool:
    """Return True if each payer answers a question in the same way, on the same words, for all indications that it has criteria for."""
    for key in keys:
        told = set()
        for own in (own for own in held.values() if key in own):
            said = answer(question, own[key])
            told.add((said.text, said.decided, said.evidence.span.start if said.evidence else None))
        if len(told) > 1:
            return False
    return True


@dataclass(frozen=True, slots=True)
class Grid:
    """What cells are made with: the payers' names, who addresses which indication, and the exhibits."""

    names: Mapping[str, str]
    addressed: set[tuple[str, str]]
    cite: Cite

    def group(self, title: str, questions: Sequence[Question], facts: Mapping[str, AccessFacts]) -> AccessGroupView:
        """Return the rows of one indication; what nobody asks for is one sentence."""
        rows = [AccessRowView(q.title, tuple(self.cell(q, key, title, facts) for key in self.names)) for q in questions]
        told, silent = ([row for row in rows if row.silent is asked] for asked in (False, True))
        return AccessGroupView(
            f"{title[:1].upper()}{title[1:]}", "" if title == EVERYWHERE else title, tuple(told), tuple(silent)
        )

    def cell(self, question: Question, key: str, title: str, facts: Mapping[str, AccessFacts]) -> AccessCellView:
        """Return what one payer answers to one question."""
        if key not in facts:
            told = SEE_TEXT if (key, title) in self.addressed else NOT_ADDRESSED
            return AccessCellView(self.names[key], told, False, None, elsewhere=self.listed_at(key, told), meaning=told)
        said = answer(question, facts[key])
        exhibit = self.cite(key, said.evidence.span) if said.evidence else None
        text = fitted(said.text, LONGEST) if exhibit else said.text
        values = [getattr(facts[key], name) for name in question.keys]
        lists = [repr(sorted(value)) if isinstance(value, list) else repr(value) for value in values]
        is_list = said.decided and any(isinstance(value, list) for value in values)
        meaning = " ".join(lists) if is_list else said.text
        where = "" if exhibit or said.decided else f"findings-{key}"
        silent = said.decided and said.text in SILENCE
        return AccessCellView(self.names[key], text, said.decided, exhibit, said.detail, where, silent, meaning)

    def listed_at(self, key: str, text: str) -> str:
        """Return where the criteria of a policy stand that were not evaluated, for a cell that sends its reader to them."""
        return f"findings-{key}" if text == SEE_TEXT else ""
