"""Regimens listed below a use, product by product: the use is for those products, and a dose below the name of one is that one's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from payerdiff.model.policy import CriteriaSet
from payerdiff.normalize import lexicon
from payerdiff.normalize.draft.ledger import Draft
from payerdiff.normalize.structure.blocks.facts import Facts
from payerdiff.normalize.structure.context import title_of
from payerdiff.normalize.structure.outline import Told, told_of
from payerdiff.normalize.structure.use_outlines import lineage, names_regimens, parents_of


def for_regimens(draft: Draft, criteria: Sequence[CriteriaSet], own: Sequence[str]) -> list[CriteriaSet]:
    """Return sets of which each initial one of a use is for the products whose regimens are listed below it, where the policy has several drugs."""
    known = dict(regimens_of(told_of(draft))) if len(own) > 1 else {}
    found = []
    for one in criteria:
        named = known.get(one.indication or "")
        other = named and one.phase == "initial" and not one.drugs and not set(named) >= set(own)
        found.append(one.model_copy(update={"drugs": named}) if other else one)
    return found


def regimens_of(told: Sequence[Told]) -> Iterator[tuple[str, list[str]]]:
    """Yield the titles of uses with the products of their regimens; those of which an entry names no product are for all."""
    parents = parents_of([one.facts for one in told])
    for at, one in enumerate(told):
        use = next((head for head in reversed(one.facts.above) if head.titled == "disease"), None)
        if one.role != "dosage" or use is None or not names_regimens(one.facts):
            continue
        behind = takewhile(lambda other: other.role in ("dosage", "note"), told[at + 1 :])
        entries = [other.facts for other in behind if parents.get(other.facts.at) is one.facts]
        names = [products_in(entry) for entry in entries or [one.facts]]
        if names and all(names):
            yield title_of(use.words), list(dict.fromkeys(name for held in names for name in held))


def products_in(facts: Facts) -> list[str]:
    """Return the drugs that an entry of a list of regimens is labeled with."""
    label, _, rest = facts.words.partition(":")
    words = rest if rest and names_regimens(facts) else label
    return list(dict.fromkeys(hit.canonical for hit in lexicon.hits("drugs", words)))


def products_above(draft: Draft, facts: Facts) -> list[str]:
    """Return the drugs of the entry that an item, or what a table below it states, stands in; nothing where none names any."""
    found = [one.facts for one in told_of(draft)]
    parents = parents_of(found)
    if facts.marked:
        items = [facts, *lineage(facts, parents)]
    else:
        last = next((one for one in reversed(found[: facts.at]) if one.marked), None)
        items = [last, *lineage(last, parents)] if last is not None else []
    named = (products_in(item) for item in items if ":" in item.words)
    return next(filter(None, named), [])
