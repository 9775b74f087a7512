"""Policy → the same with everything published that its words say beside the types: what comes later reads no prose.

It rests on the policy alone, so that a correction of its criteria is followed by the same step.
"""

from __future__ import annotations

from collections.abc import Sequence

from payerdiff.model.mention import ONLY_IF_REQUESTED
from payerdiff.model.polarity import walk
from payerdiff.model.policy import Approval, CriteriaSet, Criterion, Drug, Meaning, Payer, Policy
from payerdiff.model.words import plain_words
from payerdiff.normalize.combined_products import with_one_product
from payerdiff.normalize.criteria.own_drug import names_of, without_own_drug
from payerdiff.normalize.criteria.subjects import (
    Shorts,
    apart_from_the_rest,
    diseases_in,
    diseases_titled,
    with_subjects,
)
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.scope.requests import apart, each_of_its_product, product_named, requests_in, titled
from payerdiff.normalize.sections.payer_names import short_name
from payerdiff.normalize.terms.abbreviations import Spelled, spelled_in
from payerdiff.normalize.terms.length_words import ONLY_LENGTH
from payerdiff.normalize.typing.around_conditions import grades_in, with_surroundings
from payerdiff.normalize.typing.mentions import mentions_of
from payerdiff.normalize.typing.numbers import NUMBER, number_of
from payerdiff.normalize.typing.tagging.glossary import glossary_of


def published(policy: Policy) -> Policy:
    """Return a policy with its mentions, what its sets are about, and its payer's short name; exclusions of what the criteria leave stand apart. Doing so again changes nothing."""
    policy = with_one_product(without_own_drug(policy))
    spelled = spelled_in(policy)
    shorts = diseases_spelled(policy)
    return policy.model_copy(
        update={
            "payer": with_short_name(policy.payer, policy.source.name),
            "criteria": below_the_drug(
                [with_words(s, spelled, shorts, policy.drugs) for s in policy.criteria], policy.drugs
            ),
            "exclusions": below_the_drug(
                [
                    with_words(part, spelled, shorts, policy.drugs)
                    for s in policy.exclusions
                    for part in apart_from_the_rest(s)
                ],
                policy.drugs,
                policy.criteria,
            ),
            "approvals": [as_capped(with_diseases(a, shorts)) for a in policy.approvals],
        }
    )


def diseases_spelled(policy: Policy) -> Shorts:
    """Return the abbreviations of diseases that a policy's document spells out, each with what it stands for."""
    text = "\n".join(block.text for block in policy.ledger.blocks if block.text)
    return {short: disease for short, tag, disease in glossary_of(text).terms if tag == "DIS"}


def below_the_drug(
    sets: list[CriteriaSet], drugs: Sequence[Drug], beside: Sequence[CriteriaSet] = ()
) -> list[CriteriaSet]:
    """Return sets of which one that is titled with the policy's drug alone is of no indication, where others, or those `beside` it, are titled with theirs.

    A drug is no indication of itself: what is required below its name, initially, is required for all indications, and so are reauthorization and
    refusals.
    """
    if len(drugs) != 1 or not any(s.phase == "initial" and diseases_in(s.indication or "") for s in (*sets, *beside)):
        return sets
    names = names_of(drugs[0])

    def is_general(criteria: CriteriaSet) -> bool:
        words = plain_words(criteria.indication or "")
        return bool(words) and names.issuperset(words)

    known = sum(s.phase == "universal" for s in sets)
    first = [s.id for s in sets if s.phase == "initial" and is_general(s)]
    names_of_sets = {name: f"universal-{known + at}" for at, name in enumerate(first, 1)}

    def freed(criteria: CriteriaSet) -> CriteriaSet:
        if not is_general(criteria):
            return criteria
        own: dict[str, object] = {"indication": None}
        if criteria.id in names_of_sets:
            own |= {"phase": "universal", "id": names_of_sets[criteria.id]}
        return criteria.model_copy(update=own)

    return [freed(s) for s in sets]


