"""A library on one day → Portfolio: where payers differ, what changed, what is overdue, what was not read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import PurePath

from payerdiff.api.documents import Progress
from payerdiff.api.pages import drawn_drug, drawn_portfolio, remembered
from payerdiff.compare.library.portfolio import Portfolio, Unreadable
from payerdiff.compare.library.portfolio import portfolio as stand
from payerdiff.corpus.library import Library
from payerdiff.corpus.memory import Memory, contents
from payerdiff.model.plans import Plan, PlanField


def portfolio(
    library: Library,
    as_of: date,
    *,
    plans: Sequence[Plan] | None = None,
    by: PlanField | None = None,
    progress: Progress | None = None,
) -> Portfolio:
    """Return the state of a library on a date: reviews that are overdue, drugs by how much payers differ, what changed this quarter, what was not read.

    FDA labels are no payers' policies and are left out. With `plans` (`read_plans`), each policy bears the number of plans that follow it, and their lives, with `by` for each value of that field too. `progress` hears of each comparison and review before it is made.

    >>> from datetime import date
    >>> from payerdiff import api
    >>> stand = portfolio(api.read_library([api.samples() / "bcbsnc"]), date(2026, 1, 15))
    >>> [(policy.payer, policy.standing) for policy in stand.policies]
    [('Blue Cross and Blue Shield of North Carolina', 'overdue')]
    """
    unread = [Unreadable(document=f.document, code=f.code, message=str(f)) for f in library.failures]
    policies = [p for p in library.policies if not p.is_label]
    return stand(policies, unread, as_of, progress or (lambda _: None), library.memory, plans, by)


def portfolio_pages(held: Portfolio, file: str = "portfolio.html", *, memory: Memory | None = None) -> dict[str, str]:
    """Return a portfolio's page with a page for each drug, by the names of their files: `file`, and a folder beside it, which link to each other.

    A drug's page tells who has criteria for which indication, what changed, what is due, and all revision histories. `memory` is that of a library read with its
    store: a page that it knows is not drawn again.

    >>> from datetime import date
    >>> from payerdiff import api
    >>> list(portfolio_pages(portfolio(api.read_library([api.samples() / "bcbsnc"]), date(2026, 1, 15))))
    ['portfolio.html', 'portfolio-drugs/blinatumomab.html']
    """
    from payerdiff.templates.portfolio.drug_views import page_names

    folder = f"{PurePath(file).stem}-drugs"
    names = {drug: f"{folder}/{page}" for drug, page in page_names(held).items()}
    said = [*contents([held]), file] if memory else []
    first = remembered(memory, lambda: [*said, folder], lambda: drawn_portfolio(held, folder if names else ""))
    return {file: first} | {page: remembered(memory, partial(list, [*said, drug]), partial(drawn_drug, held, drug, f"../{file}")) for drug, page in names.items()}  # fmt: skip
