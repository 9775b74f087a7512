"""Rules: each finds its example and not its counterexample, none is longer than a line, and none hides in a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from ground import ROOT
from rule_book import every_rule

from payerdiff.normalize.rules import REGISTER, Rule, either

NORMALIZE = ROOT / "normalize" / "payerdiff" / "normalize"
LONGEST = 160
CALLS = {"compile", "search", "match", "fullmatch", "finditer", "findall", "split", "sub"}


def parsed() -> Iterator[tuple[Path, ast.Module]]:
    """Yield the modules of normalize."""
    for path in sorted(NORMALIZE.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def calls_of(tree: ast.AST, of_rule: bool) -> Iterator[ast.Call]:
    """Yield the calls that make a rule, or that hand an expression to `re`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        if name == "Rule" if of_rule else name.startswith("re.") and name.removeprefix("re.") in CALLS:
            yield node


def parts_of(pattern: ast.expr, tree: ast.Module) -> Iterator[str]:
    """Yield what an expression is written with: its own pieces, and the named parts that it is put together from."""
    for node in ast.walk(pattern):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Name):
            for found in tree.body:
                if isinstance(found, ast.Assign) and ast.unparse(found.targets[0]) == node.id:
                    yield from parts_of(found.value, tree)


def is_written_out(pattern: ast.expr) -> bool:
    """Return True if an expression stands in the code, whole or by constants; one made of data names what it is made of."""
    names = [node.id for node in ast.walk(pattern) if isinstance(node, ast.Name)]
    return all(name.isupper() for name in names)


@pytest.mark.parametrize("rule", every_rule(), ids=lambda rule: rule.name)
def test_a_rule_finds_its_example_and_not_its_counterexample(rule: Rule) -> None:
    assert rule.finds(rule.example), "its example is not found"
    assert not rule.finds(rule.counterexample), "its counterexample is found"


def test_an_expression_is_no_longer_than_a_line_unless_put_together_from_named_parts() -> None:
    long = [
        (path.name, part)
        for path, tree in parsed()
        for call in calls_of(tree, of_rule=True)
        for part in parts_of(call.args[1], tree)
        if len(part) > LONGEST
    ]
    assert long == []


def test_every_expression_of_normalize_is_a_rule_unless_it_is_made_of_data() -> None:
    bare = [
        (path.name, ast.unparse(call))
        for path, tree in parsed()
        for call in calls_of(tree, of_rule=False)
        if is_written_out(call.args[0])
    ]
    assert bare == []


def test_a_rule_is_named_by_the_module_that_it_stands_in() -> None:
    named = {
        (path.stem, str(call.args[0].value).partition(".")[0])
        for path, tree in parsed()
        for call in calls_of(tree, of_rule=True)
        if isinstance(call.args[0], ast.Constant)
    }
    assert named and all(stem == name for stem, name in named)


def test_a_rule_is_compiled_when_it_is_first_used() -> None:
    rule = Rule("tests.lazy", "a(", "a", "b")  # no expression: compiling it would fail
    assert "compiled" not in vars(rule)
    del REGISTER["tests.lazy"]


def test_a_name_of_a_rule_is_given_once() -> None:
    Rule("tests.once", "a", "a", "b")
    with pytest.raises(ValueError, match=r"two rules are called tests\.once"):
        Rule("tests.once", "b", "b", "a")
    del REGISTER["tests.once"]


def test_any_one_of_several_parts_is_found_whole() -> None:
    rule = Rule("tests.either", rf"^{either('one', 'two')}$", "two", "one two")
    assert rule.finds("one") and rule.finds("two") and not rule.finds("onetwo")
    del REGISTER["tests.either"]
