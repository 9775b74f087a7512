"""Where a new adult patient with the ordinary form of the disease stands with each end of a leaf: met, not met, a step to pass, or not known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from payerdiff.compare.access.ends import End
from payerdiff.compare.access.request import Request, spares_others
from payerdiff.compare.access.steps import ANY_THERAPY, KINDS, WEEKS, Step, steps_of, weeks_of
from payerdiff.compare.logic.therapy_axioms import is_after_therapy, therapies_before
from payerdiff.model import concepts
from payerdiff.model.mention import CANDIDATE, Mention
from payerdiff.model.policy import Atom, Criterion
from payerdiff.model.units import MONTHS
from payerdiff.model.words import plain_words
from payerdiff.normalize import lexicon
from payerdiff.normalize.criteria.subjects import means_the_rest

Answer = Literal["met", "unmet", "step", "silent", "open"]
"""`silent`: words that are not evaluated and name no therapy; `open`: words that are not evaluated and may ask for one."""
ADULT = 18 * 12
PAST = frozenset(
    {"tried", "trial", "failed", "inadequate response", "no response", "received", "treated", "refractory"}
)
"""How words name a therapy that came before."""
TAKEN = frozenset({"tried", "trial", "received", "treated"})
"""How words name that a therapy was taken, whatever came of it: denied, none was."""
EXIT = frozenset({"intolerant", "contraindicated"})
"""How words name what excuses from a step: nobody here has that."""
INTOLERANT = "intolerant"
EXEMPTION = "exemption"
"""How words name what excuses from a drug without saying from which."""
PREFERRED = "preferred product"
"""The class of what a plan prefers: which those are, the words behind it may say (`one preferred product (A, B)`)."""
NAMES = frozenset({"drug", "drug_class"})


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer; for a step the ways to pass it, and for open words the kinds of steps that they may ask for, with the steps that they ask for at least."""

    answer: Answer
    ways: tuple[tuple[Step, ...], ...] = ()
    kinds: frozenset[str] = frozenset()


def standing(end: End, request: Request, weeks: float = 0.0) -> Standing:
    """Return how the patient stands with one end of a leaf; `weeks` is how long a trial lasts where the condition itself gives no length."""
    if not end.node.atoms:
        return of_words(end, request, weeks)
    answers = [of_atom(atom, end, request, weeks) for atom in end.node.atoms]
    if any(a.answer == "unmet" for a in answers):
        return Standing("unmet")
    unknown = next((a for a in answers if a.answer == "open"), None)
    if unknown is not None:
        return unknown if all(a.answer != "step" for a in answers) else Standing("open", kinds=KINDS)
    ways: list[tuple[Step, ...]] = [()]
    for found in answers:
        if found.answer == "step":
            ways = [(*way, *more) for way in ways for more in found.ways]
    return Standing("step", tuple(ways)) if any(ways) else Standing("met")


def of_atom(atom: Atom, end: End, request: Request, weeks: float) -> Standing:
    """Return how the patient stands with one condition; what speaks of the drug's own effect is no barrier where every request must meet it."""
    concept = concepts.of(atom.concept)
    if concept.name == concepts.AGE:
        return Standing("met" if is_adults(atom) else "unmet")
    if concept.name == concepts.DISEASE:
        held = any(request.is_own(str(v)) for v in values_of(atom))
        denied = atom.negated or atom.op in ("!=", "not_in")
        return Standing("met" if held != denied else "unmet")
    known = therapies_before(atom)
    if known:
        steps = tuple(Step(frozenset([name]), lexicon.step_kind(name), 1, weeks, leaf=end.leaf) for name in known)
        return Standing("step", (steps,))
    if is_after_therapy(atom):
        return Standing("step", ((Step(frozenset([ANY_THERAPY]), "", 1, weeks, leaf=end.leaf),),))
    if concept.shape == "therapy":
        return of_therapy(atom, end, request, weeks)
    if concept.on_drug and concept.name != concepts.TOXICITY and not atom.negated and end.alternative:
        return Standing("unmet")
    return Standing("met")


