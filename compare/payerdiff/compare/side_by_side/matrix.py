"""The requirement matrix: one row for each question an analyst asks, one cell for each payer.

A cell holds our summary and the payer's own words; a row is divergent where the typed values differ. Silence
is shown as silence: not stated is neither "not required" nor "excluded".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deepdiff import DeepDiff

from payerdiff.compare.logic.conditions import as_meant
from payerdiff.compare.logic.scope import by_situation, counting, general
from payerdiff.compare.side_by_side.every_way import EveryWay
from payerdiff.compare.side_by_side.held import Held, Said, standing, value_of
from payerdiff.compare.side_by_side.titles import with_diseases, with_title_words, with_titles
from payerdiff.model import concepts
from payerdiff.model.comparison import REQUESTED, Alignment, Cell, Passage, Row
from payerdiff.model.concepts import Concept
from payerdiff.model.meaning.forms import form_of
from payerdiff.model.meaning.parts import parts_of
from payerdiff.model.meaning.wording import requirements_of, say_part
from payerdiff.model.mention import INITIAL_CRITERIA
from payerdiff.model.phrasing import (
    ALL_INDICATIONS,
    SEE_TEXT,
    length_in_months,
    listed,
    not_evaluated,
    say,
    say_approval,
    say_limit,
    say_limits,
    values_of,
)
from payerdiff.model.polarity import leaf_places, walk
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Op, Phase, Policy, Span, leaves, needed_atoms
from payerdiff.model.policy.scopes import beside


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the matrix: its key for programs, its title for readers."""

    key: str
    title: str

    def about(self, subject: str) -> Question:
        """Return the question about one subject: `biomarker:MRD`, `codes:HCPCS`."""
        return Question(f"{self.key}:{subject}", f"{self.title}: {subject}")


NEVER, OPEN = Question("never", "Not reauthorized"), Question("open", "Other criteria")
EXCLUSIONS, CODES = Question("exclusions", "Not covered"), Question("codes", "Codes")
LIMITS: tuple[tuple[str, Question], ...] = (
    ("quantity", Question("limit:quantity", "Quantity limit")),
    ("billable_units", Question("limit:billable_units", "Billable units")),
    ("cycles", Question("limit:cycles", "Cycle limit")),
)
APPROVALS = {"initial": "Initial authorization period", "renewal": "Reauthorization period"}
NAMED_AS = {"specialty": "prescriber"}
"""Concepts of whose questions a mention speaks, where it goes by another name."""
SHOWN = 80
"""Characters of a condition that a summary quotes."""
ALTERNATIVE = "among alternatives: "
"""What it begins with where another criterion may be met instead."""
CONDITION = "condition of another criterion: "
"""What a summary begins with where the words only say when another criterion is asked for."""
SOME_USES = "some patients"
"""Where an age is said that limits one use among others, not the patient of all."""


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
    own = [by_situation(s) for s in policy.criteria if s.id in wanted and s.phase == phase]
    if not wanted or (group.by == "other uses" and not own):
        return []
    shared = [s for s in policy.criteria if s.phase == phase and s.indication is None and s.id not in wanted]
    named = [s for s in policy.criteria if s.id in wanted]
    shared = list(beside(shared, named))
    return [*beside(general(policy, group.indication), named), *shared, *own] if own or (shared and phase == "renewal") else []  # fmt: skip


def rows_of_group(policies: Sequence[Policy], keys: Sequence[str], group: Alignment, phase: Phase) -> Iterator[Row]:
    """Yield the rows of one aligned indication and phase."""
    sets = {key: sets_of(policy, key, group, phase) for policy, key in zip(policies, keys, strict=True)}
    every = {key: EveryWay(tuple(own), group.indication) for key, own in sets.items()}
    held = {key: [item for s in own for item in standing(s, every[key])] for key, own in sets.items()}
    banned = {key: [item for s in beside(counting(policy, group.indication), sets[key]) for item in standing(s) if not any(a.concept == concepts.DISEASE for a in item.leaf.atoms)] if sets[key] else [] for policy, key in zip(policies, keys, strict=True)}  # fmt: skip
    titled = {key: [s for s in own if s.narrowed_to] for key, own in sets.items()}
    silent = frozenset(key for key, own in sets.items() if not own)
    if not any(held.values()):
        return
    for concept in concepts.every():
        subjects = subjects_of(held, concept) if concept.shape == "state" else [None]
        for subject in subjects:
            asked = Question(concept.name, concept.title)
            answers = {key: said_atoms([*held[key], *(banned[key] if concept.alone else ())], concept.name, subject) for key in keys}  # fmt: skip
            if concept.name == concepts.AGE:
                answers = {key: with_titles(said, titled[key]) for key, said in answers.items()}
            if concept.name == concepts.SETTING:
                answers = {key: with_title_words(said, sets[key]) for key, said in answers.items()}
            if concept.name == concepts.DISEASE:
                answers = {key: with_diseases(said, sets[key], group.indication) for key, said in answers.items()}
            if phase == "renewal":
                answers = {key: with_initial(said, held[key]) for key, said in answers.items()}
            yield from row_if_said(answers, asked.about(subject) if subject else asked, phase, group.indication, silent)
    yield from row_if_said({k: said_never(held[k]) for k in keys}, NEVER, phase, group.indication, silent)
    yield from row_if_said({k: said_opaque(held[k]) for k in keys}, OPEN, phase, group.indication, silent)


