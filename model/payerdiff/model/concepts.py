"""The register of concepts: every kind of fact that a criterion can ask of a patient or a request, as data.

Evaluators, matrix, patient form, wording and carriers know shapes and read all else from a concept's entry in `data/concepts.toml`. To add a
concept is to add an entry, a data file of its names and a finder (docs/add-a-concept.md).
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

Shape = Literal["number", "state", "set", "therapy"]
"""`number`: one number for each subject. `state`: one of several states for each subject at a time, or its level. `set`: any of several values.
`therapy`: treatments before this one, each with its outcome, how long it lasted and how many there were."""
Measure = Literal["quantity", "count", "age"]
"""How a number is compared: a quantity by its unit, a count as it is, an age in months and by whole units of its limit."""
BarrierKind = Literal["step", "prescriber", "test", "document", "open", "other"]
GATES: dict[BarrierKind, tuple[str, str]] = {
    "prescriber": ("prescriber requirement", "prescriber requirements"),
    "test": ("test", "tests"),
    "document": ("documentation requirement", "documentation requirements"),
    "open": ("criterion not evaluated automatically", "criteria not evaluated automatically"),
}
"""What stands on the way to approval beside steps, in the words for one and for several."""
Ground = Literal["patient subgroup", "step therapy", "prescriber", "combination", "dose", "documentation", "other"]

AGE, DISEASE, SETTING, SUPPORT = "age", "diagnosis", "disease_setting", "support"
RESPONSE, TOXICITY = "response", "toxicity"
"""What the program speaks of itself: populations are ages, a comparison is about a disease and its settings, support is by a document that may be at hand."""
FACTS = "facts"
"""The field of a patient's form for what has none of its own."""
BY_NAME = frozenset({FACTS, "biomarker", "lab_value", "dose"})
"""Fields of a patient's form that hold many things, each by its name."""
LIGHT, OPEN = 10, 11
"""How soon a reason is shown that speaks of no concept with a weight of its own, and one that carries no typed meaning."""
LAST = 99


class Concept(BaseModel):
    """One concept. What is left out has the ordinary meaning: nothing presumed, nothing excluded, said by its title."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    """What its row of the matrix is called."""
    shape: Shape
    label: str | None = None
    """What the patient form calls it, where that is not the title; empty where its subjects speak for themselves."""
    tables: tuple[str, ...] = ()
    """The data files of its values (of a set or a therapy) or of its subjects (of a number or a state)."""
    terms: bool = True
    """Whether those names are terms that an entry of a revision log may speak of."""
    field: str = FACTS
    """The field of a patient's form that keeps it."""

    measure: Measure = "quantity"
    unit: str = ""
    """The unit in which a patient's form keeps the number; of a quantity without one each policy's own is taken."""
    ordinary: float | None = None
    """The number of an ordinary patient."""
    unsaid: Literal["", "below", "ordinary"] = ""
    """Which number goes without saying: one below all limits, or the ordinary one."""

    exclusive: Literal["listed", "unrelated"] = "listed"
    """Which values of a set no patient has at once: those that the data file sets apart (`excludes`), or all but relatives."""
    qualifying: tuple[str, ...] = ()
    """Those of its values that ask for nothing by themselves, but say more of what stands beside them."""
    qualifies: str = ""
    """The concept whose conditions these values say more of."""
    at_start: tuple[str, ...] = ()
    """Those of its values that are said of a disease when its treatment begins, and are not to be true of who responds to it."""
    of_uses: bool = False
    """Whether in a list of uses it tells of one whose name is not known: `a deficiency after liver transplantation`."""
    roles: dict[str, str] = Field(default_factory=dict)
    """Ways to hold a value, each with its own field, the strictest first: who prescribes need not be consulted."""
    alone: str = ""
    """The value that excludes all others: a single agent is given with nothing. What else it is said with is told in full, classes and all."""
    none: str = ""
    """What a patient is said to have who has none of the values that policies name."""
    above_zero: str = ""
    """The state that a level above 0 % means."""

    presumed: bool = False
    """Whether an ordinary request fulfills it, or an ordinary patient has the ordinary number: to lack it shows little."""
    lasting: bool = False
    """Whether treatment leaves it as it is."""
    weight: int = LIGHT
    """How soon it is shown as a reason: who is covered first, papers late."""
    told: int = LAST
    """Its place among the words on a patient, and in the patient form."""
    apart: bool = False
    """Whether a cell of the matrix says each of its values apart."""
    mentioned: bool = False
    """Whether a cell of the matrix shows it too where a criterion's words only name it."""
    heard: bool = False
    """Whether it does so where nothing typed answers the question: words that name it are no silence."""
    on_drug: bool = False
    """Whether it speaks of the requested drug itself: a therapy that such a criterion names is none that came before."""
    grows: bool = False
    """Whether its number grows with a child's age, so that the two must fit."""
    counts_lines: bool = False
    """Whether it numbers the lines of therapy: who was treated before is past the first."""
    timed: bool = False
    """Whether its duration is that of a treatment."""
    ground: Ground = "other"
    """By what it restricts, in the terms of the Tufts SPEC database and two of our own (dose, documentation)."""
    barrier: BarrierKind | None = None
    """What kind of barrier it is on the way to approval."""
    fact: str = ""
    """The fact of the grid of access facts that answers the same question."""

    only: str = ""
    """What a headline says of the one policy that asks for it; nothing where none does."""
    only_at: int = 0
    """The place of that headline among those of its kind."""
    only_bare: bool = False
    """Whether that headline says no more than these words."""

    values: dict[str, str] = Field(default_factory=dict)
    """Its values and roles in plain words, where they are not that already."""
    say: dict[str, str] = Field(default_factory=dict)
    """A condition in our words, by its role, subject or operator; `""` for all others."""
    held: dict[str, str] = Field(default_factory=dict)
    """What is said of a patient who has it, by its one value; `""` for all others."""
    lacking: dict[str, str] = Field(default_factory=dict)
    """What is said of a patient who has none, by the role that is lacking or the subject; `""` for all others."""

    @field_validator("say", "held", "lacking", mode="before")
    @classmethod
    def in_all_cases(cls, value: object) -> object:
        """Take one wording as that of all cases."""
        return {"": value} if isinstance(value, str) else value

    @property
    def strictest(self) -> str:
        """Return the strictest role, or nothing."""
        return next(iter(self.roles), "")

    @property
    def form_label(self) -> str:
        """Return what the patient form calls it."""
        return self.title if self.label is None else self.label

    def is_measured(self, value: object) -> bool:
        """Return True if a value is compared as a number: that of a number, or the level of a state's subject."""
        return self.shape in ("number", "state") and isinstance(value, (int, float)) and not isinstance(value, bool)

    def place(self, subject: str | None, unit: str = "") -> tuple[str, ...]:
        """Return where a patient's form keeps it: a field, and the name within it where the field holds many.

        >>> of("lab_value").place("LDL-C", "mg/dL"), of("transplant").place("allogeneic"), of("age").place("")
        (('lab_value', 'LDL-C mg/dL'), ('facts', 'transplant.allogeneic'), ('age',))
        """
        if self.field not in BY_NAME:
            return (self.field,)
        stem = [self.name] if self.field == FACTS else []
        return self.field, f"{'.'.join([*stem, *([subject] if subject else [])])} {unit}".strip()

    def named_at(self, name: str) -> str:
        """Return the subject and unit in a name within a field.

        >>> of("lab_value").named_at("LDL-C mg/dL"), of("transplant").named_at("transplant.allogeneic")
        ('LDL-C mg/dL', 'allogeneic')
        """
        return name.removeprefix(self.name).removeprefix(".").strip() if self.field == FACTS else name


