"""Two versions' criteria → changes: inserted, deleted, reworded, moved, renumbered, joined otherwise.

Every edit between the two trees is claimed by one change, so that none stays unsaid. A branch that came or went as
a whole is one change, and its direction is that of the place where the whole branch hangs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from payerdiff.compare.changes.content_edits import COLLECTIONS, Draft, Key, Path
from payerdiff.compare.changes.direction import OPPOSITE, narrowing, of_leaves, of_place, of_words
from payerdiff.compare.changes.leaf_match import Seat, equal_seats, pair_sets
from payerdiff.compare.changes.moves import rehung, renumbered
from payerdiff.compare.changes.node_match import Held, pair_trees
from payerdiff.compare.changes.set_diff import Sets, below, drawn, first_span, node_at, place, placed, spoken, turned
from payerdiff.compare.changes.uses import about, narrowed, paired_uses, with_use
from payerdiff.compare.changes.verdicts import verdict_of
from payerdiff.compare.changes.words.prose_changes import COVERAGE, IDLE
from payerdiff.compare.changes.words.statements import is_schedule, leads_on, of_quantifier, points_alike, points_to
from payerdiff.compare.logic.scope import asks_papers_only
from payerdiff.model.polarity import Place, walk
from payerdiff.model.policy import CriteriaSet, Criterion, Direction, Kind, Policy
from payerdiff.model.review import ReviewVerdict, Sureness
from payerdiff.model.words import plain_words, same_words
from payerdiff.normalize import lexicon

FILLER = frozenset(lexicon.table("phrases")["filler"]["words"])
MEANT = ("text", "atoms", "meaning", "partial")
JOINED = ("op", "k", "read_as")


class Found(NamedTuple):
    """The changes of criteria and exclusions, the verdict of each phase and indication with where its set stands now, and which node is which."""

    drafts: list[Draft]
    verdicts: list[ReviewVerdict]
    homes: list[tuple[int, int] | None]
    pairs: dict[Path, Path]


def changes_of_criteria(old: Policy, new: Policy) -> Found:
    """Return what changed between the criteria and exclusions of two versions."""
    drafts: list[Draft] = []
    verdicts: list[ReviewVerdict] = []
    homes: list[tuple[int, int] | None] = []
    pairs: dict[Path, Path] = {}
    for name in ("criteria", "exclusions"):
        root = COLLECTIONS.index(name)
        before, after = getattr(old, name), getattr(new, name)
        for i, j in pair_sets(before, after):
            a, b = None if i is None else before[i], None if j is None else after[j]
            found: list[Draft]
            if a is None or b is None or i is None or j is None:
                found = [whole_set(a, b, (root, i if j is None else j))]  # type: ignore[arg-type]  # one of them is there
                verdicts.append(verdict_of((old, new), a, b, None, found))
            else:
                sets = Sets(a, b, (root, i), (root, j), pair_trees(a, b))
                pairs |= {sets.here: sets.there}
                pairs |= {(*sets.here, 0, *x): (*sets.there, 0, *y) for x, y in sets.pairing.paths.items()}
                found = list(changes_of_sets(sets))
                verdict = verdict_of((old, new), a, b, sets.pairing, found)
                found = [decided(d, verdict, found) for d in found]
                each = list(verdicts_by_use((old, new), a, b, found)) if verdict.direction == "both" else []
                found = [with_use(d, a, b) for d in found] if each else found
                verdicts += each or [verdict]
            homes += [extent(b.root) if b else None] * (len(verdicts) - len(homes))
            drafts += found
    return Found(joined_moves(drafts), verdicts, homes, pairs)


def extent(root: Criterion) -> tuple[int, int] | None:
    """Return where a tree's own words begin and end; None where it has no place."""
    spans = [place.node.span for place in walk(root) if place.node.span is not None]
    return (min(s.start for s in spans), max(s.end for s in spans)) if spans else None


