"""What must not be given with the drug, named by its class: where the tables cannot tell, nobody meets it and nobody fails it."""

from __future__ import annotations

import pytest
from trees import NOWHERE, group, leaf, side

from payerdiff.compare.logic.conditions import atom_holds
from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.judge import judge
from payerdiff.compare.proofs.coverage_map import scenarios_of
from payerdiff.model.patient import Patient, Therapy
from payerdiff.model.policy import Atom, Criterion


def ban(*classes: str) -> Criterion:
    """Return a ban of some classes beside the drug."""
    return leaf(f"Not given with {' or '.join(classes)}", Atom(concept="regimen", op="without", value=list(classes), text="", span=NOWHERE))  # fmt: skip


@pytest.mark.parametrize(
    ("classes", "given", "ruling"),
    [
        (("biologic", "non-biologic agent"), [], "approve"),
        (("biologic", "non-biologic agent"), ["single_agent"], "approve"),
        (("biologic", "non-biologic agent"), ["adalimumab"], "refuse"),
        (("biologic", "non-biologic agent"), ["tofacitinib"], "not_evaluated"),
        (("biologic", "non-biologic agent"), ["targeted synthetic drug"], "not_evaluated"),
        (("biologic", "JAK inhibitor"), ["targeted synthetic drug"], "not_evaluated"),
        (("biologic", "JAK inhibitor"), ["tofacitinib"], "refuse"),
        (("biologic",), ["methotrexate"], "approve"),
        (("adalimumab",), ["TNF inhibitor"], "not_evaluated"),
        (("biologic",), ["an herb that no table knows"], "not_evaluated"),
    ],
)
def test_whom_a_ban_of_classes_refuses(classes: tuple[str, ...], given: list[str], ruling: str) -> None:
    assert judge(side(ban(*classes)).alone(), Patient(regimen=given)).ruling == ruling
    denied = leaf("denied", Atom(concept="regimen", op="in", value=list(classes), negated=True, text="", span=NOWHERE))
    assert judge(side(denied).alone(), Patient(regimen=given)).ruling == ruling


def test_no_example_patient_meets_a_ban_that_may_be_of_what_the_patient_takes() -> None:
    wide, narrow = ban("biologic", "non-biologic agent"), ban("targeted synthetic drug")
    with Matter({"wide": side(group("all", wide)), "narrow": side(group("all", narrow))}, "initial") as matter:
        rows = [row for row in scenarios_of(matter, "x") if "targeted synthetic drug" in row.patient]
        assert matter.witness("wide", "narrow", [matter.formulas["wide"], -matter.formulas["narrow"]]) is None
    assert all(row.verdicts["wide"] != "approve" for row in rows)


@pytest.mark.parametrize(("drug", "ruling"), [("azathioprine", "not_evaluated"), ("leflunomide", "approve"), ("coal tar", "refuse")])  # fmt: skip
def test_a_therapy_that_the_words_name_for_a_class_is_not_judged_to_be_none(drug: str, ruling: str) -> None:
    failed = Atom(concept="prior_therapy", op="=", value="DMARD", outcome="failed", text="DMARD", span=NOWHERE)
    asked = leaf("Failure of one DMARD (azathioprine, leflunomide)", failed)
    patient = Patient.model_validate({"prior_therapy": [{"drug": drug, "outcome": "failed"}]})
    assert judge(side(asked).alone(), patient).ruling == ruling
    assert judge(side(asked).alone(), Patient(prior_therapy=[])).ruling == "refuse"


def test_a_drug_that_the_words_name_for_a_banned_class_is_not_judged_to_be_free() -> None:
    words = "Not given with another biologic (such as apremilast or methotrexate)"
    asked = leaf(words, Atom(concept="regimen", op="without", value="biologic", text="biologic", span=NOWHERE))
    assert judge(side(asked).alone(), Patient(regimen=["methotrexate"])).ruling == "not_evaluated"
    assert judge(side(asked).alone(), Patient(regimen=["leflunomide"])).ruling == "approve"


def test_a_conventional_synthetic_dmard_is_a_conventional_synthetic_drug() -> None:
    had = Patient(prior_therapy=[Therapy(drug="conventional synthetic DMARD", outcome="contraindicated")])
    for name in ("conventional synthetic drug", "DMARD"):
        asked = Atom(concept="prior_therapy", op="=", value=name, outcome="contraindicated", text="", span=NOWHERE)
        assert atom_holds(asked, had)


def test_a_listed_drug_may_be_what_is_given_by_its_class_alone() -> None:
    """An exclusion names drugs, a patient is told by their class: neither is it refused, nor is it free of them."""
    listed = leaf("In combination with tralokinumab", Atom(concept="regimen", op="with", value="tralokinumab", text="", span=NOWHERE))  # fmt: skip
    barred = side(group("none", listed)).alone()
    for given, ruling in (("biologic", "not_evaluated"), ("tralokinumab", "refuse"), ("methotrexate", "approve")):
        assert judge(barred, Patient(regimen=[given])).ruling == ruling


def test_a_class_that_the_words_name_as_an_example_may_be_it() -> None:
    tried = Atom(concept="prior_therapy", op="=", value="systemic therapy", outcome="tried", text="systemic therapy", span=NOWHERE)  # fmt: skip
    asked = leaf("Tried one systemic therapy (such as azathioprine or a corticosteroid)", tried)
    before = [Therapy(drug="systemic corticosteroid", outcome="intolerant")]
    assert judge(side(asked).alone(), Patient(prior_therapy=before)).ruling != "refuse"
