"""Equal meanings as equal forms: the order of parts, brackets without need and the words in which conditions are told are left out."""

from __future__ import annotations

from payerdiff.model.meaning.parts import parts_of
from payerdiff.model.policy import Atom, Criterion
from payerdiff.model.words import plain_words

Form = tuple[object, ...]
"""A condition, words that are not typed, or an operator over forms."""


def form_of(node: Criterion) -> Form:
    """Return the form of a criterion: two that mean the same in every typed part, up to order, have one form."""
    parts = parts_of(node) if not node.children and node.op == "leaf" else node
    if not parts.children:
        return of_atom(parts.atoms[0]) if parts.atoms else (parts.taken_op, *plain_words(parts.text))
    op, kids = parts.taken_op, [form_of(child) for child in parts.children]
    if op == "if":
        return "if", kids[0], grouped("all", kids[1:])
    if op == "at_least":
        return "at_least", parts.k or 1, *sorted(kids, key=repr)
    return ("none", grouped("any", kids)) if op == "none" else grouped(op, kids)


def grouped(op: str, kids: list[Form]) -> Form:
    """Return forms under `all` or `any`, those of the same operator dissolved, each once, in one order."""
    flat = [part for kid in kids for part in (kid[1:] if kid[0] == op else (kid,))]
    unique = sorted({repr(part): part for part in flat}.items())
    return unique[0][1] if len(unique) == 1 else (op, *(part for _, part in unique))  # type: ignore[return-value]  # parts of a form are forms


def of_atom(a: Atom) -> Form:
    """Return the form of a condition."""
    values = str(sorted(map(str, a.value)) if isinstance(a.value, list) else a.value)
    return "atom", a.concept, a.subject or "", a.op, values, a.unit or "", a.outcome or "", a.duration or "", a.count or 1, a.role or "", a.negated  # fmt: skip
