"""Which operator joins the items of a list: the phrase above them weighed against the connectors between them.

What the document says about AND and OR is kept as written; where no patient could meet that, `read_as` names the nearest reading that
can be met.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from payerdiff.model.meaning.parts import parts_of
from payerdiff.model.policy import Criterion, Op, OtherReading, Span
from payerdiff.normalize.criteria.patients.feasibility import can_be_met
from payerdiff.normalize.criteria.patients.groups import by_group, exclude_by_age
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.outline.lead_ins import Introduction
from payerdiff.normalize.rules import Rule

ONE_IS_ENOUGH = "The introduction requires the following without saying how many, and every item is joined to the next by OR; one is enough."  # fmt: skip


Joints = Sequence[str | None]
"""The connector behind each item but the last of a list, None where it has none."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """The operator of a list and the items as it holds them, with what to note where phrase and connectors do not agree."""

    op: Op
    items: list[Criterion]
    code: str = ""
    message: str = ""


def operator_over(
    draft: Draft, joints: Joints, built: list[Criterion], introduction: Introduction | None, span: Span | None
) -> tuple[Op, list[Criterion]]:
    """Return the operator that phrase and connectors give over sibling items, and the items as it holds them."""
    named = introduction.op if introduction else None
    ruling = against_the_phrase(joints, built, introduction)
    if ruling is None and named is not None:
        ruling = by_the_phrase(joints, built, named)
    elif ruling is None:
        ruling = by_the_connectors(joints, built, introduction)
    if ruling.code:
        draft.note("warning", ruling.code, ruling.message, span)
    return by_patients(ruling)


def by_patients(ruling: Ruling) -> tuple[Op, list[Criterion]]:
    """Return what all items ask for, those for patients who exclude one another as alternatives."""
    if ruling.op != "all":
        return ruling.op, ruling.items
    items = by_group(ruling.items)
    return ("any", ruling.items) if len(items) == 1 < len(ruling.items) else ("all", items)


def against_the_phrase(joints: Joints, built: list[Criterion], introduction: Introduction | None) -> Ruling | None:
    """Return what connectors say that weighs more than the phrase above the items; None where they say no such thing."""
    named = introduction.op if introduction else None
    if named in (None, "all") and (runs := runs_of_or(joints, built)) is not None:
        message = f"Items of one list are joined by {as_written(joints)}. Items joined by OR were read as one requirement that any of them meets; all such requirements must be met."
        return Ruling("all", runs, "mixed-connectors", message)
    if named == "any" and (beside := beside_the_choice(joints, built)) is not None:
        message = f"Items of a list of which one is enough are joined by {as_written(joints)}. What AND joins behind them is a sentence of its own and was read as required beside the choice."
        return Ruling("all", beside, "mixed-connectors", message)
    if named == "any" and (alternatives := runs_of_and(joints, built)) is not None:
        message = f"Items of a list of which one is enough are joined by {as_written(joints)}. Items that AND joins were read as one alternative that asks for all of them."
        return Ruling("any", alternatives, "mixed-connectors", message)
    if named == "any" and len(joints) > 2 and all(joint == "and" for joint in joints):
        message = "The introduction says “any”, but every item is joined to the next by AND; the stricter reading was used: all are required."
        return Ruling("all", built, "connector-contradicts-phrase", message)
    if introduction is not None and introduction.weak and joints and all(joint == "or" for joint in joints):
        return Ruling("any", built, "connector-contradicts-phrase", ONE_IS_ENOUGH)
    return None


def by_the_phrase(joints: Joints, built: list[Criterion], named: Op) -> Ruling:
    """Return the operator that the phrase names; connectors that say another one are noted."""
    said = {joint for joint in joints if joint}
    wanted = {"any": "or", "all": "and"}.get(named)
    if not wanted or not said or said == {wanted}:
        return Ruling(named, built)
    message = f"The introduction says “{named}”, but the items are joined by {' and '.join(sorted(j.upper() for j in said))}; the introduction was followed."
    return Ruling(named, built, "connector-contradicts-phrase", message)


def by_the_connectors(joints: Joints, built: list[Criterion], introduction: Introduction | None) -> Ruling:
    """Return the operator that connectors alone give; a list without any asks for all, unless no patient can meet that."""
    said = {joint for joint in joints if joint}
    if said == {"or"} and joints[-1] is None and (runs := within(joints, built)) is not None:
        message = f"Items of one list are joined by {as_written(joints)}. Only items that OR joins were read as alternatives; all others are required."
        return Ruling("all", runs, "mixed-connectors", message)
    if len(said) == 1:
        return Ruling("any" if said == {"or"} else "all", built)
    if said:
        return mixed(joints, built)
    built = by_group(built, exclude_by_age)
    if len(built) == 1 and built[0].op == "any" and not built[0].label:
        return Ruling("any", built[0].children)
    named = are_diseases(built, SEVERAL if introduction is None or not introduction.uses else 2)
    op: Op = "all" if can_be_met(Criterion(op="all", children=built)) and not are_bands(built) and not named else "any"
    if len(built) < 2 or introduction is None:
        return Ruling(op, built)
    why = "as each names a disease and nothing else" if named else "as no patient can meet all at once"
    taken = "all were assumed to be required" if op == "all" else f"{why}, one was assumed to be enough"
    return Ruling(op, built, "no-connector", f"The document does not say how these items are joined; {taken}.")


BAND = Rule("connectors.band", r"\bweigh\w*\b[^.;]{0,40}\bkg\b|\d\s*kg (?:or|and|to)\b|[<>≤≥]\s*\d+\s*kg\b", "260 mg for patients weighing 55 kg or less", "5 mg/kg")  # fmt: skip


def are_bands(built: Sequence[Criterion]) -> bool:
    """Return True if each item is for patients of another weight: nobody belongs to two of them."""
    return len(built) > 1 and all(not item.children and BAND.search(item.text) for item in built)


SEVERAL, BRIEF = 3, 8
"""Items at least of a list of diseases of which nothing says that it lists uses, and words at most of each."""
VERBS = r"is|are|has|have|had|was|were|will|must|no|not|without|with|tried|failed|confirmed|documented"
FACTS = r"history|risk|prior|previous\w*|test\w*|evidence|diagnos\w+"
SAYS = Rule("connectors.says", rf"\d|[:≥≤<>]|\b(?:{VERBS}|{FACTS})\b", "history of asthma", "asthma")  # fmt: skip
"""What says more of a patient than the name of a disease."""


def are_diseases(built: Sequence[Criterion], least: int) -> bool:
    """Return True if items are the names of diseases and nothing else: nobody is asked to have all of them."""
    if len(built) < least or any(item.op != "leaf" or SAYS.search(item.text) or len(item.text.split()) > BRIEF for item in built):  # fmt: skip
        return False
    kinds = [{atom.concept for atom in item.atoms} for item in built]
    known = sum(kind == {"diagnosis"} for kind in kinds)
    return 3 * known >= 2 * len(kinds) and all(kind <= {"diagnosis"} for kind in kinds)


def as_written(joints: Joints) -> str:
    """Return connectors as a list writes them, with a question mark where one is missing."""
    return " ".join((joint or "?").upper() for joint in joints)


def within(joints: Joints, built: Sequence[Criterion]) -> list[Criterion] | None:
    """Return the requirements of a list in which OR stands between some items and not before the last one; None where no patient meets all."""
    runs: list[list[Criterion]] = [[built[0]]]
    for joint, item in zip(joints, built[1:], strict=True):
        if joint == "or":
            runs[-1].append(item)
        else:
            runs.append([item])
    parts = [run[0] if len(run) == 1 else Criterion(op="any", children=run, span=run[0].span) for run in runs]
    return parts if can_be_met(Criterion(op="all", children=parts)) else None


def runs_of_or(joints: Joints, built: Sequence[Criterion]) -> list[Criterion] | None:
    """Return the requirements of `A OR B OR C AND D AND E`: what OR joins is one of them; None where a connector is missing, or no patient meets all."""
    if None in joints or len(set(joints)) < 2:
        return None
    return within(joints, built)


def runs_of_and(joints: Joints, built: Sequence[Criterion]) -> list[Criterion] | None:
    """Return the alternatives of `A OR B AND C` under `one of the following`: what AND joins is one of them; None where a connector is missing or all are alike."""
    if set(joints) != {"and", "or"}:
        return None
    runs: list[list[Criterion]] = [[built[0]]]
    for joint, item in zip(joints, built[1:], strict=True):
        if joint == "and":
            runs[-1].append(item)
        else:
            runs.append([item])
    return [run[0] if len(run) == 1 else Criterion(op="all", children=run, span=run[0].span) for run in runs]


OWN_SENTENCE = Rule(
    "connectors.own_sentence",
    r"(?:the )?(?:individual|patient|member|prescriber|provider)s?\s+(?:is|has|had|will|continues?|must|does|meets?|agrees|attests)\b",
    "Individual continues to use Inventa",
    "Decreased use of relievers",
    by="match",
)


def beside_the_choice(joints: Joints, built: Sequence[Criterion]) -> list[Criterion] | None:
    """Return the requirements of `A OR B OR C AND D` under `has had one of the following`, where D alone is a sentence of its own; None elsewhere.

    A, B and C complete the words above the list; D cannot, so it is no member of the choice and goes with no one of them.
    """
    at = joints.index("and") if "and" in joints else 0
    if at < 1 or set(joints[:at]) != {"or"} or set(joints[at:]) != {"and"}:
        return None
    choice, others = list(built[: at + 1]), list(built[at + 1 :])
    if any(is_sentence(item) for item in choice) or not all(map(is_sentence, others)):
        return None
    return [Criterion(op="any", children=choice, span=choice[0].span), *others]


def is_sentence(item: Criterion) -> bool:
    """Return True if an item begins with whom it speaks of and what they do."""
    return OWN_SENTENCE.match(item.text) is not None


def mixed(joints: Joints, built: list[Criterion]) -> Ruling:
    """Decide a list joined by AND here and OR there, and name both readings.

    What no patient can meet is no reading; then the more frequent connector decides, and of two the stricter.
    """
    ors, ands = joints.count("or"), joints.count("and")
    op: Op
    if not can_be_met(Criterion(op="all", children=built)):
        op, reason = "any", "no patient can meet all items at once"
    elif ors != ands:
        op, reason = ("any" if ors > ands else "all"), "the more frequent connector"
    else:
        op, reason = "all", "both occur equally often; the stricter is used"
    message = f"Items of one list are joined by {as_written(joints)}. Read as “{op}” ({reason}); the other reading is “{'all' if op == 'any' else 'any'}”."
    return Ruling(op, built, "mixed-connectors", message)


def satisfied(draft: Draft, node: Criterion) -> Criterion:
    """Return the node; where no patient can meet it as written, or it would ask nobody for anything, with the nearest reading that can be met."""
    if asks_each_of_some(node):
        return node.model_copy(update={"read_as": OtherReading(op="all", reason="each item says for which patients it is meant; a choice among them would ask nothing")})  # fmt: skip
    if node.op != "all" or can_be_met(node):
        return node
    if not all(can_be_met(child) for child in node.children):
        return node  # the contradiction lies deeper and is named there
    draft.note(
        "warning",
        "cannot-be-met",
        "As written, all of these must be met, but they exclude one another. Kept as written; compared as alternatives (“any”).",
        node.span,
    )
    return node.model_copy(
        update={"read_as": OtherReading(op="any", reason="the items exclude one another; no patient can meet all")}
    )


def asks_each_of_some(node: Criterion) -> bool:
    """Return True if alternatives each say for whom they are meant (`Asthma: pulmonologist`): who is not meant by one would meet it, and so all of them."""
    if node.op != "any":
        return False
    ways = [child if child.children else parts_of(child) for child in node.children]
    others = [way for way in ways if way.taken_op != "if"]
    return len(ways) - len(others) > 1 and all(not way.children and not way.atoms for way in others)
