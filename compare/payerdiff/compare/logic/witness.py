"""A model of the solver → a patient: complete, so that the plain evaluator can judge it, and told in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from payerdiff.compare.logic.formulas import NUMBER, STEP, Book, Fact
from payerdiff.model.patient import Patient, Therapy
from payerdiff.model.phrasing import PLAIN, SUPPORT, listed, plural
from payerdiff.model.policy import Criterion, Phase
from payerdiff.normalize import lexicon

ORDINARY = {"age": 540.0, "weight": 70.0}
UNNAMED = "another disease than those named"
LISTS = ("diagnosis", "disease_setting", "regimen")


def patient_of(book: Book, true: set[int], asked: Mapping[str, int], phase: Phase) -> Patient:
    """Return the patient of a model. What the plain evaluator cannot work out from facts is answered: `asked` gives words and formula."""
    held: dict[str, list[Fact]] = {}
    for fact, variable in sorted(book.facts.items()):
        if variable in true:
            held.setdefault(fact[0], []).append(fact)
    numbers = {measure: number_in(book, true, measure) for measure in sorted(book.limits)}
    answers = {text: (formula in true if formula > 0 else -formula not in true) for text, formula in asked.items()}
    named = {name: [fact[2] for fact in held.get(name, [])] for name in LISTS}
    known = {concept for concept, *_ in book.facts} - {"open"}
    return Patient(
        name="witness",
        phase="renewal" if phase == "renewal" else "initial",
        age=numbers.get(("age", "")),
        weight_kg=next((n for (concept, _), n in numbers.items() if concept == "weight"), None),
        cycles=next((n for (concept, _), n in numbers.items() if concept == "cycles"), None),
        line_of_therapy=next((n for (concept, _), n in numbers.items() if concept == "line_of_therapy"), None),
        lab_value={name: n for (concept, name), n in numbers.items() if concept in ("lab_value", "performance_status")},
        dose={unit: n for (concept, unit), n in numbers.items() if concept == "dose"},
        diagnosis=named["diagnosis"] or ["another disease"],
        disease_setting=named["disease_setting"],
        regimen=named["regimen"],
        biomarker=markers(book, true, numbers),
        prescribed_by=[f[2] for f in held.get("prescriber", []) if f[-1] == "prescribes"]
        if "prescriber" in known
        else None,
        consulted=[f[2] for f in held.get("prescriber", []) if f[-1] != "prescribes"]
        if "prescriber" in known
        else None,
        prior_therapy=list(
            dict.fromkeys(Therapy(drug=f[2], outcome=f[3], count=int(f[1] or 1)) for f in held.get("prior_therapy", []))
        ),
        facts=other_facts(book, true, known),
        criteria=answers,
    )


def needs_answer(leaf: Criterion) -> bool:
    """Tell whether a leaf's truth does not follow from facts alone."""
    return not leaf.atoms or leaf.partial or any(a.duration for a in leaf.atoms)


def number_in(book: Book, true: set[int], measure: Fact) -> float:
    """Return a number between the limits that hold and those that do not, the ordinary one where it fits."""
    limits = sorted(book.limits[measure])
    lower = max((x for x in limits if book.at_least(measure, x) in true), default=None)
    upper = min((x for x in limits if book.at_least(measure, x) not in true), default=None)
    half = (upper or 1.0) / 2
    wanted = ORDINARY.get(measure[0], math.ceil(lower) if lower is not None else math.floor(half) or half)
    low = -math.inf if lower is None else lower
    high = math.inf if upper is None else upper
    if low <= wanted < high:
        return wanted
    if wanted < low:
        whole = float(math.ceil(low))
        return whole if whole < high else low
    whole = float(math.ceil(high) - 1)
    return whole if low <= whole and whole >= 0 else max((max(low, 0.0) + high) / 2, high - STEP / 2)


def markers(book: Book, true: set[int], numbers: dict[Fact, float]) -> dict[str, str | float]:
    """Return the state of each marker; one that has none of the states that policies name is in another one."""
    found: dict[str, str | float] = {}
    for fact, variable in sorted(book.facts.items()):
        if fact[0] != "biomarker" or len(fact) <= NUMBER:
            continue
        if variable in true:
            found[fact[1]] = fact[2]
        else:
            found.setdefault(fact[1], "another state")
    found.update({subject: n for (concept, subject), n in numbers.items() if concept == "biomarker"})
    return found


