"""List items → criteria tree: operators from phrases and connectors, leaves with atoms.

A parent that only introduces its items is the operator; one that states a condition too becomes an `all` of
its own words and its items' group. What the document says about AND and OR is kept as written; where no
patient could meet that, `read_as` names the nearest reading that can be met.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from payerdiff.ingest.reading.marker import Marker
from payerdiff.ingest.reading.reading import Block, runs_on
from payerdiff.model.policy import Atom, Criterion, Op, OtherReading, Span
from payerdiff.normalize.criteria.feasibility import can_be_met
from payerdiff.normalize.draft.ledger import Draft, Passage
from payerdiff.normalize.outline.lead_ins import CLOSING, Introduction, introduce
from payerdiff.normalize.outline.nesting import CONNECTOR, INTRODUCES, Item, Outline, connector_of, solve
from payerdiff.normalize.typing.conditions import typed
from payerdiff.normalize.typing.leads import Lead

CONDITIONAL = re.compile(r"^(?:if|when) (?:the )?(?:request|patient|member|individual|dose|drug)\b", re.IGNORECASE)
NEVER = re.compile(
    r"\b(?:coverage|authorization|authorisation)\b.{0,20}\b(?:may|can|will) ?not be renewed\b", re.IGNORECASE
)
REQUIRES = re.compile(r"\b(?:must|required to)\b", re.IGNORECASE)


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


def join(draft: Draft, entries: Sequence[Entry], path: str, introduction: Introduction | None = None) -> Criterion:
    """Return one tree for a list of items under a heading."""
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
    built = [criterion_of(draft, entries, children, at, path) for at in top]
    return group_of(draft, entries, children, top, built, introduction, None)


CLOSE = 1.0
"""Below this distance in cost a second nesting is worth a finding."""


def note_ambiguity(draft: Draft, entries: Sequence[Entry], outline: Outline) -> None:
    """Show both nestings where lost bullets leave two almost alike."""
    lost = sum(1 for e in entries if e.marker.kind == "lost")
    if lost < 2 or outline.margin >= CLOSE or not outline.rival:
        return
    at = next(i for i, (a, b) in enumerate(zip(outline.parents, outline.rival, strict=True)) if a != b)

    def named(parent: int) -> str:
        return f"below “{entries[parent].passage.text[:60]}”" if parent >= 0 else "at the top of the list"

    draft.note(
        "warning",
        "outline-ambiguous",
        f"Bullets are lost here and two nestings fit almost alike: “{entries[at].passage.text[:60]}” was hung "
        f"{named(outline.parents[at])}; it may also stand {named(outline.rival[at])}.",
        draft.span_of(entries[at].passage),
    )


def criterion_of(
    draft: Draft,
    entries: Sequence[Entry],
    children: dict[int, list[int]],
    at: int,
    path: str,
    leads: tuple[Lead, ...] = (),
) -> Criterion:
    """Return the criterion of one item with all that hangs below it; the item above it may say what its words mean."""
    entry = entries[at]
    label = entry.marker.text.strip("().") if entry.marker.kind == "label" else None
    own = f"{path}.{label}" if path and label else label or path
    below = children.get(at, [])
    shown = own if label else None
    if not below:
        return with_notes(draft, leaf_of(draft, entry.passage, shown, leads), entry.notes, shown)
    introduction = introduce(entry.passage)
    leads = (Lead(entry.passage.text, introduction.op == "none"), *leads)
    built = [criterion_of(draft, entries, children, child, own, leads) for child in below]
    if introduction.op is None and introduction.condition and are_kinds(introduction.condition.text, built):
        introduction = Introduction(None, "any", None, introduction.labels)
    group = group_of(draft, entries, children, below, built, introduction, shown)
    if introduction.condition is not None:
        first = leaf_of(draft, introduction.condition, shown, leads[1:])
        conditional = CONDITIONAL.match(introduction.condition.text) is not None
        group = Criterion(
            op="if" if conditional else "all",
            label=shown,
            text=entry.passage.text,
            children=[first, group.model_copy(update={"label": None})],
            span=draft.span_of(entry.passage),
        )
    elif group.children and not group.text:
        group = group.model_copy(update={"text": entry.passage.text, "span": draft.span_of(entry.passage)})
    return with_notes(draft, group, entry.notes, shown)


def are_kinds(name: str, items: Sequence[Criterion]) -> bool:
    """Tell whether items are kinds of what their parent names: `Marginal zone lymphomas:` over `Nodal marginal zone lymphoma`.

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


