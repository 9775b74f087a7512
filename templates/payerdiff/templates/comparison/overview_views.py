"""All indications on one screen: for each payer the steps before the drug, and in a line below them age, specialist and periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.access.wording import QUESTIONS, SILENCE, STEPS, Answer, Question, amount, answer
from payerdiff.model.comparison import Comparison
from payerdiff.model.phrasing import SEE_TEXT, listed
from payerdiff.templates.comparison.access_views import NOT_ADDRESSED, Cite, anchor
from payerdiff.templates.evidence import Exhibit

SHOWN = 12
"""Indications that stand in the table at once; of more, the rest is folded."""
QUOTED = 28
"""Letters of a period in the policy's own words that a line holds; a longer one stands in the grid."""
ASKED: Mapping[str, Question] = {question.title: question for question in QUESTIONS}


@dataclass(frozen=True, slots=True)
class OverviewCellView:
    """What one payer asks for one indication."""

    payer: str
    steps: str
    decided: bool
    exhibit: Exhibit | None
    elsewhere: str
    """Where the payer's words are listed, for steps that are not decided and have no passage of their own."""
    line: str
    """What else it states, and which of it must be read in the policy."""


@dataclass(frozen=True, slots=True)
class OverviewRowView:
    """One indication for all payers; `anchor` is its part of the grid."""

    title: str
    anchor: str
    cells: tuple[OverviewCellView, ...]

    @property
    def differs(self) -> bool:
        """Return True if two payers ask for another number of steps, as far as it is decided."""
        return len({cell.steps for cell in self.cells if cell.decided}) > 1


@dataclass(frozen=True, slots=True)
class OverviewView:
    """The table: the indications that stand in it at once, and those that are folded."""

    shown: tuple[OverviewRowView, ...]
    folded: tuple[OverviewRowView, ...]


def overview(comparison: Comparison, cite: Cite) -> OverviewView | None:
    """Return the table; None where one indication or none is compared, of which the grid itself is short, and where no initial requests are."""
    held: dict[str, dict[str, AccessFacts]] = {}
    for one in comparison.access:
        held.setdefault(one.indication, {})[one.policy] = one
    if len(held) < 2 or (comparison.chosen and comparison.chosen.phases == ["renewal"]):
        return None
    names = dict(zip(comparison.keys, comparison.names, strict=True))
    addressed = {(member.policy, a.indication) for a in comparison.alignment for member in a.members}
    rows = [
        OverviewRowView(
            f"{use[:1].upper()}{use[1:]}",
            anchor(number),
            tuple(cell_of(names[key], own.get(key), (key, use) in addressed, cite) for key in comparison.keys),
        )
        for number, (use, own) in enumerate(held.items(), 1)
    ]
    return OverviewView(tuple(rows[:SHOWN]), tuple(rows[SHOWN:]))


def cell_of(payer: str, facts: AccessFacts | None, is_addressed: bool, cite: Cite) -> OverviewCellView:
    """Return what one payer asks for an indication."""
    if facts is None or not facts.is_addressed:
        return OverviewCellView(
            payer,
            SEE_TEXT if is_addressed else NOT_ADDRESSED,
            False,
            None,
            f"findings-{facts.policy}" if facts and is_addressed else "",
            "",
        )
    said = answer(ASKED[STEPS], facts)
    exhibit = cite(facts.policy, said.evidence.span) if said.evidence else None
    return OverviewCellView(
        payer,
        steps_said(facts, said),
        said.decided,
        exhibit,
        "" if exhibit or said.decided else f"findings-{facts.policy}",
        line_of(facts),
    )


def steps_said(facts: AccessFacts, said: Answer) -> str:
    """Return how many steps come before the drug, in words that need no row head.

    >>> bare = dict(document="", policy="", drug="", indication="")
    >>> none = AccessFacts(**bare, generic_steps=0, brand_steps=0)
    >>> some = AccessFacts(**bare, steps_at_least=2, undecided=["generic_steps"])
    >>> steps_said(none, answer(ASKED[STEPS], none)), steps_said(some, answer(ASKED[STEPS], some))
    ('no steps', 'at least 2 steps')
    """
    if not said.decided:
        return f"at least {amount(facts.steps_at_least, 'step')}" if facts.steps_at_least else f"steps: {SEE_TEXT}"
    more = said.text.partition(",")[2]
    return f"{amount(facts.steps, 'step') if facts.steps else 'no steps'}{f',{more}' if more else ''}"


def line_of(facts: AccessFacts) -> str:
    """Return what else a policy states of an indication; what it does not state is left out, and what is not decided is named.

    >>> bare = dict(document="", policy="", drug="", indication="")
    >>> line_of(AccessFacts(**bare, age_min_years=6.0, renewal_months=12.0, undecided=["initial_months"]))
    '6 years or older; renewal 12 months; see policy text for first approval'
    """
    told, unread = [], []
    for title, name, words in (("Age", "age", ages), ("Specialist", "specialist", specialist), ("Initial authorization", "first approval", first), ("Reauthorization", "renewal", renewal)):  # fmt: skip
        said = answer(ASKED[title], facts)
        if not said.decided:
            unread.append(name)
        elif said.text not in SILENCE:
            told.append(words(said.text, facts))
    if unread:
        told.append(f"{SEE_TEXT} for {listed(unread, 'and')}")
    return "; ".join(filter(None, told))


def ages(text: str, _: AccessFacts) -> str:
    """Return the ages as the grid has them."""
    return text


def specialist(text: str, facts: AccessFacts) -> str:
    """Return who must prescribe or be asked: one by name, several as specialists, whom the grid names; nothing where none is required."""
    if not facts.specialist_required:
        return ""
    name = facts.specialists[0] if len(facts.specialists) == 1 else "specialist"
    return f"{name} must prescribe" if facts.specialist_prescribes else name


def first(text: str, _: AccessFacts) -> str:
    """Return the first period."""
    return period("", text)


def renewal(text: str, _: AccessFacts) -> str:
    """Return the period of a renewal."""
    return period("renewal", text)


def period(name: str, text: str) -> str:
    """Return a period; of one in the policy's words that are too long for a line, that the grid has it.

    >>> period("", "12 months"), period("renewal", "“one course of treatment, which may be given once in a lifetime”")
    ('12 months', 'renewal in other words')
    """
    return f"{name} {text}".strip() if len(text) <= QUOTED else f"{name or 'first approval'} in other words"