def other_facts(book: Book, true: set[int], known: set[str]) -> dict[str, list[str]]:
    """Return what has no field of its own, complete: what does not hold is missing from its list."""
    own = {
        *LISTS,
        "biomarker",
        "lab_value",
        "performance_status",
        "prescriber",
        "prior_therapy",
        "age",
        "weight",
        "dose",
        "cycles",
        "line_of_therapy",
    }
    found: dict[str, list[str]] = {}
    for fact, variable in sorted(book.facts.items()):
        if fact[0] in known - own and len(fact) > 2:
            name = f"{fact[0]}.{fact[1]}" if fact[1] else fact[0]
            found.setdefault(name, [])
            if variable in true:
                found[name].append(fact[2])
    return found


def words_of(patient: Patient, within: frozenset[str] = frozenset()) -> list[str]:
    """Say a patient in words; doses and levels named in `within` go without saying."""
    return [word for word in said(patient, within) if word]


def said(patient: Patient, within: frozenset[str]) -> Iterator[str]:
    """Yield the parts of a patient's description: what is asked of a patient, and what an ordinary request would have."""
    if patient.age is not None:
        months = round(patient.age, 2)
        yield f"{months // 12:g} years old" if months >= 24 else f"{months:g} months old" if months >= 1 else "newborn"
    named = [d for d in patient.diagnosis or [] if d != "another disease"]
    narrow = [d for d in named if not any(d in lexicon.wider(other) for other in named)]
    yield listed(narrow or [UNNAMED], "and")
    settings = patient.disease_setting or []
    wider = {lexicon.wider_setting(s) for s in settings}
    yield listed([PLAIN.get(s, s) for s in settings if s not in wider], "and")
    for marker, state in patient.biomarker.items():
        number = f"{marker.removesuffix(' %')} {state:g}{' %' if marker.endswith(' %') else ''}" if isinstance(state, float) else ""  # fmt: skip
        if marker not in within:
            yield number or (f"{marker}-{state}" if state != "another state" else "")
    for name, measured in patient.lab_value.items():
        yield quantity(name, measured) if name not in within else ""
    regimen = patient.regimen or []
    yield "as a single agent" if regimen == ["single_agent"] else f"with {listed(regimen, 'and')}" if regimen else ""
    if patient.prescribed_by == []:
        yield "no specialist" if patient.consulted == [] else "a specialist consulted, but not prescribing"
    before = patient.prior_therapy or []
    ended = {t.drug for t in before if t.outcome not in ("tried", "contraindicated")}
    most = {t.drug: max(other.count for other in before if other.drug == t.drug) for t in before}
    for therapy in before:
        if therapy.count == most[therapy.drug] and (therapy.outcome != "tried" or therapy.drug not in ended):
            yield treatment(therapy)  # what failed was tried, and several are one
    yield f"after {patient.cycles:g} {'cycle' if patient.cycles == 1 else 'cycles'}" if patient.cycles else ""
    yield f"line {patient.line_of_therapy:g} of therapy" if patient.line_of_therapy else ""
    yield f"{patient.weight_kg:g} kg" if patient.weight_kg not in (None, ORDINARY["weight"]) else ""
    for unit, dose in patient.dose.items():
        yield f"{dose:g} {unit}" if unit not in within else ""
    for name, values in patient.facts.items():
        concept, _, subject = name.partition(".")
        held, lacking = FACTS.get(concept, ("{0}: {1}", ""))
        words = listed([SUPPORT.get(v, v).replace("_", " ") for v in values], "and")
        yield (held if values else lacking).format(subject or concept.replace("_", " "), words)


def treatment(therapy: Therapy) -> str:
    """Say a treatment that came before."""
    number = f"{therapy.count} different {plural(therapy.drug)}" if therapy.count > 1 else therapy.drug
    return f"{number} {therapy.outcome}"


def quantity(name: str, measured: float) -> str:
    """Say a laboratory value: its name, the number, its unit."""
    known = [lab for lab in lexicon.table("labs") if name == lab or name.startswith(f"{lab} ")]
    lab = max(known, key=len, default=name)
    return f"{lab} {measured:g} {name.removeprefix(lab).strip()}".strip()


FACTS = {
    "documentation": ("", "no documentation sent in"),
    "support": ("supported by {1}", "without support by label, compendia or literature"),
    "vaccination": ("", "given a {0}"),
    "treatment_history": ("", "not on the drug yet"),
    "response": ("", "no response"),
    "toxicity": ("", "unacceptable toxicity"),
    "transplant": ("{0} transplant {1}", ""),
    "exposure": ("exposed to {1}", ""),
    "site_of_care": ("given in {1}", ""),
}
"""How a fact is told where it holds, and where it is missing."""
