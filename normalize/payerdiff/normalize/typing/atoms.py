"""A leaf's words → typed conditions.

Each finder claims the words it understood; what is claimed by none decides whether the leaf is `partial`.
A finder that is not sure says nothing: a missing atom leaves a criterion opaque, a wrong one misleads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from payerdiff.model import concepts
from payerdiff.normalize import lexicon
from payerdiff.normalize.typing import disease_facts, measured_facts, patient_facts, treatment_facts
from payerdiff.normalize.typing.leaf_words import Found, Words, is_denied

Finder = Callable[[Words], Iterator[Found]]
FINDERS: tuple[Finder, ...] = (
    patient_facts.find_ages,
    patient_facts.find_populations,
    patient_facts.find_weights,
    treatment_facts.find_doses,
    measured_facts.find_measures,
    disease_facts.find_diagnoses,
    patient_facts.find_biomarkers,
    patient_facts.find_mutations,
    disease_facts.find_settings,
    disease_facts.find_severities,
    treatment_facts.find_regimens,
    treatment_facts.find_prescribers,
    treatment_facts.find_outcomes,
    patient_facts.find_transplants,
    patient_facts.find_exposures,
    treatment_facts.find_supports,
    patient_facts.find_vaccinations,
    treatment_facts.find_cycles,
    treatment_facts.find_prior_therapies,
    treatment_facts.find_lines,
    treatment_facts.find_histories,
    treatment_facts.find_documents,
    treatment_facts.find_sites,
)


EVERYBODY = re.compile(r"\badults? (?:and|or) (?:pediatrics?|children)\b", re.IGNORECASE)
"""Words for all ages: they ask nothing."""


@cache
def small() -> frozenset[str]:
    """Return the words that weigh nothing when a leaf is asked what its atoms leave open."""
    return frozenset(lexicon.table("phrases")["small"]["words"])


OUTCOMES = re.compile("|".join(expression for _, expression in treatment_facts.OUTCOMES), re.IGNORECASE)


def narrowing_words(text: str) -> list[str]:
    """Return the words that say which of the treatments named must have come before, and that no atom carries.

    >>> narrowing_words("failure of at least one preferred statin"), narrowing_words("failed a 3-month trial of methotrexate")
    (['preferred'], [])
    """
    bare = OUTCOMES.sub(" ", text)
    for hit in reversed(lexicon.treatments(bare)):
        bare = bare[: hit.start] + " " * (hit.end - hit.start) + bare[hit.end :]
    idle = small() | frozenset(lexicon.table("phrases")["between"]["words"])
    return [word for word in re.findall(r"[A-Za-z]{3,}", bare) if word.lower() not in idle]


def find_atoms(text: str, heading: str = "") -> tuple[list[Found], bool]:
    """Return the atoms of a leaf and whether words of weight are left over.

    The words above a leaf may say what its drugs stand for: a failed treatment, or what must not be given too.
    """
    words = Words(text)
    found = [atom for finder in FINDERS for atom in finder(words)]
    if heading and not {f.concept for f in found} & {"prior_therapy", "regimen"}:
        found += treatment_facts.find_below(words, heading)
    if treatment_facts.PRESCRIBED_BY.search(heading):
        found = [replace(f, role="prescribes") if f.concept == "prescriber" else f for f in found]
    denied = [f for f in found if concepts.of(f.concept).deniable and is_denied(words.plain[: f.start])]
    found = [f for f in found if f not in denied]
    prior = [f for f in found if f.concept == "prior_therapy"]
    if prior:
        found = [
            f
            for f in found
            if f.concept != "regimen" and not (f.concept == "disease_setting" and f.value == "refractory")
        ]
    if any(f.concept == "vaccination" for f in found):
        found = [f for f in found if f.concept in ("vaccination", "age")]
    open_text = words.plain
    for atom in found:
        open_text = open_text[: atom.start] + " " * (atom.end - atom.start) + open_text[atom.end :]
    open_text = EVERYBODY.sub(lambda match: " " * len(match.group()), open_text)
    for hit in lexicon.treatments(open_text):
        open_text = open_text[: hit.start] + " " * (hit.end - hit.start) + open_text[hit.end :]
    rest = [w for w in re.findall(r"[A-Za-z]{2,}", open_text) if w.lower() not in small()]
    narrowed = any(narrowing_words(words.plain[f.start : f.end]) for f in prior)
    several = any(f.count is None and treatment_facts.SEVERAL.search(words.plain[f.start : f.end]) for f in prior)
    return found, bool(found) and (len(rest) > 1 or words.qualified or bool(denied) or several or narrowed)
