"""A policy's content as one tree, the edits that turn one version's into another's, and their application.

The content is what coverage rests on, without the places it was read at: head, criteria, exclusions, approvals,
limits, codes, dosage, references, log. Edits are a documented format with a law: `apply(content(old), edits)`
equals `content(new)`, so no difference can stay outside the changes of a review.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel, JsonValue

from payerdiff.model.policy import CriteriaSet, Criterion, Direction, Kind, Phase, Policy, Span
from payerdiff.model.review import Edit, Sureness

Path = tuple[int, ...]
LISTS = ("approvals", "limits", "codes", "dosage", "jurisdictions", "references", "revisions")
COLLECTIONS = ("head", "criteria", "exclusions", *LISTS)
"""The children of the content's root, in order: a path's first number is an index into these."""
AROUND = ("meant_for", "refused_for", "of_a_test", "one_product", "grades", "examples", "given", "label_part")
UNPLACED = {"span", "statements", "children", "change", "id", "mentions", "diseases", *AROUND}
"""Fields that say where or in what order something was read, or again what its words say, not what it says."""


Placed = tuple[Span, str]
"""A passage: where it stands, and its words."""
Key = tuple[str, Path, str]
"""What names an edit: `remove`, `move` and `set` by the old path (and field), `add` by the new one."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A change before it has its number, with the edits that it stands for."""

    op: str
    kind: Kind
    direction: Direction
    before: str
    after: str
    where: str
    label: str | None
    phase: Phase
    indication: str | None
    old_span: Span | None
    new_span: Span | None
    sure: Sureness = "certain"
    under: tuple[str, ...] = ()
    claims: frozenset[Key] = frozenset()
    whole: bool = False
    """True for an indication that came or went as a whole."""
    titled: bool = False
    """True where only the title of a set changed."""
    joins: bool = False
    """True where only how items join changed: `all` for `any`, another count."""
    frames: bool = False
    """True where the words above a list changed: no formula weighs them."""
    old_places: tuple[Placed, ...] = ()
    new_places: tuple[Placed, ...] = ()
    """Where all that it speaks of stands in either version."""

    @property
    def places(self) -> tuple[tuple[Placed, ...], tuple[Placed, ...]]:
        """Return the passages of the old version and of the new one that it speaks of."""
        sides = ((self.old_places, self.old_span, self.before), (self.new_places, self.new_span, self.after))
        old, new = (places or (((span, text),) if span and text else ()) for places, span, text in sides)
        return old, new


@dataclass(slots=True)
class Node:
    """A node: its fields as JSON, and its children."""

    fields: dict[str, JsonValue]
    children: list[Node] = field(default_factory=list)


def content(policy: Policy) -> Node:
    """Return a policy's content."""
    parts = [Node({}, [Node(head_of(policy))])]
    parts += [Node({}, [of_set(s) for s in sets]) for sets in (policy.criteria, policy.exclusions)]
    parts += [Node({}, [Node(fields_of(item)) for item in getattr(policy, name)]) for name in LISTS]
    return Node({}, parts)


def head_of(policy: Policy) -> dict[str, JsonValue]:
    """Return the head's fields, flat."""
    found: dict[str, JsonValue] = {"number": policy.number, "title": policy.title, "benefit": policy.benefit}
    found |= {"payer": policy.payer.name, "lines_of_business": list(policy.payer.lines_of_business)}
    found["drugs"] = [d.generic for d in policy.drugs]
    found |= {f"dates.{name}": value for name, value in policy.dates.model_dump(mode="json").items()}
    return found


def fields_of(item: BaseModel) -> dict[str, JsonValue]:
    """Return an item's fields without its place."""
    fields: dict[str, JsonValue] = item.model_dump(mode="json", exclude=UNPLACED)
    if isinstance(item, Criterion):
        fields["atoms"] = [a.model_dump(mode="json", exclude={"span"}) for a in item.atoms]
        fields["meaning"] = item.meaning.model_dump(mode="json") if item.meaning else None
    return fields


def of_set(criteria: CriteriaSet) -> Node:
    """Return the node of a criteria set; its only child is the root of its tree."""
    fields: dict[str, JsonValue] = {
        "phase": criteria.phase,
        "indication": criteria.indication,
        "population": criteria.population,
    }
    return Node(fields, [of_criterion(criteria.root)])


