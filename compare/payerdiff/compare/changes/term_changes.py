"""What changed outside the criteria trees: approvals, limits, codes, dosage, references, log, head."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from payerdiff.compare.changes.content_edits import COLLECTIONS, Draft, Key, Path, fields_of, head_of
from payerdiff.model.phrasing import DAYS, length_in_months, say_approval, say_limit
from payerdiff.model.policy import (
    Approval,
    Code,
    Direction,
    Dosage,
    Jurisdiction,
    Kind,
    Limit,
    Phase,
    Policy,
    Reference,
    Revision,
    Span,
)  # fmt: skip
from payerdiff.model.words import plain_words, same_words

Listed = Approval | Limit | Code | Dosage | Jurisdiction | Reference | Revision
Item = TypeVar("Item", bound=Listed)
Judge = Callable[[Item | None, Item | None], tuple[Kind, Direction]]


def changes_of_lists(old: Policy, new: Policy) -> tuple[list[Draft], dict[Path, Path]]:
    """Return the changes of what is kept in lists, and which item is which."""
    parts = [
        list_changes(
            "approvals", old.approvals, new.approvals, (lambda x: (x.phase, *plain_words(x.indication or "")),), say_approval,
            lambda x: f"{x.phase} approval", lambda a, b: ("clinical", longer(a, b)),
        ),
        list_changes(
            "limits", old.limits, new.limits, (lambda x: (x.kind, x.unit, *plain_words(x.scope or "")),), say_limit,
            lambda x: x.kind.replace("_", " "), lambda a, b: ("clinical", higher(a, b)),
        ),
        list_changes(
            "codes", old.codes, new.codes, (lambda x: (x.system, x.code),), say_code,
            lambda x: f"{x.system} codes", lambda a, b: ("codes", "equivalent" if a and b else "unknown"),
        ),
        list_changes(
            "dosage", old.dosage, new.dosage, (lambda x: tuple(plain_words(f"{x.indication} {x.population}")),), say_dosage,
            lambda x: "dosage", lambda a, b: ("clinical", "unknown"),
        ),
        list_changes(
            "jurisdictions", old.jurisdictions, new.jurisdictions, (lambda x: x.jurisdiction,),
            lambda x: f"{x.jurisdiction} {x.states} {x.contractor}", lambda x: "jurisdictions", lambda a, b: ("administrative", "equivalent"),
        ),
        list_changes(
            "references", old.references, new.references, (cited_as, titled_as, lambda x: x.number), lambda x: x.text,
            lambda x: "references", lambda a, b: ("references", "equivalent"),
        ),
        list_changes(
            "revisions", old.revisions, new.revisions, (lambda x: x.dates.entry,), lambda x: x.text,
            lambda x: "revision log", lambda a, b: ("administrative", "equivalent"),
        ),
    ]  # fmt: skip
    found = [beside_others(draft, old, new) for draft in parts[0][0]] + [draft for drafts, _ in parts[1:] for draft in drafts]  # fmt: skip
    if head_of(old) != head_of(new):
        found.append(head_changes(old, new))
    pairs: dict[Path, Path] = {(0, 0): (0, 0)}
    for _, known in parts:
        pairs |= known
    return found, pairs


def list_changes(
    name: str, old: Sequence[Item], new: Sequence[Item], keys: Sequence[Callable[[Item], object]], say: Callable[[Item], str],
    where: Callable[[Item], str], judge: Judge[Item],
) -> tuple[list[Draft], dict[Path, Path]]:  # fmt: skip
    """Return the changes of one list. Items that say the same are one; then those that share a key, the surest key first."""
    root = COLLECTIONS.index(name)
    drafts: list[Draft] = []
    pairs: dict[Path, Path] = {}

    def words(item: Item) -> object:
        return (*(key(item) for key in keys[:1]), *plain_words(say(item)))

    for i, j in paired(old, new, (words, *keys)):
        a, b = None if i is None else old[i], None if j is None else new[j]
        if i is not None and j is not None:
            pairs[(root, i)] = (root, j)
        texts = (say(a) if a else "", say(b) if b else "")
        if a is not None and b is not None and same_words(*texts):
            continue
        kind, direction = judge(a, b)
        drafts.append(listed(root, (i, a), (j, b), texts, where, kind, direction))
    return drafts, pairs


def listed(
    root: int, old: tuple[int | None, Item | None], new: tuple[int | None, Item | None], texts: tuple[str, str],
    where: Callable[[Item], str], kind: Kind, direction: Direction,
) -> Draft:  # fmt: skip
    """Return the change of one item of a list."""
    (i, a), (j, b) = old, new
    one = b or a
    assert one is not None  # one side is there
    claims: set[Key] = set()
    if i is not None and a is not None and b is not None:
        claims = {("set", (root, i), name) for name in fields_of(b)}
    elif i is not None:
        claims = {("remove", (root, i), "")}
    elif j is not None:
        claims = {("add", (root, j), "")}
    phase: Phase = one.phase if isinstance(one, Approval) else "universal"
    indication = one.indication if isinstance(one, (Approval, Dosage)) else None
    return Draft(
        "replace" if a and b else "insert" if b else "delete", kind, direction, *texts, where(one), None, phase, indication,
        a.span if a else None, b.span if b else None, "open" if direction == "unknown" else "certain", (), frozenset(claims),
        old_places=((a.span, ""),) if a else (), new_places=((b.span, ""),) if b else (),
    )  # fmt: skip


def paired(
    old: Sequence[Item], new: Sequence[Item], keys: Sequence[Callable[[Item], object]]
) -> Iterator[tuple[int | None, int | None]]:
    """Yield the indexes of items that share a key, in the old order; then what stands in the new list only."""
    chosen: dict[int, int] = {}
    for key in keys:
        rest: dict[object, list[int]] = {}
        taken = set(chosen.values())
        for j, item in enumerate(new):
            if j not in taken and key(item) is not None:
                rest.setdefault(key(item), []).append(j)
        for i, item in enumerate(old):
            same = rest.get(key(item)) if i not in chosen else None
            if same:
                chosen[i] = same.pop(0)
    yield from ((i, chosen.get(i)) for i in range(len(old)))
    taken = set(chosen.values())
    yield from ((None, j) for j in range(len(new)) if j not in taken)


def cited_as(reference: Reference) -> object:
    """Return what makes two references one: the first words of the title; an edition or a date may differ."""
    return tuple(plain_words(reference.text)[:5])


def titled_as(reference: Reference) -> object:
    """Return the title of a reference, by which an article is known again whose authors are written otherwise; None where it is too short to tell.

    >>> one, other = (f"{who}. Chronic disease: signs, causes and diagnosis. Journal. {year}." for who, year in (("Doe J, Roe K", 2021), ("Roe K", 2025)))
    >>> titled_as(Reference(text=one, span=Span(page=1, start=0, end=1, quote=""))) == titled_as(Reference(text=other, span=Span(page=1, start=0, end=1, quote="")))
    True
    """
    parts = [plain_words(part) for part in reference.text.split(". ")[:3]]
    title = max(parts, key=len)
    return tuple(title) if len(title) >= TITLE else None


TITLE = 5
"""Words of a title that no other article is likely to have."""


def say_code(code: Code) -> str:
    """Say a code with what it is for."""
    return " ".join(part for part in (code.code, code.description, code.role) if part)


def say_dosage(row: Dosage) -> str:
    """Say a row of the dosing table."""
    return " ".join(part for part in (row.indication, row.population, row.regimen, row.max_dose) if part)


def longer(a: Approval | None, b: Approval | None) -> Direction:
    """Return which way an approval's length moved; a longer one loosens, and one that may be cut short (`up to 6 months` instead of `6 months`) tightens."""
    if a is None or b is None or not (a.value and b.value and a.unit in DAYS and b.unit in DAYS):
        return "unknown"
    left, right = days_in(a.value, a.unit or ""), days_in(b.value, b.unit or "")
    if left == right and a.at_most != b.at_most:
        return "tightened" if b.at_most else "loosened"
    if left == right:
        return "equivalent" if (a.max_renewals, a.cycles) == (b.max_renewals, b.cycles) else "unknown"
    return "loosened" if right > left else "tightened"


