"""A user's list of plans: read, chosen from, and held against what the plans' payers require."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from payerdiff.compare.access.by_plans import by_plans, followers, weighted
from payerdiff.compare.side_by_side.label import is_label
from payerdiff.compare.side_by_side.payer_names import names_of
from payerdiff.corpus import plan_lists
from payerdiff.corpus.library import Library
from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.comparison import Comparison
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.plans import Plan, PlanField, PlanTable
from payerdiff.model.policy import Policy
from payerdiff.templates.carriers.csv_tables import csv_of
from payerdiff.templates.carriers.plan_sheet import plan_sheet


def read_plans(path: str | os.PathLike[str], where: Sequence[tuple[PlanField, str]] = ()) -> list[Plan]:
    """Return the plans of a CSV file (docs/plans.md), limited to those whose fields have the given values.

    Several values of one field are alternatives, case does not count. Raises PayerdiffError: `no-file`, `bad-plans`, `no-such-plan`.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "plans.csv"
    ...     _ = path.write_text("payer,state,lives\\nBCBSNC,NC,1000\\nBCBSMS,MS,\\n", encoding="utf-8")
    ...     [(plan.payer, plan.lives) for plan in read_plans(path)], len(read_plans(path, [("state", "nc")]))
    ([('BCBSNC', 1000), ('BCBSMS', None)], 1)
    """
    return plan_lists.chosen_plans(plan_lists.read_plans(Path(path)), where)


def only_plans(library: Library, plans: Sequence[Plan]) -> Library:
    """Return a library with the policies that plans follow, and all labels and code pages. Raises PayerdiffError `no-such-plan` where there are none.

    >>> from payerdiff import api
    >>> held = api.read_library([api.samples() / "bcbsnc", api.samples() / "centene"])
    >>> [policy.payer.id for policy in only_plans(held, [api.Plan(payer="BCBSNC")]).policies]
    ['bcbsnc']
    """
    payers = [p for p in library.policies if not is_label(p)]
    kept = [policy for policy, own in zip(payers, followers(plans, payers), strict=True) if own]
    if not kept:
        names = ", ".join(sorted({plan.payer for plan in plans}))
        raise PayerdiffError("no-such-plan", names, "none of the documents is a policy of these plans", "Write the payer's name as its policies state it; `payerdiff list` shows them.")  # fmt: skip
    return replace(library, policies=tuple(p for p in library.policies if is_label(p) or any(p is one for one in kept)))


def with_plans(comparison: Comparison, plans: Sequence[Plan], by: PlanField | None = None) -> Comparison:
    """Return a comparison whose access facts are weighted by plans; with `by`, for each value of that field too.

    >>> from payerdiff import api
    >>> comparison = api.compare_subject("J9039", [api.samples() / "bcbsnc", api.samples() / "magellan"])
    >>> table = with_plans(comparison, [api.Plan(payer="bcbsnc", lives=300), api.Plan(payer="Elsewhere")]).plans
    >>> table.lives, table.unknown, table.without
    (300, 1, ['Elsewhere'])
    """
    return weighted(comparison, plans, by)


def access_by_plans(documents: Library | Iterable[Policy], facts: Sequence[AccessFacts], plans: Sequence[Plan], by: PlanField | None = None) -> PlanTable:  # fmt: skip
    """Return how many plans and lives each answer holds for; `documents` are those that the facts (`access`) were taken from.

    >>> from payerdiff import api
    >>> held = api.read_library([api.samples() / "bcbsnc"])
    >>> table = access_by_plans(held, api.access(held, drug="Blincyto"), [api.Plan(payer="bcbsnc", lives=300)])
    >>> [(one.text, one.lives) for one in table.rows[0].answers], table.rows[0].question
    ([('see policy text', 300)], 'Step therapy')
    """
    held = documents.policies if isinstance(documents, Library) else documents
    policies = [p for p in held if not is_label(p)]
    keys, _ = names_of(policies)
    return by_plans(facts, dict(zip(keys, policies, strict=True)), plans, by)


def plans_csv(table: PlanTable) -> str:
    """Return a table of plans as CSV, a line for each answer.

    >>> plans_csv(PlanTable(plans=[], lives=0, unknown=0)).split(",")[:3]
    ['Drug', 'Indication', 'Plans grouped by']
    """
    return csv_of(plan_sheet(table)).decode("utf-8-sig")