def of_criterion(node: Criterion) -> Node:
    """Return the node of a criterion with all below it."""
    return Node(fields_of(node), [of_criterion(child) for child in node.children])


def walk(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Yield a node and all below it with their paths, parents first."""
    yield path, node
    for at, child in enumerate(node.children):
        yield from walk(child, (*path, at))


def edits_between(old: Node, new: Node, pairs: Mapping[Path, Path]) -> list[Edit]:
    """Return the edits that turn `old` into `new`, given which node is which. Roots and collections are paired as they are."""
    before, after = dict(walk(old)), dict(walk(new))
    known: dict[Path, Path] = {(): (), **{(at,): (at,) for at in range(len(COLLECTIONS))}, **pairs}
    back = {there: here for here, there in known.items()}
    found = [
        Edit(do="remove", old=list(p)) for p in before if p not in known and p[:-1] in known
    ]  # what a removed node holds goes with it
    for there, node in after.items():
        if there not in back:
            found.append(Edit(do="add", new=list(there), value=dict(node.fields)))
    wandering = moves_of(known)
    for here, there in known.items():
        if here in wandering:
            found.append(Edit(do="move", old=list(here), new=list(there)))
        a, b = before[here].fields, after[there].fields
        found += [Edit(do="set", old=list(here), field=name, value=b[name]) for name in b if a.get(name) != b[name]]
    return found


def moves_of(pairs: Mapping[Path, Path]) -> set[Path]:
    """Return the old paths of nodes that hang elsewhere, or stand in another order below the same parent."""
    siblings: dict[Path, list[tuple[int, int]]] = {}
    found: set[Path] = set()
    for here, there in pairs.items():
        if not here:
            continue
        if pairs.get(here[:-1]) == there[:-1]:
            siblings.setdefault(here[:-1], []).append((here[-1], there[-1]))
        else:
            found.add(here)
    for parent, places in siblings.items():
        places.sort()
        kept = rising([there for _, there in places])
        found |= {(*parent, here) for at, (here, _) in enumerate(places) if at not in kept}
    return found


def rising(numbers: list[int]) -> set[int]:
    """Return the indexes of the longest rising run: the fewest others stand out of order.

    >>> sorted(rising([0, 3, 1, 2]))
    [0, 2, 3]
    """
    ends: list[int] = []  # value that ends the best run of each length
    holders: list[int] = []
    before: list[int] = []
    for at, number in enumerate(numbers):
        length = bisect_left(ends, number)
        before.append(holders[length - 1] if length else -1)
        ends[length : length + 1] = [number]
        holders[length : length + 1] = [at]
    found: set[int] = set()
    at = holders[-1] if holders else -1
    while at >= 0:
        found.add(at)
        at = before[at]
    return found


def apply(old: Node, edits: Iterable[Edit]) -> Node:
    """Return the content that the edits make of `old`; `old` stays as it is.

    Fields are set and nodes leave by their old paths; then nodes arrive by their new paths, in order, so that
    each finds its parent and its elder siblings in place.
    """
    root = copied(old)
    nodes = dict(walk(root))
    steps = list(edits)
    for step in steps:
        if step.do == "set" and step.old is not None and step.field is not None:
            nodes[tuple(step.old)].fields[step.field] = step.value
    for step in steps:
        if step.do in ("remove", "move") and step.old is not None:
            leaving, parent = nodes[tuple(step.old)], nodes[tuple(step.old[:-1])]
            parent.children = [child for child in parent.children if child is not leaving]
    arrivals = [(step.new, step) for step in steps if step.do in ("add", "move") and step.new is not None]
    for there, step in sorted(arrivals, key=lambda pair: pair[0]):
        parent = root
        for at in there[:-1]:
            parent = parent.children[at]
        arriving = nodes[tuple(step.old)] if step.old is not None else Node(dict(step.value))  # type: ignore[arg-type]  # an added node's value is its fields
        parent.children.insert(there[-1], arriving)
    return root


def copied(node: Node) -> Node:
    """Return a copy whose fields and children can be changed."""
    return Node(dict(node.fields), [copied(child) for child in node.children])