def row_if_said(
    answers: dict[str, Said], asked: Question, phase: Phase, indication: str | None, aside: frozenset[str] = frozenset()
) -> Iterator[Row]:
    """Yield a row where at least one policy says something; the policies `aside` have no criteria for the matter."""
    if not any(found for _, found in answers.values()):
        return
    every = [p for passages, _ in answers.values() for p in passages]
    if concepts.of(asked.key).heard and not any(p.typed for p in every):
        return  # words alone that name the matter raise no question
    divergent = are_unlike([value for passages, value in answers.values() if passages and value])
    silent = [key for key, (passages, _) in answers.items() if not passages and key not in aside and asked is not OPEN]
    cells = [cell_of(key, passages).model_copy(update={"addressed": key not in aside}) for key, (passages, _) in answers.items()]  # fmt: skip
    yield Row(
        id="",
        question=asked.key,
        dimension=asked.title,
        phase=phase,
        indication=indication,
        cells=cells,
        divergent=divergent,
        silence=bool(silent) and not divergent,
    )


def are_unlike(values: Sequence[object]) -> bool:
    """Return True if two values differ."""
    return any(bool(DeepDiff(values[0], other, ignore_order=True)) for other in values[1:])


def cell_of(key: str, passages: list[Passage]) -> Cell:
    """Return a cell; its summary joins what the passages say, each once, under the populations and conditions it is said of."""
    if not passages:
        return Cell(policy=key, summary=None)
    said: dict[tuple[str, str], list[str]] = {}
    for passage in passages:
        lead = lead_of(passage)
        places = said.setdefault((lead, passage.summary.removeprefix(lead)), [])
        if (passage.where or "") not in places:
            places.append(passage.where or "")
    together: dict[tuple[str, str], list[str]] = {}
    for (lead, summary), places in said.items():
        together.setdefault((lead, listed([p for p in places if p], "and")), []).append(summary)
    parts = [
        f"{place}: {lead}{', '.join(summaries)}" if place else f"{lead}{'; '.join(summaries)}"
        for (lead, place), summaries in together.items()
    ]
    return Cell(policy=key, summary="; ".join(parts), quote=passages[0].quote, span=passages[0].span, passages=passages)


def lead_of(passage: Passage) -> str:
    """Return what a passage's summary begins with where it is asked for under a condition, or is one."""
    if passage.condition or passage.only_if:
        return CONDITION if passage.condition else f"{only_if(passage.only_if or '')}: "
    return ALTERNATIVE if passage.alternative else ""


def mentions(leaf: Criterion, concept: str, subject: str | None) -> bool:
    """Return True if a leaf's words name a matter that none of its atoms carries."""
    if leaf.op != "leaf":
        return False
    found = next((m for m in leaf.mentions if NAMED_AS.get(m.concept, m.concept) == concept and subject in (None, m.subject)), None)  # fmt: skip
    if found and concepts.of(concept).shape == "therapy":
        return not found.negated and not any(concepts.of(a.concept).on_drug for a in leaf.atoms)
    return found is not None


def said_atoms(held: Sequence[Held], concept: str, subject: str | None) -> Said:
    """Return the passages of leaves that hold an atom of a concept, and of those that only name the matter in words."""
    passages: list[Passage] = []
    found: list[object] = []
    register = concepts.of(concept)
    for item in held:
        where = item.criteria.population if concept == concepts.AGE else None
        for asked in needed_atoms(item.leaf):
            atom = as_meant(asked)
            if not is_about(atom, concept, subject) or (atom.concept == concepts.SUPPORT and atom.subject):
                continue  # an age that the label gives is no support of the use
            firm = not item.refused and item.every.asks(asked)
            within = not firm and concept == concepts.AGE and (item.leaf.partial or len(item.leaf.atoms) > 1)
            denied: Op | None = "none" if atom.negated else None
            passages += [passage_of(item, words, of_some=within, joined=denied, firm=firm) for words in spoken(atom)]
            found.append(value_of(atom, None if firm else where, item.terms))
        for part in joined_parts(item.leaf, concept, subject):
            firm_ones = firm_in(part, item, concept, subject)
            passages += [passage_of(item, words, firm=True) for atom in firm_ones for words in spoken(atom)]
            found += [value_of(atom, where, item.terms) for atom in firm_ones]
            if firm_ones or item.every.is_aside(part):
                continue
            passages.append(passage_of(item, say_part(part), joined=None if is_of_one_matter(part, concept) else part.op))  # fmt: skip
            found.append((*form_of(part), where, *(word.lower() for word in item.terms)))
        if register.mentioned and mentions(item.leaf, concept, subject):
            passages.append(passage_of(item, SEE_TEXT, typed=False))
            found.append("; ".join([item.leaf.text.lower(), *item.terms]))
    heard = held if register.heard and not passages else ()
    passages += [passage_of(item, SEE_TEXT, typed=False) for item in heard if mentions(item.leaf, concept, subject)]
    found += [p.quote.lower() for p in passages if not found]
    return passages, {str(v) for v in found}


