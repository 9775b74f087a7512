"""Changes that two trees tell, held against the words: what stands in an equal run of both versions is no change.

A tree is a reading, and two readings of the same words can differ: a list that a page break parts, an operator that nobody wrote. Such a
difference is shown as one of format, with the edits that it stands for. An operator that is written otherwise always is a change.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from payerdiff.compare.changes.content_edits import Draft
from payerdiff.compare.changes.words.streams import Changed, Streams
from payerdiff.model.policy import Direction, Policy
from payerdiff.model.review import ReviewVerdict
from payerdiff.model.words import plain_words
from payerdiff.normalize import lexicon

JOINING = frozenset(lexicon.table("phrases")["joining"]["words"])
CORRECTED = "corrected"
"""The code of a finding: a criterion was corrected by hand."""
INTRODUCTION = 30
"""Words ahead of a list among which those that join its items stand."""
CHECKED = ("clinical", "codes", "references")


def is_corrected(policy: Policy) -> bool:
    """Return True if a criterion was corrected by hand: then the words do not speak against the tree."""
    return any(f.code == CORRECTED for f in policy.findings)


def borne_out(drafts: Sequence[Draft], streams: Streams, *, generic: bool) -> list[Draft]:
    """Return the changes; those of which no word came or went are no more than another place of the same words.

    In a document read without a template words that stand elsewhere now did not change either: there a list that moved to another page
    can be read as part of another one.
    """
    told = [d for d in drafts if d.kind in CHECKED and d.op != "move" and not d.titled]
    own = {at for d in told for at in streams.changed(*d.places, moved=not generic)}
    kept = [d if d.kind not in CHECKED or is_borne_out(d, streams, own, moved=not generic) else only_placed(d) for d in drafts]  # fmt: skip
    return [replace(d, direction="unknown", sure="open") if any(taken_in(old, d) for old in placed_only(drafts, kept)) else d for d in kept]  # fmt: skip


def placed_only(before: Sequence[Draft], after: Sequence[Draft]) -> list[Draft]:
    """Return the criteria that went, by the trees, and whose words stand elsewhere now."""
    return [d for d, kept in zip(before, after, strict=True) if d.kind != kept.kind and d.op == "delete"]


def taken_in(gone: Draft, come: Draft) -> bool:
    """Return True if a branch that came in holds the words of a criterion that went: the two are one change, and the place of the branch alone tells no way of it."""
    words = " ".join(plain_words(gone.before))
    inside = come.op == "insert" and come.kind == "clinical" and bool(words)
    return inside and f" {words} " in f" {' '.join(plain_words(come.after))} " and words != " ".join(plain_words(come.after))  # fmt: skip


def is_borne_out(draft: Draft, streams: Streams, told: Set[Changed], *, moved: bool) -> bool:
    """Return True if words that came or went bear a change out; a move needs others than those that changes within it tell."""
    if draft.titled:
        named = set(plain_words(draft.before)) ^ set(plain_words(draft.after))
        return bool(named & streams.every_change)
    old, new = draft.places
    if not old and not new:
        return True
    if draft.joins:
        return any(word in JOINING for _, _, word in streams.changed(old, new, moved=moved, ahead=INTRODUCTION))
    changed = streams.changed(old, new, moved=moved)
    return bool(changed - told if draft.op == "move" else changed)


def only_placed(draft: Draft) -> Draft:
    """Return a change as one of place only."""
    return replace(draft, op="move", kind="editorial", direction="equivalent", sure="certain", whole=False)


def settled(verdicts: Sequence[ReviewVerdict], before: Sequence[Draft], after: Sequence[Draft]) -> list[ReviewVerdict]:
    """Return the verdicts with the changes that are borne out: none where there is none, and no way that none of them goes."""
    return [settled_one(v, *([d for d in side if (d.phase, d.indication) == (v.phase, v.indication)] for side in (before, after))) for v in verdicts]  # fmt: skip


def settled_one(verdict: ReviewVerdict, before: Sequence[Draft], after: Sequence[Draft]) -> ReviewVerdict:
    """Return one set's verdict, of all that the trees say of it and what of that is borne out."""
    rest = [d for d in after if d.kind == "clinical"]
    unmoved: dict[str, object] = {
        "direction": "equivalent",
        "witness_lost": None,
        "witness_gained": None,
        "ways": {},
        "unless": [],
    }
    if not rest:
        return verdict if verdict.direction == "equivalent" else verdict.model_copy(update={**unmoved, "because": []})
    if any(taken_in(old, d) for old in placed_only(before, after) for d in rest):
        return verdict  # proved over both trees
    if all(d.direction == "unknown" and d.op != "move" for d in rest) and verdict.direction != "equivalent":
        return verdict.model_copy(update={**unmoved, "direction": "unknown"})
    gone = [d for d, kept in zip(before, after, strict=True) if d.kind != kept.kind and d.op != "move"]
    ways = {d.direction for d in rest} - {"equivalent"}
    told: Direction = (
        "equivalent" if not ways else ways.pop() if len(ways) == 1 else "unknown" if "unknown" in ways else "both"
    )
    turned = any(d.kind != kept.kind for d, kept in zip(before, after, strict=True)) and {told, verdict.direction} == {
        "tightened",
        "loosened",
    }
    if not (gone or turned) or verdict.direction == told:
        return verdict
    return verdict.model_copy(
        update={**unmoved, "direction": told, "because": list(dict.fromkeys(d.where for d in rest))}
    )
