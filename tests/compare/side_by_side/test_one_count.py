"""Steps are counted once: headline, grid, ladder and easiest path of a comparison give the same number for each payer and indication, or leave it to the text together."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ground import real_files
from readings import said, sample_library
from trees import asking

from payerdiff.compare.side_by_side.comparison import compare, facts_alone
from payerdiff.compare.side_by_side.headlines import facts
from payerdiff.compare.side_by_side.headlines.rules import facts_of
from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.comparison import Comparison
from payerdiff.model.policy import Policy
from payerdiff.templates.comparison.ladder_views import STEPS, count_of

REAL = real_files(".pdf", ".html")
TOLD = {
    "guselkumab": ("176207-4867884.pdf", "270849-4873664.pdf", "282478-5009832.pdf", "297411-4840622.pdf", "372229-5027532.pdf"),
    "dupilumab": ("uhc_rx_dupixent_pa_2025.pdf", "cigna_cnf_dupixent_pa_2025-11.pdf", "anthem_CC-0029_dupixent_2025-09.pdf"),
    "rituximab": ("cigna_rituximab_2026.pdf", "aetna-cpb-0314-rituximab.html"),
    "ustekinumab": ("203402-5001149.pdf", "84074-5053811.pdf", "377585-4984547.pdf", "56061-4538520.pdf"),
}  # fmt: skip


def of_grid(one: AccessFacts) -> int | None:
    """Return how many steps a grid tells in its rows, None where one of them is left to the text."""
    if one.generic_steps is None or one.brand_steps is None:
        return None
    return one.generic_steps + one.brand_steps + sum(step.count for step in one.path if step.kind == "light")


def of_ladder(one: AccessFacts) -> int | None:
    """Return how many steps a ladder draws, None where one of them is open."""
    return (
        None if {"generic_steps", "brand_steps"} & set(one.undecided) else sum(count_of(one, key) for key, _ in STEPS)
    )


def faults(found: Comparison) -> Iterator[str]:
    """Yield each place of a comparison that counts otherwise than its access facts do."""
    by_key = dict(zip(found.keys, found.policies, strict=True))
    told = found.access or facts_alone(by_key, found.alignment)
    held = {(one.policy, one.indication): one for one in told}
    for one in told:
        if len({one.steps, of_grid(one), of_ladder(one)}) > 1:
            yield f"{one.policy}, {one.indication}: {one.steps}, grid {of_grid(one)}, ladder {of_ladder(one)}"
        if one.steps is not None and one.steps_at_least != one.steps:
            yield f"{one.policy}, {one.indication}: at least {one.steps_at_least} of {one.steps}"
    initial = {(p.policy, p.indication or ""): p for p in found.easiest if p.phase == "initial"}
    for at, path in initial.items():
        known = held.get(at)
        if known and (path.steps, path.undecided) != (known.steps_at_least, known.steps is None):
            yield f"{at}: path {path.steps}, facts {known.steps_at_least}"
    for fact in facts_of(by_key, found.matrix, told, found.easiest):
        if isinstance(fact, facts.StepTherapy):
            counts = dict(fact.counts)
            for key in by_key:
                asking_some = {use for (policy, use), one in held.items() if policy == key and one.asks_for_steps}
                alone = {
                    use
                    for (policy, use), p in initial.items()
                    if policy == key and (policy, use) not in held and p.steps
                }
                if counts.get(key, 0) < len(asking_some | alone):
                    yield f"{key}: headline {counts.get(key, 0)}, facts {len(asking_some | alone)}"


def test_steps_of_the_samples_are_counted_once() -> None:
    library = sample_library()
    for drug in {d.generic for p in library.policies for d in p.drugs}:
        subject = library.subject(drug)
        assert subject is not None
        own = library.about(subject)
        if len(own) > 1:
            assert list(faults(compare(own, subject.title, drug))) == []


@pytest.mark.laws
@pytest.mark.skipif(not REAL, reason="the real documents do not lie beside this checkout")
@pytest.mark.parametrize("by_drug", [True, False])
@pytest.mark.parametrize("drug", TOLD)
def test_steps_of_real_policies_are_counted_once(drug: str, by_drug: bool) -> None:
    read = [said(path) for path in REAL if path.name in TOLD[drug]]
    policies = [p.about(drug) if by_drug else p for p in read if isinstance(p, Policy)]
    assert len(policies) > 1
    assert list(faults(compare(policies, drug, drug if by_drug else None))) == []


STEPPED = "Failure of methotrexate"
OPEN = "Patient is not controlled on madeupra and one other agent that the plan names in its list"


@pytest.mark.parametrize(
    ("criteria", "steps", "asks"),
    [
        ([], 0, False),
        ([STEPPED], 1, True),
        ([STEPPED, "Failure of phototherapy"], 2, True),
        (["Failure of phototherapy"], 1, True),
        ([STEPPED, OPEN, "Failure of at least two of the preferred products"], 3, True),
        (["One of the following (a or b)", f"a. {STEPPED}", "b. At least 10% of body surface area is affected"], 0, False),
    ],
)  # fmt: skip
def test_what_every_way_takes_is_counted_although_more_may_be_asked(criteria: list[str], steps: int, asks: bool) -> None:  # fmt: skip
    found = compare([asking(*criteria), asking(number=3)], "Tremfya", "guselkumab")
    assert list(faults(found)) == []
    one = found.access[0]
    assert (one.steps_at_least, one.asks_for_steps) == (steps, asks)


def test_a_policy_counts_its_steps_alike_by_drug_and_by_file_whoever_else_is_compared() -> None:
    one, other = asking(STEPPED), asking("Failure of adalimumab", number=3)
    several = other.model_copy(update={"drugs": [*other.drugs, other.drugs[0].model_copy(update={"generic": "ixekizumab", "brands": ["Taltz"]})]})  # fmt: skip
    paths = [compare(those, "Tremfya", drug).easiest for those, drug in (([one, other], "guselkumab"), ([one, other], None), ([one, several], None))]  # fmt: skip
    counts = [{(p.policy, p.indication, p.steps, p.undecided) for p in found if p.phase == "initial" and p.policy == paths[0][0].policy} for found in paths]  # fmt: skip
    assert counts[0] and counts[0] == counts[1] == counts[2]
