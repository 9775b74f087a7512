"""Portfolio → the page of one drug: who covers which indication, what changed, what is due, and all revision histories."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from payerdiff.compare.library.divergence import Divergence
from payerdiff.compare.library.portfolio import Portfolio, Reviewed
from payerdiff.model.phrasing import counted
from payerdiff.templates.log_figure import Timeline, timeline
from payerdiff.templates.portfolio.policies_in_time import newest
from payerdiff.templates.portfolio.portfolio_views import (
    PAIRS,
    PolicyRow,
    StatementRow,
    StepRow,
    in_quarter,
    row_of,
    statements_of,
    step_row,
)


@dataclass(frozen=True, slots=True)
class DrugPolicy:
    """One payer's newest policy on the drug."""

    row: PolicyRow
    payer: str
    uses: tuple[bool, ...]
    """For each indication of the page whether the policy has criteria for it."""
    changed: bool
    """True where it bears a date of this quarter."""


@dataclass(frozen=True, slots=True)
class DrugView:
    """Everything on the page."""

    drug: str
    as_of: str
    back: str
    """The file of the portfolio."""
    headline: str
    differs: str
    """On how many questions the payers differ, in words; empty where there is one policy."""
    pairs: tuple[tuple[str, int], ...]
    first: str
    """The first difference of the drug's comparison."""
    policies: tuple[DrugPolicy, ...]
    indications: tuple[str, ...]
    timeline: Timeline | None
    steps: tuple[StepRow, ...]
    kinds: tuple[str, ...]
    statements: tuple[StatementRow, ...]
    """All entries of the revision histories, the newest first."""


def page_names(portfolio: Portfolio) -> dict[str, str]:
    """Return the file of each drug's page, by the drug: two drugs never share one."""
    found: dict[str, str] = {}
    for one in portfolio.divergence:
        plain = re.sub(r"[^a-z0-9]+", "-", one.drug.lower()).strip("-") or "drug"
        taken = set(found.values())
        name = next(n for n in (plain, *(f"{plain}-{at}" for at in range(2, len(taken) + 3))) if f"{n}.html" not in taken)  # fmt: skip
        found[one.drug] = f"{name}.html"
    return found


def drug_view(portfolio: Portfolio, drug: str, back: str) -> DrugView:
    """Return the page of one drug of a portfolio."""
    given = next(one for one in portfolio.divergence if one.drug == drug)
    held = [(p, steps) for p, steps in newest(portfolio) if drug in p.drugs and p.sha256 in given.hashes]
    rows = [row_of(p, at) for at, (p, _) in enumerate(held, 1)]
    own = tuple(drug_policy(p, row, given, portfolio) for (p, _), row in zip(held, rows, strict=True))
    steps = sorted((s for _, line in held for s in line), key=lambda s: (str(s.dated or ""), s.new), reverse=True)
    statements = sorted((s for (p, _), row in zip(held, rows, strict=True) for s in statements_of(p, row)), key=lambda s: (s.date, s.policy), reverse=True)  # fmt: skip
    return DrugView(
        drug=drug,
        as_of=portfolio.as_of.isoformat(),
        back=back,
        headline=headline_of(own),
        differs=differs(given),
        pairs=pairs_of(given),
        first=given.headline or "",
        policies=own,
        indications=tuple(one.indication for one in given.indications),
        timeline=timeline([(row.name, p.revisions, line) for (p, line), row in zip(held, rows, strict=True)]),
        steps=tuple(map(step_row, steps)),
        kinds=tuple(sorted({s.kind for s in statements})),
        statements=tuple(statements),
    )


def drug_policy(policy: Reviewed, row: PolicyRow, given: Divergence, portfolio: Portfolio) -> DrugPolicy:
    """Return one payer's row."""
    uses = tuple(policy.sha256 in one.hashes for one in given.indications)
    return DrugPolicy(row, policy.payer or "payer not named", uses, in_quarter(policy.dated, portfolio))


def headline_of(policies: Sequence[DrugPolicy]) -> str:
    """Return how many policies there are, and how many of them are overdue, due, or changed this quarter."""
    standing = [one.row.standing for one in policies]
    told = [(standing.count("overdue"), "overdue for annual review"), (standing.count("due soon"), "due within 60 days"), (sum(one.changed for one in policies), "dated this quarter")]  # fmt: skip
    counts = "; ".join(f"{count} {words}" for count, words in told if count)
    total = f"{len(policies)} {'policy' if len(policies) == 1 else 'policies'}"
    return f"{total}: {counts}." if counts else f"{total}; none is overdue, due or dated this quarter."


def differs(given: Divergence) -> str:
    """Return on how many questions payers differ, and how many are addressed by one policy only."""
    if len(given.documents) < 2:
        return ""
    alone = given.questions - given.answered
    shared = (
        f"The payers differ on {given.opposed} of {counted(given.answered, 'question')} that two or more of them answer"
    )
    return f"{shared}; {counted(alone, 'question')} {'is' if alone == 1 else 'are'} addressed by one policy only."


def pairs_of(given: Divergence) -> tuple[tuple[str, int], ...]:
    """Return how pairs of payers stand to each other, with the number of pairs, indications and phases."""
    counts: dict[str, int] = {}
    for relation, count in given.relations.items():
        counts[PAIRS[relation]] = counts.get(PAIRS[relation], 0) + count
    return tuple((words, counts[words]) for words in dict.fromkeys(PAIRS.values()) if words in counts)