def leaf_of(draft: Draft, passage: Passage, label: str | None, leads: tuple[Lead, ...] = ()) -> Criterion:
    """Return a leaf: its words without marker and closing connector, and its atoms with their spans."""
    closing = CLOSING.search(passage.text)
    words = passage.cut(0, closing.start() if closing else len(passage.text))
    if not words.text:
        words = passage
    span = draft.span_of(words)
    if NEVER.search(words.text):
        return Criterion(op="never", label=label, text=words.text, span=span)
    meant = typed(words.text, leads)
    atoms = [
        Atom(
            concept=c.concept, subject=c.subject, op=c.op, value=list(c.value) if isinstance(c.value, tuple) else c.value, unit=c.unit,
            negated=c.negated, outcome=c.outcome, duration=c.duration, count=c.count, role=c.role,
            text=words.text[c.start : c.end].strip(), span=draft.span_of(words.cut(c.start, c.end)),
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
    op, built = operator_over(draft, joints, built, introduction, span)
    k = introduction.k if introduction else None
    node = Criterion(op=op, k=k, label=label, children=built, span=span)
    if introduction and introduction.labels:
        check_labels(draft, introduction.labels, [entries[at] for at in members], span)
    return satisfied(draft, node)


def joint_behind(entries: Sequence[Entry], branch: Sequence[int]) -> str | None:
    """Return the connector between an item and its next sibling: that of the last item below it, else an `OR` that it closes with itself.

    What closes with a colon or with `AND` joins its own list; a whole sentence with `OR` behind it, above remarks on it, joins the next one.
    """
    first, last = entries[branch[0]], entries[branch[-1]].connector
    return last or ("or" if first.connector == "or" and not INTRODUCES.search(first.passage.text) else None)


ONE_IS_ENOUGH = "The introduction says that the following must be met and not how many, every item is joined to the next by OR; one is enough."  # fmt: skip


def operator_over(
    draft: Draft, joints: list[str | None], built: list[Criterion], introduction: Introduction | None, span: Span | None
) -> tuple[Op, list[Criterion]]:
    """Return the operator that phrase and connectors give over sibling items, and the items as it holds them."""
    said = {joint for joint in joints if joint}
    named = introduction.op if introduction else None
    op: Op
    runs = runs_of_or(joints, built) if named in (None, "all") else None
    if runs is not None:
        op, built = "all", runs
        draft.note(
            "warning",
            "mixed-connectors",
            f"Items of one list are joined by {' '.join((joint or '?').upper() for joint in joints)}. Items that OR joins were read as one requirement that any of them meets; all such requirements must be met.",
            span,
        )
    elif named == "any" and len(joints) > 2 and all(joint == "and" for joint in joints):
        op = "all"
        draft.note(
            "warning",
            "connector-contradicts-phrase",
            "The introduction asks for “any”, every item is joined to the next by AND; the stricter was taken, all are required.",
            span,
        )
    elif introduction is not None and introduction.weak and joints and all(joint == "or" for joint in joints):
        op = "any"
        draft.note("warning", "connector-contradicts-phrase", ONE_IS_ENOUGH, span)
    elif named is not None:
        op = named
        wanted = {"any": "or", "all": "and"}.get(named)
        if wanted and said and said != {wanted}:
            draft.note(
                "warning",
                "connector-contradicts-phrase",
                f"The introduction asks for “{named}”, the items are joined by {' and '.join(sorted(j.upper() for j in said))}; the introduction was followed.",
                span,
            )
    elif len(said) == 1:
        op = "any" if said == {"or"} else "all"
    elif not said:
        op = "all" if can_be_met(Criterion(op="all", children=built)) else "any"
        if len(built) > 1 and introduction is not None:
            taken = "all were taken to be required" if op == "all" else "as no patient meets all at once, one was taken to be enough"  # fmt: skip
            draft.note("warning", "no-connector", f"Nothing says how these items join; {taken}.", span)
    else:
        op = mixed(draft, joints, built, span)
    return op, built


def runs_of_or(joints: Sequence[str | None], built: Sequence[Criterion]) -> list[Criterion] | None:
    """Return the requirements of `A OR B OR C AND D AND E`: what OR joins is one of them; None where a connector is missing, or no patient meets all."""
    if None in joints or len(set(joints)) < 2:
        return None
    runs: list[list[Criterion]] = [[built[0]]]
    for joint, item in zip(joints, built[1:], strict=True):
        if joint == "or":
            runs[-1].append(item)
        else:
            runs.append([item])
    parts = [run[0] if len(run) == 1 else Criterion(op="any", children=run, span=run[0].span) for run in runs]
    return parts if can_be_met(Criterion(op="all", children=parts)) else None


def mixed(draft: Draft, joints: list[str | None], built: list[Criterion], span: Span | None) -> Op:
    """Decide a list joined by AND here and OR there, and show both readings.

    What no patient can meet is no reading; then the more frequent connector decides, and of two the stricter.
    """
    written = " ".join((joint or "?").upper() for joint in joints)
    ors, ands = joints.count("or"), joints.count("and")
    op: Op
    if not can_be_met(Criterion(op="all", children=built)):
        op, reason = "any", "no patient meets all items at once"
    elif ors != ands:
        op, reason = ("any" if ors > ands else "all"), "the more frequent connector"
    else:
        op, reason = "all", "both occur alike; the stricter is taken"
    draft.note(
        "warning",
        "mixed-connectors",
        f"Items of one list are joined by {written}. Read as “{op}” ({reason}); the other reading is “{'all' if op == 'any' else 'any'}”.",
        span,
    )
    return op


def satisfied(draft: Draft, node: Criterion) -> Criterion:
    """Return the node; where no patient can meet it as written, with the nearest reading that can be met."""
    if node.op != "all" or can_be_met(node):
        return node
    if not all(can_be_met(child) for child in node.children):
        return node  # the contradiction lies deeper and is named there
    draft.note(
        "warning",
        "cannot-be-met",
        "As written all of these items must hold, but they exclude one another. Kept as written; compared as alternatives (“any”).",
        node.span,
    )
    return node.model_copy(
        update={"read_as": OtherReading(op="any", reason="the items exclude one another; no patient meets all")}
    )


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
    """Tell whether a footnote asks for something."""
    return REQUIRES.search(note) is not None and CONNECTOR.search(note) is None
