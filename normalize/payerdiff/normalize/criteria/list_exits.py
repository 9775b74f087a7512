"""An outcome by which a whole list may be left (`failure of one of the following, or contraindication to all of them`) as an alternative beside it."""

from __future__ import annotations

from collections.abc import Iterator

from payerdiff.model.meaning.parts import open_parts
from payerdiff.model.policy import Atom, Criterion, Meaning, OpenPart, leaves
from payerdiff.normalize.criteria.document_names import names_of
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.typing.introduced.fitting import tells_an_outcome
from payerdiff.normalize.typing.introduced.frame import Exit, framed
from payerdiff.normalize.typing.leads import Lead

Part = int | Meaning | OpenPart


def with_exit_of_all(draft: Draft, group: Criterion, above: Passage | None) -> Criterion:
    """Return the group of a list, beside it the outcome of all its items by which it may be left, where the words above the list name one."""
    if above is None or group.op not in ("any", "all", "at_least"):
        return group
    found = framed(Lead(above.text), names_of(draft.reading.text)).whole
    if found is None:
        return group
    left = left_by(draft, group, above.cut(found.start, found.end), found)
    inner = group.model_copy(update={"label": None})
    return Criterion(op="any", label=group.label, text=above.text, children=[inner, left], span=draft.span_of(above))


def left_by(draft: Draft, group: Criterion, words: Passage, found: Exit) -> Criterion:
    """Return the leaf by which a list is left: each of the treatments in it ended so; items of which nothing is typed stay open, and so does a leaf of such items alone."""
    atoms: list[Atom] = []
    every = [part for leaf in leaves(group) for part in parts_of(draft, leaf, words, found, atoms)]
    parts = [part for at, part in enumerate(every) if part not in every[:at]]
    plain = not atoms or all(isinstance(part, int) for part in parts)
    return Criterion(
        op="leaf", text=words.text, atoms=atoms, meaning=None if plain else Meaning(op="all", of=parts),
        span=draft.span_of(words), partial=bool(atoms) and any(isinstance(part, OpenPart) for part in parts),
    )  # fmt: skip


def parts_of(draft: Draft, leaf: Criterion, words: Passage, found: Exit, atoms: list[Atom]) -> list[Part]:
    """Return what an item asks of the way out of its list, and add its conditions to the atoms: all treatments that it names as alternatives, one of those given together."""
    named = [atom for atom in leaf.atoms if atom.concept == "prior_therapy" and not atom.negated]
    if not named or len(named) < len(leaf.atoms) or tells_an_outcome(leaf.text):
        return [OpenPart(unknown=leaf.text)]
    together = {str(atom.value) for atom in named}
    if len(together) > 1 and any(op == "any" for op in operators(leaf.meaning)):  # `A, or B with C`
        return [OpenPart(unknown=leaf.text)]
    values = dict.fromkeys(v for atom in named for v in (atom.value if isinstance(atom.value, list) else [atom.value]))
    known = [atom.value for atom in atoms]
    atoms += [
        Atom(
            concept="prior_therapy",
            op="=",
            value=value,
            outcome=found.outcome,
            duration=found.duration,
            text=words.text,
            span=draft.span_of(words),
        )
        for value in values
        if value not in known
    ]
    told: list[Part] = [at for at, atom in enumerate(atoms) if atom.value in values]
    own = [part for part in open_parts(leaf.meaning) if part.unknown in leaf.text]
    return [Meaning(op="any", of=told), *own] if len(together) > 1 else [*told, *own]


def operators(meaning: Meaning | None) -> Iterator[str]:
    """Yield the operators of an expression and of all expressions within it."""
    if meaning is not None:
        yield meaning.op
        for part in meaning.of:
            yield from operators(part) if isinstance(part, Meaning) else ()