def with_initial(said: Said, held: Sequence[Held]) -> Said:
    """Return what a policy says of a matter; where it says nothing, and yet asks for the initial criteria, those words: what they ask for is not said here, and no silence."""
    if said[0]:
        return said
    pointing = (
        item for item in held if any(m.concept == INITIAL_CRITERIA and not m.negated for m in item.leaf.mentions)
    )
    return [passage_of(item, SEE_TEXT, typed=False) for item in pointing], said[1]


def is_about(atom: Atom, concept: str, subject: str | None) -> bool:
    """Return True if an atom answers a question."""
    return atom.concept == concept and subject in (None, atom.subject)


def joined_parts(leaf: Criterion, concept: str, subject: str | None) -> Iterator[Criterion]:
    """Yield the parts of a leaf in which a condition on a matter is an alternative, depends on another one or is excluded."""
    for part in requirements_of(parts_of(leaf)) if leaf.meaning else ():
        if part.children and any(is_about(a, concept, subject) for end in ends_asked(part) for a in end.atoms):
            yield part


def ends_asked(part: Criterion) -> list[Criterion]:
    """Return the ends of a part that answer questions: of `if … then` what is asked, and what decides whether it is only where nothing that is asked was evaluated.

    A test for persons who are new to biologics is no answer to which therapies came before.
    """
    asked = part.children[1:] if part.op == "if" else part.children
    found = [end for child in asked for end in (ends_asked(child) if child.children else (child,))]
    return found if part.op != "if" or any(end.atoms for end in found) else list(leaves(part))


def firm_in(part: Criterion, item: Held, concept: str, subject: str | None) -> list[Atom]:
    """Return the conditions on a matter in a part of a leaf that every way asks for."""
    own = [a for end in leaves(part) for a in end.atoms if is_about(a, concept, subject)]
    return [] if item.refused else [a for a in own if item.every.asks(a)]


def is_of_one_matter(part: Criterion, concept: str) -> bool:
    """Return True if whichever alternative is met, the same is asked for (`failed a, or b contraindicated`): numbers apart, whose alternatives are ranges."""
    plain = all(place.node.op in ("leaf", "any", "all", "at_least") for place in walk(part))
    asked = all(end.atoms and end.atoms[0].concept == concept and not end.atoms[0].negated for end in leaves(part))
    return plain and asked and concepts.of(concept).shape != "number"


def asked_atoms(leaf: Criterion, concept: str) -> Iterator[Atom]:
    """Yield the atoms of a concept that a leaf asks for: those that must hold, and alternatives of which one must."""
    yield from (a for a in needed_atoms(leaf) if a.concept == concept and not a.negated)
    for part in joined_parts(leaf, concept, None):
        if is_of_one_matter(part, concept):
            yield from (a for end in leaves(part) for a in end.atoms)


def spoken(atom: Atom) -> list[str]:
    """Return what a cell says of an atom: for states and diseases each value, else the whole."""
    words = values_of(atom) if concepts.of(atom.concept).apart and not atom.unit else [say(atom)]
    return [f"not {said}" for said in words] if atom.negated else words


def subjects_of(held: dict[str, list[Held]], concept: Concept) -> list[str | None]:
    """Return the subjects of a concept (which biomarkers), in order of appearance; those that are only mentioned too."""
    leaves_held = [h.leaf for items in held.values() for h in items]
    typed = [a.subject for leaf in leaves_held for a in leaf.atoms if a.concept == concept.name]
    named = [m.subject for leaf in leaves_held if leaf.op == "leaf" for m in leaf.mentions if m.concept == concept.name]
    return list(dict.fromkeys([*typed, *named]))


