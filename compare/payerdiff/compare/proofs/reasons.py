"""Why one payer refuses whom another approves: few sets of criteria, none of them idle, each with a patient.

Refused is only who fails what was evaluated, however the criteria are met that were not. All whom one payer may approve and the other so
refuses fail a requirement of the other. For each requirement, a patient who fails it is found, one whom the approving payer approves by
what was evaluated before all others,
then the fewest criteria below it that, waived, would let the patient through: that set is a reason. The next patient is one whom waiving
no reason found so far would let through, and so on until there is none: the reasons cover everybody. A reason that the others make
idle is dropped. (Prime implicants would say the same in many more pieces: see Margrave and Cedar for the practice.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from payerdiff.compare.logic.conditions import REVERSED, Chart, condition_holds, is_of
from payerdiff.compare.logic.formulas import Book, Leaf
from payerdiff.compare.logic.indication_case import Matter
from payerdiff.compare.logic.judge import Asked
from payerdiff.compare.logic.patient_words import as_one, failing_said, too_low, too_short
from payerdiff.compare.logic.refusal import ONE_OF, alternatives
from payerdiff.compare.logic.sides import Part, Side, Tree
from payerdiff.compare.proofs.steps_and_barriers import barriers_of
from payerdiff.model import concepts
from payerdiff.model.comparison import Reason
from payerdiff.model.concepts import BarrierKind, Ground
from payerdiff.model.meaning.parts import is_joined, parts_of
from payerdiff.model.patient import Patient
from payerdiff.model.polarity import Named, NodeKey, turns
from payerdiff.model.policy import Atom, Criterion, meetable, set_name
from payerdiff.normalize import lexicon

MOST = 9
"""Reasons that one requirement is taken apart into; beyond that it is given as a whole."""

Way = dict[tuple[int, bool], Leaf]
"""Criteria to waive."""
Waived = frozenset[tuple[int, bool]]
"""Criteria by their formula, each with whether it is refused there, so that waiving it means that it does not hold."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason: the criteria waived, in words, the requirement with them waived as a formula, and who showed it."""

    waived: Waived
    leaves: tuple[Leaf, ...]
    texts: tuple[str, ...]
    eased: int
    true: frozenset[int]
    alone: bool
    turned: tuple[bool, ...] = ()
    """Of each leaf, whether it refuses who meets it."""


def reasons_of(matter: Matter, approving: str, refusing: str) -> Iterator[Reason]:
    """Yield the reasons why one payer refuses whom another approves, the weightiest requirement first.

    A reason stands alone where its patient fails nothing else of the refusing payer's. It is proved where the approving payer approves the
    patient whatever its criteria say that were not evaluated; else those that the patient must meet as well are named.
    """
    taken = matter.opens([refusing], met=True)
    given = [matter.formulas[approving], *taken, *(v for v in matter.strict(approving) if -v not in taken)]
    surely = matter.worst(approving, refusing)
    own = matter.parts(refusing)
    side = matter.sides[refusing]
    kinds = side.once(f"barriers of {refusing}", lambda: kinds_in(side, refusing))
    seen: set[int] = set()
    for place in sorted(range(len(own)), key=lambda n: (own[n].weight, n)):
        part = own[place]
        if -part.formula not in seen:  # no patient looked at so far fails it
            model = matter.shown(*given, -part.formula)
            if model is None:
                continue
            seen |= model
        others = [other.formula for n, other in enumerate(own) if n != place]
        for cause in causes(matter, part, given, others, surely):
            witness, open_ = matter.parted(approving, refusing, cause.true) or (None, [])
            if asks_the_same(matter, approving, open_, cause):
                continue
            open_ = [*open_, *matter.sides[approving].unread_criteria()]
            witness = witness and witness.model_copy(
                update={"words": [*witness.words, *lacking(cause, part, witness.patient)]}
            )
            yield Reason(
                policy=refusing, text="; and ".join(told(cause, part)), criteria=list(cause.texts), alone=cause.alone,
                grounds=grounds_of(matter, cause, kinds), open=open_, witness=witness,
            )  # fmt: skip


def asks_the_same(matter: Matter, approving: str, open_: Sequence[str], cause: Cause) -> bool:
    """Return True if words that must hold for the approving payer name what the patient is to be given, for want of which the other one refuses: they may well ask for it too.

    No patient is shown then who would lack it for one of them alone.
    """
    lacking = [atom for leaf, turned in zip(cause.leaves, cause.turned, strict=True) if not turned for atom in leaf.node.atoms if is_given(atom)]  # fmt: skip
    words = set(open_) if lacking else set()
    held = [leaf.node for leaf, place in matter.leaves(approving) if leaf.node.text in words and not place.is_refused]
    named = [m.subject for leaf in held for m in leaf.mentions if m.subject and not m.negated]
    return any(names(atom, subject) for atom in lacking for subject in named)


