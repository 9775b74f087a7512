"""What readers see is worded as American market-access professionals word it, and in one place's words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from ground import ROOT

ROOMS = ("model", "compare", "templates", "api", "app")
NOT_SAID = re.compile(
    r"\b(?:payers part|approves|refuses|open criteri(?:a|on)|typed meaning|not told|told by|the log\b|continued therapy|every use|(?:further|some|many|of|for|\d) uses\b"
    r"|tightened|loosened|papers|overturn|cannot be ordered|somebody|anew|held against|never renew(?:s|ed)|how sure|who covers whom|steps of step therapy|how far read|seen since|gone since|what is asked$)",
    re.IGNORECASE,
)
"""Words of earlier reports that no reader in the field would use."""
BRITISH = re.compile(
    r"\b(?:\w+(?:isation|ised|ising)|colour\w*|favour\w*|behaviou?r(?<!behavior)\w*|labelled|licence|grey|neighbour\w*|judgement)\b",
    re.IGNORECASE,
)
SPELLED_SO = {"advised", "comprised", "raised", "revised", "supervised", "unadvised", "promised", "revising", "raising", "rising"}  # fmt: skip
MARKUP = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<[^>]*>", re.DOTALL)
KEPT = {"other uses", "tightened loosened"}
"""Values of the schema, which stay as they are."""


def documentation(tree: ast.AST) -> set[ast.AST]:
    """Return the docstrings of a module but for those of commands, which are their help."""
    commands = {node.body[0] for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.decorator_list}
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and node not in commands}


def strings(path: Path) -> Iterator[str]:
    """Yield the strings of a module that have more than one word."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    left_out = documentation(tree)
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and node not in left_out else None
        if isinstance(text, str) and " " in text.strip() and text not in KEPT:
            yield text


def shown() -> Iterator[tuple[str, str]]:
    """Yield each text that a reader may see, with the file that holds it."""
    for room in ROOMS:
        for path in sorted((ROOT / room / "payerdiff").rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix == ".py":
                yield from ((name, text) for text in strings(path))
            elif path.suffix == ".jinja":
                yield name, MARKUP.sub(" | ", path.read_text(encoding="utf-8"))
            elif path.suffix == ".toml":
                yield name, "\n".join(line.partition("#")[0] for line in path.read_text(encoding="utf-8").splitlines())


def british(text: str) -> list[str]:
    """Return the words of a text that Americans spell otherwise."""
    return [word for word in BRITISH.findall(text) if word.lower() not in SPELLED_SO]


@pytest.mark.parametrize("wrong", [NOT_SAID.findall, british], ids=["words of the field", "spelling"])
def test_no_reader_meets_words_that_the_field_does_not_use(wrong) -> None:  # type: ignore[no-untyped-def]  # a finder of words
    texts = list(shown())
    assert len(texts) > 500
    assert [(name, found, text[:80]) for name, text in texts if (found := wrong(text))] == []


def test_a_wrong_word_would_be_found() -> None:
    assert NOT_SAID.findall("Where payers part: each approves a patient") == ["payers part", "approves"]
    assert british("recognised by colour, revised") == ["recognised", "colour"]
