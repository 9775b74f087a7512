"""A sentence that refuses a use by itself is no criterion of another use, in whatever list it stands: it is an exclusion."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.model.policy import CriteriaSet, Criterion, leaves
from payerdiff.normalize.rules import Rule

AGAINST = r"(?P<how>not medically necessary|investigational|experimental|unproven)\b"
UNCOVERED = r"(?<!that )(?<!which )(?:is|are) (?P<never>not covered)\W*$"
OF_PATIENTS = r"(?:(?:the )?(?:request|patient|member|individual)s?|not|no|never|without)\b"
OF_OTHERS = r"(?:(?:formulary|preferred|covered) )?(?:alternatives?|drugs?|products?|medications?|agents?)\b"
UNSHOWN = r"(?:it is (?:the|our) policy [^.:;]{3,100}\bthat )?(?:(?:the|current|available|published) )*(?P<unshown>evidence does not support)\b"
SAYS = r"(?:(?<!what )(?<!that )(?<!which )(?:is|are) considered|considers\b[^.:;]{3,200}?)"
REFUSES = Rule(
    "refusals.refuses",
    rf"^(?!{OF_PATIENTS}|{OF_OTHERS})(?:[^.:;]{{3,160}}?\b(?:{SAYS} {AGAINST}|{UNCOVERED})|{UNSHOWN})",
    "A panel of genes is considered investigational for all uses",
    "The request is not considered investigational",
)
"""Its subject, the verdict, and nothing before it: what a patient must or must not have is no verdict on a service."""
NOT_ENOUGH = Rule(
    "refusals.not_enough",
    r"^(?!if\b|unless\b|(?:the )?(?:patient|member|individual)s?\b)[^.:;]{3,160}?\b(?P<how>do(?:es)? not (?:qualify|count|suffice))\b(?! for (?:surgery|transplant))",
    "A free sample does not qualify as a trial",
    "The patient does not qualify for surgery",
)
"""What some document, product or trial is not: it narrows another criterion, and asks nothing by itself."""

PERMITS = Rule(
    "refusals.permits",
    r"^\W*(?:note\W+)?(?:this|it|the (?:above|criterion|exclusion|list))\s+(?:do|does|will|shall) not (?:exclude|preclude|prohibit)\b",
    "Note: This does NOT exclude the use of methotrexate",
    "Malignancy does not exclude treatment",
)
"""What says of a refusal that something is not refused by it."""


def with_refusals_apart(sets: Sequence[CriteriaSet]) -> list[CriteriaSet]:
    """Return sets without the leaves that refuse a use by themselves, and a set of exclusions for each of these."""
    found: list[CriteriaSet] = []
    refused: list[tuple[str, Criterion]] = []
    for one in sets:
        if one.phase == "exclusion":
            permits = [bool(PERMITS.search(leaf.text)) for leaf in leaves(one.root)]
            found.append(one.model_copy(update={"names_the_rest": True}) if permits and all(permits) else one)
            continue
        root = without_refusals(one.root, refused)
        if root is not None:
            found.append(one if root is one.root else one.model_copy(update={"root": root}))
    taken = {one.id for one in sets}
    free = (name for number in range(1, len(taken) + len(refused) + 2) if (name := f"exclusion-{number}") not in taken)
    for how, leaf in refused:
        root = Criterion(op="any", children=[leaf], span=leaf.span)
        narrows = NOT_ENOUGH.search(leaf.text or "") is not None
        found.append(CriteriaSet(id=next(free), phase="exclusion", indication=how, names_the_rest=narrows, root=root, span=leaf.span))  # fmt: skip
    return found


def without_refusals(node: Criterion, refused: list[tuple[str, Criterion]]) -> Criterion | None:
    """Return a tree without the leaves that refuse, which are added to those `refused`; None where nothing is left."""
    if node.op == "leaf":
        said = REFUSES.search(node.text or "") or NOT_ENOUGH.search(node.text or "")
        if said is None:
            return node
        refused.append((next(how for how in said.groupdict().values() if how).lower(), node))
        return None
    if node.op not in ("all", "any"):
        return node
    kept = [left for child in node.children if (left := without_refusals(child, refused)) is not None]
    if len(kept) == len(node.children) and all(a is b for a, b in zip(kept, node.children, strict=True)):
        return node
    return node.model_copy(update={"children": kept}) if kept else None