def is_given(atom: Atom) -> bool:
    """Return True if a condition asks for what the drug is given with."""
    return bool(concepts.of(atom.concept).alone) and not atom.negated and atom.op not in REVERSED


def names(atom: Atom, subject: str) -> bool:
    """Return True if a name is what a condition asks for, or a kind of it."""
    asked = {str(v).lower() for v in (atom.value if isinstance(atom.value, list) else [atom.value])}
    return any(kind.lower() in asked for kind in (subject, *lexicon.kinds_of(concepts.of(atom.concept).tables, subject)))  # fmt: skip


def kinds_in(side: Side, owner: str) -> dict[NodeKey, BarrierKind]:
    """Return what kind of barrier the leaves of a side are, by their names under an owner."""
    sets = (*side.universal, *side.uses)
    return {NodeKey(set_name(owner, s), b.place.path): b.kind for s in sets for b in barriers_of(s.root)}


def told(cause: Cause, part: Part) -> list[str]:
    """Return the criteria of a reason in words; of one that stands among alternatives, all of them: any of those would do."""
    if not cause.leaves:
        return list(cause.texts)
    words = [
        alternatives(choice, ONE_OF)
        if not turned and (choice := choice_above(leaf, part.trees))
        else said(leaf.node, turned)
        for leaf, turned in zip(cause.leaves, cause.turned, strict=True)
    ]
    return list(dict.fromkeys(words))


def choice_above(leaf: Leaf, trees: Sequence[Tree]) -> Criterion | None:
    """Return the outermost choice that a leaf is an alternative of, None where it must be met."""
    for tree in (t for t in trees if t.root.holds(leaf.key) and not t.refused):
        node = tree.criteria.root
        for at in leaf.key.path[len(tree.root.path) :]:
            if not node.children or node.taken_op in ("none", "if"):
                return None
            if node.taken_op in ("any", "at_least") and len(node.children) > 1:
                return node
            node = node.children[at]
    return None


def lacking(cause: Cause, part: Part, patient: Patient) -> list[str]:
    """Return what a patient lacks of the criteria that refuse, where the description of the patient does not say it; where one of several would do, of all of them."""
    found: list[str] = []
    for leaf, turned in zip(cause.leaves, cause.turned, strict=True):
        choice = None if turned else choice_above(leaf, part.trees)
        asked = [leaf.node] if choice is None else meetable(choice)
        found += failing_said(as_one((atom for one in asked for atom in one.atoms), patient), patient)
        found += [said for one in asked for said in (*too_short(one, patient), *too_low(one, patient))]
    return list(dict.fromkeys(found))


def grounds_of(matter: Matter, cause: Cause, kinds: Mapping[NodeKey, BarrierKind]) -> list[Ground]:
    """Return by what a reason restricts, in the field's terms: what its criteria ask, as far as its patient fails it."""
    ways = Ways(matter, cause.true)
    found: list[Ground] = []
    for leaf in (part for whole in cause.leaves for part in ways.failing(whole)):
        if kinds.get(leaf.key) == "step":
            found.append("step therapy")
            continue
        atoms = leaf.node.atoms
        failed = [atom.concept for atom in ways.unmet(leaf)] or [a.concept for a in atoms]
        found += [concepts.of(concept).ground for concept in failed] or ["other"]
    return list(dict.fromkeys(found)) or ["patient subgroup"]  # no criterion: the population of a title


def causes(
    matter: Matter, part: Part, given: Sequence[int], others: Sequence[int], surely: Sequence[int] = ()
) -> list[Cause]:
    """Return the sets of criteria by which a requirement refuses somebody, as few as are found and none of them idle.

    Patients who fail nothing else come first, and among them those of whom `surely` holds as well.
    """
    found: list[Cause] = []
    failing = [*given, -part.formula]
    ranks = [
        (True, [*failing, *others, *surely]),
        (True, [*failing, *others]),
        (False, [*failing, *surely]),
        (False, failing),
    ]
    for alone, base in ranks if surely else ranks[1::2]:
        while matter.can(*base, *(-c.eased for c in found)):
            true = matter.nearest([*base, *(-c.eased for c in found)])
            way = Ways(matter, true).to_meet(part.trees)
            if way is None or len(found) == MOST:
                return [Cause(frozenset(), (), (part.text,), 0, found[0].true if found else true, found[0].alone if found else alone)]  # fmt: skip
            texts = tuple(dict.fromkeys(said(leaf.node, turned) for (_, turned), leaf in way.items()))
            waived = frozenset(way)
            found.append(
                Cause(
                    waived,
                    tuple(way.values()),
                    texts,
                    matter.extend(partial(eased, part=part, waived=waived)),
                    true,
                    alone,
                    tuple(turned for _, turned in way),
                )
            )
    for cause in sorted(found, key=lambda c: -len(c.waived)):
        rest = [-c.eased for c in found if not c.waived >= cause.waived]
        if not matter.can(*given, -part.formula, *rest):
            found.remove(cause)
    return found


