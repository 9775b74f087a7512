"""Rules of what a digest tells, as an analyst writes them down in TOML."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field

from payerdiff.compare.library.digest_items import Item
from payerdiff.model.policy import Frozen
from payerdiff.model.toml_form import read_form
from payerdiff.normalize import lexicon

RESTRICTIVE = frozenset({"tightened", "both", "unknown"})
"""Directions that a rule for more restrictive changes asks for: one that was not determined may be one of them."""


class Rule(Frozen):
    """What to be told of: all that is given must hold. Of `drug` and `payer`, one of the names is enough."""

    name: str
    drug: list[str] = Field(default_factory=list)
    """Generic names or brands."""
    payer: list[str] = Field(default_factory=list)
    """Words of the payer's name."""
    only: Literal["all", "clinical", "more restrictive"] = "all"


class RuleFile(Frozen):
    """The form of the file: a list of `[[rule]]` alone."""

    rule: list[Rule] = Field(min_length=1)


def read_rules(path: Path) -> list[Rule]:
    """Return the rules of a file. Raises PayerdiffError: `no-file`, `not-rules`."""
    return read_form(path, RuleFile, code="not-rules", guide="docs/library.md").rule


def matching(item: Item, rules: Sequence[Rule]) -> list[str]:
    """Return the names of the rules that ask for an item."""
    return [rule.name for rule in rules if is_asked_by(item, rule)]


def is_asked_by(item: Item, rule: Rule) -> bool:
    """Return True if a rule asks for an item."""
    own = {name.lower() for name in (*item.drugs, *item.brands)}
    of_drug = not rule.drug or any(not own.isdisjoint((name.strip().lower(), generic_of(name))) for name in rule.drug)
    of_payer = not rule.payer or any(words.lower() in item.payer.lower() for words in rule.payer)
    return of_drug and of_payer and is_grave(item, rule)


def is_grave(item: Item, rule: Rule) -> bool:
    """Return True if an item is of the kind that a rule is limited to. A new policy restricts nothing that was covered by one before."""
    if rule.only == "all":
        return True
    if rule.only == "clinical" or item.note is None:
        return item.clinical and (rule.only == "clinical" or item.event == "withdrawn")
    return item.clinical and not RESTRICTIVE.isdisjoint(item.note.step.directions)


def generic_of(name: str) -> str:
    """Return the generic name of a drug in lower case; a name that the drug table does not know is taken for one.

    >>> generic_of("Dupixent"), generic_of("zorvexumab")
    ('dupilumab', 'zorvexumab')
    """
    wanted = name.strip().lower()
    for generic, entry in lexicon.table("drugs").items():
        if wanted in {generic.lower(), *(brand.lower() for brand in entry.get("brands", ()))}:
            return generic.lower()
    return wanted