def read_register() -> dict[str, Concept]:
    """Return the concepts of the data file by name, in its order."""
    text = (files("payerdiff.model") / "data" / "concepts.toml").read_text(encoding="utf-8")
    return {name: Concept(name=name, **entry) for name, entry in tomllib.loads(text).items()}


REGISTER = read_register()


def of(name: str) -> Concept:
    """Return a concept; one that the register does not know, of a policy read elsewhere, is a set of values."""
    return REGISTER.get(name) or unknown(name)


@cache
def unknown(name: str) -> Concept:
    """Return a set of values of a name."""
    return Concept(name=name, title=name.replace("_", " ").capitalize(), shape="set")


def every() -> list[Concept]:
    """Return all concepts in the order of the matrix."""
    return list(REGISTER.values())


def at(name: str) -> Concept | None:
    """Return the concept that a name within the form's facts is about, None where no concept has that name.

    >>> at("transplant.allogeneic").name, at("moon phase")
    ('transplant', None)
    """
    return REGISTER.get(name.split(".", 1)[0].split(" ", 1)[0])


def term_tables() -> tuple[str, ...]:
    """Return the data files of terms that a text may speak of."""
    return tuple(dict.fromkeys(table for concept in every() if concept.terms for table in concept.tables))


def singled() -> tuple[Concept, ...]:
    """Return the concepts of which a headline tells that one policy alone asks for them, in the order of those headlines."""
    return tuple(sorted((concept for concept in every() if concept.only), key=lambda concept: concept.only_at))


def consequence(concept: Concept) -> int:
    """Return how much a difference in a concept matters to patients: whether they are covered at all, steps, who they are and who prescribes, amounts, then what is sent in.

    >>> [consequence(of(name)) for name in ("diagnosis", "prior_therapy", "age", "prescriber", "dose", "documentation")]
    [0, 1, 2, 2, 3, 4]
    """
    if concept.name in (DISEASE, SETTING) or concept.ground == "combination":
        return 0
    if concept.barrier == "step":
        return 1
    if concept.ground == "dose":
        return 3
    return 4 if concept.ground in ("documentation", "other") else 2
