"""Criteria laid out as labelled lines and introductions: `Age  18 years…`, `Diagnosis`, `AND ONE of the following:`.

An introduction is an operator over the items below it; introductions of one block are joined by the connector
that they open with. A new `Age` line, or a `Diagnosis` head after criteria, opens the next indication's block.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from payerdiff.ingest.reading.marker import Marker
from payerdiff.ingest.reading.reading import CONTINUED, Block
from payerdiff.model.policy import CriteriaSet, Criterion, Phase
from payerdiff.normalize.criteria.list_items import Result
from payerdiff.normalize.criteria.statements import read_statements
from payerdiff.normalize.criteria.tree import Entry, extend, join, leaf_of
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.layouts.base import Layout
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Section

AGE = Rule("labelled_lines.age", r"^Age\s+(?=\d|\w+ years)", "Age 18 years of age and older", "Age of onset")
HEAD = Rule("labelled_lines.head", r"^(?:Diagnos[ei]s|Indications?)$", "Diagnoses", "Diagnosis of asthma")
LEADS = Rule(
    "labelled_lines.leads",
    r"^(?P<joint>AND|OR)?\b.*:\s*$|^(?P<only>AND|OR)$",
    "AND ONE of the following:",
    "Severe asthma",
    exact=True,
    by="match",
)
OVER_ITEMS = Rule(
    "labelled_lines.over_items",
    r",?\s*(?:(?:including|with|and)\s+)?(?:any|one|all|either|both) of the following\W*$",
    "asthma, including any of the following",
    "any of these",
)
SIGN = Marker("bullet", "¶", 0, ())


@dataclass(slots=True)
class Part:
    """One indication's block."""

    age: Criterion | None = None
    entries: list[Entry] = field(default_factory=list)
    start: int = 0
    end: int = 0


def read_introduced(draft: Draft, section: Section, phase: Phase, result: Result) -> None:
    """Read the indications of a section, each a block of labelled lines."""
    parts: list[Part] = []
    for block in section.blocks:
        words = draft.words(block)
        age = AGE.match(words)
        if age or (HEAD.match(words) and (not parts or parts[-1].entries)):
            parts.append(Part(start=block.start, end=block.end))
        draft.claim("criteria", block.start, block.end)
        if age:
            passage = draft.passage(block)
            parts[-1].age = leaf_of(draft, passage.cut(age.end(), len(passage.text)), None)
        elif not HEAD.match(words) and parts:
            add(draft, parts[-1], block, words)
        elif not parts:
            draft.claim("unread", block.start, block.end)
    before = sum(1 for s in result.sets if s.phase == phase)
    result.sets += [
        set_of(draft, part, phase, before + at) for at, part in enumerate((p for p in parts if p.entries), 1)
    ]


def add(draft: Draft, part: Part, block: Block, words: str) -> None:
    """File one block of an indication: an introduction, an item, or words that go on with the item above."""
    entries = part.entries
    leads = LEADS.match(words)
    if leads and block.marker is None:
        joint = (leads.group("joint") or leads.group("only") or "and").lower()
        if entries:
            entries[-1].joint = joint
        if not leads.group("only"):
            entries.append(Entry(draft.passage(block), SIGN, block.indent, block.page))
    elif block.marker is CONTINUED and entries:
        extend(draft, entries[-1], block)
    elif block.kind == "item" and block.marker is not None:
        entries.append(Entry(draft.passage(block), block.marker, block.indent, block.page))
    elif block.kind == "note" or not entries:
        draft.claim("boilerplate", block.start, block.end)
    else:
        extend(draft, entries[-1], block)


def scoped(entries: list[Entry]) -> tuple[list[Entry], list[tuple[Entry, list[Entry]]]]:
    """Part an indication's entries into its own list and introductions that belong to one item of it.

    `1. …`, `AND ONE of the following for X:`, `a. …`, `2. …`: the numbering above the introduction goes on below it, so
    that what it introduces belongs to item 1. Each such part is returned with the item that it belongs to.
    """
    main: list[Entry] = []
    aside: list[tuple[Entry, list[Entry]]] = []
    heads = [at for at, e in enumerate(entries) if e.marker is SIGN] + [len(entries)]
    main += entries[: heads[1] if len(heads) > 1 else len(entries)]
    for low, high in pairwise(heads[1:]):
        item, resumed = resuming(main, entries[low + 1 : high])
        if item is None:
            main += entries[low:high]
            continue
        main[-1].joint = None  # it was the introduction's, not the list's
        aside.append((item, entries[low : low + 1 + resumed]))
        main += entries[low + 1 + resumed : high]
    return main, aside


def resuming(main: list[Entry], items: list[Entry]) -> tuple[Entry | None, int]:
    """Return the item whose number an entry below another list goes on with, and that entry's index."""
    if not items or not items[0].marker.places:
        return None, 0
    for at, entry in enumerate(items):
        places = set(entry.marker.places) - {(style, 1) for style, _ in entry.marker.places}
        if any(style in {s for s, _ in items[0].marker.places} for style, _ in places):
            continue
        for item in reversed(main):
            if any((style, ordinal - 1) in item.marker.places for style, ordinal in places):
                return item, at
    return None, 0


def hung_below(draft: Draft, root: Criterion, item: Entry, added: Criterion) -> Criterion:
    """Return the tree with criteria required together with one item."""
    place = draft.span_of(item.passage).start
    label = item.marker.text.strip("().")
    if root.label == label and root.span is not None and root.span.start == place:
        if root.op == "all" and root.children:
            return root.model_copy(update={"children": [*root.children, added]})
        inner = root.model_copy(update={"label": None}) if root.children else root
        return Criterion(op="all", label=label, text=root.text, children=[inner, added], span=root.span)
    return root.model_copy(update={"children": [hung_below(draft, child, item, added) for child in root.children]})


def set_of(draft: Draft, part: Part, phase: Phase, number: int) -> CriteriaSet:
    """Return the set of one indication, named by its first criterion."""
    main, aside = scoped(part.entries)
    body = join(draft, main, "", None)
    for item, entries in aside:
        body = hung_below(draft, body, item, join(draft, entries, "", None))
    kids = [part.age, *body.children] if part.age and body.op == "all" else [c for c in (part.age, body) if c]
    root = (
        body.model_copy(update={"children": kids})
        if body.op == "all" and body.children
        else Criterion(op="all", children=kids, span=body.span)
    )
    first = next((e.passage.text for e in part.entries if e.marker is not SIGN), None)
    return CriteriaSet(
        id=f"{phase}-{number}",
        phase=phase,
        indication=OVER_ITEMS.sub("", first).rstrip(" ;.:") if first else None,
        root=root,
        span=draft.span(part.start, part.end),
    )


LABELLED_LINES = Layout(read_introduced, refusals=read_statements)
