"""Policies → HL7 FHIR R4: a PlanDefinition with the criteria, a Questionnaire with the criteria that only a person can weigh.

Each set of criteria is an action with one condition, a FHIRPath expression over the answers to the questionnaire; below it stand the criteria as
actions of their own, in the payer's words; one whose conditions are joined by more than `and` is a group of its parts. A typed criterion carries its meaning as an extension and is a question too, in a group apart, as a
record that answers it is nobody's to presume. Unanswered is unknown, as FHIRPath has it. (FHIR R4: PlanDefinition, Questionnaire; FHIRPath 5.)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from math import comb
from typing import Any
from uuid import UUID, uuid5

from payerdiff.model.meaning.parts import expanded
from payerdiff.model.meaning.parts import is_open as has_open_words
from payerdiff.model.phrasing import say
from payerdiff.model.polarity import Path, Place, walk
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Policy
from payerdiff.templates.words import ALL, OPS, PHASES

Resource = dict[str, Any]
SPACE = UUID("6d4e4f3c-0f2f-5f0a-9a55-0b6f7f1c2a10")
"""Names of resources are drawn from the documents' hashes within this space: the same document gives the same name."""
TYPED = "urn:payerdiff:typed-condition"
OPEN = "urn:payerdiff:open-criterion"
WAYS = 60
"""Ways to meet k of n that an expression spells out; beyond that it counts, and what is unknown counts as not met."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
BEHAVIOR = {"all": "all", "any": "one-or-more", "at_least": "one-or-more"}


def bundle(policies: Sequence[Policy]) -> Resource:
    """Return all policies as one collection."""
    entries = [resource for policy in policies for resource in resources(policy)]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": entry["url"], "resource": entry} for entry in entries],
    }


def resources(policy: Policy) -> tuple[Resource, Resource]:
    """Return a policy's PlanDefinition and its Questionnaire."""
    own = [s.model_copy(update={"root": expanded(s.root)}) for s in (*policy.criteria, *policy.exclusions)]
    held = [(s, Names(at, s)) for at, s in enumerate(own, 1)]
    plan = {
        **head(policy, "PlanDefinition"),
        "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/plan-definition-type", "code": "eca-rule"}]},
        "lastReviewDate": policy.dates.last_review.isoformat() if policy.dates.last_review else None,
        "relatedArtifact": [
            {"type": "derived-from", "display": clean(policy.source.name), "citation": f"sha256 {policy.source.sha256}, {policy.source.reading} text"},
            {"type": "depends-on", "display": "Questions on the criteria", "resource": address(policy, "Questionnaire")},
        ],
        "action": [set_action(s, names) for s, names in held],
    }  # fmt: skip
    questions = {
        **head(policy, "Questionnaire"),
        "subjectType": ["Patient"],
        "item": [group for s, names in held for group in groups_of(s, names)],
    }
    return filled(plan), filled(questions)


class Names:
    """The numbers of one set's leaves: `s1.c1`, `s1.c2`, … in document order. Sets may share a tree, and number it each for itself."""

    def __init__(self, at: int, criteria: CriteriaSet) -> None:
        self.known = {end.path: f"s{at}.c{number}" for number, end in enumerate(ends_of(criteria.root), 1)}

    def of(self, path: Path) -> str:
        """Return the number of the leaf at a path."""
        return self.known[path]


def ends_of(root: Criterion) -> list[Place[Criterion]]:
    """Return the nodes of a tree without items, with their places."""
    return [place for place in walk(root) if not place.node.children]


def head(policy: Policy, kind: str) -> Resource:
    """Return what both resources say of themselves."""
    name = address(policy, kind)
    return filled({
        "resourceType": kind,
        "id": name.removeprefix("urn:uuid:"),
        "url": name,
        "identifier": [{"value": clean(policy.number)}] if policy.number else None,
        "title": clean(policy.title or policy.source.name),
        "status": "draft" if policy.source.reading == "proposed" else "active",
        "publisher": clean(policy.payer.name or policy.payer.author or "") or None,
        "description": " ".join([
            "Read by machine from the document named as its source; the payer's words decide.", *map(clean, policy.corrections),
        ]),
        "effectivePeriod": {"start": policy.dates.effective.isoformat()} if policy.dates.effective else None,
        "code": [{"display": clean(d.generic)} for d in policy.drugs] or None if kind == "Questionnaire" else None,
        "topic": [{"text": clean(d.generic)} for d in policy.drugs] or None if kind == "PlanDefinition" else None,
    })  # fmt: skip


def address(policy: Policy, kind: str) -> str:
    """Return the resource's name, which follows from the document and the reading."""
    return f"urn:uuid:{uuid5(SPACE, f'{kind}/{policy.source.sha256}/{policy.source.reading}')}"


def set_action(criteria: CriteriaSet, names: Names) -> Resource:
    """Return a set of criteria: its condition over the answers, and its criteria as actions."""
    title = f"{criteria.indication or ALL}: {PHASES[criteria.phase].lower()}"
    return {
        "title": clean(title),
        "code": [{"text": criteria.phase}],
        "condition": [{
            "kind": "applicability",
            "expression": {"description": "True where the criteria below are met; empty where an answer is missing.", "language": "text/fhirpath", "expression": expression(criteria.root, names)},
        }],
        "action": [node_action(criteria.root, names)],
    }  # fmt: skip


