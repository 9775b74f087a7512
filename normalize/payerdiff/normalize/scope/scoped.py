"""The door of this floor: the sets of a policy, each with the products that it is for, general ones with the sets that they hold for."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.model.policy import CriteriaSet, Drug, leaves
from payerdiff.normalize import lexicon
from payerdiff.normalize.criteria.subjects import diseases_in, is_of_products
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.scope.product_uses import for_listed_products
from payerdiff.normalize.scope.reauthorization import for_all_indications
from payerdiff.normalize.scope.regimens import for_regimens
from payerdiff.normalize.scope.sections import with_products_above, with_scopes
from payerdiff.normalize.sections.class_drugs import requested_in
from payerdiff.normalize.sections.drugs import parted_by_drug
from payerdiff.normalize.structure.blocks.names import named_by
from payerdiff.normalize.structure.blocks.uses_below import lists_of_uses, uses_in
from payerdiff.normalize.structure.outline import told_of

Sets = list[CriteriaSet]
TABLES = ("drugs", "regimens")


def by_class(sets: Sequence[CriteriaSet], own: Sequence[str]) -> Sets:
    """Return sets of which one that is titled with the name of a class is for those of the policy's drugs that belong to it."""
    return [one.model_copy(update={"drugs": told}) if not one.drugs and (told := members(one, own)) else one for one in sets]  # fmt: skip


def members(criteria: CriteriaSet, own: Sequence[str]) -> list[str]:
    """Return the policy's drugs of the class that a set's title names; nothing where it names none, or where all are of it."""
    title = criteria.indication or ""
    if len(own) < 2 or named_by(title) != "drug":
        return []
    classes = [hit.canonical for hit in lexicon.hits("regimens", title)]
    held = {drug for name in classes for drug in lexicon.members_of(TABLES, name)}
    found = [drug for drug in own if drug in held]
    return found if len(found) < len(own) else []


def for_other_products(sets: Sequence[CriteriaSet]) -> Sets:
    """Return sets of which one whose title names products that the policy's own list lacks is for these alone, where other sets are titled with drugs too.

    A title that names a use may name drugs that came before.
    """
    if not any(one.drugs and named_in(one) for one in sets):
        return list(sets)
    return [one if one.drugs else one.model_copy(update={"drugs": named_in(one)}) for one in sets]


def named_in(criteria: CriteriaSet) -> list[str]:
    """Return the drugs that a set's title names, where it names no use; a class is none."""
    title = criteria.indication or ""
    hits = [] if diseases_in(title) else lexicon.treatments(title)
    classes = lexicon.table("regimens")
    return list(dict.fromkeys(hit.canonical for hit in hits if hit.canonical not in classes))


TOGETHER = Rule(
    "scoped.together",
    r"^\W*(?:the )?(?:combin(?:ed|ation)|concurrent|concomitant|simultaneous)\s+(?:use|therapy|treatment)?\s*of\s+(?=[^.;]{3,150}?\s(?:with|and)\s)",
    "Concurrent use of interferons with Zeposia will not be authorized",
    "Not used in combination with Zeposia",
)
"""Two sides of a combination that is refused, both named: it is of the drugs on either, and of no other."""


def for_combined(exclusions: Sequence[CriteriaSet], own: Sequence[str]) -> Sets:
    """Return exclusions of which one that refuses to combine some drugs with others is for those of the policy's drugs that stand on a side, by name or by class."""
    return [one.model_copy(update={"drugs": told}) if not one.drugs and (told := combined(one, own)) else one for one in exclusions]  # fmt: skip


def combined(criteria: CriteriaSet, own: Sequence[str]) -> list[str]:
    """Return the policy's drugs on the sides of the combinations that a set refuses; nothing where it refuses anything else, or where all stand there."""
    texts = [leaf.text for leaf in leaves(criteria.root)]
    if not texts or not all(map(TOGETHER.search, texts)):
        return []
    named = {hit.canonical for text in texts for hit in lexicon.treatments(text)}
    found = [drug for drug in own if named & {drug, *lexicon.kinds_of(TABLES, drug)}]
    return found if len(found) < len(own) else []


def for_stated_uses(draft: Draft, sets: Sequence[CriteriaSet]) -> Sets:
    """Return sets of which those that name no use are titled with the uses that the document says it is for, where no set names any."""
    if any(diseases_in(one.indication or "") for one in sets):
        return list(sets)
    lists = lists_of_uses([one.facts for one in told_of(draft)])
    uses = ", ".join(dict.fromkeys(use for items in lists for use in uses_in(items)))
    if not uses:
        return list(sets)
    return [
        one.model_copy(update={"indication": f"{one.indication}: {uses}" if one.indication else uses})
        if one.phase == "initial" and (one.indication is None or is_of_products(one.indication)) else one
        for one in sets
    ]  # fmt: skip


def for_titled_use(sets: Sequence[CriteriaSet], title: str) -> Sets:
    """Return sets of which those for products alone are for the disease that the document is titled with, where no set is titled with any."""
    if named_by(title) != "disease" or any(diseases_in(one.indication or "") for one in sets):
        return list(sets)
    return [
        one.model_copy(update={"indication": f"{one.indication}: {title}", "diseases": diseases_in(title)})
        if one.phase == "initial" and not one.diseases and named_by(one.indication or "") == "drug" else one
        for one in sets
    ]  # fmt: skip


def for_requested(sets: Sequence[CriteriaSet]) -> Sets:
    """Return sets of which one that asks for a request for one of some products is for their drugs alone."""
    return [one.model_copy(update={"drugs": asked}) if not one.drugs and (asked := asked_for(one)) else one for one in sets]  # fmt: skip


def asked_for(criteria: CriteriaSet) -> list[str]:
    """Return the drugs of the list of requested products that all of a set stands under; a criterion for some of them (`For A, B or C:`) is no such list."""
    above = (place.node.text for place in criteria.leaf_places() if all(parent.op == "all" for parent in place.parents))
    lists = (requested_in(words) for words in above if not words.lower().startswith("for"))
    return next(filter(None, lists), [])


def scoped(
    draft: Draft,
    criteria: Sequence[CriteriaSet],
    exclusions: Sequence[CriteriaSet],
    drugs: Sequence[Drug],
    title: str = "",
) -> tuple[Sets, Sets]:
    """Return criteria and exclusions of a document with this title, with what they hold for."""
    own = [drug.generic for drug in drugs]
    criteria = for_stated_uses(draft, criteria)
    titled = (for_other_products(by_class(parted_by_drug(sets, drugs), own)) for sets in (criteria, exclusions))
    named = (with_products_above(draft, sets, own) for sets in titled)
    kept, refused = with_scopes(draft, *named)
    refused = for_combined(refused, own)
    listed = for_regimens(draft, for_listed_products(draft, for_all_indications(draft, kept), own), own)
    found = for_requested(listed)
    return for_titled_use(found, title), refused
