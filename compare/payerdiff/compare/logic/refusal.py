"""Why a policy refuses a patient, in the policy's words: the criterion that fails, and where that is a choice, all that would have met it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from payerdiff.compare.logic.judge import Asked, Filed, Hearing, fits
from payerdiff.model.policy import CriteriaSet, Criterion, leaves

NONE_OF = "none of: "
"""What alternatives begin with of which none is met."""
ONE_OF = "one of: "
"""What they begin with as a requirement."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a patient does not meet, in words, and the leaves that it is made of."""

    words: str
    leaves: tuple[Criterion, ...]


def refusal_of(policy: Filed, hearing: Hearing) -> Refusal | None:
    """Return what refuses a patient: general criteria first, then those of the use, then an exclusion; None where nothing does."""
    for criteria, root in policy.of_phase("universal"):
        if hearing.answer(criteria, root) is False:
            return of_set(criteria, root, hearing)
    uses = policy.of_phase(hearing.patient.phase)
    if uses and all(hearing.answer(*pair) is False for pair in uses):
        own = [pair for pair in uses if fits(pair[0], hearing.patient) is not False] or uses
        return together([of_set(*pair, hearing) for pair in own])
    for criteria, root in policy.against:
        if hearing.answer(criteria, root):
            held = [leaf.node for leaf in leaves_of(root) if hearing.holds(leaf)]
            return Refusal(held[0].text, tuple(held[:1])) if held else None
    return None


def leaves_of(node: Asked) -> Iterator[Asked]:
    """Yield the leaves of a tree, in order."""
    if not node.items:
        yield node
    for item in node.items:
        yield from leaves_of(item)


def of_set(criteria: CriteriaSet, root: Asked, hearing: Hearing) -> Refusal:
    """Return what a patient does not meet of a set; of its population, by its title."""
    found = failure_of(root, hearing)
    return found or Refusal(f"{criteria.indication or ''} ({criteria.narrowed_to} patients)".strip(), ())


def failure_of(node: Asked, hearing: Hearing) -> Refusal | None:
    """Return the first requirement of a tree that a patient does not meet, None where the tree is met or it is not known."""
    if hearing.holds(node) is not False:
        return None
    if node.op in ("all", "if") and node.items:
        kids = node.items[1:] if node.op == "if" else node.items
        return next((found for kid in kids if (found := failure_of(kid, hearing))), None) or whole(node.node)
    if node.op == "none":
        return next((whole(kid.node) for kid in node.items if hearing.holds(kid)), whole(node.node))
    if node.op in ("any", "at_least") and len(node.items) > 1:
        return Refusal(alternatives(node.node), tuple(leaves(node.node)))
    return whole(node.node)


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
