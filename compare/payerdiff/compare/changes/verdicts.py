"""The verdict over the whole tree of one phase and indication: who was approved before and is refused now, and the reverse.

Both versions are formulas over one patient, as payers are when they are compared (`meaning.py`); the pairing of criteria adds what
only two versions of one text can tell: words that were merely reworded still ask the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from payerdiff.compare.changes.content_edits import Draft
from payerdiff.compare.changes.direction import OPPOSITE, WAYS, of_leaves
from payerdiff.compare.changes.leaf_match import equal_seats
from payerdiff.compare.changes.node_match import Pairing
from payerdiff.compare.changes.words.statements import is_other_amount
from payerdiff.compare.logic.formulas import Book
from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.satisfied_path import first_failure, met_by, said_by, words_of
from payerdiff.compare.logic.sides import Side
from payerdiff.compare.proofs.relations import apart
from payerdiff.model.comparison import Openness
from payerdiff.model.meaning.parts import is_open
from payerdiff.model.policy import CriteriaSet, Direction, Phase, Policy
from payerdiff.model.review import PathWitness, ReviewVerdict


def verdict_of(
    policies: tuple[Policy, Policy],
    old: CriteriaSet | None,
    new: CriteriaSet | None,
    pairing: Pairing | None,
    found: Sequence[Draft],
) -> ReviewVerdict:
    """Return the verdict over two trees; a set on one side only is a use that came or went."""
    either = new or old
    assert either is not None  # a pair has one side at least
    clinical = [d for d in found if d.kind == "clinical"]
    bare = ReviewVerdict(
        phase=either.phase, indication=either.indication, direction=found[0].direction if found else "equivalent",
        because=list(dict.fromkeys(d.where for d in clinical)),
    )  # fmt: skip
    if old is None or new is None or pairing is None:
        return bare
    verdict = proved(policies, old, new, pairing, bare)
    if verdict.direction == "equivalent" and any(d.direction == "unknown" and d.op != "move" for d in clinical):
        verdict = verdict.model_copy(update={"direction": "unknown"})
    verdict = framed(with_unseen(verdict, clinical), clinical)
    unless = [d.after or d.before for d in clinical if d.sure != "certain" and d.op != "move"]
    if verdict.direction != "equivalent" or clinical:
        unless += [words for policy in policies for words in Side(policy, (), ()).overlooked()]
    return verdict.model_copy(update={"unless": unless})


def with_unseen(verdict: ReviewVerdict, clinical: Sequence[Draft]) -> ReviewVerdict:
    """Return the verdict with the way of a single reworded criterion that no formula sees: a number in words that its types do not carry."""
    seen = [d for d in clinical if d.op == "replace" and d.sure == "likely" and is_other_amount(d.before, d.after)]
    ways = {d.direction for d in seen}
    if verdict.direction != "equivalent" or not ways:
        return verdict
    return verdict.model_copy(update={"direction": ways.pop() if len(ways) == 1 else "unknown"})


def framed(verdict: ReviewVerdict, clinical: Sequence[Draft]) -> ReviewVerdict:
    """Return the verdict with the ways of changed words above lists, which no formula weighs; open where every change goes the other way."""
    each = {d.direction for d in clinical}
    if len(each) == 1 and verdict.direction in ("tightened", "loosened") and each == {OPPOSITE[verdict.direction]}:
        return verdict.model_copy(update={"direction": "unknown", "witness_lost": None, "witness_gained": None})
    ways = {d.direction for d in clinical if d.frames} - {"equivalent", "unknown"}
    if not ways or verdict.direction == "unknown":
        return verdict
    ways |= {verdict.direction} - {"equivalent"}
    return verdict.model_copy(update={"direction": ways.pop() if len(ways) == 1 else "both"})


def proved(policies: tuple[Policy, Policy], old: CriteriaSet, new: CriteriaSet, pairing: Pairing, bare: ReviewVerdict) -> ReviewVerdict:  # fmt: skip
    """Return the verdict that the solver finds, with patients whom the plain evaluator confirms; `unknown` where it does not, or nobody can meet either."""
    phase: Phase = "renewal" if new.phase == "renewal" else "initial"
    sets = {"old": old.model_copy(update={"phase": phase}), "new": new.model_copy(update={"phase": phase})}
    sides = {key: Side(policy, (), (sets[key],)) for key, policy in zip(sets, policies, strict=True)}
    with Matter(sides, phase, new.indication or "", book=book_of(pairing)) as matter:
        ways: dict[Openness, Direction] = {mode: WAYS[apart(matter, "old", "new", mode)] for mode in get_args(Openness)}
        lost, gained = (witness(matter, sets, x, y) for x, y in (("old", "new"), ("new", "old")))
        vacuous = not any(matter.can(matter.formulas[key]) for key in sets)
        confirmed = (lost is not None, gained is not None) == apart(matter, "old", "new", "free")
    if new.phase == "exclusion":
        ways, lost, gained = {mode: OPPOSITE[way] for mode, way in ways.items()}, gained, lost
    if not confirmed or (vacuous and bare.because):  # criteria that nobody can meet were not read as they are meant
        return bare.model_copy(update={"direction": "unknown"})
    return bare.model_copy(
        update={"direction": ways["free"], "witness_lost": lost, "witness_gained": gained, "ways": ways}
    )


def witness(matter: Matter, sets: dict[str, CriteriaSet], approving: str, refusing: str) -> PathWitness | None:
    """Return a patient whom one version approves and the other refuses, with the way through the criteria, or None.

    One whom changes of sure direction part comes first, then one whom only words that are likely stricter do.
    """
    given = [matter.formulas[approving], -matter.formulas[refusing]]
    sure = [*given, *matter.book.alike]
    given = sure if matter.can(*sure) else given
    found = matter.witness(approving, refusing, given) if matter.can(*given) else None
    if found is None:
        return None
    way = met_by(sets[approving], found.patient)
    failure = first_failure(sets[refusing].root, found.patient)
    narrowed = sets[refusing].narrowed_to
    fails = said_by(failure) if failure else f"{narrowed} patients only" if narrowed else None
    return PathWitness(patient=found.patient, words=found.words, meets=words_of(way, sets[approving].root), fails=fails)


def book_of(pairing: Pairing) -> Book:
    """Return a book that knows the pairs of two versions' criteria."""
    book = Book()
    learn_pairs(book, pairing)
    return book


