"""The requirement matrix: one row for each question an analyst asks, one cell for each payer.

A cell holds our summary and the payer's own words; a row is divergent where the typed values differ. Silence
is shown as silence: not stated is neither "not required" nor "excluded".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deepdiff import DeepDiff

from payerdiff.model import concepts
from payerdiff.model.comparison import REQUESTED, Alignment, Cell, Passage, Row
from payerdiff.model.concepts import Concept
from payerdiff.model.phrasing import listed, say, say_approval, say_limit, values_of
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Phase, Policy, Span, leaves

SOME_USES = "some uses"
"""Where an age is said that limits one use among others, not the patient of all."""
Said = tuple[list[Passage], object]
"""A policy's passages on a question, and their typed value for comparison."""


@dataclass(frozen=True, slots=True)
class Held:
    """A leaf with where it stands."""

    leaf: Criterion
    criteria: CriteriaSet
    refused: bool = False


def standing(criteria: CriteriaSet) -> Iterator[Held]:
    """Yield the leaves of a set, each with whether it stands below a `none`."""

    def within(node: Criterion, refused: bool) -> Iterator[Held]:
        if not node.children and node.op in ("leaf", "never"):
            yield Held(node, criteria, refused)
        for child in node.children:
            yield from within(child, refused != (node.op == "none"))

    yield from within(criteria.root, refused=False)


def fill(policies: Sequence[Policy], keys: Sequence[str], alignment: Sequence[Alignment]) -> list[Row]:
    """Return all rows: criteria by indication and phase, then terms that hold for the whole policy."""
    rows: list[Row] = []
    for group in alignment:
        for phase in REQUESTED:
            rows += rows_of_group(policies, keys, group, phase)
    rows += list(rows_of_policy(policies, keys))
    return [row.model_copy(update={"id": f"r{at}"}) for at, row in enumerate(rows, 1)]


def sets_of(policy: Policy, key: str, group: Alignment, phase: Phase) -> list[CriteriaSet]:
    """Return the sets of a policy that hold for an indication and phase: its own, and those for every indication."""
    wanted = {name for member in group.members if member.policy == key for name in member.sets}
    own = [s for s in policy.criteria if s.id in wanted and s.phase == phase]
    if not wanted or (group.by == "other uses" and not own):
        return []
    general = [
        s
        for s in policy.criteria
        if (s.phase == "universal" and phase == "initial")
        or (s.phase == phase and s.indication is None and s.id not in wanted)
    ]
    return [*general, *own] if own or phase == "renewal" else []


def rows_of_group(policies: Sequence[Policy], keys: Sequence[str], group: Alignment, phase: Phase) -> Iterator[Row]:
    """Yield the rows of one aligned indication and phase."""
    held = {
        key: [item for s in sets_of(policy, key, group, phase) for item in standing(s)]
        for policy, key in zip(policies, keys, strict=True)
    }
    if not any(held.values()):
        return
    for concept in concepts.every():
        subjects = subjects_of(held, concept) if concept.shape == "state" else [None]
        for subject in subjects:
            name = f"{concept.title}: {subject}" if subject else concept.title
            answers = {key: said_atoms(held[key], concept.name, subject) for key in keys}
            yield from row_if_said(answers, name, phase, group.indication)
    yield from row_if_said({k: said_never(held[k]) for k in keys}, "Never renewed", phase, group.indication)
    yield from row_if_said({k: said_opaque(held[k]) for k in keys}, "Other criteria", phase, group.indication)


def row_if_said(answers: dict[str, Said], dimension: str, phase: Phase, indication: str | None) -> Iterator[Row]:
    """Yield a row where at least one policy says something."""
    if not any(passages for passages, _ in answers.values()):
        return
    values = [value if passages else None for passages, value in answers.values()]
    divergent = any(bool(DeepDiff(values[0], other, ignore_order=True)) for other in values[1:])
    cells = [cell_of(key, passages) for key, (passages, _) in answers.items()]
    yield Row(id="", dimension=dimension, phase=phase, indication=indication, cells=cells, divergent=divergent)