def verdicts_by_use(policies: tuple[Policy, Policy], old: CriteriaSet, new: CriteriaSet, found: Sequence[Draft]) -> Iterator[ReviewVerdict]:  # fmt: skip
    """Yield the verdict for each disease of two sets that have several."""
    pairs = paired_uses(old, new)
    told = [with_use(d, old, new) for d in found]
    for before, after in pairs:
        use = after or before or ""
        own = [d for d in about(told, use, [x for pair in pairs for x in pair if x]) if d.kind == "clinical"]
        a, b = (narrowed(side, name) if name else None for side, name in ((old, before), (new, after)))
        if a is not None and b is not None:
            yield verdict_of(policies, a, b, pair_trees(a, b), own)
        else:
            yield verdict_of(policies, a, b, None, [whole_set(a, b, ())])


def decided(draft: Draft, verdict: ReviewVerdict, among: Sequence[Draft]) -> Draft:
    """Give a criterion that hangs elsewhere the verdict of the whole tree, where nothing else of it changed."""
    clinical = [d for d in among if d.kind == "clinical"]
    if draft.op == "move" and draft.direction == "unknown" and len(clinical) == 1 and draft in clinical:
        kind: Kind = "editorial" if verdict.direction == "equivalent" else "clinical"
        return replace(draft, direction=verdict.direction, kind=kind, sure="certain")
    return draft


def whole_set(old: CriteriaSet | None, new: CriteriaSet | None, path: Path) -> Draft:
    """Return an indication (or set for all indications) that came or went as a whole."""
    one = new or old
    assert one is not None  # one side is there
    widens = (one.phase != "universal") == (new is not None)
    direction: Direction = turned("loosened" if widens else "tightened", one.phase)
    papers = is_no_use(one) and one.phase != "exclusion" and asks_papers_only(one)
    if is_no_use(one):  # it may be a way of its own, or one more list; what is to be sent in stands beside the criteria
        direction = "unknown" if not papers else "tightened" if new is not None else "loosened"
    lines = spoken(one.root)
    titled = [] if lines[:1] == [one.indication] else [one.indication or ""]
    words = "\n".join([*titled, *lines]).strip()
    span = one.span or first_span(one.root)
    claims = below(one.root, (*path, 0)) | {path}
    do = "add" if new is not None else "remove"
    return Draft(
        "insert" if new else "delete", "clinical", direction, "" if new else words, words if new else "", one.indication or one.phase,
        None, one.phase, one.indication, None if new else span, span if new else None, "open" if direction == "unknown" else "likely" if papers else "certain",
        claims=frozenset((do, p, "") for p in claims), whole=True, old_places=placed(old.root if old else None), new_places=placed(new.root if new else None),
    )  # fmt: skip


def is_no_use(one: CriteriaSet) -> bool:
    """Return True if nothing tells that a set is a use of its own; what it does to the others is open.

    That is a set whose title names criteria and nothing that they are for, or one without a title that types nothing and speaks of no coverage.
    """
    if one.phase not in ("initial", "renewal"):
        return False
    if one.indication is not None:
        return not one.diseases and set(plain_words(one.indication)) <= IDLE
    nodes = [place.node for place in walk(one.root)]
    return not any(node.atoms or COVERAGE.search(node.text) for node in nodes)


def changes_of_sets(sets: Sets) -> Iterator[Draft]:
    """Yield the changes between two versions of a set."""
    yield from retitled(sets)
    yield from one_sided(sets, sets.old.root, inserted=False)
    yield from one_sided(sets, sets.new.root, inserted=True)
    worded: dict[Path, Draft] = {}
    for i, j in sorted(sets.pairing.leaves.items()):
        draft = taken_in(sets, i, j) or reworded(sets, sets.pairing.old[i], sets.pairing.new[j])
        if draft is not None:
            worded[sets.pairing.old[i].path] = draft
    for a, b in sets.pairing.joined:
        worded[a.path] = said_otherwise(sets, a, b)
    yield from regrouped(sets)
    yield from rehung(sets, worded)
    yield from worded.values()
    yield from renumbered(sets)


