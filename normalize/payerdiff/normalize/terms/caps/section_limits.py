"""The caps of a template's sections: those of its section on limits, those that the words of its criteria state besides, and those below a heading on limits elsewhere → Limits, each once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Limit
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Section
from payerdiff.normalize.terms.caps.quantities import read_quantities
from payerdiff.normalize.terms.caps.rows import is_limit_head
from payerdiff.normalize.terms.limits import read_limits

STATING = ("policy", "initial", "renewal", "universal", "authorization")
"""Sections of a template in whose words caps stand beside those of its section on limits."""


BESIDE = ("header", "description")
"""Sections of a template in which only a table with a column of limits states caps."""


def stated_in(draft: Draft, sections: Sequence[Section]) -> list[Limit]:
    """Return the caps that the words of criteria and of authorization state, in any way, and tables among what the policy says of its products."""
    said = [b for section in sections if section.kind in STATING for b in section.blocks if b.kind != "balloon"]
    tables = [b for section in sections if section.kind in BESIDE for b in rows_of_caps(draft, section.blocks)]
    below = [b for section in sections if section.kind in TOLD for b in below_heads(draft, section.blocks)]
    found = (read_quantities(draft, blocks, claims=False) for blocks in (tables, said, below))
    return each_once([limit for limits in found for limit in limits])


TOLD = ("guidelines", "description", "background", "header", "dosage", "boilerplate")
"""Sections of a template in which only what stands below a heading on limits caps anything."""
LIMITS_ALONE = Rule(
    "section_limits.limits_alone",
    r"\W*(?:(?:dos(?:e|es|ing|age)|quantity|supply|dispensing|treatment|lifetime) )?(?:limits?|limitations?|maximums?)\W*",
    "Dosing Limits",
    "Limitations of the study",
    by="fullmatch",
)
"""A heading on limits, and on nothing else."""
BRIEF = 200
"""Characters of a line that states a cap and no more, at most."""


def below_heads(draft: Draft, blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield each heading on limits with the brief lines below it, up to the next heading or the first text that is longer."""
    within = False
    for block in blocks:
        words = draft.words(block)
        if block.kind == "furniture":
            continue
        if LIMITS_ALONE.fullmatch(words):
            within = True
        elif within and (block.kind == "heading" or block.bold or block.kind == "row" or len(words) > BRIEF):
            within = False
        if within:
            yield block


def rows_of_caps(draft: Draft, blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the rows of tables whose head has a column of limits, the head first."""
    within = False
    for block in blocks:
        if block.kind == "row":
            within = within or is_limit_head(tuple(draft.reading.words(*cell) for cell in block.cells))
            if within:
                yield block
        elif block.kind != "furniture":
            within = False


def capped_in(draft: Draft, section: Section) -> list[Limit]:
    """Return the caps of a template's section on limits: those of its own lines, and others that it states in any way, a table's among them."""
    own = read_limits(draft, section)
    return [*own, *each_once(unsaid(read_quantities(draft, section.blocks, within=True), own))]


def unsaid(limits: Sequence[Limit], known: Sequence[Limit]) -> list[Limit]:
    """Return limits without those that are known for any case."""
    said = {(one.kind, one.value, one.unit, one.per_value, one.per_unit) for one in known}
    return [one for one in limits if (one.kind, one.value, one.unit, one.per_value, one.per_unit) not in said]


def untimed(limits: Sequence[Limit], known: Sequence[Limit]) -> list[Limit]:
    """Return limits without doses for no time that the same words are known to cap for one."""
    timed = {(one.kind, one.value, one.unit) for one in known if one.per_unit is not None}
    return [one for one in limits if one.per_unit is not None or (one.kind, one.value, one.unit) not in timed]


def each_once(limits: Sequence[Limit]) -> list[Limit]:
    """Return limits without those that repeat one for the same case."""
    unique: dict[tuple[object, ...], Limit] = {}
    for one in limits:
        unique.setdefault((one.kind, one.value, one.unit, one.per_value, one.per_unit, one.scope), one)
    return list(unique.values())
