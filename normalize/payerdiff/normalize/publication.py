"""Policy → the same with everything published that its words say beside the types: what comes later reads no prose.

It rests on the policy alone, so that a correction of its criteria is followed by the same step.
"""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.model.policy import Approval, CriteriaSet, Criterion, Drug, Payer, Policy
from payerdiff.model.words import plain_words
from payerdiff.normalize.criteria.own_drug import without_own_drug
from payerdiff.normalize.criteria.subjects import apart_from_the_rest, diseases_in, with_subjects
from payerdiff.normalize.sections.payer_names import short_name
from payerdiff.normalize.terms.abbreviations import Spelled, spelled_in
from payerdiff.normalize.typing.mentions import mentions_of


def published(policy: Policy) -> Policy:
    """Return a policy with its mentions, what its sets are about, and its payer's short name; exclusions of what the criteria leave stand apart. Doing so again changes nothing."""
    policy = without_own_drug(policy)
    spelled = spelled_in(policy)
    return policy.model_copy(
        update={
            "payer": with_short_name(policy.payer, policy.source.name),
            "criteria": below_the_drug([with_words(s, spelled) for s in policy.criteria], policy.drugs),
            "exclusions": [with_words(part, spelled) for s in policy.exclusions for part in apart_from_the_rest(s)],
            "approvals": [with_diseases(a) for a in policy.approvals],
        }
    )


def below_the_drug(sets: list[CriteriaSet], drugs: Sequence[Drug]) -> list[CriteriaSet]:
    """Return sets of which one that is titled with the policy's drug alone holds for all indications, where others are titled with theirs."""
    if len(drugs) != 1 or not any(s.phase == "initial" and diseases_in(s.indication or "") for s in sets):
        return sets
    names = {word for name in (drugs[0].generic, *drugs[0].brands) for word in plain_words(name)}

    def is_general(criteria: CriteriaSet) -> bool:
        words = plain_words(criteria.indication or "")
        return criteria.phase == "initial" and bool(words) and set(words) <= names

    known = sum(s.phase == "universal" for s in sets)
    names_of = {s.id: f"universal-{known + at}" for at, s in enumerate(filter(is_general, sets), 1)}
    general: dict[str, object] = {"phase": "universal", "indication": None}
    return [s.model_copy(update={"id": names_of[s.id], **general}) if s.id in names_of else s for s in sets]


def with_short_name(payer: Payer, document: str) -> Payer:
    """Return a payer with its short name; who is not named goes by the document."""
    return payer.model_copy(update={"short_name": short_name(payer.name or payer.author or document)})


def with_words(criteria: CriteriaSet, spelled: Spelled) -> CriteriaSet:
    """Return a set with its mentions and what it is about."""
    return with_subjects(criteria.model_copy(update={"root": with_mentions(criteria.root, spelled)}))


def with_mentions(node: Criterion, spelled: Spelled) -> Criterion:
    """Return a tree whose nodes say what their words name beside the types."""
    found = [*mentions_of(node.text, node.atoms), *spelled.unknown_in(node.text)]
    children = [with_mentions(child, spelled) for child in node.children]
    return node.model_copy(update={"mentions": sorted(found, key=lambda m: m.start), "children": children})


def with_diseases(approval: Approval) -> Approval:
    """Return an approval with the diseases that its indication names."""
    return approval.model_copy(update={"diseases": diseases_in(approval.indication or "")})
