"""Where a new adult patient with the ordinary form of the disease stands with each end of a leaf: met, not met, a step to pass, or not known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from payerdiff.compare.access.ends import End
from payerdiff.compare.access.request import Request
from payerdiff.compare.access.steps import WEEKS, Step, steps_of, weeks_of
from payerdiff.model import concepts
from payerdiff.model.mention import Mention
from payerdiff.model.policy import Atom, Criterion
from payerdiff.model.units import MONTHS

Answer = Literal["met", "unmet", "step", "silent", "open"]
"""`silent`: words that are not evaluated and name no therapy; `open`: words that are not evaluated and may ask for one."""
ADULT = 18 * 12
PAST = frozenset({"tried", "trial", "failed", "inadequate response", "received", "treated", "refractory"})
"""How words name a therapy that came before."""
EXIT = frozenset({"intolerant", "contraindicated"})
"""How words name what excuses from a step: nobody here has that."""
EXITS = frozenset({"exemption", "treatment_history"})
"""What words name that opens a way for others only: who cannot take a drug, and who is on it already."""
NAMES = frozenset({"drug", "drug_class"})


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer, and for a step the ways to pass it."""

    answer: Answer
    ways: tuple[tuple[Step, ...], ...] = ()


def standing(end: End, request: Request, weeks: float = 0.0) -> Standing:
    """Return how the patient stands with one end of a leaf; `weeks` is how long a trial lasts where the condition itself gives no length."""
    if not end.node.atoms:
        return of_words(end, request, weeks)
    answers = [of_atom(atom, end.leaf, request, weeks) for atom in end.node.atoms]
    if any(a.answer == "unmet" for a in answers):
        return Standing("unmet")
    ways: list[tuple[Step, ...]] = [()]
    for found in answers:
        if found.answer == "step":
            ways = [(*way, *more) for way in ways for more in found.ways]
    return Standing("step", tuple(ways)) if any(ways) else Standing("met")


def of_atom(atom: Atom, leaf: Criterion, request: Request, lengths: float) -> Standing:
    """Return how the patient stands with one condition."""
    concept = concepts.of(atom.concept)
    if concept.name == concepts.AGE:
        return Standing("met" if is_adults(atom) else "unmet")
    if concept.name == concepts.DISEASE:
        held = any(request.is_own(str(v)) for v in values_of(atom))
        denied = atom.negated or atom.op in ("!=", "not_in")
        return Standing("met" if held != denied else "unmet")
    if concept.shape == "therapy":
        return of_therapy(atom, leaf, request, lengths)
    if concept.on_drug and concept.name != "toxicity" and not atom.negated:
        return Standing("unmet")
    return Standing("met")


def of_therapy(atom: Atom, leaf: Criterion, request: Request, lengths: float) -> Standing:
    """Return how the patient stands with a condition on earlier therapy: exits are no path, and nobody has had the drug before."""
    if atom.negated or atom.op in ("!=", "not_in", "without"):
        return Standing("met")
    outcomes = set((atom.outcome or "tried").split(" or "))
    others = [v for v in values_of(atom) if str(v).lower() not in request.names]
    if outcomes <= EXIT or not others:
        return Standing("unmet")
    own = atom.model_copy(update={"value": others})
    return Standing("step", tuple(tuple(way) for way in steps_of(own, leaf, weeks_of(atom.duration) or lengths)))


def of_words(end: End, request: Request, weeks: float) -> Standing:
    """Return how the patient stands with words that are not evaluated, by what they name."""
    held = end.mentions
    subjects = {m.subject for m in held if m.concept == "prior_therapy"}
    therapies = [m for m in held if m.concept in NAMES and (m.subject or "").lower() not in request.names]
    counted = any(m.concept in ("trial", "therapies") for m in held)
    past = bool(subjects & PAST)
    if end.introduces and not therapies:
        return Standing("silent")
    if any(m.concept in EXITS and not m.negated for m in held) or (subjects & EXIT and not past):
        return Standing("unmet" if end.alternative else "silent")
    if is_told_otherwise(end, papers=not therapies and not counted, past=past, counted=counted):
        return Standing("silent")
    if not past and any(map(is_past, end.lead)) and not end.is_part:
        return Standing("step", ((Step(frozenset([end.leaf.text]), "", 1, weeks, end.leaf),),))
    return Standing("open" if past or counted or therapies else "silent")


def is_told_otherwise(end: End, *, papers: bool, past: bool, counted: bool) -> bool:
    """Return True if words name therapies for another reason than that they came before: as papers, as company, as what a specialist treats, or beside conditions on other matters."""
    if papers and any(m.concept == "documentation" for m in end.mentions):
        return True
    if past or counted:
        return False
    if any(m.concept in ("regimen", "specialty") for m in end.mentions):
        return True
    return end.is_part and not any(concepts.of(atom.concept).shape == "therapy" for atom in end.leaf.atoms)


def is_past(mention: Mention) -> bool:
    """Return True if words name a therapy that came before."""
    return mention.concept == "trial" or (mention.concept == "prior_therapy" and mention.subject in PAST)


def is_adults(atom: Atom) -> bool:
    """Return True if an adult of an ordinary age can meet a limit of age."""
    months = MONTHS.get(atom.unit or "")
    ordinary = concepts.of(concepts.AGE).ordinary or ADULT
    if months is None or isinstance(atom.value, (str, list)) or atom.value is None:
        return True
    limit = float(atom.value) * months
    met = limit >= ADULT if atom.op in ("<", "<=") else limit <= ordinary
    return met != atom.negated


def values_of(atom: Atom) -> list[object]:
    """Return the values of a condition."""
    return list(atom.value) if isinstance(atom.value, list) else [atom.value]


def named_weeks(mentions: Iterable[Mention]) -> float:
    """Return the longest period that words name, in weeks; years are those of ages."""
    periods = (m for m in mentions if m.concept == "duration" and m.value and m.unit in WEEKS and m.unit != "year")
    return max((float(m.value or 0) * WEEKS[m.unit or ""] for m in periods), default=0.0)
