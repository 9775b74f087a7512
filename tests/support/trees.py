"""Criteria trees made by hand or drawn, a payer who asks for one, everybody whom drawn trees can tell apart, and access facts of policies worded by us."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import product

from hypothesis import strategies as st
from reviews import policies

from payerdiff import api
from payerdiff.compare.logic.judge import judge
from payerdiff.compare.logic.sides import Side
from payerdiff.model.access.facts import AccessFacts
from payerdiff.model.meaning.parts import open_parts
from payerdiff.model.patient import Patient, Therapy
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Drug, Meaning, OpenPart, Policy, Span
from payerdiff.normalize.typing.mentions import mentions_of

NOWHERE = Span(page=1, start=0, end=0, quote="")


def leaf(text: str, *atoms: Atom, label: str | None = None) -> Criterion:
    """Return a leaf, with what its words name beside its atoms."""
    return Criterion(
        op="leaf", text=text, atoms=list(atoms), span=NOWHERE, label=label, mentions=mentions_of(text, atoms)
    )


@cache
def bare_policy() -> Policy:
    """Return a policy to put criteria into."""
    return policies()[0].model_copy(update={"criteria": [], "exclusions": [], "approvals": []})


def side(root: Criterion) -> Side:
    """Return one payer whose only criteria are a tree."""
    return Side(bare_policy(), (), (CriteriaSet(id="initial-1", phase="initial", indication="x", root=root),))


def is_met(node: Criterion, true: set[str]) -> bool:
    """Return True if a tree is met where exactly the leaves of these words hold: two values, straight from the truth tables."""
    if not node.children:
        return (node.taken_op == "leaf" and node.text in true) or node.taken_op == "all"
    met = [is_met(child, true) for child in node.children]
    return {
        "any": any(met),
        "none": not any(met),
        "if": not met[0] or all(met[1:]),
        "at_least": sum(met) >= (node.k or 1),
    }.get(node.taken_op, all(met))


AGES, STATES = (3.0, 24.0, 30.0, 100.0, 216.0, 540.0), ("positive", "negative", "another state")


def age(op: str, years: int) -> Criterion:
    """Return a limit of age."""
    return leaf(f"age {op} {years}", Atom(concept="age", op=op, value=float(years), unit="year", text="", span=NOWHERE))  # type: ignore[arg-type]  # ops are the schema's


def marker(name: str, state: str) -> Criterion:
    """Return a state of a marker."""
    return leaf(f"{name} {state}", Atom(concept="biomarker", subject=name, op="=", value=state, text="", span=NOWHERE))


def prior(outcome: str) -> Criterion:
    """Return a treatment that must have come before, with an outcome."""
    return leaf(f"imatinib {outcome}", Atom(concept="prior_therapy", op="=", value="imatinib", outcome=outcome, text="", span=NOWHERE))  # fmt: skip


LEAVES = [age(">=", 18), age("<", 18), age(">", 2), age("<=", 2), marker("Ph", "positive"), marker("Ph", "negative"), marker("MRD", "negative"), leaf("alpha"), leaf("beta"), prior("failed or contraindicated"), prior("tried")]  # fmt: skip


ATOMS = [leaf.atoms[0] for leaf in LEAVES if leaf.atoms]
UNTYPED = ("gamma", "delta")
"""Words of parts that are not typed."""


def meant(meaning: Meaning, *atoms: Atom, partial: bool = False, text: str | None = None) -> Criterion:
    """Return a leaf whose conditions are joined by a meaning; its words, where none are given, say just that."""
    bare = leaf(notation(meaning, atoms) if text is None else text, *atoms)
    return bare.model_copy(update={"meaning": meaning, "partial": partial or any(True for _ in open_parts(meaning))})


def notation(part: int | Meaning | OpenPart, atoms: Sequence[Atom]) -> str:
    """Return a meaning as one line: leaves of the same line mean the same."""
    if isinstance(part, OpenPart):
        return f"words {part.unknown}"
    if isinstance(part, int):
        a = atoms[part]
        return f"{a.concept} {a.subject} {a.op} {a.value} {a.unit} {a.outcome}{' denied' if a.negated else ''}"
    return f"{part.op} {part.k or ''} of begin {' and '.join(notation(inner, atoms) for inner in part.of)} end"


def meanings(*, untyped: bool) -> st.SearchStrategy[Criterion]:
    """Draw leaves whose conditions are joined by any operator, within one another; some have parts that are not typed."""
    ends: st.SearchStrategy[int | OpenPart | Meaning] = st.integers(0, 2)
    if untyped:
        ends = ends | st.sampled_from(UNTYPED).map(lambda words: OpenPart(unknown=words))

    def joined(parts: st.SearchStrategy[int | OpenPart | Meaning]) -> st.SearchStrategy[Meaning]:
        several, two = st.lists(parts, min_size=1, max_size=3), st.lists(parts, min_size=2, max_size=2)
        return (
            st.builds(lambda op, of: Meaning(op=op, of=of), st.sampled_from(["all", "any", "none"]), several)
            | st.builds(lambda k, of: Meaning(op="at_least", k=k, of=of), st.integers(1, 3), several)
            | st.builds(lambda of: Meaning(op="if", of=of), two)
        )

    inner = st.recursive(ends, joined, max_leaves=4)
    return st.builds(lambda meaning, atoms: meant(meaning, *atoms), joined(inner), st.lists(st.sampled_from(ATOMS), min_size=3, max_size=3))  # fmt: skip


def truth(leaf: Criterion, held: Callable[[Atom], bool], told: Mapping[str, bool]) -> bool:
    """Tell whether a leaf holds where of every condition and every word it is known: two values, straight from the truth tables."""

    def of(part: int | Meaning | OpenPart) -> bool:
        if isinstance(part, int):
            return held(leaf.atoms[part])
        if isinstance(part, OpenPart):
            return told[part.unknown]
        met = [of(inner) for inner in part.of]
        return {"any": any(met), "none": not any(met), "if": not met[0] or all(met[1:]), "at_least": sum(met) >= (part.k or 1)}.get(part.op, all(met))  # fmt: skip

    assert leaf.meaning is not None
    return of(leaf.meaning)


def drawn(*, untyped: bool = False) -> st.SearchStrategy[Criterion]:
    """Draw small trees over a few facts; of some leaves the conditions are joined by more than `and`."""
    return st.recursive(
        st.sampled_from(LEAVES) | meanings(untyped=untyped),
        lambda kids: st.builds(
            lambda op, k, children: Criterion(op=op, k=k if op == "at_least" else None, children=children, span=NOWHERE),
            st.sampled_from(["all", "any", "none", "at_least", "if"]), st.integers(1, 3), st.lists(kids, min_size=2, max_size=3),
        ),
        max_leaves=7,
    )  # fmt: skip


BEFORE: list[list[Therapy]] = [
    [],
    *([Therapy(drug="imatinib", outcome=x)] for x in ("tried", "failed", "contraindicated")),
]


def everybody() -> list[Patient]:
    """Return every patient that the facts of the drawn trees can tell apart."""
    return [
        Patient(age=months, biomarker={"Ph": ph, "MRD": mrd}, criteria={"alpha": alpha, "beta": beta}, diagnosis=[], disease_setting=[], regimen=[], prior_therapy=before)
        for months, ph, mrd, alpha, beta, before in product(AGES, STATES, ("negative", "another state"), (True, False), (True, False), BEFORE)
    ]  # fmt: skip


PEOPLE = everybody()


def approved(root: Criterion) -> set[int]:
    """Return whom a tree approves, by the plain evaluator."""
    alone = side(root).alone()
    return {at for at, patient in enumerate(PEOPLE) if judge(alone, patient).ruling == "approve"}


POLICY = """Clinical Policy: Guselkumab (Tremfya)
Reference Number: LA.PHAR.{number}
It is the policy of the plan that Tremfya is covered under these criteria:
I. Initial Approval Criteria
A. Plaque Psoriasis (must meet all):
{criteria}

