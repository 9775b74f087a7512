"""What is asked of a policy: one product for one disease, and the sets of criteria that speak of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from payerdiff.compare.logic.diseases import same_disease
from payerdiff.compare.logic.scope import apart_from_doses, asks_papers_only, for_use, titles_of
from payerdiff.model import concepts
from payerdiff.model.mention import AFTER_ANOTHER, Mention
from payerdiff.model.policy import Atom, CriteriaSet, Criterion, Phase, Policy, required_atoms
from payerdiff.model.policy.scopes import beside
from payerdiff.normalize.criteria.subjects import is_every_use, is_of_products

PHASES: tuple[Phase, ...] = ("initial", "renewal")
"""The phases of a request."""


@dataclass(frozen=True, slots=True)
class Request:
    """One drug for one disease under one policy that is narrowed to the drug. `names` are the drug's own: generic and brands."""

    policy: Policy
    key: str
    drug: str
    product: str
    indication: str
    names: frozenset[str]
    held: dict[Phase, list[CriteriaSet]] = field(default_factory=dict, init=False, repr=False, compare=False)
    held_for_all: dict[Phase, list[CriteriaSet]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def sets(self, phase: Phase) -> list[CriteriaSet]:
        """Return the sets of a phase that are about the disease; sets in the words of the drug's label lay down nothing."""
        if phase not in self.held:
            self.held[phase] = self.found(phase)
        return self.held[phase]

    def found(self, phase: Phase) -> list[CriteriaSet]:
        """Return these sets, looked up in the policy."""
        held = [s for s in self.policy.criteria if s.phase == phase and not s.catch_all and not s.names_the_rest]
        exact = [s for s in held if self.indication in s.diseases or (s.indication or "").lower() == self.indication]
        wider = [s for s in held if any(same_disease(self.indication, d) for d in s.diseases)]
        return apart_from_doses([s for s in exact or wider if not is_label_use(s)])

    def general(self, phase: Phase) -> list[CriteriaSet]:
        """Return the sets that apply to every indication: the universal ones, and those of a phase that name no disease, or the drug instead of one."""
        if phase not in self.held_for_all:
            self.held_for_all[phase] = self.found_for_all(phase)
        return self.held_for_all[phase]

    def found_for_all(self, phase: Phase) -> list[CriteriaSet]:
        """Return these sets, looked up in the policy."""
        universal = [self.for_own_use(s) for s in beside((s for s in self.policy.criteria if s.phase == "universal"), self.sets(phase))]  # fmt: skip
        held = beside((s for s in self.policy.criteria if s.phase == phase and not s.diseases and not s.catch_all), self.sets("initial"))  # fmt: skip
        return [*universal, *(s for s in held if is_for_all(s) or self.is_named_in(s.indication or ""))]

    def for_own_use(self, criteria: CriteriaSet) -> CriteriaSet:
        """Return general criteria as they stand for the disease."""
        root = for_use(criteria.root, self.indication, titles_of(self.policy, self.indication))
        return criteria if root is criteria.root else criteria.model_copy(update={"root": root})

    def is_named_in(self, title: str) -> bool:
        """Return True if a title names the drug."""
        return any(name in title.lower() for name in self.names)

    @property
    def brand(self) -> str:
        """Return the product that is asked for in lower case, nothing where the drug as such is."""
        return "" if self.product.lower() == self.drug.lower() else self.product.lower()

    def others_in(self, atom: Atom) -> list[str]:
        """Return what a condition names beside the drug that is requested: other drugs, and where a product of it is requested its other products."""
        values, written = (
            held if isinstance(held, list) else [held] for held in (atom.value, atom.written or atom.value)
        )
        found: list[str] = []
        for value, name in zip(map(str, values), map(str, written), strict=True):
            if value.lower() not in self.names:
                found.append(value)
            elif self.brand and name.lower() not in (self.brand, self.drug.lower()):
                found.append(name.lower())
            elif self.brand and self.preferred and self.brand not in self.preferred:
                found.append(value)  # those products of it that are preferred
        return found

    @property
    def preferred(self) -> list[str]:
        """Return the products of the drug that the policy prefers, in lower case."""
        return self.listed_as("preferred")

    def listed_as(self, status: str) -> list[str]:
        """Return the products of the drug that the policy lists under a status, in lower case."""
        return [name.lower() for d in self.policy.drugs if d.generic == self.drug for name in d.listed_as(status)]

    @property
    def prefers_by_use(self) -> bool:
        """Return True if some product is listed under two statuses: which ones are preferred depends on the use, and it is not said here how."""
        return any(set(d.listed_as("preferred")) & set(d.listed_as("non-preferred")) for d in self.policy.drugs)

    @property
    def has_two_statuses(self) -> bool:
        """Return True if the product is preferred only for some indications or in some dosage form, and it is not said here for which."""
        preferred = self.preferred
        in_part = any(name.startswith(f"{self.brand} ") for name in preferred) and self.brand not in preferred
        return bool(self.brand) and (
            in_part or (self.brand in preferred and self.brand in self.listed_as("non-preferred"))
        )

    @property
    def is_addressed(self) -> bool:
        """Return True if the policy has initial criteria for the disease, or names no disease at all and has some for all alike."""
        initial = [s for s in self.policy.criteria if s.phase == "initial"]
        if self.sets("initial"):
            return True
        return not any(s.diseases for s in initial) and any(has_conditions(s) for s in self.general("initial"))

    def unread(self) -> Iterator[list[Mention]]:
        """Yield what each passage of unread words names that stands behind the beginning of criteria for this request, before those of another begin.

        What waives a step for all uses is among them, wherever it stands, also where it was read as one of the criteria.
        """
        for criteria in (*self.sets("initial"), *self.general("initial")):
            yield from (place.node.mentions for place in criteria.leaf_places() if spares_others(place.node))
        unread = [block for block in self.policy.ledger.blocks if block.cls == "unread"]
        if not unread:
            return
        own = {s.id for phase in PHASES for s in (*self.sets(phase), *self.general(phase))}
        starts: dict[int, CriteriaSet] = {}
        for criteria in self.policy.criteria:
            if criteria.span:
                starts.setdefault(criteria.span.start, criteria)
        order = sorted(starts)
        for block in unread:
            before = bisect_right(order, block.start)
            if (before and starts[order[before - 1]].id in own) or self.waives_for_all(block.mentions):
                yield block.mentions

    def waives_for_all(self, mentions: list[Mention]) -> bool:
        """Return True if words waive a step for those who had another therapy, and name no other disease: they may stand anywhere, and hold for every use."""
        waived = any(m.concept == "waived" and m.subject == AFTER_ANOTHER for m in mentions)
        return waived and all(self.is_own(m.subject or "") for m in mentions if m.concept == concepts.DISEASE)

    def is_own(self, disease: str) -> bool:
        """Return True if a disease is the one that the request is for, or one that it belongs to."""
        return same_disease(disease, self.indication)


def spares_others(leaf: Criterion) -> bool:
    """Return True if a criterion only says that who had another therapy need not take a step: it asks for nothing itself."""
    return not leaf.atoms and any(m.concept == "waived" and m.subject == AFTER_ANOTHER for m in leaf.mentions)


def is_for_all(criteria: CriteriaSet) -> bool:
    """Return True if a set names no use: none at all, every one, or products by their status alone."""
    title = criteria.indication
    return title is None or is_every_use(title) or is_of_products(title)


def has_conditions(criteria: CriteriaSet) -> bool:
    """Return True if a set carries a typed condition."""
    return any(place.node.atoms for place in criteria.leaf_places())


def is_label_use(criteria: CriteriaSet) -> bool:
    """Return True if a set only says what the drug is indicated for, as its label does."""

    def only_told() -> bool:
        found = [place.node for place in criteria.leaf_places()]
        return bool(found) and all(any(m.concept == "label_use" for m in leaf.mentions) for leaf in found)

    return criteria.root.once("only told as on the label", only_told)


@dataclass(frozen=True, slots=True)
class Criteria:
    """The initial criteria of a request: sets of which one must be met, and sets that must all be met."""

    uses: tuple[CriteriaSet, ...]
    general: tuple[CriteriaSet, ...]

    @property
    def unclear(self) -> bool:
        """Return True if nothing tells several sets of the disease apart: they may be alternatives, or parts of one list."""
        marks = {(s.population, tuple(s.drugs), tuple(s.settings)) for s in self.uses}
        return len(marks) < len(self.uses)

    @property
    def every(self) -> tuple[CriteriaSet, ...]:
        """Return all of them."""
        return (*self.uses, *self.general)


def criteria_of(request: Request) -> Criteria:
    """Return the initial criteria of a request; sets that only say what is to be sent in are no way to approval of their own."""
    own = request.sets("initial")
    found = [s for s in own if not asks_papers_only(s)]
    fresh = [s for s in found if not is_for_treated(s, request)]
    papers = (s for s in own if asks_papers_only(s))
    return Criteria(tuple(fresh or found), (*request.general("initial"), *papers))


def is_for_treated(criteria: CriteriaSet, request: Request) -> bool:
    """Return True if a set asks for what only a patient has who had the drug already: its response to it, or an earlier course; a new patient takes another way."""
    return any(speaks_of_drug(atom, request) for atom in required_atoms(criteria.root) if not atom.negated)


def speaks_of_drug(atom: Atom, request: Request) -> bool:
    """Return True if a condition is on the drug's own effect, or on an earlier course of it."""
    concept = concepts.of(atom.concept)
    return concept.name == concepts.RESPONSE or (concept.shape == "therapy" and not request.others_in(atom))
