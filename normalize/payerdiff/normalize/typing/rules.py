"""The rules of `data/grammar.toml` by stage, each with its builder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from payerdiff.normalize import lexicon
from payerdiff.normalize.typing.building.builders import BUILDERS
from payerdiff.normalize.typing.building.clauses import CLAUSES
from payerdiff.normalize.typing.building.diseases import DISEASES
from payerdiff.normalize.typing.building.findings import FINDINGS
from payerdiff.normalize.typing.building.markers import MARKERS
from payerdiff.normalize.typing.building.responses import RESPONSES
from payerdiff.normalize.typing.tagging.tokens import Token, compiled, line_of, reduced

ALL_BUILDERS = BUILDERS | FINDINGS | MARKERS | CLAUSES | DISEASES | RESPONSES


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: a pattern over tags, the builder of what it finds, a text on which it fires and one on which it must not."""

    name: str
    pattern: str
    builds: str
    stage: str
    example: str
    counterexample: str


@cache
def rules(stage: str) -> tuple[Rule, ...]:
    """Return the rules of one stage in their order."""
    return tuple(
        Rule(r["name"], r["pattern"], r["builds"], r.get("stage", "terms"), r["example"], r["counterexample"])
        for r in lexicon.table("grammar")["rule"]
        if r.get("stage", "terms") == stage
    )


def through(stage: str, tokens: list[Token], fired: list[str] | None = None) -> list[Token]:
    """Return the tokens after the rules of one stage; `fired` is told the rules that found something."""
    line = line_of(tokens)
    for rule in rules(stage):
        if compiled(rule.pattern).search(line) is None:
            continue
        before = tokens
        tokens = reduced(tokens, rule.pattern, ALL_BUILDERS[rule.builds])
        line = line_of(tokens)
        if fired is not None and tokens is not before:
            fired.append(rule.name)
    return tokens
