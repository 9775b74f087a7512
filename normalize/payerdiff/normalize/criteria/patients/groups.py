"""Groups of patients beside each other, to one of which a patient can belong at most: children and adults, males and females, two diseases with a list each.

What is asked of each is an alternative to what is asked of the others, whatever joins them; what stands beside the groups is asked of all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from payerdiff.model import concepts
from payerdiff.model.meaning.parts import parts_of
from payerdiff.model.policy import Atom, Criterion
from payerdiff.model.units import MONTHS
from payerdiff.normalize.criteria.patients.feasibility import can_be_met
from payerdiff.normalize.disease_names import grade_in
from payerdiff.normalize.rules import Rule

Ages = tuple[float, float]
"""The ages in months that words leave open, the upper end left out."""
ANY_AGE: Ages = (0.0, math.inf)
"""What words leave open that name no age."""
Excluding = Callable[[Criterion, Criterion], bool]


def exclude_by_age(a: Criterion, b: Criterion) -> bool:
    """Return True if no patient is of the ages that both of two requirements ask for."""
    (low, high), (other_low, other_high) = ages_of(a), ages_of(b)
    return high <= other_low or other_high <= low


def exclude(a: Criterion, b: Criterion) -> bool:
    """Return True if two requirements are groups of patients, each above a list of its own, and no patient belongs to both, by ages, by sex or by how severe the disease is."""
    listed = bool(a.children and b.children)
    grades = {grade_in(words_above(group)) for group in (a, b)}
    graded = None not in grades and len(grades) > 1
    return listed and (graded or exclude_by_age(a, b) or {sex_of(a), sex_of(b)} == {"male", "female"})


def exclude_by_disease(a: Criterion, b: Criterion) -> bool:
    """Return True if no patient belongs to both of two groups, by their ages, their sex or their diseases."""
    listed = bool(a.children and b.children)
    return exclude(a, b) or (listed and not can_be_met(Criterion(op="all", children=[a, b])))


def by_group(items: Sequence[Criterion], excluding: Excluding = exclude) -> list[Criterion]:
    """Return requirements with those that exclude one another as alternatives of one requirement, in the place of the first of them.

    Several uses, each above its own list, are parted into sets later: they stay beside each other.
    """
    if sum(map(is_use, items)) >= SEVERAL:
        return list(items)
    groups: list[list[Criterion]] = []
    for item in items:
        fitting = next((group for group in groups if all(excluding(item, other) for other in group)), None)
        if fitting is None:
            groups.append([item])
        else:
            fitting.append(item)
    return [group[0] if len(group) == 1 else Criterion(op="any", children=group, span=group[0].span) for group in groups]  # fmt: skip


SEVERAL = 3
"""Uses at least of a list that is parted into sets."""


def is_use(item: Criterion) -> bool:
    """Return True if an item is the name of a disease above a list of its own."""
    first = item.children[0] if item.op == "all" and len(item.children) > 1 else None
    return first is not None and first.op == "leaf" and {atom.concept for atom in first.atoms} == {concepts.DISEASE}


def ages_of(node: Criterion) -> Ages:
    """Return the ages at which a patient can meet a node; an end that words leave open is open."""
    op = node.taken_op
    if op == "leaf":
        if node.meaning is not None:
            return ages_of(parts_of(node))
        return overlap([limits(atom) for atom in node.atoms])
    if op == "all":
        return overlap([ages_of(child) for child in node.children])
    if op in ("any", "at_least") and node.children:
        found = [ages_of(child) for child in node.children]
        return min(low for low, _ in found), max(high for _, high in found)
    return ANY_AGE


def overlap(found: Sequence[Ages]) -> Ages:
    """Return the ages that all of several leave open; what contradicts itself says nothing of whom it is for."""
    low, high = max((low for low, _ in found), default=0.0), min((high for _, high in found), default=math.inf)
    return (low, high) if low < high else ANY_AGE


def limits(atom: Atom) -> Ages:
    """Return the ages that one condition leaves open."""
    months = MONTHS.get(atom.unit or "")
    if atom.concept != concepts.AGE or atom.negated or months is None or not isinstance(atom.value, (int, float)):
        return ANY_AGE
    at = float(atom.value) * months
    return {">=": (at, math.inf), ">": (at, math.inf), "<": (0.0, at), "<=": (0.0, at + months)}.get(atom.op, ANY_AGE)


BEHIND = r"(?: patients?| members?| individuals?)?(?=\W*$|[:,;(]| with\b| who\b| aged\b| of\b| \W*\d)"
SEX = Rule(
    "groups.sex",
    rf"(?:for |in |the )*(?:adult |adolescent |pediatric |all )?(?:(?P<male>males?|men|boys)|(?P<female>females?|women|girls)){BEHIND}",
    "For adult males with hypogonadism",
    "Female partner is pregnant",
    by="match",
)
"""Words that open with the sex of those whom they are about."""


def sex_of(group: Criterion) -> str | None:
    """Return the sex that the words above a group's list open with, None where they open otherwise."""
    said = SEX.match(words_above(group))
    return None if said is None else "male" if said["male"] else "female"


def words_above(group: Criterion) -> str:
    """Return the words above a group's list."""
    return group.children[0].text if group.children and group.children[0].op == "leaf" else group.text