def said(leaf: Criterion, turned: bool) -> str:
    """Return a criterion's words; one that refuses says so."""
    return f"not: {leaf.text}" if turned else leaf.text


def eased(book: Book, part: Part, waived: Waived) -> int:
    """Return the formula of a requirement with some criteria waived."""
    return book.either(eased_tree(book, tree, waived) for tree in part.trees)


def eased_tree(book: Book, tree: Tree, waived: Waived) -> int:
    """Return the formula of what a tree asks with some criteria waived."""
    root = Named(tree.root, tree.criteria.root)
    met = book.join([without(book, root, waived, tree.refused), *book.population(tree.criteria)])
    return -met if tree.refused else met


def without(book: Book, named: Named[Criterion], waived: Waived, turned: bool) -> int:
    """Return the formula of a tree with some criteria waived: they hold, or do not where a `none` or a condition asks for that."""
    node, key = named.node, named.key
    op = node.taken_op
    if op == "never":
        return book.either([])
    if not node.children:
        formula = book.leaves[key]
        return (book.either([]) if turned else book.join([])) if (formula, turned) in waived else formula
    parts = [
        without(book, Named(key.child(at), child), waived, turned != turns(node, at))
        for at, child in enumerate(node.children)
    ]
    return book.combined(op, node.k, parts)


class Ways:
    """What to waive for one patient, given as the variables that are true of the patient, so that the least is waived."""

    def __init__(self, matter: Matter, true: frozenset[int]) -> None:
        self.leaves = matter.book.leaves
        self.population = matter.book.population
        self.true = true
        self.patient = matter.patient_of(true)
        self.chart = Chart(self.patient)

    def is_true(self, formula: int) -> bool:
        """Return True if a formula holds for the patient."""
        return formula in self.true if formula > 0 else -formula not in self.true

    def cost(self, way: Way) -> tuple[int, int]:
        """Return how much a way waives: the conditions that the patient fails, then the criteria that hold them."""
        parts = [self.failing(leaf) for leaf in way.values()]
        failed = (sum(len(self.unmet(part)) for part in own) for own in parts)
        return sum(max(count, 1) for count in failed), len(way)

    def unmet(self, leaf: Leaf) -> list[Atom]:
        """Return the conditions of a leaf that the patient is not known to meet."""
        return [asked.atom for asked in Asked.of(leaf.node).conditions if condition_holds(asked, self.chart) is not True]  # fmt: skip

    def failing(self, leaf: Leaf) -> list[Leaf]:
        """Return the parts of a leaf that, were they otherwise, would turn what it says of the patient; of one without parts, itself."""
        if not is_joined(leaf.node):
            return [leaf]
        wanted = not self.is_true(self.leaves[leaf.key])
        way = self.through(Named(leaf.key, parts_of(leaf.node)), wanted)
        return list((way or {}).values()) or [leaf]

    def fewest(self, ways: Iterable[Way | None]) -> Way | None:
        """Return the way that waives the least, or None where there is none."""
        return min((way for way in ways if way is not None), key=self.cost, default=None)

    def to_meet(self, trees: Sequence[Tree]) -> Way | None:
        """Return what to waive so that one of several sets is met, or None where nothing helps."""
        own = [tree for tree in trees if all(map(self.is_true, self.population(tree.criteria)))]
        fitting = [t for t in own if t.criteria.population is None or is_of(self.patient, t.criteria.population)]
        return self.fewest(self.through(Named(t.root, t.criteria.root), not t.refused) for t in fitting or own)

    def through(self, named: Named[Criterion], wanted: bool) -> Way | None:
        """Return what to waive so that a tree is met (or, where that is wanted, is not)."""
        node, key = named.node, named.key
        op, kids = node.taken_op, node.children
        if op == "never":
            return None if wanted else {}
        if not kids:
            if op != "leaf":
                return {} if wanted else None
            formula = self.leaves[key]
            return {} if self.is_true(formula) is wanted else {(formula, not wanted): named}
        ways = [self.through(Named(key.child(at), child), wanted != turns(node, at)) for at, child in enumerate(kids)]
        if op == "if":
            condition, rest = ways[0], ways[1:]
            return self.fewest([condition, together(rest)]) if wanted else together([condition, self.fewest(rest)])
        every = {"all": len(kids), "any": 1, "at_least": node.k or 1, "none": len(kids)}[op]
        needed = every if wanted else len(kids) + 1 - every
        known = sorted((way for way in ways if way is not None), key=self.cost)
        return together(known[:needed]) if len(known) >= needed else None


def together(ways: Iterable[Way | None]) -> Way | None:
    """Return all that several ways waive, or None where one of them is none."""
    found: Way = {}
    for way in ways:
        if way is None:
            return None
        found |= way
    return found
