"""How well a policy was read, held against what a person wrote down from the page.

A gold file names a document, its trees of criteria (leaves quoted by their first words and `…`), approvals, limits, codes and
revisions; [README.md](README.md) beside it says how gold is labeled. Everything is counted as right, invented and missed, so
that documents can be added up; `f1` is the harmonic mean of precision and recall.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

PAIRING_FLOOR = 0.6
"""Least overlap of words at which two leaves can be the same criterion."""
SIGNS = {"\\geq": "≥", "\\leq": "≤", ">=": "≥", "<=": "≤"}
POLARITY = re.compile(r".+[+-]$|^(?:not|no|without|none|negative|positive|absence|unless|except)$")
UNITS = {"years": "year", "months": "month", "days": "day", "weeks": "week", "cycles": "cycle", "doses": "dose", "vials": "vial", "billable units": "billable unit"}  # fmt: skip
PHASES = ("initial", "renewal")

Node = dict[str, Any]
Path = tuple[tuple[tuple[str, int | None], int], ...]


@dataclass(slots=True)
class Count:
    """Right, invented and missed items of one kind."""

    right: int = 0
    invented: int = 0
    missed: int = 0

    def add(self, other: Count) -> None:
        """Take another count in."""
        self.right += other.right
        self.invented += other.invented
        self.missed += other.missed

    @property
    def f1(self) -> float | None:
        """Return the harmonic mean of precision and recall; None where there is nothing to find and nothing was found."""
        total = 2 * self.right + self.invented + self.missed
        return 2 * self.right / total if total else None


@dataclass(slots=True)
class Score:
    """The counts of one document or of many; `misses` are for the person who mends the reader."""

    counts: dict[str, Count] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    def add(self, kind: str, right: int, invented: int, missed: int) -> None:
        """Count some items of a kind."""
        self.counts.setdefault(kind, Count()).add(Count(right, invented, missed))

    def take(self, other: Score) -> None:
        """Take another document's counts in."""
        for kind, count in other.counts.items():
            self.counts.setdefault(kind, Count()).add(count)
        self.misses += other.misses

    def multisets(self, kind: str, gold: Iterable[object], found: Iterable[object]) -> None:
        """Count two collections, each item as often as it stands there."""
        want, got = list(gold), list(found)
        rest = list(got)
        for item in want:
            if item in rest:
                rest.remove(item)
            else:
                self.misses.append(f"{kind} · missed · {item}")
        self.misses += [f"{kind} · invented · {item}" for item in rest]
        right = len(got) - len(rest)
        self.add(kind, right, len(rest), len(want) - right)


def words(text: str) -> list[str]:
    """Return the words of a text in lower case; a closing + or - stays with its word (Ph+, MRD-)."""
    text = text.lower()
    for written, sign in SIGNS.items():
        text = text.replace(written, sign)
    return re.findall(r"[a-z0-9]+(?:\.[0-9]+)?(?:[+-](?![a-z0-9]))?|[<>=≥≤]", text)


def overlap(gold: str, found: str) -> float:
    """Return how alike two wordings are, 0 to 1; 0 where they differ in polarity. `…` stands for the rest of the sentence.

    >>> overlap("Age 18 years …", "Age 18 years or older at the first dose")
    1.0
    >>> overlap("MRD-positive disease", "MRD-negative disease")
    0.0
    """
    left, right = words(gold), words(found)
    if gold.rstrip().endswith("…"):
        right = right[: len(left)]
    a, b = Counter(left), Counter(right)
    if any(POLARITY.match(word) for word in (a - b) + (b - a)):
        return 0.0
    total = sum(a.values()) + sum(b.values())
    return 2 * sum((a & b).values()) / total if total else 0.0


