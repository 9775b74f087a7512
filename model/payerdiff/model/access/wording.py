"""Our words for access facts: the rows of a grid of payers and facts, and what each cell says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from payerdiff.model.access.facts import AccessEvidence, AccessFacts, AccessKey
from payerdiff.model.phrasing import SEE_TEXT, listed

NOT_STATED = "not stated"
"""What is said where a policy was searched and does not speak of a fact."""
STEPS = "Steps in all"
"""What the row of all steps, of whatever kind, is called."""
SILENCE = frozenset({NOT_STATED})
NAMED = 3
"""Therapies that a cell names before it counts the others."""


@dataclass(frozen=True, slots=True)
class Question:
    """A row of the grid: what it is called, the facts that it tells, and what it says of them where they are decided.

    `detail` says more of the answer that is not a part of it: two policies of one number of steps give one answer, whichever drugs they name.
    `open` says what is known where the fact is not decided.
    """

    title: str
    keys: tuple[AccessKey, ...]
    say: Callable[[AccessFacts], str]
    detail: Callable[[AccessFacts], str] = lambda _: ""
    open: Callable[[AccessFacts], str] = lambda _: SEE_TEXT


@dataclass(frozen=True, slots=True)
class Answer:
    """A cell of the grid: its words, whether the fact is decided, the passage that it rests on, and what it is in particular (which drugs)."""

    text: str
    decided: bool
    evidence: AccessEvidence | None
    detail: str = ""

    @property
    def whole(self) -> str:
        """Return the words with what they are in particular."""
        return f"{self.text}: {self.detail}" if self.detail else self.text


def answer(question: Question, facts: AccessFacts) -> Answer:
    """Return what a policy answers; where that is not decided, that its own words must be read."""
    passage = next((facts.evidence[key] for key in question.keys if key in facts.evidence), None)
    if any(key in facts.undecided for key in question.keys):
        return Answer(question.open(facts), False, passage)
    told = question.say(facts)
    if passage is not None and told in SILENCE:  # an age that the label gives, say: no number, and yet words on it
        return Answer(SEE_TEXT, False, passage)
    return Answer(told, True, passage, question.detail(facts))


def plain(number: float | None) -> str:
    """Return a number without needless digits.

    >>> plain(12.0), plain(12.9)
    ('12', '12.9')
    """
    return "" if number is None else f"{number:g}"


def amount(number: float | None, unit: str) -> str:
    """Return an amount, or that none is stated.

    >>> amount(1, "month"), amount(12.0, "week"), amount(None, "week")
    ('1 month', '12 weeks', 'not stated')
    """
    return NOT_STATED if number is None else f"{plain(number)} {unit}{'' if number == 1 else 's'}"


def ages(facts: AccessFacts) -> str:
    """Return between which ages the criteria can be met."""
    low, high = facts.age_min_years, facts.age_max_years
    if low is not None and high is not None:
        return f"{age(low)} to {age(high)}"
    if low is not None:
        return f"{age(low)} or older"
    return NOT_STATED if high is None else f"up to {age(high)}"


def age(years: float) -> str:
    """Return an age in years, or in months where it is no whole number of years.

    >>> age(18.0), age(0.08)
    ('18 years', '1 month')
    """
    return amount(years, "year") if years == int(years) else amount(round(years * 12), "month")


def lasting(facts: AccessFacts, key: Literal["initial_months", "renewal_months"]) -> str:
    """Return how long an authorization runs, or may run at most; one that is stated in other words than a length is told in these (`three doses`)."""
    stated = facts.evidence.get(key)
    if getattr(facts, key) is None and stated is not None:
        return f"“{stated.words}”"
    return f"{'up to ' if key in facts.at_most else ''}{amount(getattr(facts, key), 'month')}"


def prescriber(facts: AccessFacts) -> str:
    """Return which specialist is required."""
    names = listed(facts.specialists)
    if facts.specialist_required:
        return f"{names or 'required'}{' (must prescribe)' if facts.specialist_prescribes else ''}"
    return f"not required ({names} named)" if names else NOT_STATED


def required(value: bool | None) -> str:
    """Return whether the least demanding path requires something."""
    return "required" if value else "not required"


def phototherapy(facts: AccessFacts) -> str:
    """Return whether phototherapy is required; where the path that is counted takes it and another goes without, both are said."""
    without = facts.generic_steps_without_phototherapy
    if without is None or facts.generic_steps is None:
        return required(facts.phototherapy_required)
    return f"required, or {amount(without - facts.generic_steps, 'more conventional step')}"


def therapies(facts: AccessFacts, kind: Literal["conventional", "branded"]) -> str:
    """Return which therapies pass the steps of one kind: those of which one is enough with `or`, steps apart by a semicolon; many are counted.

    >>> from payerdiff.model.access.facts import AccessStep
    >>> step = AccessStep(kind="conventional", text="", therapies=["methotrexate", "acitretin"])
    >>> bare = dict(document="", policy="", drug="", indication="")
    >>> therapies(AccessFacts(**bare, path=[step]), "conventional")
    'methotrexate or acitretin'
    >>> therapies(AccessFacts(**bare, path=[step, step]), "conventional")
    'any 2 of methotrexate or acitretin'
    >>> therapies(AccessFacts(**bare, path=[step.model_copy(update={"therapies": ["antihistamine"], "count": 2})]), "conventional")
    '2 × antihistamine'
    """
    held: dict[tuple[str, ...], int] = {}
    for step in facts.path:
        if step.kind == kind and step.therapies:
            held[tuple(step.therapies)] = held.get(tuple(step.therapies), 0) + step.count
    return "; and ".join(f"{times(count, some)}{one_of(some)}" for some, count in held.items())


def times(count: int, some: Sequence[str]) -> str:
    """Return how many of some therapies are taken, or how often a single one (two drugs of a class, say) is."""
    return "" if count == 1 else f"any {count} of " if len(some) > 1 else f"{count} × "


def one_of(names: Sequence[str]) -> str:
    """Return therapies of which one is enough.

    >>> one_of(["a"]), one_of(list("abcdefg"))
    ('a', 'a, b, c or 4 others')
    """
    rest = len(names) - NAMED
    return listed(names) if rest < 2 else listed([*names[:NAMED], f"{rest} others"])


def named(value: bool | None) -> str:
    """Return whether something is required; that no criterion names it is not that it is not required."""
    return "required" if value else NOT_STATED


def branded(facts: AccessFacts) -> str:
    """Return how many branded steps there are, for other products too where they differ."""
    others = facts.brand_steps_by_product or {}
    told = ", ".join(f"{name} {steps}" for name, steps in others.items())
    if told and "brand_steps_by_product" in facts.undecided:
        told += f"; other products: {SEE_TEXT}"
    return f"{facts.brand_steps} ({told})" if told else str(facts.brand_steps)


def conventional(facts: AccessFacts) -> str:
    """Return how many conventional steps there are; where phototherapy stands beside them, how many there are without it."""
    without = facts.generic_steps_without_phototherapy
    return (
        str(facts.generic_steps) if without is None else f"{facts.generic_steps} and phototherapy, or {without} without"
    )


def in_all(facts: AccessFacts) -> str:
    """Return how many steps there are of all kinds; where the product decides, that it does."""
    return f"{facts.steps}{', more for some products' if facts.brand_steps_by_product else ''}"


def at_least(facts: AccessFacts) -> str:
    """Return how many steps every way takes at least, where words that were not evaluated may ask for more."""
    return f"at least {facts.steps_at_least} ({SEE_TEXT})" if facts.steps_at_least else SEE_TEXT


QUESTIONS: tuple[Question, ...] = (
    Question("Age", ("age_min_years", "age_max_years"), ages),
    Question("Specialist", ("specialist_required", "specialists"), prescriber),
    Question("Tuberculosis test", ("tb_test_required",), lambda f: named(f.tb_test_required)),
    Question(STEPS, ("generic_steps", "brand_steps"), in_all, open=at_least),
    Question("Conventional steps", ("generic_steps",), conventional, lambda f: therapies(f, "conventional")),
    Question("Branded steps", ("brand_steps",), branded, lambda f: therapies(f, "branded")),
    Question("Phototherapy", ("phototherapy_required",), phototherapy),
    Question("Longest trial", ("trial_weeks",), lambda f: amount(f.trial_weeks, "week")),
    Question("Initial authorization", ("initial_months",), lambda f: lasting(f, "initial_months")),
    Question("Reauthorization", ("renewal_months",), lambda f: lasting(f, "renewal_months")),
    Question("Proof of response", ("renewal_response_documented",), lambda f: named(f.renewal_response_documented)),
    Question("Quantity or dose limit", ("quantity_limit",), lambda f: f.quantity_limit or NOT_STATED),
    Question(
        "Preferred products", ("preferred_products",), lambda f: listed(f.preferred_products, "and") or NOT_STATED
    ),
)
"""The rows, in their order."""