def cell_of(key: str, passages: list[Passage]) -> Cell:
    """Return a cell; its summary joins what the passages say, each once, under the populations it is said of."""
    if not passages:
        return Cell(policy=key, summary=None)
    said: dict[str, list[str]] = {}
    for passage in passages:
        places = said.setdefault(passage.summary, [])
        if (passage.where or "") not in places:
            places.append(passage.where or "")
    by_place: dict[str, list[str]] = {}
    for summary, places in said.items():
        by_place.setdefault(listed([p for p in places if p], "and"), []).append(summary)
    parts = [
        f"{place}: {', '.join(summaries)}" if place else "; ".join(summaries) for place, summaries in by_place.items()
    ]
    return Cell(policy=key, summary="; ".join(parts), quote=passages[0].quote, span=passages[0].span, passages=passages)


def mentions(leaf: Criterion, concept: str, subject: str | None) -> bool:
    """Return True if a leaf's words name a matter that none of its atoms carries."""
    if leaf.op != "leaf" or not concepts.of(concept).mentioned:
        return False
    found = next((m for m in leaf.mentions if m.concept == concept and subject in (None, m.subject)), None)
    if found and concepts.of(concept).shape == "therapy":
        return not found.negated and not any(concepts.of(a.concept).on_drug for a in leaf.atoms)
    return found is not None


def said_atoms(held: Sequence[Held], concept: str, subject: str | None) -> Said:
    """Return the passages of leaves that hold an atom of a concept, and of those that only name the matter in words."""
    passages: list[Passage] = []
    found: list[object] = []
    for item in held:
        where = item.criteria.population if concept == concepts.AGE else None
        for atom in item.leaf.atoms:
            if atom.concept != concept or (subject is not None and atom.subject != subject):
                continue
            within = concept == concepts.AGE and (item.leaf.partial or len(item.leaf.atoms) > 1)
            passages += [passage_of(item, words, where=SOME_USES if within else None) for words in spoken(atom)]
            found.append(value_of(atom, where, item.refused))
        if mentions(item.leaf, concept, subject):
            passages.append(passage_of(item, "named in words that no type carries", typed=False))
            found.append(item.leaf.text.lower())
    return passages, {str(v) for v in found}


def spoken(atom: Atom) -> list[str]:
    """Return what a cell says of an atom: for states and diseases each value, else the whole."""
    return values_of(atom) if concepts.of(atom.concept).apart and not atom.unit else [say(atom)]


def subjects_of(held: dict[str, list[Held]], concept: Concept) -> list[str | None]:
    """Return the subjects of a concept (which biomarkers), in order of appearance; those that are only mentioned too."""
    leaves_held = [h.leaf for items in held.values() for h in items]
    typed = [a.subject for leaf in leaves_held for a in leaf.atoms if a.concept == concept.name]
    named = [m.subject for leaf in leaves_held if leaf.op == "leaf" for m in leaf.mentions if m.concept == concept.name]
    return list(dict.fromkeys([*typed, *named]))


def value_of(atom: Atom, population: str | None, refused: bool) -> tuple[object, ...]:
    """Return what two atoms must share to say the same."""
    values = atom.value if isinstance(atom.value, list) else [atom.value]
    return (
        atom.subject,
        atom.op if atom.op not in ("=", "in") else "is",
        tuple(sorted(map(str, values))),
        atom.unit,
        atom.outcome,
        atom.duration,
        atom.count or 1,
        population,
        *(["refused"] if refused else []),
    )


def passage_of(item: Held, summary: str, *, typed: bool = True, where: str | None = None) -> Passage:
    """Return a leaf as a passage; it is said of its set's population unless another place is given."""
    span = item.leaf.span or item.criteria.span
    assert span is not None  # every leaf that was read has a span
    return Passage(
        summary=f"excludes {summary}" if item.refused and typed else summary,
        label=item.leaf.label,
        where=where or item.criteria.population,
        quote=item.leaf.text,
        span=span,
        typed=typed,
        refused=item.refused,
    )


