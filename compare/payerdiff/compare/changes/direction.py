"""Which way one change moves criteria where it stands in the tree: by typed meaning, by its words, by its place."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal

from pysat.solvers import Solver

from payerdiff.compare.changes.leaf_match import drugs_in
from payerdiff.compare.changes.words.statements import NUMBER, amount_of, is_other_amount, of_quantifier
from payerdiff.compare.logic.formulas import Book
from payerdiff.model import concepts
from payerdiff.model.meaning.parts import is_open, open_parts
from payerdiff.model.polarity import Named, NodeKey, Place, turns
from payerdiff.model.policy import Atom, Criterion, Direction
from payerdiff.model.review import Sureness
from payerdiff.model.words import plain_words

OPPOSITE: dict[Direction, Direction] = {
    "tightened": "loosened",
    "loosened": "tightened",
    "both": "both",
    "equivalent": "equivalent",
    "unknown": "unknown",
}


def implies(a: Criterion, b: Criterion) -> bool:
    """Return True if whoever meets leaf a meets leaf b, by typed meaning; only wholly typed leaves can imply."""
    if not a.atoms or not b.atoms or b.partial:
        return False
    return all(any(atom_implies(x, y) for x in a.atoms) for y in b.atoms)


def atom_implies(x: Atom, y: Atom) -> bool:
    """Return True if atom x is at least as strict as atom y."""
    if (x.concept, x.subject, x.unit, x.negated) != (y.concept, y.subject, y.unit, y.negated):
        return same_quantity(x, y)
    if (x.outcome, x.duration) != (y.outcome, y.duration):
        return False
    if (x.count or 1) != (y.count or 1):
        return x.value == y.value and (x.count or 1) > (y.count or 1)
    strictest = concepts.of(x.concept).strictest
    if strictest and y.role == strictest and x.role != strictest:
        return False
    return compare_values(x, y)


def same_quantity(x: Atom, y: Atom) -> bool:
    """Compare ages in months and years; `at most 17 years` is `below 18` and `over 17` is `18 or older`, for ages are counted in whole units."""
    if (
        x.concept != concepts.AGE
        or y.concept != concepts.AGE
        or not isinstance(x.value, (int, float))
        or not isinstance(y.value, (int, float))
    ):
        return False
    months = {"month": 1, "year": 12}

    def whole(atom: Atom, value: float) -> Atom:
        """Return an age in months."""
        up = {"<=": "<", ">": ">="}.get(atom.op)
        return atom.model_copy(update={"value": (value + bool(up)) * months.get(atom.unit or "", 0), "unit": "month", "op": up or atom.op})  # fmt: skip

    return compare_values(whole(x, x.value), whole(y, y.value))


def compare_values(x: Atom, y: Atom) -> bool:
    """Return True if x's values lie within y's."""
    if isinstance(x.value, (int, float)) and isinstance(y.value, (int, float)) and not isinstance(x.value, bool):
        if x.op in (">=", ">") and y.op in (">=", ">"):
            return x.value > y.value or (x.value == y.value and (x.op == y.op or x.op == ">"))
        if x.op in ("<=", "<") and y.op in ("<=", "<"):
            return x.value < y.value or (x.value == y.value and (x.op == y.op or x.op == "<"))
        return x.op == y.op and x.value == y.value
    left, right = (set(map(str, a.value if isinstance(a.value, list) else [a.value])) for a in (x, y))
    kinds = {"in": "=", "not_in": "!="}
    if kinds.get(x.op, x.op) != kinds.get(y.op, y.op):
        return False
    return right <= left if x.op in ("!=", "not_in", "without") else left <= right


WAYS: dict[tuple[bool, bool], Direction] = {
    (False, False): "equivalent",
    (True, False): "tightened",
    (False, True): "loosened",
    (True, True): "both",
}
"""The direction of a change by which somebody is lost, and somebody gained."""
RESTRICTS = re.compile(r"\b(?:only|must|if|unless|provided)\b", re.IGNORECASE)
EXCEPTS = re.compile(r"(?:unless|except)\b", re.IGNORECASE)
WIDENS = re.compile(
    r"\bor\b(?!\s+(?:older|younger|more|less|fewer|greater|above|below|equal|later|earlier|higher|lower)\b)",
    re.IGNORECASE,
)
"""An alternative; `18 years or older` is none."""


def of_leaves(old: Criterion, new: Criterion, *, refused: bool = False) -> tuple[Direction, Sureness]:
    """Return which way one criterion moved: by typed meaning where that carries all of it, else likely by its words.

    With `refused` the words say who is refused: what they describe more narrowly is asked for as a stricter condition would be. Where words
    that came in with `or` would be stricter by their typed meaning, they were typed amiss: then the words tell.
    """
    way, sure = of_typed(old, new, refused=refused)
    if way == "equivalent" and is_other_amount(old.text, new.text):  # what no type carries of it
        bound = of_bound(old.text, new.text)
        return (bound, "likely") if bound else ("unknown", "open")
    added = of_addition(old.text, new.text)
    return (added, "likely") if added is not None and way == OPPOSITE[added] else (way, sure)


def of_addition(old: str, new: str) -> Direction | None:
    """Return which way a criterion moved to which one alternative was added, or from which one went; None where more changed.

    >>> of_addition("asthma", "asthma or eczema"), of_addition("asthma or eczema", "asthma"), of_addition("asthma", "eczema")
    ('loosened', 'tightened', None)
    """
    left, right = (plain_words(text) for text in (old, new))
    steps = [s for s in SequenceMatcher(None, left, right, autojunk=False).get_opcodes() if s[0] != "equal"]
    if len(steps) != 1 or steps[0][0] == "replace" or DENIAL.search(old) or DENIAL.search(new):
        return None
    _, a, b, c, d = steps[0]
    words = left[a:b] or right[c:d]
    if words[0] != "or" or len(words) < 2:
        return None
    return "loosened" if d > c else "tightened"


def of_typed(old: Criterion, new: Criterion, *, refused: bool) -> tuple[Direction, Sureness]:
    """Return which way one criterion moved, by typed meaning where that carries all of it."""
    if old.meaning or new.meaning:
        return of_meanings(old, new, refused=refused)
    if old.partial or new.partial or not old.atoms or not new.atoms:
        return of_words(old.text, new.text, refused=refused)
    narrower, wider = implies(new, old), implies(old, new)
    if narrower and wider:  # another example of the same class may still tell how the payer reads it
        return "equivalent", "certain" if drugs_in(old) == drugs_in(new) else "likely"
    return ("tightened" if narrower else "loosened" if wider else "both"), "certain"


def of_meanings(old: Criterion, new: Criterion, *, refused: bool = False) -> tuple[Direction, Sureness]:
    """Return which way a criterion moved whose conditions are joined by more than `and`: proved over its parts.

    Parts that are not typed are the same where their words are. Others may hold or not: a way that is proved whatever they say is likely.
    """
    if any(is_open(leaf) and not leaf.meaning for leaf in (old, new)):
        return of_words(old.text, new.text, refused=refused)
    bare = [leaf.model_copy(update={"text": ""}) for leaf in (old, new)]  # so that parts of the same words are one
    book = Book()
    book.weigh(atom for leaf in bare for atom in leaf.atoms)
    before, after = (book.of(Named(NodeKey(name), leaf)) for name, leaf in zip(("old", "new"), bare, strict=True))
    axioms = [clause for _, clause in book.axioms()]
    with Solver(name="cadical153", bootstrap_with=[*book.clauses, *axioms]) as solver:
        lost, gained = (solver.solve(assumptions=pair) for pair in ([before, -after], [after, -before]))
    told = [{tuple(plain_words(part.unknown)) for part in open_parts(leaf.meaning)} for leaf in (old, new)]
    same = told[0] == told[1] and not book.unweighed
    if lost and gained and not same:
        return of_words(old.text, new.text, refused=refused)
    return WAYS[lost, gained], "certain" if same else "likely"


SCOPE = re.compile(r"^\W*(?:for|in|during|within|while|when|who|with|at|after|before|under|over|until|concurrently|simultaneously|prior\s+to)\b", re.IGNORECASE)  # fmt: skip
"""How words begin that say of what they stand behind: of which patients, when, beside what."""
DENIAL = re.compile(r"\b(?:not|no|without|none|never|cannot)\b", re.IGNORECASE)


APPLIES = re.compile(r"^\W*(?:for|in|when|while|who|at|under|over)\b(?!\W+(?:at\s+least|a\s+minimum|the\s+(?:past|last|previous)|(?:\w+\W+){0,2}(?:days?|weeks?|months?|years?)))", re.IGNORECASE)  # fmt: skip
"""A phrase that may as well say for whom a requirement holds: then it asks for less, not for more."""


MORE = re.compile(r"\W*and\s+\S", re.IGNORECASE)


def narrowing(old: str, new: str, *, stands: Literal["asked", "banned", "refused"]) -> Direction | None:
    """Return which way a requirement, or a ban, moved where one phrase that qualifies it came or went and nothing else did; else None.

    A requirement that is qualified asks for more, unless the phrase says for whom it holds; a ban that is qualified forbids less.

    >>> narrowing("with another agent", "with another agent during the same month", stands="banned")
    'loosened'
    >>> [narrowing("a trial", f"a trial {words}", stands="asked") for words in ("within the last year", "for adults")]
    ['tightened', None]
    """
    left, right = (re.findall(r"[^\s.,;:()]+", text) for text in (old, new))
    steps = [s for s in SequenceMatcher(None, left, right, autojunk=False).get_opcodes() if s[0] != "equal"]
    if len(steps) != 1 or steps[0][0] not in ("insert", "delete"):
        return None
    came = steps[0][0] == "insert"
    words = " ".join(right[steps[0][3] : steps[0][4]] if came else left[steps[0][1] : steps[0][2]])
    if (
        not SCOPE.match(words)
        or WIDENS.search(words)
        or DENIAL.search(words)
        or (stands == "asked" and APPLIES.match(words))
    ):
        return None
    return "tightened" if came != (stands == "banned") else "loosened"


LOWER = re.compile(r"(?:\bat least|≥|>=?|\b(?:greater|more|higher|longer|older) than|\bminimum (?:of )?|\bover|\babove)\s*$", re.IGNORECASE)  # fmt: skip
UPPER = re.compile(r"(?:≤|<=?|\b(?:less|lower|fewer|no more|not more|younger|no greater|no longer) than|\bbelow|\bunder|\bup to|\bat most|\bwithin(?: the (?:past|last|previous|prior))?|\bmaximum (?:of )?)\s*$", re.IGNORECASE)  # fmt: skip


BEHIND = r"\s*(?:%|\w+){0,2}?\s*"
LEAST = re.compile(rf"{BEHIND}\bor (?:more|greater|higher|older|above|longer|over)\b", re.IGNORECASE)
MOST = re.compile(rf"{BEHIND}\bor (?:less|fewer|lower|younger|below|shorter|under)\b", re.IGNORECASE)


def of_bound(old: str, new: str) -> Direction | None:
    """Return which way a requirement moved where one number beside a bound is all that changed; None elsewhere, and where it is denied.

    >>> of_bound("at least 2 relapses", "at least 3 relapses"), of_bound("no relapse within 2 years", "no relapse within 3 years")
    ('tightened', None)
    >>> of_bound("within the past 1 year", "within the past 6 months"), of_bound("20% or greater", "30% or greater")
    ('tightened', 'tightened')
    """
    if not is_other_amount(old, new):
        return None
    pairs = zip(NUMBER.finditer(old), NUMBER.finditer(new), strict=True)
    moved = [(a, b) for a, b in pairs if amount_of(a) != amount_of(b)]
    if len(moved) != 1:
        return None
    number, other = moved[0]
    lower, upper = (bound.search(old, 0, number.start()) for bound in (LOWER, UPPER))
    bound = upper or lower  # `no more than` ends as `more than` does
    if bound is None:
        lower, upper = (bound.match(old, number.end()) for bound in (LEAST, MOST))
        bound = upper or lower
    if bound is None or DENIAL.search(old, 0, min(bound.start(), number.start())):
        return None
    return "tightened" if (amount_of(other) > amount_of(number)) == (upper is None) else "loosened"


def of_words(old: str, new: str, *, refused: bool = False) -> tuple[Direction, Sureness]:
    """Return the likely direction of words that came and went: `(adults only)` restricts, `or …` widens.

    >>> of_words("for induction", "for induction (adults only)"), of_words("alone", "alone, or with chemotherapy")
    (('tightened', 'likely'), ('loosened', 'likely'))
    """
    banned = not refused and all(DENIAL.search(text) for text in (old, new))
    qualified = (
        of_bound(old, new)
        or (None if banned else of_quantifier(old, new))
        or narrowing(old, new, stands="refused" if refused else "banned" if banned else "asked")
    )
    if qualified is not None:
        return qualified, "likely"
    left, right = (re.findall(r"\([^()]*\)|[^\s()]+", text) for text in (old, new))
    ways: set[Direction] = set()
    for op, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if op == "equal":
            continue
        behind_exception = any(EXCEPTS.match(word) for word in left[:a])
        for words, came in ((left[a:b], False), (right[c:d], True)):
            for piece in re.split(r",\s+(?=or\b)|(?<=\))\s*,\s*", " ".join(words)):
                way = "tightened" if MORE.match(piece) and not (refused or banned) else way_of_piece(piece)
                if way:
                    ways.add(way if came != behind_exception else OPPOSITE[way])
    if not ways:
        return "unknown", "open"
    return (ways.pop() if len(ways) == 1 else "both"), "likely"


def way_of_piece(piece: str) -> Direction | None:
    """Return which way words that came in move a condition, or None where they say nothing about it."""
    if re.match(r"\W*(?:or\s+\S|unless\b|except\b)", piece.strip(), re.IGNORECASE):
        return "loosened"
    if RESTRICTS.search(piece):
        return "tightened"
    return "loosened" if WIDENS.search(piece) and len(piece.split()) > 2 else None


def of_place(place: Place[Criterion], inserted: bool) -> Direction:
    """Return which way a branch that was inserted (or deleted) at a place moves the tree.

    The innermost group above it of more than one item decides; every group above that one that turns its items round turns it round.
    """
    steps = list(place.steps())
    decisive = [n for n, (g, _) in enumerate(steps) if len(g.children) > 1 or g.taken_op in ("none", "at_least")]
    direction: Direction = "loosened" if steps and steps[0][0].taken_op == "any" and not decisive else "tightened"
    if decisive:
        group, at = steps[decisive[-1]]
        widens = group.taken_op in ("any", "at_least") or (group.taken_op == "if" and at == 0)
        direction = "loosened" if widens else "tightened"
    turned = sum(turns(group, at) for group, at in steps[: decisive[-1] if decisive else 0]) % 2 == 1
    return OPPOSITE[direction] if turned == inserted else direction
