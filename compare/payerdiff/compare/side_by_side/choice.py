"""A comparison limited to some indications and phases: everything in it is what the whole comparison says of them."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.compare.side_by_side.headlines.rules import facts_of
from payerdiff.compare.side_by_side.headlines.wording import worded
from payerdiff.model.comparison import Alignment, Choice, Comparison, Row
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Phase


def chosen(comparison: Comparison, indications: Sequence[str], phases: Sequence[Phase]) -> Comparison:
    """Return a comparison limited to the indications that the words name, and to the phases; the whole where nothing is chosen.

    Facts, verdicts and example patients are those of the whole comparison: only the headlines are drawn again, from what is left.
    Raises PayerdiffError `no-such-indication`.
    """
    if not indications and not phases:
        return comparison
    kept = named(comparison, indications)
    uses = {a.indication for a in kept}

    def holds(indication: str | None, phase: Phase) -> bool:
        """Return True if a statement is within the choice; one without an indication holds for all."""
        return (indication is None or indication in uses) and (not phases or phase in phases)

    matrix = [row for row in comparison.matrix if holds(row.indication, phase_of(row)) or is_general(row)]
    access = [one for one in comparison.access if one.indication in uses]
    by_key = dict(zip(comparison.keys, comparison.policies, strict=True))
    names = dict(zip(comparison.keys, comparison.names, strict=True))
    choice = Choice(indications=[a.indication for a in kept] if indications else [], phases=list(phases))
    return comparison.model_copy(
        update={
            "chosen": choice,
            "alignment": kept,
            "matrix": matrix,
            "access": access,
            "relations": [x for x in comparison.relations if holds(x.indication, x.phase)],
            "scenarios": [x for x in comparison.scenarios if holds(x.indication, x.phase)],
            "orders": [x for x in comparison.orders if holds(x.indication, x.phase)],
            "easiest": [x for x in comparison.easiest if holds(x.indication, x.phase)],
            "parity": [x for x in comparison.parity if holds(x.indication, "initial")],
            "headlines": [worded(fact, names) for fact in facts_of(by_key, matrix, access)],
        }
    )


def named(comparison: Comparison, words: Sequence[str]) -> list[Alignment]:
    """Return the indications that words name, by their own name or by a payer's title for them; all where no word is given."""
    if not words:
        return list(comparison.alignment)
    found = []
    for word in words:
        asked = word.casefold()
        own = [a for a in comparison.alignment if any(asked in name.casefold() for name in (a.indication, *(t for m in a.members for t in m.titles)))]  # fmt: skip
        if not own:
            known = "; ".join(a.indication for a in comparison.alignment)
            raise PayerdiffError("no-such-indication", word, "no indication of this comparison is called so", f"Choose from: {known}.")  # fmt: skip
        found += own
    return [a for a in comparison.alignment if a in found]


def phase_of(row: Row) -> Phase:
    """Return the phase that a row is about: an authorization period's own, whatever group it stands in."""
    return "renewal" if row.question == "approval:renewal" else row.phase


def is_general(row: Row) -> bool:
    """Return True if a row is about the policy as a whole: codes and limits hold for every phase."""
    return row.indication is None and not row.question.startswith("approval:")
