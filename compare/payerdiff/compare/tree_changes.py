"""Two versions' criteria → changes: inserted, deleted, reworded, moved, renumbered, joined otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from payerdiff.compare.direction import OPPOSITE, implies, of_leaves, of_place, of_trees, op_of
from payerdiff.compare.matching import Seat, match, meaning, moved, pair_sets, plain_words, same_words, seats_of
from payerdiff.compare.review_schema import ReviewedChange, ReviewVerdict, Sureness
from payerdiff.normalize import lexicon
from payerdiff.normalize.schema import CriteriaSet, Criterion, Direction, Kind, Policy, Span

FUNCTION_WORDS = frozenset(lexicon.table("phrases")["function"]["words"])


@dataclass(frozen=True, slots=True)
class Draft:
    """A change before it has its number."""

    op: str
    kind: Kind
    direction: Direction
    before: str
    after: str
    where: str
    label: str | None
    criteria: CriteriaSet
    old_span: Span | None
    new_span: Span | None
    sure: Sureness = "certain"
    under: tuple[str, ...] = ()


def changes_of_criteria(old: Policy, new: Policy) -> tuple[list[ReviewedChange], list[ReviewVerdict]]:
    """Return the changes of criteria and exclusions, and the verdict of each phase and indication."""
    drafts: list[Draft] = []
    verdicts: list[ReviewVerdict] = []
    for before, after in pair_sets([*old.criteria, *old.exclusions], [*new.criteria, *new.exclusions]):
        found = list(changes_of_sets(before, after))
        drafts += found
        verdicts.append(verdict_of(before, after, found))
    return [finished(d, at) for at, d in enumerate(joined_moves(drafts), 1)], verdicts


def finished(draft: Draft, number: int) -> ReviewedChange:
    """Return a change with its number."""
    span = draft.new_span or draft.old_span
    assert span is not None  # every leaf has a span
    return ReviewedChange(
        id=f"C{number:02d}", op=draft.op, before=draft.before, after=draft.after, where=draft.where, criterion=draft.label,  # type: ignore[arg-type]  # ops are the schema's
        kind=draft.kind, direction=draft.direction, sure=draft.sure, under=list(draft.under), confidence="stored", span=span, phase=draft.criteria.phase,
        indication=draft.criteria.indication, old_span=draft.old_span, new_span=draft.new_span,
    )  # fmt: skip


def changes_of_sets(old: CriteriaSet | None, new: CriteriaSet | None) -> Iterator[Draft]:
    """Yield the changes between two sets; a set on one side only is inserted or deleted leaf by leaf."""
    before = seats_of(old) if old else []
    after = seats_of(new) if new else []
    pairs = match(before, after)
    out_of_order = moved({i: j for i, j in pairs.items() if same_group(before[i], after[j])})
    back = {j: i for i, j in pairs.items()}
    renumbered: list[tuple[Seat, Seat]] = []
    for i, seat in enumerate(before):
        if i not in pairs:
            yield one_side(seat, inserted=False)
            continue
        other = after[pairs[i]]
        if not same_words(seat.leaf.text, other.leaf.text):
            yield reworded(seat, other)
        elif i in out_of_order:
            yield both_sides("move", "editorial", "equivalent", seat, other)
        elif seat.leaf.label != other.leaf.label:
            renumbered.append((seat, other))
    for j, seat in enumerate(after):
        if j not in back:
            yield one_side(seat, inserted=True)
    if renumbered:
        seat, other = renumbered[0]
        labels = [f"{a.leaf.label} → {b.leaf.label}" for a, b in renumbered]
        yield Draft(
            "replace",
            "editorial",
            "equivalent",
            "",
            f"renumbered: {', '.join(labels)}",
            place(other),
            other.leaf.label,
            other.criteria,
            seat.leaf.span,
            other.leaf.span,
        )
    if old and new:
        yield from regrouped(before, after, pairs)


def same_group(a: Seat, b: Seat) -> bool:
    """Tell whether two leaves stand at the same depth."""
    return len(a.groups) == len(b.groups)


def place(seat: Seat) -> str:
    """Say where a leaf stands."""
    return seat.leaf.label or seat.criteria.indication or seat.criteria.phase


def above(seat: Seat) -> tuple[str, ...]:
    """Return the words of the items above a leaf."""
    return tuple(group.text for group in seat.groups if group.text)


def turned(direction: Direction, criteria: CriteriaSet) -> Direction:
    """Turn a direction round in an exclusion: what widens it narrows coverage."""
    return OPPOSITE[direction] if criteria.phase == "exclusion" else direction


def one_side(seat: Seat, *, inserted: bool) -> Draft:
    """Return an inserted or deleted leaf."""
    direction = turned(of_place(seat.groups, inserted), seat.criteria)
    op = "insert" if inserted else "delete"
    before, after = ("", seat.leaf.text) if inserted else (seat.leaf.text, "")
    old_span, new_span = (None, seat.leaf.span) if inserted else (seat.leaf.span, None)
    return Draft(
        op,
        "clinical",
        direction,
        before,
        after,
        place(seat),
        seat.leaf.label,
        seat.criteria,
        old_span,
        new_span,
        under=above(seat),
    )


def both_sides(op: str, kind: Kind, direction: Direction, old: Seat, new: Seat, sure: Sureness = "certain") -> Draft:
    """Return a change that has both sides."""
    return Draft(
        op,
        kind,
        direction,
        old.leaf.text,
        new.leaf.text,
        place(new),
        new.leaf.label,
        new.criteria,
        old.leaf.span,
        new.leaf.span,
        sure,
        above(new),
    )


def reworded(old: Seat, new: Seat) -> Draft:
    """Return a changed wording: editorial where the meaning is the same, else clinical with its direction."""
    a, b = old.leaf, new.leaf
    weight_a, weight_b = ([w for w in plain_words(x.text) if w not in FUNCTION_WORDS] for x in (a, b))
    typed = bool(a.atoms) and meaning(a) == meaning(b) and not (a.partial or b.partial)
    if typed or weight_a == weight_b:
        return both_sides("replace", "editorial", "equivalent", old, new)
    direction, sure = of_leaves(a, b)
    return both_sides("replace", "clinical", turned(direction, new.criteria), old, new, sure)


def regrouped(before: Sequence[Seat], after: Sequence[Seat], pairs: dict[int, int]) -> Iterator[Draft]:
    """Yield groups whose operator or count changed: groups are one where they hold the same leaves."""
    old_groups, new_groups = groups_of(before), groups_of(after)
    for node, held in old_groups.values():
        there = {pairs[i] for i in held if i in pairs}
        best = max(
            new_groups.values(), key=lambda g: (len(there & g[1]) / max(len(there | g[1]), 1), -len(g[1])), default=None
        )
        if best is None or len(there) < 2 or len(there & best[1]) / len(there | best[1]) < 0.5:
            continue
        other = best[0]
        if (op_of(node), node.k) != (op_of(other), other.k):
            seat, target = before[min(held)], after[min(best[1])]
            yield Draft(
                "replace",
                "clinical",
                turned(of_operator(node, other), seat.criteria),
                said(node),
                said(other),
                other.label or place(target),
                other.label,
                target.criteria,
                node.span,
                other.span,
            )


def groups_of(seats: Sequence[Seat]) -> dict[int, tuple[Criterion, set[int]]]:
    """Return the groups with two members or more, each with the leaves below it."""
    found: dict[int, tuple[Criterion, set[int]]] = {}
    for seat in seats:
        for group in seat.groups:
            if len(group.children) > 1:
                found.setdefault(id(group), (group, set()))[1].add(seat.at)
    return found


def said(node: Criterion) -> str:
    """Say a group's operator."""
    return f"at least {node.k} of these" if op_of(node) == "at_least" else f"{op_of(node)} of these"


