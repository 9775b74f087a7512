"""The template families known: one file each below `payers/`, and those of other people's packages.

The folders are the register of this project: which of them a file lies in says nothing of how it is read. A package of a user's own names its adapter in the entry point group `payerdiff.payers`:

    [project.entry-points."payerdiff.payers"]
    my_plan = "my_package.my_plan:ADAPTER"

Two adapters of one name, and two that claim one document, are an error; where none claims it, the generic reader takes it and says so.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from payerdiff.ingest.reading.reading import Reading
from payerdiff.model.errors import PayerdiffError
from payerdiff.model.policy import GENERIC
from payerdiff.normalize.head.payer import plans_in_head
from payerdiff.normalize.head.printed import printed_rows
from payerdiff.normalize.rules import Rule
from payerdiff.normalize.template_family import Adapter

GROUP = "payerdiff.payers"
OWN = "payerdiff"


@cache
def own_adapters() -> tuple[Adapter, ...]:
    """Return the adapters of the folders, by the names of their files."""
    package = importlib.import_module("payerdiff.normalize.payers")
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    names = sorted((module.name for module in found if not module.ispkg), key=lambda name: name.rpartition(".")[2])
    return tuple(importlib.import_module(name).ADAPTER for name in names)


@dataclass(frozen=True, slots=True)
class Family:
    """An adapter and who gives it."""

    adapter: Adapter
    giver: str

    @property
    def name(self) -> str:
        """The name of the template, with the package that it comes from where that is not this one."""
        return self.adapter.slug if self.giver == OWN else f"{self.adapter.slug} of the {self.giver}"


@cache
def families() -> tuple[Family, ...]:
    """Return all template families: those of the folders, then those of other packages, by name.

    Raises PayerdiffError: `broken-payer` where a package's entry point gives no adapter, `payer-name-taken` where two adapters share a name.
    """
    known = {adapter.slug: Family(adapter, OWN) for adapter in own_adapters()}
    for point in sorted(entry_points(group=GROUP), key=lambda p: (p.name, p.value)):
        family = Family(adapter_at(point), package_of(point))
        slug = family.adapter.slug
        if slug in known or slug == GENERIC:
            raise PayerdiffError(
                "payer-name-taken",
                family.giver,
                f"its template is named “{slug}”, and so is one of {known[slug].giver if slug in known else OWN}",
                f"Give the adapter in {point.value} another slug, or uninstall one of the two.",
            )
        known[slug] = family
    return tuple(known.values())


def adapters() -> tuple[Adapter, ...]:
    """Return the adapters of all families. Raises what `families` raises."""
    return tuple(family.adapter for family in families())


def package_of(point: EntryPoint) -> str:
    """Return the name of the package that an entry point belongs to."""
    return f"package {point.dist.name}" if point.dist else f"entry point {point.name}"


def adapter_at(point: EntryPoint) -> Adapter:
    """Return the adapter that another package's entry point names."""
    way_out = f"Fix the package or uninstall it; its entry point in the group {GROUP} must name an Adapter."
    try:
        found = point.load()
    except Exception as cause:  # whatever a stranger's module raises as it is imported
        told = f"{type(cause).__name__}: {cause}" if str(cause) else type(cause).__name__
        raise PayerdiffError(
            "broken-payer", package_of(point), f"its adapter {point.value} cannot be loaded ({told})", way_out
        ) from cause
    if not isinstance(found, Adapter):
        kind = type(found).__name__
        raise PayerdiffError("broken-payer", package_of(point), f"{point.value} is a {kind}, not an Adapter", way_out)
    return found


def adapter_for(reading: Reading) -> Adapter | None:
    """Return the adapter of a document, or None. Raises PayerdiffError `two-templates` where two claim it."""
    claimed = [family for family in families() if family.adapter.claims(reading.plain)]
    claimed = [family for family in claimed if not is_of_another(reading, family.adapter)]
    if len(claimed) > 1:
        names = " and ".join(family.name for family in claimed)
        raise PayerdiffError(
            "two-templates",
            reading.document.name,
            f"it matches more than one template: {names}",
            "Choose the template with --template.",
        )
    return claimed[0].adapter if claimed else None


def is_of_another(reading: Reading, adapter: Adapter) -> bool:
    """Return True if a document's head names other plans, and not the one whose template an adapter knows: signs of a template may stand in a sister's too.

    A document that names nobody at its head is taken at the word of the signs; so is one of a plan that the signs themselves name.
    """
    if adapter.payer is None or adapter.payer_name is not None:
        return False
    named = plans_in_head(printed_rows(reading), dict(reading.document.properties))
    own = words_of(adapter.payer)
    known = any(own <= words_of(name) or words_of(name) <= own for name in named)
    own_names = (*adapter.signs, *([adapter.sisters] if adapter.sisters else []))
    return bool(named) and not known and not any(re.search(sign, name) for sign in own_names for name in named)


SMALL = frozenset({"and", "of", "the", "inc"})


def words_of(name: str) -> frozenset[str]:
    """Return the words of a plan's name that tell it from others."""
    return frozenset(WORD.findall(name.lower())) - SMALL


WORD = Rule("families.word", r"[a-z]+", "lakeside", "12", exact=True)