def of_therapy(atom: Atom, end: End, request: Request, weeks: float) -> Standing:
    """Return how the patient stands with a condition on earlier therapy: exits are no path, and nobody has had the drug before."""
    if atom.negated or atom.op in ("!=", "not_in", "without"):
        return Standing("met")
    outcomes = set((atom.outcome or "tried").split(" or "))
    if outcomes <= TAKEN and all(lexicon.is_cause_of(str(v), request.indication) for v in values_of(atom)):
        return Standing("met")  # who has the harm that a therapy did, was given it for something else
    others: list[str | int | float | bool] = [*request.others_in(atom)]
    if is_of_all_preferred(atom, end.leaf) and (
        not outcomes <= EXIT or (INTOLERANT in outcomes and not end.alternative)
    ):
        taken = Step(
            frozenset([PREFERRED]), "branded", 1, weeks, leaf=end.leaf, atom=atom
        )  # how many those are, stands elsewhere
        return Standing("open", ((taken,),), frozenset({"branded"}))
    if outcomes <= EXIT or not others:
        return Standing("unmet")
    if atom.count is None and request.brand and products_within(atom, request) > len(values_of(atom)):
        return Standing("open", kinds=frozenset({"branded"}))  # products of one drug: whether one or all is not kept
    own = atom.model_copy(update={"value": others})
    return Standing("step", tuple(tuple(way) for way in steps_of(own, end.leaf, weeks_of(atom.duration) or weeks)))


def is_of_all_preferred(atom: Atom, leaf: Criterion) -> bool:
    """Return True if a condition is on all of a class that are preferred, and does not say which those are by name."""
    every = any(m.concept == "all_therapies" for m in leaf.mentions)
    named = {*lexicon.table("drugs")}
    values = [str(v) for v in values_of(atom)]
    return every and any(lexicon.step_kind(v) == "branded" for v in values) and not all(v in named or lexicon.drug_of_brand(v) for v in values)  # fmt: skip


def products_within(atom: Atom, request: Request) -> int:
    """Return how many products of the drug that is requested the words of a condition name."""
    words = set(plain_words(atom.text))
    return sum(name in words for name in request.names if name != request.drug.lower())


def of_words(end: End, request: Request, weeks: float) -> Standing:
    """Return how the patient stands with words that are not evaluated, by what they name."""
    held = end.mentions
    if end.alternative and means_the_rest(end.leaf) and request.sets("initial"):
        return Standing("unmet")  # a way for uses that the policy does not name
    subjects = {m.subject for m in held if is_therapy(m)}
    therapies = {m.subject or "" for m in held if m.concept in NAMES and (m.subject or "").lower() not in request.names}
    counted = any(m.concept in ("trial", "therapies") for m in held)
    past = bool(subjects & PAST)
    if (end.introduces and not therapies) or (not counted and are_denied(held)):
        return Standing("silent")
    if spares_others(
        end.leaf
    ):  # who had another therapy is spared conventional ones: what that changes, is asked of the whole path
        return Standing("open", kinds=KINDS - {"branded"}) if end.alternative else Standing("silent")
    exits = [m for m in held if is_exit(m)]
    if end.among and any(is_on_drug(m) and not m.negated for m in held):
        return Standing("unmet")
    if not end.alternative and any(not m.negated for m in exits) and any(m.concept == "all_therapies" for m in held):
        return Standing("open", kinds=frozenset({"branded"}))  # what went wrong with all that are preferred, was taken
    if exits and not past and not (end.alternative and all(m.negated for m in exits)):
        return Standing("unmet" if end.alternative else "silent")
    if is_told_otherwise(end, papers=not therapies and not counted, past=past, counted=counted) or lists_members(
        end, therapies
    ):
        return Standing("silent")
    if not past and any(map(is_past, end.lead)) and not end.is_part:
        return Standing("step", ((Step(frozenset([end.leaf.text]), "", 1, weeks, leaf=end.leaf),),))
    if past and not therapies and not counted:
        return Standing("step", ((Step(frozenset([ANY_THERAPY]), "", 1, weeks, leaf=end.leaf),),))
    if not (past or counted or therapies):
        return Standing("silent")
    return Standing("open", kinds=kinds_of(therapies))