def with_short_name(payer: Payer, document: str) -> Payer:
    """Return a payer with its short name; who is not named goes by the document."""
    return payer.model_copy(update={"short_name": short_name(payer.name or payer.author or document)})


def with_words(criteria: CriteriaSet, spelled: Spelled, shorts: Shorts, own: Sequence[Drug] = ()) -> CriteriaSet:
    """Return a set with its mentions, what its words say around its conditions, and what it is about."""
    root = apart(under_title(with_mentions(criteria.root, spelled, own), criteria.indication or "", own), own)
    return with_subjects(
        criteria.model_copy(update={"root": root, "grades": grades_in(criteria.indication or "")}), shorts
    )


def under_title(root: Criterion, title: str, own: Sequence[Drug]) -> Criterion:
    """Return criteria with the products that their title names by their status (`Non-preferred agents`), where no criterion names any itself."""
    told = titled(title, own)
    named = any(m.concept == ONLY_IF_REQUESTED for place in walk(root) for m in place.node.mentions)
    return root.model_copy(update={"mentions": [*told, *root.mentions]}) if told and not named else root


def with_mentions(node: Criterion, spelled: Spelled, own: Sequence[Drug], is_condition: bool = False) -> Criterion:
    """Return a tree whose nodes say what their words name beside the types; a condition that is a product's name is of requests for it."""
    found = [*mentions_of(node.text, node.atoms), *spelled.unknown_in(node.text), *requests_in(node.text, own)]
    if is_condition and not node.children and not node.atoms:
        found += product_named(node.text, own)
    children = [
        with_mentions(child, spelled, own, is_condition or (node.op == "if" and at == 0))
        for at, child in enumerate(node.children)
    ]
    named = node.model_copy(update={"mentions": sorted(found, key=lambda m: m.start), "children": children})
    return each_of_its_product(named, own) if children else asking_nothing(with_surroundings(named))


def asking_nothing(leaf: Criterion) -> Criterion:
    """Return a leaf that only says for how long requests are approved with a meaning that asks for nothing: it stands among criteria, and every patient meets it."""
    if leaf.atoms or leaf.meaning is not None or not ONLY_LENGTH.fullmatch(leaf.text):
        return leaf
    return leaf.model_copy(update={"meaning": Meaning(op="all", of=[]), "partial": False})


def with_diseases(approval: Approval, shorts: Shorts) -> Approval:
    """Return an approval with the diseases that its indication names; one for requests of another kind within a disease is not that of the disease."""
    if of_a_change := OF_A_CHANGE.match(approval.text):
        return approval.model_copy(update={"indication": of_a_change["whom"].strip(" :"), "diseases": []})
    return approval.model_copy(update={"diseases": diseases_titled(approval.indication or "", shorts)})


KIND = (
    r"(?:dos(?:e|age|ing)|frequency|quantity)(?:\W+limit)?\W+(?:escalat|increas|intensif|chang|exception|override)\w*"
)
OF_A_CHANGE = Rule(
    "publication.of_a_change",
    rf"\W*(?P<whom>(?:requests? for (?:an? )?)?{KIND}(?: requests?)?(?: (?:for|in) [^:.;]{{3,80}}?)?)(?=\s*:|\s+(?:will|may|is|are|can)\b|\s*[–—-]\s)",
    "Dose escalation requests for asthma: 3 months",
    "Asthma: dose increases are reviewed",
    by="match",
)
"""Requests for more of a drug, or more often, by somebody who has it."""


CAPPED = Rule(
    "publication.capped",
    rf"\b(?:up to|no (?:more|longer) than|(?:a )?maximum of)\s+(?:(?:an?|additional|maximum of|total of)\s+)*{NUMBER}[\s-]*(?:\(\d+\)\s*)?(?:day|week|month|year)s?\b",
    "approved for up to six (6) months",
    "approved for 6 months, up to 2 times",
)


def as_capped(approval: Approval) -> Approval:
    """Return an approval, told as a cap where its words give its length as the longest that may be granted."""
    lengths = {number_of(match[1]) for match in CAPPED.finditer(approval.text)}
    return approval.model_copy(update={"at_most": True}) if approval.value in lengths else approval
