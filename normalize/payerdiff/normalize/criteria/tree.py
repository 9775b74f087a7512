"""List items → criteria tree: groups under operators, leaves with atoms.

A parent that only introduces its items is the operator; one that states a condition too becomes an `all` of
its own words and its items' group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from payerdiff.ingest.reading.joining import runs_on
from payerdiff.ingest.reading.marker import Marker
from payerdiff.ingest.reading.reading import Block
from payerdiff.model.policy import Atom, Criterion, Op, Span
from payerdiff.normalize.criteria.connectors import operator_over, satisfied
from payerdiff.normalize.criteria.document_names import names_of
from payerdiff.normalize.criteria.list_exits import with_exit_of_all
from payerdiff.normalize.criteria.services import are_offered, are_products, are_services
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.draft.passage import Passage
from payerdiff.normalize.outline.lead_ins import CLOSING, MAY_INCLUDE, Group, Introduction, introduce
from payerdiff.normalize.outline.nesting import CONNECTOR, DEEPEST, INTRODUCES, Item, Outline, connector_of, solve
from payerdiff.normalize.outline.quantifiers import joint_of
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.typing.conditions import typed
from payerdiff.normalize.typing.leads import SHOWN_BY_LIST, Lead
from payerdiff.normalize.typing.written import written_names

OF_SOME = r"(?:patients|members|individuals|those) (?:who|whose) (?:can ?not|are unable|do not|have never)"
CONDITIONAL = Rule(
    "tree.conditional",
    rf"^(?:if|when) (?:the )?(?:request|patient|member|individual|dose|drug)\b|^{OF_SOME}\b|^for .+ only$",
    "If the patient is a child",
    "Patient is a child",
)
NEVER = Rule(
    "tree.never",
    r"\b(?:coverage|authorization|authorisation)\b.{0,20}\b(?:may|can|will) ?not be renewed\b",
    "Authorization may not be renewed",
    "Authorization may be renewed",
)
EXAMPLES = Rule(
    "tree.examples",
    r"\b(?:not (?:be )?limited to|such as|for example|examples (?:include|are|of \w+ (?:include|are))|e\.g\.,?)\W*$",
    "including, but not limited to:",
    "such as asthma",
)
"""Words of an item whose list below it names examples of it: any of them is one."""
REQUIRES = Rule("tree.requires", r"\b(?:must|required to)\b", "must be tested", "may be tested")


@dataclass(slots=True)
class Entry:
    """A list item before it is hung: its words, marker and place. `joint` overrides its closing connector."""

    passage: Passage
    marker: Marker
    indent: float | None
    page: int
    joint: str | None = None
    notes: list[Passage] = field(default_factory=list)

    @property
    def connector(self) -> str | None:
        """`and` or `or` where the item closes with one."""
        return self.joint or connector_of(self.passage.text)


def extend(draft: Draft, entry: Entry, block: Block) -> None:
    """Let a block go on with the item before it."""
    draft.claim("criteria", block.start, block.end)
    more = draft.passage(block)
    if runs_on(entry.passage.text, more.text):
        entry.passage = Passage(entry.passage.text + more.text, entry.passage.offsets + more.offsets)
        return
    entry.passage = Passage(f"{entry.passage.text} {more.text}", (*entry.passage.offsets, block.start, *more.offsets))


def join(
    draft: Draft,
    entries: Sequence[Entry],
    path: str,
    introduction: Introduction | None = None,
    above: Passage | None = None,
) -> Criterion:
    """Return one tree for a list of items under a heading; `above` are words that may say what all of its items stand for."""
    entries = [
        entry for entry in entries if entry.passage.text
    ]  # a sign alone, its words being a part of another block
    if not entries:
        return Criterion(op="all")
    items = [
        Item(e.passage.text + (f" {e.joint.upper()}" if e.joint else ""), e.marker, e.indent, e.page) for e in entries
    ]
    outline = solve(items)
    note_ambiguity(draft, entries, outline)
    children: dict[int, list[int]] = {}
    for at, parent in enumerate(outline.parents):
        children.setdefault(parent, []).append(at)
    top = children.get(-1, [])
    offered = is_list_of_services(entries, top, introduction, False)
    each = introduction is not None and introduction.refused and are_offered([entries[at].passage.text for at in top])
    refused = introduction is not None and introduction.op == "none"
    leads = (Lead(above.text, refused, states=True),) if above else ()
    built = [criterion_of(draft, entries, children, at, path, leads, offered or each) for at in top]
    group = group_of(draft, entries, children, top, built, as_offered(introduction, offered), None)
    return with_exit_of_all(draft, group, above)


def is_list_of_services(
    entries: Sequence[Entry], members: Sequence[int], said: Introduction | None, offered: bool
) -> bool:
    """Return True if items of which nothing says how they join are services: by their names, or as the kinds of one that is offered."""
    words = [entries[at].passage.text for at in members]
    if len(words) < 2 or (said is not None and said.op) or any(entries[at].connector for at in members[:-1]):
        return False
    return are_services(words) or are_products(words) or (offered and are_offered(words))


def as_offered(said: Introduction | None, offered: bool) -> Introduction | None:
    """Return what is said above a list; of services that are offered any is enough."""
    return replace(said or Introduction(None, None, None, ()), op="any") if offered else said


CLOSE = 1.0
"""Below this distance in cost a second nesting is worth a finding."""


def note_ambiguity(draft: Draft, entries: Sequence[Entry], outline: Outline) -> None:
    """Show both nestings where lost bullets leave two almost alike, and where lists are nested deeper than is told apart."""
    if (deep := outline.deepest) is not None:
        words = entries[deep].passage
        draft.note("warning", "list-too-deep", f"“{words.text[:60]}” stands {DEEPEST} lists deep: what lies deeper is read as standing beside it.", draft.span_of(words))  # fmt: skip
    lost = sum(1 for e in entries if e.marker.kind == "lost")
    if lost < 2 or outline.margin >= CLOSE or not outline.rival:
        return
    at = next(i for i, (a, b) in enumerate(zip(outline.parents, outline.rival, strict=True)) if a != b)

    def named(parent: int) -> str:
        return f"below “{entries[parent].passage.text[:60]}”" if parent >= 0 else "at the top of the list"

    draft.note(
        "warning",
        "outline-ambiguous",
        f"Bullets are missing here and two outlines fit almost equally well: “{entries[at].passage.text[:60]}” was placed "
        f"{named(outline.parents[at])}; it may also belong {named(outline.rival[at])}.",
        draft.span_of(entries[at].passage),
    )


def criterion_of(
    draft: Draft,
    entries: Sequence[Entry],
    children: dict[int, list[int]],
    at: int,
    path: str,
    leads: tuple[Lead, ...] = (),
    offered: bool = False,
) -> Criterion:
    """Return the criterion of one item with all that hangs below it; the item above it may say what its words mean, or be one of the services `offered`."""
    entry = entries[at]
    label = entry.marker.text.strip("().") if entry.marker.kind == "label" else None
    own = f"{path}.{label}" if path and label else label or path
    below = children.get(at, [])
    shown = own if label else None
    if not below:
        return with_notes(draft, leaf_of(draft, entry.passage, shown, leads), entry.notes, shown)
    introduction = introduce(entry.passage)
    leads = (Lead(entry.passage.text, introduction.op == "none"), *leads)
    inner = is_list_of_services(entries, below, introduction, offered)
    among = inner or MAY_INCLUDE.search(entry.passage.text) is not None
    built = [criterion_of(draft, entries, children, child, own, leads, among) for child in below]
    introduction = as_offered(introduction, inner) or introduction
    if introduction.op is None and introduction.condition and are_kinds(introduction.condition.text, built):
        introduction = Introduction(None, "any", None, introduction.labels)
    if introduction.op is None and EXAMPLES.search(entry.passage.text):
        named = leaf_of(draft, introduction.condition or entry.passage, shown)
        group = Criterion(
            op="any", label=shown, text=entry.passage.text, children=[named, *built], span=draft.span_of(entry.passage)
        )
        return with_notes(draft, group, entry.notes, shown)
    group = group_of(draft, entries, children, below, built, introduction, shown)
    group = with_exit_of_all(draft, group, entry.passage)
    if inner and group.op == "any" and BILLED.search(entry.passage.text):
        first = leaf_of(draft, entry.passage, shown, leads[1:])
        return with_notes(draft, group.model_copy(update={"children": [first, *group.children]}), entry.notes, shown)
    defined = introduction.condition is not None and SHOWN_BY_LIST.search(entry.passage.text) is not None
    if introduction.condition is not None and not (defined and names_no_more(introduction.condition.text)):
        first = leaf_of(draft, introduction.condition, shown, leads[1:], defined)
        group = Criterion(
            op=joining(introduction.condition.text, entry.passage.text),
            label=shown,
            text=entry.passage.text,
            children=[first, group.model_copy(update={"label": None})],
            span=draft.span_of(entry.passage),
        )
    elif group.children and not group.text:
        group = group.model_copy(update={"text": entry.passage.text, "span": draft.span_of(entry.passage)})
    return with_notes(draft, group, entry.notes, shown)


def joining(condition: str, words: str) -> Op:
    """Return how the words of a parent join their own condition to the list below them."""
    if CONDITIONAL.match(condition):
        return "if"
    joint = joint_of(words)
    return "any" if joint and joint[0] == "or" else "all"


IN_BRACKETS = r"[(\[](?:(?:\d{5}|\d{4}[A-Z]|[A-Z]\d{4})[,;\s]*(?:and |or )?)+[)\]]"
"""Billing codes in brackets."""
BILLED = Rule(
    "tree.billed",
    rf"{IN_BRACKETS}\W*$",
    "Madeup panel (81999, 0999U)",
    "Madeup panel (two of)",
    exact=True,
)
"""A service with its own billing codes: it is one, whatever kinds of it stand below."""


def are_kinds(name: str, items: Sequence[Criterion]) -> bool:
    """Return True if items are kinds of what their parent names: `Marginal zone lymphomas:` over `Nodal marginal zone lymphoma`.

    Each then repeats the parent's words, and says which of them.
    """
    stem = name.lower().rstrip(" :").removesuffix("s")
    return len(stem.split()) > 1 and len(items) > 1 and all(stem in (item.text or "").lower() for item in items)


def subtree(children: dict[int, list[int]], at: int) -> list[int]:
    """Return an item and all below it, in document order."""
    found = [at]
    for child in children.get(at, []):
        found += subtree(children, child)
    return sorted(found)


def with_notes(draft: Draft, node: Criterion, notes: Sequence[Passage], label: str | None) -> Criterion:
    """Return the node and-ed with the footnotes that state a requirement."""
    if not notes:
        return node
    extra = [leaf_of(draft, note, None) for note in notes]
    return Criterion(op="all", label=label, children=[node, *extra], span=node.span)


def names_no_more(words: str) -> bool:
    """Return True if words above the list that defines them say nothing beside it: `Uncontrolled disease, as defined by one of the following:`."""
    return bool(typed(words).conditions) and not typed(words, defined=True).conditions and not typed(words).partial


def leaf_of(
    draft: Draft, passage: Passage, label: str | None, leads: tuple[Lead, ...] = (), defined: bool = False
) -> Criterion:
    """Return a leaf: its words without marker and closing connector, and its atoms with their spans; a list below may have `defined` what it names."""
    closing = CLOSING.search(passage.text)
    words = passage.cut(0, closing.start() if closing else len(passage.text))
    if not words.text:
        words = passage
    span = draft.span_of(words)
    if NEVER.search(words.text):
        return Criterion(op="never", label=label, text=words.text, span=span)
    glossary = names_of(draft.reading.text)
    meant = typed(words.text, leads, glossary, defined)
    atoms = [
        Atom(
            concept=c.concept, subject=c.subject, op=c.op, value=list(c.value) if isinstance(c.value, tuple) else c.value, unit=c.unit,
            negated=c.negated, outcome=c.outcome, duration=c.duration, count=c.count, role=c.role,
            text=words.text[c.start : c.end].strip(), span=draft.span_of(words.cut(c.start, c.end)),
            written=written_names(c, words.text, glossary),
        )
        for c in meant.conditions
    ]  # fmt: skip
    return Criterion(
        op="leaf", label=label, text=words.text, atoms=atoms, meaning=meant.meaning, span=span, partial=meant.partial
    )


def group_of(
    draft: Draft, entries: Sequence[Entry], children: dict[int, list[int]], members: Sequence[int], built: list[Criterion],
    introduction: Introduction | None, label: str | None,
) -> Criterion:  # fmt: skip
    """Return the group of sibling items under the operator that phrase and connectors give."""
    first, last = entries[members[0]].passage, entries[subtree(children, members[-1])[-1]].passage
    span = (
        draft.span_of(Passage(first.text + last.text, first.offsets + last.offsets))
        if first is not last
        else draft.span_of(first)
    )
    if len(built) == 1 and (introduction is None or introduction.op is None):
        return built[0] if label is None else Criterion(op="all", label=label, children=built, span=span)
    joints = [joint_behind(entries, subtree(children, at)) for at in members[:-1]]
    if introduction and introduction.groups:
        built = in_groups([entries[at] for at in members], built, introduction.groups)
        joints = joints if len(built) == len(members) else [None] * (len(built) - 1)
    op, built = operator_over(draft, joints, built, introduction, span)
    k = introduction.k if introduction else None
    node = Criterion(op=op, k=k, label=label, children=built, span=span)
    if introduction and introduction.labels:
        check_labels(draft, introduction.labels, [entries[at] for at in members], span)
    return satisfied(draft, node)


def in_groups(members: Sequence[Entry], built: list[Criterion], groups: Sequence[Group]) -> list[Criterion]:
    """Return items in the groups that the words above them give their labels; as they are where the labels are not theirs."""
    by_label = {entry.marker.text.strip("().").lower(): item for entry, item in zip(members, built, strict=True)}
    if sorted(label for _, labels in groups for label in labels) != sorted(by_label):
        return built
    found: list[Criterion] = []
    for op, labels in groups:
        items = [by_label[label] for label in labels]
        grouped = Criterion(op="any" if op == "any" else "all", children=items, span=items[0].span)
        found.append(items[0] if len(items) == 1 else grouped)
    return found


def joint_behind(entries: Sequence[Entry], branch: Sequence[int]) -> str | None:
    """Return the connector between an item and its next sibling: that of the last item below it, else an `OR` that it closes with itself.

    What closes with a colon or with `AND` joins its own list; a whole sentence with `OR` behind it, above remarks on it, joins the next one.
    """
    first, last = entries[branch[0]], entries[branch[-1]].connector
    return last or ("or" if first.connector == "or" and not INTRODUCES.search(first.passage.text) else None)


def check_labels(draft: Draft, labels: tuple[str, ...], members: Sequence[Entry], span: Span | None) -> None:
    """Report a list text such as “(i, ii, iii, or iv)” that does not fit the items below it."""
    present = tuple(e.marker.text.strip("().") for e in members if e.marker.kind == "label")
    if present and present != labels:
        draft.note(
            "warning",
            "stale-reference",
            f"The introduction lists ({', '.join(labels)}), the items are ({', '.join(present)}).",
            span,
        )


def states_requirement(note: str) -> bool:
    """Return True if a footnote asks for something."""
    return REQUIRES.search(note) is not None and CONNECTOR.search(note) is None
