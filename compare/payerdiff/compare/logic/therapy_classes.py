"""Whether a therapy may be one of a class, where the data files do not say that it is: what is banned by its class alone is not evaluated then.

`Not with a biologic or other non-biologic agent` bans more than any table lists, and who takes "a targeted synthetic drug" may well take a JAK inhibitor.
"""

from __future__ import annotations

from functools import cache

from payerdiff.normalize import lexicon

TABLES = lexicon.THERAPIES


@cache
def may_be(given: str, banned: str) -> bool:
    """Return True if nothing tells whether a therapy is of a class; names are in lower case, as patients' are.

    >>> may_be("tofacitinib", "non-biologic agent"), may_be("targeted synthetic drug", "jak inhibitor"), may_be("monoclonal antibody", "tnf inhibitor")
    (True, True, True)
    >>> may_be("tofacitinib", "biologic"), may_be("tofacitinib", "jak inhibitor"), may_be("methotrexate", "biologic")
    (False, False, False)
    """
    drug, kind = named(given), named(banned)
    if drug == kind or kind in lexicon.kinds_of(TABLES, drug):
        return False  # it is
    if drug in lexicon.kinds_of(TABLES, kind):
        return True  # what is banned is one of those that may be meant
    if is_drug(kind):
        return False
    return shares_members(drug, kind)


def shares_members(given: str, banned: str) -> bool:
    """Return True if a drug, or one of a class, may be among those of another class: one whose drugs no table lists is open to all."""
    members = lexicon.members_of(TABLES, banned)
    if not members or not is_known(given):
        return True
    if not is_drug(given):
        return not members.isdisjoint(lexicon.members_of(TABLES, given))
    kinds = {lexicon.step_kind(given), lexicon.step_kind(banned)}
    return not lexicon.kinds_of(TABLES, given) and (len(kinds) == 1 or "" in kinds)


def is_drug(name: str) -> bool:
    """Return True if a therapy is a drug that the tables know; all else may be a class."""
    return name in lexicon.table(lexicon.DRUGS) or name in lexicon.medicines()[0].values()


def is_known(name: str) -> bool:
    """Return True if a table knows a therapy, as a drug, as a class or by its stem."""
    return is_drug(name) or lexicon.knows(TABLES, name) or bool(lexicon.kinds_of(TABLES, name))


@cache
def names() -> dict[str, str]:
    """Return the names of the tables by the same in lower case."""
    return {name.lower(): name for table in TABLES for name in lexicon.table(table)}


def named(name: str) -> str:
    """Return a therapy as the tables name it."""
    return names().get(name.lower(), name)
