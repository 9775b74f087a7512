"""Policies worded by us for access facts: one text with its criteria put in, and trees made by hand."""

from __future__ import annotations

from collections.abc import Sequence

from trees import NOWHERE, bare_policy, leaf

from payerdiff import api
from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Drug, Policy
from payerdiff.normalize.typing.mentions import mentions_of

TEXT = """Clinical Policy: Guselkumab (Tremfya)
Reference Number: LA.PHAR.{number}
It is the policy of the plan that Tremfya is covered under these criteria:
I. Initial Approval Criteria
A. Plaque Psoriasis (must meet all):
{criteria}

Approval duration: {initial}

II. Continued Therapy
A. Plaque Psoriasis (must meet all):
1. {renewal}

Approval duration: 12 months

Reviews, Revisions, and Approvals
"""
DIAGNOSIS = "Diagnosis of moderate to severe plaque psoriasis"


def policy(
    *criteria: str, initial: str = "6 months", renewal: str = "Positive response to therapy", number: int = 2
) -> Policy:
    """Return a policy with some initial criteria; items that begin with a small letter and a point stand below the one before."""
    lines, count = [], 0
    for item in (DIAGNOSIS, *criteria):
        below = item[1:3] == ". "
        count += not below
        lines.append(item if below else f"{count}. {item}")
    text = TEXT.format(criteria=";\n".join(lines) + ".", initial=initial, renewal=renewal, number=number)
    read = api.read_policy(text.encode())
    return read.model_copy(update={"source": read.source.model_copy(update={"name": f"policy-{number}.txt"})})


def facts(one: Policy, drug: str = "Tremfya") -> AccessFacts:
    """Return the access facts of a policy for plaque psoriasis."""
    (found,) = api.access([one], drug=drug, indication="plaque psoriasis")
    return found


def facts_of_tree(*roots: Criterion) -> AccessFacts:
    """Return the access facts of a policy whose initial sets for plaque psoriasis are trees."""
    sets = [
        CriteriaSet(
            id=f"initial-{at}", phase="initial", indication="Plaque psoriasis", diseases=["plaque psoriasis"], root=root
        )
        for at, root in enumerate(roots, 1)
    ]
    return facts(
        bare_policy().model_copy(
            update={"criteria": sets, "drugs": [Drug(generic="guselkumab", brands=["Tremfya"])], "limits": []}
        )
    )


def tried(*drugs: str, outcome: str = "failed", count: int | None = None, length: str | None = None, text: str | None = None) -> Criterion:  # fmt: skip
    """Return a step: one of some drugs must have been tried."""
    values: Sequence[str] = list(drugs)
    atom = Atom(concept="prior_therapy", op="in" if len(values) > 1 else "=", value=list(values) if len(values) > 1 else values[0], outcome=outcome, count=count, duration=length, text="", span=NOWHERE)  # fmt: skip
    return leaf(text or f"{outcome} {' or '.join(drugs)}", atom)


def group(op: str, *children: Criterion, k: int | None = None, text: str = "") -> Criterion:
    """Return a group."""
    return Criterion(op=op, k=k, children=list(children), text=text, span=NOWHERE, mentions=mentions_of(text, []))  # type: ignore[arg-type]  # ops are the schema's
