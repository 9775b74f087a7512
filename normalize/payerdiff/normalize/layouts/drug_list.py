"""Criteria of a preferred drug list: one class of drugs after another, each with headings for its kinds of criteria.

Below the name of a class stand its length of authorizations, what all authorizations ask for, and lists below `Clinical PA Criteria`,
`Non-Preferred Criteria`, `Additional … Criteria` and `Subsequent Authorization Criteria`. What all authorizations of a class ask for is a
criterion of each of them; in a document on one class it stands once, for every use.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import CriteriaSet, Criterion, Phase
from payerdiff.normalize.criteria.list_items import Group, Result, close_group, entry_of, next_id, take
from payerdiff.normalize.criteria.tree import leaf_of
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.layouts.base import Layout
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.sections.headings import Section
from payerdiff.normalize.terms.approvals import PERIOD, read_approval
from payerdiff.normalize.terms.limits import limits_in

CLASS = Rule(
    "drug_list.class", r"^.{3,120}\bAgents?: ?\S.{0,100}$", "Antiemetic Agents: Oral", "Antiemetics", exact=True
)
LENGTH = Rule(
    "drug_list.length", r"^Length of Authorizations?\s*:?\s*", "Length of Authorizations: 365 days", "Authorizations"
)
ALL = Rule(
    "drug_list.all", r"^All Authorizations?\s*:?\s*", "All Authorizations: a trial of two drugs", "Some Authorizations"
)
HEAD = Rule(
    "drug_list.head",
    r"^(?:.{2,90}?\s*Criteria\W*|[A-Z][^.;]{2,90}:)$",
    "Clinical PA Criteria",
    "Must have tried two drugs.",
)
LATER = Rule(
    "drug_list.later",
    r"^(?:subsequent|re-?authori[sz]ation|renewal|continu)",
    "Subsequent Authorization Criteria",
    "Initial Authorization Criteria",
)
RESTRICTED = Rule("drug_list.restricted", r"^(?:AR|QL)\s*[-–]\s*", "QL – 30 tablets", "Quantity limit")
"""Opens a line on the ages that need an authorization (AR), or on quantities (QL)."""
PART = Rule("drug_list.part", r"\b(initial|subsequent)\b[^;]*", "Initial: 90 days; Subsequent: 365 days", "365 days")


@dataclass(slots=True)
class DrugClass:
    """One class of drugs in the making."""

    name: str | None = None
    everywhere: list[Passage] = field(default_factory=list)
    begun: int = 0
    """Sets that stood before it."""
    asking: bool = False
    """True below `All Authorizations` on a line of its own."""


CRITERIA = Rule("drug_list.criteria", r"\bcriteria\b", "Clinical Criteria", "Clinical agents")


def read_preferred_list(draft: Draft, section: Section, _phase: Phase, result: Result) -> None:
    """Read the classes of a section."""
    current = DrugClass(begun=len(result.sets))
    group: Group | None = None
    phase: Phase = "initial"

    def close() -> None:
        if group is not None:
            close_group(draft, group, phase, result, "", None)

    for block in section.blocks:
        words = draft.words(block)
        if block is section.blocks[0] and ALL.match(section.title) and block.kind == "paragraph":
            current.asking = True
        named = CLASS.match(words) is not None and not CRITERIA.search(words)
        title = HEAD.match(words) if block.kind in ("paragraph", "heading") else None
        if block.kind == "paragraph" and named:
            close()
            finish(draft, current, result)
            current, group = DrugClass(words.rstrip(" :"), begun=len(result.sets)), None
            draft.claim("criteria", block.start, block.end)
        elif block.kind != "item" and (LENGTH.match(words) or ALL.match(words)):
            close()
            group = None
            take_terms(draft, block, current, result)
        elif title:
            close()
            phase = "renewal" if LATER.match(words) else "initial"
            group = Group(" – ".join(name for name in (current.name, words.rstrip(" :*")) if name), block)
            draft.claim("criteria", block.start, block.end)
        elif block.kind == "heading":
            close()
            group = None
            draft.claim("metadata", block.start, block.end)
        elif block.kind == "row" or RESTRICTED.match(words):
            draft.claim("metadata", block.start, block.end)
            take_row(draft, block, result)
            result.limits += limits_in(draft, draft.passage(block), current.name)
        elif current.asking and block.kind == "paragraph":
            current.asking = False
            current.everywhere.append(draft.passage(block))
            draft.claim("criteria", block.start, block.end)
        elif group is not None and block.kind == "paragraph" and not group.entries:
            group.entries.append(entry_of(draft, block))
        elif group is not None:
            take(draft, group, block, phase, result)
    close()
    finish(draft, current, result)


def take_terms(draft: Draft, block: Block, current: DrugClass, result: Result) -> None:
    """File the line on the length of authorizations, or on what all of them ask for."""
    passage = draft.passage(block)
    asked = ALL.match(passage.text)
    if asked is not None:
        draft.claim("criteria", block.start, block.end)
        rest = passage.cut(asked.end(), len(passage.text))
        current.everywhere += [rest] if rest.text else []
        current.asking = not rest.text
        return
    draft.claim("metadata", block.start, block.end)
    head = LENGTH.match(passage.text)
    told = passage.cut(head.end() if head else 0, len(passage.text))
    parts = {p.group(1).lower(): p for p in PART.finditer(told.text)}
    phases: tuple[tuple[Phase, str], ...] = (("initial", "initial"), ("renewal", "subsequent"))
    if PERIOD.search(told.text):
        for phase, label in phases:
            own = told.cut(*parts[label].span()) if label in parts else told
            result.approvals.append(read_approval(draft, own, phase, current.name))


def take_row(draft: Draft, block: Block, result: Result) -> None:
    """File a row of the table of lengths: what it is for, and how long."""
    passage = draft.passage(block)
    cells = [cell.strip() for cell in passage.text.strip("| ").split("|")]
    if len(cells) == 2 and PERIOD.search(cells[1]) and not PERIOD.search(cells[0]):
        result.approvals.append(read_approval(draft, passage, "initial", cells[0]))


def finish(draft: Draft, current: DrugClass, result: Result) -> None:
    """Let a class ask for what all its authorizations ask for."""
    if not current.everywhere:
        return
    own = [leaf_of(draft, passage, None) for passage in current.everywhere]
    alone = current.name is None
    if alone or len(result.sets) == current.begun:  # a document on one class, or a class that asks for nothing else
        phase: Phase = "universal" if alone else "initial"
        root = Criterion(op="all", children=own, span=own[0].span)
        result.sets.append(CriteriaSet(id=next_id(result, phase), phase=phase, indication=current.name, root=root, span=root.span))  # fmt: skip
        return
    for at in range(current.begun, len(result.sets)):
        held = result.sets[at]
        items = held.root.children if held.root.op == "all" else [held.root]
        root = Criterion(op="all", children=[*own, *items], span=held.root.span)
        result.sets[at] = held.model_copy(update={"root": root})


DRUG_LIST = Layout(read_preferred_list)
