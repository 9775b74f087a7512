"""Which operator joins the items of a list: the phrase above them weighed against the connectors between them.

What the document says about AND and OR is kept as written; where no patient could meet that, `read_as` names the nearest reading that
can be met.
"""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.model.policy import Criterion, Op, OtherReading, Span
from payerdiff.normalize.criteria.feasibility import can_be_met
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.outline.lead_ins import Introduction

ONE_IS_ENOUGH = "The introduction requires the following without saying how many, and every item is joined to the next by OR; one is enough."  # fmt: skip


def operator_over(
    draft: Draft, joints: list[str | None], built: list[Criterion], introduction: Introduction | None, span: Span | None
) -> tuple[Op, list[Criterion]]:
    """Return the operator that phrase and connectors give over sibling items, and the items as it holds them."""
    said = {joint for joint in joints if joint}
    named = introduction.op if introduction else None
    op: Op
    runs = runs_of_or(joints, built) if named in (None, "all") else None
    if runs is not None:
        op, built = "all", runs
        draft.note(
            "warning",
            "mixed-connectors",
            f"Items of one list are joined by {' '.join((joint or '?').upper() for joint in joints)}. Items joined by OR were read as one requirement that any of them meets; all such requirements must be met.",
            span,
        )
    elif named == "any" and (alternatives := runs_of_and(joints, built)) is not None:
        op, built = "any", alternatives
        draft.note(
            "warning",
            "mixed-connectors",
            f"Items of a list of which one is enough are joined by {' '.join((joint or '?').upper() for joint in joints)}. Items that AND joins were read as one alternative that asks for all of them.",
            span,
        )
    elif named == "any" and len(joints) > 2 and all(joint == "and" for joint in joints):
        op = "all"
        draft.note(
            "warning",
            "connector-contradicts-phrase",
            "The introduction says “any”, but every item is joined to the next by AND; the stricter reading was used: all are required.",
            span,
        )
    elif introduction is not None and introduction.weak and joints and all(joint == "or" for joint in joints):
        op = "any"
        draft.note("warning", "connector-contradicts-phrase", ONE_IS_ENOUGH, span)
    elif named is not None:
        op = named
        wanted = {"any": "or", "all": "and"}.get(named)
        if wanted and said and said != {wanted}:
            draft.note(
                "warning",
                "connector-contradicts-phrase",
                f"The introduction says “{named}”, but the items are joined by {' and '.join(sorted(j.upper() for j in said))}; the introduction was followed.",
                span,
            )
    elif len(said) == 1:
        op = "any" if said == {"or"} else "all"
    elif not said:
        op = "all" if can_be_met(Criterion(op="all", children=built)) else "any"
        if len(built) > 1 and introduction is not None:
            taken = "all were assumed to be required" if op == "all" else "as no patient can meet all at once, one was assumed to be enough"  # fmt: skip
            draft.note(
                "warning", "no-connector", f"The document does not say how these items are joined; {taken}.", span
            )
    else:
        op = mixed(draft, joints, built, span)
    return op, built


def runs_of_or(joints: Sequence[str | None], built: Sequence[Criterion]) -> list[Criterion] | None:
    """Return the requirements of `A OR B OR C AND D AND E`: what OR joins is one of them; None where a connector is missing, or no patient meets all."""
    if None in joints or len(set(joints)) < 2:
        return None
    runs: list[list[Criterion]] = [[built[0]]]
    for joint, item in zip(joints, built[1:], strict=True):
        if joint == "or":
            runs[-1].append(item)
        else:
            runs.append([item])
    parts = [run[0] if len(run) == 1 else Criterion(op="any", children=run, span=run[0].span) for run in runs]
    return parts if can_be_met(Criterion(op="all", children=parts)) else None


def runs_of_and(joints: Sequence[str | None], built: Sequence[Criterion]) -> list[Criterion] | None:
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


def mixed(draft: Draft, joints: list[str | None], built: list[Criterion], span: Span | None) -> Op:
    """Decide a list joined by AND here and OR there, and show both readings.

    What no patient can meet is no reading; then the more frequent connector decides, and of two the stricter.
    """
    written = " ".join((joint or "?").upper() for joint in joints)
    ors, ands = joints.count("or"), joints.count("and")
    op: Op
    if not can_be_met(Criterion(op="all", children=built)):
        op, reason = "any", "no patient can meet all items at once"
    elif ors != ands:
        op, reason = ("any" if ors > ands else "all"), "the more frequent connector"
    else:
        op, reason = "all", "both occur equally often; the stricter is used"
    draft.note(
        "warning",
        "mixed-connectors",
        f"Items of one list are joined by {written}. Read as “{op}” ({reason}); the other reading is “{'all' if op == 'any' else 'any'}”.",
        span,
    )
    return op


def satisfied(draft: Draft, node: Criterion) -> Criterion:
    """Return the node; where no patient can meet it as written, with the nearest reading that can be met."""
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