def days_in(value: float, unit: str) -> float:
    """Return a period in days; whole years are as many months, however they are written."""
    value, unit = length_in_months(value, unit)
    return value * DAYS[unit]


def beside_others(draft: Draft, old: Policy, new: Policy) -> Draft:
    """Return a length that came or went beside others for the same requests, with the way that it moves theirs: a policy can grant one use twice."""
    came = draft.op == "insert"
    if draft.direction != "unknown" or draft.op == "replace":
        return draft
    side, others = (new, old) if came else (old, new)
    span = draft.new_span if came else draft.old_span
    own = next((a for a in side.approvals if a.span == span and (a.phase, a.indication) == (draft.phase, draft.indication)), None)  # fmt: skip
    kept = [a for a in others.approvals if (a.phase, a.indication) == (draft.phase, draft.indication)]
    ways = {longer(a, own) if came else longer(own, a) for a in kept}
    way = ways.pop() if len(ways) == 1 else "unknown"
    return draft if way in ("unknown", "equivalent") else replace(draft, direction=way, sure="likely")


def higher(a: Limit | None, b: Limit | None) -> Direction:
    """Return which way a cap moved; a higher one loosens, a new one tightens."""
    if a is None or b is None:
        return "tightened" if b else "loosened"
    rates = [x.value / ((x.per_value or 1) * DAYS.get(x.per_unit or "", 1.0)) for x in (a, b)]
    return "loosened" if rates[1] > rates[0] else "tightened" if rates[1] < rates[0] else "equivalent"


def head_changes(old: Policy, new: Policy) -> Draft:
    """Return what changed in the head: number, title, dates, lines of business."""
    before, after = head_of(old), head_of(new)
    names = [name for name in after if before[name] != after[name]]
    texts = ["; ".join(f"{name.removeprefix('dates.').replace('_', ' ')}: {said_value(side[name])}" for name in names) for side in (before, after)]  # fmt: skip
    spans = [first_span_of(p) for p in (old, new)]
    return Draft(
        "replace", "administrative", "equivalent", texts[0], texts[1], "head", None, "universal", None, spans[0], spans[1],
        claims=frozenset(("set", (0, 0), name) for name in names),
    )  # fmt: skip


def said_value(value: object) -> str:
    """Say a field of the head."""
    return "not stated" if value in (None, []) else ", ".join(map(str, value)) if isinstance(value, list) else str(value)  # fmt: skip


def first_span_of(policy: Policy) -> Span:
    """Return the start of the document: the head's fields keep no place of their own."""
    start = next((b for b in policy.ledger.blocks if b.cls == "metadata" and b.text), None)
    if start is None:
        return Span(page=1, start=0, end=0, quote="")
    return Span(page=1, start=start.start, end=start.start, quote="")