def taken_in(sets: Sets, i: int, j: int) -> Draft | None:
    """Return a leaf that now says what several said, or the reverse, as one editorial change."""
    merged = sets.pairing.merged.get((i, j))
    if merged is None:
        return None
    old, new = ([seats[at] for at in sorted(side)] for seats, side in zip((sets.pairing.old, sets.pairing.new), merged, strict=True))  # fmt: skip
    a, b = sets.pairing.old[i], sets.pairing.new[j]
    claims = {sets.claim("set", a.path, name) for name in MEANT} | heads(sets, a, b)
    claims |= {sets.claim("remove", s.path) for s in old if s.at != i} | {
        sets.claim("add", s.path) for s in new if s.at != j
    }
    texts = ("\n".join(s.leaf.text for s in old), "\n".join(s.leaf.text for s in new))
    return drawn(sets, "replace", "editorial", "equivalent", a.leaf, b.leaf, texts=texts, where=place(b.leaf, sets), claims=claims)  # fmt: skip


def retitled(sets: Sets) -> Iterator[Draft]:
    """Yield a changed indication, unless a criterion of the same words says it."""
    old, new = sets.old.indication or "", sets.new.indication or ""
    leaves = {" ".join(plain_words(s.leaf.text)) for s in (*sets.pairing.old, *sets.pairing.new)}
    if same_words(old, new) or {" ".join(plain_words(t)) for t in (old, new)} <= leaves:
        return
    direction, sure = of_words(old, new, refused=sets.new.phase == "exclusion")
    kind: Kind = "clinical"
    if any(names_what_is_said(name, said, sets) for name, said in ((new, old), (old, new))):
        kind, direction, sure = "editorial", "equivalent", "certain"
    if sets.old.names_the_rest and sets.new.names_the_rest:  # whatever the payer calls what its criteria leave
        kind, direction, sure = "editorial", "equivalent", "certain"
    claims = {("set", sets.here, "indication"), ("set", sets.here, "population")}
    draft = drawn(sets, "replace", kind, direction, None, None, texts=(old, new), where="indication", claims=claims, sure=sure)  # fmt: skip
    yield replace(
        draft,
        old_span=sets.old.span or first_span(sets.old.root),
        new_span=sets.new.span or first_span(sets.new.root),
        titled=True,
    )


def names_what_is_said(name: str, said: str, sets: Sets) -> bool:
    """Return True if one title is a sentence of the criteria that stands in both versions, and the other only names the use that the sentence speaks of."""
    sentence = plain_words(said)
    stands = all(any(plain_words(s.leaf.text) == sentence for s in side) for side in (sets.pairing.old, sets.pairing.new))  # fmt: skip
    named = bool(name) and f" {' '.join(plain_words(name))} " in f" {' '.join(sentence)} "
    return stands and named and sets.old.diseases == sets.new.diseases


def one_sided(sets: Sets, root: Criterion, *, inserted: bool) -> Iterator[Draft]:
    """Yield the largest branches that stand in one version only, each with the direction of its place."""
    paths = set(sets.pairing.paths.values() if inserted else sets.pairing.paths)
    do = "add" if inserted else "remove"
    consumed = {(*p, at) for a, b in sets.pairing.joined for p, n in sides_of(a, b, inserted) for at in range(n)}
    seats = sets.pairing.new if inserted else sets.pairing.old
    consumed |= {seats[at].path for sides in sets.pairing.merged.values() for at in sides[inserted]}

    gone: set[Path] = set()
    for here in walk(root):
        node, subtree = here.node, below(here.node, here.path)
        if here.path in gone or here.path in paths or here.path in consumed or subtree & paths:
            continue
        gone |= subtree
        words = "\n".join([*spoken(node), *led_by(here)])
        silent = bool(here.parents) and (is_schedule([c.text for c in here.parents[-1].children]) or is_bare_name(here))
        yield drawn(
            sets, "insert" if inserted else "delete", "clinical", "unknown" if silent else of_place(here, inserted), None if inserted else node, node if inserted else None,
            texts=("", words) if inserted else (words, ""), where=place(node, sets), claims={sets.claim(do, p) for p in subtree},
            under=tuple(g.text for g in here.parents if g.text), sure="open" if silent else "certain",
        )  # fmt: skip


