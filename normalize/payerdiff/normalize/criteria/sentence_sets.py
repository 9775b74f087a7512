"""A statement with its list → a set of criteria; where it covers several uses, one for each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from payerdiff.ingest.reading.reading import CONTINUED, Block
from payerdiff.model.policy import CriteriaSet, Criterion, Phase
from payerdiff.normalize import lexicon
from payerdiff.normalize.criteria.list_items import Result, entry_of, goes_on, next_id, population_of
from payerdiff.normalize.criteria.subjects import holds_for_all
from payerdiff.normalize.criteria.tree import Entry, extend, join, leaf_of
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.outline.label_lists import POINTS
from payerdiff.normalize.outline.lead_ins import Introduction, introduce
from payerdiff.normalize.outline.list_ends import list_below, passage_of
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import plain_title
from payerdiff.normalize.terms.approvals import AMOUNT, read_approval

USE = Rule(
    "sentence_sets.use",
    r"\b(?:for the treatment of|treatment of|when used for|for)\s+(?:patients with\s+|individuals with\s+|members with\s+)?(.+?)[.:]?$",
    "indicated for the treatment of patients with severe asthma.",
    "considered experimental",
)


def add_list(draft: Draft, blocks: Sequence[Block], phase: Phase, result: Result) -> None:
    """Add the set of a list that no sentence introduces."""
    root = join(draft, entries_of(draft, blocks), "", None)
    root = root if root.children else Criterion(op="all", children=[root], span=root.span)
    result.sets.append(
        CriteriaSet(id=next_id(result, phase), phase=phase, root=root, span=draft.span(blocks[0].start, blocks[-1].end))
    )


BY_USE = Rule(
    "sentence_sets.by_use",
    r"\bfollowing (?:\w+ ){0,2}(?:indications|diagnoses|disorders|diseases|uses)\b[^:]*:\s*$",
    "necessary for the following indications:",
    "necessary for the following:",
)
"""A sentence that says for which uses a drug is covered, and names them below."""


def uses_below(blocks: Sequence[Block], at: int) -> list[list[Block]]:
    """Return the uses that stand below a sentence, each with its blocks; none where they are no more than a plain list.

    On web pages what lies within a list item is set in further: a heading there opens a use, or an outer item with items of its own.
    """
    level = blocks[at].indent or 0
    inner = list(takewhile(lambda b: (b.indent or 0) > level and b.kind != "row", blocks[at + 1 :]))
    if not inner or inner[0].kind not in ("heading", "item"):
        return []
    level = inner[0].indent
    parts: list[list[Block]] = []
    for block in inner:
        if block.indent == level and (block.kind == inner[0].kind or not parts):
            parts.append([])
        parts[-1].append(block)
    return parts if inner[0].kind == "heading" or any(len(part) > 1 for part in parts) else []


NAMED = Rule(
    "sentence_sets.named",
    r"[A-Z][^.;:,]{2,90}\W*",
    "Madeup disease (MD)",
    "Madeup disease, when severe",
    exact=True,
    by="fullmatch",
)
SAYS = Rule(
    "sentence_sets.says",
    r"\b(?:when|if|with|who|for|is|are|has|have|must|after|in|as|that|not)\b",
    "asthma with a cough",
    "asthma",
)


def is_name(words: str) -> bool:
    """Return True if an item above a list of its own is the name of a use and nothing else.

    >>> is_name("Madeup disease (MD)"), is_name("Madeup disease with a cough")
    (True, False)
    """
    return NAMED.fullmatch(words) is not None and SAYS.search(words) is None


def add_uses(draft: Draft, statement: Block, parts: Sequence[Sequence[Block]], phase: Phase, result: Result) -> None:
    """Add a set for each use that a sentence covers: its list, or its sentences, each with its list."""
    draft.claim("criteria", statement.start, statement.end)
    condition = introduce(draft.passage(statement)).condition
    told = leaf_of(draft, condition, None) if condition else None
    for part in parts:
        before = len(result.sets)
        heading, inner = part[0], part[1:]
        named = introduce(draft.passage(heading))
        title = plain_title(named.condition.text if named.condition else draft.words(heading)).rstrip(" ;.:")
        at = 0
        if inner and heading.kind == "item" and is_name(draft.words(heading)):
            draft.claim("criteria", heading.start, heading.end)
            add_statement_of(draft, [heading], inner, phase, result, Introduction(None, None, None, ()), title)
        elif not inner or heading.kind == "item":
            add_statement(draft, [heading], inner, phase, result, title)
        elif inner[0].kind == "item":
            draft.claim("criteria", heading.start, heading.end)
            add_statement_of(draft, [heading], inner, phase, result, Introduction(None, "any", None, ()), title)
        else:
            draft.claim("criteria", heading.start, heading.end)
            while at < len(inner):
                end = list_below(inner, at)
                add_statement(draft, [inner[at]], inner[at + 1 : end], phase, result, title)
                at = end
        for place in range(before, len(result.sets)):
            made = result.sets[place]
            needed = [one for one in (told, made.root) if one is not None]
            plain = told is None and made.root.op != "leaf"
            root = made.root if plain else Criterion(op="all", children=needed, span=made.root.span)
            result.sets[place] = made.model_copy(update={"indication": title, "root": root})


def add_statement(
    draft: Draft, heads: Sequence[Block], items: Sequence[Block], phase: Phase, result: Result, title: str | None = None
) -> None:
    """Add the set of one sentence and its list; a heading above it names the use where the sentence does not."""
    draft.claim_blocks("criteria", heads)
    introduction = introduce(without_length(passage_of(draft, heads)))
    if phase == "exclusion" and introduction.op is None:  # whichever of them holds, the use is refused
        introduction = replace(introduction, op="any")
    add_statement_of(draft, heads, items, phase, result, introduction, title)


def entries_of(draft: Draft, items: Sequence[Block]) -> list[Entry]:
    """Return the items of a list; what goes on with an item is part of it."""
    entries: list[Entry] = []
    for block in items:
        runs_over = block.marker is CONTINUED or (block.kind == "paragraph" and entries and goes_on(draft, entries[-1], block, draft.words(block)))  # fmt: skip
        if entries and runs_over:
            extend(draft, entries[-1], block)
        else:
            entries.append(entry_of(draft, block))
    return entries


def add_statement_of(
    draft: Draft, heads: Sequence[Block], items: Sequence[Block], phase: Phase, result: Result,
    introduction: Introduction, title: str | None,
) -> None:  # fmt: skip
    """Add the set of a list below words whose meaning is known."""
    whole = passage_of(draft, heads)
    passage = without_length(whole)
    if passage is not whole and phase != "exclusion":
        length = COVERED_FOR.search(whole.text)
        span = whole.cut(*length.span("length")) if length else whole
        result.approvals.append(read_approval(draft, span, phase, title))
    entries = entries_of(draft, items)
    if entries:
        root = join(draft, entries, "", introduction, None if phase == "exclusion" else passage)
        if phase == "exclusion":
            root = root if root.children else Criterion(op="any", children=[root], span=root.span)
        elif introduction.condition is not None:
            lead = leaf_of(draft, introduction.condition, None)
            root = Criterion(op="all", children=[lead, root], span=draft.span(heads[0].start, items[-1].end))
    else:
        root = Criterion(
            op="any" if phase == "exclusion" else "all",
            children=[leaf_of(draft, passage, None)],
            span=draft.span_of(passage),
        )
    result.sets.append(
        CriteriaSet(
            id=next_id(result, phase),
            phase=phase,
            indication=indication_of(passage.text, introduction, bool(entries), phase) or title,
            population=population_of(introduction.condition.text if introduction.condition else None),
            root=root,
            span=draft.span(heads[0].start, heads[-1].end),
        )
    )


COVERED_FOR = Rule(
    "sentence_sets.covered_for",
    rf"\b(?:medically necessary|approved|covered|authori[sz]ed)(?P<length> for (?:up to |an? (?:initial )?(?:period|duration) of )?{AMOUNT}[ -](?:day|week|month|year)s?(?:[’'] duration| duration| of therapy)?)(?= (?:in|for|when|if)\b)",
    "is considered medically necessary for 6 months duration in adults",
    "is considered medically necessary for 6 months old infants",
)
"""A verdict that says for how long it holds, before it says for whom."""


def without_length(passage: Passage) -> Passage:
    """Return a sentence without how long its verdict holds: that is a term, and no part of what is covered."""
    found = COVERED_FOR.search(passage.text)
    if not found:
        return passage
    low, high = found.span("length")
    return Passage(passage.text[:low] + passage.text[high:], passage.offsets[:low] + passage.offsets[high:])


TREATED = Rule("sentence_sets.treated", r".*\bfor (?:the )?(?:treatment of )?((?:(?!\b(?:when|if|who|that|therapy|coverage)\b|:).){2,90}?)\s+(?:may be|is|are|will be)\b", "Madeupra for the treatment of severe asthma may be considered", "Madeupra when approved", flags=re.DOTALL, by="match")  # fmt: skip
POPULATION_ONLY = Rule(
    "sentence_sets.population_only",
    r"(?:(?:in|for) (?:an? )?)?(?:adult|pediatric|child|children)s?(?: patients?| individuals?| members?)?(?: (?:of )?[≥≤<>]? ?\d+ (?:years?|months?)\b[^,;]*)?",
    "adult patients",
    "adults with asthma",
    by="fullmatch",
)
REFUSED = Rule(
    "sentence_sets.refused",
    r"\b(?:considered|is|are)\s+(not medically necessary|investigational|experimental|not covered)\b",
    "is considered investigational",
    "is considered necessary",
)


GOES_ON = Rule("sentence_sets.goes_on", r"\b(?:whether|determination|requests?|prescriptions?|will|shall)\b", "a drug, the determination of whether", "asthma")  # fmt: skip
"""What no use is called: words by which a sentence on requests goes on."""


def indication_of(text: str, introduction: Introduction, has_items: bool, phase: Phase) -> str | None:
    """Return the use that a sentence names (for an exclusion, in what way it is refused), or None."""
    if phase == "exclusion":
        refused = REFUSED.search(text)
        return refused.group(1).lower() if refused else None
    if has_items:
        treated = TREATED.match(text)
        whole = treated is not None and treated.group(1).count("(") == treated.group(1).count(")")
        if treated and whole and not lexicon.hits("drugs", treated.group(1)) and not GOES_ON.search(treated.group(1)):
            return treated.group(1)
        condition = introduction.condition.text if introduction.condition else None
        told = (POPULATION_ONLY.fullmatch, POINTS.fullmatch, GOES_ON.search)
        named = condition and not any(says(condition) for says in told)
        return condition if named else None
    match = USE.search(text)
    return match.group(1) if match and len(match.group(1)) < 120 else None


def universal_ones(result: Result) -> list[CriteriaSet]:
    """Return the sets, those that say that they hold for all indications as such, whatever section they stand in."""
    for at, one in enumerate(result.sets):
        if holds_for_all(one):
            result.sets[at] = one.model_copy(update={"phase": "universal", "id": next_id(result, "universal")})
    facets = [one for one in result.sets if one.id in result.facets]
    others = [one for one in result.sets if one.phase == "initial" and one not in facets]
    if len(facets) + len(others) > 1 and facets:
        whole = together(*facets)
        if others:
            whole = whole.model_copy(update={"phase": "universal", "id": next_id(result, "universal")})
        result.sets = [whole if one is facets[0] else one for one in result.sets if one not in facets[1:]]
    return result.sets


def together(*sets: CriteriaSet) -> CriteriaSet:
    """Return one set, under the head of the first, that requires what several require."""
    kids = [
        kid for one in sets for kid in (one.root.children if one.root.op == "all" and not one.root.text else [one.root])
    ]
    first = sets[0]
    return first.model_copy(update={"root": Criterion(op="all", children=kids, span=first.root.span)})