def learn_pairs(book: Book, pairing: Pairing) -> None:
    """Tell a book which criteria of two versions, `old` and `new`, ask the same, and which are stricter by their words.

    A criterion whose change is not decided asks the same in both versions: the verdict then speaks of what else changed.
    """
    before, after = ([s.named(owner) for s in side] for owner, side in (("old", pairing.old), ("new", pairing.new)))
    for i, j in pairing.leaves.items():
        old, new = before[i], after[j]
        if (i, j) in pairing.merged or old.node.op != new.node.op:
            continue
        alike = equal_seats(pairing.old[i], pairing.new[j])
        way, sure = (
            ("equivalent", "certain") if alike else of_leaves(old.node, new.node, refused=pairing.new[j].is_refused)
        )
        if way in ("equivalent", "unknown"):
            book.same(new, [old])
        elif way != "both":
            book.stricter.append((new, old) if way == "tightened" else (old, new))
        elif sure != "certain":
            book.unsure.append((old, new))
    for left, right in pairing.merged.values():
        olds, news = ([side[at] for at in sorted(own)] for side, own in ((before, left), (after, right)))
        if any(is_open(leaf.node) for leaf in (*olds, *news)):  # else their typed meaning tells
            one, more = (news, olds) if len(olds) > 1 else (olds, news)
            book.same(one[0], more)