def of_operator(old: Criterion, new: Criterion) -> Direction:
    """Return which way another operator over the same items moves: how many of them must hold."""
    need = []
    for node in (old, new):
        op = op_of(node)
        need.append({"any": 1, "all": len(node.children), "at_least": node.k or 1}.get(op))
    if need[0] is None or need[1] is None:
        return "unknown"
    return "tightened" if need[1] > need[0] else "loosened" if need[1] < need[0] else "equivalent"


def joined_moves(drafts: list[Draft]) -> list[Draft]:
    """Join a deletion here and an insertion of the same words there into one move (three words alike or more)."""
    found = list(drafts)
    for gone in [d for d in drafts if d.op == "delete"]:
        for come in [d for d in found if d.op == "insert"]:
            if len(plain_words(gone.before)) >= 3 and same_words(gone.before, come.after) and gone in found:
                found[found.index(come)] = Draft(
                    "move",
                    "clinical",
                    "both" if gone.criteria.phase != come.criteria.phase else "unknown",
                    gone.before,
                    come.after,
                    f"{gone.where} → {come.where}",
                    come.label,
                    come.criteria,
                    gone.old_span,
                    come.new_span,
                )
                found.remove(gone)
                break
    return found


def verdict_of(old: CriteriaSet | None, new: CriteriaSet | None, found: Sequence[Draft]) -> ReviewVerdict:
    """Return the verdict over the whole tree of one phase and indication."""
    either = new or old
    assert either is not None  # a pair has one side at least
    if old is None or new is None:
        direction: Direction = (
            ("tightened" if either.phase == "universal" else "loosened")
            if old is None
            else ("loosened" if either.phase == "universal" else "tightened")
        )
        return ReviewVerdict(
            phase=either.phase,
            indication=either.indication,
            direction=turned(direction, either),
            because=[d.where for d in found],
        )
    before, after = seats_of(old), seats_of(new)
    variables = Variables(before, after)
    direction, lost, gained = of_trees(
        old.root, new.root, variables.old, variables.new, variables.implied, variables.texts
    )
    if old.phase == "exclusion":
        direction, lost, gained = OPPOSITE[direction], gained, lost
    clinical = [d for d in found if d.kind == "clinical"]
    unless = [d.after or d.before for d in clinical if d.sure != "certain"]
    if direction == "equivalent" and any(d.direction == "unknown" for d in clinical):
        direction = "unknown"
    because = list(dict.fromkeys(d.where for d in clinical))
    return ReviewVerdict(
        phase=new.phase,
        indication=new.indication,
        direction=direction,
        witness_lost=lost,
        witness_gained=gained,
        because=because,
        unless=unless,
    )


