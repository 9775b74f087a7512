"""The JSON Schemas of the results."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from pydantic import BaseModel

from payerdiff.compare.library.portfolio import Portfolio
from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.code_reference import CodeReference
from payerdiff.model.comparison import Comparison
from payerdiff.model.patient import Patient
from payerdiff.model.plans import PlanTable
from payerdiff.model.policy import Policy
from payerdiff.model.review import ChangeReview

SchemaName: TypeAlias = Literal[
    "policy", "comparison", "change-review", "portfolio", "patient", "code-reference", "access", "plans"
]
MODELS: dict[SchemaName, type[BaseModel]] = {
    "policy": Policy,
    "comparison": Comparison,
    "change-review": ChangeReview,
    "portfolio": Portfolio,
    "patient": Patient,
    "code-reference": CodeReference,
    "access": AccessFacts,
    "plans": PlanTable,
}


def schema(name: SchemaName) -> dict[str, Any]:
    """Return the JSON Schema of a result.

    >>> schema("policy")["properties"]["schema"]["const"]
    'payerdiff.policy/1'
    """
    return MODELS[name].model_json_schema(by_alias=True, mode="serialization")
