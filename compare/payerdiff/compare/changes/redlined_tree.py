"""Both versions of the criteria in one tree: what came, what went, what was reworded, each with its change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from payerdiff.compare.changes.content_edits import COLLECTIONS, Key, Path
from payerdiff.model.policy import CriteriaSet, Criterion, Policy
from payerdiff.model.review import RedlineNode, RedlineSet
from payerdiff.model.words import same_words

State = Literal["same", "inserted", "deleted", "changed", "moved"]


class Redline:
    """Builds the trees: knows which node is which, and which change speaks of which path."""

    def __init__(self, old: Policy, new: Policy, pairs: Mapping[Path, Path], told: Mapping[Key, str]) -> None:
        """`told` names the change of each edit; format noise is left out of it."""
        self.old, self.new = old, new
        self.there = dict(pairs)
        self.here = {b: a for a, b in pairs.items()}
        self.by_old: dict[Path, list[str]] = {}
        self.by_new: dict[Path, list[str]] = {}
        self.moved: set[Path] = set()
        for (do, path, _), name in told.items():
            (self.by_new if do == "add" else self.by_old).setdefault(path, []).append(name)
            if do == "move":
                self.moved.add(path)

    def sets(self) -> Iterator[RedlineSet]:
        """Yield the sets of the new version in order, those that went behind the one they stood behind."""
        for name in ("criteria", "exclusions"):
            root = COLLECTIONS.index(name)
            before, after = getattr(self.old, name), getattr(self.new, name)
            yield from (self.gone(before[i], (root, i)) for i in self.leading(root, len(before)))
            for j, criteria in enumerate(after):
                yield self.present(criteria, (root, j))
                i = self.here.get((root, j), (root, -1))[1]
                while 0 <= i < len(before) - 1 and (root, i + 1) not in self.there:
                    i += 1
                    yield self.gone(before[i], (root, i))

    def leading(self, root: int, count: int) -> Iterator[int]:
        """Yield the indexes of old sets that went from the head of the list."""
        for i in range(count):
            if (root, i) in self.there:
                return
            yield i

    def gone(self, criteria: CriteriaSet, path: Path) -> RedlineSet:
        """Return a set that only the old version has."""
        root = next(iter(self.deleted(criteria.root, (*path, 0), self.by_old.get(path, []))))
        return RedlineSet(phase=criteria.phase, indication=criteria.indication, state="deleted", root=root)

    def present(self, criteria: CriteriaSet, path: Path) -> RedlineSet:
        """Return a set of the new version."""
        root = self.node(criteria.root, (*path, 0))
        fresh = path not in self.here
        state: Literal["same", "inserted", "changed"] = "inserted" if fresh else "changed" if differs(root) else "same"
        return RedlineSet(phase=criteria.phase, indication=criteria.indication, state=state, root=root)

    def node(self, node: Criterion, path: Path) -> RedlineNode:
        """Return a node of the new tree, with what went from below it in its old place."""
        here = self.here.get(path)
        children = [self.node(child, (*path, at)) for at, child in enumerate(node.children)]
        if here is None:
            return shown(node, "", node.text, "inserted", self.by_new.get(path, []), children)
        twin = self.old_node(here)
        changes = self.by_old.get(here, [])
        worded = changes and not same_words(twin.text, node.text)
        state: State = "changed" if worded else "moved" if here in self.moved else "same"
        joined = self.with_gone(twin, here, path, children)
        if node.children and not twin.children:
            state = "changed"
        return shown(node, twin.text, node.text, state, changes, joined)

    def with_gone(self, twin: Criterion, here: Path, path: Path, children: list[RedlineNode]) -> list[RedlineNode]:
        """Return a group's items with those that went, each behind the item that it stood behind."""
        behind: dict[int, list[RedlineNode]] = {}
        at = -1
        for i, child in enumerate(twin.children):
            there = self.there.get((*here, i))
            if there is None:
                behind.setdefault(at, []).extend(self.deleted(child, (*here, i), []))
            elif there[:-1] == path:
                at = there[-1]
        found = list(behind.get(-1, []))
        for j, shown_child in enumerate(children):
            found += [shown_child, *behind.get(j, [])]
        return found

    def deleted(self, node: Criterion, path: Path, known: list[str]) -> Iterator[RedlineNode]:
        """Yield a branch that went; what of it hangs elsewhere now is left out, and groups that held nothing else."""
        if path in self.there:
            return
        changes = self.by_old.get(path, known)
        children = [x for at, child in enumerate(node.children) for x in self.deleted(child, (*path, at), changes)]
        if children or not node.children:
            yield shown(node, node.text, "", "deleted", changes, children)

    def old_node(self, path: Path) -> Criterion:
        """Return a node of the old version."""
        sets = self.old.criteria if path[0] == COLLECTIONS.index("criteria") else self.old.exclusions
        node: Criterion = sets[path[1]].root
        for at in path[3:]:
            node = node.children[at]
        return node


def shown(
    node: Criterion, before: str, after: str, state: State, changes: Sequence[str], children: list[RedlineNode]
) -> RedlineNode:
    """Return a node of the redline."""
    return RedlineNode(
        label=node.label, op=node.op, k=node.k, before=before, after=after, state=state, changes=list(dict.fromkeys(changes)), children=children
    )  # fmt: skip


def differs(node: RedlineNode) -> bool:
    """Return True if anything in a tree is not the same."""
    return node.state != "same" or bool(node.changes) or any(map(differs, node.children))
