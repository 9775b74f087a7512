"""The verdict over the whole tree of one phase and indication: who was approved before and is refused now, and the reverse."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.compare.direction import OPPOSITE, implies, of_leaves, of_trees
from payerdiff.compare.drafts import Draft
from payerdiff.compare.matching import Seat, equal_leaves
from payerdiff.compare.pairing import Held, Pairing
from payerdiff.compare.review_schema import ReviewVerdict
from payerdiff.normalize.schema import CriteriaSet, Direction


def verdict_of(
    old: CriteriaSet | None, new: CriteriaSet | None, pairing: Pairing | None, found: Sequence[Draft]
) -> ReviewVerdict:
    """Return the verdict over two trees; a set on one side only is a use that came or went."""
    either = new or old
    assert either is not None  # a pair has one side at least
    clinical = [d for d in found if d.kind == "clinical"]
    because = list(dict.fromkeys(d.where for d in clinical))
    if old is None or new is None or pairing is None:
        return ReviewVerdict(
            phase=either.phase, indication=either.indication, direction=found[0].direction, because=because
        )
    variables = Variables(pairing)
    direction, lost, gained = of_trees(
        old.root, new.root, variables.old, variables.new, variables.implied, variables.texts
    )
    if old.phase == "exclusion":
        direction, lost, gained = OPPOSITE[direction], gained, lost
    if direction == "equivalent" and any(d.direction == "unknown" and d.op != "move" for d in clinical):
        direction = "unknown"
    return ReviewVerdict(
        phase=new.phase,
        indication=new.indication,
        direction=direction,
        witness_lost=lost,
        witness_gained=gained,
        because=because,
        unless=[d.after or d.before for d in clinical if d.sure != "certain" and d.op != "move"],
    )


class Variables:
    """One variable for each criterion: shared by both versions where it asks the same, or where its change is not decided."""

    def __init__(self, pairing: Pairing) -> None:
        before, after = pairing.old, pairing.new
        self.old = {id(s.leaf): s.at + 1 for s in before}
        self.new: dict[int, int] = {}
        self.texts = {s.at + 1: s.leaf.text for s in before}
        back = {j: i for i, j in pairing.leaves.items()}
        likely: list[tuple[int, int]] = []  # (stricter, wider)
        for j, seat in enumerate(after):
            own = len(before) + j + 1
            partner = before[back[j]].leaf if j in back else None
            name = own
            if partner is not None and (back[j], j) not in pairing.merged:
                way: Direction = "equivalent" if equal_leaves(partner, seat.leaf) else of_leaves(partner, seat.leaf)[0]
                if partner.op == seat.leaf.op and way in ("equivalent", "unknown"):
                    name = back[j] + 1
                elif way == "tightened":
                    likely.append((own, back[j] + 1))
                elif way == "loosened":
                    likely.append((back[j] + 1, own))
            self.new[id(seat.leaf)] = name
            self.texts.setdefault(name, seat.leaf.text)
        self.join(pairing)
        self.implied = implications(before, after, self.old, self.new)
        for stricter, wider in likely:
            self.implied.setdefault(stricter, set()).add(wider)

    def join(self, pairing: Pairing) -> None:
        """Let a list of alternatives and the one leaf that says them all be one variable."""
        for a, b in pairing.joined:
            if isinstance(a, Held) and isinstance(b, Seat):
                name = self.new[id(b.leaf)]
                self.old |= {id(pairing.old[at].leaf): name for at in a.leaves}
            elif isinstance(a, Seat) and isinstance(b, Held):
                name = self.old[id(a.leaf)]
                self.new |= {id(pairing.new[at].leaf): name for at in b.leaves}
        for (i, j), (left, right) in pairing.merged.items():
            name = self.old[id(pairing.old[i].leaf)]
            self.old |= {id(pairing.old[at].leaf): name for at in left}
            self.new |= {id(pairing.new[at].leaf): name for at in right}
            self.texts[name] = max(pairing.old[i].leaf.text, pairing.new[j].leaf.text, key=len)


def implications(
    before: Sequence[Seat], after: Sequence[Seat], old_names: dict[int, int], new_names: dict[int, int]
) -> dict[int, set[int]]:
    """Return for each leaf's variable the variables that hold with it, by typed meaning."""
    leaves = [(old_names[id(s.leaf)], s.leaf) for s in before] + [(new_names[id(s.leaf)], s.leaf) for s in after]
    typed = [(name, leaf) for name, leaf in leaves if leaf.atoms]
    found: dict[int, set[int]] = {}
    for name, leaf in typed:
        for other, target in typed:
            if name != other and implies(leaf, target):
                found.setdefault(name, set()).add(other)
    return found
