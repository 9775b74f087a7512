"""The house itself: no package too large to survey, and no floor that leads back to one above it, imports within functions counted."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from functools import cache
from pathlib import Path

import pytest
from ground import ROOT
from hypothesis import given
from hypothesis import strategies as st

ROOMS = sorted(p.name for p in ROOT.iterdir() if (p / "payerdiff").is_dir())
MOST = 14
"""Modules of one folder; folders within it are floors of their own."""
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
LONGER: dict[str, int] = {}
"""Functions that are still too long, with their length."""
TANGLED: dict[str, set[frozenset[str]]] = {}
"""Children of a package that still lead to each other."""

Graph = Mapping[str, Set[str]]


@cache
def modules() -> dict[str, Path]:
    """Return all modules of the rooms by name; a package goes by the name of its folder."""
    found = {}
    for room in ROOMS:
        for path in sorted((ROOT / room / "payerdiff").rglob("*.py")):
            parts = path.relative_to(ROOT / room).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield what a module imports wherever it does so: in a statement, in a function, or by a name written out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module and not node.level, "imports are written in full"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


@cache
def imports() -> dict[str, frozenset[str]]:
    """Return for each module the modules that it imports."""
    known = modules()
    return {
        name: frozenset(found for found in imported(ast.parse(path.read_text(encoding="utf-8"))) if found in known)
        for name, path in known.items()
    }


def children_of(package: str) -> dict[str, set[str]]:
    """Return the children of a package, each with the siblings that it, or a module within it, imports."""
    depth = len(package.split("."))
    graph: dict[str, set[str]] = {}
    for name, targets in imports().items():
        if not name.startswith(f"{package}."):
            continue
        child = name.split(".")[depth]
        others = {t.split(".")[depth] for t in targets if t.startswith(f"{package}.")}
        graph.setdefault(child, set()).update(others - {child})
    return graph


def cycles(graph: Graph) -> set[frozenset[str]]:
    """Return the groups of nodes that all lead to each other (Tarjan's strongly connected components of more than one)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: set[frozenset[str]] = set()

    def visit(node: str) -> None:
        order[node] = lowest[node] = len(order)
        stack.append(node)
        for following in sorted(graph[node]):
            if following not in order:
                visit(following)
                lowest[node] = min(lowest[node], lowest[following])
            elif following in stack:
                lowest[node] = min(lowest[node], order[following])
        if lowest[node] == order[node]:
            at = stack.index(node)
            group = frozenset(stack[at:])
            del stack[at:]
            found.update([group] if len(group) > 1 else [])

    for node in graph:
        if node not in order:
            visit(node)
    return found


def reach(graph: Graph, start: str) -> set[str]:
    """Return all that a node leads to."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - seen
        seen |= new
        waiting += new
    return seen


NODES = "abcdefg"


@given(st.dictionaries(st.sampled_from(NODES), st.sets(st.sampled_from(NODES))))
def test_a_cycle_is_found_exactly_where_two_nodes_lead_to_each_other(edges: dict[str, set[str]]) -> None:
    graph = {node: edges.get(node, set()) for node in NODES}
    mutual = {
        frozenset(b for b in NODES if a == b or (b in reach(graph, a) and a in reach(graph, b))) for a in NODES
    }  # fmt: skip
    assert cycles(graph) == {group for group in mutual if len(group) > 1}


def test_an_import_within_a_function_counts() -> None:
    tree = ast.parse(
        "def late():\n    from payerdiff.ingest import reader\n    importlib.import_module('payerdiff.app')"
    )
    assert {"payerdiff.ingest.reader", "payerdiff.app"} <= set(imported(tree))


PACKAGES = ["payerdiff", *sorted(name for name, path in modules().items() if path.name == "__init__.py")]


@pytest.mark.parametrize("package", PACKAGES)
def test_no_child_of_a_package_leads_back_to_itself(package: str) -> None:
    assert cycles(children_of(package)) == TANGLED.get(package, set()), "untangle it, or strike it from the list"


def sources() -> dict[str, str]:
    """Return all code of the project, tests and recipes too, by the path of its file."""
    roots = [ROOT / name for name in (*ROOMS, "tests")]
    found = (path for root in roots for path in sorted(root.rglob("*.py")))
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in found}


def test_no_folder_is_too_large_to_survey() -> None:
    sizes = Counter(path.rpartition("/")[0] for path in sources() if not path.endswith("/__init__.py"))
    assert {"normalize/payerdiff/normalize/payers/blues", "tests/support", "corpus/recipe"} <= set(sizes)
    large = {folder: size for folder, size in sizes.items() if size > MOST}
    assert large == {}, "part it by what its modules are about"


def lengths(code: str) -> Iterator[tuple[str, int]]:
    """Yield the functions of a module with their lines."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_and_no_function_is_too_long_to_read() -> None:
    files = sources()
    assert len(files) > 400
    assert {path for path, code in files.items() if code.count("\n") > LONGEST_FILE} == set()
    long = dict(one for code in files.values() for one in lengths(code) if one[1] > LONGEST_FUNCTION)
    assert long == LONGER, "part it, or strike it from the list"


def test_no_file_is_what_a_tool_left_beside_another() -> None:
    left = {".orig", ".rej", ".bak", ".swp"}
    assert [
        path for room in (*ROOMS, "tests", "docs") for path in (ROOT / room).rglob("*") if path.suffix in left
    ] == []
