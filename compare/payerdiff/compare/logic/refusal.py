"""Why a policy refuses a patient, in the policy's words: the criterion that fails, and where that is a choice, all that would have met it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from payerdiff.compare.logic.judge import answer_of, fits, holds
from payerdiff.model.patient import Patient
from payerdiff.model.policy import CriteriaSet, Criterion, Policy, leaves

NONE_OF = "none of: "
"""What alternatives begin with of which none is met."""
ONE_OF = "one of: "
"""What they begin with as a requirement."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a patient does not meet, in words, and the leaves that it is made of."""

    words: str
    leaves: tuple[Criterion, ...]


def refusal_of(policy: Policy, patient: Patient) -> Refusal | None:
    """Return what refuses a patient: general criteria first, then those of the use, then an exclusion; None where nothing does."""
    for criteria in (s for s in policy.criteria if s.phase == "universal"):
        if answer_of(criteria, patient) is False:
            return of_set(criteria, patient)
    uses = [s for s in policy.criteria if s.phase == patient.phase]
    if uses and all(answer_of(s, patient) is False for s in uses):
        own = [s for s in uses if fits(s, patient) is not False] or uses
        return together([of_set(s, patient) for s in own])
    for criteria in policy.exclusions:
        if not criteria.names_the_rest and answer_of(criteria, patient):
            held = [leaf for leaf in leaves(criteria.root) if holds(leaf, patient)]
            return Refusal(held[0].text, tuple(held[:1])) if held else None
    return None


def of_set(criteria: CriteriaSet, patient: Patient) -> Refusal:
    """Return what a patient does not meet of a set; of its population, by its title."""
    found = failure_of(criteria.root, patient)
    return found or Refusal(f"{criteria.indication or ''} ({criteria.narrowed_to} patients)".strip(), ())


def failure_of(node: Criterion, patient: Patient) -> Refusal | None:
    """Return the first requirement of a tree that a patient does not meet, None where the tree is met or it is not known."""
    if holds(node, patient) is not False:
        return None
    op = node.taken_op
    if op in ("all", "if") and node.children:
        kids = node.children[1:] if op == "if" else node.children
        return next((found for kid in kids if (found := failure_of(kid, patient))), None) or whole(node)
    if op == "none":
        return next((whole(kid) for kid in node.children if holds(kid, patient)), whole(node))
    if op in ("any", "at_least") and len(node.children) > 1:
        return Refusal(alternatives(node), tuple(leaves(node)))
    return whole(node)


def together(found: Sequence[Refusal]) -> Refusal:
    """Return what refuses where several sets could have approved."""
    words = list(dict.fromkeys(one.words for one in found))
    if len(words) == 1:
        return found[0]
    named = [word.removeprefix(NONE_OF) for word in words]
    return Refusal(f"{NONE_OF}{'; '.join(named)}", tuple(leaf for one in found for leaf in one.leaves))


def whole(node: Criterion) -> Refusal:
    """Return a node as what refuses."""
    return Refusal(words_of(node), tuple(leaves(node)))


def alternatives(node: Criterion, lead: str = NONE_OF) -> str:
    """Return all that would have met a choice; as what is required, the choice itself."""
    if node.taken_op == "at_least" and (node.k or 1) > 1:
        lead = f"fewer than {node.k} of: " if lead == NONE_OF else f"at least {node.k} of: "
    return f"{lead}{'; '.join(dict.fromkeys(spoken(node)))}"


def spoken(node: Criterion) -> Iterator[str]:
    """Yield the alternatives of a choice; a choice among them is no other choice."""
    for kid in node.children:
        if kid.taken_op == "any" and kid.children:
            yield from spoken(kid)
        else:
            yield words_of(kid)


def words_of(node: Criterion) -> str:
    """Return a branch in words, joined as it is meant."""
    if not node.children:
        return node.text.strip(" ;,.")
    own = list(dict.fromkeys(words_of(kid) for kid in node.children))
    if len(own) == 1:
        return own[0]
    op = node.taken_op
    if op == "if":
        return f"if {own[0]}: {' and '.join(own[1:])}"
    if op == "none":
        return f"none of ({'; '.join(own)})"
    if op == "at_least":
        return f"at least {node.k or 1} of ({'; '.join(own)})"
    return f"({' or '.join(own)})" if op == "any" else " and ".join(own)
