"""What the titles of sets say on a question where no criterion does: a heading is no silence."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.compare.logic.diseases import same_disease
from payerdiff.compare.side_by_side.held import Said, value_of
from payerdiff.model import concepts
from payerdiff.model.comparison import Passage
from payerdiff.model.phrasing import SEE_TEXT
from payerdiff.model.policy import Atom, CriteriaSet


def with_titles(said: Said, titled: Sequence[CriteriaSet]) -> Said:
    """Return what is said of age, where no criterion says anything by the populations that titles name."""
    if said[0]:
        return said
    found = [Passage(summary=f"{s.narrowed_to} patients, by the title", population=s.narrowed_to, quote=s.indication or "", span=s.span) for s in titled if s.span]  # fmt: skip
    return found, {p.summary for p in found}


def with_diseases(said: Said, sets: Sequence[CriteriaSet], indication: str) -> Said:
    """Return what is said of the diagnosis; where no criterion asks for one on every way, with the disease of an indication as titles name it."""
    if any(p.typed and not (p.alternative or p.refused or p.condition) for p in said[0]):
        return said
    own = [s for s in sets if s.indication and s.phase != "universal"]
    named = [(d, s.indication or "", s.span) for s in own for d in s.diseases if s.span and same_disease(d, indication)]
    found = [Passage(summary=f"{disease}, by the title", quote=title, span=span) for disease, title, span in named]
    values = {str(value_of(Atom(concept=concepts.DISEASE, op="=", value=d, text=d, span=span), None, ())) for d, _, span in named}  # fmt: skip
    typed = [p for p in said[0] if p.typed]
    return ([*found, *typed], values) if found else said


def with_title_words(said: Said, sets: Sequence[CriteriaSet]) -> Said:
    """Return what is said of the setting of a disease; where no criterion says anything, the titles that say more than its name (`severe asthma`): their words are no silence."""
    if said[0]:
        return said
    titled = [s for s in sets if any(is_qualified(s.indication or "", disease) for disease in s.diseases)]
    found = [Passage(summary=SEE_TEXT, quote=s.indication or "", span=s.span, typed=False) for s in titled if s.span]
    return found, {p.quote.lower() for p in found}


def is_qualified(title: str, disease: str) -> bool:
    """Return True if a title has words before the name of its disease.

    >>> is_qualified("Severe plaque psoriasis (PsO)", "plaque psoriasis"), is_qualified("Plaque psoriasis (PsO)", "plaque psoriasis")
    (True, False)
    """
    before, name, _ = title.lower().replace("’", "'").partition(disease.lower())
    return bool(name) and bool(before.strip())
