"""Prose is read once, in normalize, and published: compare needs nothing but the JSON, and of a criterion's words only whether they are the same."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from ground import ROOT
from reviews import policies

from payerdiff.api import access
from payerdiff.compare.changes.review import review
from payerdiff.compare.proofs.steps_and_barriers import barriers_of
from payerdiff.compare.side_by_side.comparison import compare
from payerdiff.model.comparison import Comparison
from payerdiff.model.policy import CriteriaSet, Criterion, Policy, to_json
from payerdiff.model.words import plain_words

ROOM = ROOT / "compare" / "payerdiff" / "compare"
EXCEPTIONS = {
    "changes/words/prose_changes.py": "wording diff: it holds the words of two versions against each other, outside everything typed",
    "changes/words/streams.py": "wording diff: it aligns the words of two versions, whatever their trees say",
    "changes/words/statements.py": "wording diff: which sentences are worded anew around the same ruling",
    "changes/direction.py": "direction of words: what a reworded criterion that no type carries is likely to do",
    "library/question_forms.py": "what a user asks in words: no policy's prose",
    "library/periods.py": "what a user asks in words: no policy's prose",
    "changes/disclosure.py": "log disclosure: what the log's statements and the changed words both name",
}
READING = {"hits", "treatments"}
"""Functions of the vocabulary that look for terms in a text."""


def readings(path: Path) -> Iterator[str]:
    """Yield how a module reads prose: by expressions of its own, or by looking for terms in a text."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        module = node.module if isinstance(node, ast.ImportFrom) else None
        if "re" in names or module == "re":
            yield "import re"
        if module == "payerdiff.normalize.lexicon" or (module or "").startswith("payerdiff.normalize.typing"):
            yield f"from {module}"
        if isinstance(node, ast.Attribute) and node.attr in READING and getattr(node.value, "id", "") == "lexicon":
            yield f"lexicon.{node.attr}"


def test_compare_reads_no_prose_but_where_words_themselves_are_compared() -> None:
    found = {str(path.relative_to(ROOM)): list(readings(path)) for path in sorted(ROOM.rglob("*.py"))}
    assert {name for name, ways in found.items() if ways} == set(EXCEPTIONS)


@cache
def pairs() -> list[tuple[Policy, Policy]]:
    """Return the sample policies that share a drug, two at a time, as far as each speaks of it."""
    found = []
    for a, b in combinations(policies(), 2):
        shared = {d.generic for d in a.drugs} & {d.generic for d in b.drugs}
        found += [(a.about(drug), b.about(drug)) for drug in sorted(shared)[:1]]
    return found


def reloaded(policy: Policy) -> Policy:
    """Return a policy as its JSON tells it."""
    return Policy.model_validate_json(to_json(policy))


def test_there_are_pairs_to_compare() -> None:
    assert len(pairs()) > 3


@pytest.mark.parametrize("pair", pairs(), ids=lambda p: " and ".join(x.payer.id for x in p))
def test_what_is_made_of_reloaded_policies_is_the_same(pair: tuple[Policy, Policy]) -> None:
    again = [reloaded(policy) for policy in pair]
    assert to_json(compare(again, "x")) == to_json(compare(list(pair), "x"))
    assert to_json(review(*again)) == to_json(review(*pair))


class Masks:
    """Puts a name in the place of every criterion's words, the same for the same words: what they say is gone, what is published stays."""

    def __init__(self) -> None:
        self.names: dict[str, dict[str, int]] = {}

    def name(self, text: str) -> str:
        """Return the name for some words; texts that differ by their points only get names that do so too."""
        key = " ".join(plain_words(text))
        variants = self.names.setdefault(key, {})
        number = list(self.names).index(key)
        return f"criterion{number}" + "!" * variants.setdefault(text.lower(), len(variants)) if key else text

    def node(self, node: Criterion) -> Criterion:
        """Return a tree without its words."""
        kids = [self.node(child) for child in node.children]
        return node.model_copy(update={"text": self.name(node.text), "children": kids})

    def set(self, criteria: CriteriaSet) -> CriteriaSet:
        """Return a set without its words."""
        return criteria.model_copy(update={"root": self.node(criteria.root)})

    def policy(self, policy: Policy) -> Policy:
        """Return a policy without its criteria's words."""
        sets = {name: [self.set(s) for s in getattr(policy, name)] for name in ("criteria", "exclusions")}
        return policy.model_copy(update=sets)


def unquoted(summary: str | None) -> str:
    """Return a summary without the words of the payer that it quotes."""
    return re.sub("“[^”]*”", "“…”", summary or "")


def gist(found: Comparison) -> list[object]:
    """Return what a comparison says, without the payers' words."""
    return [
        [(h.kind, h.text, h.policies) for h in found.headlines],
        [
            (r.question, r.phase, r.indication, r.divergent, [unquoted(c.summary) for c in r.cells])
            for r in found.matrix
        ],
        [
            (r.a, r.b, r.phase, r.indication, r.relation, r.ways, [x.grounds for x in r.reasons])
            for r in found.relations
        ],
        [(s.phase, s.indication, s.verdicts) for s in found.scenarios],
        [(e.policy, e.phase, e.indication, e.steps, e.trial_months, [i.kind for i in e.items]) for e in found.easiest],
    ]


@pytest.mark.parametrize("pair", pairs(), ids=lambda p: " and ".join(x.payer.id for x in p))
def test_a_comparison_is_the_same_when_the_words_of_criteria_are_gone(pair: tuple[Policy, Policy]) -> None:
    masks = Masks()
    masked = [masks.policy(policy) for policy in pair]
    assert gist(compare(masked, "x")) == gist(compare(list(pair), "x"))


@pytest.mark.parametrize("policy", policies(), ids=lambda p: p.source.name)
def test_barriers_are_the_same_when_the_words_of_criteria_are_gone(policy: Policy) -> None:
    masked = Masks().policy(policy)
    for before, after in zip(policy.criteria, masked.criteria, strict=True):
        held, bare = (
            [(b.kind, b.place.polarity, b.count, b.days) for b in barriers_of(s.root)] for s in (before, after)
        )
        assert held == bare


@pytest.mark.parametrize("policy", policies(), ids=lambda p: p.source.name)
def test_access_facts_are_the_same_when_the_words_of_criteria_are_gone(policy: Policy) -> None:
    masked = Masks().policy(policy)
    apart = {"quantity_limit": True, "evidence": True, "path": {"__all__": {"text"}}}
    told = [[f.model_dump(exclude=apart) for f in access([one])] for one in (policy, masked)]  # type: ignore[arg-type]  # pydantic takes such keys
    assert told[0] == told[1]
