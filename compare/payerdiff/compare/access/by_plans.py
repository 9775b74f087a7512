"""Access facts and a list of plans → how many lives each answer holds for.

Each plan stands under exactly one answer, so the answers of a question add up to all plans: one without a policy among the documents is told as such.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.access.wording import QUESTIONS, Question, answer
from payerdiff.model.comparison import Comparison
from payerdiff.model.phrasing import SEE_TEXT
from payerdiff.model.plans import Plan, PlanAnswer, PlanField, PlanRow, PlanTable
from payerdiff.model.policy import Policy

NO_POLICY = "no policy among these documents"
NOT_ADDRESSED = "not addressed"
SEVERAL = "its policies differ"
"""What is said where several policies of a payer fit a plan and do not give one answer."""
NO_VALUE = "not stated"
Said = tuple[str, bool]
"""An answer in words, and whether it is decided."""


def by_plans(facts: Sequence[AccessFacts], policies: Mapping[str, Policy], plans: Sequence[Plan], by: PlanField | None = None) -> PlanTable:  # fmt: skip
    """Return for each drug and indication how many plans and lives each answer holds for; `policies` are all that were read, by their keys.

    With `by`, a row for each value of that field too.
    """
    held = [(plan, keys_of(plan, policies)) for plan in plans]
    parts: list[tuple[str | None, list[tuple[Plan, list[str]]]]] = [(None, held)]
    parts += [(name, [both for both in held if group_of(both[0], by) == name]) for name in groups(plans, by)]
    known: dict[tuple[str, str], dict[str, AccessFacts]] = {}
    for one in facts:
        known.setdefault((one.drug, one.indication), {})[one.policy] = one
    rows = [
        PlanRow(drug=drug, indication=indication, group=group, question=title, answers=counted([(plan, one_answer([say(own, key) for key in keys])) for plan, keys in part]))
        for (drug, indication), own in known.items()
        for title, say in ASKED
        for group, part in parts
    ]  # fmt: skip
    without = sorted({plan.payer for plan, keys in held if not keys}, key=str.casefold)
    return PlanTable(by=by, plans=list(plans), lives=lives(plans), unknown=unknown(plans), without=without, rows=rows)


def weighted(comparison: Comparison, plans: Sequence[Plan], by: PlanField | None = None) -> Comparison:
    """Return a comparison with its access facts weighted by plans."""
    policies = dict(zip(comparison.keys, comparison.policies, strict=True))
    return comparison.model_copy(update={"plans": by_plans(comparison.access, policies, plans, by)})


def groups(plans: Sequence[Plan], by: PlanField | None) -> list[str]:
    """Return the values that a field has in plans, by name, the plans without one last; nothing without a field."""
    found = {group_of(plan, by) for plan in plans} if by else set()
    return sorted(found, key=lambda name: (name == NO_VALUE, name.casefold()))


def group_of(plan: Plan, by: PlanField | None) -> str:
    """Return the value of a plan's field, in words where it has none."""
    return str((by and getattr(plan, by)) or NO_VALUE)


def keys_of(plan: Plan, policies: Mapping[str, Policy]) -> list[str]:
    """Return the policies that a plan follows: its formulary owner's, where it names one that has any, else its payer's.

    Of several, those for its line of business; where none states it, those that state no line of business.
    """
    for name in filter(None, (plan.formulary_owner, plan.payer)):
        own = [key for key, policy in policies.items() if folded(name) in payer_names(policy)]
        if own:
            return of_line(own, policies, plan.line_of_business)
    return []


def followers(plans: Sequence[Plan], policies: Sequence[Policy]) -> list[list[Plan]]:
    """Return for each policy the plans that follow it."""
    known = {str(at): policy for at, policy in enumerate(policies)}
    followed = [(plan, keys_of(plan, known)) for plan in plans]
    return [[plan for plan, keys in followed if key in keys] for key in known]


def of_line(keys: Sequence[str], policies: Mapping[str, Policy], line: str | None) -> list[str]:
    """Return the policies for a line of business; all where the plan states none."""
    if line is None:
        return list(keys)
    stated = {key: {folded(one) for one in policies[key].payer.lines_of_business} for key in keys}
    return [key for key in keys if folded(line) in stated[key]] or [key for key in keys if not stated[key]]


def payer_names(policy: Policy) -> set[str]:
    """Return what a policy's payer is called, letters and digits only."""
    payer = policy.payer
    return {folded(name) for name in (payer.id, payer.name, payer.short_name) if name}


def folded(name: str) -> str:
    """Return a name's letters and digits, in one case.

    >>> folded("Blue Cross, N.C.") == folded("blue_cross NC")
    True
    """
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def said(question: Question, facts: Mapping[str, AccessFacts], key: str) -> Said:
    """Return what a policy answers to a question."""
    if key not in facts:
        return NOT_ADDRESSED, False
    held = answer(question, facts[key])
    return held.text, held.decided


def step_therapy(held: Mapping[str, AccessFacts], key: str) -> Said:
    """Return whether a policy requires any step; one that is decided is enough."""
    facts = held.get(key)
    if facts is None:
        return NOT_ADDRESSED, False
    if facts.generic_steps or facts.brand_steps:
        return "required", True
    if not {"generic_steps", "brand_steps"} & {*facts.undecided}:
        return "not required", True
    return SEE_TEXT, False


ASKED: tuple[tuple[str, Callable[[Mapping[str, AccessFacts], str], Said]], ...] = (
    ("Step therapy", step_therapy),
    *((question.title, partial(said, question)) for question in QUESTIONS),
)
"""What is asked of each policy, with how the answer is found among the facts of an indication."""


def one_answer(answers: Sequence[Said]) -> Said:
    """Return what a plan's policies say; several have to agree, and one that addresses the indication goes before one that does not."""
    if not answers:
        return NO_POLICY, False
    told = {one for one in answers if one[0] != NOT_ADDRESSED} or set(answers)
    return told.pop() if len(told) == 1 else (SEVERAL, False)


def counted(told: Sequence[tuple[Plan, Said]]) -> list[PlanAnswer]:
    """Return the answers with their plans: those of most lives first, what is not decided last."""
    held: dict[Said, list[Plan]] = {}
    for plan, one in told:
        held.setdefault(one, []).append(plan)
    found = [
        PlanAnswer(text=text, decided=decided, plans=len(own), lives=lives(own), unknown=unknown(own), payers=sorted({p.payer for p in own}, key=str.casefold))
        for (text, decided), own in held.items()
    ]  # fmt: skip
    return sorted(found, key=lambda a: (not a.decided, -a.lives, -a.plans, a.text))


def lives(plans: Sequence[Plan]) -> int:
    """Return the lives of the plans of which they are known."""
    return sum(plan.lives or 0 for plan in plans)


def unknown(plans: Sequence[Plan]) -> int:
    """Return how many plans have unknown lives."""
    return sum(plan.lives is None for plan in plans)
