"""Which values leave each other out: two states that no patient is in at once, and whether a therapy may be one of a class that is banned."""

from __future__ import annotations

from functools import cache

from payerdiff.model.concepts import Concept
from payerdiff.normalize.lexicon import (
    DRUGS,
    THERAPIES,
    entry_of,
    kind_of,
    kinds_of,
    knows,
    medicines,
    members_of,
    related,
    step_kind,
    table,
)


@cache
def set_apart(tables: tuple[str, ...], a: str, b: str) -> bool:
    """Return True if a data file sets two values apart (`excludes`); what excludes the wider one excludes the narrower.

    >>> set_apart(("settings",), "refractory", "second_remission"), set_apart(("settings",), "first_remission", "remission")
    (True, False)
    """
    own, others = ({x, kind_of(tables, x) or x} for x in (a, b))
    return any(
        y in entry_of(tables, x).get("excludes", ()) or x in entry_of(tables, y).get("excludes", ())
        for x in own
        for y in others
    )


def exclude(concept: Concept, a: str, b: str) -> bool:
    """Return True if no patient has two values of a concept at once."""
    if concept.exclusive == "unrelated":
        return not related(concept.tables, a, b)
    return set_apart(concept.tables, a, b)


@cache
def may_be(given: str, banned: str) -> bool:
    """Return True if nothing tells whether a therapy is of a class: no table lists all of it, or the therapy is told by a class itself. Case does not count.

    >>> may_be("tofacitinib", "non-biologic agent"), may_be("targeted synthetic drug", "jak inhibitor"), may_be("monoclonal antibody", "tnf inhibitor")
    (True, True, True)
    >>> may_be("tofacitinib", "biologic"), may_be("tofacitinib", "jak inhibitor"), may_be("methotrexate", "biologic")
    (False, False, False)
    """
    drug, kind = therapy_names().get(given.lower(), given), therapy_names().get(banned.lower(), banned)
    if drug == kind or kind in kinds_of(THERAPIES, drug):
        return False  # it is
    if drug in kinds_of(THERAPIES, kind):
        return True  # what is banned is one of those that may be meant
    members = members_of(THERAPIES, kind)
    if is_drug(kind) or not members:
        return not is_drug(kind)
    if not is_drug(drug):
        known = knows(THERAPIES, drug) or bool(kinds_of(THERAPIES, drug))
        return not known or not members.isdisjoint(members_of(THERAPIES, drug))
    sorts = {step_kind(drug), step_kind(kind)}
    return not kinds_of(THERAPIES, drug) and (len(sorts) == 1 or "" in sorts)


@cache
def may_have_been(given: str, wanted: str) -> bool:
    """Return True if nothing tells whether a therapy that a patient had is what is asked for. Case does not count.

    One told by a class may be each drug of it; a drug may be of a class that is narrower than its own; of a class for all that is
    left (`conventional therapy`) may be what the tables put in no class; and of two classes that share a treatment each may be the other.

    >>> may_have_been("biologic", "tralokinumab"), may_have_been("prednisone", "systemic corticosteroid"), may_have_been("topical therapy", "corticosteroid")
    (True, True, True)
    >>> may_have_been("tralokinumab", "biologic"), may_have_been("biologic", "methotrexate"), may_have_been("etanercept", "interleukin-17 inhibitor")
    (False, False, False)
    >>> may_have_been("blinatumomab", "reslizumab"), may_have_been("prednisone", "methylprednisolone")
    (False, False)
    """
    drug, kind = therapy_names().get(given.lower(), given), therapy_names().get(wanted.lower(), wanted)
    own, wider = kinds_of(THERAPIES, drug), kinds_of(THERAPIES, kind)
    if drug == kind or kind in own:
        return False  # it is
    if drug in wider or (not own and takes_the_rest(kind) and is_drug(drug)):
        return drug in wider or "" in (sorts := (step_kind(drug), step_kind(kind))) or len({*sorts}) == 1
    if is_drug(drug):
        return not is_drug(kind) and bool(own) and own[0] in wider
    return any({drug, kind} <= {name, *kinds_of(THERAPIES, name)} for held in THERAPIES for name in table(held))


@cache
def takes_the_rest(kind: str) -> bool:
    """Return True if a class has no end: a table says of some treatments that they are of it, and of none that it is not."""
    return kind in table("step_kinds")["members"] and kind not in table("drugs")


@cache
def is_drug(name: str) -> bool:
    """Return True if a therapy is a drug that the tables know; all else may be a class."""
    return name in table(DRUGS) or name in medicines()[0].values()


@cache
def therapy_names() -> dict[str, str]:
    """Return the names of therapies in the tables, by the same in lower case."""
    return {name.lower(): name for held in THERAPIES for name in table(held)}