def passage_of(
    item: Held, summary: str, *, typed: bool = True, of_some: bool = False, joined: Op | None = None, firm: bool = False
) -> Passage:
    """Return a leaf as a passage; it is said of its set's population, or of some uses among others."""
    span = item.leaf.span or item.criteria.span
    assert span is not None  # every leaf that was read has a span
    found = Passage(
        summary=f"excluded: {summary}" if item.refused and typed else summary, label=item.leaf.label, where=SOME_USES if of_some else None if firm else item.criteria.population,
        population=None if of_some or firm else item.criteria.population, of_some=of_some, quote=item.leaf.text, span=span, typed=typed, refused=item.refused,
        condition=item.place.is_condition, only_if=None if firm else item.only_if, alternative=item.is_alternative and not firm, joined=joined,
    )  # fmt: skip
    return found.model_copy(update={"summary": f"{lead_of(found)}{found.summary}"})


def only_if(words: str) -> str:
    """Return the words of a condition as a summary quotes them, cut where they are long.

    >>> only_if("request is for a dose increase")
    'only if “request is for a dose increase”'
    """
    return f"only if “{words if len(words) <= SHOWN else words[: words.rfind(' ', 0, SHOWN)] + ' …'}”"


def said_never(held: Sequence[Held]) -> Said:
    """Return where coverage may not be renewed."""
    ends = [(item, item.leaf.span) for item in held if item.leaf.op == "never" and item.leaf.span]
    found = [Passage(summary=item.criteria.indication or ALL_INDICATIONS, quote=item.leaf.text, span=span, label=item.leaf.label) for item, span in ends]  # fmt: skip
    return found, sorted(p.summary for p in found)


def said_opaque(held: Sequence[Held]) -> Said:
    """Return the criteria whose meaning no atom carries: they are compared by their words alone, and counted by how they stand."""
    found = [item for item in held if item.leaf.op == "leaf" and not item.leaf.atoms]
    counts = Counter(map(stance, found))
    passages = [passage_of(item, not_evaluated(counts[stance(item)]), typed=False) for item in found]
    return passages, sorted("; ".join([item.leaf.text, *item.terms]).lower() for item in found)


def stance(item: Held) -> tuple[bool, str | None, bool]:
    """Return how a leaf stands to what is asked for: as a condition of others, under a condition, or as an alternative."""
    return item.place.is_condition, item.only_if, item.is_alternative


def rows_of_policy(policies: Sequence[Policy], keys: Sequence[str]) -> Iterator[Row]:
    """Yield the rows on terms: approvals, quantities, exclusions and codes."""
    by_key = dict(zip(keys, policies, strict=True))
    for phase in REQUESTED:
        asked = Question(f"approval:{phase}", APPROVALS[phase])
        yield from row_if_said({k: said_approvals(p, phase) for k, p in by_key.items()}, asked, phase, None)
    for kind, asked in LIMITS:
        yield from row_if_said({k: said_limits(p, kind) for k, p in by_key.items()}, asked, "initial", None)
    yield from row_if_said({k: said_exclusions(p) for k, p in by_key.items()}, EXCLUSIONS, "exclusion", None)
    for system in ("HCPCS", "CPT", "NDC", "ICD-10-CM"):
        answers = {k: said_codes(p, system) for k, p in by_key.items()}
        yield from row_if_said(answers, CODES.about(system), "initial", None)


def said_approvals(policy: Policy, phase: str) -> Said:
    """Return the approvals of a phase."""
    found = [a for a in policy.approvals if a.phase == phase]
    several = len(found) > 1 or len({s.indication for s in policy.criteria if s.phase == phase}) > 1
    passages = [Passage(summary=say_approval(a), where=a.indication if several else None, quote=a.text, span=a.span) for a in found]  # fmt: skip
    lengths = [length_in_months(float(a.value), a.unit) if a.value and a.unit else (a.value, a.unit) for a in found]
    return passages, sorted(f"{value} {unit}" for value, unit in lengths)


def said_limits(policy: Policy, kind: str) -> Said:
    """Return the limits of a kind."""
    found = [x for x in policy.limits if x.kind == kind]
    said = zip(found, say_limits(found), strict=True)
    passages = list({(x.scope, words): Passage(summary=words, where=x.scope, quote=x.span.quote, span=x.span) for x, words in said}.values())  # fmt: skip
    return passages, sorted(say_limit(x) for x in found)


def said_exclusions(policy: Policy) -> Said:
    """Return the uses that are not covered."""
    found = [Held(place, s) for s in policy.exclusions for place in leaf_places(s.root)]
    words = f"{len(found)} {'exclusion' if len(found) == 1 else 'exclusions'}"
    told = {"summary": words, "condition": False, "only_if": None, "alternative": False}  # counted as a whole
    passages = [passage_of(item, words, typed=bool(item.leaf.atoms)).model_copy(update=told) for item in found]
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