def led_by(here: Place[Criterion]) -> list[str]:
    """Return the words of what a leaf leads over to, the first of a branch of which the rest stood elsewhere: without them it says nothing."""
    leads = len(here.parents) > 1 and here.path[-1] == 0 and here.parents[-1].taken_op == "all" and leads_on(here.node.text)  # fmt: skip
    return [line for child in here.parents[-1].children[1:] for line in spoken(child)] if leads else []


BARE = 2
"""Words of a name."""


def is_bare_name(here: Place[Criterion]) -> bool:
    """Return True if a branch is a name without meaning amid requirements that no words introduce: a line of a table, which asks for nothing."""
    node, group = here.node, here.parents[-1]
    words = plain_words(node.text)
    named = len(words) <= BARE and not any(word[0].isdigit() for word in words)
    return named and not (node.children or node.atoms or group.text) and group.taken_op == "all"


def sides_of(a: Held | Seat, b: Held | Seat, inserted: bool) -> Iterator[tuple[Path, int]]:
    """Yield the group of a joined pair on one side, with the number of its items."""
    side = b if inserted else a
    if isinstance(side, Held):
        yield side.path, len(side.node.children)


def reworded(sets: Sets, old: Seat, new: Seat) -> Draft | None:
    """Return a changed wording: editorial where the meaning is the same, else clinical with its direction."""
    a, b = old.leaf, new.leaf
    if same_words(a.text, b.text) and a.op == b.op:
        return None
    claims = {sets.claim("set", old.path, name) for name in (*MEANT, "op")} | heads(sets, old, new)
    under = tuple(g.text for g in new.groups if g.text)
    kind: Kind = "clinical"
    direction: Direction = "equivalent"
    sure: Sureness = "certain"
    if equal_seats(old, new) and a.op == b.op:
        kind = "editorial"
    elif points_alike(a.text, b.text):
        kind = "administrative"
    elif a.op != b.op:  # `never` came or went
        direction = "tightened" if b.op == "never" else "loosened"
    elif points_to(a.text) and points_to(b.text):  # where to look for criteria is none
        direction, sure = "unknown", "open"
    else:
        direction, sure = of_leaves(a, b, refused=new.is_refused)
    if new.place.polarity == "against":
        direction = OPPOSITE[direction]
    return drawn(
        sets, "replace", kind, direction, a, b, texts=(a.text, b.text), where=place(b, sets), claims=claims, sure=sure, under=under
    )  # fmt: skip


def heads(sets: Sets, old: Seat, new: Seat) -> set[Key]:
    """Claim the introduction that repeats a changed condition: a group's words hold those of its first leaf."""
    found = set()
    for depth in range(1, len(old.path) + 1):
        here = old.path[:-depth]
        there = sets.pairing.paths.get(here)
        if there is None or len(there) >= len(new.path) or there != new.path[: len(there)]:
            continue
        a, b = old.groups[len(here)], new.groups[len(there)]
        if old.leaf.text in a.text and new.leaf.text in b.text:
            found.add(sets.claim("set", here, "text"))
    return found


def said_otherwise(sets: Sets, a: Held | Seat, b: Held | Seat) -> Draft:
    """Return a list of alternatives that one leaf now says, or the reverse: the same meaning."""
    old, new = (x.node if isinstance(x, Held) else x.leaf for x in (a, b))
    claims = {sets.claim("set", a.path, name) for name in (*MEANT, *JOINED, "label")}
    claims |= {sets.claim("remove", p) for p in below(old, a.path) - {a.path}}
    claims |= {sets.claim("add", p) for p in below(new, b.path) - {b.path}}
    texts = "\n".join(spoken(old)), "\n".join(spoken(new))
    return drawn(sets, "replace", "editorial", "equivalent", old, new, texts=texts, where=place(new, sets), claims=claims)  # fmt: skip


