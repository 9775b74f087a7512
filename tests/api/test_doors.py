"""The library as a user's script has it: every door documented, frozen results, nothing printed."""

from __future__ import annotations

import ast
import dataclasses
import doctest
import inspect
from pathlib import Path

import pydantic
import pytest
from ground import ROOT

from payerdiff import api
from payerdiff.api import MODULE_OF, PLACES

SOURCE = ROOT / "api" / "payerdiff" / "api" / "__init__.py"
NC = api.samples() / "bcbsnc" / "blinatumomab.html"
MAGELLAN = api.samples() / "magellan" / "aspirus-blincyto.pdf"
REDLINE = api.samples() / "centene" / "lhcc-LA.PHAR.312-redline.pdf"
TORN = Path(__file__).parents[1] / "bad" / "cut-short.pdf"
OWN = sorted(name for module, names in PLACES.items() if module.startswith("payerdiff.api.") for name in names)


def names_for_type_checkers() -> dict[str, str]:
    """Return the names that the library's first page imports for type checkers, each with its module."""
    (block,) = (
        node for node in ast.parse(SOURCE.read_text(encoding="utf-8")).body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )  # fmt: skip
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom)]
    return {str(alias.asname): str(node.module) for node in imports for alias in node.names}


def test_type_checkers_and_python_find_the_same_names_at_the_same_places() -> None:
    assert names_for_type_checkers() == MODULE_OF
    assert dir(api) == sorted(MODULE_OF)


@pytest.mark.parametrize("name", sorted(MODULE_OF))
def test_every_name_is_there(name: str) -> None:
    assert getattr(api, name) is not None


def test_a_name_that_is_none_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'prettify'"):
        api.prettify  # noqa: B018  # the access is what is tried


@pytest.mark.parametrize("name", [n for n in OWN if inspect.isfunction(getattr(api, n))])
def test_every_function_of_the_library_has_an_example_that_runs(name: str) -> None:
    assert doctest.DocTestParser().get_examples(getattr(api, name).__doc__)


@pytest.mark.parametrize("name", ["Comparison", "ChangeReview", "Portfolio", "Policy", "Judgment", "Gate", "Outcome"])
def test_results_cannot_be_altered(name: str) -> None:
    model: type[pydantic.BaseModel] = getattr(api, name)
    assert model.model_config["frozen"]


@pytest.mark.parametrize("name", ["Document", "Library", "Subject", "Verification"])
def test_plain_results_cannot_be_altered(name: str) -> None:
    assert getattr(api, name).__dataclass_params__.frozen


def test_a_path_its_bytes_and_the_document_read_from_them_say_the_same() -> None:
    by_path = api.normalize(str(NC))
    assert by_path == api.normalize(NC) == api.normalize(api.read(NC.read_bytes(), name=NC.name))
    unnamed = api.normalize(NC.read_bytes())
    source = unnamed.source.model_copy(update={"name": NC.name})
    assert by_path == unnamed.model_copy(update={"source": source})


def test_a_subject_is_compared_as_its_policies_are() -> None:
    held = api.read_library([NC.parent, MAGELLAN.parent])
    assert api.compare_subject("J9039", held) == api.compare(held.policies, drug="Blincyto")
    assert api.compare_subject("blinatumomab", [NC.parent, MAGELLAN]) == api.compare(held, drug="blinatumomab")
    assert api.compare(held) == api.compare(held, drug="blinatumomab")


def test_a_document_of_the_places_that_cannot_be_read_is_not_passed_over_in_silence() -> None:
    with pytest.raises(api.PayerdiffError) as refused:
        api.compare_subject("J9039", [NC, TORN])
    assert refused.value.code == "damaged"
    held = api.read_library([NC, TORN])
    assert [f.code for f in held.failures] == ["damaged"]
    assert len(api.compare_subject("J9039", held).policies) == 1


@pytest.mark.parametrize(
    ("code", "subject", "places"),
    [
        ("no-such-subject", "nosuchdrug", [NC]),
        ("nothing-to-compare", "leukine", [NC]),
        ("no-folder", "blincyto", [Path("nowhere")]),
    ],
)
def test_what_cannot_be_compared_says_why(code: str, subject: str, places: list[Path]) -> None:
    with pytest.raises(api.PayerdiffError) as refused:
        api.compare_subject(subject, places)
    assert refused.value.code == code


def test_versions_are_policies_or_documents() -> None:
    before, after = api.two_versions(REDLINE)
    assert api.two_versions(before, after) == (before, after)
    assert api.two_versions(before, REDLINE) == (before, after)
    assert api.review(REDLINE) == api.review(before, after)
    for alone in (NC, after):
        with pytest.raises(api.PayerdiffError, match="no-changes-shown"):
            api.review(alone)


def test_nothing_is_printed_and_progress_is_told_line_by_line(capfd: pytest.CaptureFixture[str]) -> None:
    told: list[str] = []
    held = api.read_library([NC, REDLINE, TORN], progress=told.append)
    api.render(api.compare(held), [NC])
    assert told == [f"reading {n} of 3: {path.name}" for n, path in enumerate((NC, REDLINE, TORN), 1)]
    assert tuple(capfd.readouterr()) == ("", "")


def test_a_page_without_documents_shows_no_pictures_and_one_with_them_does() -> None:
    result = api.review(REDLINE)
    assert "data:image/png" not in api.render(result)
    assert "data:image/png" not in api.render(result, [NC])
    assert "data:image/png" in api.render(result, [REDLINE.parent])


def test_a_verification_names_the_first_line_that_differs(tmp_path: Path) -> None:
    lines = api.render(api.review(REDLINE)).split("\n")
    (tmp_path / "r.html").write_text("\n".join([*lines[:9], "", *lines[9:]]), encoding="utf-8")
    found = api.verify(tmp_path / "r.html")
    assert (found.verdict, found.made_by, found.difference) == ("differs", api.VERSION, 10)
    assert [dataclasses.astuple(s)[2] for s in found.sources] == ["baseline", "proposed"]
