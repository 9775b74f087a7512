"""Limits of a document of no known template: quantities, largest doses and billable units, wherever it caps them → Limits.

Below a heading on limits, in a column headed so, or behind words such as `limited to` and `not to exceed`, an amount for a time is a cap; the
same words in a dosing table or a study are none. One row a cap: initiation and maintenance, each strength and each weight stand for themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Approval, Limit
from payerdiff.normalize import lexicon
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.terms.authorizations import holds_rows, unfolded
from payerdiff.normalize.terms.caps.amounts import DAILY, DAY_SUPPLY, DOSING, NAMED_FIRST, ONCE, RATE
from payerdiff.normalize.terms.caps.largest_doses import CEILING_ABOVE, as_often, how_often, under_ceiling
from payerdiff.normalize.terms.caps.rows import Found, row_limits
from payerdiff.normalize.terms.caps.stated import (
    HEAD,
    OF_UNITS,
    Context,
    block_limits,
)

FAR = 150
"""Blocks that a heading on limits reaches at most."""
ALTERNATIVES = Rule("quantities.alternatives", r"^(?:[\w.:]+ ){0,3}(?:therapeutic|formulary|preferred|treatment) alternatives?\b|^\W*alternatives?\W*$", "Appendix B: Therapeutic Alternatives", "If nothing else helps")  # fmt: skip
"""A heading over other drugs: what their doses come to is no cap of this one."""


def read_quantities(draft: Draft, blocks: Sequence[Block], *, within: bool = False, claims: bool = True) -> list[Limit]:
    """Return the caps that blocks state, in order; `within` where a template says that they all stand below a heading on limits; `claims` where lines of caps are no criteria."""
    context, found = Context(within=FAR if within else 0), Found()
    timeless: list[Limit] = []
    for block in (part for whole in blocks for part in parts_of(draft, whole, context)):
        if block.kind in ("furniture", "balloon"):
            continue
        words = draft.words(block)
        if block.kind == "row":
            for limit in row_limits(draft, block, context):
                found.add(limit)
            continue
        context.columns = ()
        head = HEAD.search(words)
        if (
            head
            and len(words) < 160
            and not any(rule.search(words) for rule in (RATE, ONCE, NAMED_FIRST, DAILY, DAY_SUPPLY))
        ):
            context.within, context.scope, context.others = FAR, None, False
            context.units = OF_UNITS.search(words) is not None
            continue
        context.others = is_of_others(block, words, context)
        opened = context.within > 0 or (head is not None and len(words) < 400)
        context.doses = block.kind == "item" and (context.doses or CEILING_ABOVE.search(words) is not None)
        context.doses = context.doses or CEILING_ABOVE.search(words) is not None
        limits = list(block_limits(draft, block, words, context, within=opened))
        limits += under_ceiling(draft, block, words) if context.doses and not limits else ()
        often = how_often(words) if len(timeless) == 1 and not limits else None
        for limit in limits:
            found.add(limit)
        if often is not None:
            found.replace(timeless[0], as_often(timeless[0], often))
        timeless = [one for one in limits if one.kind == "max_dose" and one.per_unit is None]
        if claims and limits and context.within and len(words) < 200:
            draft.claim("metadata", block.start, block.end)
        if not limits:
            follow(block, words, context)
        context.within = max(0, context.within - 1)
    return named_ones(list(found.limits.values()))


def parts_of(draft: Draft, block: Block, context: Context) -> Iterator[Block]:
    """Yield a block, or what the cells of a row hold that is text or has a table of its own; the columns of such a table end with it."""
    if context.held and len(block.cells) != len(context.columns) and block.kind != "furniture":
        context.columns, context.held = (), False
    if holds_rows(draft, block):
        outer, parts = context.columns, unfolded(draft, block)
        if len(outer) == len(block.cells):
            yield block
            parts = [part for part in parts if part.kind == "row"]
        context.columns = ()
        yield from parts
        context.columns, context.held = (outer, False) if outer else (context.columns, True)
    else:
        yield from unfolded(draft, block) if not (context.columns or context.within) else [block]


def named_ones(limits: Sequence[Limit]) -> list[Limit]:
    """Return limits without one for a lifetime that counts nothing by name, where another says what is counted."""
    named = any(one.unit for one in limits if one.per_unit == "lifetime")
    return [one for one in limits if one.unit or one.per_unit != "lifetime" or not named]


def is_of_others(block: Block, words: str, context: Context) -> bool:
    """Return True if a block stands below a heading on alternatives, or is one."""
    if len(words) < 90 and ALTERNATIVES.search(words):
        return True
    return context.others and block.kind != "heading" and not block.bold


def follow(block: Block, words: str, context: Context) -> None:
    """Let a line without a cap name the case of those below it, or end the section."""
    if not context.within:
        return
    if len(words) < 240 and OPENS_TABLE.search(words) and (named := lexicon.treatments(words)):
        context.scope = words[named[0].start : named[0].end]
    elif len(words) < 140 and (words.rstrip().endswith(":") or is_case(words)):
        context.scope = words.strip(" :•◦o▪")
    elif block.kind == "heading" or block.bold or words.isupper() or DOSING.search(words[:60]) or len(words) > 400:
        context.within = 0


OPENS_TABLE = Rule("quantities.opens_table", r"\b(?:quantit\w+|limits?|limited) (?:\w+ ){0,2}?as follows\W*$", "may be authorized in quantities as follows:", "as follows:")  # fmt: skip
"""A sentence that leads over to a table of caps: the drug that it names is what they are for."""


def is_case(words: str) -> bool:
    """Return True if a line names a drug, a disease, a population or a stage of treatment."""
    named = lexicon.hits("diagnoses", words) or lexicon.treatments(words)
    return bool(named) or OF_A_CASE.match(words) is not None


OF_A_CASE = Rule("quantities.of_a_case", r"\W*(?:adults?|pediatric|children|induction|maintenance|initial|loading|weight|all other|cycles?)\b", "Adults", "Limits", by="match")  # fmt: skip


def courses_of(approvals: Sequence[Approval]) -> list[Limit]:
    """Return the caps that lengths of authorization lay down: `for 3 induction doses` is no time, it is an amount."""
    counted = ("dose", "infusion", "injection", "treatment")
    return [
        Limit(kind="quantity", value=a.value, unit=a.unit, scope=a.indication, text=a.text, span=a.span)
        for a in approvals
        if a.value is not None and a.unit in counted
    ]
