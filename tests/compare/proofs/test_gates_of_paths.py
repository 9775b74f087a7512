"""What on a path is a gate of a specialist: words beside specialists, and a specialist over diseases."""

from __future__ import annotations

from typing import Literal

from trees import NOWHERE, group, leaf, meant

from payerdiff.compare.proofs.fewest_facts import untried
from payerdiff.compare.proofs.steps_and_barriers import barriers_of
from payerdiff.model.patient import Patient
from payerdiff.model.policy import Atom, Meaning, OpenPart


def seen_by(*names: str) -> Atom:
    """Return a condition on who prescribes."""
    return Atom(concept="prescriber", op="in", value=list(names), role="consults", text="", span=NOWHERE)


def test_one_more_specialist_in_words_is_a_prescriber() -> None:
    told = meant(Meaning(op="any", of=[0, OpenPart(unknown="a physician of a madeup center")]), seen_by("oncologist"), text="By an oncologist or a physician of a madeup center")  # fmt: skip
    assert [b.kind for b in barriers_of(group("all", told))] == ["prescriber", "prescriber"]
    other = meant(Meaning(op="all", of=[OpenPart(unknown="odd words")]), text="Odd words")
    assert [b.kind for b in barriers_of(group("all", other))] == ["open"]


def test_a_specialist_over_diseases_is_a_prescriber_and_a_lead_in_over_specialists_is_none() -> None:
    def list_under(*items: Atom, lead: tuple[Atom, ...] = ()) -> list[str]:
        first = leaf("Lead", *lead).model_copy(update={"label": "1"})
        tree = group("all", first, *(leaf("item", atom) for atom in items)).model_copy(update={"label": "1"})
        return [b.kind for b in barriers_of(tree)]

    disease = Atom(concept="diagnosis", op="=", value="gout", text="", span=NOWHERE)
    assert list_under(disease, lead=(seen_by("rheumatologist"),)) == ["prescriber", "other"]
    assert list_under(seen_by("rheumatologist"), lead=(seen_by("rheumatologist"),)) == ["other", "prescriber"]


def test_who_has_a_refractory_disease_was_treated_before() -> None:
    assert untried(Patient(disease_setting=["refractory"], prior_therapy=[])).startswith("none of the prior therapies")
    assert untried(Patient(disease_setting=["active"], prior_therapy=[])) == "no prior therapy or contraindication"


def test_a_therapy_that_must_not_have_come_before_is_no_step() -> None:
    def had(*, negated: bool, op: Literal["=", "!="] = "=") -> Atom:
        return Atom(
            concept="prior_therapy",
            op=op,
            value="gene therapy",
            outcome="tried",
            negated=negated,
            text="",
            span=NOWHERE,
        )

    denied = (had(negated=True), had(negated=False, op="!="))
    assert [b.kind for atom in denied for b in barriers_of(leaf("No gene therapy", atom))] == ["other", "other"]
    assert [b.kind for b in barriers_of(leaf("Gene therapy", had(negated=False)))] == ["step"]
    gone = leaf("No gene therapy, failure of a steroid", denied[0], had(negated=False))
    assert [b.kind for b in barriers_of(gone)] == ["step"]