def are_denied(mentions: Iterable[Mention]) -> bool:
    """Return True if words name therapies that came before only to say that they did not (`has not previously received gene therapy`)."""
    past = [m for m in mentions if is_past(m)]
    return bool(past) and all(m.negated and m.subject in TAKEN for m in past)


def kinds_of(therapies: Iterable[str]) -> frozenset[str]:
    """Return the kinds of steps that words may ask for: those of the therapies that they name, or all where none is known."""
    kinds = {lexicon.step_kind(therapy) for therapy in therapies}
    return frozenset(kinds) if kinds and "" not in kinds else KINDS


def lists_members(end: End, therapies: Iterable[str]) -> bool:
    """Return True if words only list members of the class that a condition of their leaf asks for (`one topical therapy: a corticosteroid, coal tar`)."""
    if not end.is_part:
        return False
    asked = {str(v) for atom in end.leaf.atoms if concepts.of(atom.concept).shape == "therapy" for v in values_of(atom)}
    if PREFERRED in asked and kinds_of(therapies) == {"branded"}:
        return True
    return any(lexicon.is_step_member(therapy, name) for therapy in therapies for name in asked)


def is_told_otherwise(end: End, *, papers: bool, past: bool, counted: bool) -> bool:
    """Return True if words name therapies for another reason than that they came before: as papers, as company, as what a specialist treats, as what they could be given, or beside conditions on other matters."""
    if papers and tells_of_papers(end):
        return True
    if past or counted:
        return False
    if any(
        m.concept in ("specialty", CANDIDATE) or concepts.of(m.concept).ground == "combination" for m in end.mentions
    ):
        return True
    return end.is_part and not any(concepts.of(atom.concept).shape == "therapy" for atom in end.leaf.atoms)


def tells_of_papers(end: End) -> bool:
    """Return True if words name papers, or stand beside a request for papers alone: they are what the papers tell of (`chart notes on previous medications tried`)."""
    named = [m.concept for m in end.mentions]
    beside = [atom.concept for atom in end.leaf.atoms] if end.is_part else []
    return any(map(is_document, named)) or (bool(beside) and all(map(is_document, beside)))


def is_document(name: str) -> bool:
    """Return True if a concept asks for papers."""
    return concepts.of(name).barrier == "document"


def is_past(mention: Mention) -> bool:
    """Return True if words name a therapy that came before."""
    return mention.concept == "trial" or (is_therapy(mention) and mention.subject in PAST)


def is_therapy(mention: Mention) -> bool:
    """Return True if words name what became of a therapy."""
    return concepts.of(mention.concept).shape == "therapy"


def is_exit(mention: Mention) -> bool:
    """Return True if words name what opens a way for others only: who cannot take a drug, and who is on it already."""
    return mention.concept == EXEMPTION or is_on_drug(mention) or (is_therapy(mention) and mention.subject in EXIT)


def is_on_drug(mention: Mention) -> bool:
    """Return True if words name that the patient is on the drug already."""
    concept = concepts.of(mention.concept)
    return concept.on_drug and concept.timed


def is_adults(atom: Atom) -> bool:
    """Return True if an adult of an ordinary age can meet a limit of age."""
    months = MONTHS.get(atom.unit or "")
    ordinary = concepts.of(concepts.AGE).ordinary or ADULT
    if months is None or isinstance(atom.value, (str, list)) or atom.value is None:
        return True
    limit = float(atom.value) * months
    met = limit > ADULT if atom.op == "<" else limit >= ADULT if atom.op == "<=" else limit <= ordinary
    return met != atom.negated


def values_of(atom: Atom) -> list[object]:
    """Return the values of a condition."""
    return list(atom.value) if isinstance(atom.value, list) else [atom.value]


def named_weeks(mentions: Iterable[Mention]) -> float:
    """Return the longest period that words name, in weeks; years are those of ages."""
    periods = (m for m in mentions if m.concept == "duration" and m.value and m.unit in WEEKS and m.unit != "year")
    return max((float(m.value or 0) * WEEKS[m.unit or ""] for m in periods), default=0.0)