def leaves(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Yield every leaf that stands, with its way from the root: (operator, k) and the child's place."""
    if node.get("change") == "deleted":
        return
    kids = node.get("children") or []
    if not kids:
        yield path, node
    for place, kid in enumerate(kids):
        yield from leaves(kid, (*path, ((node["op"], node.get("k")), place)))


def joint(a: Path, b: Path) -> tuple[str, int | None] | None:
    """Return the operator of the lowest group that holds both leaves of one tree."""
    last = None
    for (op, i), (_, j) in zip(a, b, strict=False):
        last = op
        if i != j:
            return last
    return last


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf with its tree."""

    phase: str
    indication: str
    tree: int
    path: Path
    node: Node


def flat(trees: Sequence[Node]) -> list[Leaf]:
    """Return all leaves of some trees in order."""
    return [
        Leaf(tree["phase"], tree.get("indication") or "", number, path, node)
        for number, tree in enumerate(trees)
        for path, node in leaves(tree["root"])
    ]


def pairs_of(gold: Sequence[Leaf], found: Sequence[Leaf]) -> dict[int, int]:
    """Pair leaves one to one within a phase: best wording first, then the likelier indication, then the order of the document."""
    near = []
    for i, g in enumerate(gold):
        for j, f in enumerate(found):
            if g.phase == f.phase:
                alike = overlap(g.node["text"], f.node["text"])
                if alike >= PAIRING_FLOOR:
                    near.append((-alike, -overlap(g.indication, f.indication), abs(i - j), i, j))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for *_, i, j in sorted(near):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def plain(value: object) -> object:
    """Return a value in one spelling: numbers as numbers, words in lower case without hyphens."""
    if value is None or isinstance(value, bool):
        return value
    text = " ".join(str(value).lower().replace("_", " ").replace("-", " ").split())
    text = UNITS.get(text, text)
    try:
        return float(text)
    except ValueError:
        return text


def atom_key(atom: Node) -> tuple[object, ...]:
    """Return what must agree of an atom: concept, subject, operator, values, unit, denial."""
    value = atom.get("value")
    many = value if isinstance(value, list) else [value]
    op = {"in": "=", "==": "="}.get(atom["op"], atom["op"])
    return (atom["concept"], plain(atom.get("subject")), op, frozenset(map(plain, many)), plain(atom.get("unit")), bool(atom.get("negated")))  # fmt: skip


def named_key(atom: Node, asked: Sequence[tuple[object, ...]]) -> tuple[object, ...]:
    """Return what must agree of an atom that was found, by the document's names or the vocabulary's: gold has the one or the other."""
    known = atom_key({**atom, "value": atom["canonical"]}) if atom.get("canonical") is not None else None
    return known if known in asked else atom_key(atom)  # type: ignore[return-value]  # `None` is never asked for


def first_date(revision: Node) -> str:
    """Return the earliest date of a log entry."""
    return min((day for day in (revision.get("dates") or {}).values() if day), default="")


def score(gold: Node, policy: Node | None) -> Score:
    """Return how a policy (its JSON, None where it was refused) does against its gold."""
    policy, tally = policy or {}, Score()
    score_fields(gold, policy, tally)
    score_trees(gold, policy, tally)
    keys = {
        "approvals": ("phase", "value", "unit"),
        "limits": ("kind", "value", "unit", "per_value", "per_unit"),
        "codes": ("system", "code"),
    }
    for kind, fields in keys.items():
        if kind in gold:
            want, got = (
                [tuple(plain(row.get(f)) for f in fields) for row in side.get(kind) or []] for side in (gold, policy)
            )
            if kind in ("limits", "approvals"):  # the same limit or length may be said more than once
                want, got = list(dict.fromkeys(want)), list(dict.fromkeys(got))
            tally.multisets(kind, want, got)
    if "revisions" in gold:
        tally.multisets("revisions", map(first_date, gold["revisions"]), map(first_date, policy.get("revisions") or []))
    return tally


def score_fields(gold: Node, policy: Node, tally: Score) -> None:
    """Count the metadata and the drugs that the gold names."""
    for name, want in (gold.get("metadata") or {}).items():
        got: Any = policy
        for step in name.split("."):
            got = got.get(step) if isinstance(got, dict) else None
        rights = [want, *(gold.get("accept") or {}).get(name, [])]
        good = any(
            plain(got) == plain(right) or (isinstance(got, str) and overlap(right, got) >= 0.8) for right in rights
        )
        tally.add("metadata", int(good), 0, int(not good))
        if not good:
            tally.misses.append(f"metadata · {name}: {want!r} wanted, {got!r} found")
    named = {plain(name) for drug in policy.get("drugs") or [] for name in (drug["generic"], *drug["brands"])}
    for drug in gold.get("drugs") or []:
        tally.add("metadata", int(plain(drug) in named), 0, int(plain(drug) not in named))


def score_trees(gold: Node, policy: Node, tally: Score) -> None:
    """Count leaves, the operators that join them, whole trees and atoms."""
    want = flat(gold.get("trees") or [])
    got = flat([*(policy.get("criteria") or []), *(dict(e, phase="exclusion") for e in policy.get("exclusions") or [])])
    pairs = pairs_of(want, got)
    labelled = {leaf.phase for leaf in want} | set(PHASES)
    extra = (
        [leaf for j, leaf in enumerate(got) if j not in pairs.values() and leaf.phase in labelled]
        if gold.get("complete")
        else []
    )
    tally.add("leaves", len(pairs), len(extra), len(want) - len(pairs))
    tally.misses += [f"leaf · missed · {leaf.node['text']}" for i, leaf in enumerate(want) if i not in pairs]
    tally.misses += [f"leaf · invented · {leaf.phase} · {leaf.node['text'][:90]}" for leaf in extra]
    wrong = {leaf.tree for i, leaf in enumerate(want) if i not in pairs}
    for i, j in itertools.combinations(range(len(want)), 2):
        if want[i].tree != want[j].tree:
            continue
        op = joint(want[i].path, want[j].path)
        both = i in pairs and j in pairs
        same = both and got[pairs[i]].tree == got[pairs[j]].tree
        # Alternatives may stand as sets of their own: a policy approves where any of its indications does.
        seen = joint(got[pairs[i]].path, got[pairs[j]].path) if same else ("any", None) if both else None
        good = seen is not None and op is not None and seen[0] == op[0] and (op[0] != "at_least" or seen[1] == op[1])
        tally.add("logic", int(good), 0, int(not good))
        if not good:
            wrong.add(want[i].tree)
            if both:
                tally.misses.append(
                    f"logic · {op} wanted, {seen} found · {want[i].node['text'][:50]} / {want[j].node['text'][:50]}"
                )
    total = len(gold.get("trees") or [])
    tally.add("trees", total - len(wrong), 0, len(wrong))
    for i, leaf in enumerate(want):
        if "atoms" in leaf.node:
            found = got[pairs[i]].node.get("atoms") or [] if i in pairs else []
            asked = [atom_key(atom) for atom in leaf.node["atoms"]]
            qualifiers = [atom_key(q) for atom in found for q in atom.get("qualifiers") or []]
            keys = [named_key(atom, asked) for atom in found] + [key for key in qualifiers if key in asked]
            tally.multisets("atoms", asked, keys)
