"""What is asked of a policy: one product for one disease, and the sets of criteria that speak of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from payerdiff.compare.logic.diseases import same_disease
from payerdiff.model import concepts
from payerdiff.model.meaning.parts import ends_of
from payerdiff.model.policy import CriteriaSet, Criterion, Phase, Policy


@dataclass(frozen=True, slots=True)
class Request:
    """One drug for one disease under one policy that is narrowed to the drug. `names` are the drug's own: generic and brands."""

    policy: Policy
    key: str
    drug: str
    product: str
    indication: str
    names: frozenset[str]

    def sets(self, phase: Phase) -> list[CriteriaSet]:
        """Return the sets of a phase that are about the disease; where none is, those that name no indication."""
        held = [s for s in self.policy.criteria if s.phase == phase and not s.catch_all and not s.names_the_rest]
        exact = [s for s in held if self.indication in s.diseases or (s.indication or "").lower() == self.indication]
        wider = [s for s in held if any(same_disease(self.indication, d) for d in s.diseases)]
        return exact or wider

    def general(self, phase: Phase) -> list[CriteriaSet]:
        """Return the sets that apply to every indication: the universal ones, and those of a phase that name none."""
        held = (s for s in self.policy.criteria if not s.diseases and not s.catch_all)
        return [s for s in held if s.phase == "universal" or (s.phase == phase and s.indication is None)]

    @property
    def is_addressed(self) -> bool:
        """Return True if the policy has initial criteria for the disease, or for all indications alike."""
        return bool(self.sets("initial") or [s for s in self.general("initial") if s.phase == "initial"])

    def is_own(self, disease: str) -> bool:
        """Return True if a disease is the one that the request is for, or one that it belongs to."""
        return same_disease(disease, self.indication)


def asks_papers_only(criteria: CriteriaSet) -> bool:
    """Return True if a set only says what is to be sent in: it is no way to approval, and stands beside those that are."""
    ends = list(ends_in(criteria))
    return bool(ends) and all(is_paper(end) for end in ends)


def ends_in(criteria: CriteriaSet) -> Iterator[Criterion]:
    """Yield the ends of a set's leaves."""
    for place in criteria.leaf_places():
        yield from (end.node for end in ends_of(place))


def is_paper(end: Criterion) -> bool:
    """Return True if the end of a leaf asks for documents and for nothing else that is known."""
    if end.atoms:
        return all(concepts.of(atom.concept).barrier == "document" for atom in end.atoms)
    return any(concepts.of(mention.concept).barrier == "document" for mention in end.mentions)
