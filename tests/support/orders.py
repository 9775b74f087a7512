"""What a comparison says, apart from the order in which the payers stand: two orders of the same payers must give the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel

from payerdiff.model.comparison import Comparison, Order, Relation

Said = dict[str, set[object]]
K = TypeVar("K", bound=str)


def said(found: Comparison) -> Said:
    """Return all that a comparison says, by kind, as sets; rows and alignments bear no numbers here."""
    rows = {r.id: (r.question, r.phase, r.indication) for r in found.matrix}
    return {
        "alignment": {(a.indication, a.by, a.confidence, frozenset((m.policy, *m.sets) for m in a.members)) for a in found.alignment},
        "matrix": {(rows[r.id], r.divergent, frozenset((c.policy, c.summary) for c in r.cells)) for r in found.matrix},
        "relations": {of_relation(r) for r in found.relations},
        "scenarios": {(s.patient, s.phase, s.indication, pairs(s.verdicts), pairs(s.deciding), frozenset((k, frozenset(w)) for k, w in s.open.items()), s.on_label) for s in found.scenarios},
        "orders": {of_order(o) for o in found.orders},
        "easiest": {whole(e) for e in found.easiest},
        "access": {whole(f) for f in found.access},
        "parity": {whole(p) for p in found.parity},
        "headlines": {
            (h.kind, frozenset(h.policies), frozenset(rows.get(ref, ref) for ref in h.refs), tuple(sorted(re.findall(r"\w+", h.text))))
            for h in found.headlines
        },
    }  # fmt: skip


def differences(one: Said, other: Said) -> list[str]:
    """Return what one says and the other does not, each way."""
    return [f"{kind}: {x}" for kind in one for x in sorted(map(str, one[kind] ^ other[kind]))]


def of_relation(r: Relation) -> object:
    """Return how a payer stands to another."""
    witnesses = tuple(whole(w) if w else None for w in (r.only_a, r.only_b))
    own = frozenset((key, frozenset(words)) for key, words in r.own.items())
    lists = (r.because, map(whole, r.reasons), r.unless, r.shared)
    return (
        r.a,
        r.b,
        r.phase,
        r.indication,
        r.relation,
        witnesses,
        *(frozenset(x) for x in lists),
        own,
        pairs(r.ways),
        pairs(r.beyond),
    )


def of_order(order: Order) -> object:
    """Return an order by its places' payers."""
    places = [frozenset(place) for place in order.places]
    edges = frozenset((places[e.wider], places[e.narrower], whole(e.witness)) for e in order.edges)
    unordered = frozenset(frozenset((places[x], places[y])) for x, y in order.unordered)
    undetermined = frozenset(frozenset((places[x], places[y])) for x, y in order.undetermined)
    return order.phase, order.indication, frozenset(places), edges, unordered, undetermined


def pairs(held: Mapping[K, str]) -> object:
    """Return a mapping without its order."""
    return frozenset(held.items())


def whole(value: BaseModel) -> str:
    """Return a value with all that it holds."""
    return value.model_dump_json()
