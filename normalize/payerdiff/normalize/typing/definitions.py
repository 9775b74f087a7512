"""What a leaf says of a thing by its definition (`severe disease, defined as a level of at least 300`): the definition is asked for, and the word for it is not.

Who meets the definition has what it defines, and nobody else: the word beside its own definition would be a second condition, which a patient could deny.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from payerdiff.normalize.typing.expression import (
    Condition,
    Expression,
    Group,
    Unknown,
    conditions_of,
    joined,
    unknowns_of,
)
from payerdiff.normalize.typing.tagging.asides import SHOWN_BY
from payerdiff.normalize.typing.tagging.tokens import Token, tokens_of

MEASURED = frozenset(("lab_value", "performance_status"))
"""Concepts that a definition may consist of: what is measured is said whole by its limits."""
DEFINED = frozenset(("disease_setting",))
"""Concepts of words that a definition replaces; a disease, a drug and a response stay what they are, however they are shown."""
TURNED = ("NOT", "NONE_OF", "UNLESS", "IF", "EXCEPT")
"""Tags of a leaf in which a definition may stand for its opposite, or for some patients only."""


def with_definitions(
    found: Expression, qualifying: Sequence[Token], tokens: Sequence[Token], text: str, read: Callable[[str], Expression | None]
) -> Expression:  # fmt: skip
    """Return a leaf's meaning with what its asides say: as conditions where one is a definition of limits, else as open parts."""
    turned = bool(tokens_of(tokens, *TURNED)) or has_alternatives(found)
    told = [None if turned else definition(aside, text, read) for aside in qualifying]
    if any(told):
        found = without_defined(found) or found
    rest = [said or Unknown(text[t.start : t.end], t.start, t.end) for said, t in zip(told, qualifying, strict=True)]
    if any(told) and is_defined_alone(found):
        return joined("all", rest)
    return joined("all", [found, *rest])


def definition(aside: Token, text: str, read: Callable[[str], Expression | None]) -> Expression | None:
    """Return what an aside says where it is a way of showing or defining that limits of measures say whole; None elsewhere."""
    way = SHOWN_BY.match(text, aside.start)
    if way is None:
        return None
    said = read(" " * way.start("way") + text[way.start("way") : aside.end])
    if said is None or any(unknowns_of(said)) or not {c.concept for c in conditions_of(said)} <= MEASURED:
        return None
    return said


def has_alternatives(found: Expression) -> bool:
    """Return True if a meaning has alternatives, so that a definition may be of one of them only."""
    return isinstance(found, Group) and (found.op != "all" or any(has_alternatives(part) for part in found.parts))


def is_defined_alone(found: Expression) -> bool:
    """Return True if a meaning is nothing but words that a definition replaces."""
    return not any(unknowns_of(found)) and all(c.concept in DEFINED for c in conditions_of(found))


def without_defined(found: Expression) -> Expression | None:
    """Return a meaning without the words that its definition replaces; None where nothing else is said."""
    if isinstance(found, Condition):
        return None if found.concept in DEFINED and not found.negated else found
    if isinstance(found, Unknown):
        return found
    left = [without_defined(part) for part in found.parts]
    kept = [part for part in left if part is not None]
    if not kept:
        return None
    return found if found.op not in ("all", "any") else joined(found.op, kept)