def said_never(held: Sequence[Held]) -> Said:
    """Return where coverage may not be renewed."""
    found = [
        Passage(
            summary=item.criteria.indication or "any use",
            quote=item.leaf.text,
            span=item.leaf.span,
            label=item.leaf.label,
        )
        for item in held
        if item.leaf.op == "never" and item.leaf.span
    ]
    return found, sorted(p.summary for p in found)


def said_opaque(held: Sequence[Held]) -> Said:
    """Return the criteria whose meaning no atom carries: they are compared by their words alone."""
    found = [item for item in held if item.leaf.op == "leaf" and not item.leaf.atoms]
    words = f"{len(found)} open {'criterion' if len(found) == 1 else 'criteria'}"
    passages = [passage_of(item, words, typed=False) for item in found]
    return passages, sorted(p.quote.lower() for p in passages)


def rows_of_policy(policies: Sequence[Policy], keys: Sequence[str]) -> Iterator[Row]:
    """Yield the rows on terms: approvals, quantities, exclusions and codes."""
    by_key = dict(zip(keys, policies, strict=True))
    for phase in REQUESTED:
        title = f"{phase.capitalize()} approval"
        yield from row_if_said({k: said_approvals(p, phase) for k, p in by_key.items()}, title, phase, None)
    for kind, title in (
        ("quantity", "Quantity limit"),
        ("billable_units", "Billable units"),
        ("cycles", "Cycle limit"),
    ):
        yield from row_if_said({k: said_limits(p, kind) for k, p in by_key.items()}, title, "initial", None)
    yield from row_if_said({k: said_exclusions(p) for k, p in by_key.items()}, "Not covered", "exclusion", None)
    for system in ("HCPCS", "CPT", "NDC", "ICD-10-CM"):
        answers = {k: said_codes(p, system) for k, p in by_key.items()}
        yield from row_if_said(answers, f"Codes: {system}", "initial", None)


def said_approvals(policy: Policy, phase: str) -> Said:
    """Return the approvals of a phase."""
    found = [a for a in policy.approvals if a.phase == phase]
    passages = [
        Passage(summary=say_approval(a), where=a.indication if len(found) > 1 else None, quote=a.text, span=a.span)
        for a in found
    ]
    years = 12  # a year and twelve months are one length
    lengths = [(a.value * years, "month") if a.value and a.unit == "year" else (a.value, a.unit) for a in found]
    return passages, sorted(map(str, lengths))


def said_limits(policy: Policy, kind: str) -> Said:
    """Return the limits of a kind."""
    found = [x for x in policy.limits if x.kind == kind]
    passages = [
        Passage(summary=say_limit(x), where=x.scope if len(found) > 1 else None, quote=x.span.quote, span=x.span)
        for x in found
    ]
    return passages, sorted(say_limit(x) for x in found)


def said_exclusions(policy: Policy) -> Said:
    """Return the uses that are not covered."""
    found = [Held(leaf, s) for s in policy.exclusions for leaf in leaves(s.root)]
    words = f"{len(found)} {'exclusion' if len(found) == 1 else 'exclusions'}"
    passages = [passage_of(item, words, typed=bool(item.leaf.atoms)) for item in found]
    return passages, sorted(p.quote.lower() for p in passages)


def said_codes(policy: Policy, system: str) -> Said:
    """Return the codes of a system; a long list is summed up by its ends."""
    found = [c for c in policy.codes if c.system == system]
    if not found:
        return [], []
    names = [c.code for c in found]
    summary = ", ".join(names) if len(names) <= 4 else f"{len(names)} codes, {names[0]} to {names[-1]}"
    span: Span = found[0].span
    return [Passage(summary=summary, quote=", ".join(names), span=span)], sorted(names)