class Variables:
    """One variable for each criterion: shared by both versions where it asks the same, or where its change is not decided."""

    def __init__(self, before: Sequence[Seat], after: Sequence[Seat]) -> None:
        self.old = {id(s.leaf): s.at + 1 for s in before}
        self.new: dict[int, int] = {}
        self.texts = {s.at + 1: s.leaf.text for s in before}
        back = {j: i for i, j in match(before, after).items()}
        likely: list[tuple[int, int]] = []  # (stricter, wider)
        for j, seat in enumerate(after):
            own = len(before) + j + 1
            partner = before[back[j]].leaf if j in back else None
            name = own
            if partner is not None:
                way = "equivalent" if equal_leaves(partner, seat.leaf) else of_leaves(partner, seat.leaf)[0]
                if way in ("equivalent", "unknown"):
                    name = back[j] + 1
                elif way == "tightened":
                    likely.append((own, back[j] + 1))
                elif way == "loosened":
                    likely.append((back[j] + 1, own))
            self.new[id(seat.leaf)] = name
            self.texts.setdefault(name, seat.leaf.text)
        self.implied = implications(before, after, self.old, self.new)
        for stricter, wider in likely:
            self.implied.setdefault(stricter, set()).add(wider)


def equal_leaves(a: Criterion, b: Criterion) -> bool:
    """Tell whether two leaves ask the same."""
    if same_words(a.text, b.text):
        return True
    weight_a, weight_b = ([w for w in plain_words(x.text) if w not in FUNCTION_WORDS] for x in (a, b))
    return weight_a == weight_b or (bool(a.atoms) and meaning(a) == meaning(b) and not (a.partial or b.partial))


def implications(
    before: Sequence[Seat], after: Sequence[Seat], old_names: dict[int, int], new_names: dict[int, int]
) -> dict[int, set[int]]:
    """Return for each leaf's variable the variables that hold with it, by typed meaning."""
    leaves = [(old_names[id(s.leaf)], s.leaf) for s in before] + [(new_names[id(s.leaf)], s.leaf) for s in after]
    found: dict[int, set[int]] = {}
    for name, leaf in leaves:
        for other, target in leaves:
            if name != other and implies(leaf, target):
                found.setdefault(name, set()).add(other)
    return found
