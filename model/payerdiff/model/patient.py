"""A patient, as an analyst writes one down (`payerdiff.patient/1`): what is known, and nothing else.

A field that is left out is not known. A list that is there is complete: `prior_therapy = []` says that nothing was tried.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, Field, field_validator

from payerdiff.model import concepts
from payerdiff.model.concepts import Concept
from payerdiff.model.policy import Frozen
from payerdiff.model.toml_form import read_form
from payerdiff.model.units import MONTHS

OUTCOMES = ("tried", "failed", "intolerant", "contraindicated", "responded")
AGE = re.compile(r"^(\d+(?:\.\d+)?)\s*(day|week|month|year)s?$")


@lru_cache(maxsize=10_000)
def plain(text: str) -> str:
    """Return a text without case, ends and doubled blanks."""
    return " ".join(text.lower().split()).strip(" .;:,")


class Therapy(Frozen):
    """A treatment before this one, and how it ended."""

    drug: str
    """A drug, or a class where no more is known."""
    outcome: str = "tried"
    """`tried`, `failed`, `intolerant`, `contraindicated` or `responded`; of several treatments joined by ` or `."""
    count: int = Field(default=1, ge=1)
    """How many different drugs of the class."""

    @field_validator("outcome")
    @classmethod
    def known(cls, value: str) -> str:
        """Hold an outcome to the words of the schema."""
        if not set(value.split(" or ")) <= set(OUTCOMES):
            raise ValueError(f"write one of {', '.join(sorted(OUTCOMES))}")
        return value


Known = float | str | list[str] | list[Therapy]
"""What a form keeps under one name: a number, a state, a complete list of values, or of treatments."""
KEPT: dict[concepts.Shape, tuple[str, tuple[type, ...]]] = {
    "number": ("a number", (float,)),
    "state": ("a state (in quotes) or a level", (str, float)),
    "set": ("a list of values", (list,)),
    "therapy": ("a list of treatments: { drug = …, outcome = … }", (list,)),
}
"""By a concept's shape, what its facts are written as."""


class Patient(Frozen):
    """What is known of a patient and of the request."""

    schema_: Literal["payerdiff.patient/1"] = Field(default="payerdiff.patient/1", alias="schema")
    name: str = "patient"
    phase: Literal["initial", "renewal"] = "initial"
    age: float | None = None
    """In months; written as `45 years` or `3 months`."""
    weight_kg: float | None = None
    diagnosis: list[str] | None = None
    disease_setting: list[str] | None = None
    """How severe or active a disease is stays open where no value tells it: a list without such a word is not complete."""
    ruled_out: list[str] | None = None
    """What is known not to hold of how severe or active the disease is: `severe`."""
    biomarker: dict[str, str | float] = Field(default_factory=dict)
    """A state (`positive`, `negative`, `unavailable`, …), or a number in the unit that policies use."""
    lab_value: dict[str, float] = Field(default_factory=dict)
    """By name and unit: `"LDL-C mg/dL" = 190`, `"FEV1 % predicted" = 70`; scores by name alone."""
    regimen: list[str] | None = None
    """What the drug is given with, or `single_agent`."""
    prior_therapy: list[Therapy] | None = None
    prescribed_by: list[str] | None = None
    consulted: list[str] | None = None
    dose: dict[str, float] = Field(default_factory=dict)
    """By unit: `"mcg/day" = 28`."""
    cycles: float | None = None
    line_of_therapy: float | None = None
    facts: dict[str, Known] = Field(default_factory=dict)
    """Anything else by concept, `concept.subject`, or either and a unit, as its shape is written: `response = ["positive"]`, `"transplant.allogeneic" = ["recipient"]`."""
    criteria: dict[str, bool] = Field(default_factory=dict)
    """Answers to criteria, by their label or their words."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @cached_property
    def answers(self) -> dict[str, bool]:
        """Return the answers by the plain words of their criteria."""
        return {plain(name): answer for name, answer in self.criteria.items()}

    def with_criteria(self, answers: Mapping[str, bool]) -> Patient:
        """Return the patient with these answers to criteria, and no others."""
        copied = self.model_copy(update={"criteria": dict(answers)})
        copied.__dict__.pop("answers", None)  # they are those of the criteria that were there before
        return copied

    @field_validator("age", mode="before")
    @classmethod
    def months(cls, value: object) -> object:
        """Read `45 years` as months."""
        if not isinstance(value, str):
            return value
        match = AGE.match(value.strip())
        if match is None:
            raise ValueError("write an age as a number with its unit, like `45 years` or `3 months`")
        return float(match.group(1)) * MONTHS[match.group(2)]

    @field_validator("facts")
    @classmethod
    def of_their_shape(cls, value: dict[str, Known]) -> dict[str, Known]:
        """Hold each fact of a known concept to the concept's shape."""
        for name, known in value.items():
            concept = concepts.at(name)
            if concept is not None and concept.field == concepts.FACTS and not is_kept(concept, known):
                raise ValueError(f"write `{name}` as {KEPT[concept.shape][0]}")
        return value

    def at(self, place: tuple[str, ...]) -> object:
        """Return what the form keeps at a place, None where it is not known."""
        held = getattr(self, place[0])
        return held if len(place) == 1 else held.get(place[1])

    def numbers(self, concept: Concept, subject: str | None) -> dict[str, float]:
        """Return what is known of a number, by unit: `"LDL-C mg/dL" = 190`; a number without a unit is in the policy's."""
        place = concept.place(subject)
        if len(place) == 1:
            known = self.at(place)
            return {concept.unit: known} if isinstance(known, float) else {}
        stem = place[1]
        held = ((name, known) for name, known in getattr(self, place[0]).items() if isinstance(known, float))
        return {name.removeprefix(stem).strip(): known for name, known in held if not stem or name == stem or name.startswith(f"{stem} ")}  # fmt: skip

    def state(self, concept: Concept, subject: str | None) -> str | None:
        """Return the state of a subject, None where it is not known."""
        known = self.at(concept.place(subject))
        return known if isinstance(known, str) else None

    def values(self, concept: Concept, subject: str | None, role: str = "") -> list[str] | None:
        """Return the values that hold (in a role, where the concept has roles), None where they are not known."""
        known = self.at((concept.roles[role],) if role else concept.place(subject))
        return [value for value in known if isinstance(value, str)] if isinstance(known, list) else None

    def therapies(self, concept: Concept) -> list[Therapy] | None:
        """Return the treatments that came before, None where they are not known."""
        known = self.at(concept.place(""))
        return [one for one in known if isinstance(one, Therapy)] if isinstance(known, list) else None


def is_kept(concept: Concept, known: Known) -> bool:
    """Return True if a fact is written as its concept's shape asks."""
    of_list = Therapy if concept.shape == "therapy" else str
    return isinstance(known, KEPT[concept.shape][1]) and all(isinstance(one, of_list) for one in (known if isinstance(known, list) else ()))  # fmt: skip


def read_patient(path: Path) -> Patient:
    """Return the patient of a TOML file. Raises PayerdiffError `not-a-patient`."""
    return read_form(path, Patient, code="not-a-patient", guide="docs/patient.md")
