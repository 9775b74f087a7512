"""Criteria that hang elsewhere or bear another number: moves and renumbering."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from payerdiff.compare.changes.content_edits import Draft, Path, moves_of
from payerdiff.compare.changes.set_diff import Sets, below, drawn, node_at, place, spoken
from payerdiff.model.policy import Criterion


def rehung(sets: Sets, worded: dict[Path, Draft]) -> Iterator[Draft]:
    """Yield nodes that hang elsewhere: in another order below the same parent, or below another one.

    Nodes that left one parent for another together are one change. Where the operators above are the same it is
    editorial; else what it does is left to the whole tree. One that is reworded as well is one change with its rewording.
    """
    paths = sets.pairing.paths
    together: dict[tuple[Path, Path | None], list[tuple[Path, Path]]] = {}
    for here in sorted(moves_of(paths)):
        there = paths[here]
        elsewhere = paths.get(here[:-1]) != there[:-1]
        together.setdefault((here[:-1], there[:-1] if elsewhere else None), []).append((here, there))
    shells = {p for p in below(sets.new.root, ()) if p not in paths.values()}
    gone = {p for p in below(sets.old.root, ()) if p not in paths}
    for (_, parent), moved in sorted(together.items(), key=lambda item: item[1]):
        here, there = moved[0]
        old, new = node_at(sets.old.root, here), node_at(sets.new.root, there)
        claims = {sets.claim("move", a) for a, _ in moved}
        same = parent is None or chain(sets.old.root, here) == chain(sets.new.root, there)
        if parent is not None:  # the groups that opened for it, and those that it left empty, go with it
            claims |= {sets.claim("add", p) for p in shells if any(b[: len(p)] == p for _, b in moved)}
            claims |= {sets.claim("remove", p) for p in gone if any(a[: len(p)] == p for a, _ in moved)}
        known = worded.get(here)
        if known is not None and len(moved) == 1:
            same = same or known.kind == "editorial"
            worded[here] = replace(
                known, claims=known.claims | claims, where=known.where if old.label == new.label else f"{place(old, sets)} → {place(new, sets)}",
                direction=known.direction if same else "unknown", sure=known.sure if same else "open",
            )  # fmt: skip
            continue
        words = ["\n".join(line for a, _ in moved for line in spoken(node_at(sets.old.root, a))), "\n".join(line for _, b in moved for line in spoken(node_at(sets.new.root, b)))]  # fmt: skip
        where = place(new, sets) if old.label == new.label else f"{place(old, sets)} → {place(new, sets)}"
        yield drawn(
            sets, "move", "editorial" if same else "clinical", "equivalent" if same else "unknown", old, new, texts=(words[0], words[1]),
            where=where, claims=claims, sure="certain" if same else "open", under=above(sets.new.root, there),
        )  # fmt: skip


def above(root: Criterion, path: Path) -> tuple[str, ...]:
    """Return the words of the items above a node."""
    return tuple(n.text for n in (node_at(root, path[:depth]) for depth in range(len(path))) if n.text)


def chain(root: Criterion, path: Path) -> list[str]:
    """Return the operators above a node, those of groups of one and repeated ones left out."""
    found: list[str] = []
    for depth in range(len(path)):
        group = node_at(root, path[:depth])
        if len(group.children) > 1 and (not found or found[-1] != group.taken_op):
            found.append(group.taken_op)
    return found


def renumbered(sets: Sets) -> Iterator[Draft]:
    """Yield the changed labels of a set as one change."""
    labels, claims, spans = [], set(), None
    joined = {a.path for a, _ in sets.pairing.joined}
    for here, there in sorted(sets.pairing.paths.items()):
        if here in joined:
            continue
        old, new = node_at(sets.old.root, here), node_at(sets.new.root, there)
        if old.label != new.label:
            claims.add(sets.claim("set", here, "label"))
            labels.append(f"{old.label or 'no number'} → {new.label or 'no number'}")
            spans = spans or (old, new)
    if spans is not None:
        words = f"renumbered: {', '.join(dict.fromkeys(labels))}"
        yield drawn(
            sets, "replace", "editorial", "equivalent", *spans, texts=("", words), where=place(spans[1], sets), claims=claims
        )  # fmt: skip
