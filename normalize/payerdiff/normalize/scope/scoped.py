"""The door of this floor: the sets of a policy, each with the products that it is for, general ones with the sets that they hold for."""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.model.policy import CriteriaSet, Drug
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.scope.reauthorization import for_all_indications
from payerdiff.normalize.scope.sections import with_products_above, with_scopes
from payerdiff.normalize.sections.drugs import parted_by_drug

Sets = list[CriteriaSet]


def scoped(
    draft: Draft, criteria: Sequence[CriteriaSet], exclusions: Sequence[CriteriaSet], drugs: Sequence[Drug]
) -> tuple[Sets, Sets]:
    """Return criteria and exclusions with what they hold for."""
    own = [drug.generic for drug in drugs]
    named = (with_products_above(draft, parted_by_drug(sets, drugs), own) for sets in (criteria, exclusions))
    kept, refused = with_scopes(draft, *named)
    return for_all_indications(draft, kept), refused