def regrouped(sets: Sets) -> Iterator[Draft]:
    """Yield groups whose operator, count or introduction changed."""
    for here, there in sorted(sets.pairing.paths.items()):
        old, new = node_at(sets.old.root, here), node_at(sets.new.root, there)
        if not (old.children and new.children):
            continue
        if (old.taken_op, old.k) != (new.taken_op, new.k) or old.op != new.op:
            claims = {sets.claim("set", here, name) for name in (*JOINED, "text")}
            draft = drawn(
                sets, "replace", "clinical", of_operator(old, new), old, new, texts=(said(old), said(new)), where=place(new, sets), claims=claims
            )  # fmt: skip
            yield replace(draft, joins=True)
        elif (asked := asked_otherwise(sets, there, old, new)) is not None:
            claims = {sets.claim("set", here, name) for name in (*JOINED, "text")}
            draft = drawn(sets, "replace", "clinical", asked, old, new, texts=(old.text, new.text), where=place(new, sets), claims=claims, sure="likely")  # fmt: skip
            yield replace(draft, frames=True)
        elif (
            not same_words(old.text, new.text)
            and not lead_changed(old, new)
            and any(map(bare_introduction, (old.text, new.text)))
        ):
            claims = {sets.claim("set", here, name) for name in (*JOINED, "text")}
            yield introduced_otherwise(sets, old, new, claims)


def asked_otherwise(sets: Sets, there: Path, old: Criterion, new: Criterion) -> Direction | None:
    """Return which way the words above a list moved where they ask for another number of its items and the tree does not show it; None elsewhere."""
    asked = of_quantifier(old.text, new.text)
    if asked is None or old.taken_op == "none":
        return None
    against = any(here.path == there and here.polarity == "against" for here in walk(sets.new.root))
    return OPPOSITE[asked] if against else asked


def lead_changed(old: Criterion, new: Criterion) -> bool:
    """Return True if a group's changed introduction is the condition that its first leaf states."""
    a, b = old.children[0], new.children[0]
    return not (a.children or b.children) and a.text != "" and old.text.startswith(a.text) and new.text.startswith(b.text)  # fmt: skip


def introduced_otherwise(sets: Sets, old: Criterion, new: Criterion, claims: set[Key]) -> Draft:
    """Return a changed introduction over the same operator: numbers and idle words are editorial, a changed scope is open."""
    idle = bare_introduction(old.text) == bare_introduction(new.text)
    narrower = narrowing(old.text, new.text, stands="banned") if old.taken_op == new.taken_op == "none" else None
    direction: Direction = "equivalent" if idle else narrower or "unknown"
    draft = drawn(
        sets, "replace", "editorial" if idle else "clinical", direction, old, new, texts=(old.text, new.text),
        where=place(new, sets), claims=claims, sure="certain" if idle else "likely" if narrower else "open",
    )  # fmt: skip
    return replace(draft, frames=True)


def bare_introduction(text: str) -> list[str]:
    """Return what an introduction says of the patient: its words without list labels, connectors and `following`."""
    return [w for w in plain_words(text) if w not in FILLER and not is_label(w)]


def is_label(word: str) -> bool:
    """Return True if a word can be a list's label: a to h, a Roman number, a digit."""
    return word in tuple("abcdefgh0123456789") or set(word) <= set("ivx")


def said(node: Criterion) -> str:
    """Say a group's operator."""
    return f"at least {node.k} of these" if node.taken_op == "at_least" else f"{node.op} of these"


def of_operator(old: Criterion, new: Criterion) -> Direction:
    """Return which way another operator over the same items moves: how many of them must hold."""
    need = []
    for node in (old, new):
        op = node.op if old.taken_op == new.taken_op else node.taken_op
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
                across = gone.phase != come.phase
                found[found.index(come)] = replace(
                    come, op="move", direction="both" if across else "unknown", sure="certain" if across else "open", before=gone.before,
                    where=f"{gone.where} → {come.where}", old_span=gone.old_span, claims=gone.claims | come.claims, old_places=gone.old_places,
                )  # fmt: skip
                found.remove(gone)
                break
    return found