Approval duration: {initial}

II. Continued Therapy
A. Plaque Psoriasis (must meet all):
1. {renewal}

Approval duration: 12 months

Reviews, Revisions, and Approvals
"""
DIAGNOSIS = "Diagnosis of moderate to severe plaque psoriasis"


def asking(
    *criteria: str, initial: str = "6 months", renewal: str = "Positive response to therapy", number: int = 2
) -> Policy:
    """Return a policy with some initial criteria; items that begin with a small letter and a point stand below the one before."""
    lines, count = [], 0
    for item in (DIAGNOSIS, *criteria):
        below = item[1:3] == ". "
        count += not below
        lines.append(item if below else f"{count}. {item}")
    text = POLICY.format(criteria=";\n".join(lines) + ".", initial=initial, renewal=renewal, number=number)
    read = api.read_policy(text.encode())
    return read.model_copy(update={"source": read.source.model_copy(update={"name": f"policy-{number}.txt"})})


def twofold(one: Policy) -> Policy:
    """Return a policy that asks for the same in another indication, too."""
    other = {"indication": "psoriatic arthritis", "diseases": ["psoriatic arthritis"]}
    more = [s.model_copy(update={"id": f"{s.id}-other", **other}) for s in one.criteria]
    return one.model_copy(update={"criteria": [*one.criteria, *more]})


def facts(one: Policy, drug: str = "Tremfya", use: str = "plaque psoriasis") -> AccessFacts:
    """Return the access facts of a policy for plaque psoriasis, or another disease."""
    (found,) = api.access([one], drug=drug, indication=use)
    return found


def facts_of_tree(*roots: Criterion, use: str = "plaque psoriasis") -> AccessFacts:
    """Return the access facts of a policy whose initial sets for plaque psoriasis, or another disease, are trees."""
    sets = [
        CriteriaSet(id=f"initial-{at}", phase="initial", indication=use.capitalize(), diseases=[use], root=root)
        for at, root in enumerate(roots, 1)
    ]
    return facts(
        bare_policy().model_copy(
            update={"criteria": sets, "drugs": [Drug(generic="guselkumab", brands=["Tremfya"])], "limits": []}
        ),
        use=use,
    )


def tried(*drugs: str, outcome: str = "failed", count: int | None = None, length: str | None = None, text: str | None = None) -> Criterion:  # fmt: skip
    """Return a step: one of some drugs must have been tried."""
    values: Sequence[str] = list(drugs)
    atom = Atom(concept="prior_therapy", op="in" if len(values) > 1 else "=", value=list(values) if len(values) > 1 else values[0], outcome=outcome, count=count, duration=length, text="", span=NOWHERE)  # fmt: skip
    return leaf(text or f"{outcome} {' or '.join(drugs)}", atom)


def group(op: str, *children: Criterion, k: int | None = None, text: str = "") -> Criterion:
    """Return a group."""
    return Criterion(op=op, k=k, children=list(children), text=text, span=NOWHERE, mentions=mentions_of(text, []))  # type: ignore[arg-type]  # ops are the schema's