def node_action(node: Criterion, names: Names, path: Path = ()) -> Resource:
    """Return one criterion, or a group of them, in the payer's words."""
    op = f"at least {node.k} of these" if node.op == "at_least" else OPS[node.op]
    source = {"type": "citation", "citation": f"page {node.span.page}: {clean(node.span.quote)}"} if node.span else None
    action = filled({
        "prefix": clean(node.label) if node.label else None,
        "id": None if node.children else names.of(path),
        "title": op if node.children else None,
        "textEquivalent": clean(node.text),
        "documentation": [source] if source else None,
        "groupingBehavior": "logical-group" if node.children else None,
        "selectionBehavior": BEHAVIOR.get(node.taken_op) if node.children else None,
        "action": [node_action(child, names, (*path, at)) for at, child in enumerate(node.children)] or None,
    })  # fmt: skip
    if node.read_as:
        action["description"] = clean(f"As written: {op}; {node.read_as.reason}. Taken as {OPS[node.read_as.op]}.")
    if not node.children:
        opened = [{"url": OPEN, "valueBoolean": True}] if is_open(node) else []
        action |= filled({"extension": [*map(typed, node.atoms), *opened]})
    return action


def is_open(node: Criterion) -> bool:
    """Return True if a leaf has words that no typed condition carries."""
    return node.op == "leaf" and has_open_words(node)


def typed(atom: Atom) -> Resource:
    """Return a typed condition: its parts, and the same in words."""
    values = atom.value if isinstance(atom.value, list) else [atom.value]
    parts: list[Resource] = [{"url": "concept", "valueCode": atom.concept}, {"url": "operator", "valueString": atom.op}]
    for name, word in (("subject", atom.subject), ("unit", atom.unit), ("outcome", atom.outcome), ("role", atom.role), ("duration", atom.duration)):  # fmt: skip
        parts += [{"url": name, "valueString": clean(str(word))}] if word else []
    for value in values:
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        parts += [] if value is None else [{"url": "value", **({"valueDecimal": value} if number else {"valueString": clean(str(value))})}]  # fmt: skip
    parts += [{"url": "negated", "valueBoolean": True}] if atom.negated else []
    return {
        "url": TYPED,
        "extension": [
            *parts,
            {"url": "words", "valueString": clean(f"not {say(atom)}" if atom.negated else say(atom))},
        ],
    }


def groups_of(criteria: CriteriaSet, names: Names) -> list[Resource]:
    """Return a set's questions: the open criteria, which only a person can weigh, and apart from them the typed ones."""
    title = f"{criteria.indication or ALL}: {PHASES[criteria.phase].lower()}"
    ends = [place for place in ends_of(criteria.root) if place.node.taken_op == "leaf"]
    parts = (
        ("criteria not evaluated automatically", [p for p in ends if is_open(p.node)]),
        ("criteria evaluated automatically", [p for p in ends if not is_open(p.node)]),
    )
    found = []
    for words, held in parts:
        if held:
            first = names.of(held[0].path)
            found.append({"linkId": f"g-{first}", "text": clean(f"{title}: {words}"), "type": "group", "item": [question(p.node, names.of(p.path)) for p in held]})  # fmt: skip
    return found


def question(node: Criterion, name: str) -> Resource:
    """Return the question whether a criterion is met."""
    return filled({
        "extension": [typed(a) for a in node.atoms] or None,
        "linkId": name,
        "prefix": clean(node.label) if node.label else None,
        "text": clean(node.text) or "criterion without words",
        "type": "boolean",
        "required": is_open(node),
    })  # fmt: skip


def expression(node: Criterion, names: Names, path: Path = ()) -> str:
    """Return the FHIRPath expression that says whether a tree is met: true, false, or empty where an answer is missing."""
    op = node.taken_op
    if op == "never":
        return "false"
    if not node.children and op != "leaf":
        return "true"  # a list without items asks nothing
    if not node.children:
        return f"%resource.repeat(item).where(linkId='{names.of(path)}').answer.value"
    parts = [expression(child, names, (*path, at)) for at, child in enumerate(node.children)]
    if op == "if":
        return f"({parts[0]} implies {joined(parts[1:] or ['true'], 'and')})"
    if op == "at_least":
        return k_of(parts, node.k or 1)
    if op == "none":
        return f"{joined(parts, 'or')}.not()"
    return joined(parts, "or" if op == "any" else "and")


def k_of(parts: Sequence[str], k: int) -> str:
    """Return that at least k of some expressions hold."""
    if k > len(parts):
        return "false"
    if comb(len(parts), k) <= WAYS:
        return joined([joined(way, "and") for way in combinations(parts, k)], "or")
    return f"({' + '.join(f'iif({part}, 1, 0)' for part in parts)} >= {k})"


def joined(parts: Sequence[str], word: str) -> str:
    """Return expressions joined by a word, in brackets."""
    return f"({f' {word} '.join(parts)})"


def clean(text: str) -> str:
    """Return a text as FHIR admits it: on one line, without control characters."""
    return " ".join(CONTROL.sub(" ", text).split())


def filled(given: Resource) -> Resource:
    """Return what is said: FHIR knows no null and no empty list."""
    return {name: value for name, value in given.items() if value is not None and value != "" and value != []}
