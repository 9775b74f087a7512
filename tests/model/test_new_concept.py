"""A concept is one register entry, one data file and one finder: a toy of each shape, and the one of docs/add-a-concept.md, is seen by every reader of criteria."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest
from ground import ROOT
from pydantic import ValidationError

from payerdiff.compare.logic.judge import judge
from payerdiff.compare.proofs.explorer_model import explorer_of
from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.corpus.corrections import GivenAtom
from payerdiff.ingest.reader import read_bytes
from payerdiff.model import concepts
from payerdiff.model.comparison import Comparison, Relation
from payerdiff.model.concepts import Concept
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.patient import Patient, read_patient
from payerdiff.model.policy import Policy, required_atoms
from payerdiff.normalize import lexicon, vocabulary
from payerdiff.normalize.normalizer import normalize
from payerdiff.normalize.typing.expression import Condition, Expression
from payerdiff.normalize.typing.numbers import number_of
from payerdiff.normalize.typing.tagging import tagger, whole_phrases
from payerdiff.templates.carriers.fhir import TYPED, bundle
from payerdiff.templates.comparison.explorer_views import label_of
from payerdiff.templates.rendering import load, render_comparison

NODE = shutil.which("node")
Finder = Callable[[str], Iterator[Expression]]


@dataclass(frozen=True, slots=True)
class Toy:
    """A concept that the program does not know, with two criteria on it, of which the first asks more, and what is expected of them."""

    concept: Concept
    names: str
    """Its data file."""
    finder: Finder
    strict: str
    wide: str
    met: str
    """A fact of a patient's form that meets both criteria."""
    short: str
    """One that meets the wide criterion alone."""
    wrong: str
    """One of another shape."""
    row: str
    """The row of the matrix."""
    said: str
    """The strict condition in our words."""
    witness: str
    """What is said of the patient who meets the wide criterion alone."""
    label: str
    """What the patient form calls it."""

    @property
    def table(self) -> str:
        """Return the name of the data file."""
        return self.concept.tables[0]


def find_indexes(text: str) -> Iterator[Expression]:
    """Yield an index: `thermal sweating index ≥ 10 %`."""
    for hit in lexicon.hits("toy_indexes", text):
        limit = re.match(r"\s*(?:≥|of at least)\s*(\d+)\s*%", text[hit.end :])
        if limit:
            yield Condition("toy_index", ">=", number_of(limit[1]), hit.start, hit.end + limit.end(), subject=hit.canonical, unit="%")  # fmt: skip


def find_serologies(text: str) -> Iterator[Expression]:
    """Yield the state of an antibody: `AQP4 antibody seropositive`."""
    for hit in lexicon.hits("toy_antibodies", text):
        state = re.match(r"\s*(seropositive|seronegative)( or borderline)?", text[hit.end :])
        if state and state[2]:
            yield Condition("toy_serology", "in", (state[1], "borderline"), hit.start, hit.end + state.end(), subject=hit.canonical)  # fmt: skip
        elif state:
            yield Condition("toy_serology", "=", state[1], hit.start, hit.end + state.end(), subject=hit.canonical)


def find_devices(text: str) -> Iterator[Expression]:
    """Yield the device that is in use: `Uses a flash glucose monitor`."""
    for hit in lexicon.hits("toy_devices", text):
        yield Condition("toy_device", "=", hit.canonical, 0, hit.end)


def find_procedures(text: str) -> Iterator[Expression]:
    """Yield procedures that failed: `Failed low-field cortical pacing`."""
    for hit in lexicon.hits("toy_procedures", text):
        if text.startswith("Failed "):
            yield Condition("toy_procedure", "=", hit.canonical, 0, hit.end, outcome="failed")


