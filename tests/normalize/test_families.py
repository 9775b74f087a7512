"""Template families: what an adapter may read, and payers that come from a user's own package."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ground import ROOT
from hypothesis import given
from hypothesis import strategies as st

from payerdiff.corpus.library import read_library, samples
from payerdiff.ingest.reader import read_bytes
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import Dates, Policy
from payerdiff.normalize import layouts
from payerdiff.normalize.families import GROUP, adapters, families, own_adapters
from payerdiff.normalize.layouts.base import Layout
from payerdiff.normalize.layouts.sentences import SENTENCES
from payerdiff.normalize.normalizer import normalize
from payerdiff.normalize.template_family import FIELDS, Adapter

MODULE = """
from payerdiff.normalize.template_family import Adapter
from payerdiff.normalize.layouts.headed import HEADED
from payerdiff.normalize.sections.headings import Opening

ADAPTER = Adapter(
    slug="{slug}",
    signs=(r"{sign}",),
    openings=(Opening(r"What must be shown", "initial"), Opening(r"Papers", "references")),
    layout=HEADED,
    payer_id="lakeside",
    payer="Lakeside Mutual",
    fields={{"{field}": r"Lakeside rule (\\d+)"}},
)
"""
PAPER = b"""Lakeside rule 117

What must be shown

Severe asthma

- Age at least 12 years; and
- Prescribed by a pulmonologist.

Papers

1. A made-up paper on asthma, 2020.
"""
Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install packages that give a payer, for one test: a module and the metadata that pip would write."""
    families.cache_clear()
    monkeypatch.syspath_prepend(str(tmp_path))
    made: list[str] = []

    def installed(package: str, slug: str = "lakeside", sign: str = "^Lakeside rule", field: str = "number", body: str | None = None, names: str = "ADAPTER") -> None:  # fmt: skip
        (tmp_path / f"{package}.py").write_text(
            MODULE.format(slug=slug, sign=sign, field=field) if body is None else body
        )
        metadata = tmp_path / f"{package}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        (metadata / "entry_points.txt").write_text(f"[payerdiff.payers]\n{package} = {package}:{names}\n")
        made.append(package)

    yield installed
    for package in made:
        sys.modules.pop(package, None)
    families.cache_clear()


def test_a_payer_of_another_package_reads_its_documents(install: Install) -> None:
    install("lakeside_payer")
    policy = normalize(read_bytes(PAPER, "rule.txt"))
    assert isinstance(policy, Policy)
    assert (policy.source.template, policy.payer.name, policy.number) == ("lakeside", "Lakeside Mutual", "117")
    assert [(s.indication, len(s.root.children)) for s in policy.criteria] == [("Severe asthma", 2)]
    assert [a.slug for a in adapters()] == [*(a.slug for a in own_adapters()), "lakeside"]


def test_a_payer_of_another_package_can_be_named(install: Install) -> None:
    install("lakeside_payer")
    policy = normalize(read_bytes(PAPER, "rule.txt"), template="lakeside")
    assert policy.source.template == "lakeside"


def test_two_packages_that_claim_one_document_are_both_named(install: Install) -> None:
    install("lakeside_payer")
    install("other_payer", slug="other")
    with pytest.raises(PayerdiffError, match=r"lakeside of the package lakeside_payer and other of the package other_payer") as caught:  # fmt: skip
        normalize(read_bytes(PAPER, "rule.txt"))
    assert caught.value.code == "two-templates"


@pytest.mark.parametrize(("slug", "holder"), [("aetna", "payerdiff"), ("generic", "payerdiff"), ("lakeside", "package first_payer")])  # fmt: skip
def test_a_name_that_is_taken_is_an_error_that_names_both_holders(install: Install, slug: str, holder: str) -> None:
    install("first_payer")
    install("second_payer", slug=slug)
    with pytest.raises(
        PayerdiffError, match=rf"^package second_payer: .*“{slug}”, and so is one of {holder} "
    ) as caught:
        adapters()
    assert caught.value.code == "payer-name-taken"


BROKEN = {
    "a module that raises": ({"body": "raise RuntimeError('no such plan')"}, "RuntimeError: no such plan"),
    "a module that is not there": ({"body": "import missing_thing_of_lakeside"}, "missing_thing_of_lakeside"),
    "a name that is not there": ({"names": "ADAPTOR"}, "ADAPTOR"),
    "no adapter": ({"body": "ADAPTER = 'lakeside'"}, "is a str, not an Adapter"),
    "an unknown field": ({"field": "dates.efective"}, "dates.efective"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_package_is_one_error_that_names_it_and_the_cause(install: Install, case: str) -> None:
    given, cause = BROKEN[case]
    install("lakeside_payer", **given)
    with pytest.raises(PayerdiffError, match=r"^package lakeside_payer: ") as caught:
        read_library([samples() / "aetna"])  # once, not once a document
    assert caught.value.code == "broken-payer" and cause in str(caught.value)


@given(st.text(min_size=1).filter(lambda name: name not in FIELDS))
def test_a_field_that_no_policy_has_is_an_error_at_once(name: str) -> None:
    with pytest.raises(ValueError, match=r"has no such field; the fields are .*dates\.effective") as caught:
        Adapter("made_up", (), (), SENTENCES, "made_up", fields={name: "(x)"})
    assert name in str(caught.value)


def test_every_date_of_a_policy_may_be_read() -> None:
    fields = dict.fromkeys((f"dates.{name}" for name in Dates.model_fields), "(x)")
    assert Adapter("made_up", (), (), SENTENCES, "made_up", fields=fields).fields == fields


GUIDE = (ROOT / "docs" / "add-a-payer.md").read_text(encoding="utf-8")


def block_of(language: str) -> str:
    """Return the first block of code of a language in the guide."""
    found = re.search(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_payer_of_the_guide_reads_the_document_of_the_guide(install: Install) -> None:
    install("lakeside_payer", body=block_of("python"))
    policy = normalize(read_bytes(block_of("text").encode(), "rule.md"))
    assert isinstance(policy, Policy) and policy.ledger.unread == 0
    assert (policy.payer.name, policy.number, policy.title) == ("Lakeside Mutual", "LM-117", "omalizumab")
    assert str(policy.dates.effective) == "2026-03-01"
    assert [(s.phase, s.indication, len(s.root.children)) for s in policy.criteria] == [
        ("initial", "Severe asthma", 3), ("renewal", "Severe asthma", 1),
    ]  # fmt: skip


def test_the_guide_names_the_entry_point_group_and_every_layout() -> None:
    assert f'entry-points."{GROUP}"' in block_of("toml")
    named = set(re.findall(r"^\| `([A-Z_]+)` .*`layouts/(\w+)\.py` \|$", GUIDE, re.MULTILINE))
    folder = {module.name for module in pkgutil.iter_modules(layouts.__path__)}
    assert {file for _, file in named} == folder - {
        "base",
        "free",
    }  # what a layout is, and what only the generic reader uses
    for name, file in named:
        assert isinstance(getattr(importlib.import_module(f"payerdiff.normalize.layouts.{file}"), name), Layout)


@pytest.mark.parametrize("mark", ["", "¹", "²³", "*", "†", "¹*"])
def test_the_mark_of_a_footnote_behind_a_sign_changes_no_family(mark: str) -> None:
    text = "BCBSNC\nWhen Madeupra is covered{}\nPolicy Implementation/Update Information\n"
    (family,) = (adapter for adapter in adapters() if adapter.slug == "bcbsnc")
    assert family.claims(text.format(mark))
    assert not family.claims(text.format(" elsewhere"))
