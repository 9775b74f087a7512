"""Lists of uses → a set of criteria for each use: alternatives that open with a disease, and what stands below the heading of a group of indications."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from payerdiff.model.policy import CriteriaSet, Criterion, Phase
from payerdiff.normalize import lexicon
from payerdiff.normalize.criteria.list_items import Result, next_id, population_of
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.structure.blocks.names import named_by
from payerdiff.normalize.structure.context import title_of

MANY = 3
"""Uses at least of a list that is parted into sets."""
GROUP = Rule("listed_uses.group", r"(?:[\w/&,-]+ ){1,4}(?:indications|uses|conditions|disorders|diagnoses|diseases|cancers|malignancies)\W*$", "Hematologic indications", "Asthma", by="match")  # fmt: skip
"""A heading over several indications that is the name of none."""
EACH = Rule("listed_uses.each", r"\s*(?:with |in |for |including )?(?:any|one|either)(?: one)? of the following\b.*$|\W+$", "Lymphomas with any of the following subtypes:", "Lymphoma")  # fmt: skip
"""What leads from the name of a kind over to its members."""


def part_uses(result: Result) -> None:
    """Give each use of a list of uses a set of its own.

    They are alternatives that open with a disease, each above criteria of its own. What is asked for beside the list holds for all of them.
    """
    for made in [one for one in result.sets if one.phase in ("initial", "renewal")]:
        kids = made.root.children if made.root.op == "all" else [made.root]
        lists = [
            kid for kid in kids if kid.op == "any" and len(kid.children) >= MANY and all(map(use_of, kid.children))
        ]
        if len(lists) == 1:
            part_list(result, made, lists[0].children, [kid for kid in kids if kid is not lists[0]])


def part_joined_uses(result: Result) -> None:
    """Give each use a set of its own where nothing says that they are alternatives: no patient has all the diseases."""
    for made in [one for one in result.sets if one.phase != "exclusion" and one.root.op == "all"]:
        uses = uses_at_end(made.root.children)
        if len(uses) >= MANY:
            part_list(result, made, uses, made.root.children[: -len(uses)])


def uses_at_end(kids: Sequence[Criterion]) -> list[Criterion]:
    """Return the uses that close a list, each of another disease; nothing where a disease comes twice."""
    uses = list(reversed(list(takewhile(lambda kid: use_of(kid) is not None, reversed(kids)))))
    return uses if len({use_of(kid) for kid in uses}) == len(uses) else []


def part_groups(result: Result) -> None:
    """Give each indication below the heading of a group a set of its own.

    What is asked for beside them is asked for in each; reauthorization below the same heading is that of the whole group.
    """
    groups: dict[str, list[str]] = {}
    for made in [one for one in result.sets if one.phase == "initial" and is_group(one.indication or "")]:
        kids = made.root.children if made.root.op == "all" else [made.root]
        groups.setdefault(made.indication or "", []).extend(part_group(result, made, kids))
    for made in [one for one in result.sets if one.phase == "renewal" and one.indication is None]:
        part_renewal(result, made)
    for at, one in enumerate(result.sets):
        held = groups.get(one.indication or "")
        if one.phase == "renewal" and held:
            result.sets[at] = one.model_copy(update={"indication": None, "holds_for": held})


def part_list(result: Result, made: CriteriaSet, uses: Sequence[Criterion], rest: Sequence[Criterion]) -> None:
    """Part a list whose items open with a disease; below criteria for all requests they are those of first ones."""
    at = result.sets.index(made)
    result.sets.pop(at)
    if rest:
        common: Phase = "renewal" if made.phase == "renewal" else "universal"
        root = Criterion(op="all", children=list(rest), span=made.root.span)
        known = {"id": next_id(result, common), "phase": common, "indication": None, "root": root}
        result.sets.insert(at, made.model_copy(update=known))
    phase: Phase = "initial" if made.phase == "universal" else made.phase
    for use in uses:
        add_use(result, made.model_copy(update={"phase": phase}), use_of(use), use, len(result.sets))


def use_of(node: Criterion) -> str | None:
    """Return the disease that a criterion opens with, above criteria of its own, or None."""
    if node.op != "all" or len(node.children) < 2 or node.children[0].op != "leaf":
        return None
    return title_of(node.children[0].text) if named_by(node.children[0].text) == "disease" else None


def is_group(title: str) -> bool:
    """Return True if a title is that of several indications, and the name of none."""
    return named_by(title) != "disease" and GROUP.match(title) is not None


def part_group(result: Result, made: CriteriaSet, kids: Sequence[Criterion]) -> list[str]:
    """Part the indications below the heading of a group, and return the ids of their sets."""
    lists = [kid for kid in kids if kid.op == "any" and are_uses(kid.children)]
    if len(lists) != 1:
        return [made.id]
    rest = [kid for kid in kids if kid is not lists[0]]
    at = result.sets.index(made)
    result.sets.pop(at)
    before = {one.id for one in result.sets}
    for place, (title, use) in enumerate(uses_in(lists[0].children), at):
        root = Criterion(op="all", children=[*rest, use], span=use.span)
        add_use(result, made, title, root, place)
    return [one.id for one in result.sets if one.id not in before]


OTHERS = Rule("listed_uses.others", r"(?:all |any )?other (?:indications|diagnoses|conditions|uses)\b", "Other indications in all members", "Indications", by="match")  # fmt: skip


def part_renewal(result: Result, made: CriteriaSet) -> None:
    """Part a list of reauthorizations that each begin with their disease, the last one being for all others."""
    root = made.root.children[0] if len(made.root.children) == 1 else made.root
    last = OTHERS.match(root.children[-1].text) if root.op == "any" and len(root.children) > 1 else None
    titles = [opening_disease(item.text) for item in root.children[:-1]] if last else []
    if last is None or not all(titles):
        return
    at = result.sets.index(made)
    result.sets.pop(at)
    for place, (title, item) in enumerate(zip([*titles, last[0]], root.children, strict=True), at):
        add_use(result, made, title, Criterion(op="all", children=[item], span=item.span), place)


def opening_disease(words: str) -> str | None:
    """Return the disease that words begin with, None where they begin otherwise."""
    first = next((hit for hit in lexicon.hits("diagnoses", words) if hit.start == 0), None)
    return words[: first.end] if first else None


def are_uses(items: Sequence[Criterion]) -> bool:
    """Return True if items are a list of uses: most name a disease, and nothing else."""
    names = [named_by(EACH.sub("", item.text)) == "disease" for item in items]
    return len(items) >= MANY and 2 * sum(names) > len(names)


def uses_in(items: Sequence[Criterion]) -> Iterator[tuple[str, Criterion]]:
    """Yield uses with their titles: the members of a kind (`Lymphomas with any of the following:`) each for itself."""
    for item in items:
        members = next((kid for kid in (item, *item.children) if kid.op == "any" and are_uses(kid.children)), None)
        if members is not None and len(item.children) <= 2:
            yield from uses_in(members.children)
        else:
            yield title_of(item.text), item


def add_use(result: Result, made: CriteriaSet, title: str | None, root: Criterion, at: int) -> None:
    """Add the set of one use."""
    known = {"id": next_id(result, made.phase), "indication": title, "root": root, "population": population_of(title)}
    result.sets.insert(at, made.model_copy(update={**known, "span": root.span or made.span}))
