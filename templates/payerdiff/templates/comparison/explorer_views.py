"""The patient explorer's model as JSON for the page: words for its fields, patients to start from, and links to the passages."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from payerdiff.compare.proofs.explorer_model import Model, explorer_of
from payerdiff.model import concepts
from payerdiff.model.comparison import Comparison, Witness
from payerdiff.templates.evidence import Evidence
from payerdiff.templates.words import PHASES, visible

MOST = 40
"""Patients to start from."""
LEADING = 8
"""Questions that the form shows at once: the diagnosis, then those that decide most differences. The others are folded."""
AGAINST = "not: "
"""What leads a criterion that a patient must not meet."""


def label_of(field: Mapping[str, Any]) -> str:
    """Return what a field is called on the page."""
    concept, path = concepts.of(str(field["concept"])), field["path"]
    words, subject = concept.form_label, ""
    if len(path) == 2:
        subject = concept.named_at(str(path[1])).removesuffix(str(field["unit"])).strip()
    return f"{words}: {subject}" if words and subject else words or subject or concept.title


def witnesses(comparison: Comparison) -> Iterator[Witness]:
    """Yield the patients by whom payers were told apart."""
    for relation in comparison.relations:
        yield from (w for w in (relation.only_a, relation.only_b) if w is not None)
        yield from (r.witness for r in relation.reasons if r.witness is not None)


def patients_of(comparison: Comparison) -> dict[str, Model]:
    """Return the patients to start from, by their words."""
    found: dict[str, Model] = {}
    for witness in witnesses(comparison):
        words = f"{', '.join(witness.words)} ({PHASES[witness.patient.phase].lower()})"
        told = witness.patient.model_dump(mode="json", exclude_none=True, exclude={"schema_", "name", "criteria"})
        if len(found) < MOST:
            found.setdefault(words, told)
    return found


def starts(comparison: Comparison) -> tuple[str, ...]:
    """Return the words of the patients to start from."""
    return tuple(patients_of(comparison))


def explorer_json(comparison: Comparison, evidence: Evidence) -> Markup:
    """Return the model as JSON that is safe within a page."""
    model = explorer_of(comparison)
    for field in model["fields"]:
        field["label"] = label_of(field)
        field["words"] = concepts.of(field["concept"]).values
        field.pop("limits")
    for policy in model["policies"]:
        for held in policy["sets"]:
            link(held["root"], policy["key"], evidence)
    model["fields"] = deciding_first(model, comparison)
    model["leading"] = min(LEADING, sum(field["decides"] > 0 or is_disease(field) for field in model["fields"]))
    model["patients"] = [{"patient": told} for told in patients_of(comparison).values()]
    return within_page(json.dumps(model, ensure_ascii=False, separators=(",", ":")))


def deciding_first(model: Model, comparison: Comparison) -> list[Model]:
    """Return the fields of a model with how many differences between two payers turn on each, those with most first; the diagnosis before all."""
    paths: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for policy in model["policies"]:
        for text, path in (one for held in policy["sets"] for one in asked(held["root"])):
            paths.setdefault((policy["key"], text), set()).add(path)
    counts: Counter[tuple[str, ...]] = Counter()
    for reason in (reason for relation in comparison.relations[::2] for reason in relation.reasons):
        named = [(reason.policy, text.removeprefix(AGAINST)) for text in reason.criteria]
        counts.update({path for place in named for path in paths.get(place, ())})
    told = [field | {"decides": counts[tuple(field["path"])]} for field in model["fields"]]
    return sorted(told, key=lambda field: (not is_disease(field), -field["decides"]))


def is_disease(field: Model) -> bool:
    """Return True if a field asks for the diagnosis, without which no payer answers."""
    return bool(field["concept"] == concepts.DISEASE)


def asked(node: Model) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the words of each criterion below a node with the fields that it asks about."""
    yield from ((node["text"], tuple(atom["at"])) for atom in node.get("atoms", ()))
    for child in node.get("kids", ()):
        yield from asked(child)


def within_page(text: str) -> Markup:
    """Return JSON for a script element: no tag can open or end within it."""
    return Markup(visible(text).replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def link(node: Model, key: str, evidence: Evidence) -> None:
    """Give each criterion the passage that shows it."""
    place = node.pop("at", None)
    exhibit = evidence.known.get((key, *place)) if place else None
    if exhibit is not None:
        node["e"] = exhibit.anchor
    for child in node.get("kids", ()):
        link(child, key, evidence)
