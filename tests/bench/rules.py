"""`make rules DOCUMENTS=FOLDER`: which rules fire, how often, and in which template families.

    python tests/bench/rules.py FOLDER|FILE…

A hit is a match that the reader used; a text that is asked anew counts anew. A rule that fires in one family only may belong to that
family's layout or adapter; one that never fires in a large folder may be dead. Both are marked, neither is proof.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rule_book import every_rule

from payerdiff.corpus.library import SUFFIXES, samples
from payerdiff.ingest.reader import read_file
from payerdiff.model.errors import PayerdiffError
from payerdiff.normalize.normalizer import normalize
from payerdiff.normalize.rules import Rule


class Counting:
    """A compiled expression that counts how often it finds something."""

    def __init__(self, rule: Rule, hits: Counter[str]) -> None:
        self.rule, self.inner, self.hits = rule.name, rule.compiled, hits

    def told(self, found: re.Match[str] | None) -> re.Match[str] | None:
        """Count a match; one of no character is none where the expression may match nothing."""
        if found is not None and (found.group() or self.inner.fullmatch("") is None):
            self.hits[self.rule] += 1
        return found

    def search(self, *place: str | int) -> re.Match[str] | None:
        """Return what the expression's own method returns, as all methods do here."""
        return self.told(self.inner.search(*place))  # type: ignore[arg-type]  # handed on as it came

    def match(self, *place: str | int) -> re.Match[str] | None:
        """Count and return the match at a text's head."""
        return self.told(self.inner.match(*place))  # type: ignore[arg-type]  # handed on as it came

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Count and return the match of a whole text."""
        return self.told(self.inner.fullmatch(text))

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Count and yield all matches."""
        for found in self.inner.finditer(text):
            self.told(found)
            yield found

    def findall(self, text: str) -> list[str]:
        """Count the text that has matches."""
        self.told(self.inner.search(text))
        return self.inner.findall(text)

    def split(self, text: str, maxsplit: int = 0) -> list[str]:
        """Count the text that is cut."""
        self.told(self.inner.search(text))
        return self.inner.split(text, maxsplit=maxsplit)

    def sub(self, by: str, text: str) -> str:
        """Count the text that is changed."""
        self.told(self.inner.search(text))
        return self.inner.sub(by, text)


def hits_by_family(paths: Sequence[Path]) -> dict[str, Counter[str]]:
    """Return for each template family the hits of each rule, over all documents that can be read."""
    hits: Counter[str] = Counter()
    for rule in every_rule():
        vars(rule)["compiled"] = Counting(rule, hits)
    found: dict[str, Counter[str]] = {}
    for path in paths:
        hits.clear()
        try:
            result = normalize(read_file(path))
        except PayerdiffError as refusal:
            print(f"left out: {refusal}", file=sys.stderr)
            continue
        found.setdefault(result.source.template, Counter()).update(hits)
    return found


def remark(rule: str, found: dict[str, Counter[str]]) -> str:
    """Return what the hits of a rule say of it: where it fires, if in few families, and that it does not."""
    where = [family for family, hits in sorted(found.items()) if hits[rule]]
    if not where:
        return "never"
    return f"{where[0]} only" if len(where) == 1 and len(found) > 1 else f"{len(where)} families"


def main(arguments: Sequence[str]) -> None:
    """Print the table: the most frequent rules first."""
    given = [Path(a) for a in arguments] or [samples()]
    paths = [p for g in given for p in (sorted(g.rglob("*")) if g.is_dir() else [g])]
    found = hits_by_family([p for p in paths if p.is_file() and p.suffix.lower() in SUFFIXES])
    total = sum(found.values(), Counter[str]())
    names = sorted((rule.name for rule in every_rule()), key=lambda name: (-total[name], name))
    for name in names:
        print(f"{total[name]:9,}  {name:{max(map(len, names))}}  {remark(name, found)}")
    once = sum(remark(name, found).endswith(" only") for name in names)
    never = sum(not total[name] for name in names)
    print(f"{len(names)} rules, {len(found)} families; {once} fire in one family only, {never} never")


if __name__ == "__main__":
    main(sys.argv[1:])