def of_the_page() -> Toy:
    """Return the concept of docs/add-a-concept.md, made of what stands there."""
    blocks = re.findall(r"^```(toml|python)\n(.*?)^```", (ROOT / "docs" / "add-a-concept.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)  # fmt: skip
    (entry, names), (finder, _) = ([text for kind, text in blocks if kind == wanted] for wanted in ("toml", "python"))
    ((name, given),) = tomllib.loads(entry).items()
    space = dict(vars(whole_phrases))
    exec(finder, space)
    return Toy(
        Concept(name=name, **given), names, space["find_smoking"], "Patient is a former smoker", "Patient is a nonsmoker", 'smoking = ["former smoker"]',
        'smoking = ["nonsmoker"]', "smoking = 20", "Smoking status", "former smoker", "nonsmoker", "Smoking status",
    )  # fmt: skip


TOYS = (
    Toy(
        Concept(name="toy_index", title="Sweating", shape="number", tables=("toy_indexes",), weight=3, ground="patient subgroup"),
        '[TSI]\nsynonyms = ["thermal sweating index", "TSI"]\n', find_indexes, "Thermal sweating index ≥ 20 %", "Thermal sweating index ≥ 10 %",
        '"toy_index.TSI %" = 25', '"toy_index.TSI %" = 12', 'toy_index = ["wide"]', "Sweating", "TSI >= 20%", "TSI 10 %", "Sweating: TSI",
    ),
    Toy(
        Concept(name="toy_serology", title="Serology", shape="state", tables=("toy_antibodies",)),
        '[AQP4]\nsynonyms = ["AQP4 antibody"]\n', find_serologies, "AQP4 antibody seropositive", "AQP4 antibody seropositive or borderline",
        '"toy_serology.AQP4" = "seropositive"', '"toy_serology.AQP4" = "borderline"', '"toy_serology.AQP4" = ["seropositive"]', "Serology: AQP4",
        "AQP4 seropositive", "AQP4 borderline", "Serology: AQP4",
    ),
    Toy(
        Concept(name="toy_device", title="Device", shape="set", tables=("toy_devices",), presumed=True),
        '["flash glucose monitor"]\nsynonyms = ["flash glucose monitor"]\nis_a = "glucose monitor"\n["glucose monitor"]\nsynonyms = ["glucose monitor"]\n',
        find_devices, "Uses a flash glucose monitor", "Uses a glucose monitor", 'toy_device = ["flash glucose monitor"]', 'toy_device = ["glucose monitor"]',
        "toy_device = 3", "Device", "flash glucose monitor", "device: glucose monitor", "Device",
    ),
    Toy(
        Concept(name="toy_procedure", title="Procedure", shape="therapy", tables=("toy_procedures",), barrier="step", ground="step therapy"),
        '["low-field cortical pacing"]\nsynonyms = ["low-field cortical pacing"]\nclass = "cortical pacing"\n["cortical pacing"]\nsynonyms = ["cortical pacing"]\n',
        find_procedures, "Failed low-field cortical pacing", "Failed cortical pacing", 'toy_procedure = [{ drug = "low-field cortical pacing", outcome = "failed" }]',
        'toy_procedure = [{ drug = "cortical pacing", outcome = "failed" }]', 'toy_procedure = ["cortical pacing"]', "Procedure", "failure of low-field cortical pacing",
        "failure of cortical pacing", "Procedure",
    ),
    of_the_page(),
)  # fmt: skip
TEXT = """Clinical Policy: Blinatumomab (Blincyto)
Reference Number: LA.PHAR.{number}
It is the policy of the plan that Blincyto is covered under these criteria:
I. Initial Approval Criteria
A. B-cell ALL (must meet all):
1. {criterion};
2. Diagnosis of B-ALL;
Reviews, Revisions, and Approvals
"""


@pytest.fixture(params=TOYS, ids=lambda toy: f"{toy.concept.shape}-{toy.concept.name}")
def toy(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Toy:
    """Add a concept: an entry, a data file, a finder, and nothing else."""
    new: Toy = request.param
    with as_file(files("payerdiff.normalize") / "data") as folder:
        shutil.copytree(folder, tmp_path / "data")
    (tmp_path / "data" / f"{new.table}.toml").write_text(new.names, encoding="utf-8")
    monkeypatch.setattr(lexicon, "DATA", tmp_path / "data")
    monkeypatch.setattr(vocabulary, "DATA", tmp_path / "data")
    monkeypatch.setitem(concepts.REGISTER, new.concept.name, new.concept)
    monkeypatch.setattr(whole_phrases, "FINDERS", (*whole_phrases.FINDERS, new.finder))
    tagger.tagged.cache_clear()
    return new


def policy_of(number: int, criterion: str) -> Policy:
    """Return the policy that asks for a disease and one criterion more."""
    policy = normalize(read_bytes(TEXT.format(number=number, criterion=criterion).encode(), f"policy{number}.md"))
    assert isinstance(policy, Policy)
    return policy


def compared(toy: Toy) -> Comparison:
    """Return the strict policy beside the wide one."""
    return compare([policy_of(1, toy.strict), policy_of(2, toy.wide)], "Blincyto")


def relation_of(comparison: Comparison) -> Relation:
    """Return how the strict policy stands to the wide one."""
    return next(r for r in comparison.relations if r.phase == "initial" and r.a == comparison.keys[0])


def patient_with(fact: str, folder: Path) -> Patient:
    """Return a patient as a user writes one down."""
    path = folder / "patient.toml"
    path.write_text(f'age = "40 years"\ndiagnosis = ["B-ALL"]\n[facts]\n{fact}\n', encoding="utf-8")
    return read_patient(path)


def test_the_words_become_a_condition(toy: Toy) -> None:
    (criteria,) = policy_of(1, toy.strict).criteria
    assert [a.concept for a in required_atoms(criteria.root)] == [toy.concept.name, "diagnosis"]


def test_the_matrix_has_a_row_with_what_each_says(toy: Toy) -> None:
    comparison = compared(toy)
    (row,) = [r for r in comparison.matrix if r.dimension == toy.row]
    assert row.divergent and row.cells[0].summary == toy.said
    assert all(cell.passages and cell.passages[0].typed for cell in row.cells)


def test_a_patient_is_judged_by_it(toy: Toy, tmp_path: Path) -> None:
    strict, wide = policy_of(1, toy.strict), policy_of(2, toy.wide)
    rulings = [[judge(p, patient_with(f, tmp_path)).ruling for p in (strict, wide)] for f in (toy.met, toy.short, "")]
    assert rulings == [["approve", "approve"], ["refuse", "approve"], ["depends", "depends"]]


def test_a_fact_of_another_shape_is_an_error_that_names_it(toy: Toy, tmp_path: Path) -> None:
    with pytest.raises(PayerdiffError, match=toy.concept.name):
        patient_with(toy.wrong, tmp_path)


def test_the_solver_tells_which_asks_more_with_a_patient_in_words(toy: Toy) -> None:
    relation = relation_of(compared(toy))
    assert relation.relation == "more_restrictive" and relation.only_a is None and relation.only_b is not None
    assert toy.witness in relation.only_b.words
    (reason,) = relation.reasons
    assert toy.strict in reason.text and reason.grounds == [toy.concept.ground]


def test_who_lacks_it_is_told(toy: Toy) -> None:
    free = policy_of(2, "Age ≥ 1 month")
    relation = relation_of(compare([policy_of(1, toy.wide), free], "Blincyto"))
    assert relation.only_b is not None
    assert any(toy.concept.title.lower() in words or "TSI" in words or "AQP4" in words for words in relation.only_b.words)  # fmt: skip


def test_what_stands_before_approval_is_of_its_kind(toy: Toy) -> None:
    kinds = {item.kind for path in compared(toy).easiest for item in path.items}
    assert kinds == {"other", toy.concept.barrier or "other"}


def test_the_patient_form_asks_for_it_by_its_name(toy: Toy) -> None:
    model = explorer_of(compared(toy))
    (field,) = [f for f in model["fields"] if f["concept"] == toy.concept.name]
    assert field["kind"] == toy.concept.shape and label_of(field) == toy.label
    assert field["options"] or field["limits"] == [10, 20]
    assert toy.concept.name in render_comparison(compared(toy))


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_the_script_of_the_form_judges_as_the_evaluator_does(toy: Toy, tmp_path: Path) -> None:
    comparison = compared(toy)
    facts = (toy.met, toy.short, "")
    people = [patient_with(fact, tmp_path) for fact in facts]
    told = [p.model_dump(mode="json", exclude_none=True) for p in people]
    script = f"""{load("explorer.js")}
    const model = {json.dumps(explorer_of(comparison))}, people = {json.dumps(told)};
    console.log(JSON.stringify(people.map((p) => model.policies.map((policy) => judge(policy, p, "free").ruling))));"""
    path = tmp_path / "script.js"
    path.write_text(script, encoding="utf-8")
    done = subprocess.run([str(NODE), str(path)], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [[judge(p, person).ruling for p in comparison.policies] for person in people]


def test_the_fhir_bundle_carries_it_with_its_words(toy: Toy) -> None:
    found = [[part for part in own if part["url"] in ("concept", "words")] for own in typed_in(bundle([policy_of(1, toy.strict)]))]  # fmt: skip
    wanted = [{"url": "concept", "valueCode": toy.concept.name}, {"url": "words", "valueString": toy.said}]
    assert wanted in found


def typed_in(resource: Any) -> Iterator[Any]:
    """Yield the parts of every typed condition of a resource."""
    if isinstance(resource, dict):
        if resource.get("url") == TYPED:
            yield resource["extension"]
        for value in resource.values():
            yield from typed_in(value)
    elif isinstance(resource, list):
        for value in resource:
            yield from typed_in(value)


def test_an_analyst_may_correct_a_criterion_to_it(toy: Toy) -> None:
    assert GivenAtom(concept=toy.concept.name, value="x").concept == toy.concept.name


def test_without_the_entry_a_correction_to_it_is_refused() -> None:
    with pytest.raises(ValidationError, match="write one of diagnosis, age"):
        GivenAtom(concept="toy_device", value="x")
